"""The automatic conversation of a case (docs/design.md, 4.10): with whom it is held, and how each message moves it.

It begins with the first DM of a case, and only there; a person's answer, or somebody whose case it is, ends it for
good. To one message of the customer there is at most one automatic message: what self-service says takes the place of
the acknowledgement.
"""

from copy import replace
from dataclasses import dataclass
from datetime import datetime, timedelta

from care.acknowledgement.rules import DAY, is_welcomed
from care.acknowledgement.told import answered, sets_out
from care.case.actions import resolved
from care.case.incident_updates import attached, open_incident
from care.case.selfservice_end import ended
from care.model.account import Account
from care.model.case import Case, SelfService, without_timer
from care.model.commands import AnswerByDm, Command, LookUp
from care.model.customer import Customer
from care.model.decision import Decision, changed, unchanged
from care.model.events import LookedUp
from care.model.lookup_outcome import Failed, LookupFound
from care.model.messages import Message
from care.model.outcomes import Code, Outcome, outcome
from care.model.selfservice_state import DialogState, DialogStep
from care.model.settings.occasions import Language, language_of
from care.selfservice.conversation import looked_up, step
from care.triage.rules import compiled

# A look-up takes five seconds; one of which nothing was heard for so long is not heard of any more.
_HEARD_WITHIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Served:
    """The case after a message. `over` says that self-service is silent: the message is acknowledged as any other."""

    case: Case
    because: Outcome
    commands: tuple[Command, ...]
    over: bool


def serve(case: Case, message: Message, account: Account, now: datetime, *, begins: bool) -> Served | None:
    """What self-service makes of a customer's message; None if it has no part in it.

    `begins` says that this is the first DM of the case, and that the customer began the conversation.
    """
    if not _may_speak(case, message, account, now, begins=begins):
        return None
    case = attached(case, message, account, now)
    known = case.selfservice or SelfService(
        talk=DialogState(), begun_at=now, answering=message.id, written_at=message.at
    )
    spoken = account.spoken(case.language)
    told = step(
        _untold(known.talk),
        message.text,
        spoken,
        account.selfservice,
        now,
        account.hours,
        _incident_text(case, account, language_of(spoken), now),
        compiled(account.triage, account.taught_weights),
    )
    if told.say is not None or told.lookup is not None:  # else a look-up may still be under way for another message
        known = replace(known, answering=message.id, written_at=message.at)
    case, commands = _taken(case, known, told, account, now)
    # Before a conversation and after its end, what is not spoken to is acknowledged as it would be without it.
    over = not commands and told.state.phase in {"new", "handed_over"}
    # What the customer wrote in public is still a person's to answer.
    if told.solved and case.last_public is None:
        case = resolved(case, message.at, account)
    return Served(case, outcome(Code.self_service, step=told.because), commands, over)


def hear(case: Case, event: LookedUp, account: Account, now: datetime) -> Decision:
    """Tell what a look-up found, or that a person takes over; nothing, if the conversation went on without it."""
    service = case.selfservice
    if service is None or service.talk.phase != "looking" or event.item_id != _item_id(case, service.answering):
        return unchanged(case, outcome(Code.lookup_not_awaited))
    found = Failed(event.failed) if event.failed else LookupFound(event.fields)
    case, commands, because = _heard(case, service, found, account, now)
    return changed(case, because, commands=commands)


def unheard(case: Case, account: Account, now: datetime) -> tuple[Case, Command | None, Outcome]:
    """Nothing was heard of a look-up for minutes: a person takes over."""
    service = case.selfservice
    if service is None or service.talk.phase != "looking":
        return case, None, outcome(Code.no_lookup_awaited)
    case, commands, because = _heard(case, service, Failed("timed_out"), account, now)
    return case, commands[0] if commands else None, because


def silent(case: Case, account: Account, now: datetime) -> tuple[Case, Outcome]:
    """The customer let an answer be for as long as the account waits: the case is resolved, if nothing else waits."""
    service = case.selfservice
    if service is None or service.talk.phase != "answered" or case.last_public is not None:
        return case, outcome(Code.not_by_self_service_alone)
    if case.last_message.id != service.answering:
        return case, outcome(Code.customer_wrote_else)
    return resolved(case, now, account), outcome(Code.left_answered)


