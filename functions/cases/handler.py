"""The only writer of cases: applies each event of `events.fifo` exactly once and enqueues its commands.

A redelivery finds its event applied and enqueues the same commands again, under the same ids.
"""

from copy import replace
from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import BotoCoreError, ClientError

import care.starting
from care import aws, clock, late
from care.batches import Reject, Retry, Source, raised_at, work
from care.budget.prices import event_price
from care.case.correlation import correlation_of
from care.case.decide import customer_of, decide
from care.chat.failures import why
from care.desk.found_by import added_by, all_of, changes_what_is_there
from care.environment import CasesEnvironment
from care.model.account import Account
from care.model.actions import CustomerErased, SpamMarked
from care.model.case import Case
from care.model.commands import Command
from care.model.customer import Customer
from care.model.decision import Decision
from care.model.events import CaseDue, Event, SettingsChanged, read_event
from care.model.formats import NewerFormat
from care.model.outbox_item import queue_of
from care.model.outcomes import Code, codes
from care.model.x_events import (
    AccessRevoked,
    CustomerIntroduced,
    MessageDeleted,
    MessageEchoed,
    MessageReceived,
    NotPassedOn,
    Unreadable,
)
from care.outbox.report import report_of
from care.tables.account_reads import UnknownAccount
from care.tables.accounts import Accounts
from care.tables.budget import Budget
from care.tables.chats import Chats
from care.tables.context import Around
from care.tables.conversations import Conflict, Conversations
from care.tables.finds import Finds
from care.tables.here import Here
from care.tables.kill_switch import OneWithheld, Withheld, withheld_by
from care.tables.media import KeptFiles
from care.tables.outbox import InFlight, Outbox
from care.tables.people import People
from care.tables.queue import Queue
from care.tables.search_index import NotWritten, Place, SearchIndex
from care.tables.spam import SpamPlaces
from care.tables.spreads import Spreads
from care.tables.subscribers import Subscribers
from care.tables.wakes import wake
from cases.dispatch_commands import perform
from cases.enrich import completed, is_news
from cases.forgetting import Forgetting
from cases.route import asked_by_a_person, known_of
from cases.sharing import Sharing

settings = CasesEnvironment.read()
logger = Logger()
metrics = Metrics()
sqs = aws.client("sqs")
dynamodb = aws.client("dynamodb")
conversations = Conversations(dynamodb, settings.conversations_table, settings.data_retention_days)
chats = Chats(dynamodb, settings.conversations_table)
files = KeptFiles(dynamodb, settings.conversations_table, late.late(lambda: aws.client("s3")), settings.media_bucket)
around = Around(dynamodb, settings.conversations_table)
search = SearchIndex(dynamodb, settings.conversations_table, settings.data_retention_days)
finds = Finds(dynamodb, settings.conversations_table)
spam = SpamPlaces(dynamodb, settings.conversations_table, settings.data_retention_days)
subscribers = Subscribers(dynamodb, settings.accounts_table)
outbox = Outbox(dynamodb, settings.outbox_table)
withheld = Withheld(dynamodb, settings.outbox_table)
sharing = Sharing(
    Here(dynamodb, settings.accounts_table),
    People(dynamodb, settings.accounts_table),
    Queue(dynamodb, settings.conversations_table),
)
accounts = Accounts(dynamodb, settings.accounts_table)
budget = Budget(dynamodb, settings.outbox_table)
forgetting = Forgetting(
    conversations, chats, files, around, outbox, search, spam, finds, Spreads(dynamodb, settings.conversations_table)
)
queue = Source(sqs, settings.events_queue_url, settings.events_dlq_url)

_TRIES = 3
# Decisions that the operator's alarms count.
_COUNTED = {Code.sla_warned: "SlaWarning", Code.sla_breached: "SlaBreach"}


