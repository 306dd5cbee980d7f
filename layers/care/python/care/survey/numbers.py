"""From an answer as it was typed to its words, its breaks and the numbers in it, with the scales they name.

Linear in the text. Nothing is judged here: whether a number is a score is told by the words around it.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final, Literal, cast

from care import late
from care.survey.words import is_weak, number_of, roles
from care.triage.words import key_of

Sort = Literal["number", "figure", "word", "break", "question", "sign", "aside"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, sign or number at [start, end) of the text.

    `hundredths` and `scale` (the highest score of the scale that was named, or 0) are those of a number; a `figure` is
    a number that cannot be a score (a price, an hour, a telephone). `weak` tells a number that may be another word,
    `stars` how many signs of a star it was drawn with. `named` tells a word written like a name, `again` a
    number that is said more than once: it stands for itself.
    """

    sort: Sort
    key: str
    start: int
    end: int
    hundredths: int = 0
    scale: int = 0
    weak: bool = False
    stars: int = 0
    named: bool = False
    again: bool = False


# The key of a scale that was named: "del 1 al 5".
SCALE: Final = "scale"
_FILLED: Final = "⭐🌟★✭✮"
_EMPTY: Final = "☆✩✰"
_TOKEN: Final = late.pattern(
    rf"""(?P<aside>https?://\S+|www\.\S+|@\w+)
    | (?P<sign>\#\w*|[€$£%°+=])
    | (?P<stars>(?:[{_FILLED}{_EMPTY}]\ufe0f?[ ]?)+)
    | (?P<keycap>(?:\d\ufe0f?\u20e3)+|🔟)
    | (?P<figure>(?:(?<![^\s(:])[-−–])?\w*\d(?:\w|[.,:/'’\-–+](?=\d))*)
    | (?P<word>\w+(?:['’´`]\w+)*)
    | (?P<question>[¿?]+)
    | (?P<break>[^\s\w]|\n)
    """,  # noqa: RUF001  telephones write each of these
    re.VERBOSE,
)
_NUMBER: Final = late.pattern(
    r"(?P<sign>[-−–])?(?P<whole>0|(?!0)\d{1,3})(?:[.,'’](?P<part>\d|25|50|75))?(?P<half>½)?(?:/(?P<scale>\d{1,3}))?"  # noqa: RUF001  as above
)
_DRAWN_OUT: Final = late.pattern(r"([a-z])\1\1+")
_DOUBLED: Final = late.pattern(r"([a-z])\1")
_SHORT: Final = 3
# An hour: it leaves nothing open.
_HOUR: Final = late.pattern(r"\d{1,2}:\d\d")
_RANGE: Final = late.pattern(r"\d{1,2}[-–]\d{1,2}")  # noqa: RUF001  as above
_HIGHEST: Final = 1000
# What no article is.
_POSSIBLE: Final = frozenset({"posible", "posibles", "possible", "possivel", "possiveis"})
_ONES: Final = frozenset({("un", "uno"), ("um", "um")})
_HALVES: Final = (("y", "medio"), ("y", "media"), ("e", "meio"), ("e", "meia"), ("and", "a", "half"))
# "De 0 a 10": what begins it, its ends in hundredths, and what stands between them.
_BEGINS: Final = frozenset({"de", "del", "from", "entre", "between", "do"})
_SCALES: Final = frozenset({(0, 500), (100, 500), (0, 1000), (100, 1000)})
_WRITTEN_SCALES: Final = {"0-5": 5, "1-5": 5, "0-10": 10, "1-10": 10}
_OF_SCALE: Final = frozenset({"of", "escala", "scale"})
_JOINS: Final = frozenset({"a", "al", "to", "y", "and", "e", "ao"})


def pieces(text: str, language: str) -> list[Piece]:
    """The pieces of a text in NFC, each number as one piece with its half, its stars and its scale."""
    return _once(_with_scales(_merged(_split(text, language))))


