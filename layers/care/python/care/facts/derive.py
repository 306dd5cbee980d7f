"""The facts of a decision: the difference between a case before and after an event, as codes and ids.

The ids come from the event's own id, so the same event applied again gives the same facts.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from care.desk.masking import shown
from care.facts.of_account import id_of
from care.model.account import Account
from care.model.case import Case, Promise
from care.model.case_facts import (
    ApprovalWaiting,
    CaseAssigned,
    CaseHandedOver,
    CaseLabelled,
    CaseMerged,
    CaseOpened,
    CaseReopened,
    CaseResolved,
    CustomerOptedIn,
    CustomerOptedOut,
    HandOverFailed,
    InfluencerComplained,
    PromiseBroken,
    PromiseDue,
    PromiseKept,
    PromiseMade,
    ReplyRefused,
    ReplySent,
    ReplyUnconfirmed,
    SlaBreached,
    SlaWarned,
    SurveyAnswered,
)
from care.model.case_facts import MessageDeleted as MessageGone
from care.model.case_facts import MessageReceived as MessageCame
from care.model.commands import Tell
from care.model.customer import Customer
from care.model.decision import Decision
from care.model.events import CaseAbsorbed, CaseDue, Event, SendSettled
from care.model.fact import Fact
from care.model.fact_envelope import AboutAll
from care.model.outcomes import Code, codes
from care.model.stored_message import is_change
from care.model.subscriber import Subscriber
from care.model.x_events import MessageDeleted, MessageReceived


def to_tell(
    wanted: Sequence[Subscriber],
    known: Case | Customer,
    decision: Decision,
    event: Event,
    account: Account,
    now: datetime,
) -> tuple[Tell, ...]:
    """What is to be told of a decision, if any of those wants to hear of it."""
    if not wanted or decision.case is None:
        return ()
    texts = any(one.texts for one in wanted)
    facts = facts_of(known, decision, event, account, now, texts=texts)
    facts = tuple(fact for fact in facts if any(one.wants(fact.kind) for one in wanted))
    if not facts:
        return ()
    ids = {**decision.case.ids, "item_id": id_of(event.event_id, "facts"), "language": decision.case.language}
    return (Tell(**ids, asked_at=now, facts=tuple(fact.model_dump(mode="json") for fact in facts)),)


def facts_of(
    known: Case | Customer, decision: Decision, event: Event, account: Account, now: datetime, *, texts: bool
) -> tuple[Fact, ...]:
    """What others may be told of a decision, in the order in which it happened."""
    case = decision.case
    before = known if isinstance(known, Case) and case is not None and known.case_id == case.case_id else None
    told = _Told(event, account.id, decision.customer.customer_id, case, before, now)
    return tuple(
        fact
        for found in (
            _of_customer(known if isinstance(known, Customer) else known.customer, decision, told),
            _of_case(before, case, told),
            _of_hand_overs(before, case, event, told),
            _of_messages(decision, event, account, told, texts=texts),
            _of_answer(before, case, event, told),
            _of_time(before, case, decision, event, told),
        )
        for fact in found
    )


class _Told:
    """What all facts of one decision share."""

    def __init__(
        self, event: Event, account_id: str, customer_id: str, case: Case | None, before: Case | None, now: datetime
    ) -> None:
        self._event_id = event.event_id
        self._shared: dict[str, Any] = {
            "account_id": account_id,
            "customer_id": customer_id,
            "case_id": case.case_id if case else "",
            "sequence": (before.version if before else 0) + 1 if case else 0,
            "at": now,
        }

    def a[F: AboutAll](self, kind: type[F], *which: str, **values: Any) -> F:
        """A fact; `which` tells several of one kind apart."""
        name = kind.model_fields["kind"].default
        return kind(id=id_of(self._event_id, name, *which), **self._shared, **values)


def _of_customer(before: Customer, decision: Decision, told: _Told) -> Iterator[Fact]:
    out, was = decision.customer.opted_out_at is not None, before.opted_out_at is not None
    if out != was:
        yield told.a(CustomerOptedOut) if out else told.a(CustomerOptedIn)


def _of_case(before: Case | None, case: Case | None, told: _Told) -> Iterator[Fact]:
    if case is None:
        return
    if before is None:
        yield told.a(
            CaseOpened,
            channel=case.opened_in,
            topic=case.topic,
            urgency=case.urgency,
            language=case.language,
            influencer=case.influencer,
        )
    elif case.topic != before.topic:
        yield told.a(CaseLabelled, topic=case.topic, urgency=case.urgency)
    if _complains_loudly(case) and not (before is not None and _complains_loudly(before)):
        yield told.a(InfluencerComplained, topic=case.topic, urgency=case.urgency)
    if case.merged_into and (before is None or not before.merged_into):
        yield told.a(CaseMerged, into=case.merged_into)
    elif case.state == "resolved" and (before is None or before.state != "resolved"):
        yield told.a(CaseResolved, topic=case.topic, by=case.answered_by)
    elif before is not None and before.state == "resolved" and case.state != "resolved":
        yield told.a(CaseReopened, topic=case.topic)
    if case.assignee != (before.assignee if before else ""):
        yield told.a(CaseAssigned, to=case.assignee)


def _of_hand_overs(before: Case | None, case: Case | None, event: Event, told: _Told) -> Iterator[Fact]:
    if case is None or isinstance(event, CaseAbsorbed):
        return  # what a merged case hands on was told of that one
    known = {one.id: one.state for one in before.hand_overs} if before else {}
    for one in case.hand_overs:
        if known.get(one.id) == one.state:
            continue
        if one.state == "arrived":
            yield told.a(CaseHandedOver, one.id, to=one.to, by=one.by, reference=one.reference)
        elif one.state == "failed":
            yield told.a(HandOverFailed, one.id, hand_over_id=one.id, to=one.to, by=one.by, status=one.status)


def _complains_loudly(case: Case) -> bool:
    return case.influencer and case.topic == "complaint" and not case.merged_into


def _of_messages(decision: Decision, event: Event, account: Account, told: _Told, *, texts: bool) -> Iterator[Fact]:
    case = decision.case
    if isinstance(event, MessageDeleted) and case is not None and any(m.deleted_at for m in decision.messages):
        yield told.a(MessageGone, message_id=event.message_id)
    if case is None or not isinstance(event, MessageReceived):
        return
    for message in decision.messages:
        if message.by == "customer" and not is_change(message):
            text = shown(message.text, account)[0] if texts else ""
            yield told.a(
                MessageCame,
                message.id,
                message_id=message.id,
                channel="private" if message.channel == "private" else "public",
                topic=case.topic,
                text=text,
            )


def _of_answer(before: Case | None, case: Case | None, event: Event, told: _Told) -> Iterator[Fact]:
    if case is None:
        return
    if isinstance(event, SendSettled) and event.purpose == "reply":
        shared: dict[str, Any] = {"item_id": event.item_id, "channel": event.channel, "by": event.written_by}
        match event.outcome:
            case "sent" if event.complete:
                yield told.a(ReplySent, **shared)
            case "refused":
                reason = next(iter(codes(event.because)), "")
                yield told.a(ReplyRefused, reason=str(reason), **shared)
            case "unconfirmed":
                yield told.a(ReplyUnconfirmed, **shared)
    waited = before.awaiting_approval if before else ()
    for item_id in case.awaiting_approval:
        if item_id not in waited:
            yield told.a(ApprovalWaiting, item_id, item_id=item_id)


def _of_time(before: Case | None, case: Case | None, decision: Decision, event: Event, told: _Told) -> Iterator[Fact]:
    if case is None:
        return
    if isinstance(event, CaseDue):
        said = codes(decision.because)
        if Code.sla_warned in said:
            yield told.a(SlaWarned, respond_by=case.respond_by)
        if Code.sla_breached in said:
            yield told.a(SlaBreached, respond_by=case.respond_by)
    earlier = {one.promise_id: one for one in before.promises} if before else {}
    for promise in case.promises:
        yield from _of_promise(earlier.get(promise.promise_id), promise, told)
    survey, score_before = case.survey, before.survey.score if before and before.survey else None
    if survey is not None and survey.score is not None and score_before is None:
        yield told.a(SurveyAnswered, survey=survey.kind, score=survey.score, agent=survey.agent)


def _of_promise(before: Promise | None, promise: Promise, told: _Told) -> Iterator[Fact]:
    about: dict[str, Any] = {"promise_id": promise.promise_id, "due_at": promise.due_at}
    state = before.state if before else ""
    if before is None and promise.state == "open":
        yield told.a(PromiseMade, promise.promise_id, **about)
    if promise.state == "open" and promise.reminded_at and not (before and before.reminded_at):
        yield told.a(PromiseDue, promise.promise_id, **about)
    if promise.state == "kept" != state:
        yield told.a(PromiseKept, promise.promise_id, **about)
    if promise.state == "broken" != state:
        yield told.a(PromiseBroken, promise.promise_id, **about)
