"""Whether words are about how the customer was handled, and how; and whether they bring a new matter."""

from collections.abc import Iterable, Sequence
from typing import Literal

from care.survey.numbers import Piece
from care.survey.words import roles
from care.triage.classification import classify

# So sure the model must be of praise.
_PRAISED = 0.6
# A figure longer than this is a telephone or an order, for somebody to do something with.
_TELEPHONE = 5

# "Happy with how it was handled", "ni cuando insistí" ask nothing: at the beginning, or after these, such words do.
_JOINING = frozenset({"how", "como", "cuando", "quando", "when", "where", "donde", "onde"})
_ASKING = frozenset(
    {
        "y",
        "e",
        "and",
        "pero",
        "but",
        "mas",
        "se",
        "saber",
        "know",
        "decir",
        "dizer",
        "tell",
        "say",
        "sabe",
        "sei",
        "hasta",
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


def counts(found: Iterable[Piece]) -> bool:
    """True if there is a number, which may be how many of something."""
    return any(piece.sort == "figure" or (piece.sort == "number" and not piece.weak) for piece in found)


def is_empty(found: Iterable[Piece]) -> bool:
    """True for words of those who answer nothing, or not yet, and no others."""
    return all("empty" in roles(piece.key) for piece in found if piece.sort == "word")


def is_pleased(text: str) -> bool:
    """True if the words praise or thank, by whatever words, and surely."""
    verdict = classify(text)
    return verdict.topic in {"praise", "thanks"} and verdict.sure >= _PRAISED


def asks_outright(found: Iterable[Piece]) -> bool:
    """True for a question, or a telephone or an order for somebody to do something with."""
    return any(piece.sort == "question" or _is_long(piece) for piece in found)


def asks_last(found: Sequence[Piece]) -> bool:
    """True for what asks outright, but for a question that the words after it answer: "¿sinceramente? fatal"."""
    if any(map(_is_long, found)):
        return True
    asked = [at for at, piece in enumerate(found) if piece.sort == "question"]
    return bool(asked) and all(piece.sort != "word" for piece in found[asked[-1] :])


def names_matter(found: Iterable[Piece]) -> bool:
    """True if there is a word of what is asked or reported: an order, a bill, a call."""
    before = ""
    for piece in found:
        if piece.sort == "word":
            joins = piece.key in _JOINING and before and before not in _ASKING
            if "matter" in roles(piece.key) and not joins:
                return True
        before = piece.key if piece.sort in {"word", "number"} else ""
    return False


def _is_long(piece: Piece) -> bool:
    return piece.sort == "figure" and piece.end - piece.start > _TELEPHONE


def is_new_matter(text: str, found: Sequence[Piece]) -> bool:
    """True if the words ask or want something, or report what is not about the handling."""
    if any(map(_is_long, found)):
        return True
    if all(piece.sort != "word" for piece in found):
        return False
    if asks_outright(found) or names_matter(found):
        return True
    verdict = classify(text)
    if verdict.sure < 1:
        return False  # the model learned from messages, not from answers
    topic = verdict.topic
    if topic in {"lead", "after_sales"}:
        return True
    return topic == "complaint" and not tone(found)
