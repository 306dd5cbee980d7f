"""Whether words are about how the customer was handled, and how; and whether they bring a new matter."""

from collections.abc import Iterable, Sequence
from typing import Literal

from care.survey.numbers import Piece
from care.survey.words import roles
from care.triage.classification import classify

# A figure longer than this is a telephone or an order, for somebody to do something with.
_TELEPHONE = 5

Tone = Literal["good", "bad", "mixed", ""]


def tone(found: Iterable[Piece]) -> Tone:
    """How the words judge the handling: "" if they do not; "mixed" too where a "no" or a "but" may turn them."""
    told: set[str] = set()
    for piece in found:
        if piece.sort == "word":
            told |= roles(piece.key) & {"good", "bad", "turns"}
    if not told & {"good", "bad"}:
        return ""
    if "turns" in told or {"good", "bad"} <= told:
        return "mixed"
    return "good" if "good" in told else "bad"


def is_new_matter(text: str, found: Sequence[Piece]) -> bool:
    """True if the words ask or want something, or report what is not about the handling."""
    keys = [piece.key for piece in found if piece.sort == "word"]
    if any(piece.sort == "figure" and piece.end - piece.start > _TELEPHONE for piece in found):
        return True
    if not keys:
        return False
    if any(piece.sort == "question" for piece in found) or any("matter" in roles(key) for key in keys):
        return True
    verdict = classify(text)
    if verdict.sure < 1:
        return False  # the model learned from messages, not from answers
    topic = verdict.topic
    if topic in {"lead", "after_sales"}:
        return True
    return topic == "complaint" and not tone(found)
