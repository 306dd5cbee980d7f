"""A score in words of no list: by how the answer is built, and only where the model has learned that scores sound so.

"Pongamos un 8", "happy to give you a 10", "zero. Absolute zero.": one number, said once or again, in a few words of
which none brings a matter, doubts, or says what the number counts. What follows the number has to be known, since any
other word may be what it counts; what leads to it may be new where an article stands between ("un 8", never "mesa 8").
"""

from collections.abc import Sequence
from typing import Final, Literal

from care.model.settings.survey import SCALES
from care.survey.learned import meaning
from care.survey.numbers import SCALE, Piece
from care.survey.whole import trails, whole
from care.survey.words import roles

_LONGEST: Final = 10  # words
_ARTICLES: Final = frozenset({"un", "um", "a", "an"})
_TO: Final = frozenset({"a", "to", "pa"})
_SURE: Final = 0.75
# ... where the number comes first, or it is said to whom it is given.
_SURE_AT_FIRST: Final = 0.5
# "1 porque no hay 0", "10 because I can't give 11": what the scale lacks beyond its end.
_LACKING: Final = frozenset({"no", "not", "cant", "couldnt", "nao", "sin", "sem", "isnt", "theres", "dont", "doesnt"})
_LACKED_WITHIN: Final = 7  # words
_BEYOND: Final = {(100, 0), (1000, 1100), (500, 600), (0, -100), (1000, 1200)}


def likely(text: str, found: Sequence[Piece], kind: Literal["csat", "nps"]) -> int | None:
    """The score that a short answer gives in whatever words, or None."""
    said = _without_lack([piece for piece in found if piece.sort not in {"break", "aside"}])
    numbers = _numbers(said)
    if not numbers or len(said) > _LONGEST or any(piece.key == SCALE for piece in found):
        return None
    first, last = numbers[0], numbers[-1]
    piece = said[first]
    if not _is_on_scale(piece, kind) or any(said[at].hundredths != piece.hundredths for at in numbers):
        return None
    if any(_speaks_against(one) for at, one in enumerate(said[:last]) if at not in numbers):
        return None
    if first == last:
        shown = _is_shown(text, said, first)
    elif whole(text, _until(found, piece), kind) is not None:
        shown = all(map(_adds_nothing, said[first + 1 :]))
    else:
        shown = len(numbers) == len(said)
    return (piece.hundredths + 50) // 100 if shown else None


def _is_on_scale(piece: Piece, kind: Literal["csat", "nps"]) -> bool:
    low, high = SCALES[kind]
    if piece.key in {"range", "drawn"} or piece.scale not in {0, high}:
        return False
    return low * 100 <= piece.hundredths <= high * 100


def _is_shown(text: str, said: Sequence[Piece], at: int) -> bool:
    """True for a number that comes first, or after an article, before nothing but what may follow a score."""
    before, after = said[at - 1].key if at else "", said[at + 1 :]
    if said[at].weak and before not in _ARTICLES:
        return False
    is_one = before in _ARTICLES or bool(said[at].scale)
    to_whom = is_one and len(after) > 1 and after[0].key in _TO and text[after[1].start].isupper()
    if not trails(text, after[2:] if to_whom else after) or (at and ("\n" in text or before not in _ARTICLES)):
        return False
    return meaning(text).score >= (_SURE if at and not to_whom else _SURE_AT_FIRST)


def _until(found: Sequence[Piece], last: Piece) -> Sequence[Piece]:
    return [piece for piece in found if piece.end <= last.end]


def _adds_nothing(piece: Piece) -> bool:
    return piece.sort == "number" or not roles(piece.key).isdisjoint(
        {"leads", "hedges", "fillers", "gives", "tails", "either"}
    )


def _numbers(said: Sequence[Piece]) -> list[int]:
    """Where the numbers stand, without an article before one."""
    found = [at for at, piece in enumerate(said) if piece.sort == "number"]
    # "Um 9": an article before a number is none.
    found = [at for at in found if not (said[at].weak and at + 1 in found)]
    return found if len(found) == 1 or not any(said[at].weak for at in found) else []


def _without_lack(said: list[Piece]) -> list[Piece]:
    """The pieces without "porque no hay 0", which the scale lacks, or has just beyond."""
    numbers = _numbers(said)
    if len(numbers) == 2:
        first, last = numbers
        ends = (said[first].hundredths, said[last].hundredths)
        between = {piece.key for piece in said[first + 1 : last]}
        lacking = bool(between & _LACKING) and bool(between - _LACKING - _ARTICLES)  # "un 1, no, un 0" is none
        if ends in _BEYOND and lacking and last - first <= _LACKED_WITHIN:
            return [*said[: first + 1], *said[last + 1 :]]
    return said


def _speaks_against(word: Piece) -> bool:
    if word.sort != "word" and not word.weak:
        return True
    told = roles(word.key) - {"matter"} if word.key == "como" else roles(word.key)
    # "Tardasteis un 4": days, hours or calls.
    if not told.isdisjoint({"matter", "counted", "months", "conditions", "bad"}):
        return True
    return "doubts" in told and "hedges" not in told
