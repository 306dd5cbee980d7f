"""Weekly hours, special dates and absences, by hand."""

from copy import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.there import there

from care.hours import Explanation, Hours, NeverOpens, Period, Reason

MADRID = {
    "timezone": "Europe/Madrid",
    "weekly": {
        **{day: [["09:00", "14:00"], ["16:00", "19:00"]] for day in ("mon", "tue", "wed", "thu")},
        "fri": [["09:00", "14:00"], ["22:00", "02:00"]],
    },
    "always": False,
    "dates": [
        {"from": "2026-12-24", "to": "2026-12-24", "open": [["09:00", "12:00"]], "label": "Nochebuena"},
        {"from": "2026-12-25", "to": "2026-12-27", "open": []},
        {"from": "2027-01-02", "to": "2027-01-02", "open": [["10:00", "11:00"]], "label": "Inventario"},
    ],
    "absences": [{"from": "2026-11-23T10:00:00Z", "to": "2026-11-23T16:00:00Z", "label": "Obras"}],
}
HOURS = Hours.model_validate(MADRID)


def at(text) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("instant", "is_open"),
    [
        ("2026-11-20T08:59:59.999999+01:00", False),
        ("2026-11-20T09:00+01:00", True),
        ("2026-11-20T13:59:59.999999+01:00", True),
        ("2026-11-20T14:00+01:00", False),  # the lunch break
        ("2026-11-20T22:00+01:00", True),
        ("2026-11-21T01:59+01:00", True),  # Friday's night runs into Saturday
        ("2026-11-21T02:00+01:00", False),
        ("2026-11-23T10:59+01:00", True),
        ("2026-11-23T11:00+01:00", False),  # the absence
        ("2026-11-23T17:00+01:00", True),
        ("2026-12-24T11:59+01:00", True),
        ("2026-12-24T12:00+01:00", False),
        ("2026-12-25T10:00+01:00", False),
        ("2027-01-02T01:30+01:00", True),  # what began on the evening before still ends as planned
        ("2027-01-02T10:30+01:00", True),
        ("2027-01-02T02:00+01:00", False),
    ],
)
def test_it_is_open_from_the_opening_until_just_before_the_closing(instant, is_open):
    assert HOURS.is_open(at(instant)) is is_open
    assert HOURS.is_open(datetime.fromisoformat(instant)) is is_open


@pytest.mark.parametrize(
    ("instant", "opening", "closing"),
    [
        ("2026-11-20T08:00+01:00", "2026-11-20T09:00+01:00", "2026-11-20T14:00+01:00"),
        ("2026-11-20T09:00+01:00", "2026-11-20T22:00+01:00", "2026-11-20T14:00+01:00"),
        ("2026-11-20T14:00+01:00", "2026-11-20T22:00+01:00", "2026-11-21T02:00+01:00"),
        ("2026-11-21T02:00+01:00", "2026-11-23T09:00+01:00", "2026-11-23T11:00+01:00"),
        ("2026-11-23T12:00+01:00", "2026-11-23T17:00+01:00", "2026-11-23T19:00+01:00"),
        ("2026-12-24T12:00+01:00", "2026-12-28T09:00+01:00", "2026-12-28T14:00+01:00"),
    ],
)
def test_the_next_opening_and_closing_come_strictly_after(instant, opening, closing):
    assert HOURS.next_opening(at(instant)) == at(opening)
    assert HOURS.next_closing(at(instant)) == at(closing)
    assert there(HOURS.next_opening(at(instant))).tzinfo is UTC


@pytest.mark.parametrize(
    ("instant", "explanation"),
    [
        (
            "2026-11-20T23:00+01:00",
            Explanation(True, Reason.WEEKLY, None, at("2026-11-20T22:00+01:00"), at("2026-11-21T02:00+01:00")),
        ),
        (
            "2026-11-23T12:00+01:00",
            Explanation(False, Reason.ABSENCE, "Obras", at("2026-11-23T11:00+01:00"), at("2026-11-23T17:00+01:00")),
        ),
        (
            "2026-12-24T10:00+01:00",
            Explanation(True, Reason.DATE, "Nochebuena", at("2026-12-24T09:00+01:00"), at("2026-12-24T12:00+01:00")),
        ),
        (
            "2026-12-26T10:00+01:00",
            Explanation(False, Reason.DATE, None, at("2026-12-24T12:00+01:00"), at("2026-12-28T09:00+01:00")),
        ),
        (  # Saturday is special, but what runs at half past one is Friday's
            "2027-01-02T01:30+01:00",
            Explanation(True, Reason.WEEKLY, None, at("2027-01-01T22:00+01:00"), at("2027-01-02T02:00+01:00")),
        ),
        (
            "2027-01-02T03:00+01:00",
            Explanation(False, Reason.DATE, "Inventario", at("2027-01-02T02:00+01:00"), at("2027-01-02T10:00+01:00")),
        ),
    ],
)
def test_an_explanation_names_the_rule_that_decides(instant, explanation):
    assert HOURS.explain(at(instant)) == explanation


def test_a_closed_period_is_the_same_from_its_first_to_its_last_moment():
    start, end = at("2026-11-21T02:00+01:00"), at("2026-11-23T09:00+01:00")
    weekend = Period(False, start, end)
    assert HOURS.period(start) == HOURS.period(at("2026-11-22T12:00+01:00")) == weekend
    assert HOURS.period(end - timedelta(microseconds=1)) == weekend


