"""What the guard lets through to the last character, and which of its words is said where several things are wrong."""

import pytest
from tests.unit.outbox.making import account, item

from care.account import Account
from care.outbox.guard import Guarded, Known, guard
from care.outcomes import Code, outcome

ACCOUNT = account(second_look=["demanda", "abogado gratis"])
REPLY = item(channel="public", text="Ya va de camino")
OWN = item("account:greeting:1", channel="public", purpose="courtesy", case_id="", in_reply_to="", text="Buenos días")


def told(one, known=None, *, over_budget=False, by: Account = ACCOUNT):
    found = guard(one, by, known=known, over_budget=over_budget)
    return found and (found.state, *found.why)


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


@pytest.mark.parametrize("known", ["", ACCOUNT.id])
def test_a_text_goes_by_the_account_of_its_case(known):
    assert told(REPLY, Known(known)) is None


def test_a_text_of_another_account_is_refused_whatever_its_case_says():
    other = account("2000000000000000009")
    for known in (None, Known(other.id), Known(ACCOUNT.id)):
        assert told(REPLY, known, by=other) == ("refused", outcome(Code.wrong_account))


@pytest.mark.parametrize("purpose", ["resolution", "acknowledgement", "survey", "courtesy"])
def test_what_is_automatic_says_nothing_twice_even_with_a_supervisors_word(purpose):
    one = REPLY.model_copy(update={"purpose": purpose, "approved_by": "eva"})
    assert told(one, Known(said=True)) == ("refused", outcome(Code.said_already))
    assert told(one, Known()) is None


def test_a_supervisors_word_and_a_repost_need_no_second_look():
    doubtful = Known(dead_link="https://x.example")
    assert told(REPLY.model_copy(update={"approved_by": "eva"}), doubtful, over_budget=True) is None
    assert told(OWN.model_copy(update={"reposts": "9"}), doubtful, over_budget=True) is None
    assert told(REPLY, doubtful) is not None


def test_all_reasons_are_told_at_once_because_one_word_lets_them_all_pass():
    known = Known(others=["otraluna", "azul"], said=True, dead_link="https://x.example")
    reply = REPLY.model_copy(update={"text": "Demanda a @OtraLuna y @azul"})
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
    assert told(item(text="Por la demanda"), Known(said=True)) is None
    assert told(item(text="Por la demanda"), over_budget=True) == ("held", outcome(Code.over_budget))


def test_a_post_of_the_accounts_own_has_nobody_to_approve_it():
    assert told(OWN) is None
    assert told(OWN, over_budget=True) == ("refused", outcome(Code.over_budget))


def test_all_words_of_a_second_look_must_be_there():
    assert told(REPLY.model_copy(update={"text": "Un abogado"})) is None
    assert told(REPLY.model_copy(update={"text": "Demanda"})) == (
        "held",
        outcome(Code.words_to_approve, words="demanda"),
    )
    assert told(REPLY.model_copy(update={"text": "Gratis, un abogado"})) == (
        "held",
        outcome(Code.words_to_approve, words="abogado gratis"),
    )


def test_of_a_thread_the_whole_is_looked_at_and_its_first_part_alone_for_what_was_said():
    hidden = {"text": "Ya va (1/2)", "whole": "Ya va. Por la demanda, http://luna.example"}
    assert told(REPLY.model_copy(update=hidden)) == ("refused", outcome(Code.link_not_https))
    mail = REPLY.model_copy(update={**hidden, "whole": "Ya va. Escribe a marta@correo.example"})
    assert told(mail) == ("refused", outcome(Code.personal_data, kinds="email"))
    watched = REPLY.model_copy(update={**hidden, "whole": "Ya va. Por la demanda, @OtraLuna"})
    assert told(watched, Known(others=["otraluna"]))[1:] == (
        outcome(Code.words_to_approve, words="demanda"),
        outcome(Code.names_other_account, username="otraluna"),
    )
    second = REPLY.model_copy(update={"part": 2, "parts": 2})
    assert told(second, Known(said=True)) is None


@pytest.mark.parametrize("text", ["mira shttp://a.example", "mira https://a.example"])
def test_only_a_plain_link_is_refused(text):
    assert told(REPLY.model_copy(update={"text": text})) is None


def test_personal_data_is_refused_with_its_kinds_and_the_accounts_own_addresses_are_not():
    open_account = account(
        channels=[
            {"label": "Correo", "url": "mailto:Hola@tiendaluna.example"},
            {"label": "Teléfono", "url": "tel:+34912345678"},
            {"label": "Web", "url": "https://tiendaluna.example/marta@correo.example"},
        ]
    )
    own = REPLY.model_copy(update={"text": "Escribe a hola@tiendaluna.example o llama al +34 912 34 56 78"})
    assert told(own, by=open_account) is None
    others = REPLY.model_copy(update={"text": "Escribe a marta@correo.example o llama al +34 699 12 34 56"})
    assert told(others, by=open_account) == ("refused", outcome(Code.personal_data, kinds="email, phone"))


def test_nothing_known_is_nothing_against_it():
    assert isinstance(guard(REPLY, ACCOUNT, known=Known(others=["x"], dead_link="https://x.example")), Guarded)
    assert guard(REPLY, ACCOUNT) is None
