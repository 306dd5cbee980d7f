"""Another brand that the same customer wrote to, in the room of every test: its case, its send and what it has spent.

It is served by another stack, so nobody works for it here. Whatever a test does to its own brand, at the end of the
test all this is as it was, and nothing else knows it.
"""

import json
from pathlib import Path
from typing import Any

from moto.backends import get_backend
from moto.core.models import DEFAULT_ACCOUNT_ID

from care.aws import DynamoDBClient

NEIGHBOUR = "2000000000000000099"
CASE = "NWMH373Y1DCB"
_ROWS = json.loads((Path(__file__).parent / "neighbour.json").read_text(encoding="utf-8"))


def moves_in(dynamodb: DynamoDBClient) -> None:
    """Its rows, as the tables hold them."""
    for table, rows in _ROWS.items():
        for row in rows:
            dynamodb.put_item(TableName=table, Item=row)


def what_there_is() -> dict[str, list[str]]:
    """Every row that names it or its case, and every message of a queue, as text."""
    tables = _backend("dynamodb").tables
    found = {
        name: sorted(text for row in _rows(table.items) if _is_its(text := json.dumps(row.to_json(), sort_keys=True)))
        for name, table in tables.items()
    }
    queues = _backend("sqs").queues
    found["queues"] = sorted(one.body for queue in queues.values() for one in queue._messages if _is_its(one.body))
    return found


def others(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a table without its."""
    return [row for row in rows if not _is_its(json.dumps(row, default=str))]


def _rows(items: Any) -> list[Any]:
    return [row for held in items.values() for row in (held.values() if isinstance(held, dict) else [held])]


def _is_its(text: str) -> bool:
    return NEIGHBOUR in text or CASE in text


def _backend(service: str) -> Any:
    return get_backend(service)[DEFAULT_ACCOUNT_ID]["eu-west-1"]  # type: ignore[call-overload]  # a literal a service
