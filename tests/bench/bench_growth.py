"""How the minute's work, a page of the queue and a search grow with accounts and cases: flat, up to a million.

`python tests/bench/bench_growth.py [MOST]` fills DynamoDB in memory (the simulation's, which passes the same contract
tests as moto) with so many accounts or open cases, of which ten fall due, runs the real `hours`, reads the real queue
and counts the calls. Their number must be the same at every size; it ends with status 1 if it is not.

The times are of this processor with the tables in it: at a million cases the table in memory copies a whole partition
for each query, which DynamoDB does not.
"""
# ruff: noqa: T201  a bench talks to a terminal

import contextlib
import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "functions"), str(ROOT / "layers" / "care" / "python")]

from tests.bench.bench_desk import rows  # noqa: E402  after the path is set
from tests.functions.conftest import ACCOUNT, SHOP  # noqa: E402
from tests.simulation.dynamodb import DynamoDB  # noqa: E402
from tests.simulation.lambdas import use  # noqa: E402
from tests.simulation.tables import new_queues  # noqa: E402
from tests.template_tables import indexes  # noqa: E402

from care.search import asked_of  # noqa: E402
from care.tables.accounts import Accounts  # noqa: E402
from care.tables.conversations import Conversations  # noqa: E402
from care.tables.queue import Queue, Wanted  # noqa: E402
from care.tables.search import Search, Sought  # noqa: E402
from care.tables.search_index import Place, word_key  # noqa: E402

# Two words, the second one read by keys where both are common, and a page of cases.
_CALLS_OF_A_SEARCH = 9
SIZES, DUE, ROUNDS = (100, 1_000, 10_000, 100_000, 1_000_000), 10, 7


class Counting:
    """Counts the calls, and what each query gave."""

    def __init__(self) -> None:
        self.calls = 0

    def before(self, _service: str, _call: str) -> None:
        self.calls += 1

    def after(self, _service: str, _call: str) -> None:
        pass

    def met(self, _trouble: str) -> bool:
        return False


class Tables(DynamoDB):
    """DynamoDB in memory; the filters of the queue's page let every case of this benchmark through."""

    def query(self, **asked: Any) -> dict[str, Any]:
        for name in ("FilterExpression", "ExpressionAttributeNames", "ProjectionExpression"):
            asked.pop(name, None)
        return super().query(**asked)


class TakesAll:
    """SQS, which takes everything."""

    def __init__(self) -> None:
        self.calls = 0

    def send_message_batch(self, **batch: Any) -> dict[str, Any]:
        self.calls += 1
        return {"Successful": batch["Entries"], "Failed": []}

    def send_message(self, **_message: Any) -> dict[str, Any]:
        self.calls += 1
        return {}


def accounts_of(number: int, dynamodb: DynamoDB) -> None:
    """So many accounts, as they are stored: one was put, and the others are it under other ids."""
    Accounts(dynamodb.client, "accounts").put(ACCOUNT)
    table = dynamodb.tables["accounts"]
    one = table.items["ACCOUNTS", SHOP]
    agenda = {"pk": {"S": "COURTESY"}}
    for place in range(number):
        key = f"{place + 10**18}"
        table.put(("ACCOUNTS", key), {**one, "sk": {"S": key}})
        later = f"9999#{key}"
        table.put(("COURTESY", later), {**agenda, "sk": {"S": later}})


def cases_of(number: int, dynamodb: DynamoDB, now: datetime) -> None:
    """So many open cases of one account, of which ten are due: one as `cases` writes it, under as many ids."""
    store, table = Conversations(dynamodb.client, "conversations"), dynamodb.tables["conversations"]
    written = [request["PutRequest"]["Item"] for request in rows(store, 0, now)]
    one = next(item for item in written if item["sk"]["S"] == "CASE")
    key = one["queue_key"]["S"]
    for place in range(number):
        due = now - timedelta(minutes=1) if place < DUE else now + timedelta(days=1, seconds=place)
        case_id = f"C{place:07}"
        mine = {
            "pk": {"S": f"CASE#{case_id}"},
            "case_id": {"S": case_id},
            "queue_key": {"S": f"{key}{place:07}"},
            "due_shard": {"S": str(place % 4)},
            "due_at": {"S": due.strftime("%Y-%m-%dT%H:%M:%S.%fZ")},
        }
        table.put((f"CASE#{case_id}", "CASE"), {**one, **mine})


