"""What falls due: each thing once and in its order, and nothing of what was done with meanwhile."""

from copy import replace
from datetime import timedelta

import pytest
from tests.unit.case.conftest import MARTA, NIGHT, OPEN, SHOP, Telling, act, only

from care.model.actions import CaseSnoozed
from care.model.commands import Acknowledge
from care.model.decision import Decision
from care.model.events import CaseDue
from care.model.outcomes import Code, codes

MINUTE, HOUR, MOMENT = timedelta(minutes=1), timedelta(hours=1), timedelta(microseconds=1)


def due(story: Telling, now, case_id="") -> Decision:
    case_id = case_id or story.case.case_id
    return story.tell(CaseDue(account_id=SHOP, customer_id=MARTA, case_id=case_id, due_at=now), now)


@pytest.mark.parametrize(
    ("before", "because", "left"),
    [
        (MOMENT, (Code.nothing_due,), {"acknowledge", "sla_warning", "sla_breach"}),
        (timedelta(0), (Code.grace_ended,), {"sla_warning", "sla_breach"}),
    ],
)
def test_what_is_due_is_due_at_its_instant_and_not_before(asked: Telling, before, because, left):
    decision = due(asked, OPEN + 10 * MINUTE - before)
    assert (codes(decision.because), set(asked.case.timers)) == (because, left)
    assert [type(command) for command in decision.commands] == ([] if before else [Acknowledge])


def test_what_another_clock_found_due_is_done_by_one_that_is_behind(asked: Telling):
    ends = OPEN + 10 * MINUTE
    event = CaseDue(account_id=SHOP, customer_id=MARTA, case_id=asked.case.case_id, due_at=ends)
    decision = asked.tell(event, ends - timedelta(seconds=2))
    assert codes(decision.because) == (Code.grace_ended,)


def test_what_has_been_due_for_a_while_is_done_in_its_order(asked: Telling):
    act(asked, CaseSnoozed, OPEN, until=OPEN + HOUR)
    decision = due(asked, OPEN + 3 * HOUR)
    assert codes(decision.because) == (Code.grace_ended, Code.in_sight_again, Code.sla_warned)
    assert len(decision.commands) == 1
    assert (asked.case.snoozed_until, set(asked.case.timers)) == (None, {"sla_breach"})


def test_a_grace_that_ends_where_nobody_is_there_any_more_tells_of_the_return(asked: Telling):
    asked.known = replace(asked.case, timers={"acknowledge": NIGHT})
    command = only(Acknowledge, due(asked, NIGHT).commands)
    assert (command.occasion, command.in_reply_to) == ("closed", "1001")


@pytest.mark.parametrize("now", [OPEN + HOUR, NIGHT])
@pytest.mark.parametrize("name", ["acknowledge", "sla_warning", "sla_breach"])
def test_who_was_answered_is_told_of_nothing_and_nobody_is_warned(asked: Telling, name, now):
    asked.answers(OPEN + MINUTE)
    asked.known = before = replace(asked.case, timers={name: now})
    decision = due(asked, now)
    assert (decision.commands, codes(decision.because)) == ((), (Code.answered_already,))
    assert asked.case == replace(before, timers={})


def test_a_case_that_was_written_since_is_due_anew_at_the_same_instant():
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": "C1", "due_at": NIGHT}
    ids = [CaseDue(**whose, occurrence=occurrence).event_id for occurrence in (3, 3, 4, 0, None)]
    assert ids[0] == ids[1]
    assert len({*ids}) == 4
    assert ids[-1] == f"due:C1:{NIGHT.isoformat()}", "as an earlier release has put it on the queue"
