"""Asks X for what its events leave out: who wrote, what a message shows, and which posts stand around it.

Its queue is its own, because files are large and X may be slow: whatever becomes of it, no case waits. What it finds
goes to the case as an event, or lies beside the case; it writes no case itself.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

import care.starting
from care import aws, clock
from care.batches import Reject, Retry, Source, work
from care.budget.prices import read_price
from care.case.people import is_stranger
from care.environment import MediaEnvironment
from care.model.account import Account
from care.model.commands import FetchContext, FetchMedia, Introduce, read_command
from care.model.lengths import MOST_BIO
from care.model.messages import Author
from care.model.x_events import CustomerIntroduced
from care.queues import send_all
from care.tables.account_reads import UnknownAccount
from care.tables.accounts import Accounts
from care.tables.budget import Budget
from care.tables.context import Around
from care.tables.conversations import Conversations
from care.tables.grants import Grants
from care.tables.media import KeptFiles
from care.x.accounts import x_accounts_of
from care.x.client import XClient
from care.x.credentials import UnreadableSecret
from care.x.errors import CredentialsRefused, RetryLater, XError
from care.x.fields import picture_of
from care.x.media_files import MediaFiles
from media.fetching import Fetching
from media.looking_around import LookingAround

settings = MediaEnvironment.read()
logger = Logger()
metrics = Metrics()
sqs = aws.client("sqs")
dynamodb = aws.client("dynamodb")
accounts = Accounts(dynamodb, settings.accounts_table)
conversations = Conversations(dynamodb, settings.conversations_table, settings.data_retention_days)
budget = Budget(dynamodb, settings.outbox_table)
files = KeptFiles(
    dynamodb, settings.conversations_table, aws.client("s3"), settings.media_bucket, settings.data_retention_days
)
around = Around(dynamodb, settings.conversations_table)
secrets = aws.client("secretsmanager")
grants = Grants(dynamodb, settings.accounts_table)
x_accounts = x_accounts_of(settings, secrets, grants.accepted, grants.accepts)
http = httpx.Client(follow_redirects=False)
queue = Source(sqs, settings.source_queue_url, settings.dlq_url)

# After this long the next message of the customer asks anew, and a person may have files fetched again.
_PATIENCE = timedelta(hours=1)


@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Ask for what each command of a batch wants."""
    return work(event, queue, _ask, logger, metrics)


def _ask(body: str) -> None:
    command = read_command(body)
    logger.set_correlation_id(command.correlation_id or None)
    if not isinstance(command, Introduce | FetchMedia | FetchContext):
        raise Reject(f"{command.kind} is not for this function")
    try:
        account = accounts.get(command.account_id)
    except UnknownAccount as error:
        raise Reject(str(error)) from None
    now = clock.now(settings.local_clock)
    try:
        x = x_accounts.client(account.id, account.app)
    except (CredentialsRefused, UnreadableSecret) as error:
        _failed("credentials", error, command, now)
        return
    try:
        if isinstance(command, Introduce):
            _introduce(command, account, x, now)
        elif isinstance(command, FetchContext):
            _look_around(command, account, x, now)
        else:
            _fetch(command, account, x, now)
    except RetryLater as error:
        if now - command.asked_at < _PATIENCE:
            raise Retry("X wants to be asked later") from None
        _failed(command.kind, error, command, now)
    except XError as error:
        _failed(command.kind, error, command, now)


def _introduce(command: Introduce, account: Account, x: XClient, now: datetime) -> None:
    """Who a customer is; asked once, for what was told meanwhile is not asked again."""
    if not is_stranger(conversations.customer(account.id, command.customer_id), now):
        return
    page = x.users([command.customer_id])
    _charge(account, command.case_id, now, "user", len(page.items))
    for user in page.items:
        author = Author(
            id=user.id,
            username=user.username,
            name=user.name,
            followers=user.followers,
            verified_type=user.verified_type or "",
            protected=user.protected,
            bio=user.description[:MOST_BIO],
            joined_at=user.created_at,
            picture=picture_of(user.profile_image_url),
        )
        event = CustomerIntroduced(account_id=account.id, customer_id=command.customer_id, author=author, at=now)
        if not send_all(sqs, settings.events_queue_url, [event]):
            raise Retry("events.fifo did not take who a customer is")
    _count("CustomerLookedUp", len(page.items))


def _fetch(command: FetchMedia, account: Account, x: XClient, now: datetime) -> None:
    found = MediaFiles(http, x.signature, settings.local_media_url)
    fetching = Fetching(
        account=account,
        x=x,
        found=found,
        files=files,
        conversations=conversations,
        now=now,
        charge=partial(_charge, account, command.case_id, now),
    )
    for fault in fetching.fetch(command):
        _count("MediaFailed" if fault else "MediaKept")
        logger.info("media.fetched", case_id=command.case_id, fault=fault)


def _look_around(command: FetchContext, account: Account, x: XClient, now: datetime) -> None:
    looking = LookingAround(
        account=account,
        x=x,
        around=around,
        conversations=conversations,
        now=now,
        charge=partial(_charge, account, command.case_id, now),
    )
    _count("PostsLookedUp", looking.look(command))


def _charge(account: Account, case_id: str, now: datetime, kind: str, things: int) -> None:
    price = things * read_price(kind, account, own=False)
    if not budget.meter(account.id, "look_up", things, price, now, case_id=case_id):
        _count("NotMetered")


def _failed(what: str, error: Exception, command: Introduce | FetchMedia | FetchContext, now: datetime) -> None:
    """It harms nothing: the case is there without it. Of what a message shows this is said."""
    _count("ContextNotFound")
    if isinstance(command, FetchMedia) and conversations.is_kept(
        command.account_id, command.case_id, command.message_id
    ):
        _count("MediaFailed", files.miss(command.case_id, command.message_id, command.media, now))
    logger.warning("x.not_answered", what=what, error=type(error).__name__, status=getattr(error, "status", None))


def _count(metric: str, count: int = 1) -> None:
    if count:
        metrics.add_metric(name=metric, unit=MetricUnit.Count, value=count)


care.starting.over()
