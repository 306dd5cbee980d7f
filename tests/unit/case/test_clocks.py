"""The clocks of a case against tables worked out by hand, among them mistakes that other products make."""

from copy import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.case.conftest import LUNCH, MARTA, NIGHT, OPEN, SHOP, WEEK, Telling, shop

from care.hours import Hours
from care.model import clocks
from care.model.case import Case
from care.model.events import SettingsChanged
from care.model.outcomes import Code, codes

MINUTE = timedelta(minutes=1)
OFFICE = Hours.model_validate(
    {"timezone": "UTC", "weekly": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}}
)


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)  # 23 November 2026 is a Monday


@pytest.mark.parametrize(
    ("start", "minutes", "expected"),
    [
        # Friday 16:00 and 4 hours of 9-17: Monday 12:00 (one help page says Tuesday 11:00).
        (utc(27, 16), 240, datetime(2026, 11, 30, 12, tzinfo=UTC)),
        # Friday 17:00 and 8 hours: all of Monday (another counts an hour on Friday); its end is Monday 17:00.
        (utc(27, 17), 480, datetime(2026, 11, 30, 17, tzinfo=UTC)),
        (utc(28, 12), 60, datetime(2026, 11, 30, 10, tzinfo=UTC)),
        (utc(23, 8), 60, utc(23, 10)),
        (utc(23, 9), 480, utc(23, 17)),
        (utc(23, 16, 59), 2, utc(24, 9, 1)),
    ],
)
def test_deadlines_lie_where_a_table_by_hand_says(start, minutes, expected):
    assert clocks.due(clocks.start("first_response", minutes, start, 1), OFFICE) == expected


def test_a_clock_that_pauses_counts_what_it_ran_and_nothing_else():
    clock = clocks.start("resolution", 480, utc(23, 10), 1)
    clock = clocks.pause(clock, OFFICE, utc(23, 12))
    assert clocks.due(clock, OFFICE) is None
    clock = clocks.resume(clock, utc(24, 16), 1)
    clock = clocks.stop(clock, OFFICE, utc(25, 10))
    assert clock.open_seconds == (2 + 1 + 1) * 3600
    assert clock.wall_seconds == (2 + 18) * 3600
    assert clocks.stop(clock, OFFICE, utc(26, 10)) == clock
    assert clocks.resume(clock, utc(26, 10), 1) == clock


def test_a_change_of_hours_keeps_the_time_used_and_moves_the_rest():
    longer = Hours.model_validate({"timezone": "UTC", "weekly": {"mon": [["09:00", "20:00"]]}})
    clock = clocks.replan(clocks.start("first_response", 600, utc(23, 10), 1), OFFICE, utc(23, 15), 2)
    assert clock.open_seconds == 5 * 3600
    assert clocks.due(clock, longer) == utc(23, 20)
    assert clocks.replan(clock, OFFICE, utc(23, 16), 2) == clock


def test_a_clock_that_ran_out_keeps_the_instant_at_which_it_did_whatever_is_saved_later():
    clock = clocks.start("first_response", 60, utc(23, 10), 1)
    for version, at in ((2, utc(23, 11, 25)), (3, utc(24, 10))):
        clock = clocks.replan(clock, OFFICE, at, version)
        assert (clocks.due(clock, OFFICE), clock.version) == (utc(23, 11), version)
    stopped = clocks.stop(clock, OFFICE, utc(24, 12))
    assert (stopped.ran_out_at, stopped.open_seconds) == (utc(23, 11), 10 * 3600)
    in_time = clocks.stop(clocks.start("first_response", 60, utc(23, 10), 1), OFFICE, utc(23, 10, 59))
    assert in_time.ran_out_at is None


