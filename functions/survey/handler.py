"""Composes survey questions and puts them into the outbox, if the survey is still wanted."""

from typing import Any

from aws_lambda_powertools import Logger, Metrics

import care.starting
from care import aws, clock
from care.batches import Reject, Source, work
from care.environment import SurveyEnvironment
from care.model.commands import AskSurvey, read_command
from care.model.outbox_item import queue_of
from care.survey.rules import still_asked, still_wanted
from care.survey.texts import compose
from care.tables.account_reads import UnknownAccount
from care.tables.accounts import Accounts
from care.tables.conversations import Conversations
from care.tables.outbox import Outbox
from care.tables.wakes import wake

settings = SurveyEnvironment.read()
logger = Logger()
metrics = Metrics()
sqs = aws.client("sqs")
dynamodb = aws.client("dynamodb")
conversations = Conversations(dynamodb, settings.conversations_table)
outbox = Outbox(dynamodb, settings.outbox_table)
accounts = Accounts(dynamodb, settings.accounts_table)
queue = Source(sqs, settings.source_queue_url, settings.dlq_url)


@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Compose each question of a batch."""
    return work(event, queue, _ask, logger, metrics)


def _ask(body: str) -> None:
    command = read_command(body)
    logger.set_correlation_id(command.correlation_id or None)
    if not isinstance(command, AskSurvey):
        raise Reject(f"{command.kind} is not for this function")
    try:
        account = accounts.get(command.account_id)
    except UnknownAccount as error:
        raise Reject(str(error)) from None
    now = clock.now(settings.local_clock)
    case = conversations.case(command.case_id)
    wanted = case is not None and (
        still_asked(case, command.item_id) if command.says != "question" else still_wanted(case, account, now)
    )
    if not wanted:
        logger.info("survey.dropped", item_id=command.item_id)
        # A try that died before it woke the publisher may have left it in the outbox: who sends asks again.
        wake(sqs, settings.sends_queue_url, queue_of(command.account_id, "private"), command.item_id)
        return
    item = compose(command, account, now)
    new = outbox.add(item)
    # The item may be there from a try that died before it woke the publisher.
    wake(sqs, settings.sends_queue_url, item.queue, item.item_id)
    logger.info("survey.composed", item_id=item.item_id, new=new)


care.starting.over()
