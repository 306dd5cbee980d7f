"""What of the run is not at rest, and why: messages on queues, deliveries of X, and what waits in the outbox."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from care.aws import depth_of
from care.tables.accounts import Accounts
from care.tables.outbox import Outbox
from infra import waits
from infra.local.stack import LocalStack

_MOST = 20  # items of a queue of the outbox


def unrest(stack: LocalStack, at_rest: Callable[[], bool], now: datetime) -> list[dict[str, Any]]:
    """Each queue that holds messages, with how many and why, and each item of the outbox that waits."""
    return [*_queues(stack), *_deliveries(at_rest), *_outboxes(stack, now)]


def _queues(stack: LocalStack) -> Iterator[dict[str, Any]]:
    sqs = stack.endpoint.client("sqs")
    for name, url in sorted(stack.queues.items()):
        lies, in_work, later = depth_of(sqs, url)
        if name.endswith("dlq"):
            if lies + in_work:
                why = f"put aside: `centralita dlq show {name.removesuffix('_dlq')}` says why"
                yield {"queue": name, "messages": lies + in_work, "why": why}
        elif lies + in_work + later:
            why = "; ".join(
                f"{count} {what}"
                for count, what in (
                    (lies, "not taken yet"),
                    (in_work, "being worked on, or failed and waiting for another try"),
                    (later, "held back until their time"),
                )
                if count
            )
            yield {"queue": name, "messages": lies + in_work + later, "why": why}


def _deliveries(at_rest: Callable[[], bool]) -> Iterator[dict[str, Any]]:
    if not at_rest():
        yield {"queue": "x", "why": "the simulated X is still delivering, or tries a delivery again"}


def _outboxes(stack: LocalStack, now: datetime) -> Iterator[dict[str, Any]]:
    dynamodb = stack.endpoint.client("dynamodb")
    outbox = Outbox(dynamodb, stack.outputs["OutboxTable"])
    for account in Accounts(dynamodb, stack.outputs["AccountsTable"]).all():
        for one in waits.of_account(outbox, account, now, _MOST):
            yield from (waits.shown(one.of(item)) for item in one.items)
