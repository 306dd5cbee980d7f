"""Composes acknowledgements, incident texts, thanks and self-service answers, and puts them into the outbox."""

from copy import replace
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import ClientError
from pydantic import ValidationError

import care.starting
from care import aws, clock
from care.acknowledgement.rules import said_as_of
from care.acknowledgement.stopping import is_about_stopping
from care.acknowledgement.texts import answer, compose, spoken, thanks
from care.batches import Reject, Retry, Source, for_good, work
from care.case.answerable import No, Yes, can_reply
from care.environment import AcknowledgeEnvironment
from care.hours import words  # noqa: F401  Babel: most calls say a time, and a start has more of a processor
from care.model.account import Account
from care.model.commands import Acknowledge, AnswerByDm, Thank, read_command
from care.model.months import month_of
from care.model.outbox_item import Item, Purpose
from care.model.outbox_item import told as why_fields
from care.model.outcomes import Code, Outcome, outcome
from care.model.settings.occasions import language_of
from care.outbox.report import report_of
from care.queues import send_all
from care.tables.account_reads import UnknownAccount
from care.tables.accounts import Accounts
from care.tables.budget import Budget
from care.tables.conversations import Conversations
from care.tables.outbox import Outbox
from care.tables.wakes import wake

settings = AcknowledgeEnvironment.read()
logger = Logger()
metrics = Metrics()
sqs = aws.client("sqs")
dynamodb = aws.client("dynamodb")
outbox = Outbox(dynamodb, settings.outbox_table)
accounts = Accounts(dynamodb, settings.accounts_table)
conversations = Conversations(dynamodb, settings.conversations_table)
budget = Budget(dynamodb, settings.outbox_table)
queue = Source(sqs, settings.source_queue_url, settings.dlq_url)


@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Compose each automatic message of a batch."""
    return work(event, queue, _compose, logger, metrics, _given_up)


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
        raise Reject(f"incident {command.incident_id} is not stored any more")
    language = language_of(spoken(command.language, account))
    text = known.told(language, account.language, ended=command.occasion == "incident_end")
    if not text:
        raise Reject(f"incident {command.incident_id} has no text for its {command.occasion}")
    return text


def _answerable(command: Acknowledge | AnswerByDm | Thank, account: Account, item: Item) -> Yes | No:
    """Whether it can go at all, by what is known at this moment: the case may have changed since it was decided."""
    case = conversations.case_of(command.case_id, command.account_id, command.customer_id)
    if case is None:
        return No(outcome(Code.case_gone))
    now = clock.now(settings.local_clock)
    # Only the post that would be answered has to be there still: stories may be long.
    public = item.in_reply_to or (case.last_public.id if case.last_public is not None else "")
    deleted = conversations.gone(case.account_id, [public]) if public and item.channel == "public" else set()
    return can_reply(
        case,
        item.channel,
        account,
        now,
        text=item.text,
        # What says that nothing automatic comes any more goes although nothing automatic does.
        purpose="reply" if is_about_stopping(item.item_id) else item.purpose,
        deleted=deleted,
        spent=budget.sent(account, month_of(now)),
        to=item.in_reply_to,
    )


def _compose(body: str) -> None:
    command = read_command(body)
    logger.set_correlation_id(command.correlation_id or None)
    if not isinstance(command, Acknowledge | AnswerByDm | Thank):
        raise Reject(f"{command.kind} is not for this function")
    try:
        account = accounts.get(command.account_id)
    except UnknownAccount as error:
        raise Reject(str(error)) from None
    item = _item(command, account)
    too_late = Code.no_longer_true if isinstance(command, Acknowledge) else Code.nothing_to_say
    told = _answerable(command, account, item) if item is not None else No(outcome(too_late))
    if item is None or isinstance(told, No):
        _drop(command, item, told.reason if isinstance(told, No) else outcome(too_late))
        return
    new = outbox.add(item)
    if not new and (known := outbox.item(item.queue, item.item_id)) is not None and known.state == "withdrawn":
        # A try before found nothing to say, and may have died before its case heard of it.
        _tell_unsaid(known)
        return
    # The item may be there from a try that died before it woke the publisher.
    wake(sqs, settings.sends_queue_url, item.queue, item.item_id)
    logger.info("acknowledgement.composed", item_id=item.item_id, command=command.kind, new=new)


def _given_up(body: str) -> None:
    """What is put aside has told nobody anything, and its case hears so."""
    try:
        command = read_command(body)
        accounts.get(command.account_id)
    except (ValidationError, UnknownAccount):
        return  # there is no case to tell
    if isinstance(command, Acknowledge | AnswerByDm | Thank):
        _drop(command, None, outcome(Code.could_not_be_said))


def _drop(command: Acknowledge | AnswerByDm | Thank, item: Item | None, because: Outcome) -> None:
    """Say nothing, and tell the case so: it counts as told what was decided until it hears of it.

    The outbox keeps that it is not said: the queue may bring the command again, and by then it could be.
    """
    metrics.add_metric(name="AcknowledgementDropped", unit=MetricUnit.Count, value=1)
    logger.info("acknowledgement.dropped", item_id=command.item_id, because=because.code)
    now = clock.now(settings.local_clock)
    unsaid = item or Item(
        **command.ids,
        channel="private" if isinstance(command, AnswerByDm) else command.channel,
        purpose=_purpose_of(command),
        text="",
        created_at=now,
    )
    unsaid = replace(unsaid, state="withdrawn", settled_at=now, **why_fields(because))
    if not _kept_unsaid(unsaid):
        known = outbox.item(unsaid.queue, unsaid.item_id)
        if known is None or known.state != "withdrawn":
            # A try that died before it woke the publisher has left it in the outbox: whoever sends asks again.
            wake(sqs, settings.sends_queue_url, unsaid.queue, unsaid.item_id)
            return
        unsaid = known
    _tell_unsaid(unsaid)


def _tell_unsaid(unsaid: Item) -> None:
    event = report_of(unsaid, "withdrawn", unsaid.settled_at or unsaid.created_at, why=unsaid.because)
    if not send_all(sqs, settings.events_queue_url, [event]):
        raise Retry("events.fifo did not take what is not said")


def _kept_unsaid(unsaid: Item) -> bool:
    try:
        return outbox.add_unsaid(unsaid)
    except ClientError as error:
        if for_good(error):
            return True  # what the outbox never takes cannot go from there, either
        raise


def _purpose_of(command: Acknowledge | AnswerByDm | Thank) -> Purpose:
    match command:
        case Thank():
            return "courtesy"
        case Acknowledge(occasion="incident_end"):
            return "resolution"
        case _:
            return "acknowledgement"


def _item(command: Acknowledge | AnswerByDm | Thank, account: Account) -> Item | None:
    match command:
        case AnswerByDm():
            return answer(command, account)
        case Thank():
            return thanks(command, account, clock.now(settings.local_clock))
        case Acknowledge():
            return _acknowledgement(command, account)


def _acknowledgement(command: Acknowledge, account: Account) -> Item | None:
    at = said_as_of(command, account, clock.now(settings.local_clock))
    if at is None:
        return None
    incident = _incident(command, account)
    exposed = command.occasion == "private_request"
    # In public a name is whatever somebody chose to be called before an audience.
    name = command.name if command.channel == "private" else ""
    return compose(command, account, at, name=name, incident=incident, exposed=exposed)


care.starting.over()
