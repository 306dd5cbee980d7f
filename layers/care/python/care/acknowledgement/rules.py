"""Whether a customer is acknowledged, and when (docs/design.md, 4.3). Each "never" is one line here and one test."""

from copy import replace
from dataclasses import dataclass
from datetime import datetime, timedelta

from care.acknowledgement.told import answered, sets_out
from care.acknowledgement.unwanted import unwanted
from care.hours import NeverOpens
from care.model.account import Account
from care.model.case import Case, LastMessage, with_timer, without_timer
from care.model.commands import Acknowledge
from care.model.envelope import Channel
from care.model.messages import Message
from care.model.outcomes import Code, Outcome, outcome
from care.replies.rules import shut

ANSWERED_LATELY = timedelta(minutes=5)
DAY = timedelta(hours=24)
"""For so long the instants of automatic messages are kept."""
# What a customer is told of a schedule that never opens again is told once a day.
_NEVER_OPENS = timedelta(hours=24)
A_MOMENT = timedelta(minutes=15)
"""So long after closing it may still be said that people are looking."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The acknowledgement to ask for, and the case that remembers it."""

    case: Case
    command: Acknowledge


def never(
    case: Case, message: Message | LastMessage, account: Account, now: datetime, purpose: str = "acknowledgement"
) -> Outcome | None:
    """The reason why this message gets no automatic answer at all, open or closed; None if it may get one.

    `purpose` is what a pause withholds then.
    """
    if account.paused_at is not None:
        return outcome(Code.withheld, purpose=purpose)
    return _never(case, message, account, now)


def _never(case: Case, message: Message | LastMessage, account: Account, now: datetime) -> Outcome | None:
    customer, settings = case.customer, account.acknowledgement
    recent = [at for at in customer.automatic_at if now - at < DAY]
    if not settings.enabled:
        return outcome(Code.acknowledgements_off)
    if spam := unwanted(case):
        return spam
    if customer.hears_nothing:
        return outcome(Code.customer_opted_out)
    if isinstance(message, Message) and message.encrypted:
        return outcome(Code.encrypted_chat)
    if message.channel == "public" and customer.protected:
        return outcome(Code.posts_protected)
    if message.channel == "public" and (closed := shut(case, message, account, now)):
        return closed
    if now - message.at > timedelta(minutes=settings.max_age_minutes) and isinstance(message, Message):
        return outcome(Code.message_too_old)
    if case.person_answered_at is not None and now - case.person_answered_at < ANSWERED_LATELY:
        return outcome(Code.answered_lately)
    if len(recent) >= settings.per_day:
        return outcome(Code.enough_for_a_day)
    return None


def _self_served(case: Case, message: Message | LastMessage) -> Outcome | None:
    """Why a message is not acknowledged that self-service has answered, or asks the brand for; else None.

    An older message that X delivers late begins the wait anew, and the newest would be acknowledged for it.
    """
    service = case.selfservice
    if service is None or service.answering != message.id:
        return None
    return outcome(Code.self_service_answered) if service.talk.sent or service.talk.phase == "looking" else None


def grace_ends(case: Case, message: Message, account: Account, now: datetime) -> datetime | Outcome:
    """When the grace of people ends for a message in open hours, or why it is not acknowledged."""
    # A pause may be over by then: it is asked about when the grace ends.
    if reason := _never(case, message, account, now):
        return reason
    if case.acknowledged_since == case.unanswered_since:
        return outcome(Code.acknowledged_already)
    try:
        return account.hours.add_open_time(message.at, timedelta(minutes=account.acknowledgement.grace_minutes))
    except NeverOpens:
        return outcome(Code.closes_before_grace_ends)


def acknowledge_closed(
    case: Case, message: Message | LastMessage, account: Account, now: datetime
) -> Acknowledged | Outcome:
    """Tell when we are back, once per customer and closed period; or why not."""
    if reason := _self_served(case, message) or never(case, message, account, now):
        return reason
    customer = case.customer
    if customer.told_until is not None and now < customer.told_until:
        return outcome(Code.told_of_return_already)
    until = account.hours.next_opening(now) or now + _NEVER_OPENS
    told = replace(customer, told_until=until, told_by=item_id(case, message.id))
    return _acknowledge(case, replace(case, customer=told), message, now, occasion="closed")


def acknowledge_open(case: Case, account: Account, now: datetime) -> Acknowledged | Outcome:
    """Tell that the message is being looked into, because the grace ended without an answer; or why not."""
    if case.unanswered_since is None:
        return outcome(Code.answered_already)
    if case.acknowledged_since == case.unanswered_since:
        return outcome(Code.acknowledged_already)
    if reason := _self_served(case, case.last_message) or never(case, case.last_message, account, now):
        return reason
    if case.told_message == case.last_message.id:
        return outcome(Code.acknowledged_already)  # an older one that came late began the wait anew
    return _acknowledge(case, case, case.last_message, now, occasion="open")


def ask_to_go_private(case: Case, message: Message, account: Account, now: datetime) -> Acknowledged | Outcome:
    """Tell the customer, once per case, that personal data stands in public and how to go on in private; or why not."""
    if case.asked_private_at is not None:
        return outcome(Code.asked_to_go_private_already)
    if reason := never(case, message, account, now):
        return reason
    return _acknowledge(case, replace(case, asked_private_at=now), message, now, occasion="private_request")


