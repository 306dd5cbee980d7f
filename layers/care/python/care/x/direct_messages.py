"""The DM object of v1.1, which X Activity and Account Activity both deliver."""

from collections.abc import Mapping

from care.x.fields import Json, as_id, author_of, expanded, instant_of, text_of
from care.x.raw_events import RawEvent, echoed, message, received


def read_dm(account: str, dm: Json, users: Mapping[str, Json]) -> list[RawEvent]:
    """One DM in the v1.1 shape, which both products deliver; typing and joining are nobody's need."""
    if dm.get("type") != "message_create":
        return []
    create = dm["message_create"]
    sender, recipient = as_id(create["sender_id"]), as_id(create["target"]["recipient_id"])
    data = create["message_data"]
    written = message(
        as_id(dm["id"]),
        "private",
        expanded(data.get("text") or "", data.get("entities")),
        instant_of(milliseconds=dm["created_timestamp"]),
        opened_from=text_of((dm.get("initiated_via") or {}).get("tweet_id")),
    )
    if sender == account:
        return [echoed(account, recipient, written)]
    user = users.get(sender) or {}
    return [received(account, author_of(sender, user.get("data") or user), written)]
