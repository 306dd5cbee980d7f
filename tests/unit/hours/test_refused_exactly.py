"""What is told of hours that contradict themselves, word for word, and the cases just beside them that are accepted."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from care.hours import Absence, Hours, SpecialDate
from care.problems import written

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TOUCH = "make them touch or stand apart"
START, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def told(**given):
    """The sentences with which hours are refused, none if they are not."""
    try:
        Hours.model_validate({"timezone": "UTC"} | given)
    except ValidationError as refusal:
        said = (f"{written(each['loc'])}: {each['msg']}" for each in refusal.errors())
        return [line for each in said for line in each.split("; ")]
    return []


def dated(first, last, *spans):
    return {"from": f"2026-12-{first}", "to": f"2026-12-{last}", "open": list(spans)}


@pytest.mark.parametrize(
    ("weekly", "problem"),
    [
        ({"mon": [["09:00", "14:00"], ["14:00", "15:00"]]}, []),
        (
            {"mon": [["09:00", "14:01"], ["14:00", "15:00"]]},
            ["weekly.mon[1]: starts at 14:00, before weekly.mon[0] ends at 14:01", TOUCH],
        ),
        (
            {"mon": [["14:00", "15:00"], ["09:00", "14:01"]]},
            ["weekly.mon[0]: starts at 14:00, before weekly.mon[1] ends at 14:01", TOUCH],
        ),
        ({"mon": [["22:00", "02:00"]], "tue": [["02:00", "03:00"]]}, []),
        (
            {"mon": [["22:00", "02:00"]], "tue": [["01:59", "03:00"]]},
            ["weekly.tue[0]: starts at 01:59, before weekly.mon[0] ends at 02:00", TOUCH],
        ),
        ({"sun": [["22:00", "02:00"]], "mon": [["02:00", "03:00"]]}, []),
        (
            {"sun": [["22:00", "02:00"]], "mon": [["01:59", "03:00"]]},
            ["weekly.mon[0]: starts at 01:59, before weekly.sun[0] ends at 02:00", TOUCH],
        ),
        ({"sun": [["22:00", "02:00"]], "tue": [["01:00", "03:00"]]}, []),
        ({"sat": [["22:00", "02:00"]], "mon": [["01:00", "03:00"]]}, []),
        ({day: [["00:00", "24:00"]] for day in WEEK}, []),
        ({day: [["20:00", "19:59"]] for day in WEEK}, []),
        (
            {"mon": [["00:00", "24:00"], ["23:00", "24:00"]]},
            ["weekly.mon[1]: starts at 23:00, before weekly.mon[0] ends at 24:00", TOUCH],
        ),
        ({"mon": [["00:00", "00:01"]]}, []),
        ({"mon": [["23:59", "24:00"]]}, []),
        ({"mon": [["23:59", "00:00"]]}, []),
        ({"mon": [["09:00", "08:59"]]}, []),
    ],
)
def test_intervals_of_a_week_may_touch_and_not_overlap(weekly, problem):
    assert told(weekly=weekly) == problem


NIGHT_AND_MORNING = (["22:00", "02:00"], ["01:00", "03:00"])


@pytest.mark.parametrize(
    ("dates", "problem"),
    [
        ([dated(24, 25), dated(26, 27)], []),
        ([dated(26, 27), dated(24, 25)], []),
        (
            [dated(24, 26), dated(26, 27)],
            ["dates[1]: 2026-12-26 already has hours in dates[0]", "put them in one entry"],
        ),
        (
            [dated(26, 27), dated(24, 26)],
            ["dates[0]: 2026-12-26 already has hours in dates[1]", "put them in one entry"],
        ),
        ([dated(25, 24)], ["dates[0]: from 2026-12-25 is after to 2026-12-24", "swap them"]),
        ([dated(24, 24)], []),
        ([dated(24, 24, *NIGHT_AND_MORNING)], []),  # the night ends on a day of the week
        (
            [dated(24, 25, *NIGHT_AND_MORNING)],
            ["dates[0].open[1]: starts at 01:00, before dates[0].open[0] ends at 02:00", TOUCH],
        ),
        (
            [dated(24, 24, *NIGHT_AND_MORNING), dated(25, 25, *NIGHT_AND_MORNING)],
            ["dates[1].open[1]: starts at 01:00, before dates[0].open[0] ends at 02:00", TOUCH],
        ),
        (
            [dated(25, 25, *NIGHT_AND_MORNING), dated(24, 24, *NIGHT_AND_MORNING)],
            ["dates[0].open[1]: starts at 01:00, before dates[1].open[0] ends at 02:00", TOUCH],
        ),
        (
            [dated(23, 24, ["22:00", "02:00"]), dated(25, 26, ["01:00", "03:00"])],
            ["dates[1].open[0]: starts at 01:00, before dates[0].open[0] ends at 02:00", TOUCH],
        ),
        ([dated(24, 24, *NIGHT_AND_MORNING), dated(26, 26, *NIGHT_AND_MORNING)], []),
        ([dated(24, 24, ["22:00", "02:00"]), dated(25, 25, ["02:00", "03:00"])], []),
        (  # told once, though the day is looked at alone and with its neighbour
            [dated(24, 24, ["09:00", "11:00"], ["10:00", "12:00"]), dated(25, 25)],
            ["dates[0].open[1]: starts at 10:00, before dates[0].open[0] ends at 11:00", TOUCH],
        ),
        (  # what is wrong with dates goes before what is wrong with their hours
            [dated(25, 24, *NIGHT_AND_MORNING), dated(28, 29, *NIGHT_AND_MORNING)],
            ["dates[0]: from 2026-12-25 is after to 2026-12-24", "swap them"],
        ),
    ],
)
def test_special_dates_may_follow_each_other_and_not_meet(dates, problem):
    assert told(dates=dates) == problem


def test_what_is_wrong_with_single_intervals_goes_before_what_overlaps():
    assert told(weekly={"mon": [["9", "10:00"], ["09:00", "11:00"], ["10:00", "12:00"]]}) == [
        "weekly.mon[0]: '9' is not a time of day",
        "write it with two digits from 00:00 to 24:00, as 09:00",
    ]


@pytest.mark.parametrize("nothing", [{}, {"mon": []}])
def test_round_the_clock_leaves_room_for_no_hours_of_the_week(nothing):
    assert told(always=True, weekly=nothing) == []
    assert told(always=True, weekly=nothing | {"tue": [["09:00", "10:00"]]}) == [
        "always: open round the clock leaves no room for weekly hours",
        "remove one of the two",
    ]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"week": {}}, "unknown key 'week' (did you mean weekly?)"),
        ({"xyz": 1}, "unknown key 'xyz'"),
        ({"alway": 1, "xyz": 2}, "unknown key 'alway' (did you mean always?)"),
        ({1: 2}, "unknown key '1'"),
    ],
)
def test_the_first_unknown_key_is_told_with_the_nearest_known_one(given, problem):
    with pytest.raises(ValidationError) as refusal:
        Hours.model_validate({"timezone": "UTC"} | given)
    assert f"{problem}; known are timezone, weekly, always, dates, absences" in str(refusal.value)


def test_dates_and_instants_are_not_taken_for_each_other():
    noon = datetime(2026, 12, 24, 12, tzinfo=UTC)
    with pytest.raises(ValidationError, match="is not a date; write it as 2026-12-24"):
        SpecialDate.model_validate({"first": noon, "open": ()})
    with pytest.raises(ValidationError, match="is not a date"):
        SpecialDate.model_validate({"from": "2026-12-24T00:00:00", "open": []})
    with pytest.raises(ValidationError, match="is not an instant; write it as 2026-12-24T12:00:00Z"):
        Absence(start=date(2026, 12, 24), end=noon)
    with pytest.raises(ValidationError, match="is not an instant"):
        Absence.model_validate({"from": "1766577600", "to": noon})


@pytest.mark.parametrize("text", ["Europe/Madrid", "UTC", "America/Argentina/Buenos_Aires"])
def test_a_time_zone_is_known_by_its_whole_name(text):
    assert Hours(timezone=text).zone.key == text
    with pytest.raises(ValidationError, match=r"unknown time zone .*; write one like Europe/Madrid"):
        Hours(timezone=f"{text}x")


def test_what_the_calendar_of_utc_does_not_reach_is_cut_off():
    always = Hours(timezone="UTC", always=True)
    early = datetime.min.replace(tzinfo=timezone(timedelta(hours=12)))
    late = datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))
    day = timedelta(days=1)
    assert always.intervals(early, START + day) == [(START, START + day)]
    assert always.intervals(END - day, late) == [(END - day, END)]


def test_open_time_backwards_is_negative():
    monday = Hours.model_validate({"timezone": "UTC", "weekly": {"mon": [["09:00", "17:00"]]}})
    start, end = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
    assert monday.open_time(start, end) == timedelta(hours=8)
    assert monday.open_time(end, start) == timedelta(hours=-8)
    assert monday.open_time(start, start) == timedelta(0)
