"""Which number of an answer is the score, judged by the words around it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import Final, Literal

from care.model.settings.survey import SCALES
from care.survey.numbers import SCALE, Piece
from care.survey.what_follows import RIVALS, SPEAKS, After, after
from care.survey.words import roles

# A rival makes an answer ambiguous; a loose number does so only beside a score; any other counts something else.
type Judged = Literal["score", "rival", "loose", "other"]

_ENDS_CLAUSE: Final = frozenset(".,;!\n…")
# What may stand between "nota" and its number.
_INNER: Final = frozenset(":(\"“«'*=-–—¡_[")  # noqa: RUF001  telephones write each of these
_LACKS: Final = frozenset(
    {
        ("no", "hay"),
        ("no", "existe"),
        ("nao", "ha"),
        ("nao", "tem"),
        ("nao", "existe"),
        ("theres", "no"),
        ("is", "no"),
        ("isnt", "a"),
    }
)
_ARTICLES: Final = frozenset({"un", "um", "a", "an"})
_PLURAL: Final = frozenset({"las", "los", "as", "os", "the", "all", "todas"})
# So many words may lead to a score: "yo creo que os voy a dar un".
_LONGEST_LEAD: Final = 12


@dataclass(frozen=True, slots=True)
class FoundScore:
    """A score in its scale, and where its own words stand in the text."""

    value: int
    start: int
    end: int


def find(
    found: Sequence[Piece], kind: Literal["csat", "nps"]
) -> FoundScore | Literal["none", "ambiguous", "several", "out_of_scale"]:
    """The one score in the pieces of an answer; "none" if no number in it may be one, "several" if two plainly are."""
    low, high = SCALES[kind]
    before = _Before.each(found)
    scores: list[tuple[Piece, int]] = []
    rivals: set[int] = set()
    doubtful = False
    for at, piece in enumerate(found):
        if piece.sort == "number":
            first, lead = _lead(found, at)
            judged = _judge(found, at, first, lead, before)
            if judged == "score":
                scores.append((piece, _start(found, first)))
            elif judged in {"rival", "loose"} and piece.hundredths in RIVALS and not (scores and _might_be(found, at)):
                # "4 (quatro)" says one number twice, "3 cos I ordered 3" does not.
                rivals.add(piece.hundredths if _is_said_again(found, at) else -1)
                doubtful = doubtful or judged == "rival"
    if not scores:
        return "ambiguous" if doubtful else "none"
    piece, start = scores[0]
    if any(other.hundredths != piece.hundredths for other, _ in scores):
        return "several"
    if rivals - {piece.hundredths}:
        return "ambiguous"
    if (piece.scale and piece.scale != high) or not low * 100 <= piece.hundredths <= high * 100:
        return "out_of_scale"
    return FoundScore((piece.hundredths + 50) // 100, start, piece.end)


def _might_be(found: Sequence[Piece], at: int) -> bool:
    """True for a number that its own clause tells to be no more than what might have been: "9. Would be ten but"."""
    said = [piece.key for piece in takewhile(lambda piece: piece.sort != "break", reversed(found[:at]))]
    return not _MIGHT_BE.isdisjoint(said) or any(one == "would" and then in _BE for then, one in pairwise(said))


_MIGHT_BE: Final = frozenset(
    {"seria", "habria", "habrian", "hubiera", "hubiese", "podia", "podria", "iba", "ia", "teria", "poderia"}
)
_BE: Final = frozenset({"be", "have", "ve", "of"})


def _is_said_again(found: Sequence[Piece], at: int) -> bool:
    """True for a word that says the number right before it, or the figures of the word."""
    piece, back = found[at], next((one for one in reversed(found[:at]) if one.sort != "break"), None)
    return (
        back is not None
        and (back.sort, back.hundredths) == ("number", piece.hundredths)
        and "drawn" not in {piece.key, back.key}
        and bool(piece.key) != bool(back.key)
    )


@dataclass(slots=True)
class _Before:
    """For each place in the pieces, what was said before it; kept in lists so that many numbers cost as few do."""

    alone: bool
    conditions: bool
    only_fillers: list[bool] = field(default_factory=list)
    speaks: list[bool] = field(default_factory=list)
    matter: list[bool] = field(default_factory=list)
    doubt: list[bool] = field(default_factory=list)

    @classmethod
    def each(cls, found: Sequence[Piece]) -> "_Before":
        before = cls(
            alone=sum(piece.sort not in {"break", "aside"} for piece in found) == 1,
            conditions=any("conditions" in roles(piece.key) for piece in found),
        )
        fillers, speaks, matter, doubt, greets = True, False, False, False, False
        for piece in found:
            before.only_fillers.append(fillers)
            before.speaks.append(speaks)
            before.matter.append(matter)
            before.doubt.append(doubt)
            told = roles(piece.key) if piece.sort == "word" else frozenset()
            if piece.sort in {"break", "question"}:
                doubt = doubt and piece.key not in _ENDS_CLAUSE
                matter = matter or piece.sort == "question"
            elif piece.sort != "aside":
                fillers = fillers and ("fillers" in told or (greets and "greeted" in told))
                speaks = speaks or not SPEAKS.isdisjoint(told)
                matter = matter or "matter" in told or piece.sort in {"figure", "sign"}
                doubt = doubt or "doubts" in told
                greets = "greets" in told
        return before


def _lead(found: Sequence[Piece], at: int) -> tuple[int, frozenset[str]]:
    """Where the words that lead to the number begin, and of which lists they are: "mi nota es un"."""
    told: set[str] = set()
    first = at
    for back in reversed(range(max(0, at - _LONGEST_LEAD), at)):
        piece = found[back]
        known = roles(piece.key) if piece.sort == "word" or piece.weak else frozenset()
        if back == at - 1 and found[at].scale and piece.key in _PLURAL:
            known = frozenset({"leads", "definite"})  # "las cinco estrellas": no hour
        if not known.isdisjoint({"leads", "gives"}):
            told |= known
            first = back
        elif not _links(piece):
            break
    if {"going", "giving"} <= told:
        told.add("gives")
    return first, frozenset(told)


def _start(found: Sequence[Piece], first: int) -> int:
    """Where the words of a score begin, a scale named right before them included."""
    if [piece.key for piece in found[first - 1 : first + 1]] == ["thank", "you"]:
        first += 1  # "thank you 5": a "you" of its own
    back = first - 1
    if back >= 0 and found[back].sort == "break":
        back -= 1
    return found[back if back >= 0 and found[back].key == SCALE else first].start


def _links(piece: Piece) -> bool:
    """True for what may stand within a lead, after a word of it: "nota: 5", "una nota de 9"."""
    return piece.key in _INNER or piece.key in {"de", "of", "con", "com", "with"}


def _judge(found: Sequence[Piece], at: int, first: int, lead: frozenset[str], before: _Before) -> Judged:
    piece = found[at]
    edge = found[first - 1] if first else None
    follows = after(found, at)
    if judged := _is_none(found, at, first, lead, follows) or _is_doubtful(found, at, first, lead, before):
        return judged
    strong = "gives" in lead
    if piece.weak and not strong and not before.alone:
        return "other"
    told = roles(edge.key) if edge is not None and edge.sort == "word" else frozenset[str]()
    stopped = edge is None or edge.sort in {"break", "aside"} or piece.key == "drawn"
    if before.only_fillers[first] or (strong and (stopped or piece.scale or "joins" in told | lead)):
        shows = True
    else:
        firm = stopped or ("firm" in lead and "good" in told) or ("is" in lead and "handling" in told)
        shows = firm and before.speaks[first] and not before.matter[first]
    doubted = before.doubt[at] or follows == "doubts" or (edge is not None and edge.sort == "question")
    if shows and not doubted and not ("would" in lead and before.conditions):
        return "score"
    near = shows or bool(lead) or stopped or (edge is not None and edge.sort == "number")
    return "rival" if near or not told.isdisjoint({"doubts", "either", *SPEAKS}) else "loose"


def _is_none(
    found: Sequence[Piece], at: int, first: int, lead: frozenset[str], follows: After
) -> Literal["rival", "other"] | None:
    """What a number is that the words beside it make something else than a score, or None."""
    piece = found[at]
    then = found[at + 1] if at + 1 < len(found) else None
    if "leads" in roles(piece.key) and then is not None and then.sort == "number":
        return "other"
    if follows == "counts":
        # "Un 10 en hacerme esperar" is no 10, nor is it nothing.
        reasons = "firm" in lead and not piece.weak and "reasons" in roles(found[at + 1].key)
        return "rival" if reasons else "other"
    edge = found[first - 1] if first else None
    if edge is not None and edge.sort in {"figure", "sign"}:
        return "other"
    # "1 porque no hay 0": a score that the scale lacks, in the customer's eyes.
    if at > 1 and (found[at - 2].key, found[at - 1].key) in _LACKS:
        return "other"
    # "Thanks 4 the help", "thank you 4 the help".
    spoken = found[at - 1].key if at and "gives" not in lead else ""
    sounds = "sounds" in roles(spoken) and piece.hundredths in {200, 400} and not piece.scale
    definite = "definite" in lead and "gives" not in lead and found[at - 1].key not in _ARTICLES and not piece.scale
    return "other" if sounds or definite else None


def _is_doubtful(
    found: Sequence[Piece], at: int, first: int, lead: frozenset[str], before: _Before
) -> Literal["rival", "other"] | None:
    """What a number is that is drawn or led to in a way that leaves it open, or None."""
    piece = found[at]
    if piece.key == "range":
        return "rival"
    if lead and not piece.scale and {"definite", "giving"} & roles(found[at - 1].key) == {"definite"}:
        # "Mi respuesta es el 2" may choose from a list.
        return "rival"
    if piece.key == "drawn" and (piece.stars == 1 or (piece.stars < 4 and first)):
        # A star or two after words are as often an ornament.
        return "rival" if before.alone or piece.stars > 1 else "other"
    return None
