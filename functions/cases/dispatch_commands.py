"""Carries out the commands of a decision. Doing it twice does no more than doing it once."""

import hashlib
from datetime import datetime, timedelta

from care.aws import SQSClient
from care.batches import Retry
from care.environment import CasesEnvironment
from care.model.commands import (
    Absorb,
    Acknowledge,
    AnswerByDm,
    AskSurvey,
    Command,
    CountShare,
    FetchContext,
    FetchMedia,
    HandOverCase,
    Introduce,
    LookUp,
    ReleaseHeld,
    Repost,
    SendReply,
    SettleUnclear,
    Tell,
    Thank,
    WithdrawReply,
)
from care.model.envelope import Channel
from care.model.events import CaseAbsorbed
from care.model.messages import Author
from care.model.outbox_item import Item, goes_from, queue_of
from care.model.x_events import Reposted
from care.outbox.replies import reply_item
from care.queues import ascii_json, ask_for_media, send_all, send_fairly
from care.tables.accounts import Accounts
from care.tables.outbox import Outbox
from care.tables.wakes import wake, wake_after

_REPOSTED_WITHIN = timedelta(hours=48)


def perform(
    command: Command, accounts: Accounts, settings: CasesEnvironment, sqs: SQSClient, outbox: Outbox, now: datetime
) -> None:
    """Enqueue a command, or do it where it is one write."""
    match command:
        case Acknowledge() | AnswerByDm() | Thank() | AskSurvey() | LookUp() | Tell() | HandOverCase():
            # It may hold a name, or what a customer asks for.
            body = ascii_json(command.model_dump_json())
            send_fairly(sqs, _queue_for(command, settings), body, command.account_id)
        case FetchMedia():
            ask_for_media(command, sqs, settings.media_queue_url, settings.chats_queue_url)
        case Introduce() | FetchContext():
            body = ascii_json(command.model_dump_json())
            send_fairly(sqs, settings.media_queue_url, body, command.account_id)
        case SendReply():
            item = reply_item(command)
            outbox.add(item)
            # It may be there from a try that died before it woke the publisher.
            wake(sqs, settings.sends_queue_url, item.queue, item.item_id)
            rest = goes_from(item, accounts.get(item.account_id)) - now
            if rest > timedelta(0):
                wake_after(sqs, settings.wakes_queue_url, item.queue, rest)
        case Repost():
            item = _courtesy(command)
            outbox.add(item)
            wake(sqs, settings.sends_queue_url, item.queue, item.item_id)
        case ReleaseHeld() | WithdrawReply() | SettleUnclear():
            _decided(command, settings, sqs, outbox, now)
        case CountShare():
            _count_share(command, settings, sqs)
        case Absorb():
            _absorb(command, settings, sqs, now)


def _decided(
    command: ReleaseHeld | WithdrawReply | SettleUnclear,
    settings: CasesEnvironment,
    sqs: SQSClient,
    outbox: Outbox,
    now: datetime,
) -> None:
    """Change an item as a person said, where it is still so that this can be, and wake its publisher."""
    item = _waiting(command, outbox)
    if item is None:
        return
    match command:
        case ReleaseHeld():
            if item.state == "held":
                outbox.approve(item, command.by)
            _wake(item, "approved", settings, sqs)
        case WithdrawReply():
            outbox.cancel(item, now)
            _wake(item, "cancelled", settings, sqs)
        case SettleUnclear():
            if not (command.x_id and outbox.knows(item.queue, command.x_id)):
                outbox.decide(item, command.verdict, now, command.x_id)
            _wake(item, f"{command.verdict} {command.asked_at.isoformat()}", settings, sqs)


def _queue_for(
    command: Acknowledge | AnswerByDm | Thank | AskSurvey | LookUp | Tell | HandOverCase, settings: CasesEnvironment
) -> str:
    """The queue of the function that composes or asks what a command wants."""
    match command:
        case Acknowledge() | AnswerByDm() | Thank():
            return settings.acknowledgements_queue_url
        case AskSurvey():
            return settings.surveys_queue_url
        case LookUp():
            return settings.lookups_queue_url
        case Tell() | HandOverCase():
            return settings.facts_queue_url


def _waiting(command: ReleaseHeld | WithdrawReply | SettleUnclear, outbox: Outbox) -> Item | None:
    """The item that a command is about, among the account's posts or its DMs."""
    channels: tuple[Channel, ...] = ("public", "private")
    found = (outbox.item(queue_of(command.account_id, channel), command.item_id) for channel in channels)
    return next((item for item in found if item is not None), None)


def _wake(item: Item, why: str, settings: CasesEnvironment, sqs: SQSClient) -> None:
    because = hashlib.sha256(f"{item.item_id}|{why}".encode()).hexdigest()
    wake(sqs, settings.sends_queue_url, item.queue, because)


def _courtesy(command: Repost) -> Item:
    return Item(
        **command.ids,
        channel="public",
        purpose="courtesy",
        text="",
        reposts=command.post_id,
        created_at=command.asked_at,
        # Where the month's dollars are spent it would wait for the next one, and nobody shows last month's thanks.
        wanted_until=command.asked_at + _REPOSTED_WITHIN,
    )


def _count_share(command: CountShare, settings: CasesEnvironment, sqs: SQSClient) -> None:
    """Whether it is a customer's post that was quoted, is looked at when it is that customer's turn."""
    event = Reposted(
        account_id=command.account_id,
        customer_id=command.customer_id,
        repost_id=command.quoted_by,
        post_id=command.post_id,
        author=Author(id=command.customer_id, followers=command.followers),
        quotes=True,
    )
    if not send_all(sqs, settings.events_queue_url, [event]):
        raise Retry("events.fifo did not take a quotation")


def _absorb(command: Absorb, settings: CasesEnvironment, sqs: SQSClient, now: datetime) -> None:
    event = CaseAbsorbed(
        account_id=command.account_id,
        customer_id=command.customer_id,
        case_id=command.into,
        merged_case_id=command.case_id,
        at=now,
        unanswered_since=command.unanswered_since,
        private_contact=command.private_contact,
        urgency=command.urgency,
        handed=command.handed,
    )
    if not send_all(sqs, settings.events_queue_url, [event]):
        raise Retry("events.fifo did not take a merged case")
