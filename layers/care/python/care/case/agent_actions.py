"""What agents do with a case besides answering it: assign, note, snooze, merge, approve."""

from copy import replace
from datetime import datetime

from care.case.clocks import all_stop, waits_for_us
from care.case.selfservice_end import ended
from care.model.account import Account
from care.model.actions import (
    CaseAssigned,
    CaseMerged,
    CaseSnoozed,
    NoteWritten,
    ReplyApproved,
    ReplyCancelled,
    ReplyWritten,
    SendDecided,
)
from care.model.case import Case, Customer, StoredMessage, Timer, without_timer
from care.model.commands import Absorb, ReleaseHeld, SendReply, SettleUnclear, WithdrawReply
from care.model.decision import Decision, unchanged
from care.model.events import CaseAbsorbed
from care.model.outcomes import Code, outcome


def assign(known: Case | Customer, event: CaseAssigned) -> Decision:
    """The case is somebody's, or nobody's."""
    if isinstance(known, Customer):
        return unchanged(known, outcome(Code.no_such_case))
    case = replace(ended(known) if event.to else known, assignee=event.to)
    return Decision(
        customer=case.customer, case=case, because=(outcome(Code.assigned if event.to else Code.unassigned),)
    )


def note(known: Case | Customer, event: NoteWritten) -> Decision:
    """Keep a word for colleagues among the messages."""
    if isinstance(known, Customer):
        return unchanged(known, outcome(Code.no_such_case))
    stored = _internal(event.action_id, event.text, event.by, event.at, "note")
    return Decision(customer=known.customer, case=known, messages=(stored,), because=(outcome(Code.noted),))


def snooze(known: Case | Customer, event: CaseSnoozed, now: datetime) -> Decision:
    """Out of sight until then; clocks go on, because the customer still waits."""
    if isinstance(known, Customer):
        return unchanged(known, outcome(Code.no_such_case))
    if known.state == "resolved":
        return unchanged(known, outcome(Code.snooze_resolved))
    if event.until <= now:
        return unchanged(known, outcome(Code.snooze_in_the_past))
    timers: dict[Timer, datetime] = {**known.timers, "snooze": event.until}
    case = replace(known, snoozed_until=event.until, timers=timers)
    return Decision(customer=case.customer, case=case, because=(outcome(Code.snoozed),))


def awake(case: Case) -> Case:
    """The case in sight again, because its time has come or the customer wrote."""
    if case.snoozed_until is None:
        return case
    timers = without_timer(case, "snooze")
    return replace(case, snoozed_until=None, timers=timers)


def reply(known: Case | Customer, event: ReplyWritten) -> Decision:
    """Put what a person wrote on its way; the case is answered once X has taken it."""
    if isinstance(known, Customer):
        return unchanged(known, outcome(Code.no_such_case))
    if known.merged_into:
        return unchanged(known, outcome(Code.case_merged))
    if event.seen_of_others is not None and of_others(known, event.by) != event.seen_of_others:
        return unchanged(known, outcome(Code.answered_meanwhile))
    public = known.last_public if event.channel == "public" else None
    if event.channel == "public" and public is None:
        return unchanged(known, outcome(Code.never_wrote_in_public))
    command = SendReply(
        account_id=known.account_id,
        customer_id=known.customer.customer_id,
        case_id=known.case_id,
        item_id=f"{known.case_id}:reply:{event.action_id}",
        language=known.language,
        asked_at=event.at,
        channel=event.channel,
        text=event.text,
        in_reply_to=public.id if public else "",
        by=event.by,
        dm_link=event.dm_link and event.channel == "public",
    )
    replied = {**known.replied, event.by: known.replied.get(event.by, 0) + 1}
    case = replace(ended(known), answered_by=event.by, replied=replied)
    if command.dm_link:
        case = replace(case, asked_private_at=event.at)
    return Decision(customer=case.customer, case=case, commands=(command,), because=(outcome(Code.reply_on_its_way),))


def of_others(case: Case, person: str) -> int:
    """How many replies people other than `person` have given on the case."""
    return sum(count for by, count in case.replied.items() if by != person)


def approve(known: Case | Customer, event: ReplyApproved) -> Decision:
    """Let a reply go that waits for a second pair of eyes."""
    if isinstance(known, Customer):
        return unchanged(known, outcome(Code.no_such_case))
    if event.item_id not in known.awaiting_approval:
        return unchanged(known, outcome(Code.nothing_to_approve))
    waiting = tuple(item for item in known.awaiting_approval if item != event.item_id)
    command = ReleaseHeld(
        account_id=known.account_id,
        customer_id=known.customer.customer_id,
        case_id=known.case_id,
        item_id=event.item_id,
        language=known.language,
        asked_at=event.at,
        by=event.by,
    )
    case = replace(known, awaiting_approval=waiting)
    return Decision(customer=case.customer, case=case, commands=(command,), because=(outcome(Code.approved),))


