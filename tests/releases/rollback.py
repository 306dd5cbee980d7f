"""`make rollback BEFORE=<commit>`: the release before, this one, and the one before again, over one set of tables.

The alias `live` of each function is moved as a deploy moves it, and moved back as who goes back moves it. Each release
is handed what the other began: events on a queue, cases, items of the outbox. AWS is the emulator, the functions run in
processes of their own from each release's checkout, X is a small server that counts.

It ends with 1 if a message was lost, put aside or answered twice.
"""
# ruff: noqa: T201  it talks to a terminal

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "functions"), str(ROOT / "layers" / "care" / "python")]

from infra.local.aws import Endpoint, start_ministack  # noqa: E402  after the path is set
from tests.functions.conftest import ACCOUNT, SECRET, SHOP  # noqa: E402
from tests.template_tables import make_queues, make_tables  # noqa: E402

from care.aws import depth_of  # noqa: E402
from care.tables.accounts import Accounts  # noqa: E402
from care.tables.conversations import Conversations  # noqa: E402
from care.x.signature import LEGACY_HEADER, sign  # noqa: E402

CALL = """
import contextlib, importlib, io, json, sys
function, event = sys.argv[1], json.load(sys.stdin)
with contextlib.redirect_stdout(io.StringIO()):
    answer = importlib.import_module(f"{function}.handler").handle(event, None)
print(json.dumps(answer))
"""
SOURCES = {"cases": "events", "acknowledge": "acknowledgements", "publish": "sends"}


class Failed(RuntimeError):
    """A promise did not hold across the releases."""


class X(BaseHTTPRequestHandler):
    """Takes every post, and counts what it was asked to answer."""

    answered: ClassVar[Counter[str]] = Counter()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.answered[body.get("reply", {}).get("in_reply_to_tweet_id", "")] += 1
        said = json.dumps({"data": {"id": str(9000 + self.answered.total()), "text": body["text"]}}).encode()
        self.send_response(201)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: Any) -> None:
        """It says nothing."""


