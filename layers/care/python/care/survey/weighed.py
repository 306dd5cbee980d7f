"""Which number of an answer is its score where no rule tells: a small model weighs each by what stands beside it.

`make train` writes `scores.weights` from `infra/training/scores`: a number in its frame, thousands of frames. It learns
what leads to a score and what a number counts; one that is surely a score, beside none that may be another, is read.
"""

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import Final, Literal, NamedTuple

from care.model.settings.survey import SCALES
from care.survey.beside import PLACES, place, signs
from care.survey.numbers import Piece
from care.survey.what_follows import RIVALS
from care.survey.words import roles
from care.triage.weights import read

WEIGHTS: Final = Path(__file__).with_name("scores.weights")
# So sure the model must be of the score, and so sure that no other number is one.
_SURE: Final = 0.65
_SURELY_NONE: Final = 0.25
# More numbers are a list, and no answer.
_MOST: Final = 8
_MOST_PIECES: Final = 120
# "Un 8, si me llamáis", "os daría un 10, pero": no score yet.
_IF: Final = frozenset({"si", "se", "if", "unless", "had"})
_NOT: Final = frozenset({"no", "not", "nao", "ni", "nem", "isnt"})
_UNITS: Final = frozenset("€$£%°#")
_ONES: Final = frozenset({"una", "uma", "one", "uno"})  # "2, una negra"


class Weighed(NamedTuple):
    """The score, and where it stands."""

    value: int
    at: int


def candidates(found: Sequence[Piece]) -> list[int]:
    """Where numbers stand that may be a score, without an article before one: "um 9"."""
    at = [at for at, piece in enumerate(found) if piece.sort == "number" and piece.key != "range"]
    return [one for one in at if not (found[one].weak and one + 1 < len(found) and found[one + 1].sort == "number")]


def weigh(found: Sequence[Piece], kind: Literal["csat", "nps"]) -> Weighed | Literal["none", "out_of_scale"]:
    """The one number that is surely the score."""
    places = candidates(found)
    if not places or len(places) > _MOST or len(found) > _MOST_PIECES or _is_open(found):
        return "none"
    sure = {at: is_score(found, at) for at in places}
    best = max(places, key=lambda at: sure[at])
    piece = found[best]
    rivals = [at for at in places if sure[at] > _SURELY_NONE and found[at].hundredths != piece.hundredths]
    rivals += [at for at in places if found[at].hundredths != piece.hundredths and _are_alike(found, best, at)]
    if sure[best] < _SURE or (piece.key == "drawn" and len(found) > 1) or rivals or _counts(found, best):
        return "none"
    low, high = SCALES[kind]
    if (piece.scale and piece.scale != high) or not low * 100 <= piece.hundredths <= high * 100:
        return "out_of_scale"
    return Weighed((piece.hundredths + 50) // 100, best)


def _are_alike(found: Sequence[Piece], one: int, other: int) -> bool:
    """True for two numbers said in one way, or after one another: "pode ser 4, pode ser 5", "7, 8…"; not "no un 10"."""
    first, last = sorted((one, other))
    if all(piece.sort == "break" for piece in found[first + 1 : last]):
        return not _counts(found, last)
    if not first or found[last].hundredths not in RIVALS or found[last - 2].key in _NOT:
        return False
    return found[first - 1].sort != "break" and found[first - 1].key == found[last - 1].key


def is_score(found: Sequence[Piece], at: int) -> float:
    """How probable it is that the number at `at` is the score, from 0 to 1."""
    return read(WEIGHTS, PLACES).odds({place(sign) for sign in signs(found, at)})[0]


def _is_open(found: Sequence[Piece]) -> bool:
    """True for a range, and for a score that depends on something."""
    keys = {piece.key for piece in found if piece.sort == "word"}
    would = any("would" in roles(key) for key in keys)
    return (
        any(piece.key == "range" or piece.key in _UNITS for piece in found)
        or not keys.isdisjoint(_IF)
        or (would and any("conditions" in roles(key) for key in keys - {"mas"}))
    )


def _counts(found: Sequence[Piece], at: int) -> bool:
    """True if what stands beside the number says that it counts something, or asks."""
    if any(piece.key == "¿" for piece in takewhile(_goes_on, reversed(found[:at]))):
        return True
    beside, then = found[at + 1 : at + 2], found[at + 2 : at + 3]
    if found[at].weak and beside and beside[0].sort == "word":
        return True  # "um amor"
    if beside and beside[0].sort == "break":
        return bool(then) and "months" in roles(then[0].key)
    for piece in beside:
        of_another = "of" in roles(piece.key) and (not then or then[0].sort == "number")
        if of_another or piece.sort in {"sign", "figure", "question"} or piece.key in _ONES:
            return True
        if roles(piece.key) & {"counted", "months"}:
            return True
    return False


def _goes_on(piece: Piece) -> bool:
    return piece.sort != "break" and piece.key != "?"
