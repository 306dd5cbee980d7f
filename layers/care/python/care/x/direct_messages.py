"""A DM as X delivers it: the object of v1.1, which X Activity and Account Activity share, or that of v2."""

from collections.abc import Mapping
from datetime import datetime

from care.x.fields import Json, as_id, author_of, expanded, instant_of, instant_of_id, text_of
from care.x.media import links_of_media, media_of_dm, media_of_post
from care.x.raw_events import RawEvent, Values, echoed, message, received


def read_dm(account: str, dm: Json, users: Mapping[str, Json], includes: Json = None) -> list[RawEvent]:
    """One DM, in either shape; typing, joining and the messages of a group are nobody's need.

    What X leaves out is read from the rest: whom it went to, because it came to this account, and when, from its id.
    """
    if dm.get("type") == "message_create":
        return _old(account, dm, users)
    if str(dm.get("event_type") or "").casefold() == "messagecreate":
        return _new(account, dm, users, includes)
    return []


def _old(account: str, dm: Json, users: Mapping[str, Json]) -> list[RawEvent]:
    create = dm["message_create"]
    sender, target = as_id(create["sender_id"]), text_of((create.get("target") or {}).get("recipient_id"))
    data = create["message_data"]
    dm_id, at = as_id(dm["id"]), dm.get("created_timestamp")
    media = media_of_dm(data)
    written = message(
        dm_id,
        "private",
        expanded(data.get("text") or "", data.get("entities"), _left_out(data, media)),
        instant_of_id(dm_id) if at is None else instant_of(milliseconds=at),
        media=media,
        opened_from=text_of((dm.get("initiated_via") or {}).get("tweet_id")),
    )
    return _between(account, sender, as_id(target) if target else "", written, users)


def _new(account: str, dm: Json, users: Mapping[str, Json], includes: Json) -> list[RawEvent]:
    conversation = text_of(dm.get("dm_conversation_id"))
    pair = conversation.split("-")
    if conversation and len(pair) == 1:
        return []  # a group: its id is a number
    dm_id, sender = as_id(dm["id"]), as_id(dm["sender_id"])
    others = [as_id(one) for one in pair if conversation and one != sender]
    written = message(
        dm_id,
        "private",
        expanded(text_of(dm.get("text")), dm.get("entities"), links_of_media(dm.get("entities"), (dm_id,))),
        _at(dm, dm_id),
        conversation_id=conversation,
        media=media_of_post(dm, includes),
    )
    return _between(account, sender, others[0] if len(others) == 1 else "", written, users)


def _left_out(data: Json, media: list[Values]) -> set[str]:
    """The link that X puts into the text for the attachment: it names it beside the attachment, too."""
    shown = (data.get("attachment") or {}).get("media") if isinstance(data.get("attachment"), dict) else None
    named = {text_of(shown.get("url"))} - {""} if media and isinstance(shown, dict) else set[str]()
    return links_of_media(data.get("entities"), ()) | named


def _at(dm: Json, dm_id: str) -> datetime:
    return instant_of_id(dm_id) if dm.get("created_at") is None else instant_of(iso=dm["created_at"])


def _between(account: str, sender: str, target: str, written: Values, users: Mapping[str, Json]) -> list[RawEvent]:
    if sender == account:
        return [echoed(account, "" if target == account else target, written)]
    if target not in {"", account}:
        return []  # between others, or to a group
    user = users.get(sender) or {}
    return [received(account, author_of(sender, user.get("data") or user), written)]
