"""One call to X for one claimed item, and what its answer makes of the item, its cost and the queue."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from care.account import Account
from care.budget.prices import Cost, read_price
from care.budget.store import Budget
from care.conversations import Conversations
from care.outbox.model import Item
from care.outbox.store import Outbox
from care.outcomes import Code, Outcomes, outcome
from care.reconcile.sends import Own, became
from care.x.client import XClient
from care.x.errors import CredentialsRefused, Malformed, OutOfCredit, Refused, RetryLater, ServerFailed, Unclear, XError
from care.x.limits import Limits
from care.x.reasons import Reason

# How long a queue is held when X does not say: a failure of X passes within minutes, and the wait lets the echo of a
# send that was done after all come first; keys and credit need a person.
_AFTER_FAILURE = timedelta(minutes=1)
_AFTER_CREDENTIALS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Publisher:
    """What draining needs: the stores, X, whom to tell, and the clock."""

    outbox: Outbox
    budget: Budget
    conversations: Conversations
    x: Callable[[], XClient]
    report: Callable[[Item], None]
    notice: Callable[[str, Outcomes], None]
    served: Callable[[], list[Account]]
    dead_link: Callable[[str], str | None]
    now: Callable[[], datetime]
    logger: Logger
    metrics: Metrics

    def count(self, metric: str) -> None:
        """Count one happening for the operator's alarms."""
        self.metrics.add_metric(name=metric, unit=MetricUnit.Count, value=1)


def send(item: Item, cost: Cost, account: Account, publisher: Publisher) -> datetime | None:
    """Send a claimed item once and record what became of it; an instant if its queue must wait until then.

    X counts reposts in a window of their own: what it says of that tells nothing of posts, so with a repost only its
    lane, the last one, must wait.
    """
    try:
        x = publisher.x()
        if item.doubtful and item.channel == "private":
            found = _already_sent(item, account, x, publisher)
            if found == "not shown":
                why = (outcome(Code.not_shown_by_x),)
                publisher.outbox.settle(item, "unconfirmed", publisher.now(), why=why, uncharged=cost.micro_dollars)
                publisher.budget.give_back(item, cost.micro_dollars)
                return None
            if found is not None:
                publisher.outbox.settle(item, "sent", publisher.now(), x_id=found.x_id, uncharged=cost.micro_dollars)
                publisher.budget.give_back(item, cost.micro_dollars)
                return None
        if item.reposts:
            done = x.repost(account.id, item.reposts)
            # X names no repost, and takes the same one once.
            publisher.outbox.settle(item, "sent", publisher.now())
            return _used_up(done.limits)
        if item.channel == "public":
            button = f"https://x.com/messages/compose?recipient_id={account.id}" if item.dm_link else None
            sent = x.create_post(item.text, in_reply_to=item.in_reply_to or None, dm_link=button)
        else:
            sent = x.send_dm(item.customer_id, item.text)
    except XError as error:
        until = _failed(item, cost, error, publisher)
        _correct(item, error.limits, account, publisher)
        return until
    publisher.outbox.settle(item, "sent", publisher.now(), x_id=sent.id)
    _correct(item, sent.limits, account, publisher)
    return _used_up(sent.limits)


def _already_sent(item: Item, account: Account, x: XClient, publisher: Publisher) -> Own | Literal["not shown"] | None:
    """The DM that an earlier attempt became after all, among the newest that X shows of the conversation.

    `not shown` if X will not tell: then nobody knows, and it is not sent again.
    """
    try:
        page = x.dm_events(participant_id=item.customer_id)
    except (Refused, Malformed):
        return "not shown"
    things, now = len(page.items) + page.unreadable, publisher.now()
    publisher.budget.meter(
        account.id, "look_up", things, things * read_price("dm_event", account), now, case_id=item.case_id
    )
    own = [
        Own(dm.id, item.customer_id, dm.text, dm.created_at)
        for dm in page.items
        if dm.sender_id == account.id and dm.created_at and not publisher.outbox.knows(item.queue, dm.id)
    ]
    # Any attempt since the item was made.
    return became(item.model_copy(update={"claimed_at": None}), own)


def _failed(item: Item, cost: Cost, error: XError, publisher: Publisher) -> datetime | None:
    outbox, now = publisher.outbox, publisher.now()
    publisher.logger.warning("send.failed", item_id=item.item_id, error=type(error).__name__, status=error.status)
    if isinstance(error, Refused) and not error.detail_known:
        # X said something that the table of its sentences does not hold: somebody is to add it, and nobody guesses.
        publisher.count("RefusalUnknown")
        publisher.logger.warning("x.refusal_unknown", call=error.call, status=error.status, sentence=error.sentence)
    match error:
        case RetryLater(until=until):
            _released(item, cost, publisher)
            return max(until, now) if until else now + _AFTER_FAILURE
        case ServerFailed():
            # It may have been done, and charged. A post can be tried again, because X takes no text twice; before a DM
            # is, X is asked whether it is there.
            outbox.release(item, doubtful=True)
            return now + _AFTER_FAILURE * min(item.attempts, 15)
        case CredentialsRefused() | OutOfCredit():
            publisher.count(type(error).__name__)
            _released(item, cost, publisher)
            return now + _AFTER_CREDENTIALS
        case Refused(reason=Reason.duplicate) if item.doubtful:
            # X has this text already: the attempt that seemed to fail was done, and this one was not.
            known = (outcome(Code.same_text_at_x),)
            outbox.settle(item, "unconfirmed", now, why=known, uncharged=cost.micro_dollars)
            publisher.budget.give_back(item, cost.micro_dollars)
        case Refused(reason=Reason.duplicate) if item.other:
            # Nothing was done, and what is automatic can be said in other words, once.
            outbox.reword(item, cost.micro_dollars)
            publisher.budget.give_back(item, cost.micro_dollars)
            publisher.count("SendReworded")
        case Refused(reason=reason):
            why = of_part(item, (outcome(Code(reason)),))
            outbox.settle(item, "refused", now, why=why, uncharged=cost.micro_dollars)
            publisher.budget.give_back(item, cost.micro_dollars)
        case Unclear():
            outbox.settle(item, "unconfirmed", now, why=(outcome(Code.no_answer_of_x),))
        case _:
            outbox.settle(item, "unconfirmed", now, why=(outcome(Code.x_failed, error=type(error).__name__),))
    return None


def of_part(item: Item, why: Outcomes) -> Outcomes:
    """Why an item did not go; of a later part of a thread it is said first that the others stand."""
    if item.part == 1:
        return why
    return (outcome(Code.part_of_thread, part=item.part, parts=item.parts), *why)


def _released(item: Item, cost: Cost, publisher: Publisher) -> None:
    publisher.outbox.release(item, doubtful=False, uncharged=cost.micro_dollars)
    publisher.budget.give_back(item, cost.micro_dollars)


def _correct(item: Item, limits: Limits | None, account: Account, publisher: Publisher) -> None:
    if limits is not None and not item.reposts:
        publisher.budget.correct(item.account_id, item.channel, limits, publisher.now(), app=account.app)


def _used_up(limits: Limits | None) -> datetime | None:
    """When X's counters let the next send through, if this one used them up."""
    if limits is None:
        return None
    windows = [w for w in (limits, limits.user_day, limits.app_day) if w is not None and w.remaining == 0]
    return max((w.reset for w in windows), default=None)
