"""Days off from elsewhere (a calendar, a list of holidays) as special dates that hours accept."""

from collections.abc import Iterable
from datetime import date, timedelta

from care.hours.entries import SpecialDate


def closed(days_off: Iterable[tuple[date, str]]) -> list[SpecialDate]:
    """Closed dates in order: days that follow each other under one label are one range, a date has all its labels."""
    labels: dict[date, list[str]] = {}
    for day, label in days_off:
        known = labels.setdefault(day, [])
        if label and label not in known:
            known.append(label)
    ranges: list[tuple[date, date, str | None]] = []
    for day in sorted(labels):
        said = ", ".join(labels[day]) or None
        if ranges and ranges[-1][1] + timedelta(days=1) == day and ranges[-1][2] == said:
            ranges[-1] = (ranges[-1][0], day, said)
        else:
            ranges.append((day, day, said))
    return [SpecialDate(first=first, last=last, open=(), label=said) for first, last, said in ranges]
