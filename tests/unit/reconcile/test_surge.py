"""When complaints are many more than usual, and when that is over."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from care.hours import Hours
from care.model.subscriber import Subscriber
from care.reconcile.surge import step, usual

TODAY = date(2026, 11, 30)


def test_an_hour_brings_a_twelfth_of_a_mean_day_rounded_up():
    per_day = {TODAY - timedelta(days=n): 24 for n in range(1, 11)}
    assert usual(per_day, TODAY) == 2
    assert usual({**per_day, TODAY: 900}, TODAY) == 2, "today tells nothing of what is usual"
    assert usual({**per_day, TODAY - timedelta(days=40): 900}, TODAY) == 2, "nor does what is long past"
    assert usual({TODAY - timedelta(days=10): 25}, TODAY) == 1, "days without any count as days"
    assert usual({}, TODAY) == 0
    assert usual({TODAY - timedelta(days=1): -3}, TODAY) == 0


@pytest.mark.parametrize(
    ("since", "complaints", "usually", "changes"),
    [
        (None, 9, 0, ""), (None, 10, 0, "began"), (None, 10, 3, ""), (None, 12, 3, "began"),
        (TODAY, 12, 3, ""), (TODAY, 6, 3, ""), (TODAY, 5, 3, "ended"), (TODAY, 0, 0, "ended"),
    ],
)  # fmt: skip
def test_it_begins_at_four_times_the_usual_and_ends_below_half_of_that(since, complaints, usually, changes):
    assert step(since, complaints, usually) == changes


def a_person(**values) -> Subscriber:
    made_at = datetime.fromisoformat("2026-11-01T00:00:00Z")
    known = {"name": "uno", "way": "mail", "address": "a@b.example", "made_at": made_at}
    return Subscriber.model_validate({**known, **values})


WEEK = dict.fromkeys(("mon", "tue"), (("09:00", "18:00"),))
HOURS = Hours.model_validate({"timezone": "Europe/Madrid", "weekly": WEEK})


@pytest.mark.parametrize(
    ("values", "now", "at"),
    [
        ({}, "2026-11-30T10:00:00+01:00", None),
        ({"digest_at": "18:30"}, "2026-11-30T10:00:00+01:00", "2026-11-30T18:30:00+01:00"),
        ({"digest_at": "18:30"}, "2026-11-30T18:30:00+01:00", "2026-12-01T18:30:00+01:00"),
        ({"only_open": True}, "2026-11-30T20:00:00+01:00", "2026-12-01T09:00:00+01:00"),
        ({"only_open": True, "digest_at": "12:00"}, "2026-11-30T20:00:00+01:00", "2026-12-01T09:00:00+01:00"),
        ({"only_open": True, "digest_at": "12:00"}, "2026-11-30T10:00:00+01:00", "2026-11-30T12:00:00+01:00"),
        # In the night of 2027-03-28 Madrid has no 02:30.
        ({"digest_at": "02:30"}, "2027-03-28T00:10:00+01:00", "2027-03-28T01:30:00+00:00"),
    ],
)
def test_people_hear_at_the_opening_or_at_the_time_that_they_chose(values, now, at):
    found = a_person(**values).next_digest(HOURS, datetime.fromisoformat(now))
    assert found == (datetime.fromisoformat(at) if at else None)
    assert found is None or found.astimezone(ZoneInfo("UTC")).utcoffset() == timedelta(0)


@pytest.mark.parametrize("wrong", ["25:00", "9:00", "noon", "12:60"])
def test_a_time_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match="digest_at"):
        a_person(digest_at=wrong)
