"""The plain values of X's chat library: what it gives, as ours, and what it takes. Nothing here imports it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from care import late
from care.instants import in_reach
from care.model.chat import Opened, OpenedKind, PublicKey, ShutReason
from care.model.files import OutFile
from care.model.media import MOST_MEDIA, Media, MediaType

_KINDS: dict[str, OpenedKind] = {
    "MessageDeleted": "deleted",
    "Typing": "typing",
    "ReadReceipt": "read",
    "MarkedUnread": "read",
    "Failure": "failure",
    "GroupChange": "group",
    "KeyChange": "keys",
}
_CONTENTS: dict[str, OpenedKind] = {
    "Text": "text",
    "Edit": "edit",
    "Reaction": "reaction",
    "ReactionRemoved": "reaction_removed",
    "MarkRead": "read",
    "MarkUnread": "read",
}
_HASH = late.pattern(r"[0-9A-Za-z]{1,50}")
_TYPES: dict[str, MediaType] = {"image": "photo", "gif": "animated_gif", "video": "video", "file": "file"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_TARGETS = 100
_EMOJI = 32  # characters of a reaction: the longest emoji are sequences of a dozen


def read_event(event: dict[str, Any]) -> Opened | None:
    """An event that the library opened; None for one that is signed and not verified, or says not by whom."""
    content: Any = event.get("content")
    content = content if isinstance(content, dict) else {}
    type_ = str(event.get("type") or "")
    name = str(content.get("content_type") or "") if type_ == "Message" else type_
    kind = (_CONTENTS if type_ == "Message" else _KINDS).get(name, "other")
    targets = content.get("target_message_id") or event.get("message_ids") or ()
    chosen = ((content.get("quick_reply") or {}).get("response") or {}).get("options") or {}
    shows = _media(event) if kind == "text" else ()
    opened = Opened(
        kind=kind,
        message_id=str(event.get("id") or ""),
        sequence_id=str(event.get("sequence_id") or ""),
        sender_id=str(event.get("sender_id") or ""),
        conversation_id=str(event.get("conversation_id") or ""),
        at=_instant(event.get("created_at_msec")),
        text=_text(content.get("new_text") if kind == "edit" else content.get("text")),
        targets=(targets,) if isinstance(targets, str) else tuple(str(one) for one in targets)[:_MOST_TARGETS],
        emoji=_text(content.get("emoji"))[:_EMOJI],
        request=_text(chosen.get("request_id"))[:100],
        option=_text(chosen.get("selected_option_id"))[:100],
        attachments=len(content.get("attachments") or ()) - len(shows),
        media=shows,
        failure=str(event.get("failure") or ""),
        name=name[:40],
    )
    if kind == "deleted" and event.get("delete_for_all") is not True:
        opened = replace(opened, kind="other")  # gone for whoever deleted it, and for nobody else
    signed = type_ in {"Message", "MessageDeleted"}
    return None if signed and not (event.get("verified") is True and opened.message_id and opened.sender_id) else opened


def _media(event: dict[str, Any]) -> tuple[Media, ...]:
    """Pictures, videos and files of a message, each with the version of the key that opens it; others are left out."""
    told = event.get("attachments")
    parts = [one for one in (told if isinstance(told, list) else ()) if isinstance(one, dict)]
    files = [one for one in parts if one.get("attachment_type") == "Media"]
    found = [one for one in files if _HASH.fullmatch(_text(one.get("media_hash_key")))]
    return tuple(_one(one, _text(event.get("key_version"))[:40]) for one in found[:MOST_MEDIA])


def _one(told: dict[str, Any], version: str) -> Media:
    size = told.get("dimensions")
    size = size if isinstance(size, dict) else {}
    kind = _TYPES.get(_text(told.get("media_type")).casefold(), "unknown")
    return Media(
        id=told["media_hash_key"],
        type=kind,
        alt=_file_name(told.get("filename")) if kind in {"file", "unknown"} else "",
        width=_pixels(size.get("width")),
        height=_pixels(size.get("height")),
        sealed=version,
    )


def _file_name(value: Any) -> str:
    """What a customer's file is called: a chat knows no descriptions, and the name is what there is of one."""
    name = _text(value).replace("\\", "/").rpartition("/")[2].strip()
    return "".join(character for character in name if character.isprintable())[:120]


def _pixels(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1_000_000 else 0


def _text(value: Any) -> str:
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""


def _instant(milliseconds: Any) -> datetime | None:
    try:
        at = _EPOCH + timedelta(milliseconds=milliseconds)
    except (OverflowError, TypeError):
        return None
    return at if in_reach(at) else None


def signing_of(key: PublicKey) -> dict[str, str]:
    """Somebody's public keys, by which the library checks what they signed."""
    return {
        "user_id": key.user_id,
        "public_key_version": key.version,
        "public_key": key.signing,
        "identity_public_key": key.identity,
        "identity_public_key_signature": key.binding,
    }


# The library's numbers of what hangs on a message.
_NUMBERS: dict[MediaType, int] = {"photo": 1, "animated_gif": 2, "video": 3}


def shown_as(file: OutFile) -> dict[str, Any]:
    """A file that X has, as the library takes it into a message: its name tells its kind and nothing of its maker."""
    return {
        "attachment_type": "media",
        "media_hash_key": file.sealed.hash_key if file.sealed else "",
        "width": file.width,
        "height": file.height,
        "filesize_bytes": file.size,
        "media_type": _NUMBERS[file.type],
        "filename": f"{file.type}.{file.content_type.partition('/')[2]}",
    }


def action_of(one: dict[str, Any]) -> dict[str, Any]:
    """A signed change of a conversation's key, as X's API takes it."""
    return {
        "message_id": one["message_id"],
        "encoded_message_event_detail": one["encoded_message_event_detail"],
        "message_event_signature": {
            "signature": one["signature"],
            "signature_version": one["signature_version"],
            "public_key_version": one["public_key_version"],
        },
    }


def why_shut(told: str) -> ShutReason:
    """Why an event was not opened, from what the library says of it."""
    # The library says it in words alone; a test holds it to them.
    said = told.casefold()
    if "signature" in said:
        return "unverified"
    if "no matching key found" in said or "key version" in said:
        return "no_conversation_key"
    return "unreadable"
