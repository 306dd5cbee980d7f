"""Numbers in ways of speaking that give no score: "un trato de diez", "menos de 5", "nota 1000"."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from care.survey.numbers import Piece
from care.survey.words import roles

_TEN: Final = 1000
_MOST_WORDS: Final = 8
_OF_TEN: Final = frozenset({"de", "nota"})
_ARTICLES: Final = frozenset({"un", "una", "um", "uma", "a", "an", "el", "la", "o", "los", "las", "the"})
_WAS: Final = frozenset(
    {"estuvo", "estuvieron", "fue", "fueron", "ha", "sido", "foi", "foram", "esta", "es", "todo", "tudo"}
)
# What leaves open on which side of a number the score lies.
_BOUNDS: Final = frozenset({
    "menos", "mas", "more", "less", "least", "under", "over", "above", "below", "abaixo", "acima", "debajo",
    "encima", "mais", "pasa", "passa", "llega", "chega", "minimo", "maximo", "minimum", "maximum", "most", "mucho",
    "sumo",
})  # fmt: skip
_TO: Final = frozenset({"de", "del", "do", "than", "que", "a", "ao", "al", "to", "un", "um", "an", "el", "o"})
# "Mínimo 5" may be anything.
_ENDS: Final = frozenset({"minimo", "maximo", "minimum", "maximum"})
# "Nada menos que un 10", "qué menos que un 10".
_NOT_LESS: Final = frozenset({"nada", "nothing", "ni", "que"})
_THOUSANDS: Final = frozenset({"mil", "millon", "milhao", "million", "thousand"})
_HIGH: Final = 7


def is_idiom(found: Sequence[Piece]) -> bool:
    """True for praise by the school's best mark: "atendimento nota 10", "estuvo de diez"; not for "nota 10" alone."""
    at = [place for place, piece in enumerate(found) if piece.sort == "number" and not piece.weak]
    if len(at) != 1 or found[at[0]].hundredths != _TEN or found[at[0]].scale or len(found) > 2 * _MOST_WORDS:
        return False
    clause = list(takewhile(lambda piece: piece.sort != "break", reversed(found[: at[0]])))
    before = [piece.key for piece in reversed(clause) if piece.sort == "word" and piece.key not in _ARTICLES]
    if not before or before[-1] not in _OF_TEN:
        return False
    if len(before) == 1:
        after = [piece for piece in found[at[0] + 1 :] if piece.sort == "word"]
        return before[0] == "de" and any("handling" in roles(piece.key) for piece in after)
    return (
        before[-2] in _WAS - {"es", "esta"}
        if before[-1] == "de" and before[-2] in _WAS
        else (
            not roles(before[-2]).isdisjoint({"handling", "person"})
            and roles(before[-2]).isdisjoint({"gives", "leads"})
        )
    )


def is_bound(found: Sequence[Piece]) -> bool:
    """True if a short answer gives a bound in a score's place: "menos de 5", "at least a 7", "no llega a 5"."""
    at = [place for place, piece in enumerate(found) if piece.sort == "number" and not piece.weak]
    words = sum(piece.sort in {"word", "number"} for piece in found)
    if len(at) != 1 or not at[0] or words > _MOST_WORDS or found[at[0]].hundredths > _TEN:
        return False
    place = at[0] - 1
    while place and found[place].key in _TO:
        place -= 1
    if (
        found[place].key not in _BOUNDS
        or (found[place].key in _ENDS and not place)
        or (place and found[place - 1].key in _NOT_LESS)
    ):
        return False
    then = found[at[0] + 1] if at[0] + 1 < len(found) else None
    return then is None or then.sort != "word" or not roles(then.key).isdisjoint({"follows", "tails"})


def is_too_high(found: Sequence[Piece]) -> bool:
    """True for a figure in a score's place that no scale holds: "nota 1000", "1000 de 10"."""
    for at, piece in enumerate(found):
        if piece.key in _THOUSANDS or (piece.key == "far" and piece.end - piece.start <= _HIGH):
            then, far = (found[at + 1] if at + 1 < len(found) else None), found[at + 2 : at + 3]
            if (
                then is not None
                and "of" in roles(then.key)
                and far
                and (far[0].hundredths in {500, _TEN} or far[0].key in _THOUSANDS)
            ):
                return True
            ends = then is None or then.sort in {"break", "aside"}
            alone = ends and at == 1 and all(one.sort != "number" for one in found)
            if alone and "gives" in roles(found[0].key):
                return True
    return False
