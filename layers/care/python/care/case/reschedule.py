"""The account's settings changed: deadlines of a case move, time already used stays used."""

from contextlib import suppress
from copy import replace
from datetime import datetime, timedelta

from care.case.clocks import hours_changed
from care.hours import Hours, NeverOpens
from care.model.account import Account
from care.model.case import Case, without_timer
from care.model.decision import Decision, changed, unchanged
from care.model.events import SettingsChanged
from care.model.outcomes import Code, outcome
from care.survey.rules import plan


def reckon_anew(case: Case, event: SettingsChanged, account: Account, now: datetime) -> Decision:
    """Move open deadlines, a grace that runs, and a planned survey to the new hours."""
    if case.settings_version >= account.version:
        return unchanged(case, outcome(Code.reckoned_already))

    versions = {version: Hours.model_validate(stored) for version, stored in event.before.items()}

    def before(version: int) -> Hours:
        # A version that is not stored any more cannot be counted by: the present hours are the best guess.
        return versions.get(version, account.hours)

    case = hours_changed(case, before, now, account)
    case = _grace(case, before(case.settings_version), account, now)
    case = replace(case, settings_version=account.version)
    if case.survey is not None:
        case = plan(case, account)  # one that was asked stays as it is
    return changed(case, outcome(Code.reckoned_anew))


def _grace(case: Case, before: Hours, account: Account, now: datetime) -> Case:
    if "acknowledge" not in case.timers or case.unanswered_since is None:
        return case
    grace = timedelta(minutes=account.acknowledgement.grace_minutes)
    used = before.open_time(min(case.unanswered_since, now), now)
    timers = without_timer(case, "acknowledge")
    if account.acknowledgement.enabled:
        with suppress(NeverOpens):
            timers["acknowledge"] = account.hours.add_open_time(now, max(grace - used, timedelta()))
    return replace(case, timers=timers)
