"""Paging as X does it: newest first, `max_results` at a time, a token for what is older."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from infra.local.x.calls import Call
from infra.local.x.problems import invalid

_TOKEN = "b26v89c19zqg8o3f-"  # noqa: S105  the beginning of every page token, long enough for X's description


class Dated(Protocol):
    """What can be paged: it has X's id and its instant."""

    @property
    def id(self) -> str:
        """X's id, growing with time."""

    @property
    def at(self) -> datetime:
        """When it was made."""


def page_of[T: Dated](call: Call, found: Sequence[T], *, default: int, lowest: int) -> tuple[list[T], dict[str, Any]]:
    """One page of what was found (given newest first), and its `meta`."""
    size = call.number("max_results", default, lowest, 100)
    since_id, until_id = call.query.get("since_id"), call.query.get("until_id")
    token = call.query.get("pagination_token") or call.query.get("next_token")
    if token is not None:
        if not token.removeprefix(_TOKEN).isdigit():
            raise invalid(f"The `pagination_token` query parameter value [{token}] is not valid.")
        until_id = token.removeprefix(_TOKEN)
    start, end = _instant(call, "start_time"), _instant(call, "end_time")
    left = [
        one
        for one in found
        if (since_id is None or int(one.id) > int(since_id))
        and (until_id is None or int(one.id) < int(until_id))
        and (start is None or one.at >= start)
        and (end is None or one.at < end)
    ]
    page = left[:size]
    meta: dict[str, Any] = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
    if len(left) > size:
        meta["next_token"] = _TOKEN + page[-1].id
    return page, meta


def _instant(call: Call, name: str) -> datetime | None:
    given = call.query.get(name)
    if given is None:
        return None
    try:
        instant = datetime.fromisoformat(given)
    except ValueError:
        raise invalid(f"The `{name}` query parameter value [{given}] is not an RFC 3339 date-time.") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