@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Apply a batch of events, in order within each group."""
    return work(event, queue, lambda body: _apply(read_event(body)), logger, metrics)


def _apply(event: Event) -> None:
    if isinstance(event, Unreadable):
        raise Reject(event.reason)
    if isinstance(event, CustomerErased):
        _erase(event)
        return
    now = clock.now(settings.local_clock)
    commands = conversations.applied(event)
    if commands is None:
        try:
            commands = _decided(event, now)
        except NewerFormat:
            if not isinstance(event, CaseDue):
                raise
            # The index of what is due has no format. The case stays due, and is told again when that release is back.
            logger.info("event.waits", event_id=event.event_id, case_id=event.case_id)
            return
    else:
        _learn_name(event, now)
    for command in commands:
        perform(command, accounts, settings, sqs, outbox, now)


def _decided(event: Event, now: datetime) -> tuple[Command, ...]:
    try:
        account = accounts.get(event.account_id)
        if is_news(event, account):
            account = accounts.fresh(event.account_id)
    except UnknownAccount as error:
        raise Reject(str(error)) from None
    if isinstance(event, MessageReceived) and event.customer_id in accounts.served():
        logger.info("event.ignored", event_id=event.event_id, because=str(Code.served_account_wrote))
        return ()
    recognised = _recognised(event, now)
    if recognised is not event and (commands := conversations.applied(recognised)) is not None:
        return commands  # its publisher has told of this send already
    event = completed(recognised, conversations, accounts)
    _forget_what_is_gone(event, now)
    for _ in range(_TRIES):
        known = known_of(event, conversations, account)
        try:
            account, known = _by_these_settings(known, event, account, now)
        except Conflict:
            continue
        event = sharing.with_whose(event, known, account, now)
        account = _beside(account, event, known, now)
        decision = _with_facts(decide(known, event, account, now), known, event, account, now)
        if _changes_nothing(known, decision) and not asked_by_a_person(event):
            break
        try:
            conversations.apply(event, decision, now, known)
        except Conflict:
            if (commands := conversations.applied(event)) is not None:
                return commands
            continue
        break
    else:
        raise Retry("the case is being written by others")
    logger.set_correlation_id(correlation_of(event, decision.case))
    _keep_around(event, decision, now)
    _have_found(event, decision, account, now)
    _tell(event, decision)
    _list_withheld(event, decision, account, now)
    _meter(event, decision, now)
    return decision.commands


def _beside(account: Account, event: Event, known: Case | Customer, now: datetime) -> Account:
    """The account with what its people's marks tell of the message at hand; a mark itself is learned from first."""
    if isinstance(event, MessageReceived) and customer_of(known).spam is None:
        places = spam.marked(account, event.message.text)
        return replace(account, spam_places=places) if places != account.spam_places else account
    if isinstance(event, SpamMarked):
        if event.spam:
            spam.learn(account.id, event.customer_id, event.places, now)
        else:
            spam.forget(account.id, event.customer_id, customer_of(known).spam_places)
    return account


def _with_facts(decision: Decision, known: Case | Customer, event: Event, account: Account, now: datetime) -> Decision:
    """The decision, and that those are told of it who want to be. What cannot be told holds no case."""
    wanted = subscribers.lately(account.id)
    if not wanted:
        return decision
    from care.facts.derive import to_tell  # noqa: PLC0415  most accounts tell nobody

    try:
        told = to_tell(wanted, known, decision, event, account, now)
    except Exception as error:  # noqa: BLE001  whatever is wrong with a fact, the case goes on
        metrics.add_metric(name="NotTold", unit=MetricUnit.Count, value=1)
        logger.error("facts.failed", event_id=event.event_id, error=type(error).__name__, at=raised_at(error))  # noqa: TRY400  no text
        return decision
    return replace(decision, commands=(*decision.commands, *told)) if told else decision


def _learn_name(event: Event, now: datetime) -> None:
    """X tells who wrote beside one of two deliveries of a message: the second one may bring the name."""
    if not isinstance(event, MessageReceived) or not event.author.username:
        return
    known = conversations.customer(event.account_id, event.customer_id)
    if known.version and not known.username and known.erased_at is None:
        told = {"account_id": event.account_id, "customer_id": event.customer_id, "at": now}
        _decided(CustomerIntroduced(author=event.author, **told), now)


def _forget_what_is_gone(event: Event, now: datetime) -> None:
    """What is gone from X is gone here: what it showed, and what is known of it.

    X tells of a deletion by the newest wording's id: the wordings before it are gone too, here or still to come.
    """
    if isinstance(event, MessageDeleted):
        conversations.bury(event.account_id, event.message_id, now)
        known = conversations.reference(event.account_id, event.message_id)
        if known is not None:
            if known.first_id != event.message_id:  # what it shows is fetched by its first id
                conversations.bury(event.account_id, known.first_id, now)
            forgetting.forget_media(known.case_id, known.first_id, event.message_id)
        around.forget(event.account_id, [event.message_id])
        finds.forget(event.account_id, event.message_id)
    if not isinstance(event, MessageReceived | MessageEchoed) or not event.deleted:
        return
    whose = {"account_id": event.account_id, "customer_id": event.customer_id}
    for earlier in event.message.earlier:
        gone = MessageDeleted(**whose, message_id=earlier)
        if conversations.applied(gone) is None:
            _decided(gone, now)


def _by_these_settings(
    known: Case | Customer, event: Event, account: Account, now: datetime
) -> tuple[Account, Case | Customer]:
    """The case as the present settings reckon it, and those: no other event may come before the sweep that tells them.

    It is the event of the sweep, which finds it applied. Settings that are older than those that the case knows were
    read too long ago.
    """
    if not isinstance(known, Case) or isinstance(event, SettingsChanged):
        return account, known
    if known.settings_version > account.version:
        account = accounts.fresh(account.id)
    if known.settings_version >= account.version:
        return account, known
    whose = {"account_id": account.id, "customer_id": known.customer.customer_id, "case_id": known.case_id}
    sweep = completed(SettingsChanged(**whose, settings_version=account.version), conversations, accounts)
    conversations.apply(sweep, decide(known, sweep, account, now), now, known)
    return account, known_of(event, conversations, account)


