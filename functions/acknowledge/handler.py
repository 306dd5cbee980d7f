"""Composes acknowledgements and what self-service says, and puts them into the outbox."""

from typing import Any

from aws_lambda_powertools import Logger, Metrics

from care import aws, clock
from care.account import Account
from care.accounts import Accounts, UnknownAccount
from care.acknowledgement.texts import answer, compose, spoken
from care.batches import Queue, Unprocessable, work
from care.case.commands import Acknowledge, AnswerByDm, read_command
from care.outbox.model import Item
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
    """Compose each automatic message of a batch."""
    return work(event, queue, _compose, logger, metrics)


def _incident(command: Acknowledge, account: Account) -> str:
    """What an incident, or its end, has to say in the customer's language, or in the account's."""
    if not command.incident_id:
        return ""
    known = next((one for one in account.incidents if one.incident_id == command.incident_id), None)
    if known is None or (command.occasion == "incident_end" and known.ended_at is None):
        # It was opened or closed a moment ago.
        account = accounts.fresh(account.id)
        known = next((one for one in account.incidents if one.incident_id == command.incident_id), None)
    if known is None:
        raise Unprocessable(f"incident {command.incident_id} is not stored any more")
    texts = known.end_texts if command.occasion == "incident_end" else known.texts
    text = texts.get(spoken(command.language, account)) or texts.get(account.language)
    if not text:
        raise Unprocessable(f"incident {command.incident_id} has no text for its {command.occasion}")
    return text


def _compose(body: str) -> None:
    command = read_command(body)
    if not isinstance(command, Acknowledge | AnswerByDm):
        raise Unprocessable(f"{command.kind} is not for this function")
    try:
        account = accounts.get(command.account_id)
    except UnknownAccount as error:
        raise Unprocessable(str(error)) from None
    item = answer(command, account) if isinstance(command, AnswerByDm) else _acknowledgement(command, account)
    new = outbox.add(item)
    # The item may be there from a try that died before it woke the publisher.
    wake(sqs, settings.sends_queue_url, item.queue, item.item_id)
    logger.info("acknowledgement.composed", item_id=item.item_id, command=command.kind, new=new)


def _acknowledgement(command: Acknowledge, account: Account) -> Item:
    incident = _incident(command, account)
    exposed = command.occasion == "private_request"
    # In public a name is whatever somebody chose to be called before an audience.
    name = command.name if command.channel == "private" else ""
    return compose(command, account, clock.now(settings.local_clock), name=name, incident=incident, exposed=exposed)
