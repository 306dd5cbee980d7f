"""When somebody erases a customer at the desk: clears the places that the desk does not reach, keeps the receipt."""

import json
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

import care.starting
from care import aws, clock
from care.environment import EraseEnvironment
from care.erasure.elsewhere import Elsewhere
from care.erasure.erasing import finish, is_applied
from care.erasure.receipts import Asked
from care.tables.audit import Audit
from care.tables.conversations import Conversations
from care.tables.erasures import Erasures
from care.tables.gifts import Gifts
from care.tables.teaching import Teaching

settings = EraseEnvironment.read()
logger = Logger()
metrics = Metrics()
dynamodb = aws.client("dynamodb")
conversations = Conversations(dynamodb, settings.conversations_table)
erasures = Erasures(dynamodb, settings.accounts_table, settings.data_retention_days)
places = Elsewhere(
    s3=aws.client("s3"),
    bucket=settings.bucket,
    sqs=aws.client("sqs"),
    dead_letters=json.loads(settings.dead_letters),
    teaching=Teaching(dynamodb, settings.conversations_table, settings.accounts_table, settings.data_retention_days),
    audit=Audit(dynamodb, settings.accounts_table, settings.data_retention_days),
    gifts=Gifts(dynamodb, settings.accounts_table, settings.data_retention_days),
)


class NotYet(RuntimeError):
    """The tables have not forgotten the customer: the event waits behind others. The call is tried again."""


@metrics.log_metrics
def handle(event: Mapping[str, Any], _context: Any) -> dict[str, int]:
    """Finish an erasure that was asked for. The tables come first: an erasure that they do not have is none."""
    asked = Asked.model_validate(event)
    metrics.add_metric(name="ErasureTried", unit=MetricUnit.Count, value=1)
    if not is_applied(conversations, asked):
        raise NotYet("the tables have not forgotten the customer yet")
    receipt = finish(places, asked, erasures, clock.now(settings.local_clock))
    metrics.add_metric(name="ErasureFinished", unit=MetricUnit.Count, value=1)
    logger.info("erasure.finished", account_id=receipt.account_id, action_id=receipt.action_id)
    return {one.place: one.count for one in receipt.gone}


care.starting.over()
