"""What a small model has learned of messages that no rule is sure about: a probability for each topic, and its reasons.

`make train` writes `learned.weights`: a line of JSON, then one byte for each feature's place and topic. It is read at
the first message that needs it, without a library.
"""

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, sqrt
from pathlib import Path
from typing import Final, NamedTuple

from care.triage.features import BUCKETS, bucket, parts
from care.triage.taught import Taught
from care.triage.verdict import LEARNED, TAUGHT, Evidence, RuleTopic
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

    def probabilities(self, seen: "Seen", shifts: Mapping[RuleTopic, float]) -> dict[RuleTopic, float]:
        """How probable each topic is, together 1; `shifts` is what was taught besides, in logits."""
        odds: dict[RuleTopic, float] = {}
        for topic, logit in self.logits(seen).items():
            shifted = logit + shifts.get(topic, 0.0)
            odds[topic] = 1 / (1 + exp(-max(-30.0, min(30.0, shifted))))
        whole = sum(odds.values())
        return {topic: value / whole for topic, value in odds.items()}

    def logits(self, seen: "Seen") -> dict[RuleTopic, float]:
        """What speaks for each topic, in logits that mean something."""
        size = sqrt(len(seen.places)) or 1.0
        found: dict[RuleTopic, float] = {}
        for at, topic in enumerate(self.topics):
            score = self.intercepts[at] + self.steps[at] * sum(map(self.tables[at].__getitem__, seen.places)) / size
            found[topic] = self.slopes[at] * score + self.offsets[at]
        return found

    def knows(self, found: Sequence[Word]) -> bool:
        """True if it has met one of the words: what is common makes no topic of words never seen."""
        places = [bucket(key) for _, key in found if key[0].isalpha()]
        return any(abs(table[place]) > 1 for table in self.tables for place in places)

    def reasons(self, seen: "Seen", topic: RuleTopic, taught: Taught) -> tuple[Evidence, ...]:
        """The words that spoke most for the topic, as written, with a weight of 1 to 9, and who taught it."""
        at = self.topics.index(topic)
        table, step = self.tables[at], self.steps[at]
        size = sqrt(len(seen.parts)) or 1.0
        weighed: dict[str, tuple[float, str]] = {}
        for name, written in seen.parts:
            place = bucket(name)
            ours, theirs = step * table[place] / size, taught.weight(place, topic) / size
            if written and ours + theirs > weighed.get(written, (0.0, ""))[0]:
                weighed[written] = (ours + theirs, TAUGHT if theirs > ours else LEARNED)
        strongest = sorted(weighed.items(), key=lambda one: (-one[1][0], one[0]))[:_TOLD]
        return tuple(
            Evidence(written, f"{whence}:{topic}", topic, max(1, min(9, round(4 * value))))
            for written, (value, whence) in strongest
        )


class Seen(NamedTuple):
    """What the model sees of a message: its parts, each with the words as written, and their places, each once."""

    parts: list[tuple[str, str]]
    places: list[int]


def see(found: Sequence[Word]) -> Seen:
    """A message as the model sees it."""
    said = parts(found)
    return Seen(said, list({bucket(name) for name, _ in said}))


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
