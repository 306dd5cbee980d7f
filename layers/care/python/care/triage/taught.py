"""What an account's people taught by their corrections: a few weights beside those of the shipped model.

They are kept under the places of the model's table, which are hashes of words: an adjustment holds no text. It is
bounded in size and in how far it moves a topic, so that it corrects and never rules.
"""

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256
from math import sqrt
from pathlib import Path
from typing import Final, Literal

from care.triage.verdict import RuleTopic

# So many weights at most, of which none is stronger, and by so much a topic moves at most, in logits.
MOST_WEIGHTS: Final = 512
STRONGEST: Final = 4.0
FURTHEST: Final = 4.0
# By so many levels an urgency moves at most.
MOST_LEVELS: Final = 2
_STEP: Final = 1 / 16
_BYTES: Final = 4  # of one weight: three of place and topic, one of steps
# The order is stored: a topic's number never changes.
_TOPICS: Final[tuple[RuleTopic, ...]] = ("complaint", "after_sales", "question", "lead", "praise", "thanks", "noise")

_SHIPPED: Final = Path(__file__).with_name("learned.weights")

# After the topics: by how many levels a word moves the urgency.
_URGENCY: Final = len(_TOPICS)
# How what was learned did on the newest messages; only "better" is used.
Judged = Literal["better", "too_few", "no_words", "not_better", "as_before"]

type Weights = dict[int, dict[RuleTopic, float]]


@dataclass(frozen=True, slots=True)
class Taught:
    """Weights by the place of a word, and by topic, and levels of urgency by place; empty where nothing was taught."""

    weights: Mapping[int, Mapping[RuleTopic, float]] = field(default_factory=dict)
    urgency: Mapping[int, float] = field(default_factory=dict)

    def weight(self, place: int, topic: RuleTopic) -> float:
        """What a place speaks for a topic."""
        found = self.weights.get(place)
        return found.get(topic, 0.0) if found else 0.0

    def shifts(self, places: Iterable[int]) -> dict[RuleTopic, float]:
        """By how much each topic moves in a message with these places, in logits."""
        moved: dict[RuleTopic, float] = {}
        count = 0
        for place in places:
            count += 1
            for topic, weight in self.weights.get(place, {}).items():
                moved[topic] = moved.get(topic, 0.0) + weight
        return {topic: max(-FURTHEST, min(FURTHEST, value / sqrt(count))) for topic, value in moved.items()}

    def levels(self, places: Sequence[int]) -> int:
        """By how many levels the urgency of a message with these places moves."""
        if not self.urgency:
            return 0
        moved = sum(self.urgency.get(place, 0.0) for place in places) / sqrt(len(places) or 1)
        return round(max(-MOST_LEVELS, min(MOST_LEVELS, moved)))


NOTHING: Final = Taught()


@cache
def shipped_as() -> str:
    """What tells one shipped model from another: what was taught beside one says nothing beside another."""
    return sha256(_SHIPPED.read_bytes()).hexdigest()[:8]


def encoded(weights: Mapping[int, Mapping[RuleTopic, float]], urgency: Mapping[int, float] | None = None) -> str:
    """The strongest weights as a short text, rounded to what is read again; empty where there is none."""
    each = [
        (steps, place, _TOPICS.index(topic))
        for place, by_topic in weights.items()
        for topic, weight in by_topic.items()
        if (steps := _steps(weight))
    ]
    each += [(steps, place, _URGENCY) for place, weight in (urgency or {}).items() if (steps := _steps(weight))]
    strongest = sorted(each, key=lambda one: (-abs(one[0]), one[1:]))[:MOST_WEIGHTS]
    kept = sorted((place << 3 | topic, steps) for steps, place, topic in strongest)
    data = b"".join(key.to_bytes(3) + steps.to_bytes(1, signed=True) for key, steps in kept)
    return f"{shipped_as()}:{b64encode(data).decode()}" if data else ""


def _steps(weight: float) -> int:
    return round(max(-STRONGEST, min(STRONGEST, weight)) / _STEP)


@lru_cache(maxsize=64)
def decoded(text: str) -> Taught:
    """The weights of such a text; nothing where it is none, or was learned beside another release's model."""
    model, _, body = text.partition(":")
    if not body or model != shipped_as():
        return NOTHING
    try:
        data = b64decode(body, validate=True)
    except (Error, ValueError):
        return NOTHING
    if not data or len(data) % _BYTES or len(data) > MOST_WEIGHTS * _BYTES:
        return NOTHING
    found: Weights = {}
    urgency: dict[int, float] = {}
    for start in range(0, len(data), _BYTES):
        key = int.from_bytes(data[start : start + 3])
        steps = int.from_bytes(data[start + 3 : start + 4], signed=True)
        weight = max(-STRONGEST, min(STRONGEST, steps * _STEP))
        if key & 7 == _URGENCY:
            urgency[key >> 3] = weight
        else:
            found.setdefault(key >> 3, {})[_TOPICS[key & 7]] = weight
    return Taught(found, urgency)
