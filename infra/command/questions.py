"""What X's documents leave open and only a live app answers: `doctor` and `connect` say of each what was seen.

Most answers are the stack's own counts, so that each is there as soon as it happens. Some are seen only by who connects
an account, when X answers it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from botocore.exceptions import BotoCoreError, ClientError

from infra.command.check import Check
from infra.command.deployed import Deployed

_SINCE = timedelta(days=15)
_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Seen:
    """A count of a function, and what it says when it is more than nothing."""

    function: str
    metric: str
    says: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something that X does not say. Without `answers` it is `centralita connect` that sees it."""

    name: str
    asks: str
    answers: tuple[Seen, ...] = ()


QUESTIONS = (
    Question("crc", "with which secret X checks the answer to its CRC"),
    Question("subscribing", "which token of an account X takes for private subscriptions"),
    Question("revocation", "whether X has one subscription for the whole app that tells of permissions taken back"),
    Question("registered keys", "whether what X has registered of an account's chat keys fits what the library makes"),
    Question(
        "proof",
        "which secret X signs deliveries with",
        (
            Seen("ingest", "SignedByOAuth2", "the client secret, in the header of OAuth 2.0"),
            Seen("ingest", "SignedByLegacyConsumer", "the consumer secret, in the older header"),
            Seen("ingest", "SignedByLegacyClient", "the client secret, in the older header"),
        ),
    ),
    Question(
        "replay",
        "whether deliveries that are replayed say so",
        (Seen("ingest", "EventReplayed", "they do"),),
    ),
    Question(
        "gate",
        "whether X takes an answer to a direct reply in which nobody typed the handle",
        (Seen("publish", "ImplicitReplyTaken", "X took one"), Seen("publish", "ImplicitReplyRefused", "X refused one")),
    ),
    Question(
        "tokens",
        "whether refresh tokens renew as X says",
        (
            Seen("reconcile", "PermissionRenewed", "they do"),
            Seen("reconcile", "PermissionRefused", "X refused one"),
            Seen("reconcile", "PermissionUnclear", "an answer of X was lost"),
        ),
    ),
    Question(
        "chats",
        "whether encrypted chats come as events that open",
        (Seen("chat", "ChatOpened", "they do"), Seen("chat", "ChatShut", "some stay shut")),
    ),
    Question(
        "chat failures",
        "whether X tells in its answer or by an event that it did not pass a message on",
        (
            Seen("publish", "ChatNotDelivered", "in its answer"),
            Seen("chat", "ChatFailed", "by an event"),
        ),
    ),
    Question(
        "chat keys",
        "whether keys of conversations come from people whose own keys X shows",
        (
            Seen("chat", "ChatKeyUnverified", "one came from somebody else"),
            Seen("chat", "ChatUnverified", "a message came from somebody else"),
        ),
    ),
)


def questions(stack: Deployed) -> Iterator[Check]:
    """Each question with what was seen in the last fifteen days; the local run measures nothing."""
    counted = _seen(stack)
    if isinstance(counted, Check):
        yield counted
    elif counted is not None:
        for question in QUESTIONS:
            by_connect = "seen when an account is connected" if not question.answers else ""
            yield _check(question, "; ".join(counted.get(question.name, ())), by_connect or "not seen yet")


def answered(stack: Deployed, told: Mapping[str, str]) -> Iterator[Check]:
    """Each question with what X answered just now by name (`told`), else with what was seen, else open."""
    counted = _seen(stack)
    if isinstance(counted, Check):
        yield counted
        counted = None
    for question in QUESTIONS:
        seen = told.get(question.name) or "; ".join((counted or {}).get(question.name, ()))
        yield _check(question, seen, "not seen this time" if not question.answers else "not seen yet")


def _check(question: Question, seen: str, otherwise: str) -> Check:
    said = f"{question.asks}: {seen or otherwise}"
    return Check(f"X leaves open: {question.name}", "ok" if seen else "advice", said)


def _seen(stack: Deployed) -> dict[str, list[str]] | Check | None:
    """By question, what the stack counted; None where nothing is measured, and a check where it cannot be read."""
    space = stack.outputs.get("MetricsNamespace")
    if stack.clock_url or space is None:
        return None
    try:
        counts = _counts(stack, space)
    except (BotoCoreError, ClientError) as error:
        name = type(error).__name__
        return Check("what X leaves open", "warning", f"can't be checked ({name})", "check your AWS rights")
    return {
        question.name: [
            f"{one.says} ({counts[one.function, one.metric]:,})"
            for one in question.answers
            if counts.get((one.function, one.metric))
        ]
        for question in QUESTIONS
    }


def _counts(stack: Deployed, space: str) -> dict[tuple[str, str], int]:
    asked = [(one.function, one.metric) for question in QUESTIONS for one in question.answers]
    now = datetime.now(UTC)
    found = stack.client("cloudwatch").get_metric_data(
        MetricDataQueries=[
            {
                "Id": f"q{place}",
                "MetricStat": {
                    "Metric": {
                        "Namespace": space,
                        "MetricName": metric,
                        "Dimensions": [{"Name": "service", "Value": function}],
                    },
                    "Period": _A_DAY,
                    "Stat": "Sum",
                },
            }
            for place, (function, metric) in enumerate(asked)
        ],
        StartTime=now - _SINCE,
        EndTime=now + timedelta(minutes=1),
    )
    sums = {result["Id"]: round(sum(result["Values"])) for result in found["MetricDataResults"]}
    return {one: sums.get(f"q{place}", 0) for place, one in enumerate(asked)}