def words_of(number: int, dynamodb: DynamoDB) -> None:
    """A word that all of these cases have, and one that each hundredth has."""
    table, opened = dynamodb.tables["conversations"], datetime(2026, 1, 1, tzinfo=UTC)
    for at in range(number):
        place = Place.of(opened + timedelta(seconds=at), f"C{at:07}")
        for word in ("common", *(["rare"] if at % 100 == 0 else [])):
            key = word_key(SHOP, word, place)
            table.put((key["pk"], key["sk"]), {name: {"S": value} for name, value in key.items()})


def timed(work: Callable[[], Any], counting: Counting) -> tuple[float, float, int]:
    """The median of a work's processor time in ms, its spread, and its calls, which are the same each time."""
    times, calls = [], set()
    for _ in range(ROUNDS):
        before, start = counting.calls, time.process_time()
        with contextlib.redirect_stdout(io.StringIO()):
            work()
        times.append((time.process_time() - start) * 1000)
        calls.add(counting.calls - before)
    return statistics.median(times), max(times) - min(times), max(calls)


def main() -> int:
    """Print the table; 1 if anything grew."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[-1]
    now = datetime.now(UTC)
    grew, most_calls, found = set(), 0, (0.0, 0.0, 0)
    columns = ("hours, accounts", "hours, cases", "page of the queue", "two words searched")
    print(f"{'':>10}" + "".join(f"  {one:>28}" for one in columns))
    print(f"{'':>10}" + f"  {'ms':>8} {'spread':>8} {'AWS calls':>10}" * 4)
    with tempfile.NamedTemporaryFile("w", suffix=".clock") as clock:
        clock.write("0")
        clock.flush()
        for size in (one for one in SIZES if one <= most):
            told = []
            for what in ("accounts", "cases"):
                counting, sqs = Counting(), TakesAll()
                dynamodb = Tables(indexes(), counting)
                accounts_of(size if what == "accounts" else 1, dynamodb)
                cases_of(size if what == "cases" else DUE, dynamodb, now)
                handle = handler(dynamodb, sqs, clock.name)
                with contextlib.redirect_stdout(io.StringIO()):
                    handle({}, None)  # what it does once a year
                told.append(timed(partial(handle, {}, None), counting))
                if what == "cases":
                    queue = Queue(dynamodb.client, "conversations")
                    told.append(timed(partial(queue.page, Wanted(SHOP)), counting))
                    words_of(size, dynamodb)
                    search = Search(dynamodb.client, "conversations")
                    found = timed(partial(search.find, Sought(SHOP, asked_of("common rare "), state="open")), counting)
                    most_calls = max(most_calls, found[2])
            told_of_all = [*told, found]
            print(
                f"{size:>10,}"
                + "".join(f"  {ms:>8.2f} {spread:>8.2f} {calls:>10}" for ms, spread, calls in told_of_all)
            )
            grew.add(tuple(calls for _, _, calls in told))
    flat = len(grew) == 1
    print(f"a search asked AWS {most_calls} times at most, of {_CALLS_OF_A_SEARCH} that it may")
    print(f"calls are {'the same at every size' if flat else f'NOT the same: {grew}'}")
    return 0 if flat and most_calls <= _CALLS_OF_A_SEARCH else 1


def handler(dynamodb: DynamoDB, sqs: TakesAll, clock: str) -> Any:
    """The function `hours` as it starts over these clients."""
    urls = {f"{name.upper()}_QUEUE_URL": queue.url for name, queue in new_queues().items()}
    os.environ |= {
        **{name: url for name, url in urls.items() if "DLQ" not in name},
        "CONVERSATIONS_TABLE": "conversations",
        "OUTBOX_TABLE": "outbox",
        "ACCOUNTS_TABLE": "accounts",
        "WAKES_DLQ_URL": "dlq",
        "DLQ_URL": "dlq",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "LOCAL_CLOCK": clock,
        "POWERTOOLS_METRICS_NAMESPACE": "bench",
        "POWERTOOLS_SERVICE_NAME": "hours",
    }
    for name in [name for name in sys.modules if name.partition(".")[0] == "hours"]:
        del sys.modules[name]
    back = use({"dynamodb": dynamodb, "sqs": sqs})
    try:
        from hours.handler import handle
    finally:
        back()
    return handle


if __name__ == "__main__":
    sys.exit(main())
