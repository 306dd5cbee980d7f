"""Functions as Lambda runs them: cold and warm instances, several at once, time-outs, and death between two effects.

Each invocation is a greenlet. It is asked at every effect on AWS or X whether it goes on, fails, waits there while
others act, or is killed. So the order of what runs side by side is chosen by the simulation and by nothing else.
"""

import importlib.util
import marshal
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import greenlet
from botocore.exceptions import ClientError, ReadTimeoutError
from tests.simulation.clock import Clock
from tests.simulation.loading import holds_nothing
from tests.simulation.secret_store import GRANTS
from tests.simulation.sqs import SQS, Message, Queue, record_of

from care import aws

SOURCES = {
    "cases": "events",
    "chat": "chats",
    "publish": "sends",
    "acknowledge": "acknowledgements",
    "survey": "surveys",
    "selfservice": "lookups",
    "media": "media",
    "hours": "wakes",
    "notify": "facts",
}
_TIMEOUT = 60.0  # seconds, of each function that consumes a queue, of `hours` and of `reconcile`
_INSTANCES = 3
_STEP = 0.002  # seconds that one effect takes
_CLOCKS = (0.0, 1.0, -1.0, 0.5, -0.3)  # how far instances are off, in parts of the farthest
CLOCK = "simulated_clock"  # where a module has how far its clock is off
SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:x-app"
FACTS_SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:facts"
CHAT_SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:x-chat"


class Killed(BaseException):
    """Lambda ended the process: nothing of the function runs any more. No handler of errors catches it."""


@dataclass
class Plan:
    """What happens to an invocation at its n-th effect: `die`, `fail`, `wait`, each before it or (with +) after it.

    With `of` only the effects on one service count.
    """

    at: int = 0
    what: str = ""
    of: str = ""


@dataclass
class Invocation:
    """One run of a function."""

    function: str
    module: ModuleType
    started_at: float
    started: int
    release: int
    plan: Plan
    queue: Queue | None = None
    receipts: dict[str, str] = field(default_factory=dict)
    effects: int = 0
    green: Any = None
    ended: str = ""
    answer: Any = None

    def meets(self, service: str) -> bool:
        """Whether something happens to it at the effect that it is at."""
        return self.effects == self.plan.at and self.plan.of in {"", service}


class Session:
    """The session of the functions, in which every service is simulated."""

    def __init__(self, clients: Mapping[str, Any]) -> None:
        self.clients = clients

    def create_client(self, service: str, **_more: Any) -> Any:
        """The client of a service."""
        return self.clients[service]


