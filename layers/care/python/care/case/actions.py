"""What a person decides about a case."""

from copy import replace
from datetime import datetime

from care.case.clocks import all_stop
from care.case.selfservice_end import ended
from care.case.trouble import seen_to
from care.model.account import Account
from care.model.case import Case, without_timer
from care.model.decision import Decision, changed, unchanged
from care.model.outcomes import Code, outcome
from care.survey.rules import plan


def resolved(case: Case, at: datetime, account: Account) -> Case:
    """The case with its matter settled at `at`: nobody waits, all clocks stop, a survey is planned where one is due."""
    case = replace(
        seen_to(case),
        state="resolved",
        resolved_at=at,
        unanswered_since=None,
        timers=without_timer(case, "acknowledge", "silence"),
    )
    return plan(all_stop(case, at, account), account)


def resolve(case: Case, at: datetime, account: Account) -> Decision:
    """The matter is settled: all clocks stop, and a survey is planned where one is due."""
    if case.state == "resolved":
        return unchanged(case, outcome(Code.resolved_already))
    case = resolved(ended(case), at, account)
    return changed(case, outcome(Code.resolved))


def reopen(case: Case) -> Decision:
    """The matter is not settled after all: a fresh clock of the first response, and no survey."""
    if case.state != "resolved":
        return unchanged(case, outcome(Code.not_resolved))
    if case.merged_into:
        return unchanged(case, outcome(Code.case_merged))
    planned = case.survey is not None and case.survey.state == "planned"
    case = replace(
        ended(case, even_solved=True),
        state="waiting",
        resolved_at=None,
        first_response_at=None,
        survey=None if planned else case.survey,
        timers=without_timer(case, "survey", "lookup", "silence"),
    )
    return changed(case, outcome(Code.reopened))
