"""Counts what AWS bills while functions run over moto: calls, DynamoDB's units by the sizes of items, lines of logs.

moto does the work; sizes and units follow DynamoDB's documentation: a write costs a unit for each KB of the larger of
the item before and after, twice that in a transaction, and one more for each index entry that is written or taken
out; a read costs a unit for each 4 KB, half where it is not consistent.
"""

import json
import logging
import math
import os
import sys
from collections import Counter
from copy import replace
from typing import Any

import boto3
import pytest
from infra.pages.costs import COUNTS, Counts
from tests.functions.conftest import World
from tests.functions.starting import clients
from tests.template_tables import indexes

FIFO = ("events", "sends")


class Meter:
    """What was billed since it was made; only what functions ask, never what a test asks."""

    def __init__(self, world: World, printed: pytest.CaptureFixture[str]) -> None:
        self.counts: Counter[str] = Counter()
        self.metrics: set[str] = set()
        self._running = ""
        # A session of its own: looking at what an item was must not be counted.
        self._aside = boto3.session.Session().client("dynamodb")
        self._world, call = world, world.call
        clients().listen("before-parameter-build.*.*", self._before)
        clients().listen("after-call.*.*", self._after)

        def counted(name: str, event: dict[str, Any] | None = None) -> Any:
            world.handler(name)
            # The functions of these tests share one logger, which goes on writing where an earlier test listened.
            found = logging.getLogger(os.environ["POWERTOOLS_SERVICE_NAME"]).handlers
            handlers = [one for one in found if isinstance(one, logging.StreamHandler)]
            for one in handlers:
                one.stream = sys.stdout
            self._running = name
            try:
                return call(name, event)
            finally:
                self._running = ""
                # What listens here is closed with this test; a later one writes on.
                for one in handlers:
                    one.stream = sys.__stdout__
                self.counts[f"invocations {name}"] += 1
                self._read(name, printed.readouterr().out)
                if event and "Records" in event:
                    # Lambda receives a batch and deletes it.
                    source = event["Records"][0]["eventSourceARN"].rpartition(":")[2]
                    self.counts["sqs fifo" if source in FIFO else "sqs"] += 2
                elif event and "requestContext" in event:
                    self.counts["api requests"] += 1

        world.call = counted  # type: ignore[method-assign]

    def forget(self) -> None:
        self.counts.clear()
        self.metrics.clear()

    def _read(self, function: str, printed: str) -> None:
        """Lines that a function has printed: its log, and the metrics in it."""
        lines = [line for line in printed.splitlines() if line.startswith("{")]
        self.counts["log bytes"] += sum(len(line.encode()) + 1 for line in lines)
        for made in (json.loads(line) for line in lines):
            for group in made.get("_aws", {}).get("CloudWatchMetrics", []):
                self.metrics |= {f"{function}/{metric['Name']}" for metric in group["Metrics"]}

    def _before(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        if self._running:
            writes = _writes(model.name, params) if model.service_model.service_name == "dynamodb" else []
            context["metered"] = (dict(params), writes, [self._item(*place) for place in writes])

    def _after(self, parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        if "metered" not in context:
            return
        params, writes, before = context.pop("metered")
        service = model.service_model.service_name
        if service == "sqs":
            fifo = params["QueueUrl"].endswith(".fifo")
            self.counts["sqs fifo" if fifo else "sqs"] += 1
        elif service != "dynamodb":
            self.counts[f"{service} calls"] += 1
        elif writes:
            twice = 2 if model.name == "TransactWriteItems" else 1
            for (table, key), old in zip(writes, before, strict=True):
                self.counts["write units"] += _write_units(table, old, self._item(table, key), twice)
        elif model.name == "BatchGetItem":
            # Each item is read for itself.
            found = [item for items in parsed["Responses"].values() for item in items]
            asked = sum(len(one["Keys"]) for one in params["RequestItems"].values())
            twice = 2 if any(one.get("ConsistentRead") for one in params["RequestItems"].values()) else 1
            units = asked - len(found) + sum(max(1, math.ceil(_size(item) / 4096)) for item in found)
            self.counts["half read units"] += units * twice
        else:
            items = parsed.get("Items", [parsed["Item"]] if parsed.get("Item") else [])
            units = max(1, math.ceil(sum(map(_size, items)) / 4096))
            self.counts["half read units"] += units * (2 if params.get("ConsistentRead") else 1)

    def _item(self, table: str, key: dict[str, Any]) -> dict[str, Any]:
        return dict(self._aside.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item", {}))


def _writes(operation: str, params: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    if operation == "TransactWriteItems":
        ones = [next(iter(one.values())) for one in params["TransactItems"]]
    elif operation in {"PutItem", "UpdateItem", "DeleteItem"}:
        ones = [params]
    elif operation == "BatchWriteItem":
        ones = [
            {"TableName": table, **request}
            for table, requests in params["RequestItems"].items()
            for one in requests
            for request in one.values()
        ]
    else:
        return []
    return [(one["TableName"], one.get("Key") or {name: one["Item"][name] for name in ("pk", "sk")}) for one in ones]


def _write_units(table: str, old: dict[str, Any], new: dict[str, Any], twice: int) -> int:
    units = twice * max(1, math.ceil(max(_size(old), _size(new)) / 1024))
    for index in indexes()[table].values():
        places = [
            tuple(json.dumps(item[name]) for name in index.keys) if all(n in item for n in index.keys) else None
            for item in (old, new)
        ]
        whole = index.holds is None
        # Of what holds keys and a few names an entry is smaller than a unit.
        sizes = [math.ceil(_size(item) / 1024) if whole else 1 for item in (old, new)]
        if places[0] == places[1]:
            units += max(sizes) if places[0] is not None and old != new and whole else 0
        else:
            units += sum(size for place, size in zip(places, sizes, strict=True) if place is not None)
    return units


def _size(item: dict[str, Any]) -> int:
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def _value(value: dict[str, Any]) -> int:
    [(kind, held)] = value.items()
    match kind:
        case "S":
            return len(held.encode())
        case "N":
            return len(held) // 2 + 1
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value(one) for name, one in held.items())
        case "L":
            return 3 + sum(1 + _value(one) for one in held)
        case _:
            return 1


def checked(name: str, found: Counts) -> None:
    """Hold what was found to what is recorded; with CENTRALITA_CALLS=write, record it."""
    known = json.loads(COUNTS.read_text()) if COUNTS.exists() else {}
    if os.environ.get("CENTRALITA_CALLS") == "write":
        written = {**known, name: found.model_dump()}
        COUNTS.write_text(json.dumps(written, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
        return
    recorded = Counts.model_validate(known[name])
    assert replace(found, aws={}) == replace(recorded, aws={})
    assert set(found.aws) == set(recorded.aws)
    for what, count in found.aws.items():
        # Sizes of items and lines move a little with times and made-up ids; calls do not.
        near = what.endswith(("units", "bytes"))
        assert count == (pytest.approx(recorded.aws[what], rel=0.1, abs=2) if near else recorded.aws[what]), what
