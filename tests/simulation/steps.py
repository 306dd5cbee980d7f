"""A story is a list of steps, and a step a few plain numbers: any part of a story is a story too.

The numbers choose among what there is at that moment (a customer, a waiting delivery, a case), so no step depends on
another one; a step for which there is nothing to choose does nothing.
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from tests.simulation.lambdas import SOURCES

FUNCTIONS = tuple(SOURCES)
FAULTS = ("timeout", "lost", "connect", "429", "500", "500 done", "503", "cut")
FORGERIES = ("forged", "tampered", "oversized", "malformed", "unsigned")
ENDS = ("", "die", "die+", "fail", "fail+", "wait", "wait+")
PATIENCE = (1, 5, 20, 65, 300, 640, 1800, 4000, 10_000, 30_000)


class Step(NamedTuple):
    """What happens next: its kind, and up to four numbers that choose."""

    kind: str
    a: int = 0
    b: int = 0
    c: int = 0
    d: int = 0


# How often each kind of step comes, in a thousand.
WEIGHTS: dict[str, int] = {
    "post": 60,
    "dm": 55,
    "answer": 20,
    "ask": 45,
    "repost": 3,
    "delete": 4,
    "chat": 14,
    "flood": 2,
    "app": 18,
    "deliver": 190,
    "deliver twice": 15,
    "deliver again": 12,
    "lose": 5,
    "forge": 8,
    "poison": 3,
    "work": 300,
    "run": 110,
    "resume": 40,
    "minute": 75,
    "reconcile": 3,
    "report": 4,
    "pass": 60,
    "edge": 8,
    "weather": 12,
    "outage": 4,
    "webhook": 2,
    "desk": 70,
    "settings": 3,
    "incident": 4,
    "pause": 3,
    "erase": 2,
    "deploy": 3,
    "rollback": 2,
}


# What AWS and X do besides, woven into a story by a stream of its own: how often each comes.
TROUBLES: dict[str, int] = {
    "refuser": 2,
    "hang": 2,
    "late": 5,
    "answer": 7,
    "part": 4,
    "conflict": 5,
    "spread": 3,
    "skew": 4,
    "unfit": 4,
    "anew": 2,
}
EACH = 25  # steps to a trouble


def woven(random: Random, steps: Sequence[Step], without: frozenset[str] = frozenset()) -> list[Step]:
    """The steps with troubles among them, of all kinds that are not left out. Whatever is left out, others stay."""
    kinds = list(TROUBLES)
    found = list(steps)
    for _ in range(len(steps) // EACH):
        place, (kind,) = random.randrange(len(found) + 1), random.choices(kinds, list(TROUBLES.values()))
        numbers = [random.randrange(1 << 16) for _ in range(4)]
        found.insert(place, Step(kind, *numbers) if kind not in without else Step("nothing"))
    return [step for step in found if step.kind != "nothing"]


def steps_of(random: Random, count: int) -> list[Step]:
    """So many steps."""
    kinds = random.choices(list(WEIGHTS), list(WEIGHTS.values()), k=count)
    return [Step(kind, *(random.randrange(1 << 16) for _ in range(4))) for kind in kinds]


def told(step: Step) -> str:
    """A step as a sentence, where the story itself has nothing better to say."""
    return f"{step.kind} {step.a} {step.b} {step.c} {step.d}"


def without(steps: Sequence[Step], start: int, end: int) -> list[Step]:
    """The story without a part of it."""
    return [*steps[:start], *steps[end:]]
