"""What a stack costs: counts that tests measure, prices of AWS and X, and months computed from them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from pydantic import BaseModel, ConfigDict

from infra import ROOT
from infra.cdk.alarms import ALARMS
from infra.cdk.rights import RIGHTS

COUNTS: Final = ROOT / "infra" / "pages" / "counts.json"
# A month of 10,000 messages of customers: how many of them belong to each kind of matter. The reference case tells the
# number alone; the mix is ours, and another one is another row of this table.
MATTERS: Final[Mapping[str, tuple[int, str]]] = {
    "answered_in_public": (4_000, "asked in public while open; a person answers within the grace"),
    "acknowledged_in_public": (1_500, "asked in public while closed: acknowledged, answered in the morning"),
    "dm_with_survey": (2_400, "asked by DM, answered by a person, thanks; asked for a score, which is given"),
    "dm_at_night": (1_000, "asked by DM while closed: acknowledged, answered in the morning"),
    "noise": (600, "a mention that needs nothing"),
    "self_served": (500, "a DM that self-service answers without a person"),
}
HOURS: Final = 730  # of a month
EACH: Final[Mapping[str, float]] = {"hours": 60, "reconcile": 4, "report": 1, "export": 1 / 24}  # calls an hour
QUEUES: Final = 9
# Lambda asks each queue that feeds a function with five long polls of 20 seconds, whether or not anything is there.
POLLS: Final = 5 * 3 * 60
# How long a call of a function is billed, at which memory. It is not measured here: see docs/deployment.md.
SECONDS, GIGABYTES = 0.2, 0.5
LAMBDA_LINES = 350  # bytes that Lambda itself logs of a call: START, END, REPORT
_METERED = 512 * 1024  # bytes of a request that an HTTP API bills as one
ACCESS_LINE = 220  # bytes of the API's access log for a request
SECRETS_READ: Final = 3 * 12  # times an hour: three functions keep what they read for five minutes


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars for `per` of something."""

    dollars: float
    per: float
    what: str


# us-east-1, November 2026, without the free allowances, which are an account's and not a stack's.
PRICES: Final[Mapping[str, Price]] = {
    "lambda calls": Price(0.20, 1e6, "Lambda, calls"),
    "lambda time": Price(0.0000133334, 1, "Lambda, GB-seconds (arm64)"),
    "api requests": Price(1.00, 1e6, "HTTP API, requests"),
    "sqs": Price(0.40, 1e6, "SQS, requests"),
    "sqs fifo": Price(0.50, 1e6, "SQS FIFO, requests"),
    "write units": Price(0.625, 1e6, "DynamoDB, write units"),
    "read units": Price(0.125, 1e6, "DynamoDB, read units"),
    "metrics": Price(0.30, 1, "CloudWatch, metrics of our own"),
    "alarms": Price(0.10, 1, "CloudWatch, metrics that alarms watch"),
    "dashboards": Price(3.00, 1, "CloudWatch, dashboard"),
    "log bytes": Price(0.50, 1e9, "CloudWatch, logs taken in (bytes)"),
    "secrets": Price(0.40, 1, "Secrets Manager, secret"),
    "secret calls": Price(0.05, 10_000, "Secrets Manager, calls"),
    "s3 calls": Price(0.005, 1_000, "S3, writes"),
}
KEY: Final = 1.00  # dollars a month for a KMS key of the stack's own


