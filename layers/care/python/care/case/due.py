"""What falls due on a case: the end of a grace, a survey, a survey's expiry.

Whatever is due is done or dropped, so that the same thing is never due twice at one instant.
"""

from copy import replace
from datetime import datetime

from care.acknowledgement.rules import Acknowledged, acknowledge_closed, acknowledge_open, tell_of_incident
from care.case import promises
from care.case.agent_actions import awake
from care.case.clocks import warned
from care.case.handing_over import overdue
from care.case.incident_updates import open_incident
from care.case.selfservice import silent, unheard
from care.model.account import Account
from care.model.case import Case, Timer, without_timer
from care.model.commands import Command
from care.model.decision import Decision, changed
from care.model.outcomes import Code, Outcome, outcome
from care.survey.rules import ask

_SLA = {"sla_warning": Code.sla_warned, "sla_breach": Code.sla_breached}


def fall_due(case: Case, account: Account, now: datetime) -> Decision:
    """Act on every timer that has come, in their order, and on hand-overs of which nothing was heard."""
    commands: list[Command] = []
    reasons: list[Outcome] = []
    due: list[Timer] = sorted((name for name, at in case.timers.items() if at <= now), key=lambda n: case.timers[n])
    for name in due:
        case = replace(case, timers=without_timer(case, name))
        case, command, reason = _act(name, case, account, now)
        commands.extend([command] if command else [])
        reasons.append(reason)
    if (after := overdue(case, now)) != case:
        case = after
        reasons.append(outcome(Code.hand_over_failed))
    return changed(case, *(reasons or [outcome(Code.nothing_due)]), commands=tuple(commands))


def _act(  # noqa: C901  one case for each timer
    name: Timer, case: Case, account: Account, now: datetime
) -> tuple[Case, Command | None, Outcome]:
    match name:
        case "acknowledge":
            told = _of_an_incident(case, account, now)
            if isinstance(told, Outcome):
                opened = account.hours.is_open(now)
                told = acknowledge_open(case, account, now) if opened else _closed_meanwhile(case, account, now)
            if isinstance(told, Outcome):
                return case, None, told
            return told.case, told.command, outcome(Code.grace_ended)
        case "survey":
            return ask(case, account, now)
        case "sla_warning" | "sla_breach":
            if case.unanswered_since is None:
                return case, None, outcome(Code.answered_already)
            case = warned(case, name, now, account)
            # What is late is out of nobody's sight, whoever snoozed it.
            return awake(case) if name == "sla_breach" else case, None, outcome(_SLA[name])
        case "promise":
            case, reason = promises.fall_due(case, now)
            return awake(case) if reason.code is Code.promise_broken else case, None, reason
        case "lookup":
            return unheard(case, account, now)
        case "silence":
            case, reason = silent(case, account, now)
            return case, None, reason
        case "snooze":
            return awake(case), None, outcome(Code.in_sight_again)
        case "survey_expiry":
            if case.survey is None or case.survey.state != "asked":
                return case, None, outcome(Code.no_survey_awaited)
            expired = replace(case.survey, state="expired")
            return replace(case, survey=expired), None, outcome(Code.survey_expired)


def _of_an_incident(case: Case, account: Account, now: datetime) -> Acknowledged | Outcome:
    """Who could not be told of an incident at once, because of a pause, is told of it instead of what is usual."""
    if case.unanswered_since is None or open_incident(case, account, now) is None:
        return outcome(Code.answered_already)
    return tell_of_incident(case, case.last_message, account, now)


def _closed_meanwhile(case: Case, account: Account, now: datetime) -> Acknowledged | Outcome:
    if case.unanswered_since is None:
        return outcome(Code.answered_already)
    return acknowledge_closed(case, case.last_message, account, now)
