"""What a public reply is held or refused for, to the last character, and which of several reasons is said."""

from copy import replace

import httpx
import pytest
from tests.unit.outbox.making import START, account, item
from tests.unit.outbox.story import Story

from care.model.account import Account
from care.model.outcomes import Code, codes, outcome
from care.outbox.guard import Guarded, KnownText, guard
from publish.links import dead_link, links_of

ACCOUNT = account(second_look=["demanda"])
REPLY = item(channel="public", text="Ya va de camino")
CAREFUL = account(second_look=["demanda", "abogado gratis"])
OWN = item("account:greeting:1", channel="public", purpose="courtesy", case_id="", in_reply_to="", text="Buenos días")


def told(one, known=None, *, over_budget=False, by: Account = CAREFUL):
    found = guard(one, by, known=known, over_budget=over_budget)
    return found and (found.state, *found.why)


def test_a_harmless_reply_goes():
    assert guard(REPLY, ACCOUNT, known=KnownText(ACCOUNT.id, ["otraluna"])) is None


@pytest.mark.parametrize(
    ("text", "known", "state", "why"),
    [
        ("Mira http://tiendaluna.example/a", KnownText(), "refused", Code.link_not_https),
        ("Ya va", KnownText("2000000000000000009"), "refused", Code.wrong_account),
        ("Escribe a @OtraLuna", KnownText(others=["otraluna"]), "held", Code.names_other_account),
        ("Ya va", KnownText(said=True), "held", Code.said_to_customer),
        ("Mira https://luna.example/x", KnownText(dead_link="https://luna.example/x"), "held", Code.dead_link),
        ("Por la demanda", KnownText(), "held", Code.words_to_approve),
    ],
)
def test_what_is_doubtful_is_held_and_what_is_wrong_is_refused(text, known, state, why):
    found = guard(replace(REPLY, text=text), ACCOUNT, known=known)
    assert isinstance(found, Guarded)
    assert found.state == state
    assert codes(found.why) == (why,)


def test_a_supervisors_word_counts_for_what_is_held_and_not_for_what_is_refused():
    approved = replace(REPLY, approved_by="eva")
    assert guard(approved, ACCOUNT, known=KnownText(said=True, dead_link="https://x.example")) is None
    wrong = replace(approved, text="http://luna.example")
    assert isinstance(guard(wrong, ACCOUNT), Guarded)


@pytest.mark.parametrize("text", ["Escribe a @otralunatica", "otraluna", "@otraluna_2"])
def test_a_longer_name_is_another_name(text):
    assert guard(replace(REPLY, text=text), ACCOUNT, known=KnownText(others=["otraluna"])) is None


def test_the_same_reply_twice_in_a_case_waits_for_a_supervisor():
    story = Story(account(), "public")
    for number, text in enumerate(("Ya va de camino", "Ya va  de camino"), 1):
        story.add(item(f"C1:reply:{number}", channel="public", text=text))
    story.drain()
    assert story.states() == {"C1:reply:1": "sent", "C1:reply:2": "held"}
    assert story.times("Ya va de camino") == 1


def test_links_are_those_that_x_makes():
    assert links_of("Mira luna.com/a y https://luna.example/b.") == ["https://luna.example/b", "https://luna.com/a"]


@pytest.mark.parametrize(
    ("answer", "dead"),
    [(404, True), (410, True), (200, False), (301, False), (403, False), (405, False), (500, False), (None, False)],
)
def test_only_a_page_that_its_own_server_denies_is_dead(answer, dead):
    def served(request: httpx.Request) -> httpx.Response:
        if answer is None:
            raise httpx.ConnectTimeout("late", request=request)
        return httpx.Response(answer, headers={"location": "https://elsewhere.example"})

    client = httpx.Client(transport=httpx.MockTransport(served))
    assert dead_link("Mira https://luna.example/x", lambda: client) == ("https://luna.example/x" if dead else None)


def test_a_text_without_links_asks_nobody():
    def never() -> httpx.Client:
        raise AssertionError("nobody is asked")

    assert dead_link(f"Ya va, {START:%H:%M}", never) is None


def test_the_accounts_own_mail_and_telephone_may_be_said_in_public_and_nobody_elses():
    reached = [{"label": "Correo", "url": "mailto:ayuda@tiendaluna.example"}]
    reached.append({"label": "Teléfono", "url": "tel:+34913456789"})
    own = account(channels=reached)
    for text in ("Escríbenos a Ayuda@tiendaluna.example y lo vemos.", "Llámanos al +34 913 456 789, gracias."):
        said = replace(REPLY, text=text)
        assert guard(said, own) is None, text
        assert guard(said, ACCOUNT) is not None
    assert guard(replace(REPLY, text="Escribe a marta@correo.example, tu correo."), own) is not None
    assert guard(replace(REPLY, text="Te llamamos al +34 913 456 788."), own) is not None


@pytest.mark.parametrize(("length", "refused"), [(10_000, False), (10_001, True)])
def test_a_dm_may_be_as_long_as_x_takes_it(length, refused):
    assert told(item(text="a" * length)) == (("refused", outcome(Code.dm_too_long)) if refused else None)


