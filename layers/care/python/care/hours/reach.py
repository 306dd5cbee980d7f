"""Hours that were stored before their instants had bounds, as far as these reach."""

from copy import replace

from care.hours.entries import Absence, SpecialDate
from care.hours.model import Hours
from care.instants import END, FIRST, FIRST_DAY, LAST_DAY, in_reach


def within_reach(hours: Hours) -> Hours:
    """The same hours without what lies out of reach: no page, calendar or message can say such an instant.

    What begins or ends out of reach begins or ends where that does.
    """
    dates = tuple(_date(one) for one in hours.dates if one.last >= FIRST_DAY and one.first <= LAST_DAY)
    absences = tuple(_absence(one) for one in hours.absences if one.end > FIRST and one.start < END)
    if (dates, absences) == (hours.dates, hours.absences):
        return hours
    return replace(hours, dates=dates, absences=absences)


def _date(one: SpecialDate) -> SpecialDate:
    if in_reach(one.first) and in_reach(one.last):
        return one
    return replace(one, first=max(one.first, FIRST_DAY), last=min(one.last, LAST_DAY))


def _absence(one: Absence) -> Absence:
    if in_reach(one.start) and in_reach(one.end):
        return one
    last = END.replace(year=END.year - 1, month=12, day=31)
    return replace(one, start=max(one.start, FIRST), end=min(one.end, last))
