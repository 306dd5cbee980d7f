"""Whatever happens in whatever order, the rules hold."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.case.conftest import MARTA, OPEN, SHOP, Telling, shop
from tests.unit.selfservice.brand import BRAND

from care.acknowledgement.stopping import is_about_stopping
from care.model.actions import (
    CaseAssigned,
    CaseMerged,
    CaseSnoozed,
    NoteWritten,
    PromiseKept,
    PromiseMade,
    ReplyApproved,
    ReplyWritten,
)
from care.model.case import Case
from care.model.commands import Acknowledge, AnswerByDm, AskSurvey
from care.model.events import LookedUp
from care.model.outcomes import codes

ACTIONS: dict[str, Any] = {
    "reply": lambda now: (ReplyWritten, {"channel": "public", "text": "Ya va"}),
    "approve": lambda now: (ReplyApproved, {"item_id": "x"}),
    "note": lambda now: (NoteWritten, {"text": "ojo"}),
    "assign": lambda now: (CaseAssigned, {"to": "ana"}),
    "promise": lambda now: (PromiseMade, {"text": "plazo", "due_at": now + timedelta(days=1)}),
    "kept": lambda now: (PromiseKept, {"promise_id": "x"}),
    "snooze": lambda now: (CaseSnoozed, {"until": now + timedelta(hours=5)}),
    "merge": lambda now: (CaseMerged, {"into": "OTHER"}),
}
SELF_SERVED = ["hola", "¿cómo devuelvo un producto?", "¿dónde está mi pedido AB-12345?", "agente", "2"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["public", "private", "answer", "resolve", "reopen", "due", "sent", "refused", *ACTIONS, "found"]
        ),
        st.sampled_from(["¿dónde está mi pedido?", "gracias", "4", "BAJA", "no funciona", "😡", "", *SELF_SERVED]),
        st.integers(1, 2000),
    ),
    max_size=25,
)


def _step(story: Telling, kind: str, text: str, now: Any) -> Any:
    match kind:
        case "public" | "private":
            return story.writes(text, now, channel=kind)
        case "answer":
            return story.answers(now)
        case _ if not isinstance(story.known, Case):
            return None
        case "resolve":
            return story.resolves(now)
        case "reopen":
            return story.reopens(now)
        case "due" if story.case.due_at is not None:
            return story.falls_due() if story.case.due_at <= now else None
        case "sent" | "refused":
            return story.settles("survey", kind, now)
        case "found" if (service := story.case.selfservice) is not None:
            whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id}
            item_id = f"{story.case.case_id}:selfservice:{service.answering}"
            fields = {"status": "en camino", "day": 3}
            return story.tell(LookedUp.model_validate({**whose, "item_id": item_id, "fields": fields}), now)
        case _ if kind in ACTIONS:
            action, values = ACTIONS[kind](now)
            story.count += 1
            whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id}
            return story.tell(action(**whose, action_id=str(story.count), by="ana", at=now, **values), now)
    return None


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_in_any_story_no_acknowledgement_goes_out_wrongly_and_whatever_is_due_is_done(steps):
    story, now = Telling(), OPEN
    told: dict[Any, int] = {}
    seen: set[str] = set()
    for kind, text, minutes in steps:
        now += timedelta(minutes=minutes)
        before = story.known
        decision = _step(story, kind, text, now)
        if decision is None:
            continue
        assert codes(decision.because)
        for command in decision.commands:
            # A survey that has to wait anew is asked for under the same id, and the outbox takes it once.
            assert command.item_id not in seen or isinstance(command, AskSurvey)
            seen.add(command.item_id)
            if isinstance(command, Acknowledge):
                assert decision.customer.opted_out_at is None
                assert not isinstance(before, Case) or before.customer.opted_out_at is None
                hours = story.account.hours
                if not hours.is_open(command.asked_at) and command.occasion == "closed":
                    period = hours.next_opening(command.asked_at)
                    told[period] = told.get(period, 0) + 1
        if kind == "due" and isinstance(before, Case) and isinstance(story.known, Case):
            assert before.due_at is not None
            assert story.case.due_at is None or story.case.due_at > before.due_at
    assert max(told.values(), default=0) <= 1
    if isinstance(story.known, Case):
        case = story.case
        assert (case.unanswered_since is None) == (case.state != "open")


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_in_any_story_with_self_service_a_message_gets_at_most_one_automatic_answer_and_none_after_a_person(steps):
    story, now = Telling(shop(selfservice=BRAND)), OPEN
    answered: dict[str, str] = {}
    for kind, text, minutes in steps:
        now += timedelta(minutes=minutes)
        decision = _step(story, kind, text, now)
        if decision is None:
            continue
        automatic = [c for c in decision.commands if isinstance(c, Acknowledge | AnswerByDm)]
        assert len(automatic) <= 1
        for command in automatic:
            message = command.item_id.rpartition(":")[2]
            assert message not in answered
            answered[message] = command.item_id
            if is_about_stopping(command.item_id):
                continue
            assert decision.customer.opted_out_at is None
            if isinstance(command, AnswerByDm):
                assert decision.case is not None
                assert decision.case.person_answered_at is None
                assert len(command.text) < 9_000
    if isinstance(story.known, Case):
        case = story.case
        assert (case.unanswered_since is None) == (case.state != "open")
        served = case.selfservice
        assert served is None or served.talk.sent <= BRAND.get("most_messages", 6)
        assert ("lookup" in case.timers) == (served is not None and served.talk.phase == "looking")
