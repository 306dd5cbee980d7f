"""Tells others what happened: on the bus, by signed webhooks, and people in a chat or by mail.

Its queue is its own: whatever a stranger's server does, no case waits for it. What is delivered twice is told once,
unless a try died after it arrived: a receiver knows it by its id.
"""

import json
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

import care.starting
from care import aws, clock
from care.batches import Reject, Retry, Source, work
from care.environment import NotifyEnvironment
from care.lookups.brand import brand_client
from care.model.account import Account
from care.model.commands import HandOverCase, Tell, read_command
from care.model.delivery import Deliver
from care.model.events import HandOverSettled
from care.model.fact import fact_adapter
from care.queues import send_all
from care.tables.account_reads import UnknownAccount
from care.tables.accounts import Accounts
from care.tables.conversations import Conversations
from care.tables.deliveries import Deliveries
from care.tables.subscribers import Subscribers
from notify.delivering import Delivering
from notify.fan_out import FanOut
from notify.handing_over import HandingOver, is_hand_over
from notify.mailing import Mail, Topic
from notify.posting import post

settings = NotifyEnvironment.read()
logger = Logger()
metrics = Metrics()
dynamodb = aws.client("dynamodb")
sqs = aws.client("sqs")
secrets = aws.client("secretsmanager")
accounts = Accounts(dynamodb, settings.accounts_table)
subscribers = Subscribers(dynamodb, settings.accounts_table)
conversations = Conversations(dynamodb, settings.conversations_table)
deliveries = Deliveries(dynamodb, settings.conversations_table, settings.accounts_table)
queue = Source(sqs, settings.source_queue_url, settings.dlq_url)
client = brand_client(settings.local_brand_url)
fan_out = FanOut(deliveries, aws.client("events"), settings.bus, sqs, settings.source_queue_url)
_AGENT = "Centralita"


@cache
def _key() -> bytes:
    """The secret of which those of outgoing webhooks are made. Whoever replaces it gives all of them other ones."""
    found = secrets.get_secret_value(SecretId=settings.facts_secret)
    return found["SecretString"].encode()


delivering = Delivering(
    deliveries=deliveries,
    subscribers=subscribers,
    conversations=conversations,
    fan_out=fan_out,
    post=lambda address, body, headers: post(client, address, body, headers, _AGENT),
    mail=Mail(aws.client("sesv2"), settings.mail_sender),
    topic=Topic(cache(lambda: aws.client("sns"))),
    key=_key,
    desk_url=settings.desk_url,
    logger=logger,
    count=lambda name: metrics.add_metric(name=name, unit=MetricUnit.Count, value=1),
)


def _tell_case(event: HandOverSettled) -> None:
    if not send_all(sqs, settings.events_queue_url, [event]):
        raise Retry("events.fifo did not take what became of a hand-over")


handing_over = HandingOver(
    deliveries=deliveries,
    conversations=conversations,
    fan_out=fan_out,
    post=lambda address, body, headers, read: post(client, address, body, headers, _AGENT, read),
    mail=delivering.mail,
    key=_key,
    desk_url=settings.desk_url,
    tell=_tell_case,
    logger=logger,
    count=delivering.count,
)


@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Tell what each message of a batch says, or try a delivery again."""
    return work(event, queue, _one, logger, metrics)


def _one(body: str) -> None:
    if json.loads(body).get("kind") == "deliver":
        which = Deliver.model_validate_json(body)
        by = handing_over if is_hand_over(which) else delivering
        by.try_one(which, _account(which.account_id), clock.now(settings.local_clock))
        return
    command = read_command(body)
    logger.set_correlation_id(command.correlation_id or None)
    if isinstance(command, HandOverCase):
        handing_over.begin(command, clock.now(settings.local_clock))
        return
    if not isinstance(command, Tell):
        raise Reject(f"{command.kind} is not for this function")
    if command.case_id and conversations.case(command.case_id) is None:
        return  # its customer was erased meanwhile, and nobody hears of them any more
    facts = [fact_adapter().validate_python(one) for one in command.facts]
    account = _account(command.account_id)
    fan_out.tell(facts, subscribers.all(account.id), account, clock.now(settings.local_clock))
    metrics.add_metric(name="FactTold", unit=MetricUnit.Count, value=len(facts))


def _account(account_id: str) -> Account:
    try:
        return accounts.get(account_id)
    except UnknownAccount as error:
        raise Reject(str(error)) from None


care.starting.over()
