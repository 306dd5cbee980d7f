"""The ends of the scale in words: "nota máxima", "full marks", "the lowest score"."""

from collections.abc import Sequence
from typing import Final, Literal

from care.model.settings.survey import SCALES
from care.survey.numbers import Piece

_SCORES: Final = frozenset(
    [
        "nota",
        "puntuacion",
        "calificacion",
        "valoracion",
        "puntaje",
        "puntos",
        "estrellas",
        "pontuacao",
        "classificacao",
        "avaliacao",
        "pontos",
        "estrelas",
        "marks",
        "score",
        "rating",
        "points",
        "stars",
        "grade",
    ]
)
_HIGHEST: Final = frozenset({"maxima", "maximo", "maximum", "max", "maxed", "full", "top", "highest", "todas"})
_LOWEST: Final = frozenset({"minima", "minimo", "minimum", "lowest", "peor", "pior", "worst"})
_FURTHEST: Final = {("mas", "alta"): True, ("mais", "alta"): True, ("mas", "baja"): False, ("mais", "baixa"): False}


def with_ends(found: Sequence[Piece], kind: Literal["csat", "nps"]) -> list[Piece]:
    """The pieces in which an end of the scale is the number that it is."""
    told: list[Piece] = []
    at = 0
    while at < len(found):
        is_high, length = _end(found, at)
        if is_high is None:
            told.append(found[at])
        else:
            low, high = SCALES[kind]
            value = (high if is_high else low) * 100
            length += _beside(found, at + length)
            told.append(Piece("number", "end", found[at].start, found[at + length - 1].end, value, high))
        at += length
    return told


def _end(found: Sequence[Piece], at: int) -> tuple[bool | None, int]:
    """Whether an end of the scale that is named at `at` is the high one, and of how many pieces; (None, 1) for none."""
    first, *keys = (piece.key for piece in found[at : at + 3]) if found[at].sort == "word" else ("",)
    then = keys[0] if keys else ""
    if first in _SCORES and tuple(keys) in _FURTHEST:
        return _FURTHEST[keys[0], keys[1]], 3
    for one, other in ((first, then), (then, first)):
        if one in _SCORES and other in _HIGHEST | _LOWEST:
            return other in _HIGHEST, 2
    return None, 1


_POSSIBLE: Final = frozenset({"posible", "possible", "possivel"})
_THERE_IS: Final = frozenset(
    {"haya", "hay", "tengan", "tengais", "exista", "existe", "pueda", "houver", "haja", "tiver", "tem"}
)


def _beside(found: Sequence[Piece], at: int) -> int:
    """How many pieces behind an end of the scale only say that it is one: "la mínima nota que haya"."""
    keys = [piece.key for piece in found[at : at + 2]]
    if keys and keys[0] in _POSSIBLE:
        return 1
    return 2 if len(keys) == 2 and keys[0] == "que" and keys[1] in _THERE_IS else 0