class Counts(BaseModel):
    """What one matter took: messages of the customer, sends, calls of X, dollars there by purpose, calls of AWS."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    messages: int
    sent: int
    x_calls: int = 0
    x_micro_dollars: dict[str, int]
    aws: dict[str, int]
    metrics: list[str]


@cache
def counts() -> Mapping[str, Counts]:
    """What was counted, by matter and by `each_<function>`."""
    return {name: Counts.model_validate(value) for name, value in json.loads(COUNTS.read_text()).items()}


def times(name: str) -> float:
    """How many matters of a kind the month has."""
    return MATTERS[name][0] / counts()[name].messages


def alarmed() -> int:
    """Metrics that alarms watch: each is billed."""
    kinds = {"queue": QUEUES, "dlq": QUEUES + 1, "api": 1, "function": len(RIGHTS)}
    return sum(len(alarm.services) if alarm.source in {"own", "scheduled"} else kinds[alarm.source] for alarm in ALARMS)


def idle() -> Counter[str]:
    """What a month asks of AWS when nobody writes."""
    used: Counter[str] = Counter()
    seen: set[str] = set()
    for name, an_hour in EACH.items():
        used.update(_used(counts()[f"each_{name}"], an_hour * HOURS))
        seen.update(counts()[f"each_{name}"].metrics)
    # Three of them are FIFO.
    used.update({"sqs": (QUEUES - 3) * POLLS * HOURS, "sqs fifo": 3 * POLLS * HOURS})
    used.update({"metrics": len(seen), "alarms": alarmed(), "dashboards": 1, "secrets": 3})
    used["secret calls"] += SECRETS_READ * HOURS
    return used


def month() -> Counter[str]:
    """What the month's messages ask of AWS beyond that."""
    used: Counter[str] = Counter()
    seen: set[str] = set()
    for name in MATTERS:
        used.update(_used(counts()[name], times(name)))
        seen.update(counts()[name].metrics)
    # The secret is kept for five minutes, whatever comes; that is in the idle month.
    used.pop("secret calls", None)
    used["metrics"] = len(seen.difference(*(counts()[f"each_{name}"].metrics for name in EACH)))
    return used


def each(name: str) -> Counter[str]:
    """What one matter of a kind asks of AWS."""
    return _used(counts()[name], 1)


def looking(number: float) -> Counter[str]:
    """What so many looks at the queue ask of AWS."""
    return _used(counts()["look_at_queue"], number)


def flood(a_second: int, body: int, seconds: float, gigabytes: float) -> float:
    """Dollars of a month in which somebody sends so many requests of so many bytes a second, and all are refused.

    The API counts each 512 KB of a request; a call of a function has the time that a refusal takes, and Lambda's lines.
    """
    number = a_second * HOURS * 3600
    used = {
        "api requests": number * -(-max(body, 1) // _METERED),
        "lambda calls": number,
        "lambda time": number * seconds * gigabytes,
        "log bytes": number * (LAMBDA_LINES + ACCESS_LINE),
    }
    return sum(PRICES[name].dollars * amount / PRICES[name].per for name, amount in used.items())


def _used(one: Counts, number: float) -> Counter[str]:
    calls = sum(count for what, count in one.aws.items() if what.startswith("invocations "))
    requests = one.aws.get("api requests", 0)
    found = {
        **{what: one.aws.get(what, 0) for what in ("api requests", "sqs", "sqs fifo", "write units", "s3 calls")},
        "read units": one.aws.get("half read units", 0) / 2,
        "lambda calls": calls,
        "lambda time": calls * SECONDS * GIGABYTES,
        "log bytes": one.aws.get("log bytes", 0) + calls * LAMBDA_LINES + requests * ACCESS_LINE,
        "secret calls": one.aws.get("secretsmanager calls", 0),
    }
    return Counter({what: count * number for what, count in found.items() if count})


def dollars(used: Mapping[str, float]) -> Iterator[tuple[Price, float, float]]:
    """Each price with how much was used of it, and what that costs."""
    for name, price in PRICES.items():
        if name in used:
            yield price, used[name], used[name] * price.dollars / price.per


def at_x() -> Mapping[str, float]:
    """Dollars at X for the month's messages, by purpose."""
    spent: Counter[str] = Counter()
    for name in MATTERS:
        spent.update({what: n * times(name) for what, n in counts()[name].x_micro_dollars.items()})
    return {purpose: micro / 1e6 for purpose, micro in spent.items()}
