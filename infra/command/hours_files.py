"""Changes the hours in an account's settings file and keeps its comments and order.

What is added never takes the place of what the file says. The result is read again before it is stored: a file that
would not mean what was wanted is left alone.
"""

import os
import re
import shutil
from collections.abc import Iterable, Mapping
from copy import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import tomlkit
from pydantic import ValidationError
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, InlineTable

from care.hours import Absence, Hours, Span, SpecialDate
from care.hours.model import DAYS, Day
from care.model.account import Account
from infra.settings_file import WrongSettings, account_of, problems, read_text

_ONE_DAY = timedelta(days=1)
_HEADER = re.compile(r"\s*\[\[?\s*[\w\"'-][^\[\],]*\]\]?\s*(#.*)?$")
_HOURS = re.compile(r"\s*\[\[?\s*hours\s*[.\]]")
_NOTHING = re.compile(r"\s*(#.*)?$")


class Week(NamedTuple):
    """Weekly hours, or open round the clock."""

    always: bool
    weekly: Mapping[Day, tuple[Span, ...]]


class Changes(NamedTuple):
    """What is to be added to a file's hours, and the week that is to replace its own (None: its own stays)."""

    dates: tuple[SpecialDate, ...] = ()
    absences: tuple[Absence, ...] = ()
    week: Week | None = None


def changes(
    hours: Hours, dates: Iterable[SpecialDate] = (), absences: Iterable[Absence] = (), week: Week | None = None
) -> Changes:
    """What these add to some hours: dates that have no entry yet, absences that do not lie in one, another week."""
    taken = {day for entry in hours.dates for day in _days(entry)}
    present = Week(hours.always, {day: spans for day, spans in hours.weekly.items() if spans})
    return Changes(
        tuple(left for entry in dates for left in _without(entry, taken)),
        tuple(
            each
            for each in absences
            if not any(known.start <= each.start and each.end <= known.end for known in hours.absences)
        ),
        None if week == present else week,
    )


def changed(hours: Hours, wanted: Changes) -> Hours:
    """Hours with the changes; ValidationError if they contradict each other."""
    week = wanted.week or Week(hours.always, hours.weekly)
    return replace(
        hours,
        dates=(*hours.dates, *wanted.dates),
        absences=(*hours.absences, *wanted.absences),
        always=week.always,
        weekly=dict(week.weekly),
    )


def store(path: Path, account: Account, wanted: Changes) -> None:
    """Write the changes into the file that `account` was read from; WrongSettings if they cannot be written there."""
    try:
        hours = changed(account.hours, wanted)
    except ValidationError as error:
        raise WrongSettings("\n".join(f"{path}: {problem}" for problem in problems(error))) from None
    try:
        text = edited(read_text(path), hours, wanted)
        written = account_of(text, path)
    except (TOMLKitError, TypeError, WrongSettings):
        written = None
    if written != replace(account, hours=hours):
        raise WrongSettings(f"{path}: its hours are written in a way that cannot be added to; add these by hand")
    # The new file takes the old one's place in one step, also where the path is a link to it.
    place = path.resolve()
    draft = place.with_name(f".{place.name}.new")
    draft.write_bytes(text.encode("utf-8"))
    shutil.copymode(place, draft)
    os.replace(draft, place)  # noqa: PTH105  the same as Path.replace, and named for what it does


def edited(text: str, hours: Hours, wanted: Changes) -> str:
    """The text of a settings file with the changes to its hours."""
    document = tomlkit.parse(text.replace("\r\n", "\n"))
    table = document["hours"]
    if not isinstance(table, Mapping):
        raise TypeError("hours is no table")
    if wanted.week is not None:
        _replace_week(table, wanted.week)
    added = {
        "dates": [_date_values(entry) for entry in wanted.dates],
        "absences": [_absence_values(hours, each) for each in wanted.absences],
    }
    blocks = {name: entries for name, entries in added.items() if not _lengthened(table, name, entries)}
    result = document.as_string()
    for name, entries in blocks.items():
        result = _with_blocks(result, name, entries)
    return result.replace("\n", "\r\n") if "\r\n" in text else result