def test_an_account_of_a_clock_names_each_stretch_and_its_sum():
    clock = clocks.start("first_response", 240, utc(27, 16), 1)
    lines = list(clocks.explain(clock, {1: OFFICE}, datetime(2026, 11, 30, 10, tzinfo=UTC)))
    assert [(line.open, line.open_seconds, line.sum_seconds) for line in lines] == [
        (True, 3600, 3600),
        (False, 0, 3600),
        (True, 3600, 7200),
    ]
    assert (lines[0].start, lines[-1].end) == (utc(27, 16), datetime(2026, 11, 30, 10, tzinfo=UTC))


@given(st.integers(0, 20_000), st.integers(1, 5_000), st.lists(st.integers(0, 3_000), max_size=6))
def test_open_time_used_and_left_always_make_the_target(start, target, steps):
    at = utc(23, 0) + start * MINUTE
    clock = clocks.start("first_response", target, at, 1)
    for index, step in enumerate(steps):
        at += step * MINUTE
        clock = clocks.pause(clock, OFFICE, at) if index % 2 else clocks.replan(clock, OFFICE, at, index + 2)
        clock = clocks.resume(clock, at, index + 2)
    deadline = clocks.due(clock, OFFICE)
    assert deadline is not None
    assert clock.running_since is not None
    used = clock.open_seconds / 60
    assert used + max(OFFICE.open_time(clock.running_since, deadline) / MINUTE, 0) == max(target, used)


def response(case: Case) -> Any:
    return next(clock for clock in reversed(case.clocks) if clock.kind != "resolution")


def test_people_are_warned_at_three_quarters_and_told_at_the_breach_and_neither_twice(story: Telling):
    story.account = shop(acknowledgement={"enabled": False})
    story.writes("¿dónde está mi pedido?", OPEN)
    assert story.case.timers == {
        "sla_warning": OPEN + 180 * MINUTE,
        "sla_breach": OPEN.replace(hour=15),  # 240 open minutes end as the break begins: nobody is there until 16:00
    }
    assert codes(story.falls_due().because) == (Code.sla_warned,)
    assert codes(story.falls_due().because) == (Code.sla_breached,)
    assert story.case.timers == {}
    story.writes("¿hola?", OPEN + timedelta(hours=8))
    assert story.case.timers == {}
    assert response(story.case).breached_at is not None


def test_no_warning_falls_into_closed_time(story: Telling):
    story.account = shop(acknowledgement={"enabled": False}, sla={"other_minutes": 20})
    story.writes("¿dónde está mi pedido?", LUNCH - 45 * MINUTE)  # 13:45: fifteen minutes to the break
    assert story.case.timers["sla_warning"] == LUNCH.replace(hour=15, minute=0)
    assert story.case.respond_by == LUNCH.replace(hour=15, minute=5)


def test_automatic_messages_stop_no_clock_and_a_persons_does(story: Telling):
    story.writes("¿dónde está mi pedido?", NIGHT)
    story.settles("acknowledgement", "sent", NIGHT + MINUTE)
    assert response(story.case).stopped_at is None
    story.answers(NIGHT.replace(day=25, hour=8, minute=30))
    clock = response(story.case)
    assert (clock.kind, clock.open_seconds, clock.wall_seconds) == ("first_response", 30 * 60, int(11.5 * 3600))
    assert story.case.respond_by is None