def _split(text: str, language: str) -> list[Piece]:
    found: list[Piece] = []
    for match in _TOKEN.finditer(text):
        sort, written = str(match.lastgroup), match[0]
        start, end = match.span()
        if sort == "word":
            found.append(_word(written, start, language, first=not found))
        elif sort == "figure":
            found.append(_figure(written, start, end))
        elif sort == "keycap":
            digits = "".join(character for character in written if character.isdecimal())
            value = 10 if written == "🔟" else int(digits[:4])
            found.append(Piece("number", "", start, end, hundredths=value * 100))
        elif sort == "stars":
            found.append(_drawn(written, start))
        elif sort == "break" and written not in "\n.,;:!¡()[]\"“”«»…-–—*_/'":  # noqa: RUF001  as above
            found.append(Piece("aside", "", start, end))
        elif sort in {"break", "question", "sign"}:
            found.append(Piece(cast("Sort", sort), written, start, end))
        else:
            found.append(Piece("aside", "", start, end))
    return found


def _word(written: str, start: int, language: str, *, first: bool) -> Piece:
    # "Mas" is a Portuguese "but", and elsewhere a Spanish "more" without its accent.
    key = "porem" if language == "pt" and written.lower() == "mas" else key_of(written)
    value, end = number_of(key), start + len(written)
    if value is None and _DRAWN_OUT.search(key):
        # "Dieeez" is "diez", "threeee" is "three".
        spelt = (_DRAWN_OUT.sub(r"\1" * times, key) for times in (1, 2))
        value = next((n for n in map(number_of, spelt) if n is not None), None)
    if value is None and len(key) > _SHORT and _DOUBLED.search(key):
        value = number_of(_DOUBLED.sub(r"\1", key))  # "cincoo", "diezz"
    if value is None:
        return Piece("word", key, start, end, named=written.istitle() and not first)
    return Piece("number", key, start, end, hundredths=value * 100, weak=is_weak(key, language))


def _figure(token: str, start: int, end: int) -> Piece:
    match = _NUMBER.fullmatch(token.removesuffix("ish"))
    if match is None and _HOUR.fullmatch(token):
        return Piece("figure", "", start, end)
    if match is None:
        if token.isdigit():
            return Piece("figure", "far", start, end)
        sort: Sort = "number" if _RANGE.fullmatch(token) else "figure"
        # "On a scale of 0-10": its top, if it is a scale's.
        return Piece(sort, "range", start, end, scale=_WRITTEN_SCALES.get(token.replace("–", "-"), 0))  # noqa: RUF001  as above
    if match["scale"] and int(match["scale"]) not in {5, 10}:
        # "6/7" is either, "6/70" a fraction.
        is_either = int(match["scale"]) * 100 == int(match["whole"]) * 100 + 100 <= _HIGHEST
        return Piece("number" if is_either else "figure", "range" if is_either else "", start, end)
    part = int((match["part"] or "").ljust(2, "0"))
    value = int(match["whole"]) * 100 + part + (50 if match["half"] else 0)
    if match["sign"]:
        value = -value
    return Piece("number", "", start, end, hundredths=value, scale=int(match["scale"] or 0))


def _drawn(token: str, start: int) -> Piece:
    filled = sum(character in _FILLED for character in token)
    empty = sum(character in _EMPTY for character in token)
    end = start + len(token.rstrip())
    if not filled or any(character in _FILLED for character in token.lstrip(_FILLED + "\ufe0f ")):
        return Piece("number", "range", start, end)
    key, scale = ("", filled + empty) if empty else ("drawn", 5)
    return Piece("number", key, start, end, filled * 100, scale, stars=filled)


