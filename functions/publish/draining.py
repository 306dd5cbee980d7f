"""Sending what waits in one queue of the outbox: claim, ask whether it is still wanted, send, record, report.

Each step is recorded before the next, so a publisher that dies leaves a state from which the next one goes on: an item
that is still claimed when another publisher finds it may have been sent, and is never sent blindly again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from care.account import Account
from care.conversations import Conversations
from care.outbox.guard import guard
from care.outbox.model import Item, still_wanted
from care.outbox.store import Outbox
from care.x.client import XClient
from care.x.errors import CredentialsRefused, OutOfCredit, Refused, RetryLater, ServerFailed, Unclear, XError
from care.x.limits import Limits
from care.x.reasons import Reason

# How long a queue is held when X does not say: a failure of X passes within minutes, and the wait lets the echo of a
# send that was done after all come first; keys and credit need a person.
_AFTER_FAILURE = timedelta(minutes=1)
_AFTER_CREDENTIALS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Publisher:
    """What draining needs: the stores, X, and the clock."""

    outbox: Outbox
    conversations: Conversations
    x: Callable[[], XClient]
    report: Callable[[Item], None]
    now: Callable[[], datetime]
    logger: Logger
    metrics: Metrics


def drain(queue: str, account: Account, publisher: Publisher, enough: Callable[[], bool]) -> None:
    """Send what waits in `queue`, until nothing does, X says to wait, or `enough` says that time is up."""
    outbox = publisher.outbox
    held = outbox.held_until(queue)
    if held is not None:
        if held > publisher.now():
            return
        outbox.open(queue)
    while (item := outbox.next(queue)) is not None:
        if enough():
            # The queue is due at once: the next minute goes on where this one stopped.
            outbox.hold(queue, publisher.now())
            return
        until = _advance(item, account, publisher)
        if until is not None:
            outbox.hold(queue, until)
            return


def _advance(item: Item, account: Account, publisher: Publisher) -> datetime | None:
    """Take one item one step on; an instant if the queue must be held until then."""
    outbox, now = publisher.outbox, publisher.now()
    match item.state:
        case "waiting" | "released":
            case = publisher.conversations.case(item.case_id)
            if reason := still_wanted(item, case, account, now):
                outbox.settle(item, "withdrawn", now, reason=reason)
                return None
            if guarded := guard(item, account):
                outbox.settle(item, guarded.state, now, reason=guarded.reason)
                return None
            claimed = outbox.claim(item, now)
            return _send(claimed, publisher) if claimed else None
        case "claimed":
            # Its publisher died after the claim: the request may have left.
            outbox.settle(item, "unconfirmed", now, reason="the publisher died while sending")
        case "sent" | "refused" | "unconfirmed" | "withdrawn" | "held":
            publisher.report(item)
            outbox.reported(item)
            _count(publisher, f"Send{item.state.capitalize()}")
            publisher.logger.info("send.settled", item_id=item.item_id, state=item.state, reason=item.reason)
    return None


def _send(item: Item, publisher: Publisher) -> datetime | None:
    outbox = publisher.outbox
    try:
        x = publisher.x()
        if item.channel == "public":
            sent = x.create_post(item.text, in_reply_to=item.in_reply_to or None)
        else:
            sent = x.send_dm(item.customer_id, item.text)
    except XError as error:
        return _failed(item, error, publisher)
    outbox.settle(item, "sent", publisher.now(), x_id=sent.id)
    return _used_up(sent.limits)


def _failed(item: Item, error: XError, publisher: Publisher) -> datetime | None:
    outbox, now = publisher.outbox, publisher.now()
    publisher.logger.warning("send.failed", item_id=item.item_id, error=type(error).__name__, status=error.status)
    match error:
        case RetryLater(until=until):
            outbox.release(item, doubtful=False)
            return max(until, now) if until else now + _AFTER_FAILURE
        case ServerFailed():
            outbox.release(item, doubtful=True)
            return now + _AFTER_FAILURE * min(item.attempts, 15)
        case CredentialsRefused() | OutOfCredit():
            _count(publisher, type(error).__name__)
            outbox.release(item, doubtful=False)
            return now + _AFTER_CREDENTIALS
        case Refused(reason=Reason.duplicate) if item.doubtful:
            # X has this text already: the attempt that seemed to fail was done.
            outbox.settle(item, "unconfirmed", now, reason="X has the same text already")
        case Refused(reason=reason):
            outbox.settle(item, "refused", now, reason=str(reason))
        case Unclear():
            outbox.settle(item, "unconfirmed", now, reason="no readable answer came after the request left")
        case _:
            outbox.settle(item, "unconfirmed", now, reason=type(error).__name__)
    return None


def _used_up(limits: Limits | None) -> datetime | None:
    """When X's counters let the next send through, if this one used them up."""
    if limits is None:
        return None
    windows = [w for w in (limits, limits.user_day, limits.app_day) if w is not None and w.remaining == 0]
    return max((w.reset for w in windows), default=None)


def _count(publisher: Publisher, metric: str) -> None:
    publisher.metrics.add_metric(name=metric, unit=MetricUnit.Count, value=1)
