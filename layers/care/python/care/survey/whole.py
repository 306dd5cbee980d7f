"""An answer that is nothing but a score, with the hedge, the tail or the name that people put around it."""

from collections.abc import Sequence
from typing import Final, Literal

from care.model.settings.survey import SCALES
from care.survey.numbers import SCALE, Piece
from care.survey.words import phrases, roles

_LONGEST: Final = 14  # pieces
_NAMES: Final = 5  # words of whom a score is for: "para la chica que me atendió"
# "It is 5" tells the hour as well.
_BARE: Final = frozenset({"it", "is", "its"})
_ARTICLES: Final = frozenset({"el", "o", "the", "la"})


def whole(text: str, found: Sequence[Piece], kind: Literal["csat", "nps"]) -> int | None:
    """The score of an answer of which every word leads to it, softens it or says for whom it is; else None."""
    said = [piece for piece in found if piece.sort not in {"break", "aside"}]
    # "Um 9": an article before a number is none.
    followed = [piece.weak and at + 1 < len(said) and said[at + 1].sort == "number" for at, piece in enumerate(said)]
    numbers = [at for at, piece in enumerate(said) if piece.sort == "number" and not followed[at]]
    if not 0 < len(said) <= _LONGEST or len(numbers) != 1 or any(piece.key == SCALE for piece in found):
        return None
    at = numbers[0]
    piece = said[at]
    low, high = SCALES[kind]
    if piece.key == "range" or (piece.weak and len(said) > 1) or piece.scale not in {0, high}:
        return None
    if not low * 100 <= piece.hundredths <= high * 100 or not _leads(found, said[:at], piece):
        return None
    if piece.key == "drawn" and (len(said) > 1 or len(found) > 1):
        return None  # a star beside words is as often an ornament
    return (piece.hundredths + 50) // 100 if trails(text, said[at + 1 :]) else None


def _leads(found: Sequence[Piece], before: Sequence[Piece], number: Piece) -> bool:
    if not before:
        return True
    edge = roles(before[-1].key)
    if before[-1].key in _ARTICLES:
        # "El 8" chooses one; "voy a dar el 4", "el cuatro" and "el 3 me llamaron" may not.
        if len(before) > 1 and "chooses" in roles(before[0].key) and not number.key:
            return all(not roles(piece.key).isdisjoint({"chooses", "hedges", "leads"}) for piece in before)
        return len(before) == 1 and not number.key and found[-1] is number and found[0] is before[0]
    first = before[:-1] if before[-1].weak else before
    if ("giving" in edge or "sounds" in edge) or any(piece.sort != "word" for piece in first):
        return False
    spoken = frozenset({"fillers"})
    for piece in found[: list(found).index(number)]:
        if piece.sort == "break" and spoken.isdisjoint({"fillers", "names_score"}):
            return False
        spoken = roles(piece.key) if piece.sort == "word" else spoken
    if all(piece.key in _BARE for piece in before):
        return False
    return all(not roles(piece.key).isdisjoint({"leads", "fillers", "hedges", "chooses", "gives"}) for piece in before)


def trails(text: str, after: Sequence[Piece]) -> bool:
    """True for nothing, a tail ("más o menos", "raspado"), or for whom it is."""
    if any(piece.sort != "word" or not roles(piece.key).isdisjoint({"matter", "counted"}) for piece in after):
        return False
    if " ".join(piece.key for piece in after) in phrases("tail_phrases"):
        return True
    for at, piece in enumerate(after):
        told = roles(piece.key)
        if "for_whom" in told:
            rest = after[at + 1 : at + 1 + _NAMES]
            if len(rest) > 1 and rest[0].key in _ARTICLES | {"a"}:
                rest = rest[1:]  # "para a Rita"
            named = rest and text[rest[0].start].isupper() and not roles(rest[0].key) & {"months", "counted"}
            return len(after) - at - 1 <= _NAMES and bool(named or any("person" in roles(one.key) for one in rest[:2]))
        if "vocatives" in told and at == len(after) - 1:
            return True
        if told.isdisjoint({"tails", "follows"}):
            return False
    return True
