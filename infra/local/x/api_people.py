"""Whom a brand shuts out, through the API: muting, blocking private messages. X has no call that blocks altogether."""

from typing import Any

from infra.local.x.calls import Call, Operation
from infra.local.x.problems import invalid


async def mute(call: Call) -> dict[str, Any]:
    """POST /2/users/{id}/muting: as often as one likes."""
    brand, other = call.brand_at("id"), call.required("target_user_id")
    if other == brand.id:
        raise invalid("$.target_user_id: you cannot mute yourself.")
    call.x.world.muted.add((brand.id, other))
    call.x.version += 1
    return {"data": {"muting": True}}


async def unmute(call: Call) -> dict[str, Any]:
    """DELETE /2/users/{source_user_id}/muting/{target_user_id}."""
    brand = call.brand_at("source_user_id")
    call.x.world.muted.discard((brand.id, call.path["target_user_id"]))
    call.x.version += 1
    return {"data": {"muting": False}}


async def block_dms(call: Call) -> dict[str, Any]:
    """POST /2/users/{id}/dm/block: what this user writes to the brand does not come any more."""
    call.x.world.dms_blocked.add((call.brand().id, call.path["id"]))
    call.x.version += 1
    return {"data": {"blocked": True}}


async def unblock_dms(call: Call) -> dict[str, Any]:
    """POST /2/users/{id}/dm/unblock."""
    call.x.world.dms_blocked.discard((call.brand().id, call.path["id"]))
    call.x.version += 1
    return {"data": {"blocked": False}}


OPERATIONS = (
    Operation("POST", "/2/users/{id}/muting", mute, "mute", "user"),
    Operation("DELETE", "/2/users/{source_user_id}/muting/{target_user_id}", unmute, "mute", "user"),
    Operation("POST", "/2/users/{id}/dm/block", block_dms, "dm_block", "user"),
    Operation("POST", "/2/users/{id}/dm/unblock", unblock_dms, "dm_block", "user"),
)
