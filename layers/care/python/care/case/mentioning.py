"""Colleagues who were named in a note: who has not seen it yet, and when they have."""

from copy import replace

from care.model.actions import Action, MentionSeen
from care.model.case import Case
from care.model.decision import Decision, changed, unchanged
from care.model.outcomes import Code, outcome

MOST_MENTIONED = 10  # who has not seen it; each of them has the case on a list of theirs


def mention(case: Case, people: tuple[str, ...], by: str) -> Case:
    """The case with those who are named from now on, besides who named them."""
    named = tuple(dict.fromkeys((*case.mentions, *(one for one in people if one != by))))
    return replace(case, mentions=named[-MOST_MENTIONED:]) if named != case.mentions else case


def seen(case: Case, action: MentionSeen) -> Decision:
    """Who was named has seen it."""
    if action.by not in case.mentions:
        return unchanged(case, outcome(Code.as_it_was))
    return changed(_without(case, action.by), outcome(Code.mention_seen))


def acted(before: Case, decision: Decision, action: Action) -> Decision:
    """Who does something with the case has seen that they were named before."""
    case = decision.case
    if case is None or action.by not in before.mentions or action.by not in case.mentions or case == before:
        return decision
    return replace(decision, case=_without(case, action.by))


def _without(case: Case, person: str) -> Case:
    return replace(case, mentions=tuple(one for one in case.mentions if one != person))
