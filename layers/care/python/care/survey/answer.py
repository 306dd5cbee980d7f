"""What a customer's DM says as an answer to a survey. A number that may be something else is not a score.

A number is a score where it leads the message or a clause ("un 8", "muy amables, os doy un 9"), and nothing after it
says that it counts something ("5 días") or doubts it ("4 o 5", "8?"). Halves round up: "8,5" is 9. "8/10" for a scale
of 1 to 5 is out of scale, not a 4: which scale the customer had in mind is not guessed. So is any score that
contradicts its own comment at the end of the scale ("1, excelente atención"): many take the 1 for the best.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from care.model.settings.survey import SCALES
from care.survey.corrected import taken_back
from care.survey.ends import with_ends
from care.survey.idioms import is_bound, is_idiom, is_too_high
from care.survey.learned import meaning
from care.survey.numbers import Piece, normalised, pieces
from care.survey.scores import find
from care.survey.tone import asks_last, asks_outright, counts, is_empty, is_new_matter, is_pleased, names_matter, tone
from care.survey.weighed import weigh
from care.survey.words import phrases, roles
from care.triage.opt_out import wants_out

__all__ = ["SCALES", "Comment", "OptOut", "Score", "Unclear", "read_answer"]


@dataclass(frozen=True, slots=True)
class Score:
    """A score on the survey's scale, and what else was said ("" if nothing), without the words of the score.

    `asks` is True if the comment brings a new matter, or says that the old one is not over: a person has to see it.
    """

    value: int
    comment: str = field(default="", repr=False)
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """Words about how the customer was handled, without a score.

    `asks` is True if they may be a matter as well, so that somebody should look.
    """

    text: str = field(repr=False)
    asks: bool = False


@dataclass(frozen=True, slots=True)
class OptOut:
    """The customer wants no automatic messages any more."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Not a score, or not surely one, and why.

    `out_of_scale`: a number given as a score that the scale does not hold, so that asking once more makes sense.
    `ambiguous`: numbers that may be a score, but not surely or not surely which. `other_matter`: the customer asks or
    reports something. `no_score`: nothing of these.
    """

    reason: Literal["out_of_scale", "ambiguous", "other_matter", "no_score"] = "no_score"


def read_answer(text: str, kind: Literal["csat", "nps"], language: str = "") -> Score | Comment | Unclear | OptOut:
    """What `text` answers to a survey of `kind` (CSAT 1 to 5, NPS 0 to 10); any text has an answer, in linear time.

    `language` ("es", "pt", "en" or "") is the one that the customer was asked in; it settles words that are numbers
    in one language only ("ten", "dos"), while all three languages are read.
    """
    language = language.partition("-")[0]
    if wants_out(text):
        return OptOut()
    text = normalised(text)
    found = with_ends(pieces(text, language), kind)
    if (again := taken_back(found)) is not None:
        last, surely = again
        # Read as if only the last had been said; if that is no score, neither was the first.
        told = read_answer(text[found[last].start :], kind, language) if surely else None
        return told if isinstance(told, Score) else Unclear("ambiguous")
    if (plain := _plainly_none(text, found)) is not None:
        return plain
    score = find(found, kind)
    if isinstance(score, str):
        return _told_otherwise(text, found, kind, score)
    if _is_asked(found, score.end):
        return Unclear("ambiguous")
    comment = _without(text, score.start, score.end).strip()
    said = pieces(comment, language)
    if _contradicts(score.value, kind, tone(said)):
        return Unclear("ambiguous")
    return Score(score.value, comment, asks=is_new_matter(comment, said))


def _plainly_none(text: str, found: Sequence[Piece]) -> Comment | Unclear | None:
    """What an answer says whose numbers are plainly no score of this survey, or none for one thing."""
    if [piece.key in _MINUS or piece.sort for piece in found] == [True, "number"]:
        return Unclear("out_of_scale")
    if _rates_two_things(found) or is_bound(found):
        return Unclear("ambiguous")
    return Comment(text.strip(), asks=is_new_matter(text, found)) if is_idiom(found) else None


def _told_otherwise(
    text: str,
    found: Sequence[Piece],
    kind: Literal["csat", "nps"],
    score: Literal["none", "ambiguous", "several", "out_of_scale"],
) -> Score | Comment | Unclear:
    """What an answer says in which no rule finds the one score."""
    if score in {"none", "ambiguous"} and (told := _weighed(text, found, kind)) is not None:
        return told
    if score == "none" and not is_too_high(found):
        return _without_score(text, found)
    return Unclear("out_of_scale" if score in {"none", "out_of_scale"} else "ambiguous")


def _is_asked(found: Sequence[Piece], end: int) -> bool:
    """True if the clause of the score is a question: "is 10 good?"."""
    after = next(
        (piece for piece in found if piece.start >= end and piece.sort in {"break", "question", "aside"}), None
    )
    return after is not None and after.sort == "question"


# So sure the model must be to call words a comment: where nothing speaks against it, beside a number that may count
# something, and against a word of a new matter ("no os volveré a llamar"). The first two are low: few words that bring
# no matter are anything else.
_COMMENTS: Final = 0.45
_COMMENTS_BESIDE_A_NUMBER: Final = 0.8
_COMMENTS_ALL_THE_SAME: Final = 0.75
# ... and to call them no answer yet though they ask or hold such a word: "¿quién eres?", "ahora no puedo".
_PUTS_OFF: Final = 0.5
_PUTS_OFF_UNNAMED: Final = 0.35
_PUTS_OFF_ALL_THE_SAME: Final = 0.8
_OTHER_BESIDE_A_NUMBER: Final = 0.75
# From here on a comment may well be a matter too.
_MAY_BE_MATTER: Final = 0.5
_IS_MATTER_ALL_THE_SAME: Final = 0.7


def _without_score(text: str, found: Sequence[Piece]) -> Comment | Unclear:
    """What words that give no score say: by what they are not, then by the lists, then by the model."""
    said = text.strip()
    if " ".join(piece.key for piece in found if piece.sort in _SAID) in phrases("comment_phrases"):
        return Comment(said)
    means = meaning(text)
    if is_new_matter(text, found):
        if means.no_score >= (_PUTS_OFF if names_matter(found) else _PUTS_OFF_UNNAMED) and not counts(found):
            return Unclear("no_score")
        least = _COMMENTS_ALL_THE_SAME if names_matter(found) or asks_outright(found) else _COMMENTS
        if means.comment < least or counts(found) or asks_last(found):
            return Unclear("other_matter")
        return Comment(said, asks=True)
    if tone(found):
        if means.other_matter >= _IS_MATTER_ALL_THE_SAME:
            return Unclear("other_matter")  # "o técnico disse que voltava e não voltou"
        if means.no_score >= _PUTS_OFF_ALL_THE_SAME:
            return Unclear("no_score")  # "depois respondo, estou no trânsito"
        return Comment(said, asks=means.other_matter >= _MAY_BE_MATTER)
    if is_empty(found):
        shows = not any(piece.sort in _SAID for piece in found) and means.comment >= _COMMENTS_ALL_THE_SAME
        return Comment(said, asks=True) if shows else Unclear("no_score")  # an angry face alone
    if means.comment >= (_COMMENTS_BESIDE_A_NUMBER if counts(found) else _COMMENTS):
        return Comment(said, asks=not is_pleased(text))
    least = _OTHER_BESIDE_A_NUMBER if counts(found) else 0
    return Unclear("other_matter" if means.most == "other_matter" and means.other_matter >= least else "no_score")


_MINUS: Final = frozenset({"menos", "minus"})
_SAYS: Final = frozenset({"good", "bad", "handling", "matter", "person"})
_FEW: Final = 4
_LEADS: Final = frozenset({"leads", "gives", "hedges", "fillers", "chooses"})


def _weighed(text: str, found: Sequence[Piece], kind: Literal["csat", "nps"]) -> Score | Unclear | None:
    """The score that the model is sure of, with what was said beside it."""
    told = weigh(found, kind)
    if told == "none":
        return None
    if told == "out_of_scale":
        return Unclear("out_of_scale")
    if _is_asked(found, found[told.at].end):
        return Unclear("ambiguous")
    first = last = told.at
    while first and _leads(found[first - 1]):
        first -= 1
    clause = first
    while clause and found[clause - 1].sort == "word":
        clause -= 1
    if first - clause <= _FEW and not any(roles(piece.key) & _SAYS for piece in found[clause:first]):
        first = clause  # "me quedo con un 6"
    while last + 1 < len(found) and _trails(found[last + 1]):
        last += 1
    comment = _without(text, found[first].start, found[last].end).strip()
    said = [*found[:first], *found[last + 1 :]]
    if " ".join(piece.key for piece in said if piece.sort in _SAID) in phrases("tail_phrases"):
        comment = ""
    if _contradicts(told.value, kind, tone(said)):
        return Unclear("ambiguous")
    return Score(told.value, comment, asks=is_new_matter(comment, said))


def _leads(piece: Piece) -> bool:
    return not _LEADS.isdisjoint(roles(piece.key)) or piece.weak


def _trails(piece: Piece) -> bool:
    return piece.sort == "number" or not roles(piece.key).isdisjoint({"tails", "vocatives"})


_OF = frozenset({"para", "pra", "pro", "pelo", "pela", "pelos", "pelas", "por", "for"}) | frozenset(
    {"al", "a", "ao", "el", "la", "los", "las", "o", "os", "as", "the"}
)


def _rates_two_things(found: Sequence[Piece]) -> bool:
    """True where two numbers each say of what they are the score: "ocho para el chico, dos para la web"."""
    named = _named_before(found)
    if len(named) > 1 or len(_each_of_its_own(found)) > 1:
        return True
    for piece, then, after in zip(found, found[1:], found[2:], strict=False):
        is_named = then.key in _OF and after.sort == "word"
        if piece.sort == "number" and not piece.weak and is_named:
            named.add(piece.hundredths)
    return len(named) > 1


_THE = frozenset({"el", "la", "los", "las", "o", "a", "os", "as", "the", "al", "ao"})
_NAMED_WITHIN = 5


def _each_of_its_own(found: Sequence[Piece]) -> set[int]:
    """The numbers that end a short clause which begins with a thing: "the lad 5, the wait 1"."""
    told: set[int] = set()
    clause: list[Piece] = []
    for piece in [*found, Piece("break", ",", 0, 0)]:
        if piece.sort == "break" or piece.key in _JOINS:
            *before, last = clause or [piece]
            is_named = 2 <= len(before) <= _NAMED_WITHIN and before[0].key in _THE and before[1].sort == "word"
            if is_named and last.sort == "number" and not last.weak and before[-1].key not in _THE:
                told.add(last.hundredths)
            clause = []
        else:
            clause.append(piece)
    return told


_FOR = frozenset({"para", "pra", "for"})


def _named_before(found: Sequence[Piece]) -> set[int]:
    """The numbers of clauses that begin with for whom they are: "para o rapaz 10, para a firma 2"."""
    named: set[int] = set()
    is_for, starts = False, True
    for piece in found:
        if piece.sort == "break":
            starts = True
        elif piece.sort == "number" and not piece.weak:
            if is_for:
                named.add(piece.hundredths)
            starts = is_for = False
        elif starts or piece.key in _JOINS:
            is_for, starts = piece.key in _FOR, piece.key in _JOINS
    return named


_JOINS = frozenset({"y", "e", "and", "pero", "but", "mas"})
_SAID = frozenset({"word", "number", "figure", "sign", "question"})


def asks_too(text: str, language: str = "") -> bool:
    """True if an answer that is no score brings a new matter, or says that the old one is not over."""
    text = normalised(text)
    return is_new_matter(text, pieces(text, language.partition("-")[0]))


_SEPARATORS = " \t\r\n.,;:!)]\"”»'*_-–—…/&"  # noqa: RUF001  customers type each of them


def _without(text: str, start: int, end: int) -> str:
    before = text[:start].strip().rstrip(" \t\r\n,;:([\"“«'*_-–—¡¿&")  # noqa: RUF001  as above
    after = text[end:].lstrip(_SEPARATORS + "\ufe0f\u20e3").rstrip()
    if not any(character.isalnum() for character in before):
        before = before.strip(_SEPARATORS + "¡¿([“«")
    if not before or not after:
        return before or after
    return f"{before} {after}" if before[-1] in ".!?…" else f"{before}. {after}"


def _contradicts(value: int, kind: str, said: str) -> bool:
    low, high = SCALES[kind]
    return (value == low and said == "good") or (value == high and said == "bad")
