"""What `ingest` costs beside the SDK call that it makes, and how long its cold import takes beside boto3's.

`python tests/bench/bench_ingest.py` prints processor time of one delivery (verify, parse, one batch send to a server
in another process), of the same `send_message_batch` alone, and of both imports in fresh processes. Targets: 1.25 and
1.2 times.
"""
# ruff: noqa: T201  a bench talks to a terminal

import base64
import contextlib
import hashlib
import hmac
import io
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATH = [str(ROOT / "functions"), str(ROOT / "layers" / "care" / "python")]
SECRET: dict[str, Any] = {"consumer_key": "key", "consumer_secret": "secret", "bearer_token": "bearer", "accounts": {}}
ROUNDS, CALLS, STARTS = 60, 25, 11


@contextlib.contextmanager
def stubbed() -> Iterator[str]:
    """The stub's address, for as long as it runs."""
    command = [sys.executable, str(Path(__file__).with_name("stub.py")), json.dumps(SECRET)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        finally:
            server.terminate()


def environment(url: str) -> dict[str, str]:
    """What the function finds in its environment."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_DEFAULT_REGION": "eu-south-2",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "EVENTS_QUEUE_URL": f"{url}/1/events.fifo",
        "APP_SECRETS": json.dumps({"main": "arn"}),
        "POWERTOOLS_METRICS_NAMESPACE": "Centralita",
        "POWERTOOLS_SERVICE_NAME": "ingest",
    }


def request() -> dict[str, Any]:
    """A delivery as the HTTP API hands it over."""
    body = (ROOT / "events" / "post.mention.create.json").read_text(encoding="utf-8")
    digest = hmac.new(SECRET["consumer_secret"].encode(), body.encode(), hashlib.sha256).digest()
    headers = {"x-twitter-webhooks-signature": f"sha256={base64.b64encode(digest).decode()}"}
    http = {"http": {"method": "POST"}}
    return {"requestContext": http, "rawPath": "/webhook", "headers": headers, "body": body, "isBase64Encoded": False}


def cost(call: Callable[[], object]) -> float:
    """Processor time of this process for one call, in microseconds."""
    start = time.process_time()
    for _ in range(CALLS):
        call()
    return (time.process_time() - start) / CALLS * 1e6


def handling() -> None:
    """One delivery beside its SDK call alone, taken by turns so that both meet the same machine."""
    with stubbed() as url:
        os.environ.update(environment(url))
        sys.path[:0] = PATH
        import boto3

        from ingest import handler

        sqs = boto3.client("sqs")
        asked: list[dict[str, Any]] = []
        handler.sqs.meta.events.register("before-parameter-build.sqs", lambda params, **_: asked.append(dict(params)))
        delivery, said = request(), io.StringIO()
        with contextlib.redirect_stdout(said):
            assert handler.handle(delivery, None) == {"statusCode": 200}
            batch = asked[0]
            sqs.send_message_batch(**batch)
            alone, whole = [], []
            for _ in range(ROUNDS):
                alone.append(cost(lambda: sqs.send_message_batch(**batch)))
                whole.append(cost(lambda: handler.handle(delivery, None)))
                asked.clear()
    # The best of many short rounds: what else runs on the machine only adds.
    sdk, ours = min(alone), min(whole)
    print(f"a delivery {ours:,.0f} µs, its SDK call alone {sdk:,.0f} µs: {ours / sdk:.2f} times (target 1.25)")


def starting() -> None:
    """Both imports, each in fresh processes, by turns."""
    base = "import boto3; boto3.client('sqs')"
    with stubbed() as url:
        given = {**os.environ, **environment(url), "PYTHONPATH": os.pathsep.join(PATH)}
        seconds: dict[str, list[float]] = {base: [], "import ingest.handler": []}
        for _ in range(STARTS):
            for code, taken in seconds.items():
                start = time.perf_counter()
                subprocess.run([sys.executable, "-c", code], env=given, check=True, timeout=60)
                taken.append(time.perf_counter() - start)
    sdk, ours = (statistics.median(taken) * 1e3 for taken in seconds.values())
    ratio = statistics.median(o / s for s, o in zip(*seconds.values(), strict=True))
    print(f"cold import {ours:.0f} ms, boto3 with one SQS client {sdk:.0f} ms: {ratio:.2f} times (target 1.2)")


def main() -> None:
    """Print the figures."""
    handling()
    starting()


if __name__ == "__main__":
    main()