def _heard(
    case: Case, service: SelfService, found: LookupFound | Failed, account: Account, now: datetime
) -> tuple[Case, tuple[Command, ...], Outcome]:
    if case.customer.hears_nothing or case.unanswered_since is None:
        return ended(case), (), outcome(Code.lookup_not_told)
    if account.paused_at is not None:
        return ended(case), (), outcome(Code.withheld, purpose="acknowledgement")
    spoken = account.spoken(case.language)
    incident = _incident_text(case, account, language_of(spoken), now)
    talk = _untold(service.talk)
    told = looked_up(talk, found, spoken, account.selfservice, now, account.hours, incident_text=incident)
    case, commands = _taken(case, service, told, account, now)
    return case, commands, outcome(Code.self_service, step=told.because)


def _may_speak(case: Case, message: Message, account: Account, now: datetime, *, begins: bool) -> bool:
    """Each "no" of self-service is one line here and one test."""
    if account.paused_at is not None:
        return False
    if not account.selfservice.enabled or message.channel != "private" or message.encrypted:
        return False
    if case.selfservice is None and not begins:
        return False
    if case.customer.hears_nothing:
        return False
    if case.person_answered_at is not None or case.answered_by or case.assignee:
        return False
    return now - message.at <= timedelta(minutes=account.acknowledgement.max_age_minutes)


def _taken(
    case: Case, service: SelfService, told: DialogStep, account: Account, now: datetime
) -> tuple[Case, tuple[Command, ...]]:
    """The case that remembers a step, and what is to be done for it."""
    case = replace(case, selfservice=replace(service, talk=told.state))
    timers = without_timer(case, "lookup", "silence")
    if told.state.phase == "looking":
        timers["lookup"] = case.timers.get("lookup") or now + _HEARD_WITHIN
    silence = account.selfservice.resolves_after_minutes
    if told.state.phase == "answered" and silence is not None:
        timers["silence"] = now + timedelta(minutes=silence)
    if told.say is None and told.lookup is None:
        return replace(case, timers=timers), ()
    before = case
    # The message has its automatic answer, or will have it: it is not acknowledged besides.
    timers.pop("acknowledge", None)
    case = replace(case, timers=timers, acknowledged_since=case.unanswered_since)
    case = replace(case, told_message=answered(case, service.answering))
    whose = {
        **case.ids,
        "item_id": _item_id(case, service.answering),
        "language": case.language,
        "asked_at": now,
    }
    if told.lookup is not None:
        return case, (LookUp.model_validate({**whose, "lookup_id": told.lookup.id, "values": told.state.values}),)
    back = account.hours.next_opening(now) if told.tells_return else None
    answer = {
        **whose,
        "text": told.say,
        "name": case.customer.name,
        "welcome": is_welcomed(case, "private", now),
        "answers_at": service.written_at,
        # An answer is worth reading after the opening that it names; a mere hand-over is not.
        "wanted_until": back if told.hand_over else None,
    }
    customer = _told(case, told, back, now, _item_id(case, service.answering))
    customer = replace(customer, welcomed_at=now) if answer["welcome"] else customer
    case = sets_out(before, replace(case, customer=customer), _item_id(case, service.answering), now)
    return case, (AnswerByDm.model_validate(answer),)


def _told(case: Case, told: DialogStep, back: datetime | None, now: datetime, item_id: str) -> Customer:
    """The customer, who knows now when we are back and of the incident, and had one more automatic message."""
    customer = case.customer
    customer = replace(customer, automatic_at=(*(at for at in customer.automatic_at if now - at < DAY), now))
    if back is not None:
        customer = replace(customer, told_until=back, told_by=item_id)
    return replace(customer, told_incident=case.incident_id) if told.state.incident_told else customer


def _untold(talk: DialogState) -> DialogState:
    """The conversation as before a step that may tell of an incident: of which one they know, customers remember."""
    return replace(talk, incident_told=False)


def _incident_text(case: Case, account: Account, language: Language, now: datetime) -> str | None:
    """What the incident that the case hangs on has to say, to who was not told of it yet."""
    incident = open_incident(case, account, now)
    if incident is None or case.customer.told_incident == incident.incident_id:
        return None
    return incident.told(language, account.language) or None


def _item_id(case: Case, message_id: str) -> str:
    """One automatic answer to one message, whether it is said at once or after a look-up."""
    return f"{case.case_id}:selfservice:{message_id}"
