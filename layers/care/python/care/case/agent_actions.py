"""What agents do with a case: assign, note, snooze, answer, approve, merge, and repost a customer's thanks."""

from copy import replace
from datetime import datetime, timedelta

from care.case import promises
from care.case.about_people import with_tags
from care.case.clocks import all_stop, waits_for_us
from care.case.mentioning import mention
from care.case.selfservice_end import ended
from care.case.trouble import seen_to
from care.case.unwanted import answered
from care.model.account import Account
from care.model.actions import (
    CaseMerged,
    NoteWritten,
    ReplyApproved,
    ReplyCancelled,
    ReplyWritten,
    SendDecided,
    ThanksReposted,
)
from care.model.case import Case, Handed, with_timer, without_timer
from care.model.commands import Absorb, ReleaseHeld, Repost, SendReply, SettleUnclear, WithdrawReply
from care.model.customer import Customer
from care.model.decision import Decision, changed, unchanged
from care.model.events import CaseAbsorbed
from care.model.hand_over import joined
from care.model.outcomes import Code, outcome
from care.model.stored_message import StoredMessage
from care.outbox.files import wrong_with


def assign(case: Case, to: str) -> Decision:
    """The case is somebody's, with whom no automatic conversation goes on, or with an empty name nobody's."""
    case = replace(ended(case) if to else case, assignee=to)
    return changed(case, outcome(Code.assigned if to else Code.unassigned))


def note(case: Case, event: NoteWritten) -> Decision:
    """Keep a word for colleagues among the messages; who is named in it is told."""
    stored = _internal(event.action_id, event.text, event.by, event.at, "note")
    return changed(mention(case, event.mentions, event.by), outcome(Code.noted), messages=(stored,))


def snooze(case: Case, until: datetime, now: datetime) -> Decision:
    """Out of sight until then; clocks go on, because the customer still waits."""
    if case.state == "resolved":
        return unchanged(case, outcome(Code.snooze_resolved))
    if until <= now:
        return unchanged(case, outcome(Code.snooze_in_the_past))
    case = replace(case, snoozed_until=until, timers=with_timer(case, "snooze", until))
    return changed(case, outcome(Code.snoozed))


def awake(case: Case) -> Case:
    """The case in sight again, because its time has come or the customer wrote."""
    if case.snoozed_until is None:
        return case
    return replace(case, snoozed_until=None, timers=without_timer(case, "snooze"))


def reply(case: Case, event: ReplyWritten, account: Account) -> Decision:
    """Put what a person wrote on its way; the case is answered once X has taken it.

    Where the account wants that, a case that is nobody's becomes the writer's.
    """
    if case.merged_into:
        return unchanged(case, outcome(Code.case_merged))
    if event.seen_of_others is not None and of_others(case, event.by) != event.seen_of_others:
        return unchanged(case, outcome(Code.answered_meanwhile))
    public = case.last_public if event.channel == "public" else None
    if event.channel == "public" and public is None:
        return unchanged(case, outcome(Code.never_wrote_in_public))
    if event.misplaced:
        return unchanged(case, outcome(Code.no_such_message))
    if not event.text and not event.files:
        return unchanged(case, outcome(Code.nothing_to_send))
    chat = event.channel == "private" and case.customer.writes_by == "chat"
    if (wrong := wrong_with(event.files, event.channel, chat=chat)) is not None:
        return unchanged(case, wrong)
    command = SendReply(
        **case.ids,
        item_id=f"{case.case_id}:reply:{event.action_id}",
        language=case.language,
        asked_at=event.at,
        channel=event.channel,
        text=event.text,
        in_reply_to=(event.in_reply_to or public.id) if public else "",
        by=event.by,
        dm_link=event.dm_link and event.channel == "public",
        files=event.files,
        then=event.then,
    )
    replied = {**case.replied, event.by: case.replied.get(event.by, 0) + 1}
    case = replace(seen_to(ended(answered(case, event))), answered_by=event.by, replied=replied)
    if account.desk.reply_assigns and not case.assignee:
        case = replace(case, assignee=event.by)
    if command.dm_link:
        case = replace(case, asked_private_at=event.at)
    return changed(case, outcome(Code.reply_on_its_way), commands=(command,))


