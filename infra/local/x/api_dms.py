"""Direct messages through the API: sending to those who wrote first, and reading the last 30 days."""

from datetime import timedelta
from typing import Any

from infra.local.x import prices
from infra.local.x.calls import Call, Operation
from infra.local.x.objects import dm_event, respelled, user_object
from infra.local.x.pages import page_of
from infra.local.x.problems import forbidden, invalid
from infra.local.x.world import DirectMessage

LONGEST_DM = 10_000
NOT_ALLOWED = "You do not have permission to DM one or more participants."
DAYS_READABLE = timedelta(days=30)


async def send_dm(call: Call) -> dict[str, Any]:
    """POST /2/dm_conversations/with/{participant_id}/messages.

    A user who is known and never wrote to the brand is refused; brands take messages from everybody. An unknown id
    wrote past the simulation, and is let in.
    """
    x, brand, participant = call.x, call.brand(), call.path["participant_id"]
    text = call.required("text")
    if len(text) > LONGEST_DM:
        raise invalid(f"$.text: a direct message has at most {LONGEST_DM} characters.")
    known = x.world.users.get(participant)
    open_to_all = known is not None and (known.ours or known.id in x.world.strangers)
    if known and not open_to_all and (known.id, brand.id) not in x.world.wrote:
        raise forbidden(NOT_ALLOWED)
    try:
        recipient = known or x.world.user(participant)
    except ValueError:
        raise invalid("The `participant_id` path parameter is a numeric id.", parameter="participant_id") from None
    if known is None:
        x.world.strangers.add(recipient.id)
    message = x.dm(brand, recipient, text, cost=prices.DM_SENT)
    return {"data": {"dm_conversation_id": message.conversation_id, "dm_event_id": message.id}}


async def all_dm_events(call: Call) -> dict[str, Any]:
    """GET /2/dm_events: of all conversations of the brand, newest first."""
    return _listed(call, None)


async def dm_events_with(call: Call) -> dict[str, Any]:
    """GET /2/dm_conversations/with/{participant_id}/dm_events."""
    return _listed(call, call.path["participant_id"])


def _listed(call: Call, other: str | None) -> dict[str, Any]:
    brand, x = call.brand(), call.x
    since = x.now() - DAYS_READABLE

    def readable(one: DirectMessage) -> bool:
        both = {one.sender_id, one.recipient_id}
        return brand.id in both and (other is None or other in both) and one.at >= since

    wanted = set(call.listed("event_types") or ["MessageCreate"])
    found = [one for one in reversed(x.world.messages) if readable(one)] if "MessageCreate" in wanted else []
    page, meta = page_of(call, found, default=100, lowest=1)
    fields = {"id", "event_type", "text", *call.listed("dm_event.fields"), *call.listed("expansions")}
    events = [{name: value for name, value in dm_event(one).items() if name in fields} for one in page]
    answer: dict[str, Any] = {"data": events, "meta": {"result_count": meta["result_count"]}}
    if "next_token" in meta:
        answer["meta"]["next_token"] = meta["next_token"]
    if "sender_id" in call.listed("expansions"):
        senders = dict.fromkeys(one.sender_id for one in page)
        users = [respelled(user_object(x.world.users[one]), old=False) for one in senders]
        answer["includes"] = {"users": users}
    return answer


OPERATIONS = (
    Operation("POST", "/2/dm_conversations/with/{participant_id}/messages", send_dm, "dm", "user", 201),
    Operation("GET", "/2/dm_events", all_dm_events, "dm_reads", "user"),
    Operation("GET", "/2/dm_conversations/with/{participant_id}/dm_events", dm_events_with, "dm_reads", "user"),
)