class Lambdas:
    """All functions, their instances, and the stop at each effect (`tests.simulation.stops.Stops`)."""

    def __init__(self, clock: Clock, queues: Mapping[str, Queue], functions: Path) -> None:
        self.clock = clock
        self.queues = queues
        self.functions = functions
        self.sqs: SQS | None = None
        self.warm: dict[str, list[ModuleType]] = {}
        self.made: list[ModuleType] = []
        self.environ: dict[str, str] = {}  # of the instance that was made last
        self.waiting: list[Invocation] = []
        self.current: Invocation | None = None
        self.outages: dict[str, float] = {}
        self.release = 0
        self.effects = 0  # grows with each effect of anybody: which of two happened first
        self.counts: Counter[str] = Counter()
        self.calls: dict[tuple[str, str], int] = defaultdict(int)  # effects of functions, by service and call
        self.fell: list[str] = []  # errors that left a handler
        self.troubles: Counter[str] = Counter()  # how many effects are still to meet which trouble of AWS
        self.ingests = False  # X is at the door
        self.spread = 0  # so many runs are spread over several warm instances
        self.unfits: dict[str, set[bytes]] = {}  # by table: texts that AWS never takes there
        self.skew = 0.0  # seconds by which clocks of instances are off at most

    def before(self, service: str, call: str) -> None:
        """An effect is about to happen."""
        self.effects += 1
        one = self.current
        if one is None:
            return
        self.calls[service, call] += 1
        self.clock.move(_STEP)
        plan = one.plan
        if not plan.of or plan.of == service:
            one.effects += 1
            if one.effects == plan.at and not plan.what.endswith("+"):
                self._meet(one, service, call)
        if self.outages and self.outages.get(service, 0) > self.clock.seconds:
            raise _error(service, call)

    def after(self, service: str, call: str) -> None:
        """An effect has happened."""
        one = self.current
        if one is not None and one.plan.at and one.meets(service) and one.plan.what.endswith("+"):
            self._meet(one, service, call)

    def all_counts(self) -> Counter[str]:
        """What was counted, and the effects of functions by their names."""
        return self.counts + Counter({f"{service}.{call}": count for (service, call), count in self.calls.items()})

    def met(self, trouble: str) -> bool:
        """Whether an effect of a function meets a trouble of AWS, which is used up by one."""
        if not self.troubles or self.troubles.get(trouble, 0) <= 0 or (self.current is None and not self.ingests):
            return False
        self.troubles[trouble] -= 1
        if trouble == "answer lost":
            self.clock.move(5)  # until the SDK gives up on the first answer
        return True

    def unfit(self, table: str, content: Mapping[str, Any], dumped: bytes = b"") -> bool:
        """Whether AWS refuses, each time, to take this at a table; `dumped` is the same as bytes, where it is known."""
        if not (marks := self.unfits.get(table)):
            return False
        told = dumped or marshal.dumps(cast(Any, content))
        return any(mark in told for mark in marks)

    def _meet(self, one: Invocation, service: str, call: str) -> None:
        match one.plan.what.rstrip("+"):
            case "die":
                raise Killed
            case "fail" if one.plan.what.endswith("+"):
                # Done, and the answer was lost on every try of the SDK.
                raise ReadTimeoutError(endpoint_url=service)
            case "fail" if service in {"x", "brand", "outside"}:
                raise ConnectionError  # who is simulated there makes a fault of its own of it
            case "fail":
                raise _error(service, call)
            case "wait":
                one.green.parent.switch()

    def start(
        self, function: str, plan: Plan, queue: Queue | None, messages: list[Message], event: Any = None
    ) -> Invocation:
        """Run a function until it ends or waits."""
        warm = self.warm.setdefault(function, [])
        module = self._instance(function, warm)
        receipts = {message.message_id: message.receipt for message in messages}
        one = Invocation(function, module, self.clock.seconds, self.effects, self.release, plan, queue, receipts)
        given = event if event is not None else {"Records": [record_of(queue, m) for m in messages] if queue else []}
        one.green = greenlet.greenlet(lambda: self._run(one, given))
        self.counts["invocations"] += 1
        self.counts["messages"] += len(messages)
        self._switch(one)
        return one

    def _instance(self, function: str, warm: list[ModuleType]) -> ModuleType:
        if self.spread and warm:
            # Several instances take turns, each with what it remembers.
            self.spread -= 1
            return self.cold(function) if len(warm) < _INSTANCES else warm.pop(0)
        return warm.pop() if warm else self.cold(function)

    def go_on(self, one: Invocation, plan: Plan) -> None:
        """Let a waiting invocation run on; one whose time is over is killed."""
        self.waiting.remove(one)
        one.plan = Plan(one.effects + plan.at, plan.what) if plan.at else plan
        self._switch(one, killed=self.clock.seconds - one.started_at > _TIMEOUT)

    def end_waiting(self) -> None:
        """Kill what has waited for longer than a function may take."""
        for one in [one for one in self.waiting if self.clock.seconds - one.started_at > _TIMEOUT]:
            self.waiting.remove(one)
            self._switch(one, killed=True)

    def _switch(self, one: Invocation, *, killed: bool = False) -> None:
        before, self.current = self.current, one
        off = self.clock.off
        self.clock.read_by(self.skew * vars(one.module)[CLOCK])
        try:
            if killed:
                one.green.throw(Killed)
            else:
                one.green.switch()
        finally:
            self.current = before
            self.clock.read_by(off)
        if one.ended:
            self._ended(one)
        else:
            self.waiting.append(one)

    def _run(self, one: Invocation, event: Any) -> None:
        context = SimpleNamespace(
            function_name=one.function, memory_limit_in_mb=512, invoked_function_arn="", aws_request_id=""
        )
        try:
            one.answer = one.module.handle(event, context)
            one.ended = "done"
        except Killed:
            one.ended = "killed"
        except Exception as error:  # noqa: BLE001  Lambda counts it, and the messages come back
            one.ended = "failed"
            self.fell.append(f"{one.function}: {type(error).__name__}: {error}")

    def _ended(self, one: Invocation) -> None:
        self.counts[one.ended] += 1
        if one.ended == "killed":
            return  # its process is gone: the next one starts cold
        if one.release == self.release:
            self.warm[one.function].append(one.module)
        if one.queue is None or one.ended == "failed":
            return
        failed = {failure["itemIdentifier"] for failure in (one.answer or {}).get("batchItemFailures", ())}
        assert self.sqs is not None
        for message_id, receipt in one.receipts.items():
            if message_id not in failed:
                self.sqs.delete_message(QueueUrl=one.queue.url, ReceiptHandle=receipt)

    def cold(self, function: str) -> ModuleType:
        """A new instance of a function: its modules are its own, and remember nothing."""
        wanted = self.environment(function)
        # Most is the same for all of them, and each name takes as long as a read of a table.
        os.environ.update({name: wanted[name] for name in wanted if wanted[name] != self.environ.get(name)})
        self.environ = wanted
        module = anew(self.functions, function)
        self.made.append(module)
        self.counts["cold starts"] += 1
        vars(module)[CLOCK] = _CLOCKS[self.counts["cold starts"] % len(_CLOCKS)]
        return module

    def forget(self) -> None:
        """No instance is used any more."""
        for module in self.made:
            sys.modules.pop(module.__name__, None)
        for module in self.made:
            vars(module).clear()

    def deploy(self) -> None:
        """A new release: warm instances go, and what runs is let run to its end."""
        self.release += 1
        self.warm.clear()

    def environment(self, function: str) -> dict[str, str]:
        """What the stack puts into a function's environment."""
        source = SOURCES.get(function, "events")
        urls = {name: queue.url for name, queue in self.queues.items()}
        told = {f"{name.upper()}_QUEUE_URL": url for name, url in urls.items() if not name.endswith("_dlq")}
        # One function renews tokens, and with tokens of OAuth 1.0a the others need none of them.
        return {
            **told,
            "GRANTS_PREFIX": GRANTS if function == "reconcile" else "",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "CONVERSATIONS_TABLE": "conversations",
            "OUTBOX_TABLE": "outbox",
            "ACCOUNTS_TABLE": "accounts",
            "APP_SECRETS": f'{{"main": "{SECRET_ARN}"}}',
            "CHAT_SECRET": CHAT_SECRET_ARN,
            "FACTS_SECRET": FACTS_SECRET_ARN,
            "BUS": "facts",
            "MAIL_SENDER": "avisos@centralita.example" if function == "notify" else "",
            "DESK_URL": "https://desk.example",
            "SOURCE_QUEUE_URL": urls[source],
            "DLQ_URL": urls[f"{source}_dlq"],
            "EVENTS_DLQ_URL": urls["events_dlq"],
            "WAKES_DLQ_URL": urls["wakes_dlq"],
            "BUCKET": "files",
            "MEDIA_BUCKET": "media",
            "WEBHOOK_URLS": "https://care.example/webhook",
            "X_BASE_URL": "https://api.x.example",
            "POWERTOOLS_METRICS_NAMESPACE": "Centralita",
            "POWERTOOLS_SERVICE_NAME": function,
        }


