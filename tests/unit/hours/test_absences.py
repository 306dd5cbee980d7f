"""Absences that overlap, touch or lie within each other, and what they are named for at their ends."""

from datetime import UTC, datetime, timedelta

import pytest

from care.hours import Hours, Period, Reason


def at(hour, minute=0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC)


def away(*spans, **given) -> Hours:
    absences = [{"from": at(start), "to": at(end), "label": f"{start}-{end}"} for start, end in spans]
    return Hours.model_validate({"timezone": "UTC", "absences": absences, "always": True} | given)


@pytest.mark.parametrize(
    ("spans", "closed"),
    [
        ([(10, 12)], [(10, 12)]),
        ([(10, 12), (11, 13)], [(10, 13)]),
        ([(11, 13), (10, 12)], [(10, 13)]),
        ([(10, 14), (11, 12)], [(10, 14)]),
        ([(10, 14), (11, 12), (13, 15)], [(10, 15)]),
        ([(10, 11), (11, 12)], [(10, 12)]),
        ([(10, 11), (12, 13)], [(10, 11), (12, 13)]),
        ([(10, 11), (12, 13), (13, 14)], [(10, 11), (12, 14)]),
        ([(10, 11), (12, 14), (13, 15), (16, 17)], [(10, 11), (12, 15), (16, 17)]),
    ],
)
def test_absences_that_meet_are_one(spans, closed):
    hours = away(*spans)
    assert [hours.period(at(start)) for start, _ in closed] == [Period(False, at(a), at(b)) for a, b in closed]
    edges = [9, *(hour for span in closed for hour in span), 18]
    open_ = list(zip(edges[::2], edges[1::2], strict=True))
    assert [(a.hour, b.hour) for a, b in hours.intervals(at(9), at(18))] == open_
    assert hours.add_open_time(at(9), timedelta(hours=1)) == at(10)


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        (at(9, 59), None),
        (at(10), "10-12"),
        (at(11, 30), "10-12"),  # the first that is given
        (at(11, 59), "10-12"),
        (at(12), "11-13"),
        (at(12, 59), "11-13"),
        (at(13), None),
    ],
)
def test_an_absence_is_the_reason_from_its_start_until_just_before_its_end(asked, label):
    hours = away((10, 12), (11, 13))
    explained = hours.explain(asked)
    assert (explained.reason, explained.label) == (Reason.ABSENCE if label else Reason.ALWAYS, label)
