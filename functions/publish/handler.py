"""The only function that writes to X: one publisher at a time drains one account's posts, or its DMs, lane by lane."""

import time
from functools import cache
from typing import Any

import httpx
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

import care.starting
from care import aws, clock, late
from care.batches import Reject, Retry, Source, work
from care.environment import PublishEnvironment
from care.lookups.pinned_addresses import pinned_client
from care.model.account import Account
from care.model.outbox_item import Item
from care.model.outcomes import Code, codes
from care.outbox.report import report_of
from care.queues import send_all
from care.tables.account_reads import UnknownAccount
from care.tables.accounts import Accounts
from care.tables.budget import Budget, LimitsContended
from care.tables.chats import Chats
from care.tables.conversations import Conversations
from care.tables.grants import Grants
from care.tables.kill_switch import OneWithheld, Withheld
from care.tables.media import KeptFiles
from care.tables.outbox import Outbox
from care.tables.wakes import Wake
from care.x.accounts import x_accounts_of
from care.x.chat_rings import ChatRings
from publish.delivery import Delivery
from publish.drain import drain
from publish.facts import FactFinder
from publish.links import dead_link
from publish.sealed_files import SealedFiles
from publish.sealing import Sealing
from publish.uploading import Uploading
from publish.way import Way

settings = PublishEnvironment.read()
logger = Logger()
metrics = Metrics()
sqs = aws.client("sqs")
dynamodb = aws.client("dynamodb")
conversations = Conversations(dynamodb, settings.conversations_table)
outbox = Outbox(dynamodb, settings.outbox_table)
withheld = Withheld(dynamodb, settings.outbox_table)
budget = Budget(dynamodb, settings.outbox_table)
accounts = Accounts(dynamodb, settings.accounts_table)
secrets = aws.client("secretsmanager")
chats = Chats(dynamodb, settings.conversations_table, settings.data_retention_days)
files = KeptFiles(dynamodb, settings.conversations_table, late.late(lambda: aws.client("s3")), settings.media_bucket)
rings = ChatRings(secrets, settings.chat_secret)
grants = Grants(dynamodb, settings.accounts_table)
x_accounts = x_accounts_of(settings, secrets, grants.accepted, grants.accepts)
queue = Source(sqs, settings.source_queue_url, settings.dlq_url)

# Seconds of the machine's clock for one drain: with the time-outs of one more call to X, below the function's own.
_DRAIN_FOR = 25.0


@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Drain the queues that were woken."""
    return work(event, queue, _publish, logger, metrics)


def _publish(body: str) -> None:
    wake = Wake.model_validate_json(body)
    account_id = wake.queue.partition("#")[0]
    try:
        # The kill switch has to hold within a minute: what was read half a minute ago is too old for that.
        account = accounts.fresh(account_id)
    except UnknownAccount as error:
        raise Reject(str(error)) from None
    started = time.monotonic()
    delivery = Delivery(
        account=account,
        outbox=outbox,
        budget=budget,
        x=lambda: x_accounts.client(account_id, account.app),
        sealing=Sealing(
            account,
            chats,
            rings,
            now=lambda: clock.now(settings.local_clock),
            count=_count,
        ),
        uploading=Uploading(files, outbox, logger, _count),
        sealed_files=SealedFiles(account_id, files),
        way=Way(outbox, wake.queue, lambda: clock.now(settings.local_clock)),
        tell_case=lambda item: _report(item, account),
        notice=lambda text, why: accounts.notice(account_id, clock.now(settings.local_clock), text, why),
        learn_reply=lambda answer: accounts.learn_reply(account_id, answer, clock.now(settings.local_clock)),
        now=lambda: clock.now(settings.local_clock),
        logger=logger,
        metrics=metrics,
    )
    # The texts of what is automatic are few, and their links are asked for once in a drain.
    finder = FactFinder(outbox, budget, conversations, accounts.all, cache(lambda text: dead_link(text, _web)))
    try:
        drain(wake.queue, delivery, finder, enough=lambda: time.monotonic() - started > _DRAIN_FOR)
    except LimitsContended as error:
        raise Retry(str(error)) from None


@cache
def _web() -> httpx.Client:
    """Made when the first link is looked at: most runs of the function send none."""
    return pinned_client()


def _report(item: Item, account: Account) -> None:
    """Tell the case what became of the send; the same report twice is applied once."""
    if item.state == "withdrawn" and Code.paused in codes(item.because):
        at = item.settled_at or item.created_at
        one = OneWithheld(key=item.item_id, purpose=item.purpose, at=at, case_id=item.case_id)
        withheld.record(account, one)
        _count("AutomaticWithheld")
    if item.is_own or item.act:
        return  # a post of the account's own, or what was done with one: no case waits for it
    event = report_of(item, item.state, item.settled_at or item.created_at, item.x_id, item.because)
    if not send_all(sqs, settings.events_queue_url, [event]):
        raise Retry("events.fifo did not take the report")


def _count(name: str) -> None:
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=1)


care.starting.over()
