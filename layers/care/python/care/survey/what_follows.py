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
_AND: Final = frozenset({"and"})
_OF: Final = frozenset({"de", "en", "em", "of", "in", "out", "sobre", "por", "per", "a"})
_MIGHT: Final = frozenset({"could", "podria", "podriais", "podrian", "poderia", "poderiam"})
_WRITTEN: Final = len("10/10")
_SHORT: Final = 3
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
    return "ends" if found[at].key == "drawn" or found[at].again else _after_word(found[at], first, then, following[1:])


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
        # "Five and give that girl a raise" joins; "5 o quizá" chooses.
        spoken = then is not None and then.sort == "word"
        joined = spoken and (word.key in _AND or not roles(_key(then)).isdisjoint({"follows", *SPEAKS}))
        return "ends" if joined and "doubts" not in roles(_key(then)) else "doubts"
    if number.scale and number.end - number.start <= _WRITTEN and _says_nothing_of_it(word):
        return "ends"  # "3/5 could do better"; "3/5 items" counts
    if "for_whom" in told and _is_person(following):
        return "ends"
    if "reasons" in told and _is_reason(following):
        return "ends"
    # "Un 4 no", "un 10 si contestarais"; but "2 más" counts.
    if not told.isdisjoint({"doubts", "conditions"}) and word.key not in {"mas", "more", "menos", "less"}:
        return "doubts"
    return "counts"


def _key(piece: Piece | None) -> str:
    return piece.key if piece is not None else ""


def _says_nothing_of_it(word: Piece) -> bool:
    """True if a word neither refuses a number nor may be what it counts."""
    told = roles(word.key)
    if word.key in _MIGHT:
        return True
    if word.sort != "word" or word.key in _OF or (len(word.key) > _SHORT and word.key.endswith("s")):
        return False
    return told.isdisjoint({"doubts", "conditions", "counted", "matter", "months"})


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
