"""How long a function takes to start: `python tests/bench/bench_cold.py` (or with names of functions).

Each function is started from its bundle and its layers alone, in fresh processes, by turns with a process that imports
boto3 and makes one client: the time of its import (what Lambda calls INIT), and of its first call, which loads what
only calls need. Where others use the machine too, the processor's time of the import says more than the clock's. AWS
is ministack with an empty stack, so that a first call does what it would do. Then the ten modules
that took the most by themselves, without what they import.
"""
# ruff: noqa: T201  a bench talks to a terminal

import json
import socket
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "functions"), str(ROOT / "layers" / "care" / "python")]

from infra.cdk import bundles  # noqa: E402  after the path is set
from infra.local.aws import Endpoint, start_ministack  # noqa: E402
from tests.deployed.bare import FUNCTIONS, Bare  # noqa: E402
from tests.functions.conftest import ACCOUNT, SECRET, SHOP  # noqa: E402
from tests.template_tables import make_queues, make_tables  # noqa: E402

from care.tables.accounts import Accounts  # noqa: E402
from care.tables.conversations import Conversations  # noqa: E402

STARTS = 9
ERASED = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
SHOWN = 10
BASE = "boto3 and one client"
WITHOUT = """
import json, time
start, worked = time.perf_counter(), time.process_time()
import boto3
boto3.client("sqs")
print(json.dumps([(time.perf_counter() - start) * 1000, 0, (time.process_time() - worked) * 1000]))
"""
STARTED = """
import contextlib, io, json, sys, time
start, worked = time.perf_counter(), time.process_time()
from {function}.handler import handle
loaded, worked = time.perf_counter(), time.process_time() - worked
with contextlib.redirect_stdout(io.StringIO()):
    handle(json.loads({event!r}), None)
print(json.dumps([(loaded - start) * 1000, (time.perf_counter() - loaded) * 1000, worked * 1000]))
"""


def main(wanted: list[str]) -> int:
    with tempfile.TemporaryDirectory() as directory, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        bare = Bare.build(Path(directory) / "bare", bundles.machine())
        (Path(directory) / "aws").mkdir()
        endpoint = Endpoint(port)
        child = start_ministack(endpoint, Path(directory) / "aws", {})
        try:
            values = world(endpoint)
            times(bare, wanted or FUNCTIONS, values)
        finally:
            child.end()
        imports(bare, wanted or FUNCTIONS)
    return 0


def world(endpoint: Endpoint) -> dict[str, str]:
    """Empty tables and queues, one account, and the variables that name them."""
    dynamodb, queues = endpoint.client("dynamodb"), make_queues(endpoint.client("sqs"))
    make_tables(dynamodb)
    Accounts(dynamodb, "accounts").put(ACCOUNT)
    Conversations(dynamodb, "conversations").erase(SHOP, "42", ERASED)
    arn = endpoint.client("secretsmanager").create_secret(Name="x-app", SecretString=json.dumps(SECRET))["ARN"]
    chat_arn = endpoint.client("secretsmanager").create_secret(Name="x-chat", SecretString="{}")["ARN"]
    s3 = endpoint.client("s3")
    s3.create_bucket(Bucket="analysis", CreateBucketConfiguration={"LocationConstraint": "eu-south-2"})
    return {
        "BUCKET": "analysis",
        "AWS_ENDPOINT_URL": endpoint.url,
        "CONVERSATIONS_TABLE": "conversations",
        "OUTBOX_TABLE": "outbox",
        "ACCOUNTS_TABLE": "accounts",
        "APP_SECRETS": json.dumps({"main": arn}),
        "CHAT_SECRET": chat_arn,
        "SOURCE_QUEUE_URL": queues["acknowledgements"],
        "DLQ_URL": queues["acknowledgements_dlq"],
        "WAKES_DLQ_URL": queues["wakes_dlq"],
        "EVENTS_DLQ_URL": queues["events_dlq"],
        "STAGE": "bench",
        "RELEASE": "1",
        **{f"{name.upper()}_QUEUE_URL": url for name, url in queues.items() if not name.endswith("dlq")},
    }


