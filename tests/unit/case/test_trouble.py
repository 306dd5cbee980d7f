"""A person's reply that X refused, or of which nobody knows, stays in sight until it is seen to."""

from copy import replace
from datetime import datetime, timedelta

import pytest
from tests.unit.case.conftest import OPEN, Telling, act

from care.model.actions import CaseMerged, ReplyWritten
from care.model.case import Case
from care.model.commands import Absorb
from care.tables.queue_rows import Row, queue_key_of, row_of

MINUTE = timedelta(minutes=1)


def row_shown(case: Case) -> Row:
    return Row.model_validate(row_of(case))


@pytest.fixture
def waiting(story: Telling) -> Telling:
    story.writes("la lámpara llegó rota", OPEN)
    return story


def flags(story: Telling) -> tuple[bool, bool]:
    row = row_shown(story.case)
    return row.refused, row.unclear


def test_a_refused_reply_is_in_sight_before_what_only_waits_and_until_another_is_written(waiting: Telling):
    before = queue_key_of(waiting.case)
    waiting.settles("reply", "refused", OPEN + MINUTE)
    assert flags(waiting) == (True, False)
    assert queue_key_of(waiting.case) < before
    act(waiting, ReplyWritten, OPEN + 2 * MINUTE, channel="public", text="perdona, ahora sí")
    assert flags(waiting) == (False, False)


def test_a_refused_reply_is_over_with_its_matter(waiting: Telling):
    waiting.settles("reply", "refused", OPEN + MINUTE)
    waiting.resolves(OPEN + 2 * MINUTE)
    assert flags(waiting) == (False, False)


@pytest.mark.parametrize("refused_at", [OPEN + MINUTE, OPEN + 3 * MINUTE])
def test_a_refused_reply_of_a_merged_case_is_seen_to_in_the_one_that_goes_on(waiting: Telling, refused_at: datetime):
    if refused_at < OPEN + 2 * MINUTE:
        waiting.settles("reply", "refused", refused_at)
    [command] = act(waiting, CaseMerged, OPEN + 2 * MINUTE, into="OTHER").commands
    assert isinstance(command, Absorb)
    assert command.unanswered_since == OPEN
    if refused_at > OPEN + 2 * MINUTE:
        waiting.settles("reply", "refused", refused_at)
    assert flags(waiting) == (False, False)


@pytest.mark.parametrize("then", ["sent", "withdrawn", "refused"])
def test_what_is_unclear_stays_so_until_it_is_known(waiting: Telling, then: str):
    waiting.settles("reply", "unconfirmed", OPEN + MINUTE)
    assert flags(waiting) == (False, True)
    act(waiting, ReplyWritten, OPEN + 2 * MINUTE, channel="public", text="otra")
    assert flags(waiting) == (False, True), "another reply tells nothing of the first"
    waiting.settles("reply", then, OPEN + 3 * MINUTE)
    assert flags(waiting) == (then == "refused", False)


@pytest.mark.parametrize("purpose", ["acknowledgement", "survey", "courtesy"])
def test_what_no_person_wrote_is_no_trouble_of_theirs(waiting: Telling, purpose: str):
    waiting.settles(purpose, "refused", OPEN + MINUTE)
    waiting.settles(purpose, "unconfirmed", OPEN + MINUTE)
    assert flags(waiting) == (False, False)


def test_a_promise_that_was_reminded_of_is_told_apart_from_an_answer_that_is_soon_late(waiting: Telling):
    from care.model.case import Promise

    promise = Promise(
        promise_id="p", text="t", made_by="a", made_at=OPEN, due_at=OPEN, remind_at=OPEN, reminded_at=OPEN
    )
    row = row_shown(replace(waiting.case, promises=(promise,)))
    assert (row.reminded, row.warned) == (True, True)
    assert row_shown(waiting.case).reminded is False
