"""When a silence is not normal: examples with known chances, and what holds for any account."""

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.model.messages import Author, Message
from care.model.snowflake import id_at
from care.model.x_events import MessageReceived
from care.reconcile.silence import Profile, expected, is_unusual, learned

SHOP = "2000000000000000001"
MADRID = ZoneInfo("Europe/Madrid")
MONDAY = datetime(2026, 11, 2, 0, 0, tzinfo=MADRID).astimezone(UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


def message(at: datetime, customer: str = "3000000000000000001") -> MessageReceived:
    written = Message(id=str(int(id_at(at)) + 1), channel="public", text="hola", at=at)
    return MessageReceived(account_id=SHOP, customer_id=customer, author=Author(id=customer), message=written)


def profile_of(comings: list[datetime], now: datetime) -> Profile:
    """What an account has learned that was watched since MONDAY, each message by somebody else."""
    begun = learned(None, [], MADRID, MONDAY)
    return learned(begun, [message(at, str(10**18 + n)) for n, at in enumerate(comings)], MADRID, now)


def office_hours(weeks: int, an_hour: int) -> list[datetime]:
    """So many customers an hour from Monday to Friday, 9 to 19, Madrid time."""
    return [
        MONDAY + week * WEEK + day * DAY + hour * HOUR + n * HOUR / an_hour
        for week in range(weeks)
        for day in range(5)
        for hour in range(9, 19)
        for n in range(an_hour)
    ]


def test_three_quiet_hours_of_a_busy_morning_are_unusual_and_a_whole_night_is_not():
    now = MONDAY + 3 * WEEK + 12 * HOUR
    profile = profile_of(office_hours(3, 4), now)
    assert is_unusual(profile, now, now - 3 * HOUR)
    assert not is_unusual(profile, now, now - HOUR)
    assert not is_unusual(profile, MONDAY + 3 * WEEK + 33 * HOUR, MONDAY + 3 * WEEK + 19 * HOUR)


def test_a_quiet_weekend_is_not_unusual_and_a_quiet_monday_after_it_is():
    profile = profile_of(office_hours(4, 4), MONDAY + 4 * WEEK - timedelta(minutes=1))
    friday = MONDAY + 4 * WEEK - 2 * DAY - 5 * HOUR
    assert not is_unusual(profile, MONDAY + 4 * WEEK, friday)
    assert is_unusual(profile, MONDAY + 4 * WEEK + 12 * HOUR, friday)


def test_the_chance_is_that_of_poisson():
    now = MONDAY + 2 * WEEK
    profile = profile_of([MONDAY + n * HOUR for n in range(336)], now)
    assert expected(profile, now, now + 5 * HOUR) == pytest.approx(5)
    bound = -math.log(0.001)
    assert not is_unusual(profile, now + HOUR * bound * 0.999, now)
    assert is_unusual(profile, now + HOUR * bound * 1.001, now)


def test_nothing_is_unusual_in_the_first_week():
    now = MONDAY + WEEK - timedelta(seconds=1)
    assert not is_unusual(profile_of(office_hours(1, 60), now), now, MONDAY + 9 * HOUR)


def test_nothing_is_unusual_before_anybody_wrote():
    now = MONDAY + 3 * WEEK
    assert not is_unusual(profile_of([], now), now, None)


def test_a_customer_who_writes_five_times_in_an_hour_came_once():
    at = MONDAY + 10 * HOUR
    begun = learned(None, [], MADRID, MONDAY)
    profile = learned(begun, [message(at + n * timedelta(minutes=3)) for n in range(5)], MADRID, MONDAY + DAY)
    assert profile.weeks == {"2026-11-02": {"10": 1}}


def test_what_was_counted_is_not_counted_again():
    events = [message(MONDAY + 10 * HOUR)]
    once = learned(learned(None, [], MADRID, MONDAY), events, MADRID, MONDAY + DAY)
    assert learned(once, events, MADRID, MONDAY + DAY) == once


def test_what_is_older_than_eight_weeks_is_forgotten_with_its_time():
    busy = profile_of(office_hours(2, 60), MONDAY + 2 * WEEK)
    now = MONDAY + 2 * WEEK
    later = busy
    while now < MONDAY + 12 * WEEK:
        now += DAY
        later = learned(later, [message(now - HOUR)], MADRID, now)
    assert min(later.weeks) == "2026-12-07"
    assert expected(later, now, now + WEEK) == pytest.approx(7, abs=0.3)


def test_an_hour_is_the_hour_of_the_account_in_summer_and_in_winter():
    summer, winter = datetime(2026, 7, 6, 8, tzinfo=UTC), datetime(2026, 11, 9, 9, tzinfo=UTC)
    slots = [list(learned(None, [message(at)], MADRID, at + HOUR).weeks.values()) for at in (summer, winter)]
    assert slots == [[{"10": 1}], [{"10": 1}]]


comings = st.lists(st.timedeltas(min_value=timedelta(), max_value=3 * WEEK), max_size=60)
gaps = st.timedeltas(min_value=timedelta(), max_value=20 * DAY)


@given(comings, gaps, gaps)
def test_a_silence_that_is_unusual_stays_so_while_it_lasts(when, gap, more):
    profile = profile_of([MONDAY + at for at in when], MONDAY + 3 * WEEK)
    last = MONDAY + 3 * WEEK
    if gap <= 7 * DAY and is_unusual(profile, last + gap, last):
        assert is_unusual(profile, last + gap + min(more, 7 * DAY - gap), last)


@given(comings, gaps)
def test_more_customers_make_the_same_silence_no_less_unusual(when, gap):
    few = profile_of([MONDAY + at for at in when], MONDAY + 3 * WEEK)
    many = profile_of([MONDAY + at for at in (*when, *when)], MONDAY + 3 * WEEK)
    last = MONDAY + 3 * WEEK
    assert expected(many, last, last + gap) >= expected(few, last, last + gap) - 1e-9
    assert is_unusual(many, last + gap, last) or not is_unusual(few, last + gap, last)


@given(comings)
def test_a_week_is_expected_to_bring_about_what_a_week_brought(when):
    now = MONDAY + 3 * WEEK
    profile = profile_of([MONDAY + at for at in when if at < 3 * WEEK], now)
    counted = sum(sum(hours.values()) for hours in profile.weeks.values())
    assert expected(profile, now, now + WEEK) == pytest.approx(counted / 3)
