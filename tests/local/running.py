"""Driving the local run as its users do: customer and agent in the simulated X, operator at the terminal."""

import base64
import hashlib
import hmac
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import boto3
import httpx
from infra.command import deployed
from infra.command.cli import app
from typer.testing import CliRunner

ROOT = Path(__file__).parents[2]
MADRID = ZoneInfo("Europe/Madrid")
_names = itertools.count(1)


class Running:
    """One `centralita local`, started as `make run` starts it."""

    def __init__(self, port: int, directory: Path, *arguments: str) -> None:
        self.directory = directory
        self.base = f"http://127.0.0.1:{port}"
        (directory / "ready.json").unlink(missing_ok=True)  # of a run that was killed
        self.process = subprocess.Popen(
            [
                *(str(Path(sys.executable).with_name("centralita")), "local", "--no-browser", "--port", str(port)),
                *("--directory", str(directory), *arguments),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.http = httpx.Client(base_url=self.base, timeout=120, trust_env=False)

    def wait_until_ready(self, within: float = 180) -> None:
        deadline = time.monotonic() + within
        ready = self.directory / "ready.json"
        while not ready.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                raise AssertionError(f"the run did not get ready:\n{self.process.communicate()[0]}")
            time.sleep(0.05)
        self.ready: dict[str, Any] = json.loads(ready.read_text())
        self.account_id: str = self.ready["accounts"][0]["id"]

    def end(self, number: int = signal.SIGINT) -> tuple[int, str]:
        self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=120)
        self.http.close()
        return self.process.returncode, output

    # The clock

    def now(self) -> datetime:
        return datetime.fromisoformat(self.http.get("/local/clock").json()["now"])

    def move(self, to: datetime) -> dict[str, Any]:
        # It answers within a minute; on a busy machine what is still under way is waited for by asking again.
        for _ in range(5):
            answer = self.http.post("/local/clock", json={"now": to.isoformat()})
            assert answer.status_code == 200, answer.text
            if answer.json()["at_rest"]:
                return answer.json()
        raise AssertionError(answer.text)

    def settle(self) -> None:
        """Wait until all that was started has run."""
        self.move(self.now() + timedelta(milliseconds=5))

    def to_weekday(self, weekday: int, hour: int, minute: int = 0) -> datetime:
        """The next such local time in Madrid (Monday is 0)."""
        local = self.now().astimezone(MADRID)
        day = local.date() + timedelta(days=(weekday - local.weekday()) % 7)
        at = datetime.combine(day, local.time().replace(hour, minute, 0, 0), MADRID)
        if at <= local + timedelta(minutes=1):
            at += timedelta(days=7)
        self.move(at.astimezone(UTC))
        return at

    # The customer and the agent

    def customer(self) -> str:
        return f"cliente{next(_names)}_{os.getpid() % 1000}"

    def simulate(self, path: str, /, **body: Any) -> dict[str, Any]:
        answer = self.http.post(f"/x/simulate/{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def timeline(self) -> dict[str, list[dict[str, Any]]]:
        return self.http.get("/x/simulate/timeline").json()

    def replies_to(self, post: dict[str, Any]) -> list[str]:
        posts = self.timeline()["posts"]
        return [p["text"] for p in posts if p["in_reply_to"] == post["id"] and p["from"] == self.account_id]

    def dms_to(self, user_id: str) -> list[str]:
        return [dm["text"] for dm in self.timeline()["dms"] if dm["to"] == user_id and dm["from"] == self.account_id]

    # X itself

    def sign(self, body: bytes, secret: str | None = None) -> str:
        key = (secret or self.ready["consumer_secret"]).encode()
        return "sha256=" + base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode()

    def deliver(self, value: Any, headers: dict[str, str] | None = None) -> httpx.Response:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        signed = {"x-twitter-webhooks-signature": self.sign(body), "content-type": "application/json"}
        return self.http.post("/webhook", content=body, headers=signed if headers is None else headers)

    # The operator

    def centralita(self, *arguments: str, status: int = 0) -> str:
        """What the operator's command prints, ending so; in this process: it takes longer to start than to run."""
        with patch.object(deployed.find, "__defaults__", (self.directory / "ready.json",)):
            made = CliRunner().invoke(app, arguments)
        assert made.exit_code == status, (made.output, made.exception)
        return made.stdout

    def cases(self, customer_id: str = "") -> list[dict[str, Any]]:
        cases = json.loads(self.centralita("cases", "list", "--json"))
        return [case for case in cases if customer_id in {"", case["customer"]["customer_id"]}]

    def story(self, case_id: str) -> dict[str, Any]:
        return json.loads(self.centralita("cases", "show", case_id))

    def aws(self, service: Any) -> Any:
        where = self.ready["aws"]
        return boto3.client(
            service,
            endpoint_url=where["endpoint_url"],
            region_name=where["region"],
            aws_access_key_id="000000000000",
            aws_secret_access_key="local",
        )

    def dead_letters(self, queue: str = "events_dlq") -> list[dict[str, Any]]:
        found = self.aws("sqs").receive_message(
            QueueUrl=self.ready["queues"][queue],
            MaxNumberOfMessages=10,
            MessageAttributeNames=["All"],
            VisibilityTimeout=0,
        )
        return found.get("Messages", [])

    def everything_stored(self) -> list[Any]:
        """All items of the tables whose content must not change, save what reading cost; a test may scan."""
        dynamodb = self.aws("dynamodb")
        names = (self.ready["tables"][name] for name in ("conversations", "outbox"))
        items = [item for name in names for item in dynamodb.scan(TableName=name)["Items"]]
        return [item for item in items if not item["pk"]["S"].startswith("SPENT#")]
