"""Seasons of special dates: where they meet the week, each other and absences, a period goes on or ends."""

from datetime import UTC, datetime

import pytest

from care.hours import Hours

ALL_DAY = [["00:00", "24:00"]]
SUMMER = {"from": "2026-06-01", "to": "2026-09-30", "open": ALL_DAY}


def utc(month, day, hour=0, year=2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def hours(**plan) -> Hours:
    return Hours.model_validate({"timezone": "UTC", "weekly": {"mon": [["09:00", "10:00"]]}, **plan})


def away(*spans):
    return [{"from": start, "to": end} for start, end in spans]


@pytest.mark.parametrize("absence", [(utc(5, 1), utc(5, 2)), (utc(11, 1), utc(11, 2))])
def test_an_absence_before_or_after_an_open_summer_does_not_move_its_ends(absence):
    plan = hours(dates=[SUMMER], absences=away(absence))
    for at in (utc(6, 2), utc(7, 15), utc(9, 29)):
        assert plan.period(at) == (True, utc(6, 1), utc(10, 1)), at


def test_absences_cut_an_open_summer_where_they_lie():
    plan = hours(dates=[SUMMER], absences=away((utc(7, 1), utc(7, 2)), (utc(8, 1), utc(8, 2))))
    assert plan.period(utc(6, 15)) == (True, utc(6, 1), utc(7, 1))
    assert plan.period(utc(7, 15)) == (True, utc(7, 2), utc(8, 1))
    assert plan.period(utc(9, 15)) == (True, utc(8, 2), utc(10, 1))
    assert plan.period(utc(8, 1, 12)) == (False, utc(8, 1), utc(8, 2))


def test_a_closed_summer_reaches_from_the_last_hour_before_it_to_the_first_after_it():
    plan = hours(dates=[{**SUMMER, "open": []}], absences=away((utc(7, 1), utc(7, 2)), (utc(11, 1), utc(11, 3))))
    for at in (utc(6, 2), utc(7, 1), utc(7, 1, 12), utc(7, 2), utc(9, 29)):
        assert plan.period(at) == (False, utc(5, 25, 10), utc(10, 5, 9)), at


def test_two_open_stretches_that_meet_are_one_and_a_hole_of_a_minute_between_them_is_seen():
    june = {"from": "2026-06-01", "to": "2026-06-30", "open": ALL_DAY}
    july = {"from": "2026-07-01", "to": "2026-07-31", "open": ALL_DAY}
    late = {"from": "2026-07-01", "to": "2026-07-31", "open": [["00:01", "24:00"]]}
    assert hours(dates=[june, july]).period(utc(6, 15)) == (True, utc(6, 1), utc(8, 1))
    assert hours(dates=[june, late]).period(utc(6, 15)) == (True, utc(6, 1), utc(7, 1))


@pytest.mark.parametrize(
    ("week", "round_the_clock"),
    [
        (dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ALL_DAY), True),
        (
            {
                day: [["08:00", "20:00"], ["20:00", "08:00"]]
                for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
            },
            True,
        ),
        (dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), ALL_DAY) | {"sun": [["00:00", "23:59"]]}, False),
        (dict.fromkeys(("tue", "wed", "thu", "fri", "sat", "sun"), ALL_DAY) | {"mon": [["00:01", "24:00"]]}, False),
        (dict.fromkeys(("tue", "wed", "thu", "fri", "sat", "sun"), ALL_DAY), False),
    ],
)
def test_a_week_without_a_hole_never_closes_and_one_with_a_hole_does(week, round_the_clock):
    plan = hours(weekly=week)
    assert (plan.next_closing(utc(6, 3)) is None) == round_the_clock
    assert (plan.period(utc(6, 3))[1] is None) == round_the_clock
