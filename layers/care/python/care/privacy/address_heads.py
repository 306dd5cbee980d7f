"""What stands before a British postcode: the town, the street, the house by its name, back to where the names end."""

import re
from typing import Final

from care import late
from care.privacy.address_words import NO_TOWN

# So much is looked at before one postcode, and so many parts between commas belong to an address.
_FURTHEST: Final = 120
_MOST_PARTS: Final = 6
_MOST_WORDS: Final = 6
_NAMED: Final = late.pattern(r"[A-Z][\w'-]*\.?|\d{1,4}[a-zA-Z]?(?:-\d{1,4})?|\d{1,3}(?:st|nd|rd|th)|[A-Z]\d{0,2}")
_JOINING: Final = frozenset({"of", "on", "upon", "le", "the", "in", "by", "under", "and", "&", "next"})
_BEGINS: Final = NO_TOWN | {"at", "to", "is", "it's", "it", "address", "live", "lives", "my", "our", "hello", "hi"}


def before_postcode(cased: str, start: int) -> int:
    """Where the address begins whose postcode stands at `start`; there itself where no name stands before it."""
    begins = max(0, start - _FURTHEST)
    before = cased[begins:start].rstrip(" ,")
    kept = begins + len(before)
    found = start
    for part in reversed(before.rsplit(",", _MOST_PARTS)):
        first = _first_of_names(part)
        if first is None:
            break
        found = kept - len(part) + first
        if part[:first].strip():
            break
        kept -= len(part) + 1
    return found


def _first_of_names(part: str) -> int | None:
    """Where the names begin that a part ends with; None if it ends with none."""
    if "\n" in part:
        part = " " * (part.rindex("\n") + 1) + part[part.rindex("\n") + 1 :]
    words = list(re.finditer(r"\S+", part))[-_MOST_WORDS - 1 :]
    first = None
    for place in range(len(words) - 1, -1, -1):
        word = words[place].group()
        if first is not None and (word == "The" or (word in _JOINING and word.islower())):
            first = words[place].start() if word == "The" else first
            continue
        if not _NAMED.fullmatch(word) or word.lower() in _BEGINS:
            break
        first = words[place].start()
    return first
