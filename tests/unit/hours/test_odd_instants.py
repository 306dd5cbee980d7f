"""Where rules meet: at a border of the engine's windows, at an end of the calendar, as a clock is turned back."""

import copy
import pickle
from datetime import UTC, date, datetime, timedelta

import pytest

from care.hours import Hours, NeverOpens, Period, Reason
from care.hours.clock import EPOCH
from care.hours.timeline import WINDOW

HOUR, DAY, MOMENT = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
START, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
BORDER = datetime(2026, 9, 24, tzinfo=UTC)  # a Thursday
ALL_DAY = [["00:00", "24:00"]]


def at(text) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def hours(**given) -> Hours:
    return Hours.model_validate({"timezone": "UTC"} | given)


def test_an_opening_on_the_border_of_two_windows_is_found_from_itself_on():
    assert (BORDER - EPOCH) % timedelta(microseconds=WINDOW) == timedelta(0)
    thursdays = hours(weekly={"thu": [["00:00", "10:00"]]})
    assert thursdays.period(BORDER) == (True, BORDER, BORDER + 10 * HOUR)
    assert thursdays.period(BORDER - MOMENT) == (False, BORDER - 7 * DAY + 10 * HOUR, BORDER)


def test_an_asked_stretch_over_a_border_of_windows_has_nothing_where_it_is_closed():
    mondays = hours(weekly={"mon": [["09:00", "10:00"]]})
    assert mondays.intervals(BORDER - HOUR, BORDER + HOUR) == []
    assert mondays.intervals(BORDER - HOUR, BORDER + 4 * DAY + 9.5 * HOUR) == [
        (BORDER + 4 * DAY + 9 * HOUR, BORDER + 4 * DAY + 9.5 * HOUR)
    ]


def test_a_deadline_may_be_the_last_closing_of_a_window():
    mondays = hours(weekly={"mon": [["09:00", "10:00"]]})
    assert mondays.add_open_time(BORDER, 4 * HOUR) == BORDER + 25 * DAY + 10 * HOUR
    assert mondays.add_open_time(BORDER, 4 * HOUR + MOMENT) == BORDER + 32 * DAY + 9 * HOUR + MOMENT
    until_the_border = hours(weekly={"wed": [["23:00", "24:00"]]})
    assert until_the_border.add_open_time(BORDER - DAY, HOUR) == BORDER


def test_two_absences_within_one_interval_cut_it_in_three():
    day = hours(
        weekly={"mon": [["09:00", "17:00"]]},
        absences=[
            {"from": "2026-11-23T10:00:00Z", "to": "2026-11-23T11:00:00Z"},
            {"from": "2026-11-23T12:00:00Z", "to": "2026-11-23T13:00:00Z"},
        ],
    )
    found = day.intervals(at("2026-11-23T00:00Z"), at("2026-11-24T00:00Z"))
    assert [(since.hour, until.hour) for since, until in found] == [(9, 10), (11, 12), (13, 17)]


def test_a_night_that_a_special_date_lies_within_ends_as_planned():
    friday_night = hours(
        weekly={"thu": [["09:00", "10:00"]], "fri": [["22:00", "06:00"]]},
        dates=[{"from": "2026-11-21", "open": [["00:00", "04:00"]]}],
    )
    assert friday_night.period(at("2026-11-21T01:00Z")) == (True, at("2026-11-20T22:00Z"), at("2026-11-21T06:00Z"))


@pytest.mark.parametrize(
    ("instant", "reason"),
    [
        ("2026-11-20T23:59:59.999999Z", Reason.WEEKLY),
        ("2026-11-21T00:00Z", Reason.DATE),  # both run: today's goes first
        ("2026-11-21T00:59Z", Reason.DATE),
        ("2026-11-21T01:00Z", Reason.WEEKLY),
        ("2026-11-21T01:59:59.999999Z", Reason.WEEKLY),
        ("2026-11-21T02:00Z", Reason.DATE),  # neither runs: today's keeps it closed
    ],
)
def test_what_runs_decides_from_its_opening_until_just_before_its_closing(instant, reason):
    plan = hours(weekly={"fri": [["22:00", "02:00"]]}, dates=[{"from": "2026-11-21", "open": [["00:00", "01:00"]]}])
    assert plan.explain(at(instant)).reason is reason


