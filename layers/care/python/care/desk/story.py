"""A case as one story: posts and DMs in the order of time, automatic ones marked, sensitive data masked.

What is on its way to X, or did not get there, stands among what was said.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import replace
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from care.model.account import Account
from care.model.case import StoredMessage, Wording
from care.model.envelope import Channel
from care.model.media import KeptMedia, Media, MediaState, MediaType
from care.model.outbox_item import Item, ItemState, goes_from
from care.model.outcomes import Code, Outcome, Outcomes, outcome
from care.privacy import Kind, find, redact

EntryKind = Literal["customer", "person", "automatic", "note", "merged", "courtesy"]


@dataclass(frozen=True, slots=True)
class Picture:
    """One thing that a message shows. `url` is where its bytes are for whoever may see the case.

    `alt` is its author's description, masked as a text is; `poster` the still of a video. `state` says what became of
    fetching it, and `why` what went wrong. `blurred` asks people to think before they look.
    """

    id: str
    type: MediaType
    alt: str
    width: int
    height: int
    url: str
    poster: str = ""
    content_type: str = ""
    size: int = 0
    state: MediaState = "waiting"
    why: str = ""
    blurred: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was said, or is to be said.

    `text` has what is sensitive masked, which `masked` tells, as `versions` has. `chat` is said of an encrypted chat,
    `shut` why it was not opened. `state` is that of an outbox item that X does not have (yet), with `why` it is so;
    `undo_until` is the instant until which it can certainly be taken back.
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
    link: str = ""
    quotes: str = ""
    in_reply_to: str = ""
    versions: tuple[Wording, ...] = ()
    media: tuple[Picture, ...] = ()


def story(
    messages: Sequence[StoredMessage],
    items: Iterable[Item],
    account: Account,
    now: datetime,
    *,
    kept: Iterable[KeptMedia] = (),
    case_id: str = "",
) -> list[Entry]:
    """What was said on a case and what is on its way, oldest first; `kept` is what became of what messages show."""
    found = {(one.message_id, one.id): one for one in kept}
    said = [_message(message, account, found, case_id) for message in messages]
    known = {one for message in messages for one in message.ids}
    on_the_way = [
        _item(item, account, now)
        for item in items
        if item.state != "withdrawn" and not (item.state == "sent" and {item.x_id, item.item_id} & known)
    ]
    return sorted([*said, *on_the_way], key=lambda entry: (entry.at, entry.id))


def unmasked(messages: Sequence[StoredMessage], message_id: str) -> str | None:
    """The text of a message as it was written, or None if the case has no such message."""
    return next((message.text for message in messages if message.id == message_id), None)


def _message(
    message: StoredMessage, account: Account, kept: Mapping[tuple[str, str], KeptMedia], case_id: str
) -> Entry:
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
        link=link_of(message),
        quotes=message.quotes,
        in_reply_to=message.in_reply_to if message.channel == "public" else "",
        versions=tuple(replace(one, text=shown(one.text, account)[0]) for one in message.versions),
        media=tuple(
            _picture(message, media, kept.get((message.id, media.id)), account, case_id) for media in message.media
        ),
    )


def _picture(message: StoredMessage, media: Media, kept: KeptMedia | None, account: Account, case_id: str) -> Picture:
    told = kept.media if kept is not None else media
    at = f"/desk/api/cases/{case_id}/media/{message.id}/{media.id}"
    return Picture(
        id=media.id,
        type=told.type,
        alt=shown(told.alt, account)[0],
        width=told.width,
        height=told.height,
        url=at if kept is not None and kept.place else "",
        poster=f"{at}/poster" if kept is not None and kept.poster_place else "",
        content_type=kept.content_type if kept is not None else "",
        size=kept.size if kept is not None else 0,
        state=kept.state if kept is not None else "waiting",
        why=kept.fault if kept is not None else "",
        blurred=message.sensitive,
    )


def link_of(message: StoredMessage) -> str:
    """Where the message is on X, for a post; private messages have no address of their own."""
    if message.channel != "public" or not message.newest_id.isdigit():
        return ""
    return f"https://x.com/i/web/status/{message.newest_id}"


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


def exposes(messages: Iterable[StoredMessage], account: Account) -> bool:
    """Whether a public message of the customer shows what is private, and not only the number of an order."""
    return any(
        shown(message.text, account)[1]
        for message in messages
        if message.by == "customer" and message.channel == "public"
    )


def shown(text: str, account: Account) -> tuple[str, bool]:
    """A text with what is sensitive masked, and whether anything was; numbers of orders are people's to work with."""
    found = [one for one in find(text, account.countries, account.own) if one.kind is not Kind.REFERENCE]
    if not found:
        return text, False
    return redact(text, found, account.countries, account.own, keep={Kind.REFERENCE}), True
