"""What is done with a case once a person's reply has gone, because they asked for that with it.

It waits for X to have taken the reply: a case whose answer was refused is neither resolved nor out of sight.
"""

from copy import replace
from datetime import datetime

from care.case.actions import resolved
from care.case.selfservice_end import ended
from care.model.account import Account
from care.model.after_reply import AfterReply
from care.model.case import Case, with_timer
from care.model.outcomes import Code, Outcome, outcome


def after_reply(case: Case, wanted: AfterReply, sent_at: datetime, account: Account) -> tuple[Case, Outcome]:
    """The case with what was wanted done, and what that was; nothing where the customer has written since."""
    if wanted.kind == "assign":
        return replace(case, assignee=wanted.to), outcome(Code.assigned if wanted.to else Code.unassigned)
    if case.last_message.at > wanted.at:
        return case, outcome(Code.customer_wrote_since)
    if wanted.kind == "resolve":
        if case.state == "resolved":
            return case, outcome(Code.resolved_already)
        return resolved(ended(case), sent_at, account), outcome(Code.resolved)
    if wanted.until is None or wanted.until <= sent_at:
        return case, outcome(Code.snooze_in_the_past)
    return replace(case, snoozed_until=wanted.until, timers=with_timer(case, "snooze", wanted.until)), outcome(
        Code.snoozed
    )
