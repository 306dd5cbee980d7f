"""The engine against two libraries that others wrote: opening-hours-py and businesstimedelta.

They are asked what all three define alike. Where they differ, the difference stands here as an example with its reason.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import businesstimedelta
import pytest
import pytz
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours
from tests.unit.hours.schedules import CHANGES, DAYS, MINUTE, around, schedules

from care.hours import Hours, osm

# Where clocks go forward, or rest; about a time that comes twice the two differ, see below.
FORWARD = [
    (zone, day)
    for zone, day in CHANGES
    if (zone, day.month)
    in {
        ("Europe/Madrid", 3),
        ("America/Santiago", 9),
        ("Africa/Cairo", 4),
        ("Australia/Lord_Howe", 10),
        ("Asia/Beirut", 3),
        ("America/Sao_Paulo", 11),
        ("Antarctica/Troll", 3),
        ("Pacific/Apia", 12),
        ("Asia/Kolkata", 2),
        ("UTC", 12),
    }
]
UTC_BY_KEY = ZoneInfo("UTC")  # the Rust library asks a zone for its key


def theirs(hours, start, end) -> list[tuple[datetime, datetime]]:
    """What opening-hours-py finds open, merged, in UTC."""
    oracle = OpeningHours(osm.write(hours), timezone=hours.zone)
    found: list[tuple[datetime, datetime]] = []
    for opens, closes, state, *_ in oracle.intervals(start.astimezone(UTC_BY_KEY), end.astimezone(UTC_BY_KEY)):
        since, until = max(opens.astimezone(UTC), start), min(closes.astimezone(UTC), end)
        if "open" in str(state).lower() and since < until:
            if found and found[-1][1] == since:
                found[-1] = (found[-1][0], until)
            else:
                found.append((since, until))
    return found


@settings(deadline=None)
@given(schedules(overnight=False, changes=FORWARD))
def test_opening_hours_py_finds_the_same_days_open(schedule):
    plan, day = schedule
    hours = Hours.model_validate({**plan, "absences": []})
    start, end = around(day)
    assert hours.intervals(start, end) == theirs(hours, start, end)


@settings(deadline=None)
@given(schedules(special=False, changes=FORWARD))
def test_opening_hours_py_finds_the_same_nights_open(schedule):
    plan, day = schedule
    hours = Hours.model_validate(plan)
    start, end = around(day)
    assert hours.intervals(start, end) == theirs(hours, start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Sa-Su 02:30-05:00", "2026-03-27T12:00Z", "2026-03-30T12:00Z"),  # an opening that is skipped
        ("Sa-Su 01:00-02:30", "2026-03-27T12:00Z", "2026-03-30T12:00Z"),  # a closing that is skipped
        ("Sa-Su 00:00-06:00", "2026-03-27T12:00Z", "2026-03-30T12:00Z"),
        ("Sa-Su 00:00-06:00", "2026-10-23T12:00Z", "2026-10-26T12:00Z"),
        ("24/7; 2026 Nov 21 off", "2026-11-19T12:00Z", "2026-11-24T12:00Z"),
        ("Mo-Fr 09:00-14:00; 2026 Nov 20 10:00-11:00,15:00-16:00", "2026-11-18T12:00Z", "2026-11-24T12:00Z"),
    ],
)
def test_opening_hours_py_agrees_about_these(text, start, end):
    hours = osm.read(text, "Europe/Madrid")
    start, end = datetime.fromisoformat(start), datetime.fromisoformat(end)
    assert hours.intervals(start, end) == theirs(hours, start, end)


@pytest.mark.parametrize(
    ("text", "start", "ours", "others"),
    [
        (  # A night that runs into a closed date: ours ends as planned, theirs is cut at midnight.
            "Fr 22:00-02:00; 2026 Nov 21 off",
            "2026-11-20T12:00Z",
            [("2026-11-20T21:00Z", "2026-11-21T01:00Z")],
            [("2026-11-20T21:00Z", "2026-11-20T23:00Z")],
        ),
        (  # An evening that is off has no night either; theirs keeps the part after midnight.
            "Fr 22:00-02:00; 2026 Nov 20 off",
            "2026-11-20T12:00Z",
            [],
            [("2026-11-20T23:00Z", "2026-11-21T01:00Z")],
        ),
    ],
)
def test_opening_hours_py_differs_about_nights_beside_special_dates(text, start, ours, others):
    hours = osm.read(text, "Europe/Madrid")
    start = datetime.fromisoformat(start)
    end = start + timedelta(days=2)
    assert hours.intervals(start, end) == [tuple(map(datetime.fromisoformat, pair)) for pair in ours]
    assert theirs(hours, start, end) == [tuple(map(datetime.fromisoformat, pair)) for pair in others]


@pytest.mark.parametrize(
    ("text", "ours", "others"),
    [
        ("Su 02:30-05:00", ("2026-10-25T00:30Z", "2026-10-25T04:00Z"), ("2026-10-25T01:30Z", "2026-10-25T04:00Z")),
        ("Su 02:15-02:45", ("2026-10-25T00:15Z", "2026-10-25T01:45Z"), ("2026-10-25T01:15Z", "2026-10-25T01:45Z")),
    ],
)
def test_opening_hours_py_differs_about_an_opening_that_comes_twice(text, ours, others):
    """It opens at the second one; here a customer who comes at the first one finds somebody. Closings agree."""
    hours = osm.read(text, "Europe/Madrid")
    start, end = datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 12, tzinfo=UTC)
    assert hours.intervals(start, end) == [tuple(map(datetime.fromisoformat, ours))]
    assert theirs(hours, start, end) == [tuple(map(datetime.fromisoformat, others))]


def clock(text) -> time:
    return time.fromisoformat(text)


@st.composite
def shifts(draw):
    """Hours that businesstimedelta can say: some weekdays with up to three shifts inside the day."""
    zone = draw(st.sampled_from(["Europe/Madrid", "America/Sao_Paulo", "Asia/Kolkata", "America/New_York"]))
    # From 04:00 to 23:59: it reads local times around a change by pytz's rules, see below.
    cuts = sorted(draw(st.lists(st.integers(240, 1439), min_size=2, max_size=6, unique=True)))
    spans = [
        (f"{a // 60:02}:{a % 60:02}", f"{b // 60:02}:{b % 60:02}") for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    days = draw(st.sets(st.integers(0, 6), min_size=1))
    hours = Hours.model_validate({"timezone": zone, "weekly": {DAYS[day]: spans for day in days}})
    rules = [
        businesstimedelta.WorkDayRule(clock(start), clock(end), sorted(days), tz=pytz.timezone(zone))
        for start, end in spans
    ]
    return hours, businesstimedelta.Rules(rules)


starts = st.integers(0, 10 * 366 * 1440).map(lambda n: datetime(2020, 1, 1, tzinfo=UTC) + n * MINUTE)


@settings(deadline=None)
@given(shifts(), starts, st.integers(1, 30 * 1440))
def test_businesstimedelta_measures_the_same_open_time(shift, start, minutes):
    hours, rules = shift
    end = start + minutes * MINUTE
    assert hours.open_time(start, end) == rules.difference(start, end).timedelta


@settings(deadline=None)
@given(shifts(), starts, st.integers(1, 4 * 1440))
def test_businesstimedelta_reaches_the_same_deadline(shift, start, minutes):
    hours, rules = shift
    theirs = start + businesstimedelta.BusinessTimeDelta(rules, timedelta=minutes * MINUTE)
    # pytz, by which they reckon, knows no summer time after 2037, and weeks of one open minute take decades.
    assume(theirs.year < 2037)
    assert hours.add_open_time(start, minutes * MINUTE) == theirs


def test_businesstimedelta_agrees_about_the_nights_of_five_and_seven_hours():
    hours = osm.read("Sa-Su 00:00-06:00", "Europe/Madrid")
    rules = businesstimedelta.Rules(
        [businesstimedelta.WorkDayRule(time(0), time(6), [5, 6], tz=pytz.timezone("Europe/Madrid"))]
    )
    for start in (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)):
        end = start + timedelta(days=1)
        assert hours.open_time(start, end) == rules.difference(start, end).timedelta


def test_businesstimedelta_shifts_an_opening_that_the_clocks_skip():
    """It takes 02:30 on the 29th of March as 02:30 of winter time, which the wall shows as 03:30."""
    hours = osm.read("Su 02:30-05:00", "Europe/Madrid")
    rules = businesstimedelta.Rules(
        [businesstimedelta.WorkDayRule(time(2, 30), time(5), [6], tz=pytz.timezone("Europe/Madrid"))]
    )
    start, end = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC)
    assert hours.open_time(start, end) == timedelta(hours=2)
    assert rules.difference(start, end).timedelta == timedelta(hours=1, minutes=30)


def test_businesstimedelta_forgets_the_night_that_is_running():
    """At 01:00 in the night of a Friday it looks for the next working day, as Saturday is none."""
    hours = osm.read("Fr 22:00-02:00", "UTC")
    rules = businesstimedelta.Rules([businesstimedelta.WorkDayRule(time(22), time(2), [4], tz=pytz.utc)])
    start, end = datetime(2026, 11, 21, 1, tzinfo=UTC), datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert hours.open_time(start, end) == timedelta(hours=1)
    assert rules.difference(start, end).timedelta == timedelta(0)
