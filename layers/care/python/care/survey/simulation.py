"""What surveys would have done to past cases, before anybody is asked."""

from collections import Counter
from collections.abc import Iterable
from copy import replace
from dataclasses import dataclass
from datetime import datetime

from care.model.account import Account
from care.model.case import Case
from care.model.commands import AskSurvey
from care.model.outcomes import Outcome
from care.survey.rules import planned_at, question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that would have gone out at `at`."""

    at: datetime
    command: AskSurvey


@dataclass(frozen=True, slots=True)
class Simulated:
    """The questions in the order of their cases, and how many cases were left out for each reason."""

    asked: tuple[Asked, ...]
    left_out: Counter[Outcome]


def simulated(cases: Iterable[Case], account: Account, since: datetime) -> Simulated:
    """What `account`'s survey settings would have made of resolved cases, oldest first, each with its customer.

    Customers are as they are now: who has opted out meanwhile is not asked. What was really asked since `since` counts
    for nothing, what was asked before it cools down. Messages that would have cancelled a question are not known.
    """
    asked: list[Asked] = []
    left_out: Counter[Outcome] = Counter()
    last: dict[str, datetime] = {}
    on = replace(account, survey=replace(account.survey, enabled=True))
    for case in cases:
        customer = case.customer
        before = customer.surveyed_at if customer.surveyed_at and customer.surveyed_at < since else None
        surveyed_at = last.get(customer.customer_id, before)
        fresh = replace(case, survey=None, customer=replace(customer, surveyed_at=surveyed_at))
        at = planned_at(fresh, on)
        if isinstance(at, Outcome):
            left_out[at] += 1
            continue
        last[customer.customer_id] = at
        asked.append(Asked(at, question(fresh, on, at)))
    return Simulated(tuple(asked), left_out)