def first_call(function: str) -> dict[str, Any]:
    """What a function is asked first: a request, a call of its schedule, or a message of its queue."""
    if function in {"ingest", "desk", "hours_page"}:
        path = {"ingest": "/webhook", "desk": "/desk/sign-in", "hours_page": f"/hours/{ACCOUNT.username}"}[function]
        http = {"domainName": "desk.example", "http": {"method": "GET", "path": path}}
        query = {"queryStringParameters": {"crc_token": "bm9uY2U"}} if function == "ingest" else {}
        return {"rawPath": path, "headers": {"host": "desk.example"}, "requestContext": http, **query}
    if function in {"hours", "report", "export", "reconcile"}:
        return {}
    if function == "erase":
        receipt = {"account_id": SHOP, "action_id": "a", "at": ERASED.isoformat(), "by": "sara"}
        return {"whose": {"account_id": SHOP, "customer_id": "42", "case_ids": []}, "receipt": receipt}
    case = {"account_id": SHOP, "customer_id": "42", "case_id": "C1"}
    asked = {**case, "item_id": "C1:x:1", "language": "es", "asked_at": "2026-11-24T21:00:00Z"}
    bodies: dict[str, dict[str, Any]] = {
        "cases": {**case, "kind": "case_due", "due_at": "2026-11-24T21:00:00Z"},
        "acknowledge": {
            **asked,
            "kind": "acknowledge",
            "occasion": "closed",
            "channel": "public",
            "in_reply_to": "1",
            "answers_at": "2026-11-24T21:00:00Z",
        },
        "chat": {
            "kind": "chat_delivered",
            **{name: case[name] for name in ("account_id", "customer_id")},
            "sender_id": "42",
            "delivery_id": "d-1",
            "conversation_id": f"42:{SHOP}",
            "encoded_event": "AAAA",
        },
        "media": {**asked, "kind": "fetch_media", "message_id": "1", "media": []},
        "survey": {**asked, "kind": "ask_survey", "survey_kind": "csat"},
        "selfservice": {**asked, "kind": "look_up", "lookup_id": "orders", "values": {}},
        "publish": {"queue": f"{SHOP}#public"},
        "notify": {"kind": "tell", "account_id": SHOP, "subscriber_id": "gone", "fact_id": "f"},
    }
    record = {
        "messageId": "1",
        "receiptHandle": "h",
        "body": json.dumps(bodies[function]),
        "attributes": {"ApproximateReceiveCount": "1", "MessageGroupId": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-south-2:000000000000:queue",
    }
    return {"Records": [record]}


def times(bare: Bare, functions: list[str], values: dict[str, str]) -> None:
    """By turns, so that all meet the same machine."""
    values = {**values, "X_BASE_URL": "http://127.0.0.1:9", "LOCAL_PEOPLE": "demo"}
    taken: dict[str, list[list[float]]] = {BASE: [], **{function: [] for function in functions}}
    for _ in range(STARTS):
        taken[BASE].append(bare.run("ingest", WITHOUT, values))
        for function in functions:
            code = STARTED.format(function=function, event=json.dumps(first_call(function)))
            taken[function].append(bare.run(function, code, values))

    def middle(name: str, which: int) -> float:
        return statistics.median(one[which] for one in taken[name])

    heads = "import (least to most)   times boto3   first call   processor"
    print(f"{'milliseconds, median of':<22} {STARTS} starts   {heads}")
    for name, found in taken.items():
        starts = [one[0] for one in found]
        spread = f"{middle(name, 0):6.0f} ({min(starts):.0f} to {max(starts):.0f})"
        beside, work = middle(name, 0) / middle(BASE, 0), middle(name, 2) / middle(BASE, 2)
        print(f"{name:<34} {spread:<24} {beside:6.2f} {middle(name, 1):12.0f} {work:12.2f} times")


def imports(bare: Bare, functions: list[str]) -> None:
    """What took the most by itself, in one start under `-X importtime`, which makes all of it slower."""
    for function in functions:
        command = bare.command("-X", "importtime", "-c", f"import {function}.handler")
        made = subprocess.run(
            command, env=bare.environment(function), capture_output=True, text=True, check=True, timeout=120
        )
        rows = [line.removeprefix("import time:").split("|") for line in made.stderr.splitlines() if "|" in line]
        own = sorted(((int(row[0]), row[2].strip()) for row in rows if row[0].strip().isdigit()), reverse=True)
        print(f"{function}: " + ", ".join(f"{name} {taken / 1000:.0f}" for taken, name in own[:SHOWN]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
