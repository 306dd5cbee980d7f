"""What an answer says, as a small model has learned it: a comment, another matter, nothing yet, or a score.

No list knows the next customer's words of praise; what brings a matter, or answers nothing, is said in fewer ways.
"""

from pathlib import Path
from typing import Final, Literal, NamedTuple

from care.survey.words import is_weak, number_of
from care.triage.features import see
from care.triage.weights import read
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
    odds = read(WEIGHTS, PLACES).odds({place & (PLACES - 1) for place in see(read_as(text)).places})
    whole = sum(odds)
    return Meaning(*(one / whole for one in odds))
