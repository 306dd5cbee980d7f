"""A local run in three processes that can be killed, stopped and frozen apart: this program, ministack, and X."""

import dataclasses
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from copy import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

import httpx
from botocore.exceptions import BotoCoreError, ClientError
from infra import ROOT
from infra.command.backlog import CHANNELS
from infra.local import aws, synth
from infra.local.children import Child
from infra.local.connection import connect, made_up_keys
from infra.local.stack import LocalStack
from infra.settings_file import read_account
from tests.faults.clock import SharedClock

from care.model.outbox_item import Item, ItemState, queue_of
from care.tables.conversations import Conversations
from care.tables.outbox_scan import in_state

_UP_WITHIN = 120.0  # seconds of the machine's clock
_PATIENCE = 420.0  # seconds of the machine's clock, beside what queues hide
MAY_GO: tuple[ItemState, ...] = ("waiting", "claimed", "released")


class NotAtRest(AssertionError):
    """The stack still had something in hand when patience was over."""


class Stand:
    """The stack, X and its clock; `visibility` are the seconds for which a queue hides what a function has in hand."""

    def __init__(self, port: int, directory: Path, now: datetime, visibility: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.running = directory / f"run-{port}"
        if self.running.exists():
            # Beside everything else: every warm function has its copy of the layers, which takes minutes to delete.
            gone = self.running.rename(directory / f"gone-{secrets.token_hex(4)}")
            subprocess.run(["sh", "-c", 'rm -rf "$1" >/dev/null 2>&1 &', "sh", str(gone)], check=True)
        self.running.mkdir(parents=True)
        self.clock = SharedClock.begun(directory / f"clock-{port}", now)
        self.http = httpx.Client(base_url=self.base, timeout=300, trust_env=False)
        demo = read_account(ROOT / "infra" / "local" / "demo.toml")
        much = replace(demo.budget, month_dollars=Decimal(1000))
        self.account = replace(demo, budget=much)
        self._endpoint = aws.Endpoint(port + 1)
        self.visibility = visibility
        self._told = self.running / "x.json"

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End every process, whatever became of it."""
        for name in ("x", "aws"):
            child: Child | None = getattr(self, name, None)
            if child is not None:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGCONT)
                child.end()
        self.clock.path.unlink(missing_ok=True)
        self.http.close()

    def _start(self) -> None:
        assembly, _ = synth.assembly(self.clock.path, self.base)
        self.aws: Child = self._ministack()
        outputs = aws.deploy(self._endpoint, assembly, self.running, lambda _told: None)
        self.stack = LocalStack(self._endpoint, outputs)
        hidden, sqs = {"VisibilityTimeout": str(self.visibility)}, self.client("sqs")
        for name, url in self.stack.queues.items():
            if not name.endswith("dlq"):
                sqs.set_queue_attributes(QueueUrl=url, Attributes=hidden)
        shop = self.account
        keys = made_up_keys([shop], client_secret=False)
        told = {
            "port": self._endpoint.port - 1,
            "aws_port": self._endpoint.port,
            "clock": str(self.clock.path),
            "state": str(self.running / "x.pickle"),
            "keys": dataclasses.asdict(keys),
            "outputs": outputs,
        }
        self._told.write_text(json.dumps(told), encoding="utf-8")
        self.x: Child = self._x()
        connect(self.stack, keys, [shop], self.base)
        # The first call of a function takes seconds on a busy machine, and no scenario is about that.
        self.simulate("post", {"from": "first", "text": f"@{shop.username} ¿hay alguien?"})
        self.simulate("dm", {"from": "first", "text": "¿y por aquí?"})
        self.rest()

    # What is done to it

    def stop_aws(self) -> None:
        """All functions die at once, in whatever they do; the emulator writes tables and queues to disk and ends."""
        self.aws.end(grace=60)

    def start_aws(self) -> None:
        """The emulator, with the tables and queues that it left."""
        self.aws = self._ministack()

    def kill_x(self) -> None:
        """X is gone in the middle of whatever it does."""
        os.killpg(self.x.pid, signal.SIGKILL)
        self.x.end()

    def start_x(self) -> None:
        """X, with all that it had told somebody."""
        self.x = self._x()

    def freeze(self, child: Child, seconds: float) -> None:
        """Take the processor from one process (its functions go on) and give it back."""
        os.kill(child.pid, signal.SIGSTOP)
        try:
            time.sleep(seconds)
        finally:
            os.kill(child.pid, signal.SIGCONT)

    # What is seen of it

    @property
    def conversations(self) -> Conversations:
        """Its cases."""
        return Conversations(self._endpoint.client("dynamodb"), self.stack.outputs["ConversationsTable"])

    def client(self, service: Any) -> Any:
        """An AWS client."""
        return self._endpoint.client(service)

    def said(self) -> str:
        """All that the emulator and the functions in it have printed."""
        return (self.running / "ministack.log").read_text(encoding="utf-8", errors="replace")

    def simulate(self, path: str, body: Any) -> Any:
        """Something that a person does in X, or a fault of X."""
        answer = self.http.post(f"/x/simulate/{path}", json=body)
        answer.raise_for_status()
        return answer.json()

    def shown(self, what: str) -> Any:
        """What X shows: `timeline`, `deliveries`, `faults`."""
        return self.http.get(f"/x/simulate/{what}").raise_for_status().json()

    def outbox(self, *states: ItemState) -> list[Item]:
        """What is in one of these states in the account's outbox."""
        dynamodb, table = self.client("dynamodb"), self.stack.outputs["OutboxTable"]
        queues = [queue_of(self.account.id, channel) for channel in CHANNELS]
        return [item for queue in queues for state in states for item in in_state(dynamodb, table, queue, state)]

    def rest(self) -> None:
        """Wait until X delivers nothing, no queue holds a message, and nothing is left in the outbox that may go.

        Three times in a row: what leaves one of these places is in another a moment later.
        """
        began, quiet, patience = time.monotonic(), 0, _PATIENCE + self.visibility
        while quiet < 3:
            if time.monotonic() - began > patience:
                raise NotAtRest(f"not at rest after {patience:.0f} s: {self._in_hand()}")
            try:
                at_rest = self.shown("deliveries")["idle"] and not any(map(self.stack.holds, self.stack.working))
                quiet = quiet + 1 if at_rest and not self.outbox(*MAY_GO) else 0
            except (httpx.HTTPError, BotoCoreError, ClientError):
                quiet = 0
            time.sleep(0.1)

    def move(self, by: timedelta) -> None:
        """Move the clock forward: what falls due on the way runs."""
        self.http.post("/local/clock", json={"now": (self.clock.now() + by).isoformat()}).raise_for_status()

    def skip(self, by: timedelta) -> None:
        """Move the clock forward in the middle of things, and have looked what is due."""
        self.clock.advance(self.clock.now() + by)
        self.stack.invoke("HoursFunction")

    def reconcile(self) -> dict[str, int]:
        """The safety net, which a schedule calls each quarter of an hour."""
        done: dict[str, int] = self.stack.invoke("ReconcileFunction")
        return done

    def _in_hand(self) -> dict[str, Any]:
        sqs, names = self.client("sqs"), ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        asked = {n: sqs.get_queue_attributes(QueueUrl=u, AttributeNames=names) for n, u in self.stack.queues.items()}
        counts = {name: [int(one["Attributes"][which]) for which in names] for name, one in asked.items()}
        left: dict[str, Any] = {name: both for name, both in counts.items() if any(both)}
        return left | {item.item_id: item.state for item in self.outbox(*MAY_GO)}

    def _ministack(self) -> Child:
        kept = {"PERSIST_STATE": "1", "STATE_DIR": str(self.running / "state")}
        return aws.start_ministack(self._endpoint, self.running, kept)

    def _x(self) -> Child:
        child = Child(
            [sys.executable, "-m", "tests.faults.x_process", str(self._told)],
            environment={**os.environ, "PYTHONPATH": _paths()},
            log=self.running / "x.log",
            name="X",
        )
        _until(lambda: httpx.get(f"{self.base}/local/clock", timeout=2, trust_env=False).is_success, child)
        return child


def _paths() -> str:
    return os.pathsep.join(str(path) for path in (ROOT, ROOT / "functions", ROOT / "layers" / "care" / "python"))


def _until(holds: Callable[[], bool], child: Child) -> None:
    deadline = time.monotonic() + _UP_WITHIN
    while time.monotonic() < deadline and not child.crashed():
        with suppress(httpx.TransportError):
            if holds():
                return
        time.sleep(0.05)
    raise AssertionError(f"{child.name} did not start; its last lines:\n{child.last_lines(20)}")
