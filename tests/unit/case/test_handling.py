"""What agents do: answer, assign, note, promise, snooze, merge, approve."""

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.case.conftest import LUNCH, MARTA, NIGHT, OPEN, SHOP, Telling

from care.actions import (
    CaseAssigned,
    CaseMerged,
    CaseSnoozed,
    NoteWritten,
    PromiseKept,
    PromiseMade,
    ReplyApproved,
    ReplyWritten,
)
from care.case.commands import Absorb, ReleaseHeld, SendReply
from care.case.decide import Decision
from care.events import CaseAbsorbed
from care.outcomes import Code, codes

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def act(story: Telling, action: type[Any], now: Any, **values: Any) -> Decision:
    story.count += 1
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id}
    return story.tell(action(**whose, action_id=str(story.count), by="ana", at=now, **values), now)


@pytest.fixture
def asked(story: Telling) -> Telling:
    story.writes("¿dónde está mi pedido?", OPEN)
    return story


def test_a_public_reply_goes_under_the_customers_last_public_message(asked: Telling):
    asked.writes("es el 1234", OPEN + MINUTE, channel="private")
    [command] = act(asked, ReplyWritten, OPEN + 2 * MINUTE, channel="public", text="Ya va").commands
    assert isinstance(command, SendReply)
    assert (command.in_reply_to, command.text, command.by) == ("1001", "Ya va", "ana")


def test_a_reply_answers_the_case_only_once_x_has_taken_it(asked: Telling):
    act(asked, ReplyWritten, OPEN + 2 * MINUTE, channel="private", text="Ya va")
    assert asked.case.state == "open"
    asked.settles("reply", "refused", OPEN + 3 * MINUTE)
    assert asked.case.state == "open"
    asked.settles("reply", "sent", OPEN + 4 * MINUTE)
    assert (asked.case.state, asked.case.person_answered_at) == ("waiting", OPEN + 4 * MINUTE)


def test_there_is_no_public_reply_to_who_never_wrote_in_public(story: Telling):
    story.writes("hola", OPEN, channel="private")
    decision = act(story, ReplyWritten, OPEN, channel="public", text="Hola")
    assert (decision.commands, codes(decision.because)) == ((), (Code.never_wrote_in_public,))


def test_a_held_reply_waits_for_a_supervisor_and_goes_once(asked: Telling):
    held = asked.settles("reply", "held", OPEN + MINUTE)
    [item_id] = asked.case.awaiting_approval
    assert codes(held.because) == (Code.awaits_approval,)
    [command] = act(asked, ReplyApproved, OPEN + 2 * MINUTE, item_id=item_id).commands
    assert isinstance(command, ReleaseHeld)
    again = act(asked, ReplyApproved, OPEN + 3 * MINUTE, item_id=item_id)
    assert (again.commands, asked.case.awaiting_approval) == ((), ())


def test_assigning_and_noting_change_no_clock(asked: Telling):
    before = asked.case
    act(asked, CaseAssigned, OPEN + MINUTE, to="luis")
    [note] = act(asked, NoteWritten, OPEN + 2 * MINUTE, text="llamar a almacén").messages
    assert (asked.case.assignee, note.channel, note.person) == ("luis", "internal", "ana")
    assert asked.case.model_copy(update={"assignee": ""}) == before


def test_a_snoozed_case_comes_back_by_its_time_or_by_the_customer_and_its_clocks_go_on(asked: Telling):
    deadline = asked.case.respond_by
    act(asked, CaseSnoozed, OPEN + MINUTE, until=OPEN + 2 * HOUR)
    assert (asked.case.timers["snooze"], asked.case.respond_by) == (OPEN + 2 * HOUR, deadline)
    asked.writes("¿hola?", OPEN + HOUR)
    assert (asked.case.snoozed_until, "snooze" in asked.case.timers) == (None, False)
    act(asked, CaseSnoozed, OPEN + HOUR, until=OPEN + 70 * MINUTE)
    while asked.case.snoozed_until:
        asked.falls_due()
    assert "snooze" not in asked.case.timers


def test_nothing_is_snoozed_into_the_past(asked: Telling):
    assert codes(act(asked, CaseSnoozed, OPEN + MINUTE, until=OPEN).because) == (Code.snooze_in_the_past,)


def test_a_promise_is_reminded_of_and_broken_if_nobody_keeps_it(asked: Telling):
    asked.resolves(OPEN)
    act(asked, PromiseMade, OPEN, text="decir el plazo", due_at=OPEN + 4 * HOUR)
    # Four hours of open time are left; a quarter of it before is a reminder.
    [promise] = asked.case.promises
    assert asked.case.timers["promise"] == promise.remind_at == OPEN + 3 * HOUR
    assert codes(asked.falls_due().because) == (Code.promise_reminded,)
    assert codes(asked.falls_due().because) == (Code.promise_broken,)
    assert [p.state for p in asked.case.promises] == ["broken"]
    assert "promise" not in asked.case.timers


def test_a_promise_that_was_kept_is_due_no_more(asked: Telling):
    act(asked, PromiseMade, OPEN, text="decir el plazo", due_at=OPEN + 4 * HOUR)
    [promise] = asked.case.promises
    act(asked, PromiseKept, OPEN + HOUR, promise_id=promise.promise_id)
    assert ([p.state for p in asked.case.promises], "promise" in asked.case.timers) == (["kept"], False)
    again = act(asked, PromiseKept, OPEN + HOUR, promise_id=promise.promise_id)
    assert codes(again.because) == (Code.no_open_promise,)


@pytest.mark.parametrize("due", [LUNCH, NIGHT])
def test_a_promise_for_closed_time_is_due_at_the_opening_after_it(asked: Telling, due):
    act(asked, PromiseMade, OPEN, text="decir el plazo", due_at=due)
    [promise] = asked.case.promises
    assert promise.due_at == asked.account.hours.next_opening(due)
    assert asked.account.hours.is_open(promise.remind_at)


def test_a_merged_case_ends_and_hands_over_what_is_unanswered(asked: Telling):
    [command] = act(asked, CaseMerged, OPEN + MINUTE, into="OTHER").commands
    assert isinstance(command, Absorb)
    assert (command.into, command.unanswered_since) == ("OTHER", OPEN)
    case = asked.case
    assert (case.state, case.merged_into, case.unanswered_since, case.timers) == ("resolved", "OTHER", None, {})
    assert case.customer.case_id == "OTHER"
    assert codes(act(asked, CaseMerged, OPEN + MINUTE, into="THIRD").because) == (Code.merged_already,)


def test_the_case_that_goes_on_takes_over_the_older_question(story: Telling):
    story.writes("otra cosa", OPEN + HOUR)
    story.answers(OPEN + 2 * HOUR)
    event = CaseAbsorbed(
        account_id=SHOP, customer_id=MARTA, case_id=story.case.case_id, merged_case_id="OLD", at=OPEN + 2 * HOUR,
        unanswered_since=OPEN, urgency=7,
    )  # fmt: skip
    story.tell(event, OPEN + 2 * HOUR)
    assert (story.case.state, story.case.unanswered_since, story.case.urgency) == ("open", OPEN, 7)
    assert story.case.respond_by is not None


@pytest.mark.parametrize("into", ["", "itself"])
def test_a_case_is_not_merged_into_nothing_or_itself(asked: Telling, into):
    decision = act(asked, CaseMerged, OPEN, into=asked.case.case_id if into else "")
    assert (decision.commands, asked.case.state) == ((), "open")
