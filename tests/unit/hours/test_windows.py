"""Open time is reckoned in windows; where two of them meet nothing is lost and nothing is cut."""

from datetime import UTC, datetime, timedelta

from care.hours import Hours
from care.hours.clock import EPOCH
from care.hours.timeline import WINDOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def utc(month, day, hour=0, year=2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def hours(**plan) -> Hours:
    return Hours.model_validate({"timezone": "UTC", "weekly": {"mon": [["09:00", "10:00"]]}, **plan})


def test_what_opens_just_where_an_asked_stretch_ends_is_no_part_of_it():
    border = EPOCH + (utc(1, 1) - EPOCH) // timedelta(microseconds=WINDOW) * timedelta(microseconds=WINDOW)
    plan = hours(weekly={f"{border:%a}".lower(): [["00:00", "10:00"]]})
    assert plan.intervals(border - DAY, border) == []
    assert plan.intervals(border, border + DAY) == [(border, border + 10 * HOUR)]
    assert plan.intervals(border - DAY, border + HOUR) == [(border, border + HOUR)]
    assert plan.intervals(border + HOUR, border + HOUR) == []
    assert plan.open_time(border - DAY, border + 3 * HOUR) == 3 * HOUR


def test_open_spans_are_whole_where_windows_of_reckoning_meet():
    border = EPOCH + (utc(1, 1) - EPOCH) // timedelta(microseconds=WINDOW) * timedelta(microseconds=WINDOW)
    evening = f"{border - DAY:%a}".lower()
    plan = hours(weekly={evening: [["22:00", "02:00"]]})
    assert plan.intervals(border - DAY, border + DAY) == [(border - 2 * HOUR, border + 2 * HOUR)]
    assert plan.intervals(border - HOUR, border + HOUR) == [(border - HOUR, border + HOUR)]
    until_midnight = hours(weekly={evening: [["22:00", "24:00"]]})
    assert until_midnight.intervals(border - DAY, border + 6 * DAY) == [(border - 2 * HOUR, border)]
