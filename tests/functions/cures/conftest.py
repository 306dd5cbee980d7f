"""An operator over the functions of a world: what they count and log, whether an alarm is on, and the commands."""

import json
import logging
import os
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from infra.cdk.alarms import ALARMS
from infra.command import at_x, deployed
from infra.command.cli import app
from infra.command.deployed import Deployed
from infra.settings_file import written_account
from tests.functions.conftest import SHOP, World
from typer.testing import CliRunner

from care import clock
from care.model.account import Account
from care.tables.accounts import Accounts


@dataclass(frozen=True)
class Stack(Deployed):
    """The world as a stack, at the instant of its functions."""

    clock_file: str = ""

    def now(self) -> datetime:
        return clock.now(self.clock_file)


@dataclass
class Operator:
    """Who is woken by an alarm, and follows the runbook."""

    world: World
    printed: pytest.CaptureFixture[str]
    counted: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    lines: list[dict[str, Any]] = field(default_factory=list)

    def rings(self, name: str) -> bool:
        """Whether the alarm is on, of what was counted since the last look by the functions that it watches."""
        [alarm] = [one for one in ALARMS if one.name == name]
        assert alarm.source == "own"
        values = [value for service in alarm.services for value in self.counted[service, alarm.metric]]
        self.counted.clear()
        return (max(values, default=0) if alarm.statistic == "Maximum" else sum(values)) > alarm.above

    def logged(self, message: str) -> list[dict[str, Any]]:
        """Lines of the functions' logs."""
        return [line for line in self.lines if line.get("message") == message]

    def run(self, *arguments: str | Path, typed: str = "", fails: bool = False) -> str:
        """A command of the runbook, as it stands there."""
        made = CliRunner().invoke(app, [*map(str, arguments), "--stage", "test"], input=typed)
        assert made.exit_code == (1 if fails else 0), (made.output, made.exception)
        return made.output

    def doctor(self) -> dict[str, dict[str, Any]]:
        """What the doctor finds wrong or warns of, by its name; X is not asked."""
        made = CliRunner().invoke(app, ["doctor", "--json", "--stage", "test"])
        found = {one["name"]: one for one in json.loads(made.output)}
        return {name: one for name, one in found.items() if one["state"] in {"wrong", "warning"} and name != "clock"}

    def pushes(self, tmp_path: Path, account: Account) -> str:
        """Settings from a file, in force at functions that are started anew."""
        path = tmp_path / "account.toml"
        path.write_text(written_account(account))
        said = self.run("accounts", "push", path, "--yes")
        self.world.started.clear()
        return said

    @property
    def account(self) -> Account:
        return Accounts(self.world.dynamodb, "accounts").fresh(SHOP)

    def listen(self) -> None:
        """Read what each function prints from now on."""
        call = self.world.call

        def heard(name: str, event: dict[str, Any] | None = None) -> Any:
            self.world.handler(name)
            # The functions of these tests share one logger, which goes on writing where an earlier test listened.
            found = logging.getLogger(os.environ["POWERTOOLS_SERVICE_NAME"]).handlers
            handlers = [one for one in found if isinstance(one, logging.StreamHandler)]
            for one in handlers:
                one.stream = sys.stdout
            self.printed.readouterr()
            try:
                return call(name, event)
            finally:
                for one in handlers:
                    one.stream = sys.__stdout__
                self._read(name, self.printed.readouterr().out)

        self.world.call = heard  # type: ignore[method-assign]

    def _read(self, function: str, out: str) -> None:
        for line in (json.loads(line) for line in out.splitlines() if line.startswith("{")):
            self.lines.append(line)
            for group in line.get("_aws", {}).get("CloudWatchMetrics", []):
                for name in (metric["Name"] for metric in group["Metrics"]):
                    told = line[name]
                    self.counted[function, name] += told if isinstance(told, list) else [told]


@pytest.fixture
def operator(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Operator:
    outputs = {
        "ConversationsTable": "conversations",
        "OutboxTable": "outbox",
        "AccountsTable": "accounts",
        "XAppSecretArn": world.environment["APP_SECRET_ARN"],
        "XChatSecretArn": world.environment["CHAT_SECRET"],
        "MediaBucket": "media",
        "ReconcileFunction": "reconcile",
        "DeskUrl": "https://desk.example/desk",
        "WebhookUrl": "https://care.example/webhook",
    }
    for name, url in world.queues.items():
        short, _, dead = name.partition("_")
        outputs[f"{short.title()}{'Dlq' if dead else 'Queue'}Url"] = url
    stack = Stack(outputs, {}, clock_file=str(world.clock))
    monkeypatch.setattr(deployed, "find", lambda _stage: stack)
    monkeypatch.setattr(at_x, "checks", lambda *_: iter(()))
    monkeypatch.setattr(httpx, "get", _no_way_to_x)
    made = Operator(world, capsys)
    made.listen()
    return made


def _no_way_to_x(*_: Any, **__: Any) -> httpx.Response:
    raise httpx.ConnectError("no way to X")
