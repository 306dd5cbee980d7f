"""What a person decides about a case."""

from copy import replace
from datetime import datetime

from care.account import Account
from care.actions import CaseReopened, CaseResolved
from care.case.clocks import all_stop
from care.case.decision import Decision, unchanged
from care.case.ending import ended
from care.case.model import Case, Customer, without_timer
from care.outcomes import Code, outcome
from care.survey.rules import plan


def resolved(case: Case, at: datetime, account: Account) -> Case:
    """The case with its matter settled at `at`: nobody waits, all clocks stop, a survey is planned where one is due."""
    case = replace(
        case,
        state="resolved",
        resolved_at=at,
        unanswered_since=None,
        timers=without_timer(case, "acknowledge", "silence"),
    )
    return plan(all_stop(case, at, account), account)


def resolve(known: Case | Customer, event: CaseResolved, account: Account) -> Decision:
    """The matter is settled: all clocks stop, and a survey is planned where one is due."""
    if isinstance(known, Customer):
        return unchanged(known, outcome(Code.no_such_case))
    if known.state == "resolved":
        return unchanged(known, outcome(Code.resolved_already))
    case = resolved(ended(known), event.at, account)
    return Decision(customer=case.customer, case=case, because=(outcome(Code.resolved),))


def reopen(known: Case | Customer, _event: CaseReopened, _account: Account) -> Decision:
    """The matter is not settled after all: a fresh clock of the first response, and no survey."""
    if isinstance(known, Customer):
        return unchanged(known, outcome(Code.no_such_case))
    if known.state != "resolved":
        return unchanged(known, outcome(Code.not_resolved))
    planned = known.survey is not None and known.survey.state == "planned"
    case = replace(
        ended(known, even_solved=True),
        state="waiting",
        resolved_at=None,
        first_response_at=None,
        survey=None if planned else known.survey,
        timers=without_timer(known, "survey", "lookup", "silence"),
    )
    return Decision(customer=case.customer, case=case, because=(outcome(Code.reopened),))
