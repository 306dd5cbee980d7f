"""Results of automatic conversations: how many, how many helped, how many went to a person, by article.

A solved conversation is no response of a person and counts as none (docs/design.md, 4.8).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from care.model.selfservice_state import DialogState


@dataclass(frozen=True, slots=True)
class SelfServiceTally:
    """Conversations in which it was asked; each was solved, handed over, or left open."""

    asked: int = 0
    solved: int = 0
    handed_over: int = 0

    @property
    def left(self) -> int:
        """Those that the customer let be, or that still go on."""
        return self.asked - self.solved - self.handed_over

    def __add__(self, other: "SelfServiceTally") -> "SelfServiceTally":
        return SelfServiceTally(
            self.asked + other.asked, self.solved + other.solved, self.handed_over + other.handed_over
        )


@dataclass(frozen=True, slots=True)
class Numbers:
    """All conversations, and those that each article or look-up answered.

    A conversation counts for every article that it was answered with, and its end for the last of them: so the
    articles' `solved` add up to all solved ones, and their `handed_over` and `unanswered` to all that were handed over.
    """

    all: SelfServiceTally = SelfServiceTally()
    per_article: Mapping[str, SelfServiceTally] = field(default_factory=dict)
    unanswered: int = 0
    """Handed over before anything was answered: what articles to write."""

    def __add__(self, other: Self) -> "Numbers":
        ids = sorted({*self.per_article, *other.per_article})
        both = {
            article_id: self.per_article.get(article_id, SelfServiceTally())
            + other.per_article.get(article_id, SelfServiceTally())
            for article_id in ids
        }
        return Numbers(self.all + other.all, both, self.unanswered + other.unanswered)


def tally(states: Iterable[DialogState]) -> Numbers:
    """The numbers of conversations, each as it stands at its end. The sum of two tallies is the tally of both."""
    total = Numbers()
    for state in states:
        if state.phase == "new":
            continue
        total += Numbers(_end(state), _articles(state), int(state.phase == "handed_over" and not state.answered))
    return total


def _end(state: DialogState) -> SelfServiceTally:
    return SelfServiceTally(1, int(state.phase == "solved"), int(state.phase == "handed_over"))


def _articles(state: DialogState) -> dict[str, SelfServiceTally]:
    found = {article_id: SelfServiceTally(1) for article_id in state.answered}
    if state.answered:
        found[state.answered[-1]] = _end(state)
    return found
