"""Direct messages through the API: sending to those who wrote first, and reading the last 30 days."""

from datetime import timedelta
from typing import Any

from infra.local.x import prices
from infra.local.x.api_media import attached
from infra.local.x.calls import Call, Operation
from infra.local.x.objects import dm_event, media_object, respelled, user_object
from infra.local.x.pages import page_of
from infra.local.x.problems import forbidden, invalid, missing
from infra.local.x.world import DirectMessage, Shown

LONGEST_DM = 10_000
NOT_ALLOWED = "You do not have permission to DM one or more participants."
DAYS_READABLE = timedelta(days=30)


async def send_dm(call: Call) -> dict[str, Any]:
    """POST /2/dm_conversations/with/{participant_id}/messages."""
    return _sent(call, call.path["participant_id"], "participant_id")


async def send_to_conversation(call: Call) -> dict[str, Any]:
    """POST /2/dm_conversations/{dm_conversation_id}/messages: a conversation of two is known by both ids."""
    return _sent(call, _other(call, "dm_conversation_id"), "dm_conversation_id")


def _sent(call: Call, participant: str, parameter: str) -> dict[str, Any]:
    """A direct message to somebody.

    A user who is known and never wrote to the brand is refused; brands take messages from everybody. An unknown id
    wrote past the simulation, and is let in.
    """
    x, brand = call.x, call.brand()
    told = call.body.get("attachments") or []
    ids = [one.get("media_id") for one in told if isinstance(one, dict)]
    if len(told) > 1:
        raise invalid("$.attachments: a direct message takes one.")
    media = attached(call, ids, "dm") if told else ()
    text = str(call.body.get("text") or "") if media else call.required("text")
    if len(text) > LONGEST_DM:
        raise invalid(f"$.text: a direct message has at most {LONGEST_DM} characters.")
    known = x.world.users.get(participant)
    open_to_all = known is not None and (known.ours or known.id in x.world.strangers)
    if known and not open_to_all and (known.id, brand.id) not in x.world.wrote:
        raise forbidden(NOT_ALLOWED)
    try:
        recipient = known or x.world.user(participant)
    except ValueError:
        raise invalid(f"The `{parameter}` path parameter is a numeric id.", parameter=parameter) from None
    if known is None:
        x.world.strangers.add(recipient.id)
    message = x.dm(brand, recipient, text, cost=prices.DM_SENT, media=media)
    return {"data": {"dm_conversation_id": message.conversation_id, "dm_event_id": message.id}}


async def all_dm_events(call: Call) -> dict[str, Any]:
    """GET /2/dm_events: of all conversations of the brand, newest first."""
    return _listed(call, None)


async def dm_events_with(call: Call) -> dict[str, Any]:
    """GET /2/dm_conversations/with/{participant_id}/dm_events."""
    return _listed(call, call.path["participant_id"])


async def dm_events_of(call: Call) -> dict[str, Any]:
    """GET /2/dm_conversations/{id}/dm_events."""
    return _listed(call, _other(call, "id"))


async def dm_event_by_id(call: Call) -> dict[str, Any]:
    """GET /2/dm_events/{event_id}: of the caller's own conversations."""
    me, event_id = call.brand(), call.path["event_id"]
    for one in call.x.world.messages:
        if one.id == event_id and me.id in {one.sender_id, one.recipient_id}:
            return {"data": _shown(call, one)}
    return {"errors": [missing("dm_event", "event_id", event_id)]}


def _other(call: Call, parameter: str) -> str:
    me, given = call.brand(), call.path[parameter]
    others = [one for one in given.split("-") if one != me.id]
    if given.count("-") != 1 or len(others) != 1:
        raise forbidden("That conversation is not one of the authenticated user's.")
    return others[0]


def _shown(call: Call, one: DirectMessage) -> dict[str, Any]:
    fields = {"id", "event_type", "text", *call.listed("dm_event.fields"), *call.listed("expansions")}
    return {name: value for name, value in dm_event(one).items() if name in fields}


def _listed(call: Call, other: str | None) -> dict[str, Any]:
    brand, x = call.brand(), call.x
    since = x.now() - DAYS_READABLE

    def readable(one: DirectMessage) -> bool:
        both = {one.sender_id, one.recipient_id}
        return brand.id in both and (other is None or other in both) and one.at >= since

    wanted = set(call.listed("event_types") or ["MessageCreate"])
    found = [one for one in reversed(x.world.messages) if readable(one)] if "MessageCreate" in wanted else []
    page, meta = page_of(call, found, default=100, lowest=1)
    events = [_shown(call, one) for one in page]
    answer: dict[str, Any] = {"data": events, "meta": {"result_count": meta["result_count"]}}
    if "next_token" in meta:
        answer["meta"]["next_token"] = meta["next_token"]
    if "sender_id" in call.listed("expansions"):
        senders = dict.fromkeys(one.sender_id for one in page)
        users = [respelled(user_object(x.world.users[one]), old=False) for one in senders]
        answer["includes"] = {"users": users}
    if "attachments.media_keys" in call.listed("expansions"):
        media = [_private(one, each) for one in page for each in one.media]
        if media:
            answer.setdefault("includes", {})["media"] = media
    return answer


def _private(message: DirectMessage, shown: Shown) -> dict[str, Any]:
    """What a message shows, at the address where only the two may see it."""
    at, whole = shown.private(message.id), media_object(shown)
    if shown.moves:
        return whole | {"variants": [{"bit_rate": 832_000, "content_type": "video/mp4", "url": at}]}
    return whole | {"url": at}


OPERATIONS = (
    Operation("POST", "/2/dm_conversations/with/{participant_id}/messages", send_dm, "dm", "user", 201),
    Operation("GET", "/2/dm_events", all_dm_events, "dm_reads", "user"),
    Operation("GET", "/2/dm_conversations/with/{participant_id}/dm_events", dm_events_with, "dm_reads", "user"),
    Operation("POST", "/2/dm_conversations/{dm_conversation_id}/messages", send_to_conversation, "dm", "user", 201),
    Operation("GET", "/2/dm_conversations/{id}/dm_events", dm_events_of, "dm_reads", "user"),
    Operation("GET", "/2/dm_events/{event_id}", dm_event_by_id, "dm_reads", "user"),
)