def cancel(known: Case | Customer, event: ReplyCancelled) -> Decision:
    """Take back a reply that has not gone yet; what has gone stays."""
    if isinstance(known, Customer):
        return unchanged(known, outcome(Code.no_such_case))
    if not event.item_id.startswith(f"{known.case_id}:reply:"):
        return unchanged(known, outcome(Code.not_a_reply_of_case))
    waiting = tuple(item for item in known.awaiting_approval if item != event.item_id)
    command = WithdrawReply(
        account_id=known.account_id,
        customer_id=known.customer.customer_id,
        case_id=known.case_id,
        item_id=event.item_id,
        language=known.language,
        asked_at=event.at,
        by=event.by,
    )
    case = replace(known, awaiting_approval=waiting)
    return Decision(customer=case.customer, case=case, commands=(command,), because=(outcome(Code.cancelled),))


def decide_send(known: Case | Customer, event: SendDecided) -> Decision:
    """Go on with a send that was unclear; what became known meanwhile takes precedence."""
    if isinstance(known, Customer):
        return unchanged(known, outcome(Code.no_such_case))
    if not event.item_id.startswith(f"{known.case_id}:"):
        return unchanged(known, outcome(Code.not_a_send_of_case))
    if event.x_id and event.verdict != "sent":
        return unchanged(known, outcome(Code.id_only_of_sent))
    command = SettleUnclear(
        account_id=known.account_id,
        customer_id=known.customer.customer_id,
        case_id=known.case_id,
        item_id=event.item_id,
        language=known.language,
        asked_at=event.at,
        verdict=event.verdict,
        x_id=event.x_id,
    )
    return Decision(customer=known.customer, case=known, commands=(command,), because=(outcome(Code.decided),))


def merge(known: Case | Customer, event: CaseMerged, account: Account) -> Decision:
    """End this case in favour of another of the same customer, which takes over what is unanswered."""
    if isinstance(known, Customer):
        return unchanged(known, outcome(Code.no_such_case))
    if known.merged_into:
        return unchanged(known, outcome(Code.merged_already))
    if event.into in {"", known.case_id}:
        return unchanged(known, outcome(Code.no_case_to_merge_into))
    command = Absorb(
        account_id=known.account_id,
        customer_id=known.customer.customer_id,
        case_id=known.case_id,
        item_id=f"{known.case_id}:merged:{event.into}",
        language=known.language,
        asked_at=event.at,
        into=event.into,
        unanswered_since=known.unanswered_since,
        private_contact=known.private_contact,
        urgency=known.urgency,
    )
    present = known.customer.case_id
    customer = replace(known.customer, case_id=event.into if present == known.case_id else present)
    survey = known.survey if known.survey is None or known.survey.state != "planned" else None
    case = replace(
        known,
        customer=customer,
        state="resolved",
        resolved_at=event.at,
        merged_into=event.into,
        unanswered_since=None,
        survey=survey,
        timers={name: at for name, at in known.timers.items() if name == "survey_expiry"},
    )
    case = all_stop(ended(case), event.at, account)
    return Decision(customer=customer, case=case, commands=(command,), because=(outcome(Code.merged),))


def absorb(known: Case | Customer, event: CaseAbsorbed, account: Account) -> Decision:
    """Take over what another case of the customer left unanswered."""
    if isinstance(known, Customer):
        return unchanged(known, outcome(Code.no_such_case))
    stored = _internal(f"merged-{event.merged_case_id}", event.merged_case_id, "", event.at, "merged")
    case = replace(
        known,
        private_contact=known.private_contact or event.private_contact,
        urgency=max(known.urgency, event.urgency),
    )
    if event.unanswered_since is not None:
        since = min(event.unanswered_since, known.unanswered_since or event.unanswered_since)
        case = replace(case, state="open", resolved_at=None, unanswered_since=since)
        case = waits_for_us(case, since, account)
    return Decision(customer=case.customer, case=case, messages=(stored,), because=(outcome(Code.absorbed),))


def _internal(message_id: str, text: str, by: str, at: datetime, purpose: str) -> StoredMessage:
    return StoredMessage(id=message_id, channel="internal", by="person", person=by, at=at, text=text, purpose=purpose)
