"""Spam and abuse of a case: what a person marks, what only looks so, and whom the account shuts out at X.

Nothing automatic answers what is spam or looks so. Only a person's word closes it: a rule that errs costs a customer
the acknowledgement, and no more.
"""

from copy import replace
from datetime import datetime
from typing import Final

from care.case.clocks import waits_for_us
from care.case.selfservice_end import ended
from care.case.trouble import seen_to
from care.case.wishes import without_survey
from care.model.account import Account
from care.model.actions import Action, CaseMerged, CaseReopened, ReplyWritten, ShutOut, SpamMarked
from care.model.case import Case, Timer
from care.model.commands import WithdrawReply
from care.model.customer import Customer
from care.model.decision import Decision, changed, unchanged
from care.model.messages import Message
from care.model.outcomes import Code, outcome
from care.triage.classification import urgency_of
from care.triage.unwanted import abuse_of, spam_of

_KEPT_TIMERS: Final[tuple[Timer, ...]] = ("promise", "survey_expiry")  # what was promised and asked stays so
_BEHIND: Final = 1  # the urgency of what looks like spam
_GOES_ON: Final = CaseReopened | CaseMerged


def looked_at(case: Case, message: Message, account: Account) -> Case:
    """The case with what its customer's message looks like.

    Spam is nothing but what a stranger writes: whom a person has answered, or said that they are no spammer, is none.
    """
    abuse = abuse_of(message.text)
    if abuse and case.abuse != "threat":
        case = replace(case, abuse=abuse)
    known = case.spam or case.customer.spam is not None or case.person_answered_at is not None
    if known or not account.unwanted.recognise:
        return case
    because = spam_of(message.text, account.spam_places, account.username)
    if not because:
        return case
    case = replace(case, spam="looks", spam_because=because)
    return case if case.version else _of_no_matter(case, account)


def _of_no_matter(case: Case, account: Account) -> Case:
    """A case that begins with what looks like spam stands behind the others, with the clock of what is no complaint."""
    case = replace(case, topic="noise", urgency=min(case.urgency, _BEHIND), judged_by="", clocks=())
    return waits_for_us(case, case.unanswered_since, account) if case.unanswered_since else case


def refused(case: Case, action: Action) -> bool:
    """True for what nobody does with spam before they say that it is none."""
    return case.spam == "marked" and isinstance(action, _GOES_ON)


def mark(case: Case, event: SpamMarked, account: Account) -> Decision:
    """The customer is a spammer, or is none; the case is closed or goes on accordingly."""
    if not event.spam:
        return _unmarked(case, event, account)
    if case.merged_into:
        return unchanged(case, outcome(Code.case_merged))
    if case.spam == "marked" and case.customer.spam is True:
        return unchanged(case, outcome(Code.as_it_was))
    customer = replace(case.customer, spam=True, spam_at=event.at, spam_by=event.by, spam_places=event.places)
    withdrawn = tuple(
        WithdrawReply(**case.ids, item_id=item_id, language=case.language, asked_at=event.at, by=event.by)
        for item_id in case.awaiting_approval
    )
    return changed(closed(replace(case, customer=customer), event.at), outcome(Code.spam_marked), commands=withdrawn)


def closed(case: Case, at: datetime) -> Case:
    """The case as spam: nobody waits, and the clock that ran for it never did."""
    case = ended(without_survey(seen_to(case)))
    return replace(
        case,
        spam="marked",
        state="resolved",
        resolved_at=case.resolved_at or at,
        unanswered_since=None,
        respond_by=None,
        snoozed_until=None,
        awaiting_approval=(),
        clocks=tuple(clock for clock in case.clocks if clock.stopped_at is not None),
        timers={name: due for name, due in case.timers.items() if name in _KEPT_TIMERS},
    )


def _unmarked(case: Case, event: SpamMarked, account: Account) -> Decision:
    customer, was = case.customer, case.spam
    if not was and customer.spam is not True:
        return unchanged(case, outcome(Code.as_it_was))
    since = customer.spam_at
    customer = replace(customer, spam=False, spam_at=event.at, spam_by=event.by, spam_places=())
    case = replace(case, customer=customer, spam="", spam_because="")
    if case.topic == "noise" and case.corrected is None:
        case = replace(case, topic="unsure", urgency=urgency_of("unsure"))  # the rule erred, and somebody looks
    if was != "marked" or case.merged_into or not _was_closed_by_it(case, since):
        return changed(case, outcome(Code.spam_unmarked))
    case = replace(case, state="waiting", resolved_at=None)
    answered = case.person_answered_at is not None and case.person_answered_at >= case.last_message.at
    if not answered:
        waits = case.last_message.at
        case = waits_for_us(replace(case, state="open", unanswered_since=waits), waits, account)
    return changed(case, outcome(Code.spam_unmarked))


def _was_closed_by_it(case: Case, since: datetime | None) -> bool:
    """True unless the case had been resolved before, and the customer has not written since."""
    return since is None or case.resolved_at is None or case.resolved_at >= since or case.last_message.at > since


def see(case: Case) -> Decision:
    """A supervisor has seen the abuse."""
    if not case.abuse:
        return unchanged(case, outcome(Code.as_it_was))
    return changed(replace(case, abuse=""), outcome(Code.abuse_seen))


def answered(case: Case, event: ReplyWritten) -> Case:
    """Whom a person answers is no spammer as far as rules go; who may approve has seen the abuse."""
    if case.spam == "looks":
        case = replace(case, spam="", spam_because="")
    return replace(case, abuse="") if event.supervised and case.abuse else case


def shut_out(case: Case, event: ShutOut) -> Decision:
    """What X has done for the account: the customer is muted, their private messages are blocked, or no more."""
    customer = case.customer
    match event.what:
        case "mute":
            muted = replace(customer, muted_at=customer.muted_at or event.at)
            return changed(replace(case, customer=muted), outcome(Code.muted_at_x))
        case "unmute":
            return changed(replace(case, customer=replace(customer, muted_at=None)), outcome(Code.unmuted_at_x))
        case "block_dms":
            blocked = replace(customer, dms_blocked_at=customer.dms_blocked_at or event.at)
            return changed(replace(case, customer=blocked), outcome(Code.dms_blocked_at_x))
        case "unblock_dms":
            freed = replace(customer, dms_blocked_at=None)
            return changed(replace(case, customer=freed), outcome(Code.dms_unblocked_at_x))


def is_spammer(customer: Customer) -> bool:
    """True for whom a person marked."""
    return customer.spam is True
