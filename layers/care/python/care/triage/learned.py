"""What a small model has learned of messages that no rule is sure about: a probability for each topic, and its reasons.

`make train` writes `learned.weights`: a line of JSON, then one byte for each feature's place and topic. It is read at
the first message that needs it, without a library.
"""

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import exp, sqrt
from pathlib import Path
from typing import Final

from care.triage.features import BUCKETS, Seen, bucket, places_of_word
from care.triage.taught import Taught
from care.triage.verdict import LEARNED, TAUGHT, Evidence, RuleTopic
from care.triage.words import Word

WEIGHTS: Final = Path(__file__).with_name("learned.weights")
# A weight is -128 to 127, kept as 0 to 255 in a lane in which those of all parts of a message have room.
_LANE: Final = 20
_IN_LANE: Final = (1 << _LANE) - 1
_ZERO: Final = 128
_MOST_PACKED: Final = 16_384
_MOST_BEST: Final = 4096
# So many of a verdict's strongest parts are told.
_TOLD: Final = 4


@dataclass(frozen=True, slots=True)
class Model:
    """For each topic its table of weights, in steps of `step`, its intercept, and how a score becomes a probability."""

    topics: tuple[RuleTopic, ...]
    tables: tuple[array[int], ...]
    steps: tuple[float, ...]
    intercepts: tuple[float, ...]
    slopes: tuple[float, ...]
    offsets: tuple[float, ...]
    # By place the weights of all topics in one number, so that they are added at once; made when first met.
    packed: dict[int, int] = field(default_factory=dict, repr=False, compare=False)
    # By topic and word the strongest of the word's own weights, for the reasons.
    best: list[dict[str, int]] = field(default_factory=list, repr=False, compare=False)

    def _best(self, at: int, key: str) -> int:
        if len(self.best[at]) >= _MOST_BEST:
            self.best[at].clear()
        most = max(map(self.tables[at].__getitem__, places_of_word(key)))
        self.best[at][key] = most
        return most

    def _pack(self, place: int) -> int:
        if len(self.packed) >= _MOST_PACKED:
            self.packed.clear()
        row = sum((table[place] + _ZERO) << at * _LANE for at, table in enumerate(self.tables))
        self.packed[place] = row
        return row

    def probabilities(self, seen: Seen, shifts: Mapping[RuleTopic, float]) -> dict[RuleTopic, float]:
        """How probable each topic is, together 1; `shifts` is what was taught besides, in logits."""
        odds: dict[RuleTopic, float] = {}
        for topic, logit in self.logits(seen).items():
            shifted = logit + shifts.get(topic, 0.0)
            odds[topic] = 1 / (1 + exp(-max(-30.0, min(30.0, shifted))))
        whole = sum(odds.values())
        return {topic: value / whole for topic, value in odds.items()}

    def logits(self, seen: Seen) -> dict[RuleTopic, float]:
        """What speaks for each topic, in logits that mean something."""
        size = sqrt(len(seen.places)) or 1.0
        try:
            packed = sum(map(self.packed.__getitem__, seen.places))
        except KeyError:
            packed = sum([self.packed.get(place) or self._pack(place) for place in seen.places])
        found: dict[RuleTopic, float] = {}
        for at, topic in enumerate(self.topics):
            steps = (packed >> at * _LANE & _IN_LANE) - _ZERO * len(seen.places)
            score = self.intercepts[at] + self.steps[at] * steps / size
            found[topic] = self.slopes[at] * score + self.offsets[at]
        return found

    def knows(self, found: Sequence[Word]) -> bool:
        """True if it has met one of the words: what is common makes no topic of words never seen."""
        return any(self._is_known(key) for _, key in found if key[0].isalpha())

    def _is_known(self, key: str) -> bool:
        place = bucket(key)
        return any(abs(table[place]) > 1 for table in self.tables)

    def reasons(self, seen: Seen, topic: RuleTopic, taught: Taught) -> tuple[Evidence, ...]:
        """The words that spoke most for the topic, as written, with a weight of 1 to 9, and who taught it."""
        if taught.weights:
            return self._reasons_with(seen, topic, taught)
        at = self.topics.index(topic)
        table, best = self.tables[at], self.best[at]
        spoke: list[tuple[int, int]] = []
        for place, (_, key) in enumerate(seen.words):
            most = best.get(key)
            if most is None:
                most = self._best(at, key)
            if most > 0:
                spoke.append((most, 2 * place))
        spoke += [(table[pair], 2 * place + 1) for place, pair in enumerate(seen.pairs) if table[pair] > 0]
        spoke.sort(reverse=True)
        weighed: dict[str, int] = {}
        last = 0
        for most, place in spoke:
            # Those of equal weight go by their letters, so that all of them have to be known.
            if len(weighed) >= _TOLD and most < last:
                break
            last = most
            weighed.setdefault(_named(seen, place), most)
        strongest = sorted(weighed.items(), key=lambda one: (-one[1], one[0]))[:_TOLD]
        size = sqrt(len(seen.places)) or 1.0
        return tuple(
            Evidence(written, f"{LEARNED}:{topic}", topic, max(1, min(9, round(4 * (self.steps[at] * most / size)))))
            for written, most in strongest
        )

    def _reasons_with(self, seen: Seen, topic: RuleTopic, taught: Taught) -> tuple[Evidence, ...]:
        """The same beside what an account's people taught."""
        at = self.topics.index(topic)
        table, step, best = self.tables[at], self.steps[at], self.best[at]
        size = sqrt(len(seen.places)) or 1.0
        weighed: dict[str, tuple[float, str]] = {}

        def weigh(name: str, places: Sequence[int], most: int) -> None:
            theirs = max(taught.weight(place, topic) for place in places) / size
            ours = step * most / size
            if ours + theirs > weighed.get(name, (0.0, ""))[0]:
                weighed[name] = (ours + theirs, TAUGHT if theirs > ours else LEARNED)

        for place, pair in enumerate(seen.pairs):
            if place < len(seen.words):
                key = seen.words[place][1]
                most = best.get(key)
                weigh(_named(seen, 2 * place), places_of_word(key), self._best(at, key) if most is None else most)
            if seen.words:
                weigh(_named(seen, 2 * place + 1), (pair,), table[pair])
        strongest = sorted(weighed.items(), key=lambda one: (-one[1][0], one[0]))[:_TOLD]
        return tuple(
            Evidence(written, f"{whence}:{topic}", topic, max(1, min(9, round(4 * value))))
            for written, (value, whence) in strongest
        )


def _named(seen: Seen, place: int) -> str:
    """What is said at a place, two a word: the word, and the word with the one before it; at last the last one."""
    at, is_pair = divmod(place, 2)
    written = seen.words[at][0] if at < len(seen.words) else ""
    before = seen.words[at - 1][0] if at and is_pair else ""
    return f"{before} {written}".strip() if is_pair else written


@cache
def shipped_model() -> Model:
    """The model that comes with the code."""
    head, _, body = WEIGHTS.read_bytes().partition(b"\n")
    told = json.loads(head)
    topics: tuple[RuleTopic, ...] = tuple(told["topics"])
    tables = tuple(array("b", body[at * BUCKETS : (at + 1) * BUCKETS]) for at in range(len(topics)))
    return Model(
        topics,
        tables,
        tuple(told["steps"]),
        tuple(told["intercepts"]),
        tuple(told["slopes"]),
        tuple(told["offsets"]),
        best=[{} for _ in topics],
    )
