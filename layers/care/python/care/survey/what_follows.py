"""What follows a number in an answer: whether it lets the number stand alone, doubts it, or makes it count something.

Only what is known to may follow a score: any other word may be what the number counts.
"""

from collections.abc import Sequence
from typing import Final, Literal

from care.survey.numbers import Piece
from care.survey.words import follows_as_pair, roles

type After = Literal["ends", "doubts", "counts"]

# Numbers beyond these are not taken for a second score (hundredths).
RIVALS: Final = range(1001)
SPEAKS: Final = frozenset({"good", "bad", "handling"})
# So many words after "por" or "for" may stand before the one that speaks of the handling.
_REASON_WITHIN: Final = 5
# "3 amigos" are so many of them; "8 amigo" is said to one.
_FEW: Final = range(101)
_THE: Final = frozenset({"el", "la", "o", "a", "the", "los", "las", "os", "as"})


def after(found: Sequence[Piece], at: int) -> After:
    """What follows the number at `at` says of it."""
    following = found[at + 1 : at + 2 + _REASON_WITHIN]
    if not following:
        return "ends"
    first, then = following[0], following[1] if len(following) > 1 else None
    if first.sort in {"break", "aside"}:
        return _after_break(first, then)
    if first.sort == "question" or first.key == "+":
        return "doubts"
    if first.sort in {"sign", "figure"}:
        return "counts"
    if first.sort == "number" and not first.weak:
        return "doubts" if first.hundredths in RIVALS else "counts"
    if found[at].scale and first.key == "a" and _is_person(following[1:]):
        return "ends"
    return "ends" if found[at].key == "drawn" else _after_word(found[at], first, then, following[1:])


def _after_word(number: Piece, word: Piece, then: Piece | None, following: Sequence[Piece]) -> After:
    told, value = roles(word.key), number.hundredths
    if "vocatives" in told:
        ends = value not in _FEW and (then is None or then.sort in {"break", "aside"} or "follows" in roles(then.key))
        return "ends" if ends else "counts"
    if number.key and not value and not told.isdisjoint(SPEAKS):
        return "counts"  # "cero ayuda", "zero help"
    if not told.isdisjoint({"follows", *SPEAKS}) or (then is not None and follows_as_pair(word.key, then.key)):
        return "ends"
    if "either" in told:
        joined = then is not None and not roles(then.key).isdisjoint({"follows", *SPEAKS}) and then.sort == "word"
        return "ends" if joined else "doubts"
    if "for_whom" in told and _is_person(following):
        return "ends"
    if "reasons" in told and _is_reason(following):
        return "ends"
    # "Un 4 no", "un 10 si contestarais"; but "2 más" counts.
    if not told.isdisjoint({"doubts", "conditions"}) and word.key not in {"mas", "more", "menos", "less"}:
        return "doubts"
    return "counts"


def _after_break(mark: Piece, then: Piece | None) -> After:
    if then is not None and mark.key in {"/", "-", "–", "—", ":"} and then.sort in {"number", "figure"}:  # noqa: RUF001  as above
        return "doubts"
    if mark.key == "," and then is not None and then.sort == "figure":
        return "doubts"
    return "counts" if then is not None and "months" in roles(then.key) else "ends"


def _is_person(following: Sequence[Piece]) -> bool:
    """True for "(the) technician" and "you", of whom the score is."""
    first = next((piece for piece in following[:2] if piece.key not in _THE), None)
    return first is not None and "person" in roles(first.key)


def _is_reason(following: Sequence[Piece]) -> bool:
    for piece in following:
        if piece.sort != "word":
            return False
        if not roles(piece.key).isdisjoint(SPEAKS):
            return True
    return False
