"""Opens what came in encrypted chats, and puts it on `events.fifo` as any other private message.

It alone reads the private keys besides `publish`. What it cannot open is told as a message that only X's own app shows,
and is tried again when keys come. The tables hold nothing that opens a conversation, and the log nothing of one.
"""

from typing import Annotated, Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from pydantic import Field, TypeAdapter

from care import aws, clock
from care.batches import Reject, Source, work
from care.chat.shown import is_true
from care.environment import ChatEnvironment
from care.model.chat import ChatDelivered, ChatShown, ChatWaits
from care.tables.accounts import Accounts, UnknownAccount
from care.tables.chats import Chats
from care.tables.grants import Grants
from care.x.accounts import x_accounts_of
from care.x.chat_rings import ChatRings
from chat.opening import Opening

settings = ChatEnvironment.read()
logger = Logger()
metrics = Metrics()
sqs = aws.client("sqs")
dynamodb = aws.client("dynamodb")
secrets = aws.client("secretsmanager")
accounts = Accounts(dynamodb, settings.accounts_table)
chats = Chats(dynamodb, settings.conversations_table, settings.data_retention_days)
grants = Grants(dynamodb, settings.accounts_table)
x_accounts = x_accounts_of(settings, secrets, grants.accepted, grants.accepts)
rings = ChatRings(secrets, settings.chat_secret)
queue = Source(sqs, settings.source_queue_url, settings.dlq_url)

type _Told = Annotated[ChatDelivered | ChatWaits | ChatShown, Field(discriminator="kind")]
_BODY: TypeAdapter[ChatDelivered | ChatWaits | ChatShown] = TypeAdapter(_Told)


@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Open a batch of deliveries, in order within each conversation."""
    return work(event, queue, _open, logger, metrics)


def _open(body: str) -> None:
    told = _BODY.validate_json(body)
    try:
        account = accounts.get(told.account_id)
    except UnknownAccount as error:
        raise Reject(str(error)) from None
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


def _count(metric: str) -> None:
    metrics.add_metric(name=metric, unit=MetricUnit.Count, value=1)
