"""The ends of the calendar and long stretches without a change: right, and found without walking the years between."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from care.hours import Hours, NeverOpens
from care.hours.clock import DAY
from care.hours.timeline import WINDOW

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
END = datetime.max.replace(tzinfo=UTC)
START = datetime.min.replace(tzinfo=UTC)
WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
NIGHTS = {day: [["20:00", "08:00"], ["08:00", "20:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
DECADES = {"from": "2026-01-01T00:00:00Z", "to": "2090-06-01T10:00:00Z"}


def windows_read(hours):
    """How many stretches of 28 days the engine has looked at."""
    return hours._timeline.window.cache_info().misses


@pytest.mark.parametrize(
    ("given", "opening", "closing"),
    [
        ({}, None, None),
        ({"dates": [{"from": "2020-01-01", "open": [["09:00", "17:00"]]}]}, None, None),
        ({"dates": [{"from": "2090-01-02", "open": [["09:00", "17:00"]]}]}, "2090-01-02T09:00Z", "2090-01-02T17:00Z"),
        ({"weekly": WEEK, "absences": [DECADES]}, "2090-06-01T10:00Z", "2090-06-01T17:00Z"),
        ({"weekly": WEEK, "absences": [DECADES | {"to": "9999-12-31T23:59:59Z"}]}, None, None),
        (
            {"weekly": WEEK, "dates": [{"from": "2026-01-01", "to": "2089-12-31", "open": []}]},
            "2090-01-02T09:00Z",
            "2090-01-02T17:00Z",
        ),
        ({"weekly": WEEK, "dates": [{"from": "2026-01-01", "to": "9999-12-31", "open": []}]}, None, None),
        ({"always": True}, None, None),
        ({"weekly": NIGHTS}, None, None),
        ({"always": True, "dates": [{"from": "2090-01-01", "open": []}]}, "2090-01-02T00:00Z", "2090-01-01T00:00Z"),
        (
            {"always": True, "absences": [DECADES | {"from": "2080-01-01T00:00:00Z"}]},
            "2090-06-01T10:00Z",
            "2080-01-01T00:00Z",
        ),
        (
            {"dates": [{"from": "2020-01-01", "to": "2089-12-31", "open": [["00:00", "24:00"]]}]},
            None,
            "2090-01-01T00:00Z",
        ),
    ],
)
def test_a_change_decades_away_is_found_at_once(given, opening, closing):
    hours = Hours.model_validate({"timezone": "UTC"} | given)
    assert hours.next_opening(NOW) == (opening and datetime.fromisoformat(opening))
    assert hours.next_closing(NOW) == (closing and datetime.fromisoformat(closing))
    hours.period(NOW)
    hours.period(END)
    hours.period(START)
    assert windows_read(hours) < 20


def test_a_deadline_over_decades_of_absence_is_found_at_once():
    hours = Hours.model_validate({"timezone": "UTC", "weekly": WEEK, "absences": [DECADES]})
    assert hours.add_open_time(NOW, timedelta(hours=8)) == datetime(2090, 6, 2, 10, tzinfo=UTC)
    assert hours.open_time(NOW, datetime(2090, 6, 1, 12, tzinfo=UTC)) == timedelta(hours=2)
    assert windows_read(hours) < 10


@pytest.mark.parametrize("duration", [timedelta(0), timedelta(hours=9), timedelta.max])
def test_time_that_will_never_be_open_is_refused_at_once(duration):
    hours = Hours.model_validate({"timezone": "UTC", "dates": [{"from": "2020-01-01", "open": [["09:00", "17:00"]]}]})
    with pytest.raises(NeverOpens):
        hours.add_open_time(NOW, duration)
    assert windows_read(hours) < 10


def test_more_open_time_than_the_calendar_has_is_refused_at_once():
    hours = Hours(timezone="UTC", always=True)
    with pytest.raises(NeverOpens):
        hours.add_open_time(NOW, timedelta.max)
    assert windows_read(hours) < 10


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Madrid"])
@pytest.mark.parametrize("at", [START, END, START + timedelta(hours=30), END - timedelta(hours=30)])
@pytest.mark.parametrize("given", [{"weekly": WEEK}, {"weekly": NIGHTS}, {"always": True}, {}])
def test_the_ends_of_the_calendar_are_answered(zone, at, given):
    hours = Hours.model_validate({"timezone": zone} | given)
    is_open, since, until = hours.period(at)
    assert hours.is_open(at) is is_open
    assert since is None or since <= at
    assert until is None or until > at
    assert hours.explain(at).open is is_open
    assert hours.next_opening(at) is None or hours.next_opening(at) > at
    assert hours.open_time(at, at) == timedelta(0)
    near = at - timedelta(days=3) if at.year > 5000 else at + timedelta(days=3)
    assert hours.open_time(*sorted([near, at])) == sum(
        (until - since for since, until in hours.intervals(*sorted([near, at]))), timedelta(0)
    )
    for language in ("es", "pt", "en"):
        assert hours.status(at, language)


def test_an_instant_that_utc_cannot_write_is_still_answered():
    hours = Hours.model_validate({"timezone": "UTC", "weekly": NIGHTS})
    beyond = datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))
    assert hours.is_open(beyond)
    assert hours.next_closing(beyond) is None
    assert hours.next_opening(beyond) is None


@pytest.mark.parametrize("year", [1970, 2000, 2024, 2028, 2100, 9996])
def test_the_twenty_ninth_of_february_is_a_day_like_others(year):
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    hours = Hours.model_validate({"timezone": "UTC", "weekly": days})
    start, end = datetime(year, 2, 28, tzinfo=UTC), datetime(year, 3, 1, tzinfo=UTC)
    assert hours.open_time(start, end) == timedelta(days=2 if leap else 1)


def test_decades_of_weeks_add_up():
    hours = Hours.model_validate({"timezone": "Europe/Madrid", "weekly": {"mon": [["09:00", "17:00"]]}})
    start, end = datetime(1970, 1, 1, tzinfo=UTC), datetime(2070, 1, 1, tzinfo=UTC)
    mondays = sum((start + timedelta(days=n)).weekday() == 0 for n in range((end - start).days))
    assert hours.open_time(start, end) == mondays * timedelta(hours=8)
    assert hours.add_open_time(start, mondays * timedelta(hours=8)) < end


def test_a_special_date_on_a_leap_day_holds_on_that_day_alone():
    hours = Hours.model_validate(
        {"timezone": "UTC", "weekly": WEEK, "dates": [{"from": "2028-02-29", "open": [["10:00", "11:00"]]}]}
    )
    assert hours.open_time(datetime(2028, 2, 28, tzinfo=UTC), datetime(2028, 3, 2, tzinfo=UTC)) == timedelta(hours=17)


def test_two_stretches_that_are_each_open_throughout_may_leave_a_hole_between_them():
    hours = Hours.model_validate(
        {
            "timezone": "UTC",
            "dates": [
                {"from": "2020-01-01", "to": "2030-12-31", "open": [["00:00", "24:00"]]},
                {"from": "2031-01-01", "to": "2040-12-31", "open": [["08:00", "20:00"], ["20:00", "08:00"]]},
            ],
        }
    )
    assert hours.next_closing(NOW) == datetime(2031, 1, 1, tzinfo=UTC)
    assert hours.next_opening(NOW) == datetime(2031, 1, 1, 8, tzinfo=UTC)
    assert hours.period(datetime(2041, 6, 1, tzinfo=UTC)).start == datetime(2041, 1, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
@pytest.mark.parametrize("days", range(-4, 5))
@pytest.mark.parametrize("usual", [{}, {"always": True}])
def test_a_single_day_in_decades_is_not_leapt_over(zone, days, usual):
    """The day stands at each distance from the border of a window, in the zones that are furthest from UTC."""
    border = WINDOW * 1000 // DAY
    day = date(1970, 1, 1) + timedelta(days=border + days)
    spans = [] if usual else [["23:00", "22:00"]]
    hours = Hours.model_validate({"timezone": zone, "dates": [{"from": str(day), "open": spans}]} | usual)
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    first, last = (
        (midnight, midnight + timedelta(days=1))
        if usual
        else (midnight + timedelta(hours=23), midnight + timedelta(hours=46))
    )
    is_open = not usual
    decades = timedelta(days=20_000)
    assert hours.period(midnight - decades) == (not is_open, None, first)
    assert hours.period(first) == (is_open, first, last)
    assert hours.period(midnight + decades) == (not is_open, last, None)
    inside = hours.open_time(midnight - decades, midnight + decades)
    assert inside == (last - first if is_open else 2 * decades - (last - first))
