"""What the steps of a run share: the stores, the clock, what was done so far, and how X is asked."""

from collections import Counter
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from care.aws import SQSClient
from care.budget.prices import read_price
from care.model.account import Account
from care.model.events import Event
from care.model.outbox_item import Item
from care.model.outcomes import Outcomes
from care.queues import send_all
from care.tables.budget import Budget
from care.tables.chats import Chats
from care.tables.conversations import Conversations
from care.tables.outbox import Outbox
from care.tables.wakes import wake
from care.x.accounts import XAccounts
from care.x.errors import CredentialsRefused, OutOfCredit, Refused, RetryLater, XError
from care.x.values import ResultPage
from reconcile.memory import Memory

# How long a call is not made when X does not say until when.
_AFTER_FAILURE = timedelta(minutes=5)

type Waits = MutableMapping[str, datetime]


class NotEnqueued(RuntimeError):
    """events.fifo did not take all that was found: nothing is remembered as read, and the next run finds it again."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run, at one instant `now`. `enough` says that its time is up; `done` counts what it did, by metric."""

    now: datetime
    enough: Callable[[], bool]
    conversations: Conversations
    outbox: Outbox
    memory: Memory
    budget: Budget
    x: XAccounts
    served: frozenset[str]
    sqs: SQSClient
    events_queue_url: str
    sends_queue_url: str
    chats_queue_url: str
    chats: Chats
    notice: Callable[[str, str, Outcomes], None]
    connection_lost: Callable[[str, str], None]
    logger: Logger
    metrics: Metrics
    done: Counter[str] = field(default_factory=Counter)

    def tell(self, metric: str, count: int = 1) -> None:
        """Count what was done, for alarms and for whoever called."""
        if count:
            self.done[metric] += count
            self.metrics.add_metric(name=metric, unit=MetricUnit.Count, value=count)

    def enqueue(self, events: Sequence[Event]) -> None:
        """Put events on events.fifo, or raise NotEnqueued."""
        if not send_all(self.sqs, self.events_queue_url, events):
            raise NotEnqueued

    def wake(self, queue: str, because: str) -> None:
        """Wake the publisher of a queue of the outbox."""
        wake(self.sqs, self.sends_queue_url, queue, because)

    def ask[Answer](self, waits: Waits, call: str, question: Callable[[], Answer]) -> Answer | None:
        """X's answer; None if X does not want to be asked yet, has failed, or the run's time is up.

        When X may be asked again is kept in `waits`. CredentialsRefused and OutOfCredit end more than one call, and
        are the caller's; so is Refused, whose reason only the caller knows what to do about.
        """
        if self.enough() or ((until := waits.get(call)) and until > self.now):
            self.tell("QuestionPutOff")
            return None
        waits.pop(call, None)
        try:
            answer = question()
        except RetryLater as error:
            waits[call] = max(error.until or self.now + _AFTER_FAILURE, self.now)
            self._failed(error, "ToldToWait")
            return None
        except (CredentialsRefused, OutOfCredit, Refused):
            raise
        except XError as error:
            self._failed(error, "QuestionFailed")
            return None
        limits = getattr(answer, "limits", None)
        if limits is not None and limits.remaining == 0:
            waits[call] = limits.reset
        return answer

    def charge(
        self, account: Account, kind: str, page: ResultPage[Any], *, own: bool = True, item: Item | None = None
    ) -> None:
        """Charge what X showed: to a look-up's case where `item` was looked up, else to reading alone."""
        things = len(page.items) + page.unreadable
        price = things * read_price(kind, account, own=own)
        purpose, case_id = ("look_up", item.case_id) if item else ("reading", "")
        self.budget.meter(account.id, purpose, things, price, self.now, case_id=case_id)

    def refused(self, error: Refused) -> None:
        """Count and log what X would not answer, with its sentence (masked) where our table does not know it."""
        self._failed(error, "QuestionRefused")
        if not error.detail_known:
            self.tell("RefusalUnknown")
            self.logger.warning("x.refusal_unknown", call=error.call, status=error.status, sentence=error.sentence)

    def _failed(self, error: XError, metric: str) -> None:
        self.tell(metric)
        self.logger.warning("x.not_answered", call=error.call, error=type(error).__name__, status=error.status)
