"""Learning by how much an account's words raise or lower an urgency, from the urgencies that people corrected.

Pure, and as `care.triage.teaching`: the newest examples are not learned from, they judge. What people meant is a
number, so what is judged is how far off the readings are, in all.
"""

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import Final, NamedTuple

from care.triage.classification import classify
from care.triage.features import bucket, parts, see
from care.triage.rules import Rules, compiled
from care.triage.taught import STRONGEST, Judged, decoded, encoded
from care.triage.teaching import FEWEST, FEWEST_CUSTOMERS, MOST_EXAMPLES, Example, newer, older
from care.triage.words import words

_ROUNDS: Final = 60
_RATE, _DECAY = 0.3, 0.002
_SHOWN: Final = 6


class Raised(NamedTuple):
    """A word or two, by how many levels they move an urgency (down: below 0), how many customers wrote them."""

    words: str
    levels: float
    customers: int


class UrgencyLesson(NamedTuple):
    """What was learned, and how many levels the readings of the newest messages are off: with it, and as shipped."""

    judged: Judged
    weights: str = ""
    parts: tuple[Raised, ...] = ()
    corrections: int = 0
    off: int = 0
    off_before: int = 0
    customers: frozenset[str] = frozenset()


def learn_urgency(examples: Sequence[Example], rules: Rules) -> UrgencyLesson:
    """The moves that the examples teach, the oldest first, beside the topics' weights that `rules` have in use.

    They are used where `judged` is "better": on the newest corrections, and on the newest messages that people left,
    the readings are nowhere further off than as shipped or as in use, and nearer in all.
    """
    told = [one for one in examples if one.urgency is not None and one.level_corrected][-MOST_EXAMPLES:]
    left = [one for one in examples if one.urgency is not None and not one.level_corrected][-MOST_EXAMPLES:]
    if len(told) < FEWEST:
        return UrgencyLesson("too_few", corrections=len(told))
    topics = rules.taught.weights
    bare = compiled(rules.changes, encoded(topics))
    lessons = (*older(told), *older(left))
    allowed = _allowed(older(told))
    moves = _fitted(lessons, {bucket(name) for name in allowed}, bare) if allowed else {}
    learned = encoded(topics, moves)
    if not decoded(learned).urgency:
        return UrgencyLesson("no_words", corrections=len(told))
    judging = (newer(told), newer(left))
    after = _off(judging, compiled(rules.changes, learned))
    before, in_use = _off(judging, bare), _off(judging, rules)
    worse = any(ours > theirs for other in (before, in_use) for ours, theirs in zip(after, other, strict=True))
    judged: Judged = "better"
    if worse or sum(after) >= sum(before):
        judged = "not_better"
    elif decoded(learned) == rules.taught:
        judged = "as_before"
    told_of = tuple(_parts(allowed, learned))
    customers = frozenset(one.customer for one in lessons)
    return UrgencyLesson(judged, learned, told_of, len(told), sum(after), sum(before), customers)


def _off(judging: Iterable[Sequence[Example]], rules: Rules) -> tuple[int, ...]:
    return tuple(sum(abs(_urgency(one, rules) - (one.urgency or 0)) for one in part) for part in judging)


def _urgency(example: Example, rules: Rules) -> int:
    return classify(example.text, example.language or None, rules).urgency


def _allowed(told: Sequence[Example]) -> dict[str, int]:
    """The words that enough customers wrote in what was corrected, with how many these are."""
    wrote: dict[str, set[str]] = {}
    for one in told:
        for name, _ in parts(words(one.text)):
            wrote.setdefault(name, set()).add(one.customer)
    return {name: len(by) for name, by in wrote.items() if len(by) >= FEWEST_CUSTOMERS and not name.startswith("#")}


def _fitted(lessons: Iterable[Example], known: set[int], bare: Rules) -> dict[int, float]:
    """Levels by place, by descent from how far the shipped reading is off."""
    rows: list[tuple[list[int], float, int]] = []
    for one in lessons:
        seen = see(words(one.text))
        if places := [place for place in seen.places if place in known]:
            rows.append((places, 1 / sqrt(len(seen.places)), (one.urgency or 0) - _urgency(one, bare)))
    table: dict[int, float] = {}
    for _ in range(_ROUNDS):
        for places, value, wanted in rows:
            missing = wanted - value * sum(table.get(place, 0.0) for place in places)
            for place in places:
                pulled = table.get(place, 0.0) * (1 - _DECAY) + _RATE * missing * value
                table[place] = max(-STRONGEST, min(STRONGEST, pulled))
    return table


def _parts(allowed: dict[str, int], learned: str) -> Iterable[Raised]:
    moves = decoded(learned).urgency
    readable = [name for name in allowed if name[0].isalnum() and name[-1] not in "*$"]
    found = [
        Raised(name, round(moves[place], 1), allowed[name]) for name in readable if (place := bucket(name)) in moves
    ]
    return sorted(found, key=lambda part: (-abs(part.levels), part))[:_SHOWN]