def _keep_around(event: Event, decision: Decision, now: datetime) -> None:
    """What X shows beside a message that is kept need not be looked up."""
    if isinstance(event, MessageReceived) and any(one.id == event.message.id for one in decision.messages):
        for post in event.message.around:
            if post.id in event.beside and around.one(event.account_id, post.id) is None:
                around.keep(event.account_id, replace(post, known_at=now), now)


def _have_found(event: Event, decision: Decision, account: Account, now: datetime) -> None:
    """Words that the index does not take hold up nobody: they are counted, and the case is found by its others."""
    case = decision.case
    if case is None:
        return
    place = Place.of(case.opened_at, case.case_id)
    try:
        if changes_what_is_there(decision):
            messages, items = conversations.messages(case.case_id), outbox.of_case(case.account_id, case.case_id)
            search.replace(case.account_id, place, all_of(case, messages, items, account), now)
        elif words := added_by(event, decision, account):
            search.add(case.account_id, place, words, now, is_new=case.version == 0)
    except (BotoCoreError, ClientError, NotWritten) as error:
        metrics.add_metric(name="NotIndexed", unit=MetricUnit.Count, value=1)
        logger.warning("case.not_indexed", case_id=case.case_id, error=type(error).__name__)


def _list_withheld(event: Event, decision: Decision, account: Account, now: datetime) -> None:
    for purpose in withheld_by(decision.because):
        case_id = decision.case.case_id if decision.case else ""
        withheld.record(account, OneWithheld(key=event.event_id, purpose=purpose, at=now, case_id=case_id))
        metrics.add_metric(name="AutomaticWithheld", unit=MetricUnit.Count, value=1)


def _meter(event: Event, decision: Decision, now: datetime) -> None:
    """Charge what X asks for the delivery. It is done already: a charge that is lost is counted and tries nothing."""
    price = event_price(event)
    if not price:
        return
    case_id = decision.case.case_id if decision.case else ""
    try:
        metered = budget.meter(event.account_id, "event", 1, price, now, case_id=case_id)
    except (BotoCoreError, ClientError):
        metered = False
    if not metered:
        metrics.add_metric(name="NotMetered", unit=MetricUnit.Count, value=1)
        logger.warning("event.not_metered", event_id=event.event_id)


def _erase(event: CustomerErased) -> None:
    gone = forgetting.erase(event)
    if gone is None:
        return
    metrics.add_metric(name="CustomerErased", unit=MetricUnit.Count, value=1)
    logger.info("customer.erased", event_id=event.event_id, cases=len(gone))


def _recognised(event: Event, now: datetime) -> Event:
    """An echo or a failure of what Centralita sent becomes the report of that send; a person's message stays."""
    if isinstance(event, NotPassedOn):
        queue = queue_of(event.account_id, "private")
        item = outbox.not_passed_on(queue, event.message_id, (why(event.failure),), now)
        return event if item is None else report_of(item, "refused", event.at, event.message_id, item.because)
    if not isinstance(event, MessageEchoed):
        return event
    message = event.message
    to = event.customer_id or message.in_reply_to
    try:
        item = outbox.recognise(event.account_id, message.channel, to, message.id, message.text, message.at, now)
    except InFlight as error:
        raise Retry(str(error)) from None
    if item is not None and item.rest:
        # Its publisher may have given it up as unclear: the rest of the thread goes on from here.
        wake(sqs, settings.sends_queue_url, item.queue, f"{item.item_id}|recognised")
    if item is None or item.is_own:
        return event  # a person's message, or a post of the account's own, which no case waits for
    return report_of(item, "sent", message.at, message.id)


def _changes_nothing(known: Case | Customer, decision: Decision) -> bool:
    same = decision.case == known if isinstance(known, Case) else decision.case is None
    return same and decision.customer == customer_of(known) and not decision.messages and not decision.commands


def _tell(event: Event, decision: Decision) -> None:
    metrics.add_metric(name="EventApplied", unit=MetricUnit.Count, value=1)
    for code in codes(decision.because):
        if name := _COUNTED.get(code):
            metrics.add_metric(name=name, unit=MetricUnit.Count, value=1)
    if isinstance(event, AccessRevoked):
        metrics.add_metric(name="AccessRevoked", unit=MetricUnit.Count, value=1)
    case_id = decision.case.case_id if decision.case else ""
    logger.info("event.applied", event_id=event.event_id, case_id=case_id, because=codes(decision.because))


care.starting.over()
