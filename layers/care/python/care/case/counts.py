"""What an event adds to the report: the difference between what its case counts for before and after it.

Because only differences are written, with the case and exactly once, the sum over all events is what the cases count
for now, whatever came late, twice or in another order. Nothing here holds a text, a name or an id of a customer.
"""

from collections import Counter
from collections.abc import Iterator
from copy import replace
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from care.case.clocks import KEPT_CLOCKS, RESPONSES
from care.hours import Hours
from care.model.account import Account
from care.model.case import Case, FirstAnswer
from care.model.count import Count
from care.model.customer import Customer
from care.model.decision import Decision
from care.model.events import Event, SendSettled
from care.model.stored_message import is_change
from care.model.x_events import MessageEchoed, MessageReceived

# Of a customer, the last days and months are remembered on which they wrote: X delivers at most a day late.
_DAYS, _MONTHS = 5, 3

type _Key = tuple[str, int, str, str, str, int]


def counted(known: Case | Customer, decision: Decision, event: Event, account: Account) -> Decision:
    """The decision with what it adds to the report."""
    if decision.case is None and not decision.messages:
        return decision
    before = known if isinstance(known, Case) and decision.case and known.case_id == decision.case.case_id else None
    if decision.case is not None and decision.case is not known:
        decision = replace(decision, case=_with_first_answer(before, decision.case, event, account))
    sums: Counter[_Key] = Counter()
    if decision.case is not None and decision.case is not before:
        sums.update(_case(decision.case, account.hours))
        if before is not None:
            sums.subtract(_case(_comparable(before, decision.case), account.hours))
        reopened = before is not None and before.state == "resolved" and before.spam != "marked"
        if reopened and decision.case.state != "resolved":
            sums[_key(_instant(event, decision.case), decision.case, "reopened", account.hours)] += 1
    sums.update(_messages(decision, account.hours))
    decision = _customers(decision, event, account.hours, sums)
    return replace(decision, counts=tuple(Count(*key, n) for key, n in sorted(sums.items()) if n))


def _with_first_answer(before: Case | None, case: Case, event: Event, account: Account) -> Case:
    """The case with its first human answer, which an answer of which we hear late may turn out to be."""
    known = case.first_answer
    at = _answered_at(before, case, event)
    if known is not None and isinstance(event, MessageReceived):
        # An older message that comes late was the first one after all.
        since, at = min(known.since, event.message.at), known.at
    else:
        since = known.since if known else _waits_since(before, case)
    if at is None or at < since or (known and known.at <= at and known.since == since):
        return case
    clock = next((c for c in case.clocks if c.started_at == since and c.stopped_at == at), None)
    seconds = clock.open_seconds if clock else int(account.hours.open_time(since, at).total_seconds())
    return replace(case, first_answer=FirstAnswer(since=since, at=at, open_seconds=seconds))


def _answered_at(before: Case | None, case: Case, event: Event) -> datetime | None:
    match event:
        case MessageEchoed():
            return event.message.at
        case SendSettled(purpose="reply", outcome="sent", complete=True):
            return event.at
        case MessageReceived() if before is None:
            # A person wrote before we heard of the question.
            return case.person_answered_at
        case _:
            return None


def _waits_since(before: Case | None, case: Case) -> datetime:
    since = before.unanswered_since if before is not None else None
    return min(case.opened_at, since) if since else case.opened_at


def _comparable(before: Case, after: Case) -> Case:
    """The case as it was, without the clocks that it has since forgotten for their age: they stay counted."""
    if len(after.clocks) < KEPT_CLOCKS:
        return before
    kept = {(clock.kind, clock.started_at) for clock in after.clocks}
    return replace(before, clocks=tuple(c for c in before.clocks if (c.kind, c.started_at) in kept))


def _case(case: Case, hours: Hours) -> Counter[_Key]:
    """All that a case counts for as it stands. One that was merged into another, or is spam, counts for nothing."""
    if case.merged_into or case.spam == "marked":
        return Counter()
    return Counter(_of_case(case, hours))


def _of_case(case: Case, hours: Hours) -> Iterator[_Key]:
    yield from _of_opening(case, hours)
    yield from _of_resolution(case, hours)
    yield from _of_talk(case, hours)
    for clock in case.clocks:
        if clock.kind in RESPONSES and clock.target_minutes is not None:
            late = clock.breached_at is not None or clock.open_seconds > clock.target_minutes * 60
            if late or clock.stopped_at is not None:
                yield _key(clock.started_at, case, "sla_missed" if late else "sla_kept", hours)
    for promise in case.promises:
        if promise.state != "open" and promise.settled_at is not None:
            yield _key(promise.settled_at, case, f"promises_{promise.state}", hours)
    survey = case.survey
    if survey is not None and survey.asked_at is not None:
        yield _key(survey.asked_at, case, f"asked_{survey.kind}", hours)
        if survey.score is not None:
            yield _key(survey.asked_at, case, f"score_{survey.kind}", hours, survey.score)
            if survey.agent:
                measure = f"score_agent_{survey.kind}:{survey.agent}"
                yield _of_person(survey.asked_at, measure, hours, survey.score)


