"""What stands beside a number in an answer, as the small model sees it that tells scores from counts."""

from collections.abc import Sequence
from typing import Final
from zlib import crc32

from care.survey.numbers import SCALE, Piece
from care.survey.words import roles

PLACES: Final = 1 << 15
_NEAR: Final = 3
_CLAUSE: Final = 8
_LENGTHS: Final = (0, 1, 2, 4, 7, 12)
_ENDS: Final = frozenset(".,;!\n…:()-–—")  # noqa: RUF001  telephones write each of these
_STEM: Final = 4


def signs(found: Sequence[Piece], at: int) -> set[str]:
    """The features of the number at `at`: its neighbours, their lists, its clause, and what else is in the answer."""
    number = found[at]
    before = [_said(piece) for piece in reversed(found[max(0, at - _CLAUSE) : at])]
    after = [_said(piece) for piece in found[at + 1 : at + 1 + _CLAUSE]]
    told = {"drawn" if number.stars else "word" if number.key else "figure"}
    told |= {f"{name}{value}" for name, value in (("scale", bool(number.scale)), ("weak", number.weak))}
    for side, words in (("-", before), ("+", after)):
        near = [*words[:_NEAR], *(["^"] * (_NEAR - len(words)))]
        told |= {f"{side}{place}{word}" for place, word in enumerate(near)}
        told |= {f"{side}{near[0]} {near[1]}", f"{side}{near[0]} {near[1]} {near[2]}"}
        for place, word in enumerate(near[:2]):
            told |= {f"{side}{place}@{role}" for role in _lists(word)}
            if len(word) > _STEM:
                told |= {f"{side}{place}{word[:_STEM]}*", f"{side}{place}*{word[-3:]}"}
        clause = _until_a_break(words)
        told |= {f"{side}c {word}" for word in clause}
        told |= {f"{side}c@{role}" for word in clause for role in _lists(word)}
        told |= {f"{side}r@{role}" for word in words[len(clause) :] for role in _lists(word)}
        told.add(f"{side}n{sum(len(clause) > length for length in _LENGTHS)}")
    told.add(f"{(before or '^')[0]}#{(after or '^')[0]}")
    for side, beside in (("-", found[max(0, at - _NEAR) : at][::-1]), ("+", found[at + 1 : at + 1 + _NEAR])):
        told |= {f"{side}{place}Aa" for place, piece in enumerate(beside) if piece.named}
    if any(piece.named for piece in found[at + 2 : at + 4]):
        told |= {f"+{after[0]} Aa", f"{(before or '^')[0]}#{after[0]} Aa"}
    others = {piece.hundredths for piece in found if _is_number(piece)} - {number.hundredths}
    again = sum(piece.hundredths == number.hundredths for piece in found if _is_number(piece)) > 1
    told |= {f"others{min(2, len(others))}", f"again{again}", f"all{sum(len(found) > one for one in _LENGTHS)}"}
    told |= {piece.key for piece in found if piece.key == SCALE}
    return told


def place(sign: str) -> int:
    """Its place in the table of weights: the same on every machine."""
    return crc32(sign.encode("utf-8", "surrogatepass")) & (PLACES - 1)


def _is_number(piece: Piece) -> bool:
    return piece.sort == "number" and not piece.weak


def _said(piece: Piece) -> str:
    if piece.sort in {"word", "break"} or piece.weak:
        return piece.key
    if piece.sort == "sign":
        return "%"
    return {"number": "#", "figure": "00", "question": "?"}.get(piece.sort, "*")


def _lists(word: str) -> Sequence[str]:
    """The lists of a word, "?" for a word of none."""
    return tuple(roles(word)) or (("?",) if word[0].isalpha() else ())


def _until_a_break(words: Sequence[str]) -> list[str]:
    ends = next((at for at, word in enumerate(words) if word in _ENDS), len(words))
    return list(words[:ends])
