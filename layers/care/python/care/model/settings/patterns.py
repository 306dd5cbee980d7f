"""The patterns that an account gives for what customers are asked for: a part of regular expressions that stays fast.

A pattern meets whatever strangers write, so there are no groups, no alternatives and no references, and few parts of
varying length: the work is bounded by the length of the value, whatever it holds.
"""

import re
from functools import lru_cache
from typing import Final

from care import late
from care.faults import Fault, fault

LONGEST_VALUE: Final = 48
"""What a customer gives is looked at up to this many characters; an order number is not longer."""
MOST_VARIABLE: Final = 3

_ATOM: Final = r"(?:\\[dw]|\\[-.#/_+]|[A-Za-z0-9#/_ :-]|\[(?:\\[dw\]-]|[A-Za-z0-9#/._:-])+\])"
_COUNT: Final = r"(?:\{\d{1,2}\}|\{\d{1,2},\d{1,2}\}|[?+*])"
_PART: Final = late.pattern(rf"{_ATOM}({_COUNT})?")
_WHOLE: Final = late.pattern(rf"(?:{_ATOM}{_COUNT}?)+")


def checked_pattern(pattern: str) -> str:
    """The pattern, or the fault that says what it may not hold."""
    if not _WHOLE.fullmatch(pattern):
        raise fault(Fault.pattern_unknown)
    counts = [found[1] for found in _PART.finditer(pattern) if found[1]]
    variable = sum("," in count or count in "?+*" for count in counts)
    if variable > MOST_VARIABLE:
        raise fault(Fault.pattern_varies, parts=variable, most=MOST_VARIABLE)
    try:
        made = re.compile(pattern)
    except re.error as error:
        raise fault(Fault.pattern_unreadable, error=str(error)) from None
    if made.fullmatch(""):
        raise fault(Fault.pattern_empty)
    return pattern


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


_AROUND: Final = ".,;:!?¡¿()[]{}«»“”\"'’‘`*#"  # noqa: RUF001  what people put around what they were asked for
_WORDS: Final = 60


def value_in(text: str, pattern: str, *, plain: bool) -> str | None:
    """What a text gives for a pattern: one word of it, or all of it; None if nothing fits or different words do.

    Capitals are tried where the pattern wants them. With `plain` a word needs a digit, for texts that were not asked
    for a value: any word would fit a pattern of letters.
    """
    made, pieces = _compiled(pattern), text.split()[:_WORDS]
    whole = " ".join(pieces)
    found: dict[str, None] = {}
    joined = (glue.join(pieces) for glue in ("", "-", "/") if len(pieces) <= 4)
    for piece in (whole, *joined, *pieces):
        for bare in (piece, piece.strip(_AROUND)):
            if not 0 < len(bare) <= LONGEST_VALUE or (plain and not any(map(str.isdigit, bare))):
                continue
            fits = next((way for way in (bare, bare.upper(), bare.lower()) if made.fullmatch(way)), None)
            if fits is not None:
                if piece is whole or len(pieces) == 1:
                    return fits
                found[fits] = None
                break
    return next(iter(found)) if len(found) == 1 else None
