"""The engine against a minute-by-minute reading of the same rules, and its answers against each other."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.unit.hours.schedules import CHANGES, MINUTE, around, open_minutes, schedules

from care.hours import Hours, NeverOpens

instants = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001  the strategy adds the zone
    datetime(2060, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC]),
)
durations = st.timedeltas(timedelta(0), timedelta(days=60))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change[0]} {change[1]}")
@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(data=st.data())
def test_the_open_intervals_are_what_the_wall_clock_says(change, data):
    plan, day = data.draw(schedules(changes=[change]))
    start, end = around(day)
    intervals = Hours.model_validate(plan).intervals(start, end)
    minutes = {since + n * MINUTE for since, until in intervals for n in range(int((until - since) / MINUTE))}
    assert minutes == open_minutes(plan, day)


@settings(deadline=None)
@given(schedules(), st.integers(-8000, 8000))
def test_every_question_agrees_with_the_intervals(schedule, minute):
    plan, day = schedule
    hours = Hours.model_validate(plan)
    start, end = around(day)
    at = start + (end - start) / 2 + minute * MINUTE
    intervals = hours.intervals(at - timedelta(days=40), at + timedelta(days=40))
    within = [pair for pair in intervals if pair[0] <= at < pair[1]]
    after = [since for since, _ in intervals if since > at]
    closings = [until for _, until in intervals if at < until < at + timedelta(days=40)]
    assert hours.is_open(at) is bool(within)
    assert hours.period(at).open is bool(within)
    assert hours.explain(at).open is bool(within)
    if after:
        assert hours.next_opening(at) == after[0]
    if closings:
        assert hours.next_closing(at) == closings[0]
    if within and within[0][0] > at - timedelta(days=40):
        assert hours.period(at).start == within[0][0]


@settings(deadline=None)
@given(schedules(), instants, durations, durations)
def test_open_time_is_additive_and_backwards_negative(schedule, at, first, second):
    hours = Hours.model_validate(schedule[0])
    whole = hours.open_time(at, at + first + second)
    assert whole == hours.open_time(at, at + first) + hours.open_time(at + first, at + first + second)
    assert hours.open_time(at + first, at) == -hours.open_time(at, at + first)
    assert timedelta(0) <= whole <= first + second
    assert whole == sum((b - a for a, b in hours.intervals(at, at + first + second)), timedelta(0))


@settings(deadline=None)
@given(schedules(), instants, durations)
def test_adding_open_time_is_the_inverse_of_measuring_it(schedule, at, duration):
    hours = Hours.model_validate(schedule[0])
    try:
        reached = hours.add_open_time(at, duration)
    except NeverOpens:
        assert hours.open_time(at, datetime(9999, 12, 31, tzinfo=UTC)) < max(duration, timedelta(microseconds=1))
        return
    assert hours.open_time(at, reached) == duration
    if duration:
        # It is the first such instant: a moment earlier not all of it has passed.
        assert hours.open_time(at, reached - timedelta(microseconds=1)) < duration
    else:
        assert hours.is_open(reached)


@settings(deadline=None)
@given(schedules(), instants)
def test_periods_tile_the_line(schedule, at):
    hours = Hours.model_validate(schedule[0])
    is_open, since, until = hours.period(at)
    assert since is None or since <= at
    assert until is None or at < until
    if since is not None:
        assert hours.period(since) == (is_open, since, until)
        assert hours.is_open(since - timedelta(microseconds=1)) is not is_open
    if until is not None:
        assert hours.period(until)[:2] == (not is_open, until)
        assert (hours.next_closing(at) if is_open else hours.next_opening(at)) == until
    assert hours.explain(at)[3:] == (since, until)


@given(schedules())
def test_hours_survive_json(schedule):
    hours = Hours.model_validate(schedule[0])
    dumped = hours.model_dump(mode="json", by_alias=True)
    assert Hours.model_validate(dumped) == hours
    assert Hours.model_validate(dumped).model_dump(mode="json", by_alias=True) == dumped
    assert Hours.model_validate_json(hours.model_dump_json()) == hours
