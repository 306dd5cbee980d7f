"""Instants until which a case may be put out of sight, by their names."""

from datetime import datetime, time, timedelta
from typing import Final, Literal, get_args

from care.hours import Hours

Preset = Literal["in_two_hours", "next_opening", "in_three_days", "next_week"]
PRESETS: Final[tuple[Preset, ...]] = get_args(Preset)
_MONDAY = 7


def until(preset: Preset, hours: Hours, now: datetime) -> datetime:
    """The instant of a preset. What names a day is the first opening of that day in the account's zone, or after it.

    An account that never opens is taken to open at nine.
    """
    local = now.astimezone(hours.zone)
    match preset:
        case "in_two_hours":
            return now + timedelta(hours=2)
        case "next_opening":
            return _opening(hours, _closing(hours, now))
        case "in_three_days":
            return _opening(hours, datetime.combine(local.date() + timedelta(days=3), time(), hours.zone))
        case "next_week":
            monday = local.date() + timedelta(days=_MONDAY - local.weekday())
            return _opening(hours, datetime.combine(monday, time(), hours.zone))


def _closing(hours: Hours, now: datetime) -> datetime:
    """When those who are there now go; an account that never closes is taken to do so at midnight."""
    if not hours.is_open(now):
        return now
    midnight = datetime.combine(now.astimezone(hours.zone).date() + timedelta(days=1), time(), hours.zone)
    return hours.next_closing(now) or midnight


def _opening(hours: Hours, at: datetime) -> datetime:
    if hours.is_open(at):
        return at
    if (opening := hours.next_opening(at)) is not None:
        return opening
    local = at.astimezone(hours.zone)
    nine = datetime.combine(local.date(), time(9), hours.zone)
    return nine if nine >= at else nine + timedelta(days=1)
