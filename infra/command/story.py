"""The story of one message, from its delivery to what became of each answer, without a word of what was written."""

from collections.abc import Iterator
from datetime import datetime

from care import words
from care.desk.story import of_chat
from care.model.account import Account
from care.model.case import Case
from care.model.outbox_item import Item
from care.model.outcomes import Outcomes
from care.model.stored_message import StoredMessage
from infra.command.deployed import Deployed


def told(stack: Deployed, account: Account, message_id: str) -> Iterator[str]:
    """The story's lines in the order of time; none if the account has no such message.

    For one of ours it is the story of the item that sent it, for a customer's that of all answers since.
    """
    where = stack.conversations.reference(account.id, message_id)
    if where is None:
        return
    case = stack.conversations.case(where.case_id)
    messages = stack.conversations.messages(where.case_id)
    message = next((one for one in messages if one.id == message_id), None)
    if case is None or message is None:
        return
    kind = "message" if message.by == "customer" else "echo"
    event_id = f"{kind}:{account.id}:{message_id}"
    because = stack.conversations.became(account.id, where.customer_id, event_id)
    yield f"@{account.username}, case {case.case_id} ({case.state}), customer {where.customer_id}"
    lines = [(message.at, _came(message, because))]
    items = stack.outbox.of_case(account.id, case.case_id)
    ours = next((item.correlation_id for item in items if item.x_id == message_id), "")
    correlation = event_id if message.by == "customer" else ours or event_id
    lines += [line for item in items if _belongs(item, message) for line in _sent(item)]
    lines += _case(case, message)
    for at, line in sorted(lines, key=lambda pair: pair[0]):
        yield f"  {at:%Y-%m-%d %H:%M:%S}Z  {line}"
    yield f'  In the logs of all functions: filter @message like "{correlation}"'


_OURS = {"person": "a person", "centralita": "Centralita"}


def _belongs(item: Item, message: StoredMessage) -> bool:
    if message.by != "customer":
        return item.x_id == message.id
    return message.id == item.in_reply_to or item.created_at >= message.at


def _came(message: StoredMessage, because: Outcomes | None) -> str:
    who = "the customer wrote it" if message.by == "customer" else f"{_OURS[message.by]} sent it"
    deleted = ", and deleted it" if message.deleted_at is not None else ""
    decided = f"; decided: {words.told('en', because)}" if because is not None else ""
    chat = f"; {words.told('en', said)}" if (said := of_chat(message)) else ""
    return f"{message.channel} message {message.id}: {who}{deleted}{decided}{chat}"


def _sent(item: Item) -> Iterator[tuple[datetime, str]]:
    yield item.created_at, f"{item.purpose} {item.item_id}: asked for, to go as {item.channel}"
    if item.claimed_at is not None:
        yield item.claimed_at, f"{item.purpose} {item.item_id}: claimed by the publisher (attempt {item.attempts})"
    if item.settled_at is not None:
        as_what = f" as {item.x_id}" if item.x_id else ""
        why = f": {words.told('en', item.because)}" if item.because else ""
        yield item.settled_at, f"{item.purpose} {item.item_id}: {item.state}{as_what}{why}"


def _case(case: Case, message: StoredMessage) -> list[tuple[datetime, str]]:
    found = []
    if case.first_response_at is not None and case.first_response_at >= message.at:
        found.append((case.first_response_at, "a person answered"))
    if case.resolved_at is not None and case.resolved_at >= message.at:
        found.append((case.resolved_at, "the case was resolved"))
    return found
