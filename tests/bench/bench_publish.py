"""What publishing one post costs of our own processor time, beside the HTTP call to X.

`python tests/bench/bench_publish.py` prints the time of this process for each item that a drain sends, with the outbox
and the budget over a table in memory (what DynamoDB's client costs is not ours), and of the same `POST` by httpx alone.
Target: 3 ms beside the call.
"""
# ruff: noqa: T201  a bench talks to a terminal

import contextlib
import io
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "functions"), str(ROOT / "layers" / "care" / "python")]

import httpx  # noqa: E402  after the path is set
from aws_lambda_powertools import Logger, Metrics  # noqa: E402
from tests.bench.bench_ingest import stubbed  # noqa: E402
from tests.unit.outbox.making import MARTA, SHOP, START, account, item  # noqa: E402
from tests.unit.outbox.table import Table  # noqa: E402

from care.model.case import Case, LastMessage  # noqa: E402
from care.model.customer import Customer  # noqa: E402
from care.tables.budget import Budget  # noqa: E402
from care.tables.outbox import Outbox  # noqa: E402
from care.x.client import XClient  # noqa: E402
from care.x.credentials import AppKeys, UserToken  # noqa: E402
from care.x.transport import http_client  # noqa: E402
from publish.delivery import Delivery  # noqa: E402
from publish.drain import drain  # noqa: E402
from publish.facts import FactFinder  # noqa: E402
from publish.way import Way  # noqa: E402

ROUNDS, POSTS = 9, 20
KEYS = AppKeys.model_validate({"consumer_key": "k", "consumer_secret": "s", "bearer_token": "b"})
TOKEN = UserToken.model_validate({"token": "t", "token_secret": "s"})
LAST = LastMessage(id="1", channel="public", at=START, summons=True)
CASE = Case(
    case_id="C1", account_id=SHOP, customer=Customer(account_id=SHOP, customer_id=MARTA), opened_at=START,
    last_message=LAST, last_public=LAST,
)  # fmt: skip


def publisher(x: XClient) -> tuple[Delivery, FactFinder]:
    """A publisher over an empty table."""
    table = cast("Any", Table())
    outbox, budget = Outbox(table, "outbox"), Budget(table, "outbox")
    delivery = Delivery(
        account=account(),
        outbox=outbox,
        budget=budget,
        x=lambda: x,
        sealing=cast("Any", None),
        uploading=cast("Any", None),
        sealed_files=cast("Any", None),
        way=Way(outbox, f"{SHOP}#public", lambda: START),
        tell_case=lambda _: None,
        learn_reply=lambda _: None,
        notice=lambda _notice, _because: None,
        now=lambda: START + timedelta(seconds=1),
        logger=Logger(service="bench", level="CRITICAL"),
        metrics=Metrics(namespace="Centralita", service="bench"),
    )
    cases = cast("Any", SimpleNamespace(case_of=lambda *_: CASE))
    return delivery, FactFinder(outbox, budget, cases, served=list, dead_link=lambda _: None)


def cost(call: Callable[[], object]) -> float:
    """Processor time of this process, in milliseconds."""
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1e3


def main() -> None:
    """Print the medians of some rounds, the two measured by turns."""
    alone, whole = [], []
    with stubbed() as url, http_client() as http:
        x = XClient(KEYS, TOKEN, base_url=url, http=http)
        body = {"text": "Ya va de camino", "reply": {"in_reply_to_tweet_id": "1"}}
        for _ in range(ROUNDS):
            alone.append(cost(partial(_posted, http, url, body)) / POSTS)
            delivery, finder = publisher(x)
            outbox = delivery.outbox
            for number in range(POSTS):
                outbox.add(item(f"C{number}:reply:1", channel="public", case_id=f"C{number}", text=f"Ya va, {number}"))
            with contextlib.redirect_stdout(io.StringIO()):
                whole.append(cost(partial(drain, f"{SHOP}#public", delivery, finder, lambda: False)) / POSTS)
            assert all(
                (one := outbox.item(f"{SHOP}#public", f"C{n}:reply:1")) is not None and one.state == "sent"
                for n in range(POSTS)
            )
    call, ours = statistics.median(alone), statistics.median(whole)
    print(f"one post {ours:.2f} ms, its HTTP call alone {call:.2f} ms: {ours - call:.2f} ms of our own (target 3)")


def _posted(http: httpx.Client, url: str, body: dict[str, Any]) -> None:
    for _ in range(POSTS):
        http.post(f"{url}/2/tweets", json=body).raise_for_status()


if __name__ == "__main__":
    main()
