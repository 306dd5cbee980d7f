"""Whether X takes a public reply, as its own answers have taught the case and the account."""

from copy import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from care.acknowledgement.rules import never
from care.case.answerable import No, Yes, can_reply
from care.case.settled import settle
from care.model.account import Account
from care.model.case import Case, LastMessage
from care.model.customer import Customer
from care.model.events import SendSettled
from care.model.outbox_item import Item
from care.model.outcomes import Code, outcome
from care.outbox.guard import KnownText
from care.outbox.plan import Facts, Send, Settle, plan

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ACCOUNT = Account.model_validate(
    {
        "id": "2000000000000000001",
        "username": "tiendaluna",
        "name": "Tienda Luna",
        "privacy_url": "https://tiendaluna.example/privacidad",
        "hours": {"timezone": "Europe/Madrid", "always": True},
    }
)
IMPLIED = LastMessage(id="7", channel="public", at=NOW, summons=True, addressed="implied")
CASE = Case(
    case_id="C1",
    account_id=ACCOUNT.id,
    customer=Customer(account_id=ACCOUNT.id, customer_id="55"),
    opened_at=NOW,
    last_message=IMPLIED,
    last_public=IMPLIED,
    unanswered_since=NOW,
)
LINK = "https://x.com/intent/tweet?in_reply_to=7&text="


def _settled(result: str, *why: Code, to: str = "7") -> SendSettled:
    values: dict[str, Any] = {
        "account_id": ACCOUNT.id, "customer_id": "55", "case_id": "C1", "item_id": "C1:reply:a", "purpose": "reply",
        "channel": "public", "outcome": result, "at": NOW, "text": "Hola", "in_reply_to": to, "x_id": "90",
        "why": [outcome(one) for one in why],
    }  # fmt: skip
    return SendSettled.model_validate(values)


def _after(event: SendSettled, case: Case = CASE) -> Case:
    known = settle(case, event, ACCOUNT, NOW).case
    assert known is not None
    return known


def _says(case: Case, account: Account = ACCOUNT) -> str:
    answer = can_reply(case, "public", account, NOW)
    return answer.answerable if isinstance(answer, Yes) else "no"


def _next(case: Case) -> Case:
    """The customer answers again without the handle."""
    last = replace(IMPLIED, id="8")
    return replace(case, last_message=last, last_public=last)


def test_before_x_was_asked_the_desk_says_that_it_may_refuse_and_an_automatic_text_tries():
    answer = can_reply(CASE, "public", ACCOUNT, NOW)
    assert isinstance(answer, Yes)
    assert (answer.answerable, answer.reason) == ("unknown", outcome(Code.reply_may_be_refused))
    assert never(CASE, IMPLIED, ACCOUNT, NOW) is None


def test_a_refusal_teaches_the_case_and_the_next_direct_reply_has_the_link():
    case = _next(_after(_settled("refused", Code.not_summoned)))
    assert can_reply(case, "public", ACCOUNT, NOW) == No(outcome(Code.not_summoned), LINK.replace("=7", "=8"))
    assert never(case, case.last_message, ACCOUNT, NOW) == outcome(Code.not_summoned)


def test_an_acceptance_teaches_it_too_and_the_desk_says_why_it_is_sure():
    case = _next(_after(_settled("sent")))
    answer = can_reply(case, "public", ACCOUNT, NOW)
    assert isinstance(answer, Yes)
    assert (answer.answerable, answer.reason) == ("yes", outcome(Code.such_replies_taken))


def test_a_typed_handle_passes_whatever_was_refused_before():
    case = _after(_settled("refused", Code.not_summoned))
    typed = replace(IMPLIED, id="9", addressed="typed")
    assert _says(replace(case, last_public=typed, last_message=typed)) == "yes"


@pytest.mark.parametrize("why", [Code.not_summoned, Code.author_restricted])
def test_a_post_that_x_was_thought_to_let_us_answer_is_shut_by_its_refusal_and_no_other(why: Code):
    typed = replace(IMPLIED, addressed="typed")
    case = _after(_settled("refused", why), replace(CASE, last_message=typed, last_public=typed))
    answer = can_reply(case, "public", ACCOUNT, NOW)
    assert isinstance(answer, No)
    assert answer.reason == outcome(why)
    assert _says(_next(case)) == "unknown"


@pytest.mark.parametrize(
    "event",
    [
        _settled("refused", Code.duplicate),
        _settled("refused", Code.not_summoned, to="6"),
        _settled("unconfirmed", Code.no_answer_of_x),
        _settled("withdrawn", Code.paused),
    ],
)
def test_what_says_nothing_of_the_post_teaches_nothing(event: SendSettled):
    assert _says(_after(event)) == "unknown"


@pytest.mark.parametrize(
    ("answer", "days", "says"),
    [("refused", 0, "no"), ("taken", 29, "yes"), ("refused", 29, "no"), ("refused", 30, "unknown")],
)
def test_what_x_said_in_another_case_of_the_account_holds_for_a_month(answer: Any, days: int, says: str):
    known = replace(ACCOUNT, implicit_replies=answer, implicit_replies_at=NOW - timedelta(days=days))
    assert _says(CASE, known) == says


def test_the_cases_own_answer_goes_before_the_accounts():
    refused = replace(ACCOUNT, implicit_replies="refused", implicit_replies_at=NOW)
    assert _says(replace(CASE, implicit_replies="taken"), refused) == "yes"


def _planned(case: Case, **more: Any) -> object:
    values = {
        "item_id": "C1:reply:b", **CASE.ids, "channel": "public", "purpose": "reply", "text": "Hola",
        "created_at": NOW, "in_reply_to": "8", "not_before": NOW,
    }  # fmt: skip
    item = Item.model_validate({**values, **more})
    facts = Facts(ACCOUNT, NOW + timedelta(minutes=1), case=case, over_budget=False, known=KnownText(ACCOUNT.id))
    return plan(item, facts)


def test_a_send_says_that_it_tries_and_x_is_not_asked_again_where_it_refused():
    first = _planned(_next(CASE))
    assert isinstance(first, Send)
    assert first.tries
    learned = _next(_after(_settled("refused", Code.not_summoned)))
    assert _planned(learned) == Settle("refused", (outcome(Code.not_summoned),))
    taken = _planned(_next(_after(_settled("sent"))))
    assert isinstance(taken, Send)
    assert not taken.tries


def test_what_may_have_gone_is_not_judged_anew():
    learned = _next(_after(_settled("refused", Code.not_summoned)))
    assert isinstance(_planned(learned, doubtful=True, state="released"), Send)
