"""A story of one queue: the real publisher over a table in memory, an X that fails in every way, deaths anywhere."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, Literal, cast

from aws_lambda_powertools import Logger, Metrics
from tests.unit.outbox.making import MARTA, SHOP, START
from tests.unit.outbox.table import Table

from care.model.account import Account
from care.model.case import Case, LastMessage
from care.model.customer import Customer
from care.model.envelope import Channel
from care.model.outbox_item import LANES, Item, goes_from
from care.model.refusals import RefusalReason
from care.tables.budget import Budget
from care.tables.outbox import InFlight, Outbox
from care.x.errors import OutcomeUnknown, Refused, RetryLater, ServerFailed
from care.x.values import DmEvent, ResultPage, Sent
from publish.delivery import Delivery
from publish.drain import drain
from publish.facts import FactFinder
from publish.way import Way

Behaviour = Literal["takes", "echoes first", "429", "failed", "failed, done", "unclear", "unclear, done", "refuses"]


class Died(Exception):
    """The publisher is killed here."""


@dataclass
class Echo:
    """X tells us of our own message."""

    x_id: str
    text: str
    to: str


@dataclass
class Story:
    """What happened, and the means to make more happen."""

    account: Account
    channel: Channel = "public"
    now: datetime = START
    table: Table = field(default_factory=Table)
    posted: list[Item] = field(default_factory=list)
    sent_at: list[datetime] = field(default_factory=list)
    echoes: list[Echo] = field(default_factory=list)
    reported: list[tuple[str, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    behaviours: list[Behaviour] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    is_late: bool = False

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.table.client, "outbox")
        self.budget = Budget(self.table.client, "outbox")
        self.queue = f"{self.account.id}#{self.channel}"
        self.taught: list[str] = []
        last = LastMessage(id="1", channel=self.channel, at=START, summons=True)
        customer = Customer(account_id=SHOP, customer_id=MARTA)
        self.case = Case(case_id="C1", account_id=SHOP, customer=customer, opened_at=START, last_message=last)

    def add(self, item: Item) -> None:
        self.items.append(item.item_id)
        self.outbox.add(item)

    def drain(self, *behaviours: Behaviour, dies_at: int | None = None) -> None:
        """Wake the publisher; it dies at the `dies_at`-th touch of the table; a write is touched before and after."""
        self.behaviours = list(behaviours)
        self.table.on_write = _countdown(dies_at)
        delivery = Delivery(
            account=self.account,
            outbox=self.outbox,
            budget=self.budget,
            x=self.client,
            sealing=cast("Any", None),
            uploading=cast("Any", None),
            sealed_files=cast("Any", None),
            way=Way(self.outbox, self.queue, lambda: self.now),
            tell_case=lambda item: self.reported.append((item.item_id, item.state)),
            learn_reply=self.taught.append,
            notice=lambda text, _why: self.notices.append(text),
            now=lambda: self.now,
            logger=Logger(service="story", level="CRITICAL"),
            metrics=Metrics(namespace="Centralita", service="test"),
        )
        cases = cast("Any", SimpleNamespace(case_of=lambda *_: self.case))
        finder = FactFinder(self.outbox, self.budget, cases, served=lambda: [self.account], dead_link=lambda _: None)
        try:
            drain(self.queue, delivery, finder, enough=lambda: self.is_late)
        except Died:
            # SQS delivers the wake-up again.
            self.table.on_write = _countdown(None)
            self.drain(*self.behaviours)
        self.table.on_write = _countdown(None)

    def tell(self, position: int = 0) -> None:
        """Deliver one of X's echoes; one that comes while a publisher is at it comes again later."""
        if self.echoes:
            echo = self.echoes.pop(position % len(self.echoes))
            # Who takes echoes may die too: then it gets the same one again. Deaths here are the publisher's.
            touched, self.table.on_write = self.table.on_write, _countdown(None)
            try:
                recognised = self.outbox.recognise(
                    SHOP, self.channel, echo.to, echo.x_id, echo.text, self.now, self.now
                )
            except InFlight:
                self.echoes.append(echo)
                return
            finally:
                self.table.on_write = touched
            assert recognised is not None, "our own message is taken for a person's"
            self.reported.append((recognised.item_id, "sent"))

    def finish(self) -> None:
        """Everything comes that is still to come, and X takes everything."""
        for _ in range(300):
            before = self.states()
            for _ in range(len(self.echoes)):
                self.tell()
            self.drain()
            gate = self.outbox.gates.gate(self.queue)
            if gate is None and not self.echoes:
                return
            # What waits for another month looks every few minutes whether it may go: not each look is told.
            least = timedelta(days=1) if self.states() == before else timedelta(seconds=1)
            self.now = max(self.now + least, gate.due_at if gate else self.now)
        raise AssertionError("the queue never comes to an end")

    def states(self) -> dict[str, str]:
        found = (self.outbox.item(self.queue, item_id) for item_id in self.items)
        return {item.item_id: item.state for item in found if item is not None}

    def times(self, text: str) -> int:
        """How often X has this text."""
        return sum(item.text == text for item in self.posted)

    # X, as the publisher asks it.

    def client(self) -> Any:
        """X for the account, if its keys can be read."""
        return self

    def create_post(
        self, text: str, *, in_reply_to: str | None = None, dm_link: str | None = None, **_: object
    ) -> Sent:
        if self.times(text):
            raise Refused(RefusalReason.duplicate)
        return self._answer(text, in_reply_to or "")

    def send_dm(self, participant_id: str, text: str, **_: object) -> Sent:
        return self._answer(text, participant_id)

    def dm_events(self, *, participant_id: str) -> ResultPage[DmEvent]:
        shown = [
            DmEvent(str(900 + n), "MessageCreate", None, SHOP, item.text, at, (), {})
            for n, (item, at) in enumerate(zip(self.posted, self.sent_at, strict=True))
            if item.customer_id == participant_id
        ]
        return ResultPage(tuple(reversed(shown)))

    def _answer(self, text: str, to: str) -> Sent:
        rows = [row for (pk, sk), row in self.table.rows.items() if pk == self.queue and sk.startswith("ITEM#")]
        items = [Item.model_validate(row) for row in rows if row["purpose"] in LANES]
        [item] = [one for one in items if one.text == text]
        works = self.outbox.gates.circuit(self.queue).works
        for other in items:
            # While the way is tried, what failed has another recipient try it, of whatever lane.
            above = LANES[other.purpose] < LANES[item.purpose] and (works or other.failing_since is None)
            ready = other.state in {"waiting", "released"} and goes_from(other, self.account) <= self.now
            assert not (above and ready), "a lower lane goes before a higher one"
        behaviour = self.behaviours.pop(0) if self.behaviours else "takes"
        x_id = str(900 + len(self.posted))
        if behaviour in {"takes", "echoes first", "failed, done", "unclear, done"}:
            self.posted.append(item)
            self.sent_at.append(self.now)
            self.echoes.append(Echo(x_id, text, to))
        match behaviour:
            case "429":
                raise RetryLater(self.now + timedelta(minutes=7), status=429)
            case "failed" | "failed, done":
                raise ServerFailed(status=502)
            case "unclear" | "unclear, done":
                raise OutcomeUnknown
            case "refuses":
                raise Refused(RefusalReason.gone)
            case "echoes first":
                self.tell(-1)
            case "takes":
                pass
        return Sent(x_id)


def _countdown(dies_at: int | None) -> Callable[[], None]:
    left = [dies_at if dies_at is not None else -1]

    def touch() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Died

    return touch