@pytest.mark.parametrize(("length", "refused"), [(280, False), (281, True)])
def test_a_post_may_be_as_long_as_x_takes_it(length, refused):
    text = ("hola " * 60)[: length - 1] + "a"
    found = told(item(channel="public", in_reply_to="", text=text))
    assert found == (("refused", outcome(Code.post_too_long)) if refused else None)


def test_names_before_a_reply_do_not_count():
    text = "@marta_tienda " + ("hola " * 60)[:278]
    assert told(item(channel="public", in_reply_to="9", text=text)) is None
    assert told(item(channel="public", in_reply_to="", text=text)) == ("refused", outcome(Code.post_too_long))


@pytest.mark.parametrize("known", ["", CAREFUL.id])
def test_a_text_goes_by_the_account_of_its_case(known):
    assert told(REPLY, KnownText(known)) is None


def test_a_text_of_another_account_is_refused_whatever_its_case_says():
    other = account("2000000000000000009")
    for known in (None, KnownText(other.id), KnownText(CAREFUL.id)):
        assert told(REPLY, known, by=other) == ("refused", outcome(Code.wrong_account))


@pytest.mark.parametrize("purpose", ["resolution", "acknowledgement", "survey", "courtesy"])
def test_what_is_automatic_says_nothing_twice_even_with_a_supervisors_word(purpose):
    one = replace(REPLY, purpose=purpose, approved_by="eva")
    assert told(one, KnownText(said=True)) == ("refused", outcome(Code.said_already))
    assert told(one, KnownText()) is None


def test_a_supervisors_word_and_a_repost_need_no_second_look():
    doubtful = KnownText(dead_link="https://x.example")
    assert told(replace(REPLY, approved_by="eva"), doubtful, over_budget=True) is None
    assert told(replace(OWN, reposts="9"), doubtful, over_budget=True) is None
    assert told(REPLY, doubtful) is not None


def test_all_reasons_are_told_at_once_because_one_word_lets_them_all_pass():
    known = KnownText(others=["otraluna", "azul"], said=True, dead_link="https://x.example")
    reply = replace(REPLY, text="Demanda a @OtraLuna y @azul")
    assert told(reply, known, over_budget=True) == (
        "held",
        outcome(Code.words_to_approve, words="demanda"),
        outcome(Code.names_other_account, username="azul"),
        outcome(Code.names_other_account, username="otraluna"),
        outcome(Code.said_to_customer),
        outcome(Code.dead_link, link="https://x.example"),
        outcome(Code.over_budget),
    )


def test_money_holds_a_dm_and_words_do_not():
    assert told(item(text="Por la demanda"), KnownText(said=True)) is None
    assert told(item(text="Por la demanda"), over_budget=True) == ("held", outcome(Code.over_budget))


def test_a_post_of_the_accounts_own_has_nobody_to_approve_it():
    assert told(OWN) is None
    assert told(OWN, over_budget=True) == ("refused", outcome(Code.over_budget))


def test_all_words_of_a_second_look_must_be_there():
    assert told(replace(REPLY, text="Un abogado")) is None
    assert told(replace(REPLY, text="Demanda")) == (
        "held",
        outcome(Code.words_to_approve, words="demanda"),
    )
    assert told(replace(REPLY, text="Gratis, un abogado")) == (
        "held",
        outcome(Code.words_to_approve, words="abogado gratis"),
    )


def test_of_a_thread_the_whole_is_looked_at_and_its_first_part_alone_for_what_was_said():
    hidden = replace(REPLY, text="Ya va (1/2)", whole="Ya va. Por la demanda, http://luna.example")
    assert told(hidden) == ("refused", outcome(Code.link_not_https))
    mail = replace(hidden, whole="Ya va. Escribe a marta@correo.example")
    assert told(mail) == ("refused", outcome(Code.personal_data, kinds="email"))
    watched = replace(hidden, whole="Ya va. Por la demanda, @OtraLuna")
    assert told(watched, KnownText(others=["otraluna"]))[1:] == (
        outcome(Code.words_to_approve, words="demanda"),
        outcome(Code.names_other_account, username="otraluna"),
    )
    second = replace(REPLY, part=2, parts=2)
    assert told(second, KnownText(said=True)) is None


@pytest.mark.parametrize("text", ["mira shttp://a.example", "mira https://a.example"])
def test_only_a_plain_link_is_refused(text):
    assert told(replace(REPLY, text=text)) is None


def test_personal_data_is_refused_with_its_kinds_and_the_accounts_own_addresses_are_not():
    open_account = account(
        channels=[
            {"label": "Correo", "url": "mailto:Hola@tiendaluna.example"},
            {"label": "Teléfono", "url": "tel:+34912345678"},
            {"label": "Web", "url": "https://tiendaluna.example/marta@correo.example"},
        ]
    )
    own = replace(REPLY, text="Escribe a hola@tiendaluna.example o llama al +34 912 34 56 78")
    assert told(own, by=open_account) is None
    others = replace(REPLY, text="Escribe a marta@correo.example o llama al +34 699 12 34 56")
    assert told(others, by=open_account) == ("refused", outcome(Code.personal_data, kinds="email, phone"))


def test_nothing_known_is_nothing_against_it():
    assert isinstance(guard(REPLY, CAREFUL, known=KnownText(others=["x"], dead_link="https://x.example")), Guarded)
    assert guard(REPLY, CAREFUL) is None
