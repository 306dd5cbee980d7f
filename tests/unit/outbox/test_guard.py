"""What a public reply is held or refused for, before it is immortal."""

import httpx
import pytest
from tests.unit.outbox.making import START, account, item
from tests.unit.outbox.story import Story

from care.outbox.guard import Guarded, Known, guard
from care.outcomes import Code, codes
from publish.links import dead_link, links_of

ACCOUNT = account(second_look=["demanda"])
REPLY = item(channel="public", text="Ya va de camino")


def test_a_harmless_reply_goes():
    assert guard(REPLY, ACCOUNT, known=Known(ACCOUNT.id, ["otraluna"])) is None


@pytest.mark.parametrize(
    ("text", "known", "state", "why"),
    [
        ("Mira http://tiendaluna.example/a", Known(), "refused", Code.link_not_https),
        ("Ya va", Known("2000000000000000009"), "refused", Code.wrong_account),
        ("Escribe a @OtraLuna", Known(others=["otraluna"]), "held", Code.names_other_account),
        ("Ya va", Known(said=True), "held", Code.said_to_customer),
        ("Mira https://luna.example/x", Known(dead_link="https://luna.example/x"), "held", Code.dead_link),
        ("Por la demanda", Known(), "held", Code.words_to_approve),
    ],
)
def test_what_is_doubtful_is_held_and_what_is_wrong_is_refused(text, known, state, why):
    found = guard(REPLY.model_copy(update={"text": text}), ACCOUNT, known=known)
    assert isinstance(found, Guarded)
    assert found.state == state
    assert codes(found.why) == (why,)


def test_a_supervisors_word_counts_for_what_is_held_and_not_for_what_is_refused():
    approved = REPLY.model_copy(update={"approved_by": "eva"})
    assert guard(approved, ACCOUNT, known=Known(said=True, dead_link="https://x.example")) is None
    wrong = approved.model_copy(update={"text": "http://luna.example"})
    assert isinstance(guard(wrong, ACCOUNT), Guarded)


@pytest.mark.parametrize("text", ["Escribe a @otralunatica", "otraluna", "@otraluna_2"])
def test_a_longer_name_is_another_name(text):
    assert guard(REPLY.model_copy(update={"text": text}), ACCOUNT, known=Known(others=["otraluna"])) is None


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
        said = REPLY.model_copy(update={"text": text})
        assert guard(said, own) is None, text
        assert guard(said, ACCOUNT) is not None
    assert guard(REPLY.model_copy(update={"text": "Escribe a marta@correo.example, tu correo."}), own) is not None
    assert guard(REPLY.model_copy(update={"text": "Te llamamos al +34 913 456 788."}), own) is not None
