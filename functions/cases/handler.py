"""The only writer of cases: applies each event of `events.fifo` exactly once and enqueues its commands.

A redelivery finds its event applied and enqueues the same commands again, under the same ids.
"""

from copy import replace
from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

import care.starting
from care import aws, clock, late
from care.batches import Reject, Retry, Source, raised_at, work
from care.case.correlation import correlation_of
from care.case.decide import customer_of, decide
from care.environment import CasesEnvironment
from care.model.account import Account
from care.model.actions import CustomerErased, SpamMarked
from care.model.case import Case
from care.model.commands import Command
from care.model.customer import Customer
from care.model.decision import Decision
from care.model.events import CaseDue, Event, SettingsChanged, read_event
from care.model.formats import NewerFormat
from care.model.outcomes import Code
from care.model.x_events import (
    CustomerIntroduced,
    MessageDeleted,
    MessageEchoed,
    MessageReceived,
    Unreadable,
)
from care.tables.account_reads import UnknownAccount
from care.tables.accounts import Accounts
from care.tables.budget import Budget
from care.tables.chats import Chats
from care.tables.context import Around
from care.tables.conversations import Conflict, Conversations
from care.tables.finds import Finds
from care.tables.here import Here
from care.tables.kill_switch import Withheld
from care.tables.media import KeptFiles
from care.tables.outbox import Outbox
from care.tables.people import People
from care.tables.queue import Queue
from care.tables.search_index import SearchIndex
from care.tables.spam import SpamPlaces
from care.tables.spreads import Spreads
from care.tables.subscribers import Subscribers
from cases.dispatch_commands import perform
from cases.enrich import completed, is_news
from cases.forgetting import Forgetting
from cases.recognition import Recognition
from cases.records import Records
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
sharing = Sharing(
    Here(dynamodb, settings.accounts_table),
    People(dynamodb, settings.accounts_table),
    Queue(dynamodb, settings.conversations_table),
)
accounts = Accounts(dynamodb, settings.accounts_table)
forgetting = Forgetting(
    conversations, chats, files, around, outbox, search, spam, finds, Spreads(dynamodb, settings.conversations_table)
)
recognition = Recognition(outbox, sqs, settings.sends_queue_url)
records = Records(
    conversations,
    outbox,
    around,
    search,
    Withheld(dynamodb, settings.outbox_table),
    Budget(dynamodb, settings.outbox_table),
    logger,
    metrics,
)
queue = Source(sqs, settings.events_queue_url, settings.events_dlq_url)

_TRIES = 3


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
    recognised = recognition.recognised(event, now)
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
    records.keep(event, decision, account, now)
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


def _erase(event: CustomerErased) -> None:
    gone = forgetting.erase(event)
    if gone is None:
        return
    metrics.add_metric(name="CustomerErased", unit=MetricUnit.Count, value=1)
    logger.info("customer.erased", event_id=event.event_id, cases=len(gone))


def _changes_nothing(known: Case | Customer, decision: Decision) -> bool:
    same = decision.case == known if isinstance(known, Case) else decision.case is None
    return same and decision.customer == customer_of(known) and not decision.messages and not decision.commands


care.starting.over()
