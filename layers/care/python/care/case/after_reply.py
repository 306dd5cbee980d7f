"""What is done with a case once a person's reply has gone, because they asked for that with it.

It waits for X to have taken the reply: a case whose answer was refused is neither resolved nor out of sight.
"""

from datetime import datetime

from care.case import agent_actions
from care.case.actions import resolve
from care.model.account import Account
from care.model.after_reply import AfterReply
from care.model.case import Case
from care.model.decision import Decision
from care.model.outcomes import Code, Outcome, outcome


def after_reply(case: Case, wanted: AfterReply, sent_at: datetime, account: Account) -> tuple[Case, Outcome]:
    """The case with what was wanted done, and what that was; nothing where the customer has written since."""
    if wanted.kind != "assign" and case.last_message.at > wanted.at:
        return case, outcome(Code.customer_wrote_since)
    decision = _done(case, wanted, sent_at, account)
    return decision.case or case, decision.because[0]


def _done(case: Case, wanted: AfterReply, sent_at: datetime, account: Account) -> Decision:
    match wanted.kind:
        case "assign":
            return agent_actions.assign(case, wanted.to)
        case "snooze":
            return agent_actions.snooze(case, wanted.until or sent_at, sent_at)
        case "resolve":
            return resolve(case, sent_at, account)
