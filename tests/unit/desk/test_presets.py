"""Until when a case is out of sight by the names of instants."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.desk.presets import PRESETS, until
from care.hours import Hours

MADRID = ZoneInfo("Europe/Madrid")
_DAY = (("10:00", "14:00"), ("16:00", "20:00"))
SHOP = Hours(timezone="Europe/Madrid", weekly=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), _DAY))
NEVER = Hours(timezone="Europe/Madrid", weekly={})
ALWAYS = Hours(timezone="Europe/Madrid", always=True)


def madrid(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=MADRID)


@pytest.mark.parametrize(
    ("preset", "now", "then"),
    [
        ("in_two_hours", madrid(2026, 11, 27, 19, 30), madrid(2026, 11, 27, 21, 30)),
        ("next_opening", madrid(2026, 11, 27, 11, 0), madrid(2026, 11, 27, 16, 0)),
        ("next_opening", madrid(2026, 11, 27, 15, 0), madrid(2026, 11, 27, 16, 0)),
        ("next_opening", madrid(2026, 11, 27, 19, 0), madrid(2026, 11, 30, 10, 0)),
        ("in_three_days", madrid(2026, 11, 24, 19, 0), madrid(2026, 11, 27, 10, 0)),
        ("in_three_days", madrid(2026, 11, 25, 19, 0), madrid(2026, 11, 30, 10, 0)),
        ("next_week", madrid(2026, 11, 29, 23, 30), madrid(2026, 11, 30, 10, 0)),
        ("next_week", madrid(2026, 11, 30, 9, 0), madrid(2026, 12, 7, 10, 0)),
        # The night in which the clock goes back.
        ("in_two_hours", madrid(2026, 10, 25, 1, 30), madrid(2026, 10, 25, 2, 30).replace(fold=1)),
    ],
)
def test_a_preset_is_an_instant_in_the_accounts_hours(preset, now, then):
    assert until(preset, SHOP, now.astimezone(UTC)).astimezone(UTC) == then.astimezone(UTC)


@given(st.sampled_from(PRESETS), st.sampled_from([SHOP, NEVER, ALWAYS]), st.integers(1_577_836_800, 2_051_222_400))
def test_every_preset_lies_ahead_and_within_a_fortnight(preset, hours, seconds):
    at = datetime.fromtimestamp(seconds, UTC)
    assert at < until(preset, hours, at) <= at + timedelta(days=14)