def of_others(case: Case, person: str) -> int:
    """How many replies people other than `person` have given on the case."""
    return sum(count for by, count in case.replied.items() if by != person)


def approve(case: Case, event: ReplyApproved) -> Decision:
    """Let a reply go that waits for a second pair of eyes."""
    if event.item_id not in case.awaiting_approval:
        return unchanged(case, outcome(Code.nothing_to_approve))
    waiting = tuple(item for item in case.awaiting_approval if item != event.item_id)
    command = ReleaseHeld(
        **case.ids,
        item_id=event.item_id,
        language=case.language,
        asked_at=event.at,
        by=event.by,
    )
    case = replace(case, awaiting_approval=waiting)
    return changed(case, outcome(Code.approved), commands=(command,))


def cancel(case: Case, event: ReplyCancelled) -> Decision:
    """Take back a reply that has not gone yet; what has gone stays."""
    if not event.item_id.startswith(f"{case.case_id}:reply:"):
        return unchanged(case, outcome(Code.not_a_reply_of_case))
    waiting = tuple(item for item in case.awaiting_approval if item != event.item_id)
    command = WithdrawReply(
        **case.ids,
        item_id=event.item_id,
        language=case.language,
        asked_at=event.at,
        by=event.by,
    )
    case = replace(case, awaiting_approval=waiting)
    return changed(case, outcome(Code.cancelled), commands=(command,))


def decide_send(case: Case, event: SendDecided) -> Decision:
    """Go on with a send that was unclear; what became known meanwhile takes precedence."""
    if not event.item_id.startswith(f"{case.case_id}:"):
        return unchanged(case, outcome(Code.not_a_send_of_case))
    if event.x_id and event.verdict != "sent":
        return unchanged(case, outcome(Code.id_only_of_sent))
    if event.channel == "public" and event.verdict == "sent" and not event.x_id:
        return unchanged(case, outcome(Code.post_id_needed))
    command = SettleUnclear(
        **case.ids,
        item_id=event.item_id,
        language=case.language,
        asked_at=event.at,
        verdict=event.verdict,
        x_id=event.x_id,
    )
    return changed(case, outcome(Code.decided), commands=(command,))


def merge(case: Case, event: CaseMerged, account: Account) -> Decision:
    """End this case in favour of another of the same customer, which takes over what is unanswered."""
    if case.merged_into:
        return unchanged(case, outcome(Code.merged_already))
    if event.into in {"", case.case_id}:
        return unchanged(case, outcome(Code.no_case_to_merge_into))
    command = Absorb(
        **case.ids,
        item_id=f"{case.case_id}:merged:{event.into}",
        language=case.language,
        asked_at=event.at,
        into=event.into,
        unanswered_since=case.unanswered_since,
        private_contact=case.private_contact,
        urgency=case.urgency,
        handed=_handed(case),
    )
    customer = _goes_on_in(case.customer, case.case_id, event.into)
    survey = case.survey if case.survey is None or case.survey.state != "planned" else None
    case = replace(
        seen_to(case),
        customer=customer,
        state="resolved",
        resolved_at=event.at,
        merged_into=event.into,
        unanswered_since=None,
        survey=survey,
        # What is still to be kept is kept in the case that goes on.
        promises=tuple(promise for promise in case.promises if promise.state != "open"),
        timers={},
    )
    case = all_stop(ended(case), event.at, account)
    return changed(case, outcome(Code.merged), commands=(command,))


