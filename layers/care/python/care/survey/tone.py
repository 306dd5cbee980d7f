"""Whether words are about how the customer was handled, and how; and whether they bring a new matter."""

from collections.abc import Iterable, Sequence
from typing import Literal

from care.survey.numbers import Piece
from care.survey.words import roles
from care.triage.classification import classify

# A figure longer than this is a telephone or an order, for somebody to do something with.
_TELEPHONE = 5
# So sure the model must be of praise, and so few words are read as a judgement otherwise.
_PRAISED = 0.5
_FEW = 5

# "Happy with how it was handled" asks nothing.
_HOW = frozenset({"how", "como"})
_OF_HOW = frozenset(
    {
        "with",
        "con",
        "com",
        "like",
        "liked",
        "love",
        "loved",
        "about",
        "of",
        "de",
        "encanto",
        "gusto",
        "gostei",
        "adorei",
    }
)

Tone = Literal["good", "bad", "mixed", ""]


def tone(found: Iterable[Piece]) -> Tone:
    """How the words judge the handling: "" if they do not; "mixed" too where a "no" or a "but" may turn them."""
    told: set[str] = set()
    counts = False
    for piece in found:
        counts = counts or piece.sort in {"number", "figure"}
        if piece.sort == "word":
            told |= roles(piece.key) & {"good", "bad", "turns", "handling"}
    if not told & {"good", "bad"}:
        # "No me ayudó nadie", "não recomendo": what was to be done, and was not.
        return "bad" if {"handling", "turns"} <= told and not counts else ""
    if "turns" in told or {"good", "bad"} <= told:
        return "mixed"
    return "good" if "good" in told else "bad"


def judges(text: str, found: Sequence[Piece]) -> Literal["good", "bad", ""]:
    """How words of no list judge: praise ("chapó por Lucía"), or a few that are no mere "later"; "" if they do not.

    They bring no new matter by any word, and nothing in them counts. Few words that displease may still tell one.
    """
    if any(piece.sort in {"number", "figure"} for piece in found):
        return ""
    keys = [piece.key for piece in found if piece.sort == "word"]
    if all("empty" in roles(key) for key in keys):
        return ""
    verdict = classify(text)
    if verdict.topic == "praise":
        return "good" if verdict.sure >= _PRAISED else ""
    few = len(keys) <= _FEW and verdict.topic in {"complaint", "unsure"} and verdict.sure < 1
    return "bad" if few else ""


def is_new_matter(text: str, found: Sequence[Piece]) -> bool:
    """True if the words ask or want something, or report what is not about the handling."""
    keys = [piece.key for piece in found if piece.sort == "word"]
    if any(piece.sort == "figure" and piece.end - piece.start > _TELEPHONE for piece in found):
        return True
    if not keys:
        return False
    if any(piece.sort == "question" for piece in found):
        return True
    told = zip(keys, ["", *keys], strict=False)
    if any("matter" in roles(key) and not (key in _HOW and before in _OF_HOW) for key, before in told):
        return True
    verdict = classify(text)
    if verdict.sure < 1:
        return False  # the model learned from messages, not from answers
    topic = verdict.topic
    if topic in {"lead", "after_sales"}:
        return True
    return topic == "complaint" and not tone(found)
