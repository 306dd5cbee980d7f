"""A case as one story: posts and DMs in the order of time, automatic ones marked, sensitive data masked.

What is on its way to X, or did not get there, stands among what was said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from care.model.account import Account
from care.model.case import StoredMessage
from care.model.envelope import Channel
from care.model.outbox_item import Item, ItemState, goes_from
from care.model.outcomes import Code, Outcome, Outcomes, outcome
from care.privacy import find, redact

EntryKind = Literal["customer", "person", "automatic", "note", "merged", "courtesy"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was said, or is to be said.

    `text` has what is sensitive masked, which `masked` tells. `chat` is said of an encrypted chat, `shut` why it was
    not opened. `state` is that of an outbox item that X does not have
    (yet), with `why` it is so; `undo_until` is the instant until which it can certainly be taken back.
    """

    id: str
    kind: EntryKind
    channel: Channel | Literal["internal"]
    at: datetime
    text: str
    who: str = ""
    purpose: str = ""
    masked: bool = False
    encrypted: bool = False
    deleted: bool = False
    chat: bool = False
    shut: Outcome | None = None
    edited: bool = False
    reaction: str = ""
    state: ItemState | Literal[""] = ""
    why: Outcomes = ()
    undo_until: datetime | None = None


def story(messages: Sequence[StoredMessage], items: Iterable[Item], account: Account, now: datetime) -> list[Entry]:
    """What was said on a case and what is on its way, oldest first."""
    said = [_message(message, account) for message in messages]
    known = {message.id for message in messages}
    on_the_way = [
        _item(item, account, now)
        for item in items
        if item.state != "withdrawn" and not (item.state == "sent" and {item.x_id, item.item_id} & known)
    ]
    return sorted([*said, *on_the_way], key=lambda entry: (entry.at, entry.id))


def unmasked(messages: Sequence[StoredMessage], message_id: str) -> str | None:
    """The text of a message as it was written, or None if the case has no such message."""
    return next((message.text for message in messages if message.id == message_id), None)


def _message(message: StoredMessage, account: Account) -> Entry:
    text, masked = shown(message.text, account)
    return Entry(
        id=message.id,
        kind=_kind(message),
        channel=message.channel,
        at=message.at,
        text=text,
        who=message.person,
        purpose=message.purpose,
        masked=masked,
        encrypted=message.encrypted,
        deleted=message.deleted_at is not None,
        chat=message.chat,
        shut=outcome(Code(f"chat_{message.shut}")) if message.shut else None,
        edited=message.edited_at is not None,
        reaction=message.reaction,
    )


def _kind(message: StoredMessage) -> EntryKind:
    if message.channel == "internal":
        kinds: dict[str, EntryKind] = {"merged": "merged", "courtesy": "courtesy"}
        return kinds.get(message.purpose, "note")
    if message.by == "centralita":
        return "person" if message.purpose == "reply" else "automatic"
    return message.by


def _item(item: Item, account: Account, now: datetime) -> Entry:
    text, masked = shown(item.whole or item.text, account)
    goes = goes_from(item, account)
    can_be_undone = item.state in {"waiting", "held", "released"} and not item.doubtful and item.part == 1
    return Entry(
        id=item.item_id,
        kind="courtesy" if item.reposts else "person" if item.purpose == "reply" else "automatic",
        channel=item.channel,
        at=item.created_at,
        text=text,
        purpose=item.purpose,
        masked=masked,
        state=item.state,
        why=item.because,
        chat=item.by == "chat",
        undo_until=max(goes, now) if can_be_undone and item.purpose == "reply" else None,
    )


def shown(text: str, account: Account) -> tuple[str, bool]:
    """A text with what is sensitive masked, and whether anything was."""
    found = find(text, account.countries)
    return (redact(text, found, account.countries), True) if found else (text, False)
