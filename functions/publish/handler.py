"""The only function that writes to X: one publisher at a time drains one account's posts, or its DMs, lane by lane."""

import time
from functools import cache
from typing import Any

import httpx
from aws_lambda_powertools import Logger, Metrics

from care import aws, clock
from care.accounts import Accounts, UnknownAccount
from care.batches import Later, Queue, Unprocessable, work
from care.budget.store import Budget, Contended
from care.conversations import Conversations
from care.events import SendSettled
from care.outbox.model import Item
from care.outbox.store import Outbox
from care.outbox.wake import Wake
from care.queues import send_all
from care.selfservice.pinning import pinned_client
from care.settings import PublishSettings, apps_of
from care.x.accounts import XAccounts
from publish.draining import Publisher, drain
from publish.links import dead_link

settings = PublishSettings.read()
logger = Logger()
metrics = Metrics()
sqs = aws.client("sqs")
dynamodb = aws.client("dynamodb")
conversations = Conversations(dynamodb, settings.conversations_table)
outbox = Outbox(dynamodb, settings.outbox_table)
budget = Budget(dynamodb, settings.outbox_table)
accounts = Accounts(dynamodb, settings.accounts_table)
x_accounts = XAccounts(aws.client("secretsmanager"), apps_of(settings.app_secrets), settings.x_base_url)
queue = Queue(sqs, settings.source_queue_url, settings.dlq_url)

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
        account = accounts.get(account_id)
    except UnknownAccount as error:
        raise Unprocessable(str(error)) from None
    started = time.monotonic()
    publisher = Publisher(
        outbox=outbox,
        budget=budget,
        conversations=conversations,
        x=lambda: x_accounts.client(account_id, account.app),
        report=_report,
        notice=lambda text: accounts.notice(account_id, clock.now(settings.local_clock), text),
        served=accounts.all,
        dead_link=lambda text: dead_link(text, _web),
        now=lambda: clock.now(settings.local_clock),
        logger=logger,
        metrics=metrics,
    )
    try:
        drain(wake.queue, account, publisher, enough=lambda: time.monotonic() - started > _DRAIN_FOR)
    except Contended as error:
        raise Later(str(error)) from None


@cache
def _web() -> httpx.Client:
    """Made when the first link is looked at: most runs of the function send none."""
    return pinned_client()


def _report(item: Item) -> None:
    """Tell the case what became of the send; the same report twice is applied once."""
    event = SendSettled.model_validate(
        {
            "account_id": item.account_id,
            "customer_id": item.customer_id,
            "case_id": item.case_id,
            "item_id": item.item_id,
            "purpose": item.purpose,
            "channel": item.channel,
            "outcome": item.state,
            "at": item.settled_at or item.created_at,
            "text": item.text,
            "x_id": item.x_id,
            "in_reply_to": item.in_reply_to,
            "reason": item.reason,
            "complete": not item.rest,
        }
    )
    if not send_all(sqs, settings.events_queue_url, [event]):
        raise Later("events.fifo did not take the report")
