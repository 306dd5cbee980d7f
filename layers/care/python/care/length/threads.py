"""Splits a text that does not fit into a thread, where a reader would pause.

A cut falls between two words: at the end of a paragraph or sentence if the part has one late enough, else anywhere
between words. A word, a link, an emoji sequence, an @name or one of the given names (of several words, too) is never
cut, and a telephone number stays in one part. Where a language writes no spaces, the full stop is a place to cut.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple

from care import late
from care.length.spans import Span, occurrences
from care.length.weighted import POST_LIMIT, normalised, weighted_length

# A part that ends with its sentence reads better than a full one, unless it would be nearly empty.
_LATE_ENOUGH = 1 / 3

# What ends with a dot and does not end a sentence, in Spanish, Portuguese and English.
_ABBREVIATED = frozenset((
    *("sr.", "sra.", "srta.", "dr.", "dra.", "d.", "dña.", "ud.", "uds.", "vd.", "av.", "avda.", "c.", "núm.", "tel."),
    *("ext.", "p.", "ej.", "pág.", "art.", "aprox.", "máx.", "mín.", "ee.", "uu.", "r.", "prof.", "eng."),
    *("obs.", "mr.", "mrs.", "ms.", "st.", "vs.", "e.g.", "i.e.", "approx."),
))  # fmt: skip
_GAP = late.pattern(r"[^\S\u00a0\u202f]+|(?<=[。！？])(?=\S)")  # noqa: RUF001  full stops of Chinese and Japanese
_TELEPHONE = late.pattern(r"\+?\d[\d ().-]{4,18}\d")
_ENDS_SENTENCE = late.pattern(r"[.!?…。！？][\"'”’»)\]]*\Z")  # noqa: RUF001  as above


class Unfittable(ValueError):
    """A text that no cut brings within the limit.

    `piece` is how many characters the uncuttable piece has, `length` what it takes with its number.
    """

    def __init__(self, piece: int, start: int, length: int, limit: int) -> None:
        self.piece = piece
        self.length = length
        self.limit = limit
        what = f"the piece of {piece} characters that begins at character {start}"
        super().__init__(f"{what} takes {length} of {limit} characters and cannot be cut; shorten it")


class _Gap(NamedTuple):
    """A place to cut: the part before ends at `end`, the next begins at `start`."""

    end: int
    start: int
    ends_sentence: bool


def thread(
    text: str,
    limit: int = POST_LIMIT,
    names: Sequence[str] = (),
    *,
    count: Callable[[str], int] = weighted_length,
) -> list[str]:
    """The text as the parts of a thread, each within the limit; one part, without a number, where it fits as it is.

    Several parts end in their number ("1/3"), which counts. Joined without the numbers they are the text again, save
    for white space at the cuts. For private messages `limit` is DM_LIMIT and `count` is `len`. Raises Unfittable where
    one word or name is over the limit by itself; an empty text has no parts.
    """
    text = normalised(text).strip()
    if not text:
        return []
    if count(text) <= limit:
        return [text]
    gaps = _gaps(text, [*occurrences(text, names), *(match.span() for match in _TELEPHONE.finditer(text))])
    digits = 1
    while True:
        widest = f" {'9' * digits}/{'9' * digits}"
        parts = _parts(text, gaps, limit - count(widest), limit, count)
        if len(parts) < 10**digits:
            return [f"{part} {number}/{len(parts)}" for number, part in enumerate(parts, 1)]
        digits += 1


def _parts(text: str, gaps: list[_Gap], room: int, limit: int, count: Callable[[str], int]) -> list[str]:
    parts: list[str] = []
    start = first = 0
    while start < len(text):
        fitting = first
        while fitting < len(gaps) and count(text[start : gaps[fitting].end]) <= room:
            fitting += 1
        if fitting == first:
            piece = text[start : gaps[first].end]
            raise Unfittable(len(piece), start + 1, count(piece) + limit - room, limit)
        cut = fitting - 1
        if fitting < len(gaps):
            enough = room * _LATE_ENOUGH
            cut = next(
                (
                    late
                    for late in range(fitting - 1, first - 1, -1)
                    if gaps[late].ends_sentence and count(text[start : gaps[late].end]) >= enough
                ),
                cut,
            )
        parts.append(text[start : gaps[cut].end])
        start, first = gaps[cut].start, cut + 1
    return parts


def _gaps(text: str, whole: list[Span]) -> list[_Gap]:
    gaps: list[_Gap] = []
    word_start = 0
    spans = sorted(whole)
    starts = [a for a, _ in spans]
    # Of all that begin so early, how far the farthest reaches: one look for each gap, however many there are.
    reaches = list(accumulate((b for _, b in spans), max))
    for match in _GAP.finditer(text):
        end, start = match.span()
        before = bisect_left(starts, start)
        if before and reaches[before - 1] > end:
            continue
        # Between two gaps there may be no word at all, but a space that may not break.
        last_word = "".join(text[word_start:end].rsplit(maxsplit=1)[-1:])
        ends = "\n" in match[0] or (
            _ENDS_SENTENCE.search(last_word) is not None and last_word.casefold().lstrip('(«"“') not in _ABBREVIATED
        )
        gaps.append(_Gap(end, start, ends))
        word_start = start
    return [*gaps, _Gap(len(text), len(text), ends_sentence=True)]
