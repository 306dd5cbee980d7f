"""What a small model has learned of messages that no rule is sure about: a probability for each topic, and its reasons.

`make train` writes `learned.weights`: a line of JSON, then one byte for each feature's place and topic. It is read at
the first message that needs it, without a library.
"""

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, sqrt
from pathlib import Path
from typing import Final

from care.triage.features import BUCKETS, bucket, parts
from care.triage.verdict import Evidence, RuleTopic
from care.triage.words import Word

WEIGHTS: Final = Path(__file__).with_name("learned.weights")
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

    def probabilities(self, found: Sequence[Word]) -> dict[RuleTopic, float]:
        """How probable each topic is; together 1."""
        places = list({bucket(name) for name, _ in parts(found)})
        size = sqrt(len(places))
        odds: dict[RuleTopic, float] = {}
        for at, topic in enumerate(self.topics):
            score = self.intercepts[at] + self.steps[at] * sum(map(self.tables[at].__getitem__, places)) / size
            odds[topic] = 1 / (1 + exp(-max(-30.0, min(30.0, self.slopes[at] * score + self.offsets[at]))))
        whole = sum(odds.values())
        return {topic: value / whole for topic, value in odds.items()}

    def knows(self, found: Sequence[Word]) -> bool:
        """True if it has met one of the words: what is common makes no topic of words never seen."""
        places = [bucket(key) for _, key in found if key[0].isalpha()]
        return any(abs(table[place]) > 1 for table in self.tables for place in places)

    def reasons(self, found: Sequence[Word], topic: RuleTopic) -> tuple[Evidence, ...]:
        """The words that spoke most for the topic, as written, with a weight of 1 to 9."""
        at = self.topics.index(topic)
        table, step = self.tables[at], self.steps[at]
        said = parts(found)
        size = sqrt(len(said)) or 1.0
        weighed: dict[str, float] = {}
        for name, written in said:
            value = step * table[bucket(name)] / size
            if written and value > weighed.get(written, 0.0):
                weighed[written] = value
        strongest = sorted(weighed.items(), key=lambda one: (-one[1], one[0]))[:_TOLD]
        return tuple(
            Evidence(written, f"learned:{topic}", topic, max(1, min(9, round(4 * value))))
            for written, value in strongest
        )


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
    )
