"""What comes for a case that is not there, or not any more, changes nothing and says so."""

from copy import replace
from datetime import timedelta

import pytest
from tests.unit.case.conftest import MARTA, OPEN, SHOP, WEEK, Telling, act, shop

from care.model.actions import (
    CaseAssigned,
    CaseMerged,
    CaseReopened,
    CaseResolved,
    CaseSnoozed,
    NoteWritten,
    PromiseKept,
    PromiseMade,
    ReplyApproved,
    ReplyCancelled,
    ReplyWritten,
    SendDecided,
    ThanksReposted,
)
from care.model.decision import Decision
from care.model.events import CaseAbsorbed, CaseDue, IncidentTouched, LookedUp, SendSettled, SettingsChanged
from care.model.outcomes import Code, codes
from care.model.x_events import MessageDeleted

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ITEM = {"item_id": "C1:reply:1"}
ACTIONS = [
    (CaseResolved, {}),
    (CaseReopened, {}),
    (ReplyWritten, {"channel": "public", "text": "Ya va"}),
    (ReplyApproved, ITEM),
    (ReplyCancelled, ITEM),
    (SendDecided, {**ITEM, "verdict": "sent"}),
    (CaseAssigned, {"to": "ana"}),
    (NoteWritten, {"text": "Llamó"}),
    (PromiseMade, {"text": "Un abono", "due_at": OPEN + DAY}),
    (PromiseKept, {"promise_id": "1"}),
    (CaseSnoozed, {"until": OPEN + DAY}),
    (CaseMerged, {"into": "C2"}),
    (ThanksReposted, {}),
]
NOW = OPEN + 4 * HOUR
MADRID = {"timezone": "Europe/Madrid", "weekly": WEEK}


def due(story: Telling, now, case_id="") -> Decision:
    case_id = case_id or story.case.case_id
    return story.tell(CaseDue(account_id=SHOP, customer_id=MARTA, case_id=case_id, due_at=now), now)


def changed(story: Telling, now, version=1, before=None, **settings) -> Decision:
    story.account = replace(shop(**settings), version=version)
    case_id = "C1" if story.last is None or story.last.case is None else story.case.case_id
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": case_id}
    return story.tell(SettingsChanged(**whose, settings_version=version, before=before or {0: MADRID}), now)


def touched(story: Telling, now, incident_id="web", **values) -> Decision:
    whose = {"account_id": SHOP, "customer_id": MARTA, "incident_id": incident_id}
    case_id = "C1" if story.last is None or story.last.case is None else story.case.case_id
    return story.tell(IncidentTouched(**whose, case_id=case_id, **values), now)


@pytest.mark.parametrize(("action", "values"), ACTIONS, ids=[action.__name__ for action, _ in ACTIONS])
def test_an_action_on_a_case_that_is_not_there_changes_nothing_and_says_so(story: Telling, action, values):
    decision = act(story, action, OPEN, "C1", **values)
    assert (decision.case, decision.commands, codes(decision.because)) == (None, (), (Code.no_such_case,))


def test_what_another_case_left_unanswered_finds_no_case_to_go_to(story: Telling):
    event = CaseAbsorbed(
        account_id=SHOP, customer_id=MARTA, case_id="C1", merged_case_id="C2", at=OPEN, private_contact=False, urgency=1
    )
    assert codes(story.tell(event, OPEN).because) == (Code.no_such_case,)


def test_a_deletion_of_what_no_case_holds_changes_nothing(story: Telling):
    event = MessageDeleted(account_id=SHOP, customer_id=MARTA, message_id="7")
    assert story.tell(event, OPEN).case is None


def test_nothing_is_due_on_a_case_that_is_gone(story: Telling):
    decision = due(story, OPEN, "C1")
    assert (decision.case, codes(decision.because)) == (None, (Code.case_gone,))


def test_a_send_for_a_case_that_is_gone_changes_nothing():
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": "C1", "item_id": "C1:reply:1", "at": NOW}
    event = SendSettled(**whose, purpose="reply", channel="private", outcome="sent", text="Ya va", x_id="7")
    decision = Telling().tell(event, NOW)
    assert (decision.case, decision.messages, codes(decision.because)) == (None, (), (Code.case_gone,))


def test_a_look_up_for_a_case_that_is_gone_is_told_to_nobody(story: Telling):
    event = LookedUp(account_id=SHOP, customer_id=MARTA, case_id="C1", item_id="C1:selfservice:1", fields={})
    assert codes(story.tell(event, OPEN).because) == (Code.case_gone,)


def test_changes_that_come_when_the_case_is_gone_concern_nobody():
    assert codes(changed(Telling(), OPEN).because) == (Code.case_gone,)
    assert codes(touched(Telling(), OPEN, ended=True).because) == (Code.case_gone,)
