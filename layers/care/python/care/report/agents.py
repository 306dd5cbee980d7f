"""What each person did, from the counts of a period: replies, cases resolved, and what customers said of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from care.model.tallies import Tallies

_REPLIES: Final = "agent_replies:"
_RESOLVED: Final = "agent_resolved:"
_SCORED: Final = "score_agent_csat:"


@dataclass(slots=True)
class OfAgent:
    """One person's figures; `scores` are the CSAT scores of surveys about what they answered."""

    person: str
    replies: int = 0
    resolved: int = 0
    scores: dict[int, int] = field(default_factory=dict)

    @property
    def mean(self) -> float | None:
        """The mean score, None where there is none."""
        number = sum(self.scores.values())
        return sum(score * n for score, n in self.scores.items()) / number if number else None


def by_agent(tallies: Tallies) -> list[OfAgent]:
    """Everybody of whom something was counted, who replied most first."""
    found: dict[str, OfAgent] = {}
    for (_, _, name), n in tallies.counts.items():
        for prefix in (_REPLIES, _RESOLVED, _SCORED):
            if name.startswith(prefix):
                _add(found, prefix, name.removeprefix(prefix), n)
    return sorted(_those(found), key=lambda one: (-one.replies, -one.resolved, one.person))


def _add(found: dict[str, OfAgent], prefix: str, rest: str, n: int) -> None:
    person, _, score = rest.rpartition(":") if prefix == _SCORED else (rest, "", "")
    one = found.setdefault(person, OfAgent(person))
    if prefix == _REPLIES:
        one.replies += n
    elif prefix == _RESOLVED:
        one.resolved += n
    else:
        one.scores[int(score)] = one.scores.get(int(score), 0) + n


def _those(found: dict[str, OfAgent]) -> Iterator[OfAgent]:
    for one in found.values():
        one.scores = {score: n for score, n in one.scores.items() if n}
        if one.replies or one.resolved or one.scores:
            yield one
