"""How much falls due at once that one minute serves, and whether one account's flood keeps another waiting.

`python tests/bench/bench_due.py` fills DynamoDB in memory with due cases and runs the real `hours`. Each call of AWS
takes 15 ms of a clock that only calls move, so the figures are the same on every machine. It ends with status 1 if
20,000 cases of 500 accounts are not all told in the first minute, or if ten of one account wait behind 10,000.
"""
# ruff: noqa: T201  a bench talks to a terminal

import contextlib
import io
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "functions"), str(ROOT / "layers" / "care" / "python")]

from tests.bench.bench_desk import rows  # noqa: E402  after the path is set
from tests.bench.bench_growth import Tables, accounts_of, handler  # noqa: E402
from tests.functions.conftest import SHOP  # noqa: E402
from tests.simulation.dynamodb import DynamoDB  # noqa: E402
from tests.template_tables import indexes  # noqa: E402

from care.tables.conversations import Conversations  # noqa: E402

A_CALL = 0.015
MOST_MINUTES = 30


class Clock:
    """Seconds that only calls of AWS take."""

    def __init__(self) -> None:
        self.seconds, self.calls = 0.0, 0

    def before(self, _service: str, _call: str) -> None:
        self.seconds += A_CALL
        self.calls += 1

    def after(self, _service: str, _call: str) -> None:
        pass

    def met(self, _trouble: str) -> bool:
        return False


class Told:
    """SQS, which takes everything and remembers which case was told first in which minute."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.minute = clock, 0
        self.first: dict[str, tuple[str, int]] = {}

    def send_message_batch(self, **batch: Any) -> dict[str, Any]:
        self.clock.before("sqs", "send_message_batch")
        for entry in batch["Entries"]:
            body = json.loads(entry["MessageBody"])
            self.first.setdefault(body["case_id"], (body["account_id"], self.minute))
        return {"Successful": batch["Entries"], "Failed": []}

    def send_message(self, **_message: Any) -> dict[str, Any]:
        self.clock.before("sqs", "send_message")
        return {}


def due(dynamodb: DynamoDB, now: datetime, accounts: Iterator[str]) -> int:
    """A case for each account named, due since a minute, the first named first."""
    table = dynamodb.tables["conversations"]
    store = Conversations(dynamodb.client, "conversations")
    written = [request["PutRequest"]["Item"] for request in rows(store, 0, now)]
    one = next(item for item in written if item["sk"]["S"] == "CASE")
    number = 0
    for number, account in enumerate(accounts, start=1):
        case_id = f"C{number:07}"
        at = now - timedelta(minutes=60) + timedelta(milliseconds=number)
        mine = {
            "pk": {"S": f"CASE#{case_id}"},
            "case_id": {"S": case_id},
            "account_id": {"S": account},
            "due_shard": {"S": str(number % 4)},
            "due_at": {"S": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")},
        }
        table.put((f"CASE#{case_id}", "CASE"), {**one, **mine})
    return number


def minutes(accounts: Iterator[str]) -> tuple[Counter[tuple[str, int]], int, int]:
    """In which minute the cases of each account were told, how many there were, and the calls of the first minute."""
    now, clock = datetime.now(UTC), Clock()
    dynamodb, told = Tables(indexes(), clock), Told(clock)
    accounts_of(1, dynamodb)
    number = due(dynamodb, now, accounts)
    with tempfile.NamedTemporaryFile("w", suffix=".clock") as file, contextlib.redirect_stdout(io.StringIO()):
        file.write("0")
        file.flush()
        handle = handler(dynamodb, told, file.name)  # type: ignore[arg-type]  # a stand-in for SQS, as its own
        with patch.object(time, "monotonic", lambda: clock.seconds):
            first = clock.calls
            handle({}, None)
            first = clock.calls - first
            while len(told.first) < number and told.minute < MOST_MINUTES:
                # `cases` has not come round to any of it: all that was told is still due, and is told again.
                told.minute += 1
                handle({}, None)
    return Counter(told.first.values()), number, first


def main() -> int:
    """Print both tables; 1 if somebody waits who need not."""
    many = [f"{10**18 + place % 500}" for place in range(20_000)]
    told, number, calls = minutes(iter(many))
    at_once = sum(count for (_, minute), count in told.items() if minute == 0)
    print(f"{number:,} due, of 500 accounts: {at_once:,} told in the first minute, by {calls:,} calls of AWS")
    other = f"{10**18}"
    told, number, calls = minutes(iter([SHOP] * 10_000 + [other] * 10))
    ten = {minute: count for (account, minute), count in told.items() if account == other}
    print(f"{number:,} due, 10,000 of one account before ten of another: the ten are told in minutes {ten}")
    return 0 if at_once == len(many) and ten == {0: 10} else 1


if __name__ == "__main__":
    sys.exit(main())