def _replace_week(table: Any, week: Week) -> None:
    if week.always:
        table.pop("weekly", None)
        table["always"] = True
        return
    table.pop("always", None)
    if "weekly" not in table:
        table["weekly"] = tomlkit.inline_table() if isinstance(table, InlineTable) else tomlkit.table()
    present = table["weekly"]
    for day in DAYS:
        spans = [list(span) for span in week.weekly.get(day, ())]
        if not spans:
            present.pop(day, None)
        elif present.get(day) != spans:
            present[day] = spans


def _lengthened(table: Any, name: str, entries: list[dict[str, Any]]) -> bool:
    """Whether the entries are written within brackets, as the file writes those that it has."""
    if not entries:
        return True
    present = table.get(name)
    if present is None and isinstance(table, InlineTable):
        table[name] = [_inline(entry) for entry in entries]
        return True
    if not isinstance(present, Array):
        return False
    if "\n" not in present.as_string():
        present.multiline(multiline=True)
    for entry in entries:
        if _is_multiline(present):
            present.append(_inline(entry))
        else:
            present.add_line(_inline(entry))
    return True


def _with_blocks(text: str, name: str, entries: list[dict[str, Any]]) -> str:
    """The text with `[[hours.<name>]]` blocks after those that it has, else after the last of its hours.

    tomlkit would put them behind the comments that belong to what comes next.
    """
    lines = text.rstrip("\n").split("\n")
    headers = [n for n, line in enumerate(lines) if _HEADER.match(line)]
    ours = [n for n in headers if re.match(rf"\s*\[\[\s*hours\s*\.\s*{name}\s*\]\]", lines[n])]
    ours = ours or [n for n in headers if _HOURS.match(lines[n])]
    if not ours:
        raise TypeError("hours has no header of its own")
    end = next((n for n in headers if n > ours[-1]), len(lines))
    while end > ours[-1] + 1 and _NOTHING.match(lines[end - 1]):
        end -= 1
    blocks = "\n\n".join(f"[[hours.{name}]]\n{tomlkit.dumps(entry).rstrip()}" for entry in entries)
    after = [] if end == len(lines) or not lines[end].strip() else [""]
    return "\n".join([*lines[:end], "", blocks, *after, *lines[end:]]) + "\n"


def _is_multiline(array: Array) -> bool:
    return bool(array._multiline)  # noqa: SLF001  tomlkit offers no question for it


def _inline(entry: dict[str, Any]) -> InlineTable:
    inline = tomlkit.inline_table()
    inline.update(entry)
    return inline


def _date_values(entry: SpecialDate) -> dict[str, Any]:
    last = {} if entry.last == entry.first else {"to": str(entry.last)}
    label = {} if entry.label is None else {"label": entry.label}
    return {"from": str(entry.first), **last, "open": [list(span) for span in entry.open], **label}


def _absence_values(hours: Hours, each: Absence) -> dict[str, Any]:
    label = {} if each.label is None else {"label": each.label}
    start, end = (at.astimezone(hours.zone).isoformat() for at in (each.start, each.end))
    return {"from": start, "to": end, **label}


def _days(entry: SpecialDate) -> Iterable[date]:
    return (entry.first + n * _ONE_DAY for n in range((entry.last - entry.first).days + 1))


def _without(entry: SpecialDate, taken: set[date]) -> list[SpecialDate]:
    """What is left of an entry without some of its days."""
    left: list[SpecialDate] = []
    for day in _days(entry):
        if day in taken:
            continue
        if left and left[-1].last + _ONE_DAY == day:
            left[-1] = replace(left[-1], last=day)
        else:
            left.append(replace(entry, first=day, last=day))
    return left
