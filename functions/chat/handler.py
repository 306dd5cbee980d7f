"""Opens what came in encrypted chats, and puts it on `events.fifo` as any other private message.

It alone reads the private keys besides `publish`. What it cannot open is told as a message that only X's own app shows,
and is tried again when keys come. The tables hold nothing that opens a conversation, and the log nothing of one.
"""

import time
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

import care.starting
from care import aws, clock
from care.batches import Reject, Source, work
from care.chat.shown import is_true
from care.environment import ChatEnvironment
from care.model.account import Account
from care.model.chat import ChatShown, ChatWaits
from care.model.commands import FetchMedia
from care.tables.account_reads import UnknownAccount
from care.tables.accounts import Accounts
from care.tables.chats import Chats
from care.tables.conversations import Conversations
from care.tables.grants import Grants
from care.tables.media import KeptFiles
from care.x.accounts import x_accounts_of
from care.x.chat_rings import ChatRings
from care.x.credentials import UnreadableSecret
from care.x.errors import CredentialsRefused
from chat.bodies import BODY
from chat.opening import Opening
from chat.showing import Showing

settings = ChatEnvironment.read()
logger = Logger()
metrics = Metrics()
sqs = aws.client("sqs")
dynamodb = aws.client("dynamodb")
secrets = aws.client("secretsmanager")
accounts = Accounts(dynamodb, settings.accounts_table)
chats = Chats(dynamodb, settings.conversations_table, settings.data_retention_days)
conversations = Conversations(dynamodb, settings.conversations_table)
files = KeptFiles(
    dynamodb, settings.conversations_table, aws.client("s3"), settings.media_bucket, settings.data_retention_days
)
grants = Grants(dynamodb, settings.accounts_table)
x_accounts = x_accounts_of(settings, secrets, grants.accepted, grants.accepts)
rings = ChatRings(secrets, settings.chat_secret)
queue = Source(sqs, settings.source_queue_url, settings.dlq_url)

# Seconds for the files of one message; with one more file this is below the function's own time-out.
_SHOWN_FOR = 15.0


@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Open a batch of deliveries, in order within each conversation."""
    return work(event, queue, _open, logger, metrics)


def _open(body: str) -> None:
    told = BODY.validate_json(body)
    try:
        account = accounts.get(told.account_id)
    except UnknownAccount as error:
        raise Reject(str(error)) from None
    if isinstance(told, FetchMedia):
        _show(told, account)
        return
    logger.set_correlation_id(told.event_id)
    opening = Opening(
        account=account,
        chats=chats,
        rings=rings,
        x=lambda: x_accounts.client(account.id, account.app).chats,
        sqs=sqs,
        events_queue_url=settings.events_queue_url,
        now=lambda: clock.now(settings.local_clock),
        logger=logger,
        count=_count,
    )
    if isinstance(told, ChatShown):
        if is_true(told, clock.now(settings.local_clock)):
            opening.show(told)
    elif isinstance(told, ChatWaits):
        opening.try_again(told.customer_id)
    else:
        opening.open(told)


def _show(command: FetchMedia, account: Account) -> None:
    """Have what a message of a chat shows; without the keys it stays shut, and a person may try again."""
    logger.set_correlation_id(command.correlation_id or None)
    began = time.monotonic()
    try:
        ring = rings.of(account.id)
        x = x_accounts.client(account.id, account.app).chats
    except (UnreadableSecret, CredentialsRefused) as error:
        logger.warning("chat.not_shown", error=type(error).__name__)
        _count("MediaFailed")
        if conversations.is_kept(account.id, command.case_id, command.message_id):
            files.miss(command.case_id, command.message_id, command.media, clock.now(settings.local_clock))
        return
    showing = Showing(
        account_id=account.id,
        x=x,
        ring=ring,
        chats=chats,
        files=files,
        conversations=conversations,
        now=clock.now(settings.local_clock),
        count=_count,
        enough=lambda: time.monotonic() - began > _SHOWN_FOR,
    )
    showing.show(command)


def _count(metric: str) -> None:
    metrics.add_metric(name=metric, unit=MetricUnit.Count, value=1)


care.starting.over()
