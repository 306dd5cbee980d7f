"""What settings may not hold, because some reader of them could do nothing with it: asked when they are saved.

A row of DynamoDB takes 400 KB, the desk's form of the hours 3,000 fields, a calendar and a page no instant at the end
of the calendar, and a queue, a header or a file no control character. What was stored before stays readable.
"""

import unicodedata
from collections.abc import Iterator, Sized
from typing import Any, Final

from pydantic_core import PydanticCustomError

from care.faults import Fault, fault
from care.hours import Hours
from care.instants import in_reach
from care.model.account import Account
from care.model.bounded_instants import out_of_reach
from care.problems import Location, refuse
from care.triage.rules import MOST_FORMS, forms_over

type Problem = tuple[Location, PydanticCustomError]

# DynamoDB's limit of an item is 409,600 bytes; open incidents and the keys lie beside the settings.
LARGEST: Final = 240_000
MOST_DATES: Final = 400
MOST_ABSENCES: Final = 100
MOST_SPANS: Final = 24
MOST_WATCHED: Final = 300
LONGEST_LABEL: Final = 200


def unusable(account: Account) -> list[Problem]:
    """Each thing that could not be used, with its place; nothing where all can."""
    found = [*_counts(account), *_hours(account.hours), *_unseen(account.model_dump(mode="json", by_alias=True), ())]
    if forms := forms_over(account.triage):
        found.append((("triage", "added"), fault(Fault.lexicon_too_dear, forms=forms, most=MOST_FORMS)))
    size = len(account.model_dump_json(by_alias=True).encode())
    if size > LARGEST:
        found.append(((), fault(Fault.settings_too_large, size=size // 1000, most=LARGEST // 1000)))
    return found


def refuse_unusable(account: Account, before: Account | None = None) -> None:
    """ValidationError with what could not be used; what was so `before` already may stay as it was."""
    known = [(where, error.type, error.context) for where, error in unusable(before)] if before else []
    # What does not fit into a row could not be stored, whatever it was before.
    refuse(
        "Account",
        (
            (where, error)
            for where, error in unusable(account)
            if error.type == Fault.settings_too_large or (where, error.type, error.context) not in known
        ),
    )


def _counts(account: Account) -> Iterator[Problem]:
    hours = account.hours
    counted: list[tuple[Location, Sized, int]] = [
        (("second_look",), account.second_look, MOST_WATCHED),
        (("hours", "dates"), hours.dates, MOST_DATES),
        (("hours", "absences"), hours.absences, MOST_ABSENCES),
        *((("hours", "weekly", day), spans, MOST_SPANS) for day, spans in hours.weekly.items()),
        *((("hours", "dates", n, "open"), entry.open, MOST_SPANS) for n, entry in enumerate(hours.dates)),
    ]
    for place, given, most in counted:
        if len(given) > most:
            yield place, fault(Fault.too_many_entries, count=len(given), most=most)


def _hours(hours: Hours) -> Iterator[Problem]:
    at: Location = ("hours",)
    for n, entry in enumerate(hours.dates):
        for name, day in (("from", entry.first), ("to", entry.last)):
            if not in_reach(day):
                yield (*at, "dates", n, name), out_of_reach(day)
    for n, away in enumerate(hours.absences):
        for name, instant in (("from", away.start), ("to", away.end)):
            if not in_reach(instant):
                yield (*at, "absences", n, name), out_of_reach(instant)
    labels = [("dates", n, one.label) for n, one in enumerate(hours.dates)]
    labels += [("absences", n, one.label) for n, one in enumerate(hours.absences)]
    for kind, n, label in labels:
        if label is not None and len(label) > LONGEST_LABEL:
            yield (*at, kind, n, "label"), fault(Fault.too_many_characters, length=len(label), limit=LONGEST_LABEL)


def _unseen(value: Any, at: Location) -> Iterator[Problem]:
    """Texts with what is no character of a text: a control character, or half of a character."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _unseen(key, at)
            yield from _unseen(one, (*at, key))
    elif isinstance(value, list):
        for n, one in enumerate(value):
            yield from _unseen(one, (*at, n))
    elif isinstance(value, str) and not value.isprintable():
        for letter in value:
            if unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\t":
                yield at, fault(Fault.unseen_character, code=f"U+{ord(letter):04X}")
                break