def test_touching_intervals_are_one():
    hours = Hours.model_validate(
        {
            "timezone": "UTC",
            "weekly": {
                "mon": [["14:00", "19:00"], ["09:00", "14:00"], ["19:00", "24:00"]],
                "tue": [["00:00", "01:00"]],
            },
        }
    )
    assert hours.intervals(at("2026-11-23T00:00Z"), at("2026-11-25T00:00Z")) == [
        (at("2026-11-23T09:00Z"), at("2026-11-24T01:00Z"))
    ]
    assert hours.next_closing(at("2026-11-23T10:00Z")) == at("2026-11-24T01:00Z")


def test_intervals_are_cut_where_they_are_asked_for():
    asked = at("2026-11-20T10:00+01:00"), at("2026-11-20T23:00+01:00")
    assert HOURS.intervals(*asked) == [
        (asked[0], at("2026-11-20T14:00+01:00")),
        (at("2026-11-20T22:00+01:00"), asked[1]),
    ]
    assert HOURS.intervals(asked[0], asked[0]) == []
    with pytest.raises(ValueError, match="swap them"):
        HOURS.intervals(*reversed(asked))


def test_round_the_clock_has_no_hole_and_still_knows_dates_and_absences():
    hours = Hours.model_validate(
        {
            "timezone": "Europe/Madrid",
            "always": True,
            "dates": [{"from": "2026-12-25", "open": [["10:00", "12:00"]]}],
            "absences": [{"from": "2026-12-31T12:00:00+01:00", "to": "2026-12-31T13:00:00+01:00"}],
        }
    )
    assert hours.is_open(at("2026-11-20T23:59:30+01:00"))
    assert hours.period(at("2026-11-20T12:00Z")) == Period(True, None, at("2026-12-25T00:00+01:00"))
    assert hours.next_opening(at("2026-12-25T00:00+01:00")) == at("2026-12-25T10:00+01:00")
    assert hours.period(at("2026-12-28T00:00Z")) == Period(
        True, at("2026-12-26T00:00+01:00"), at("2026-12-31T12:00+01:00")
    )
    assert hours.period(at("2027-01-01T00:00Z")) == Period(True, at("2026-12-31T13:00+01:00"), None)
    assert hours.explain(at("2027-01-01T00:00Z")).reason is Reason.ALWAYS


@pytest.mark.parametrize(
    ("start", "hours", "reached"),
    [
        ("2026-11-20T13:00+01:00", 2, "2026-11-20T23:00+01:00"),
        ("2026-11-20T13:00+01:00", 1, "2026-11-20T14:00+01:00"),  # a closing may be the deadline
        ("2026-11-20T15:00+01:00", 4, "2026-11-21T02:00+01:00"),
        ("2026-11-20T15:00+01:00", 5, "2026-11-23T10:00+01:00"),
        ("2026-11-20T15:00+01:00", 7, "2026-11-23T18:00+01:00"),  # over the absence
        ("2026-11-20T15:00+01:00", 0, "2026-11-20T22:00+01:00"),
        ("2026-11-20T13:00+01:00", 0, "2026-11-20T13:00+01:00"),
        ("2026-11-20T14:00+01:00", 0, "2026-11-20T22:00+01:00"),
    ],
)
def test_open_time_is_added_over_breaks_nights_and_absences(start, hours, reached):
    assert HOURS.add_open_time(at(start), timedelta(hours=hours)) == at(reached)


def test_open_time_cannot_be_added_backwards():
    with pytest.raises(ValueError, match="zero or more"):
        HOURS.add_open_time(at("2026-11-20T13:00Z"), timedelta(seconds=-1))


def test_microseconds_are_not_lost():
    moment = timedelta(microseconds=1)
    start = at("2026-11-20T09:00+01:00") - moment
    assert HOURS.open_time(start, start + 3 * moment) == 2 * moment
    assert HOURS.add_open_time(start, moment) == start + 2 * moment


def test_a_naive_instant_is_refused_by_every_question():
    naive, aware = datetime(2026, 11, 20, 12), at("2026-11-20T12:00Z")  # noqa: DTZ001  that is the point
    for question in (HOURS.is_open, HOURS.next_opening, HOURS.next_closing, HOURS.explain, HOURS.period):
        with pytest.raises(ValueError, match="has no time zone"):
            question(naive)
    for measure in (HOURS.open_time, HOURS.intervals):
        with pytest.raises(ValueError, match="has no time zone"):
            measure(aware, naive)
    with pytest.raises(ValueError, match="has no time zone"):
        HOURS.add_open_time(naive, timedelta(hours=1))


def test_the_json_of_complete_hours_is_unchanged():
    assert HOURS.model_dump(mode="json", by_alias=True) == MADRID


def test_a_copy_is_checked_and_answers_for_itself():
    closed = replace(HOURS, weekly={})
    assert HOURS.is_open(at("2026-11-20T12:00Z"))
    assert not closed.is_open(at("2026-11-20T12:00Z"))
    with pytest.raises(ValueError, match="unknown time zone"):
        replace(HOURS, timezone="Mars")


def test_hours_that_never_open_say_so():
    never = Hours(timezone="UTC")
    assert never.next_opening(at("2026-11-20T12:00Z")) is None
    assert never.next_closing(at("2026-11-20T12:00Z")) is None
    assert never.open_time(at("2026-11-20T12:00Z"), at("2036-11-20T12:00Z")) == timedelta(0)
    assert never.period(at("2026-11-20T12:00Z")) == Period(False, None, None)
    for duration in (timedelta(0), timedelta(hours=1)):
        with pytest.raises(NeverOpens, match="give them opening hours"):
            never.add_open_time(at("2026-11-20T12:00Z"), duration)