def _merged(found: list[Piece]) -> list[Piece]:
    merged: list[Piece] = []
    at = 0
    while at < len(found):
        piece = found[at]
        if piece.weak and at and (found[at - 1].key, piece.key) in _ONES:
            piece = replace(piece, weak=False)
        at += 1
        if piece.sort == "number" and not piece.stars:
            said = (half for half in _HALVES if half == tuple(after.key for after in found[at : at + len(half)]))
            if half := next(said, ()):
                at += len(half)
                piece = replace(piece, hundredths=piece.hundredths + 50, end=found[at - 1].end)
            piece, at = _scaled(piece, found, at)
            if at < len(found):
                piece, at = _counted_in(piece, found, at)
                piece, at = _scaled(piece, found, at)
        merged.append(piece)
    return merged


def _once(found: list[Piece]) -> list[Piece]:
    """The pieces with a number that is said again and again only once: "DIEZ DIEZ DIEZ"."""
    kept = found[:1]
    for piece in found[1:]:
        if _says_the_same(kept[-1], piece):
            kept[-1] = replace(kept[-1], end=piece.end, again=True)
        else:
            kept.append(piece)
    return kept


def _says_the_same(one: Piece, other: Piece) -> bool:
    return (
        one.sort == other.sort == "number"
        and one.hundredths == other.hundredths
        and "range" not in {one.key, other.key}
        and not (one.weak or other.weak or one.stars or other.stars or one.scale or other.scale)
        and bool(one.key) == bool(other.key)
    )


def _scaled(piece: Piece, found: list[Piece], at: int) -> tuple[Piece, int]:
    """The number with the scale that follows it: "8 de 10", "9 out of 10", "4 / 5"."""
    after = at
    while after < len(found) and "of" in roles(found[after].key):
        after += 1
    if not at < after < len(found) or piece.scale:
        return piece, at
    scale = found[after]
    if scale.scale or scale.hundredths not in {500, 1000}:
        return piece, at
    top = scale.hundredths // 100
    if after + 1 < len(found) and found[after + 1].key in _POSSIBLE:
        scale, after = found[after + 1], after + 1
    return replace(piece, scale=top, end=scale.end, weak=False), after + 1


def _counted_in(piece: Piece, found: list[Piece], at: int) -> tuple[Piece, int]:
    """The number with the stars or points that follow it."""
    after = found[at]
    if "stars" in roles(after.key):
        end, at = after.end, at + 1
        if not piece.scale and at + 1 < len(found) and "of" in roles(found[at].key):
            # "4 estrellas de 5", "4 stars out of 5".
            last = at + 1 + ("of" in roles(found[at + 1].key))
            if last < len(found) and found[last].hundredths == 500 and not found[last].scale:
                end, at = found[last].end, last + 1
        return replace(piece, scale=piece.scale or 5, end=end, weak=False), at
    if after.stars and after.stars * 100 in {100, piece.hundredths}:
        return replace(piece, scale=piece.scale or 5, end=after.end, weak=False), at + 1
    if "points" in roles(after.key):
        return replace(piece, end=after.end), at + 1
    return piece, at


def _with_scales(found: list[Piece]) -> list[Piece]:
    """Without "de 0 a 10", whose scale goes to the numbers that name none."""
    kept: list[Piece] = []
    named = 0
    at = 0
    while at < len(found):
        match found[at : at + 4]:
            case [begins, low, joins, high] if (
                begins.key in _BEGINS
                and joins.key in _JOINS
                and low.sort == "number"
                and (low.hundredths, high.hundredths) in _SCALES
            ):
                named = high.hundredths // 100
                kept.append(Piece("aside", SCALE, begins.start, high.end))
                at += 4
            case [begins, whole, *_] if begins.key in _BEGINS | _OF_SCALE and whole.key == "range" and whole.scale:
                named = whole.scale
                kept.append(Piece("aside", SCALE, begins.start, whole.end))
                at += 2
            case _:
                kept.append(found[at])
                at += 1
    return [replace(piece, scale=piece.scale or named) for piece in kept]


def normalised(text: str) -> str:
    """The text in NFC, in which an accent is part of its letter."""
    return unicodedata.normalize("NFC", text)
