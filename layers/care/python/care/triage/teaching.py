"""Learning a small adjustment from what people corrected, and whether it may be used.

Pure: the same examples give the same weights. The newest examples are not learned from; they judge. What is used is
what was judged.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import exp, sqrt
from typing import Final, NamedTuple

from care.triage.classification import OVERRULES, classify
from care.triage.features import bucket, parts, see
from care.triage.learned import shipped_model
from care.triage.rules import Rules, compiled
from care.triage.taught import STRONGEST, Judged, Weights, decoded, encoded
from care.triage.verdict import RuleTopic, Verdict
from care.triage.words import words

# A word counts where so many customers wrote it, so that no customer can be read from the weights.
FEWEST_CUSTOMERS: Final = 3
# So many corrections are needed, of which the newest part judges.
FEWEST: Final = 12
_JUDGING: Final = 4
MOST_EXAMPLES: Final = 400
_ROUNDS: Final = 40
_RATE, _DECAY = 0.5, 0.002
_SHOWN: Final = 12


class Example(NamedTuple):
    """A message with topic and urgency as people gave or left them; the newest stand last in a list of them."""

    text: str
    language: str
    topic: RuleTopic
    customer: str
    corrected: bool
    urgency: int | None = None
    level_corrected: bool = False


class Part(NamedTuple):
    """A word or two: for which topic they speak, how much (against it: below 0), how many customers wrote them."""

    words: str
    topic: RuleTopic
    weight: float
    customers: int


class Lesson(NamedTuple):
    """What was learned, how it was judged on the newest examples, and of whose messages."""

    judged: Judged
    weights: str = ""
    parts: tuple[Part, ...] = ()
    corrections: int = 0
    asked: int = 0
    right: int = 0
    right_before: int = 0
    customers: frozenset[str] = frozenset()


def learn(examples: Sequence[Example], rules: Rules) -> Lesson:
    """The adjustment that the examples teach, the oldest first; `rules` are the account's, with what is in use now.

    It is used only where `judged` is "better": on the newest corrections, and on the newest messages that people left
    as they were, it is nowhere worse than the shipped model nor than what is in use, and somewhere better.
    """
    corrected = [one for one in examples if one.corrected][-MOST_EXAMPLES:]
    left = [one for one in examples if not one.corrected][-MOST_EXAMPLES:]
    told = len(corrected)
    if told < FEWEST:
        return Lesson("too_few", corrections=told)
    lessons = (*older(corrected), *older(left))
    allowed = _allowed(older(corrected))
    shipped = compiled(rules.changes)
    learned = encoded(_fitted(lessons, allowed, shipped)) if allowed else ""
    if not learned:
        return Lesson("no_words", corrections=told)
    judging = (newer(corrected), newer(left))
    after = _right(judging, compiled(rules.changes, learned))
    before, in_use = _right(judging, shipped), _right(judging, rules)
    worse = any(ours < theirs for other in (before, in_use) for ours, theirs in zip(after, other, strict=True))
    judged: Judged = "better"
    if worse or sum(after) <= sum(before):
        judged = "not_better"
    elif decoded(learned) == rules.taught:
        judged = "as_before"
    return Lesson(
        judged,
        learned,
        tuple(_parts(allowed, learned)),
        told,
        sum(map(len, judging)),
        sum(after),
        sum(before),
        frozenset(one.customer for one in lessons),
    )


def older(examples: Sequence[Example]) -> Sequence[Example]:
    """What is learned from."""
    return examples[: len(examples) - len(examples) // _JUDGING]


def newer(examples: Sequence[Example]) -> Sequence[Example]:
    """What judges."""
    return examples[len(examples) - len(examples) // _JUDGING :]


def _right(judging: Iterable[Sequence[Example]], rules: Rules) -> tuple[int, ...]:
    """How many of each part are read as people have them."""
    return tuple(sum(_read(one, rules).topic == one.topic for one in part) for part in judging)


def _read(example: Example, rules: Rules) -> Verdict:
    return classify(example.text, example.language or None, rules)


def _allowed(corrected: Sequence[Example]) -> dict[str, int]:
    """The words that enough customers wrote in what was corrected, by name, with how many these are."""
    wrote: dict[str, set[str]] = {}
    for one in corrected:
        for name, _ in parts(words(one.text)):
            wrote.setdefault(name, set()).add(one.customer)
    return {name: len(by) for name, by in wrote.items() if len(by) >= FEWEST_CUSTOMERS and not name.startswith("#")}


def _fitted(lessons: Iterable[Example], allowed: Iterable[str], shipped: Rules) -> Weights:
    """Weights by descent from what the shipped verdict is: only what it gets wrong pulls."""
    known, model = {bucket(name) for name in allowed}, shipped_model()
    rows: list[tuple[list[int], float, dict[RuleTopic, float], RuleTopic]] = []
    for one in lessons:
        seen = see(words(one.text))
        places = [place for place in seen.places if place in known]
        if not places:
            continue
        logits, verdict = model.logits(seen), _read(one, shipped)
        if verdict.sure == 1 and verdict.topic not in {one.topic, "unsure"}:
            # A rule said it: whoever would overrule it has further to go.
            logits[verdict.topic] = max(logits[verdict.topic], 0.0) + OVERRULES
            logits[one.topic] = min(logits[one.topic], 0.0) - OVERRULES
        rows.append((places, 1 / sqrt(len(seen.places)), logits, one.topic))
    weights: dict[RuleTopic, dict[int, float]] = {topic: {} for topic in model.topics}
    for _ in range(_ROUNDS):
        for places, value, logits, wanted in rows:
            for topic, logit in logits.items():
                table = weights[topic]
                moved = logit + value * sum(table.get(place, 0.0) for place in places)
                pull = _RATE * ((topic == wanted) - 1 / (1 + exp(-max(-30.0, min(30.0, moved))))) * value
                for place in places:
                    pulled = table.get(place, 0.0) * (1 - _DECAY) + pull
                    table[place] = max(-STRONGEST, min(STRONGEST, pulled))
    by_place: Weights = {}
    for topic, table in weights.items():
        for place, weight in table.items():
            by_place.setdefault(place, {})[topic] = weight
    return by_place


def _parts(allowed: dict[str, int], learned: str) -> Iterator[Part]:
    """The strongest words, the strongest first; beginnings and ends of words are left out."""
    taught = decoded(learned)
    readable = [name for name in allowed if name[0] not in "*~^" and name[-1] not in "*$" and name[0].isalnum()]
    found = [
        Part(name, topic, round(weight, 1), allowed[name])
        for name in readable
        for topic, weight in taught.weights.get(bucket(name), {}).items()
    ]
    yield from sorted(found, key=lambda part: (-abs(part.weight), part))[:_SHOWN]