def anew(functions: Path, function: str) -> ModuleType:
    """A function's handler, run again with all that may hold something."""
    for name in modules_of(functions, function):
        sys.modules.pop(name, None)
    spec = _spec_of(function)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    assert spec.loader is not None
    spec.loader.exec_module(module)
    return module


@cache
def _spec_of(function: str) -> ModuleSpec:
    spec = importlib.util.find_spec(f"{function}.handler")
    assert spec is not None
    return spec


@cache
def modules_of(functions: Path, function: str) -> tuple[str, ...]:
    """The names of a function's modules that may hold something, whether they are loaded or not."""
    paths = [path for path in (functions / function).rglob("*.py") if not holds_nothing(path)]
    return tuple(".".join(path.relative_to(functions).with_suffix("").parts) for path in paths)


def _error(service: str, call: str) -> ClientError:
    code = "ProvisionedThroughputExceededException" if service == "dynamodb" else "ServiceUnavailable"
    return ClientError({"Error": {"Code": code, "Message": "simulated"}}, call)


def use(clients: Mapping[str, Any]) -> Callable[[], None]:
    """Have functions get these clients; the answer puts back what was there."""
    before, simulated = aws.session, Session(clients)
    vars(aws)["session"] = lambda: simulated

    def back() -> None:
        vars(aws)["session"] = before

    return back
