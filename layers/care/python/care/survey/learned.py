"""What an answer says, as a small model has learned it: a comment, another matter, nothing yet, or a score.

No list knows the next customer's words of praise; what brings a matter, or answers nothing, is said in fewer ways.
`make train` writes `answers.weights` beside those of triage: a line of JSON, then one byte for each place and meaning.
"""

import json
from array import array
from functools import cache
from math import exp, sqrt
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from care.survey.words import is_weak, number_of
from care.triage.features import see
from care.triage.words import NUMBER, TEN, Word, words

WEIGHTS: Final = Path(__file__).with_name("answers.weights")
PLACES: Final = 1 << 15


class Meaning(NamedTuple):
    """How probable each meaning is; together 1."""

    comment: float
    other_matter: float
    no_score: float
    score: float

    @property
    def most(self) -> Literal["comment", "other_matter", "no_score"]:
        """The most probable one where no score was found."""
        if self.comment >= max(self.other_matter, self.no_score):
            return "comment"
        return "other_matter" if self.other_matter >= self.no_score else "no_score"


def read_as(text: str) -> list[Word]:
    """The words of a text, in which one number is as good as another."""
    return [(written, NUMBER if key == TEN or _is_number(key) else key) for written, key in words(text)]


def _is_number(key: str) -> bool:
    return number_of(key) is not None and not is_weak(key, "")


def meaning(text: str) -> Meaning:
    """What a text means as an answer."""
    told, tables = _shipped()
    places = {place & (PLACES - 1) for place in see(read_as(text)).places}
    size = sqrt(len(places))
    odds: list[float] = []
    for at, table in enumerate(tables):
        score = told["intercepts"][at] + told["steps"][at] * sum(map(table.__getitem__, places)) / size
        odds.append(1 / (1 + exp(-max(-30.0, min(30.0, score)))))
    whole = sum(odds)
    return Meaning(*(one / whole for one in odds))


@cache
def _shipped() -> tuple[dict[str, Any], list[array[int]]]:
    head, _, body = WEIGHTS.read_bytes().partition(b"\n")
    told = json.loads(head)
    return told, [array("b", body[at * PLACES : (at + 1) * PLACES]) for at in range(len(Meaning._fields))]
