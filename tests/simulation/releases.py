"""Releases that follow each other in a story: what the one before wrote, and a newer one that was taken back.

What release 0.1.0 wrote is known by its recorded messages (`tests/releases`). A newer release than this one is
imagined: its messages have the next number and one more field, and stay as they are until it is deployed again.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.simulation.dynamodb import DynamoDB, Wire
from tests.simulation.sqs import Message, Queue

from care.model.formats import FORMAT
from care.tables import attributes

_RECORDED = Path(__file__).parents[1] / "releases" / "0.1.0" / "messages.json"
_NEWER = {"N": str(FORMAT + 1)}
# Fields with defaults, which a release before 0.1.0 would not have known.
_DEFAULTS = {"complete": True, "opened_from": "", "seen_of_others": None}
# Seconds from the first to the tenth receive, where each failure shortens the wait or leaves the queue's own.
LEAST_PATIENCE = 5 + 10 + 20 + 40 + 80 + 160 + 320 + 3 * 360


@dataclass(frozen=True)
class Newer:
    """What a newer release wrote: the body as this release would write it, since when, and how often it was taken."""

    body: str
    at: float
    receives: int


@cache
def _fields() -> dict[str, dict[str, Any]]:
    recorded: dict[str, list[str]] = json.loads(_RECORDED.read_text(encoding="utf-8"))
    values = [json.loads(body) for bodies in recorded.values() for body in bodies]
    return {one.get("kind", ""): one for one in values}


def as_before(message: Message, *, numbered: bool) -> bool:
    """Rewrite a message as release 0.1.0 wrote it, or (not `numbered`) one before it; False if it is no message."""
    body = _read(message.body)
    known = _fields().get(body.get("kind", ""))
    if known is None or "version" not in body:  # of no release: nobody can read it
        return False
    before = _known(body, known)
    if not numbered:
        before.pop("version", None)
        before = {name: value for name, value in before.items() if _DEFAULTS.get(name, ...) != value}
        before["field_of_another_release"] = 1
    message.body = json.dumps(before, separators=(",", ":"))
    return True


def settled_item(message: Message) -> str:
    """The outbox item whose end a message tells; empty for any other message."""
    body = _read(message.body)
    return str(body.get("item_id", "")) if body.get("kind") == "send_settled" else ""


def of_more_than_words(message: Message) -> str:
    """The message of a customer that is a wording of an earlier one, shows something, or could be opened only later.

    Empty for any other: an earlier release told of none of these.
    """
    body = _read(message.body)
    told = body.get("message")
    beside = isinstance(told, dict) and (told.get("earlier") or told.get("media") or body.get("opens"))
    return str(told["id"]) if isinstance(told, dict) and beside else ""


def _known(body: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    nested = ("message", "author")  # what else is nested has keys of its own making
    return {
        name: _known(value, known[name]) if name in nested and isinstance(value, dict) else value
        for name, value in body.items()
        if name in known
    }


def items_as_before(db: DynamoDB, first: int) -> int:
    """Have every second stored item without the number of its format, and without what its commands have got since."""
    changed = 0
    for table in db.tables.values():
        for key in list(table.items)[first % 2 :: 2]:
            item = dict(table.items[key])
            changed += item.pop("format", None) is not None
            if key[1].startswith("EVENT#") and "commands" in item:
                item["commands"] = _commands_before(item["commands"])
            table.put(key, item)
    return changed


def _commands_before(commands: Wire) -> Wire:
    read = json.loads(commands["S"])
    for command in read:
        command.pop("correlation_id", None)
    return {"S": json.dumps(read)}


def as_newer(message: Message, at: float) -> Newer | None:
    """Rewrite a message as a newer release would write it; None if it is no message of ours."""
    body = _read(message.body)
    if "version" not in body:
        return None
    newer = Newer(message.body, at, message.receives)
    message.body = json.dumps({**body, "version": FORMAT + 1, "field_of_a_newer_release": 1}, separators=(",", ":"))
    return newer


def items_as_newer(db: DynamoDB, first: int) -> int:
    """Have some stored cases, customers and items of the outbox in the format of a newer release."""
    changed = 0
    for name in ("conversations", "outbox"):
        table = db.tables[name]
        for key in list(table.items)[first % 5 :: 5]:
            if key[1] in {"CASE", "CUSTOMER"} or key[1].startswith("ITEM#"):
                newer = {**table.items[key], "format": _NEWER, "field_of_a_newer_release": {"S": "1"}}
                table.put(key, newer)
                changed += 1
    return changed


def plain(item: Wire) -> dict[str, Any]:
    """The values of an item, whichever release wrote it: an onlooker needs no release."""
    return attributes._values(item)


def put_back(db: DynamoDB, queues: dict[str, Queue], newer: dict[str, Newer]) -> int:
    """The newer release is there again: all of its messages and items that are still there can be read."""
    for table in db.tables.values():
        for key, item in list(table.items.items()):
            if item.get("format") == _NEWER:
                table.put(key, {**item, "format": {"N": str(FORMAT)}})
    found = [m for queue in queues.values() for m in queue.messages.values() if m.message_id in newer]
    for message in found:
        message.body = newer.pop(message.message_id).body
    newer.clear()
    return len(found)


def _read(body: str) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
