"""Which clocks a case keeps, which of them a message moves, and which of them a warning is about."""

from copy import replace
from datetime import timedelta

import pytest
from tests.unit.case.conftest import OPEN, Telling, shop

from care.model.outcomes import Code, codes

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def story() -> Telling:
    return Telling(shop(hours={"timezone": "UTC", "always": True}, acknowledgement={"enabled": False}))


def clocks(story: Telling):
    return [(clock.kind, clock.started_at, clock.stopped_at) for clock in story.case.clocks]


@pytest.mark.parametrize(("written", "start"), [(-5, -5), (0, 0), (1, 0)])
def test_an_older_message_that_comes_late_moves_the_start_of_the_clock_and_a_newer_one_does_not(
    story: Telling, written, start
):
    story.writes("segundo", OPEN)
    story.writes("primero", OPEN + HOUR, at=OPEN + written * MINUTE)
    assert clocks(story) == [("resolution", OPEN, None), ("first_response", OPEN + start * MINUTE, None)]
    assert story.case.respond_by == OPEN + start * MINUTE + 4 * HOUR


def test_the_clock_of_an_answer_that_was_given_is_kept_beside_the_one_that_runs(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    story.answers(OPEN + HOUR)
    story.writes("¿y la factura?", OPEN + 2 * HOUR)
    assert clocks(story) == [
        ("resolution", OPEN, None),
        ("first_response", OPEN, OPEN + HOUR),
        ("next_response", OPEN + 2 * HOUR, None),
    ]


def test_a_warning_is_about_the_response_and_about_no_other_clock(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    story.answers(OPEN + HOUR)
    story.writes("¿y la factura?", OPEN + 2 * HOUR)
    assert codes(story.falls_due().because) == (Code.sla_warned,)
    assert codes(story.falls_due().because) == (Code.sla_breached,)
    late = [(clock.warned_at, clock.breached_at) for clock in story.case.clocks]
    assert late == [(None, None), (None, None), (OPEN + 5 * HOUR, OPEN + 6 * HOUR)]


def test_a_warning_and_a_breach_at_one_opening_are_told_together_and_never_again():
    story = Telling(shop(acknowledgement={"enabled": False}, sla={"other_minutes": 1}))
    story.writes("¿dónde está mi pedido?", OPEN.replace(hour=12, minute=59, second=30))  # half a minute to the break
    assert set(story.case.timers) == {"sla_warning", "sla_breach"}
    opening = story.case.timers["sla_warning"]
    for timers in ("sla_warning", "sla_breach"), ("sla_breach", "sla_warning"):  # a table keeps no order
        told = Telling(story.account)
        told.known = replace(story.case, timers=dict.fromkeys(timers, opening))
        told.falls_due()
        assert told.case.timers == {}


def test_a_long_story_keeps_its_forty_newest_clocks_and_the_one_of_the_resolution(story: Telling):
    story.writes("¿y ahora?", OPEN)
    story.answers(OPEN + HOUR)
    paused, answered = story.case.clocks
    for day in range(1, 60):  # as many days with an answer; KEPT_CLOCKS are kept of them
        start = OPEN + day * DAY
        story.known = replace(
            story.case, clocks=(*story.case.clocks, replace(answered, started_at=start, stopped_at=start + HOUR))
        )
    story.writes("¿y ahora?", OPEN + 60 * DAY)
    resolution, oldest, *_, newest = story.case.clocks
    assert (len(story.case.clocks), resolution.started_at, resolution.segments) == (41, OPEN, paused.segments)
    assert (oldest.started_at, newest.started_at) == (OPEN + 21 * DAY, OPEN + 60 * DAY)


def test_the_oldest_message_that_nobody_answered_starts_the_clock_and_a_complaint_shortens_it():
    story = Telling(shop(sla={"complaint_minutes": 60, "other_minutes": 240}))
    story.writes("¿tenéis tallas grandes?", OPEN)
    assert [(c.started_at, c.target_minutes) for c in story.case.clocks if c.kind == "first_response"] == [(OPEN, 240)]
    story.writes("me habéis cobrado dos veces, es una estafa", OPEN + MINUTE)
    assert [(c.started_at, c.target_minutes) for c in story.case.clocks if c.kind == "first_response"] == [(OPEN, 60)]
    story.writes("gracias, ¿tenéis tallas grandes?", OPEN + 2 * MINUTE)
    assert [c.target_minutes for c in story.case.clocks if c.kind == "first_response"] == [60]
    assert len([c for c in story.case.clocks if c.kind == "resolution"]) == 1
    assert story.case.respond_by == OPEN + HOUR


def test_a_case_that_was_resolved_and_goes_on_has_a_second_clock_of_the_resolution(asked: Telling):
    asked.resolves(OPEN + MINUTE)
    asked.writes("sigue sin llegar", OPEN + HOUR)
    resolutions = [clock.stopped_at is None for clock in asked.case.clocks if clock.kind == "resolution"]
    assert resolutions == [False, True]


def test_longer_targets_do_not_lengthen_a_clock_that_runs_and_shorter_ones_shorten_it():
    story = Telling(shop(sla={"complaint_minutes": 60, "other_minutes": 240}))
    for minutes, target in ((240, 240), (300, 240), (120, 120)):
        story.account = shop(sla={"complaint_minutes": 60, "other_minutes": minutes})
        story.writes("¿tenéis tallas grandes?", OPEN + minutes * timedelta(seconds=1))
        assert [c.target_minutes for c in story.case.clocks if c.kind == "first_response"] == [target]
    assert [c.kind for c in story.case.clocks] == ["resolution", "first_response"]