def _of_talk(case: Case, hours: Hours) -> Iterator[_Key]:
    """What an automatic conversation counts for, on the day on which it began: it is never a response of a person."""
    talk = case.selfservice
    if talk is None or talk.talk.phase == "new":
        return
    yield _key(talk.begun_at, case, "talks", hours)
    if talk.talk.phase in {"solved", "handed_over"}:
        yield _key(talk.begun_at, case, f"talks_{talk.talk.phase}", hours)


def _of_opening(case: Case, hours: Hours) -> Iterator[_Key]:
    """What counts on the day of the case's first message, whenever it becomes known."""
    yield _key(case.opened_at, case, "opened", hours)
    answer = case.first_answer
    if answer is not None:
        yield _key(case.opened_at, case, "first_wall", hours, int((answer.at - answer.since).total_seconds()))
        yield _key(case.opened_at, case, "first_open", hours, answer.open_seconds)
    if case.opened_in == "public" and case.private_contact:
        yield _key(case.opened_at, case, "moved_to_private", hours)
    elif answer is None and case.last_public is not None and not case.last_public.summons and not case.private_contact:
        yield _key(case.opened_at, case, "unanswerable", hours)


def _of_resolution(case: Case, hours: Hours) -> Iterator[_Key]:
    if case.state != "resolved" or case.resolved_at is None:
        return
    yield _key(case.resolved_at, case, "resolved", hours)
    if case.answered_by:
        yield _of_person(case.resolved_at, f"agent_resolved:{case.answered_by}", hours)
    clocks = (c for c in case.clocks if c.kind == "resolution" and c.stopped_at is not None)
    if clock := max(clocks, key=lambda c: c.started_at, default=None):
        wall = max(0, int((case.resolved_at - case.opened_at).total_seconds()))
        yield _key(case.resolved_at, case, "resolution_wall", hours, wall)
        yield _key(case.resolved_at, case, "resolution_open", hours, clock.open_seconds)


def _messages(decision: Decision, hours: Hours) -> Counter[_Key]:
    sums: Counter[_Key] = Counter()
    case = decision.case
    for message in decision.messages:
        if case is None or message.channel == "internal" or is_change(message):
            continue
        if message.by == "customer":
            measure = "messages_in"
        elif message.by == "person" or message.purpose == "reply":
            measure = "messages_by_people"
        else:
            measure = "messages_automatic"
        day, hour = _local(message.at, hours)
        sums[day, hour, message.channel, case.topic, measure, 0] += 1
        if measure == "messages_by_people":
            sums[_of_person(message.at, f"agent_replies:{message.person}", hours)] += 1
        if message.encrypted and message.by == "customer":
            sums[day, hour, message.channel, case.topic, "messages_encrypted", 0] += 1
    return sums


def _customers(decision: Decision, event: Event, hours: Hours, sums: Counter[_Key]) -> Decision:
    """Count who wrote, once a day and once a month, and remember it with the customer."""
    if not isinstance(event, MessageReceived) or decision.case is None or not decision.messages:
        return decision
    # As it was kept: a message from the future was written now.
    at = decision.messages[-1].at
    day, customer = _local(at, hours)[0], decision.customer
    if day not in customer.wrote_on:
        sums[_key(at, decision.case, "customers", hours)] += 1
        customer = replace(customer, wrote_on=tuple(sorted({*customer.wrote_on, day}))[-_DAYS:])
    if day[:7] not in customer.wrote_in:
        sums[_key(at, decision.case, "customers_in_month", hours)] += 1
        customer = replace(customer, wrote_in=tuple(sorted({*customer.wrote_in, day[:7]}))[-_MONTHS:])
    if customer is decision.customer:
        return decision
    return replace(decision, customer=customer, case=replace(decision.case, customer=customer))


def _key(at: datetime, case: Case, measure: str, hours: Hours, value: int = 0) -> _Key:
    day, hour = _local(at, hours)
    return day, hour, case.opened_in, case.topic, measure, value


def _of_person(at: datetime, measure: str, hours: Hours, value: int = 0) -> _Key:
    """What counts for a person, in no channel and of no topic: so a day has some figures for each and no more."""
    day, hour = _local(at, hours)
    return day, hour, "", "", measure.replace("|", "/"), value


def _local(at: datetime, hours: Hours) -> tuple[str, int]:
    return _of_zone(at, hours.zone)


@lru_cache(maxsize=256)
def _of_zone(at: datetime, zone: ZoneInfo) -> tuple[str, int]:
    """A case counts by few instants, each of them several times, before an event and after it."""
    local = at.astimezone(zone)
    return local.date().isoformat(), local.hour


def _instant(event: Event, case: Case) -> datetime:
    if isinstance(event, MessageReceived):
        return event.message.at
    at: datetime = getattr(event, "at", case.last_message.at)
    return at
