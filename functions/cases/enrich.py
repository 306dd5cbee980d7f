"""Adds to an event what its decision needs from the tables, because rules read no table."""

from contextlib import suppress
from copy import replace
from itertools import islice

from care.model.account import Account
from care.model.actions import CaseMerged, ReplyWritten, SpamMarked
from care.model.events import Event, IncidentTouched, SettingsChanged
from care.model.x_events import MessageEchoed, MessageReceived
from care.tables.account_reads import UnknownAccount, UnreadableSettings
from care.tables.accounts import Accounts
from care.tables.conversations import Conversations
from care.tables.spam import own_places
from care.triage.spam_links import places

MOST_PLACES = 10  # of a marked customer


def is_news(event: Event, account: Account) -> bool:
    """True if the event tells of settings or an incident that `account`, read a while ago, does not have yet."""
    match event:
        case SettingsChanged():
            return account.version < event.settings_version
        case IncidentTouched():
            known = next((i for i in account.incidents if i.incident_id == event.incident_id), None)
            return known is None or (known.ended_at is not None) != event.ended
        case _:
            return False


def completed(event: Event, conversations: Conversations, accounts: Accounts) -> Event:
    """The event with what its rule asks for."""
    match event:
        case MessageReceived():
            return _with_beside(_with_fate(event, conversations), conversations)
        case MessageEchoed():
            return _with_fate(event, conversations)
        case SettingsChanged():
            return _with_versions(event, conversations, accounts)
        case IncidentTouched():
            return _with_match(event, conversations, accounts)
        case ReplyWritten() if event.in_reply_to:
            return _with_place(event, conversations)
        case SpamMarked(spam=True):
            return replace(event, places=_places(event, conversations, accounts.get(event.account_id)))
        case CaseMerged():
            target = conversations.case(event.into)
            known = target is not None and target.customer.customer_id == event.customer_id
            known = known and target is not None and target.account_id == event.account_id and not target.merged_into
            return event if known else replace(event, into="")
        case _:
            return event


def _with_fate[E: (MessageReceived, MessageEchoed)](event: E, conversations: Conversations) -> E:
    """A message with what is known of it already: that it is gone, or which message it is another wording of."""
    message = event.message
    known, buried = conversations.fate(event.account_id, message.id)
    if buried:
        # What is gone is not looked at, by whomever the text might be read. Where an earlier wording is kept, that one
        # tells that there was a message.
        kept = (one for one in message.earlier if conversations.reference(event.account_id, one) is not None)
        gone = replace(message, text="", media=(), around=())
        return replace(event, deleted=True, revises=next(kept, ""), message=gone)
    if known is not None:
        # What is kept and comes as new once more is not: an echo that nobody recognised is our own, of which the outbox
        # knows no more, and what is told as shut was opened before that was told.
        return replace(event, superseded=not event.opens or bool(known.revised_by))
    if event.opens:
        return replace(event, unheard=True)
    for earlier in reversed(message.earlier):
        found = conversations.reference(event.account_id, earlier)
        if found is not None and event.customer_id in {"", found.customer_id}:
            return replace(event, revises=found.first_id, superseded=_is_older(message.id, found.revised_by))
    return event


def _with_beside(event: MessageReceived, conversations: Conversations) -> MessageReceived:
    """A post with those that it quotes or answers, if the story of its customer does not hold them anyway."""
    message = event.message
    if message.channel != "public" or event.deleted or event.superseded:
        return event
    beside = []
    for post_id in dict.fromkeys(one for one in (message.quotes, message.in_reply_to) if one.isdigit()):
        known = conversations.reference(event.account_id, post_id)
        if known is None or known.customer_id != event.customer_id:
            beside.append(post_id)
    return replace(event, beside=tuple(beside))


def _with_place(event: ReplyWritten, conversations: Conversations) -> ReplyWritten:
    """A reply to a certain post, which its customer must have written; X is answered under its newest id."""
    known = conversations.reference(event.account_id, event.in_reply_to)
    if known is None or known.customer_id != event.customer_id:
        return replace(event, misplaced=True)
    said = (m for m in conversations.messages(known.case_id) if event.in_reply_to in m.ids and m.by == "customer")
    post = next((m for m in said if m.channel == "public" and m.deleted_at is None), None)
    return replace(event, misplaced=True) if post is None else replace(event, in_reply_to=post.newest_id)


def _places(event: SpamMarked, conversations: Conversations, account: Account) -> tuple[str, ...]:
    """Where the links lead that the customer wrote, the newest first; the brand's own are left out."""
    said = (one.text for one in reversed(conversations.messages(event.case_id)) if one.by == "customer")
    found = (place for text in said for place in places(text))
    own = own_places(account)
    return tuple(islice(dict.fromkeys(place for place in found if place not in own), MOST_PLACES))


def _is_older(message_id: str, newer: str) -> bool:
    """True for a wording between two that are known."""
    return newer.isdigit() and message_id.isdigit() and int(message_id) < int(newer)


def _with_versions(event: SettingsChanged, conversations: Conversations, accounts: Accounts) -> SettingsChanged:
    """Changed settings with the hours by which the case's clocks were counted until now."""
    case = conversations.case(event.case_id)
    if case is None:
        return event
    numbers = {case.settings_version, *(clock.version for clock in case.clocks if clock.running_since)}
    before = {}
    for number in numbers:
        with suppress(UnknownAccount, UnreadableSettings):
            before[number] = accounts.version(event.account_id, number).hours.model_dump(mode="json")
    return replace(event, before=before)


def _with_match(event: IncidentTouched, conversations: Conversations, accounts: Accounts) -> IncidentTouched:
    """An incident with whether the case's messages are about it, or when it has ended, about another that goes on."""
    own = event.incident_id
    going = [one for one in accounts.get(event.account_id).incidents if one.ended_at is None]
    asked = [one for one in going if (one.incident_id != own if event.ended else one.incident_id == own)]
    if not asked:
        return event
    texts = [message.text for message in conversations.messages(event.case_id) if message.by == "customer"]
    found = next((one.incident_id for one in asked if any(map(one.matches, texts))), "")
    return replace(event, goes_on=found) if event.ended else replace(event, matches=bool(found))
