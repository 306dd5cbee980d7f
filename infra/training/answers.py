"""What the reading of answers without a score learns from: answers written by hand, and messages that are none."""

from pathlib import Path
from typing import Final, NamedTuple

from infra.training.messages import everything

_FOLDER: Final = Path(__file__).with_name("answers")
MEANINGS: Final = {"c": "comment", "m": "other_matter", "n": "no_score", "s": "score"}
# What a message of triage would be as an answer, and what it counts beside one that was written as an answer: a
# complaint out of the blue tells of a matter, and many a word of it stands in a comment too.
_AS_ANSWERS: Final = {
    "after_sales": ("other_matter", 0.09),
    "question": ("other_matter", 0.09),
    "lead": ("other_matter", 0.09),
    "complaint": ("other_matter", 0.03),
    "praise": ("comment", 0.18),
}
_FRAME: Final = 0.5


class Answer(NamedTuple):
    """A text, what it means, and what it counts in the learning."""

    language: str
    meaning: str
    text: str
    counts: float


def written(language: str) -> list[Answer]:
    """The answers of a file: a letter for the meaning, then the text."""
    lines = _FOLDER.joinpath(f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [Answer(language, MEANINGS[line[0]], line[2:], 1.0) for line in lines if line]


def all_answers() -> list[Answer]:
    """All that is learned from."""
    found = [*written("es"), *written("pt"), *written("en")]
    for message in everything():
        if message.topic in _AS_ANSWERS:
            meaning, counts = _AS_ANSWERS[message.topic]
            counts *= _FRAME if message.industry == "frames" else 1
            found.append(Answer(message.language, meaning, message.text, counts))
    return found