def absorb(case: Case, event: CaseAbsorbed, account: Account) -> Decision:
    """Take over what another case of the customer left unanswered."""
    stored = _internal(f"merged-{event.merged_case_id}", event.merged_case_id, "", event.at, "merged")
    case = replace(
        case,
        topic=event.handed.topic if event.handed and event.urgency > case.urgency else case.topic,
        judged_by="" if event.handed and event.urgency > case.urgency else case.judged_by,
        private_contact=case.private_contact or event.private_contact,
        urgency=max(case.urgency, event.urgency),
    )
    if event.handed is not None:
        case = _taken_over(case, event.handed, account)
    if event.unanswered_since is not None:
        since = min(event.unanswered_since, case.unanswered_since or event.unanswered_since)
        case = replace(case, state="open", resolved_at=None, unanswered_since=since)
        case = waits_for_us(case, since, account)
    return changed(case, outcome(Code.absorbed), messages=(stored,))


def _goes_on_in(customer: Customer, case_id: str, into: str) -> Customer:
    return replace(
        customer,
        case_id=into if customer.case_id == case_id else customer.case_id,
        survey_case_id=into if customer.survey_case_id == case_id else customer.survey_case_id,
    )


def _handed(case: Case) -> Handed:
    return Handed(
        last_message=case.last_message,
        last_public=case.last_public,
        excerpt=case.excerpt,
        language=case.language,
        topic=case.topic,
        incident_id=case.incident_id,
        promises=tuple(promise for promise in case.promises if promise.state == "open"),
        survey=case.survey if case.survey is not None and case.survey.state == "asked" else None,
        person_answered_at=case.person_answered_at,
        tags=case.tags,
        hand_overs=case.hand_overs,
    )


def _taken_over(case: Case, handed: Handed, account: Account) -> Case:
    """The case with what another one hands to it; of two things of a kind the newer one counts."""
    if handed.last_message.at > case.last_message.at:
        case = replace(
            case,
            last_message=handed.last_message,
            excerpt=handed.excerpt,
            language=handed.language or case.language,
        )
    public = [last for last in (case.last_public, handed.last_public) if last is not None]
    answers = [at for at in (case.person_answered_at, handed.person_answered_at) if at is not None]
    case = replace(
        case,
        last_public=max(public, key=lambda last: last.at, default=None),
        incident_id=case.incident_id or handed.incident_id,
        person_answered_at=max(answers, default=None),
        hand_overs=joined(case.hand_overs, handed.hand_overs),
    )
    case = with_tags(case, handed.tags)
    known = {promise.promise_id for promise in case.promises}
    promised = (promise for promise in handed.promises if promise.promise_id not in known)
    case = promises.planned(replace(case, promises=(*case.promises, *promised)))
    if handed.survey is None or (case.survey is not None and case.survey.state != "planned"):
        return case
    asked_at = handed.survey.asked_at or handed.last_message.at
    expires = asked_at + timedelta(days=account.survey.expiry_days)
    timers = {**without_timer(case, "survey"), "survey_expiry": expires}
    return replace(case, survey=handed.survey, timers=timers)


def repost(case: Case, event: ThanksReposted) -> Decision:
    """Put the repost of the customer's last post on its way, once; only thanks and praise are shown to everybody."""
    if case.topic not in {"thanks", "praise"}:
        return unchanged(case, outcome(Code.only_thanks_reposted))
    if case.last_public is None:
        return unchanged(case, outcome(Code.never_wrote_in_public))
    if case.customer.protected:
        return unchanged(case, outcome(Code.posts_for_followers))
    command = Repost(
        **case.ids,
        item_id=f"{case.case_id}:repost:{case.last_public.id}",
        language=case.language,
        asked_at=event.at,
        post_id=case.last_public.id,
    )
    return changed(case, outcome(Code.repost_on_its_way), commands=(command,))


def _internal(message_id: str, text: str, by: str, at: datetime, purpose: str) -> StoredMessage:
    return StoredMessage(id=message_id, channel="internal", by="person", person=by, at=at, text=text, purpose=purpose)
