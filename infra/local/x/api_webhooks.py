"""The webhook and the subscriptions through the API."""

from datetime import UTC, datetime, timedelta
from typing import Any

from infra.local.x.calls import Call, Operation
from infra.local.x.objects import iso
from infra.local.x.problems import invalid
from infra.local.x.webhooks import Webhook, answers_crc, read_crc_refusal


async def create_webhook(call: Call) -> dict[str, Any]:
    """POST /2/webhooks: the URL is challenged before it is registered."""
    x, url = call.x, call.required("url")
    x.webhooks.check_new(url)
    if fault := await answers_crc(x.client, x.app, url):
        raise read_crc_refusal(fault)
    x.webhooks.check_new(url)  # another call may have registered one during the challenge
    hook = Webhook(x.world.new_id(), url, valid=True, created_at=x.now())
    x.webhooks.hooks[hook.id] = hook
    return {"data": hook.shown()}


async def list_webhooks(call: Call) -> dict[str, Any]:
    """GET /2/webhooks."""
    hooks = [hook.shown() for hook in call.x.webhooks.hooks.values()]
    return {"data": hooks, "meta": {"result_count": len(hooks)}}


async def validate_webhook(call: Call) -> dict[str, Any]:
    """PUT /2/webhooks/{webhook_id}: the URL is challenged again, which enables or disables it.

    The answer's `valid` says that the challenge was made, as X's description reads; the list, whether it was passed.
    """
    x, hook = call.x, call.x.webhooks.hook(call.path["webhook_id"])
    fault = await answers_crc(x.client, x.app, hook.url)
    hook.valid = fault is None
    if fault:
        raise read_crc_refusal(fault)
    return {"data": {"valid": True}}


async def delete_webhook(call: Call) -> dict[str, Any]:
    """DELETE /2/webhooks/{webhook_id}."""
    call.x.webhooks.delete_hook(call.path["webhook_id"])
    return {"data": {"deleted": True}}


async def replay(call: Call) -> dict[str, Any]:
    """POST /2/webhooks/replay: events whose delivery was attempted, by minutes, both ends included.

    The bounds are those of X's older replay, with which the newer one is said to be identical: from at least 31 minutes
    ago, to at least 10 minutes ago, and nothing older than 24 hours.
    """
    x, now = call.x, call.x.now()
    hook = x.webhooks.hook(call.required("webhook_id"))
    start, end = _minute(call, "from_date"), _minute(call, "to_date")
    if start < now - timedelta(hours=24, minutes=1):
        raise invalid("$.from_date: is more than 24 hours ago.")
    if start > now - timedelta(minutes=31) or end > now - timedelta(minutes=10) or start > end:
        raise invalid("$.from_date is at least 31 minutes ago, $.to_date at least 10 minutes ago and not before it.")
    url = x.webhooks.url_of(hook.id)
    if url is None:
        raise invalid("The webhook is not valid: validate it with PUT before a replay.")
    x.deliveries.replay(start, end + timedelta(minutes=1), url)
    return {"data": {"job_id": x.world.new_id(), "created_at": iso(now)}}


def _minute(call: Call, name: str) -> datetime:
    try:
        return datetime.strptime(call.required(name), "%Y%m%d%H%M").replace(tzinfo=UTC)
    except ValueError:
        raise invalid(f"$.{name}: is not a date of the form yyyymmddhhmm in UTC.") from None


async def create_subscription(call: Call) -> dict[str, Any]:
    """POST /2/activity/subscriptions."""
    x = call.x
    caller_id = call.caller.id if call.caller else None
    one = x.webhooks.subscribe(call.body, caller_id, x.world.new_id(), x.now())
    return {"data": {"subscription": one.shown()}}


async def list_subscriptions(call: Call) -> dict[str, Any]:
    """GET /2/activity/subscriptions."""
    size, token = call.number("max_results", 1_000, 1, 1_000), call.query.get("pagination_token", "0" * 16)
    if not token.isascii() or not token.isdigit():
        raise invalid("The `pagination_token` query parameter is not one that X gave.")
    shown = [one.shown() for one in call.x.webhooks.subscriptions.values()]
    page = shown[int(token) : int(token) + size]
    meta: dict[str, Any] = {"total_subscriptions": len(shown), "result_count": len(page)}
    if int(token) + size < len(shown):
        meta["next_token"] = f"{int(token) + size:016d}"
    return {"data": page, "meta": meta}


async def update_subscription(call: Call) -> dict[str, Any]:
    """PUT /2/activity/subscriptions/{subscription_id}: the tag and the webhook only."""
    x, one = call.x, call.x.webhooks.subscription(call.path["subscription_id"])
    if "webhook_id" in call.body:
        one.webhook_id = x.webhooks.hook(call.required("webhook_id")).id
    if "tag" in call.body:
        one.tag = call.required("tag")
    one.updated_at = x.now()
    return {"data": {"subscription": one.shown(), "total_subscriptions": len(x.webhooks.subscriptions)}}


async def delete_subscription(call: Call) -> dict[str, Any]:
    """DELETE /2/activity/subscriptions/{subscription_id}."""
    webhooks = call.x.webhooks
    del webhooks.subscriptions[webhooks.subscription(call.path["subscription_id"]).id]
    return {"data": {"deleted": True}, "meta": {"total_subscriptions": len(webhooks.subscriptions)}}


async def delete_subscriptions(call: Call) -> dict[str, Any]:
    """DELETE /2/activity/subscriptions?ids=a,b."""
    subscriptions = call.x.webhooks.subscriptions
    ids = call.listed("ids")
    if not ids:
        raise invalid("The `ids` query parameter can not be empty.", parameter="ids")
    deleted = [{"subscription_id": one, "deleted": subscriptions.pop(one, None) is not None} for one in ids]
    return {"data": deleted, "meta": {"total_subscriptions": len(subscriptions)}}


_SUBSCRIPTIONS = "/2/activity/subscriptions"

OPERATIONS = (
    Operation("POST", "/2/webhooks/replay", replay, "replay", "bearer"),
    Operation("POST", "/2/webhooks", create_webhook, "webhooks", "either"),
    Operation("GET", "/2/webhooks", list_webhooks, "webhooks", "bearer"),
    Operation("PUT", "/2/webhooks/{webhook_id}", validate_webhook, "webhooks", "either"),
    Operation("DELETE", "/2/webhooks/{webhook_id}", delete_webhook, "webhooks", "either"),
    Operation("POST", _SUBSCRIPTIONS, create_subscription, "subscriptions", "either"),
    Operation("GET", _SUBSCRIPTIONS, list_subscriptions, "subscriptions", "either"),
    Operation("DELETE", _SUBSCRIPTIONS, delete_subscriptions, "subscriptions", "bearer"),
    Operation("PUT", f"{_SUBSCRIPTIONS}/{{subscription_id}}", update_subscription, "subscriptions", "bearer"),
    Operation("DELETE", f"{_SUBSCRIPTIONS}/{{subscription_id}}", delete_subscription, "subscriptions", "bearer"),
)