def tell_of_incident(
    case: Case, message: Message | LastMessage, account: Account, now: datetime
) -> Acknowledged | Outcome:
    """Tell of the incident, open or closed, once per customer and incident; or why not."""
    if case.customer.told_incident == case.incident_id:
        return outcome(Code.told_of_incident_already)
    if isinstance(message, LastMessage) and (
        case.acknowledged_since == case.unanswered_since or case.told_message == message.id
    ):
        return outcome(Code.answered_automatically_already)
    if reason := _self_served(case, message) or never(case, message, account, now):
        return reason
    told = replace(case.customer, told_incident=case.incident_id)
    return _acknowledge(case, replace(case, customer=told), message, now, occasion="incident")


def tell_of_end(case: Case, incident_id: str, account: Account, now: datetime) -> Acknowledged | Outcome:
    """Tell a customer who asked about an incident that it has ended; or why not."""
    ended = f"{incident_id}:end"
    if case.customer.told_incident == ended:
        return outcome(Code.told_of_end_already)
    if reason := never(case, case.last_message, account, now, "resolution"):
        return reason
    knows = replace(case, customer=replace(case.customer, told_incident=ended))
    # It is another message than the one that told of the incident, to perhaps the same message of the customer.
    own_id = f"{case.case_id}:incident-end:{incident_id}"
    # It answers nothing by itself: the clock goes on until a person has.
    told = _acknowledge(case, knows, case.last_message, now, occasion="incident_end", own_id=own_id)
    return Acknowledged(case=told.case, command=replace(told.command, incident_id=incident_id))


def said_as_of(command: Acknowledge, account: Account, now: datetime) -> datetime | None:
    """The instant for which an acknowledgement that was decided at `asked_at` is said at `now`; None if it is too late.

    One that waited into another closed period is not said: the case counts it for the period that is over, so the
    customer's next message tells of this one, and both would be two. One that was decided in open hours says what was
    true then, if they ended a moment ago.
    """
    hours, asked_at = account.hours, command.asked_at
    if hours.is_open(now):
        return now
    match command.occasion:
        case "closed":
            opening = hours.next_opening(asked_at)
            return None if opening is not None and opening <= now else now
        case "open":
            return asked_at if now - asked_at < A_MOMENT and hours.is_open(asked_at) else None
        case _:
            return now


def is_welcomed(case: Case, channel: Channel, now: datetime) -> bool:
    """True if the automatic answer to a new customer's first DM may welcome them: once, and before a person answers."""
    customer = case.customer
    new = customer.first_dm_at is not None and now - customer.first_dm_at < DAY and customer.welcomed_at is None
    return channel == "private" and new and case.person_answered_at is None


def item_id(case: Case, message_id: str) -> str:
    """The outbox id of the acknowledgement of a message: one, whatever it says; another after one that did not go."""
    again = f":{case.came_to_nothing}" if case.came_to_nothing else ""
    return f"{case.case_id}:acknowledgement:{message_id}{again}"


def tell_again(case: Case, account: Account, now: datetime) -> tuple[Case, Acknowledge | None, Outcome]:
    """Acknowledge anew, by the hours of now, what was not told because other hours had been true."""
    if case.unanswered_since is None:
        return case, None, outcome(Code.answered_already)
    if case.told_message == case.last_message.id:
        return case, None, outcome(Code.acknowledged_already)  # it was an older message that was not told
    if account.hours.is_open(now):
        grace = timedelta(minutes=account.acknowledgement.grace_minutes)
        try:
            ends = account.hours.add_open_time(case.last_message.at, grace)
        except NeverOpens:
            ends = now
        return replace(case, timers=with_timer(case, "acknowledge", max(now, ends))), None, outcome(Code.grace_runs)
    told = acknowledge_closed(case, case.last_message, account, now)
    if isinstance(told, Outcome):
        return case, None, told
    return told.case, told.command, outcome(Code.told_of_return)


def _acknowledge(
    before: Case, case: Case, message: Message | LastMessage, now: datetime, *, occasion: str, own_id: str = ""
) -> Acknowledged:
    """The acknowledgement, and the case that remembers it besides what `case` does already."""
    customer = case.customer
    invites = case.invites == "due" and message.channel == "public" and occasion in {"closed", "open"}
    sent = (*(at for at in customer.automatic_at if now - at < DAY), now)
    welcome = is_welcomed(case, message.channel, now)
    command = Acknowledge.model_validate(
        {
            **case.ids,
            "item_id": own_id or item_id(case, message.id),
            "language": case.language,
            "asked_at": now,
            "occasion": occasion,
            "name": customer.name,
            "invites": invites,
            "welcome": welcome,
            "incident_id": case.incident_id if occasion == "incident" else "",
            "channel": message.channel,
            "in_reply_to": message.id,
            "answers_at": message.at,
        }
    )
    changed = replace(
        case,
        customer=replace(customer, automatic_at=sent, welcomed_at=now if welcome else customer.welcomed_at),
        acknowledged_since=case.unanswered_since,
        told_message=answered(case, message.id),
        invites="done" if invites else case.invites,
        timers=without_timer(case, "acknowledge"),
    )
    return Acknowledged(case=sets_out(before, changed, command.item_id, now), command=command)
