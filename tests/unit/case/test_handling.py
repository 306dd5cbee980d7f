"""What agents do with a case: assign it, note something, put it out of sight, resolve it, open it again."""

from collections.abc import Callable
from copy import replace
from datetime import timedelta

import pytest
from tests.there import there
from tests.unit.case.conftest import OPEN, Telling, act, shop
from tests.unit.selfservice.brand import BRAND

from care.model.actions import CaseAssigned, CaseSnoozed, NoteWritten, PromiseMade
from care.model.outcomes import Code, codes

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def story() -> Telling:
    return Telling(shop(selfservice=BRAND | {"resolves_after_minutes": 60}))


def test_assigning_and_noting_change_no_clock(asked: Telling):
    before = asked.case
    act(asked, CaseAssigned, OPEN + MINUTE, to="luis")
    [note] = act(asked, NoteWritten, OPEN + 2 * MINUTE, text="llamar a almacén").messages
    assert (asked.case.assignee, note.channel, note.person) == ("luis", "internal", "ana")
    assert replace(asked.case, assignee="") == before


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


@pytest.mark.parametrize(
    ("to", "because", "phase"), [("ana", (Code.assigned,), "handed_over"), ("", (Code.unassigned,), "answered")]
)
def test_a_case_that_is_somebodys_is_served_no_more_and_one_that_is_nobodys_goes_on(to, because, phase):
    story = Telling(shop(selfservice=BRAND))
    story.writes("¿cómo devuelvo un producto?", OPEN, channel="private")
    assert codes(act(story, CaseAssigned, OPEN + MINUTE, to=to).because) == because
    assert (story.case.assignee, there(story.case.selfservice).talk.phase) == (to, phase)


@pytest.mark.parametrize(("after", "snoozed"), [(timedelta(0), False), (timedelta(microseconds=1), True)])
def test_a_case_is_put_out_of_sight_until_an_instant_to_come(asked: Telling, after, snoozed):
    act(asked, CaseSnoozed, OPEN + HOUR, until=OPEN + HOUR + after)
    assert (asked.case.snoozed_until is not None) == snoozed


def test_a_resolved_case_is_not_put_out_of_sight_nor_resolved_again(asked: Telling):
    asked.resolves(OPEN + HOUR)
    assert codes(act(asked, CaseSnoozed, OPEN + HOUR, until=OPEN + DAY).because) == (Code.snooze_resolved,)
    assert codes(asked.resolves(OPEN + 2 * HOUR).because) == (Code.resolved_already,)
    assert asked.case.resolved_at == OPEN + HOUR


def test_a_reopened_case_keeps_a_survey_that_was_asked_and_loses_one_that_was_planned(surveyed: Callable[[], Telling]):
    story = surveyed()
    story.reopens(OPEN + 5 * HOUR)
    assert there(story.case.survey).state == "asked"
    again = Telling()
    again.writes("quiero cambiar la talla", OPEN, channel="private")
    again.answers(OPEN + MINUTE, channel="private")
    again.resolves(OPEN + 2 * MINUTE)
    assert there(again.case.survey).state == "planned"
    again.reopens(OPEN + 3 * MINUTE)
    assert (again.case.survey, again.case.first_response_at, again.case.state) == (None, None, "waiting")


def test_a_reopened_case_waits_for_its_promise_still_and_for_its_survey_no_more():
    story = Telling()
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    act(story, PromiseMade, OPEN, text="Un abono", due_at=OPEN + DAY)
    story.answers(OPEN + MINUTE, channel="private")
    story.resolves(OPEN + HOUR)
    assert set(story.case.timers) == {"promise", "survey"}
    story.reopens(OPEN + 2 * HOUR)
    assert set(story.case.timers) == {"promise"}
