"""Composes acknowledgements and puts them into the outbox."""

from typing import Any

from aws_lambda_powertools import Logger, Metrics

from care import aws, clock
from care.accounts import Accounts, UnknownAccount
from care.acknowledgement.texts import compose
from care.batches import Queue, Unprocessable, work
from care.case.commands import Acknowledge, read_command
from care.outbox.store import Outbox
from care.outbox.wake import wake
from care.settings import AcknowledgeSettings

settings = AcknowledgeSettings.read()
logger = Logger()
metrics = Metrics()
sqs = aws.client("sqs")
dynamodb = aws.client("dynamodb")
outbox = Outbox(dynamodb, settings.outbox_table)
accounts = Accounts(dynamodb, settings.accounts_table)
queue = Queue(sqs, settings.source_queue_url, settings.dlq_url)


@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Compose each acknowledgement of a batch."""
    return work(event, queue, _acknowledge, logger, metrics)


def _acknowledge(body: str) -> None:
    command = read_command(body)
    if not isinstance(command, Acknowledge):
        raise Unprocessable(f"{command.kind} is not for this function")
    try:
        account = accounts.get(command.account_id)
    except UnknownAccount as error:
        raise Unprocessable(str(error)) from None
    item = compose(command, account, clock.now(settings.local_clock))
    new = outbox.add(item)
    # The item may be there from a try that died before it woke the publisher.
    wake(sqs, settings.sends_queue_url, item.queue, item.item_id)
    logger.info("acknowledgement.composed", item_id=item.item_id, occasion=command.occasion, new=new)