@pytest.mark.parametrize(
    ("days", "instant", "label"),
    [
        ("fri sat sun", "2010-11-07T02:15Z", "sat"),  # Saturday 23:45 for the first time
        ("fri sat sun", "2010-11-07T02:30:30Z", "sun"),  # Sunday 00:00:30
        ("fri sat", "2010-11-07T02:30:30Z", "sat"),
        ("fri", "2010-11-07T02:30:30Z", "fri"),  # Friday's runs to the second 23:30 of Saturday
        ("fri sat sun", "2010-11-07T02:45Z", "sat"),  # Saturday 23:15 for the second time
        ("fri sun", "2010-11-07T02:45Z", "fri"),
        ("sun", "2010-11-07T02:45Z", "sun"),  # Sunday's began at its first 00:00
        ("fri sun", "2010-11-07T03:00Z", "sun"),  # Saturday 23:30 for the second time
    ],
)
def test_where_midnight_comes_twice_the_day_whose_interval_runs_decides(days, instant, label):
    """In St. John's it was 00:01 on Sunday 7 November 2010, and then 23:01 on Saturday again."""
    dates = {
        "fri": {"from": "2010-11-05", "open": [["23:45", "23:30"]], "label": "fri"},
        "sat": {"from": "2010-11-06", "open": [["23:40", "23:50"]], "label": "sat"},
        "sun": {"from": "2010-11-07", "open": [["00:00", "10:00"]], "label": "sun"},
    }
    plan = hours(timezone="America/St_Johns", dates=[dates[day] for day in days.split()])
    assert plan.explain(at(instant)).label == label
    assert plan.is_open(at(instant))


def test_a_closing_that_the_clocks_skip_late_on_the_next_evening_is_the_instant_of_the_change():
    """In Toronto the clocks went from 23:30 to 00:30 on Sunday 30 March 1919."""
    plan = hours(timezone="America/Toronto", weekly={"sat": [["23:50", "23:45"]]})
    assert plan.period(at("1919-03-30T12:00Z")) == (True, at("1919-03-30T04:50Z"), at("1919-03-31T04:30Z"))


def test_what_opens_in_the_last_moment_of_the_calendar_is_found():
    away = hours(always=True, absences=[{"from": "2026-01-01T00:00:00Z", "to": "9999-12-31T23:59:59.999999Z"}])
    assert away.next_opening(at("2026-11-22T12:00Z")) == END
    assert away.next_closing(at("2026-11-22T12:00Z")) is None


def test_what_is_closed_from_the_first_moment_of_the_calendar_on_was_always_so():
    away = hours(always=True, absences=[{"from": "0001-01-01T00:00:00Z", "to": "2026-12-01T00:00:00Z"}])
    assert away.period(at("2026-11-22T12:00Z")) == Period(False, None, at("2026-12-01T00:00Z"))


def test_all_the_time_that_is_left_can_be_asked_for_and_not_a_moment_more():
    always = hours(always=True)
    late = END - 5 * DAY
    assert always.add_open_time(late, 5 * DAY) == END
    with pytest.raises(NeverOpens):
        always.add_open_time(late, 5 * DAY + MOMENT)
    now = at("2026-11-22T12:00Z")
    with pytest.raises(NeverOpens):
        always.add_open_time(now, END - now + MOMENT)
    assert always._timeline.window.cache_info().misses < 10


def test_hours_that_have_been_asked_can_be_copied_and_pickled():
    plan = hours(weekly={"mon": [["09:00", "17:00"]]})
    monday = at("2026-11-23T12:00Z")
    assert plan.is_open(monday)
    for same in (copy.deepcopy(plan), pickle.loads(pickle.dumps(plan))):
        assert same == plan
        assert same.period(monday) == plan.period(monday)
        assert not same.is_open(monday - DAY)


def test_the_hours_of_a_date_are_asked_in_the_order_of_dates_whatever_order_they_are_given_in():
    plan = hours(
        dates=[
            {"from": "2027-01-06", "open": [], "label": "later"},
            {"from": "2026-12-25", "open": [["10:00", "12:00"]], "label": "sooner"},
        ]
    )
    assert plan.explain(at("2026-12-25T11:00Z")) == (
        True,
        Reason.DATE,
        "sooner",
        at("2026-12-25T10:00Z"),
        at("2026-12-25T12:00Z"),
    )
    assert plan.dates[0].first == date(2027, 1, 6)
