"""The figures of days that were simulated, as a table."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# AWS in us-east-1, November 2026: Lambda by request and GB-second (0.5 GB, 0.1 s an invocation), SQS and DynamoDB.
_INVOCATION = 0.20 / 1e6 + 0.5 * 0.1 * 0.0000133334
_QUEUE_CALL = 0.50 / 1e6
_WRITE, _READ = 0.625 / 1e6, 0.125 / 1e6
_UNITS = 4  # an item of ours has some kilobytes, and a transaction costs double


def quantile(values: Sequence[float], share: float) -> float | None:
    """The value below which so large a share lies."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else None


def minutes(seconds: float | None) -> str:
    """As people read it."""
    if seconds is None:
        return "–"
    return (
        f"{seconds:.0f} s"
        if seconds < 90
        else f"{seconds / 60:.0f} min"
        if seconds < 7200
        else f"{seconds / 3600:.1f} h"
    )


def aws_dollars(calls: Mapping[str, int]) -> float:
    """What the calls that were made would cost, roughly: what an item weighs is guessed."""
    writes = sum(calls.get(f"dynamodb.{name}", 0) for name in ("put_item", "update_item", "delete_item"))
    transactions = calls.get("dynamodb.transact_write_items", 0)
    reads = calls.get("dynamodb.get_item", 0) + calls.get("dynamodb.query", 0)
    queued = sum(count for name, count in calls.items() if name.startswith("sqs.")) + 2 * calls.get("messages", 0)
    return (
        calls.get("invocations", 0) * _INVOCATION
        + queued * _QUEUE_CALL
        + (writes * _UNITS + transactions * 5 * 2 * _UNITS) * _WRITE
        + reads * _UNITS * _READ
    )


def rows(done: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """One row of Markdown for each stretch, and the sum of the weeks."""
    yield (
        "| stretch | messages | first answer to a complaint, p50 / p90 | to others | within 1 open hour "
        "| acknowledged, p50 / p90 | sent: replies, acknowledgements, surveys | X: sends + events | AWS |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for one in done:
        yield row(one["name"], one)
    weeks = [one for one in done if one["name"].startswith("week")]
    if weeks:
        yield row(f"**{len(weeks)} weeks**", summed(weeks))


def summed(done: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Several stretches as one."""
    lists = ("acknowledged", "complaints", "others", "complaints_open", "others_open")
    whole: dict[str, Any] = {name: [value for one in done for value in one[name]] for name in lists}
    for name in ("messages", "dollars_sent", "dollars_received", "unanswered", "surveys_answered", "customers"):
        whole[name] = sum(one[name] for one in done)
    for name in ("sent", "calls"):
        keys = {key for one in done for key in one[name]}
        whole[name] = {key: sum(one[name].get(key, 0) for one in done) for key in keys}
    return whole


def row(name: str, one: Mapping[str, Any]) -> str:
    """One stretch."""

    def both(values: Sequence[float]) -> str:
        return f"{minutes(quantile(values, 0.5))} / {minutes(quantile(values, 0.9))}"

    opened = [*one["complaints_open"], *one["others_open"]]
    within = sum(value <= 3600 for value in opened) / len(opened) if opened else 0
    sent = one["sent"]

    def count(purpose: str) -> int:
        return int(sent.get(f"{purpose} public", 0) + sent.get(f"{purpose} private", 0))

    counts = f"{count('reply'):,}, {count('acknowledgement'):,}, {count('survey'):,}"
    x = f"${one['dollars_sent']:,.0f} + ${one['dollars_received']:,.0f}"
    return (
        f"| {name} | {one['messages']:,} | {both(one['complaints'])} | {both(one['others'])} | {within:.1%} "
        f"| {both(one['acknowledged'])} | {counts} | {x} | ${aws_dollars(one['calls']):,.2f} |"
    )
