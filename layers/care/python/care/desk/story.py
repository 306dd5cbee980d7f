"""A case as one story: posts and DMs in the order of time, automatic ones marked, sensitive data masked.

What is on its way to X, or did not get there, stands among what was said.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import replace
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from care.desk.around import Near, Quoted, address_of
from care.desk.masking import shown
from care.model.account import Account
from care.model.case import Case, LastMessage
from care.model.context import ContextPost
from care.model.envelope import Channel, answerable_of
from care.model.files import OUT
from care.model.media import KeptMedia, Media, MediaState, MediaType
from care.model.outbox_item import Item, ItemState, goes_from
from care.model.outcomes import Code, Outcome, Outcomes, outcome
from care.model.stored_message import StoredMessage, Wording

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
    `shut` why it was not opened, `key_unverified` that nobody knows who made its key. `state` is that of an outbox item
    that X does not have (yet), with `why` it is so; `undo_until` is the instant until which it can certainly be taken
    back. `takes_answer` says that an answer may be put to this very post.
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
    key_unverified: Outcome | None = None
    edited: bool = False
    reaction: str = ""
    state: ItemState | Literal[""] = ""
    why: Outcomes = ()
    undo_until: datetime | None = None
    link: str = ""
    quotes: tuple[Quoted, ...] = ()
    answers: Quoted | None = None
    in_reply_to: str = ""
    takes_answer: bool = False
    versions: tuple[Wording, ...] = ()
    media: tuple[Picture, ...] = ()


def story(
    messages: Sequence[StoredMessage],
    items: Iterable[Item],
    account: Account,
    now: datetime,
    *,
    kept: Iterable[KeptMedia] = (),
    around: Mapping[str, ContextPost] | None = None,
    case_id: str = "",
) -> list[Entry]:
    """What was said on a case and what is on its way, oldest first.

    `kept` is what became of what messages show, `around` what is known of posts that they quote or answer.
    """
    found = {(one.message_id, one.id): one for one in kept}
    here = {one: message.id for message in messages for one in message.ids}
    near = Near(here, around or {}, account)
    # What X took and did not pass on is shown as what did not go.
    lost = {item.x_id for item in items if item.state == "refused" and item.x_id}
    said = [_message(message, account, found, near, case_id) for message in messages if message.id not in lost]
    known = set(here)
    on_the_way = [
        _item(item, account, found, case_id, now)
        for item in items
        if item.state != "withdrawn" and not (item.state == "sent" and {item.x_id, item.item_id} & known)
    ]
    return sorted([*said, *on_the_way], key=lambda entry: (entry.at, entry.id))


def unmasked(messages: Sequence[StoredMessage], message_id: str) -> str | None:
    """The text of a message as it was written, or None if the case has no such message."""
    return next((message.text for message in messages if message.id == message_id), None)


def _message(
    message: StoredMessage,
    account: Account,
    kept: Mapping[tuple[str, str], KeptMedia],
    near: Near,
    case_id: str,
) -> Entry:
    text, masked = shown(_without_address(message), account)
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
        shut=_shut(message),
        key_unverified=_key_unverified(message),
        edited=message.edited_at is not None,
        reaction=message.reaction,
        link=link_of(message),
        quotes=(near.shown(message.quotes),) if message.quotes else (),
        answers=near.answered(message),
        in_reply_to=message.in_reply_to if message.channel == "public" else "",
        takes_answer=may_be_answered(message),
        versions=tuple(replace(one, text=shown(one.text, account)[0]) for one in message.versions),
        media=tuple(
            _picture(message.id, media, kept, account, case_id, blurred=message.sensitive) for media in message.media
        ),
    )


def of_chat(message: StoredMessage) -> Outcomes:
    """What is to be known of a message of an encrypted chat: why it stays shut, or that its key is nobody's."""
    return tuple(one for one in (_shut(message), _key_unverified(message)) if one is not None)


def _shut(message: StoredMessage) -> Outcome | None:
    return outcome(Code(f"chat_{message.shut}")) if message.shut else None


def _key_unverified(message: StoredMessage) -> Outcome | None:
    return outcome(Code.chat_key_unverified) if message.key_unverified else None


def _picture(
    message_id: str,
    media: Media,
    known: Mapping[tuple[str, str], KeptMedia],
    account: Account,
    case_id: str,
    *,
    blurred: bool = False,
) -> Picture:
    kept = known.get((message_id, media.id))
    told = kept.media if kept is not None else media
    if kept is None and (kept := known.get((OUT, media.id))) is not None:
        message_id = OUT  # people of the account sent it: its bytes are here
    at = f"/desk/api/cases/{case_id}/media/{message_id}/{media.id}"
    return Picture(
        id=media.id,
        type=told.type,
        alt=shown(told.alt, account)[0],
        width=told.width,
        height=told.height,
        url=at if kept is not None and kept.place and kept.state == "kept" else "",
        poster=f"{at}/poster" if kept is not None and kept.poster_place and kept.state == "kept" else "",
        content_type=kept.content_type if kept is not None else "",
        size=kept.size if kept is not None else 0,
        state=kept.state if kept is not None else "waiting",
        why=kept.fault if kept is not None else "",
        blurred=blurred,
    )


def _without_address(message: StoredMessage) -> str:
    """The text without the address that X puts behind it for the post that it quotes: that stands beside it."""
    if not message.quotes:
        return message.text
    address = rf"\s*https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/\w{{1,20}}/status/{re.escape(message.quotes)}(?![0-9])\S*\s*$"
    return re.sub(address, "", message.text)


def may_be_answered(message: StoredMessage) -> bool:
    """True for a customer's post to which X may take an answer, as far as is known."""
    answerable = message.summons is not None and answerable_of(summons=message.summons, addressed=message.addressed)
    here = message.by == "customer" and message.channel == "public" and message.deleted_at is None
    return here and answerable in {"yes", "unknown"} and message.id.isdigit()


def answering(case: Case, message: StoredMessage) -> Case:
    """The case as if the customer had written this post last in public: where an answer to it goes."""
    last = LastMessage(
        id=message.newest_id,
        channel="public",
        at=message.at,
        summons=bool(message.summons),
        addressed=message.addressed,
    )
    return replace(case, last_public=last)


def link_of(message: StoredMessage) -> str:
    """Where the message is on X, for a post; private messages have no address of their own."""
    if message.channel != "public" or not message.newest_id.isdigit():
        return ""
    return address_of(message.newest_id)


def _kind(message: StoredMessage) -> EntryKind:
    if message.channel == "internal":
        kinds: dict[str, EntryKind] = {"merged": "merged", "courtesy": "courtesy"}
        return kinds.get(message.purpose, "note")
    if message.by == "centralita":
        return "person" if message.purpose == "reply" else "automatic"
    return message.by


def _item(
    item: Item, account: Account, known: Mapping[tuple[str, str], KeptMedia], case_id: str, now: datetime
) -> Entry:
    text, masked = shown(item.whole or item.text, account)
    goes = goes_from(item, account)
    can_be_undone = item.state in {"waiting", "held", "released"} and not item.doubtful and item.part == 1
    return Entry(
        id=item.item_id,
        kind="courtesy" if item.reposts else "person" if item.purpose == "reply" else "automatic",
        channel=item.channel,
        at=item.created_at,
        text=text,
        who=item.written_by,
        purpose=item.purpose,
        masked=masked,
        state=item.state,
        why=item.because,
        chat=item.by == "chat",
        media=tuple(_picture(item.item_id, file.as_media, known, account, case_id) for file in item.files),
        undo_until=max(goes, now) if can_be_undone and item.purpose == "reply" else None,
    )
