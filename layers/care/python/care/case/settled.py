"""What became of a send comes back to its case."""

from copy import replace
from datetime import timedelta

from care.account import Account
from care.acknowledgement.rules import withheld
from care.case.decision import Decision, unchanged
from care.case.echoes import answered
from care.case.model import Case, Customer, StoredMessage, Survey
from care.events import SendSettled
from care.pausing import PAUSED
from care.survey.rules import is_again, kind_of
from care.x.reasons import Reason


def settle(known: Case | Customer, event: SendSettled, account: Account) -> Decision:
    """Remember what was sent; a refused, withdrawn or unclear send leaves the case as it was, but for a survey."""
    if isinstance(known, Customer):
        return unchanged(known, "the case is gone")
    if event.outcome == "held":
        waiting = tuple(dict.fromkeys((*known.awaiting_approval, event.item_id)))
        case = replace(known, awaiting_approval=waiting)
        return Decision(customer=case.customer, case=case, because="waits for a supervisor's approval")
    if event.outcome != "sent":
        unasked = (
            event.purpose == "survey" and not is_again(event.item_id) and event.outcome in {"refused", "withdrawn"}
        )
        case = replace(known, survey=None) if unasked and _is_planned(known) else known
        if event.channel == "private" and event.outcome == "refused" and event.reason == Reason.cannot_dm:
            case = replace(case, customer=replace(case.customer, dm_closed_at=event.at))
        if event.purpose == "acknowledgement" and event.outcome == "withdrawn" and event.reason == PAUSED:
            case = withheld(case, event.item_id)
        return Decision(customer=case.customer, case=case, because=f"the {event.purpose} was {event.outcome}")
    if event.purpose == "courtesy" and not event.text:
        done = StoredMessage(
            id=event.item_id, channel="internal", by="centralita", at=event.at, text="", purpose="courtesy"
        )
        return Decision(customer=known.customer, case=known, messages=(done,), because="the courtesy was sent")
    stored = StoredMessage(
        # Who says that X has a DM cannot know its id: X shows none.
        id=event.x_id or event.item_id,
        channel=event.channel,
        by="centralita",
        at=event.at,
        text=event.text,
        purpose=event.purpose,
        in_reply_to=event.in_reply_to,
    )
    case = known
    if event.purpose == "survey" and not is_again(event.item_id):
        case = _asked(case, event, account)
    elif event.purpose == "reply" and event.complete:
        case = answered(case, event.at, account)
    return Decision(customer=case.customer, case=case, messages=(stored,), because=f"the {event.purpose} was sent")


def _is_planned(case: Case) -> bool:
    return case.survey is not None and case.survey.state == "planned"


def _asked(case: Case, event: SendSettled, account: Account) -> Case:
    # Even if the customer wrote just before it went: the question stands in the conversation and may be answered.
    kind = case.survey.kind if case.survey else kind_of(case, account)
    customer = replace(case.customer, surveyed_at=event.at, survey_case_id=case.case_id)
    expires = event.at + timedelta(days=account.survey.expiry_days)
    return replace(
        case,
        customer=customer,
        survey=Survey(state="asked", kind=kind, asked_at=event.at, agent=case.answered_by),
        timers={**case.timers, "survey_expiry": expires},
    )