@dataclass
class Stage:
    """Tables and queues, and which release the alias of the functions names."""

    endpoint: Endpoint
    values: dict[str, str]
    queues: dict[str, str]
    live: Path = ROOT
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(7001, 8000)))

    def call(self, function: str, event: dict[str, Any]) -> Any:
        """What the release behind the alias answers."""
        source = SOURCES.get(function, "events")
        own = {"SOURCE_QUEUE_URL": self.queues[source], "DLQ_URL": self.queues[f"{source}_dlq"]}
        paths = [self.live / "functions", self.live / "layers" / "care" / "python"]
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
            "POWERTOOLS_SERVICE_NAME": function,
            "POWERTOOLS_METRICS_NAMESPACE": "Centralita/rollback",
            **self.values,
            **own,
        }
        made = subprocess.run(
            [sys.executable, "-c", CALL, function],
            input=json.dumps(event),
            env=environment,
            cwd=self.live,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if made.returncode:
            raise Failed(f"{function} of {self.live.name}: {made.stderr[-2000:]}")
        return json.loads(made.stdout.splitlines()[-1])

    def deliver(self) -> str:
        """A customer of their own mentions the account; X's id of the post."""
        number = str(next(self.numbers))
        sample = json.loads((ROOT / "events" / "post.mention.create.json").read_text())
        sample["data"]["payload"] |= {
            "id": number,
            "conversation_id": number,
            "author_id": f"30{number}",
            "text": "@tiendaluna ¿dónde está mi pedido?",
            "created_at": datetime.now(UTC).isoformat(),
        }
        sample["data"]["includes"]["users"][0]["id"] = f"30{number}"
        body = json.dumps(sample)
        headers = {LEGACY_HEADER: sign(SECRET["consumer_secret"].encode(), body.encode())}
        event = {
            "requestContext": {"http": {"method": "POST"}},
            "rawPath": "/webhook",
            "headers": headers,
            "body": body,
        }
        if (answer := self.call("ingest", {**event, "body": body})) != {"statusCode": 200}:
            raise Failed(f"a signed delivery was answered with {answer}")
        return number

    def work(self, *functions: str) -> None:
        """Feed functions from their queues until these are empty."""
        for function in functions:
            queue = SOURCES[function]
            while records := self._received(queue):
                failed = self.call(function, {"Records": records})["batchItemFailures"]
                if failed:
                    raise Failed(f"{function} of {self.live.name} failed {len(failed)} of {len(records)}")
                for record in records:
                    self.endpoint.client("sqs").delete_message(
                        QueueUrl=self.queues[queue], ReceiptHandle=record["receiptHandle"]
                    )

    def _received(self, queue: str) -> list[dict[str, Any]]:
        found = self.endpoint.client("sqs").receive_message(
            QueueUrl=self.queues[queue],
            MaxNumberOfMessages=10,
            AttributeNames=["All"],
        )
        return [
            {
                "messageId": one["MessageId"],
                "receiptHandle": one["ReceiptHandle"],
                "body": one["Body"],
                "attributes": one["Attributes"],
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:eu-south-2:000000000000:{queue}",
            }
            for one in found.get("Messages", [])
        ]


@contextmanager
def stage() -> Iterator[Stage]:
    """An empty stage with one account that is closed at this hour, so that each mention is acknowledged."""
    with tempfile.TemporaryDirectory() as directory, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        endpoint = Endpoint(port)
        child = start_ministack(endpoint, Path(directory), {})
        x = ThreadingHTTPServer(("127.0.0.1", 0), X)
        threading.Thread(target=x.serve_forever, daemon=True).start()
        try:
            yield _made(endpoint, f"http://127.0.0.1:{x.server_address[1]}")
        finally:
            child.end()
            x.shutdown()


def _made(endpoint: Endpoint, x_url: str) -> Stage:
    dynamodb, queues = endpoint.client("dynamodb"), make_queues(endpoint.client("sqs"))
    make_tables(dynamodb)
    shut = {**ACCOUNT.model_dump(mode="json"), "hours": {"timezone": "UTC", "weekly": {}}}
    shut["hours"]["weekly"] = {day: [["00:00", "00:01"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    Accounts(dynamodb, "accounts").put(type(ACCOUNT).model_validate(shut))
    secrets = endpoint.client("secretsmanager")
    arn = secrets.create_secret(Name="x-app", SecretString=json.dumps(SECRET))["ARN"]
    chat = secrets.create_secret(Name="x-chat", SecretString="{}")["ARN"]
    values = {
        "AWS_ENDPOINT_URL": endpoint.url,
        "AWS_DEFAULT_REGION": "eu-south-2",
        "AWS_ACCESS_KEY_ID": "000000000000",
        "AWS_SECRET_ACCESS_KEY": "rollback",
        "CONVERSATIONS_TABLE": "conversations",
        "OUTBOX_TABLE": "outbox",
        "ACCOUNTS_TABLE": "accounts",
        "MEDIA_BUCKET": "media",
        "APP_SECRETS": json.dumps({"main": arn}),
        "CHAT_SECRET": chat,
        "X_BASE_URL": x_url,
        "EVENTS_DLQ_URL": queues["events_dlq"],
        **{f"{name.upper()}_QUEUE_URL": url for name, url in queues.items() if not name.endswith("dlq")},
    }
    return Stage(endpoint, values, queues)


def rehearse(stage: Stage, before: Path, after: Path) -> None:
    """Move the alias there and back, each time with work half done."""
    told: list[str] = []
    halves = (("cases",), ("cases", "acknowledge"), ())
    for live, name in ((before, "the release before"), (after, "this release"), (before, "the release before again")):
        stage.live = live
        # What the other release left half done is gone on with first.
        stage.work("cases", "acknowledge", "publish")
        for half in halves:
            told.append(stage.deliver())
            stage.work(*half)
        print(f"{name}: {len(told)} mentions so far, {X.answered.total()} answered")
    stage.work("cases", "acknowledge", "publish")
    _promises(stage, told)


def _promises(stage: Stage, told: list[str]) -> None:
    sqs, conversations = stage.endpoint.client("sqs"), Conversations(stage.endpoint.client("dynamodb"), "conversations")
    if aside := [name for name, url in stage.queues.items() if name.endswith("dlq") and any(depth_of(sqs, url))]:
        raise Failed(f"put aside: {', '.join(aside)}")
    if lost := [one for one in told if not conversations.customer(SHOP, f"30{one}").case_id]:
        raise Failed(f"no case came of {', '.join(lost)}")
    if wrong := {one: X.answered[one] for one in told if X.answered[one] != 1}:
        raise Failed(f"not answered once: {wrong}")
    for one in told:
        case = conversations.case(conversations.customer(SHOP, f"30{one}").case_id)
        if case is None or case.version < 1:
            raise Failed(f"the case of {one} cannot be read")


def main(arguments: list[str]) -> int:
    """0 if every promise held there and back."""
    parser = argparse.ArgumentParser(prog="make rollback")
    parser.add_argument("before", help="the commit of the release before")
    before = parser.parse_args(arguments).before
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory) / "before"
        subprocess.run(["git", "worktree", "add", "--detach", str(place), before], cwd=ROOT, check=True)
        try:
            with stage() as here:
                rehearse(here, place, ROOT)
        except Failed as error:
            print(f"FAILED: {error}")
            return 1
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(place)], cwd=ROOT, check=False)
    print("there and back: nothing was lost, put aside or said twice")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