def test_the_next_response_counts_from_the_oldest_unanswered_message(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    story.answers(OPEN + 10 * MINUTE)
    story.writes("¿y la factura?", OPEN + 20 * MINUTE)
    story.writes("¿hola?", OPEN + 30 * MINUTE)
    clock = response(story.case)
    assert (clock.kind, clock.started_at) == ("next_response", OPEN + 20 * MINUTE)


def test_the_resolution_pauses_while_the_customer_is_awaited_and_stops_with_the_case(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    story.answers(OPEN + 10 * MINUTE)
    story.writes("¿y la factura?", OPEN + 60 * MINUTE)
    story.answers(OPEN + 65 * MINUTE)
    story.resolves(OPEN + 120 * MINUTE)
    [resolution] = [clock for clock in story.case.clocks if clock.kind == "resolution"]
    assert resolution.open_seconds == 15 * 60
    assert all(clock.stopped_at for clock in story.case.clocks)
    assert not {"sla_warning", "sla_breach"} & set(story.case.timers)


def test_a_reopening_starts_a_fresh_first_response_and_not_one_by_the_age_of_the_case(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    story.answers(OPEN + 10 * MINUTE)
    story.resolves(OPEN + 11 * MINUTE)
    story.writes("pues sigue sin llegar", OPEN + timedelta(hours=23))
    clock = response(story.case)
    assert (clock.kind, clock.started_at, clock.breached_at) == ("first_response", OPEN + timedelta(hours=23), None)


def test_a_complaint_has_less_time_than_a_question(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    story.writes("esto no funciona, es una vergüenza", OPEN + MINUTE)
    assert (story.case.topic, story.case.respond_by) == ("complaint", OPEN + 60 * MINUTE)


def changed(story: Telling, now: datetime, **hours: Any) -> None:
    before = story.account
    story.account = replace(shop(hours=hours), version=before.version + 1)
    event = SettingsChanged(
        account_id=SHOP,
        customer_id=MARTA,
        case_id=story.case.case_id,
        settings_version=story.account.version,
        before={before.version: before.hours.model_dump(mode="json")},
    )
    story.tell(event, now)


def test_new_hours_move_open_deadlines_graces_and_surveys_and_leave_what_was_used(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)  # Tuesday 10:00; due after 240 open minutes, acknowledged after 10
    changed(story, OPEN + 4 * MINUTE, timezone="Europe/Madrid", weekly={"wed": [["10:00", "20:00"]]})
    wednesday = OPEN.replace(day=25)
    assert story.case.timers["acknowledge"] == wednesday + 6 * MINUTE
    assert story.case.respond_by == wednesday + 236 * MINUTE
    assert story.case.settings_version == 1
    assert [segment.version for segment in response(story.case).segments] == [0]


def test_a_late_case_is_as_late_after_any_setting_is_saved(story: Telling):
    story.account = shop(acknowledgement={"enabled": False}, sla={"other_minutes": 20})
    story.writes("¿dónde está mi pedido?", OPEN)
    for _ in range(2):
        story.falls_due()
    since = response(story.case).breached_at
    changed(story, OPEN + 45 * MINUTE, timezone="Europe/Madrid", weekly=WEEK)
    late = response(story.case)
    assert (story.case.respond_by, late.breached_at, late.open_seconds) == (OPEN + 20 * MINUTE, since, 45 * 60)
    assert not {"sla_warning", "sla_breach"} & set(story.case.timers)


def test_a_message_before_the_sweep_of_new_hours_costs_no_time_that_was_used(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)  # 10:00; due after 240 open minutes
    old = story.account
    story.account = shop(hours={"timezone": "Europe/Madrid", "weekly": {"wed": [["10:00", "20:00"]]}})
    story.account = replace(story.account, version=1)
    story.writes("¿hola?", OPEN + 120 * MINUTE)
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id}
    before = {old.version: old.hours.model_dump(mode="json")}
    story.tell(SettingsChanged(**whose, settings_version=1, before=before), OPEN + 121 * MINUTE)
    assert response(story.case).open_seconds == 121 * 60
    assert story.case.respond_by == OPEN.replace(day=25) + 119 * MINUTE


def test_the_same_settings_twice_change_nothing(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    changed(story, OPEN + 4 * MINUTE, timezone="Europe/Madrid", weekly=WEEK)
    before = story.case
    event = SettingsChanged(account_id=SHOP, customer_id=MARTA, case_id=before.case_id, settings_version=1)
    assert codes(story.tell(event, OPEN + 9 * MINUTE).because) == (Code.reckoned_already,)
    assert story.case == before
