"""Performs the plan of an item: one step at a time, and for a send one call to X."""

from collections.abc import Callable
from copy import replace
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from care.budget.prices import Cost, read_price
from care.model.account import Account
from care.model.outbox_item import Item
from care.model.outcomes import Outcomes, codes
from care.model.rate_limits import Limits
from care.outbox.plan import Facts, Find, Hold, Refit, Report, Send, Settle, after_send, plan, put_off
from care.reconcile.sends import Own, candidates
from care.tables.budget import Budget, HeldUntil
from care.tables.outbox import Outbox
from care.x.client import XClient
from care.x.errors import CredentialsRefused, Malformed, OutOfCredit, Refused, XError
from care.x.values import Sent
from publish.answers import Release, Reword, after_failure, after_look, waits_until
from publish.budget_notice import budget_notice
from publish.facts import FactFinder


@dataclass(frozen=True, slots=True)
class Delivery:
    """What performs the steps for one account: its outbox and budget, X, and whom to tell."""

    account: Account
    outbox: Outbox
    budget: Budget
    x: Callable[[], XClient]
    tell_case: Callable[[Item], None]
    notice: Callable[[str, Outcomes], None]
    now: Callable[[], datetime]
    logger: Logger
    metrics: Metrics

    def advance(self, item: Item, finder: FactFinder, barred: datetime | None) -> Hold | None:
        """Take one item one step on, or say how it is held; with `barred` a lane above waits, so nothing is sent."""
        now = self.now()
        self.logger.set_correlation_id(item.correlation_id or None)
        facts = Facts(self.account, now, barred)
        while isinstance(step := plan(item, facts), Find):
            facts = finder.with_fact(facts, step.fact, item)
        match step:
            case Hold():
                return step
            case Send(cost=cost):
                return self._send(item, cost, now)
            case Settle():
                self.outbox.settle(item, step.state, now, why=step.why)
                if step.notice:
                    self.notice(step.notice, step.why)
            case Refit(item=fits):
                self.outbox.refit(fits)
            case Report(following=following):
                self._report(item, following, now)
        return None

    def _send(self, item: Item, cost: Cost, now: datetime) -> Hold | None:
        """Take the cost, claim the item, ask X and record what became of it: each before the next."""
        wait = self.budget.take(item, self.account, cost, now)
        if isinstance(wait, HeldUntil):
            return put_off(item, wait.why, wait.until)
        claimed = self.outbox.claim(item, now, cost.micro_dollars)
        return after_send(claimed, self._ask_x(claimed, cost)) if claimed is not None else None

    def _ask_x(self, item: Item, cost: Cost) -> datetime | None:
        """Send a claimed item once and record what became of it; an instant if what is behind it must wait."""
        try:
            x = self.x()
            if item.doubtful and item.channel == "private":
                looked = after_look(self._already_sent(item, x))
                if looked is not None:
                    self._settle(item, looked, cost)
                    return None
            sent = self._sent(item, x)
        except XError as error:
            until = self._failed(item, error, cost)
            self._correct(item, error.limits)
            return until
        self._settle(item, Settle("sent", x_id=sent.id), cost)
        self._correct(item, sent.limits)
        return waits_until(sent.limits)

    def _sent(self, item: Item, x: XClient) -> Sent:
        if item.reposts:
            # X names no repost, and takes the same one once.
            return Sent("", limits=x.repost(self.account.id, item.reposts).limits)
        if item.channel == "public":
            button = f"https://x.com/messages/compose?recipient_id={self.account.id}" if item.dm_link else None
            return x.create_post(item.text, in_reply_to=item.in_reply_to or None, dm_link=button)
        return x.send_dm(item.customer_id, item.text)

    def _already_sent(self, item: Item, x: XClient) -> Own | Literal["not shown"] | None:
        """The DM that an earlier attempt became after all, among the newest that X shows of the conversation.

        `not shown` if X will not tell: then it is unclear, and it is not sent again.
        """
        try:
            page = x.dm_events(participant_id=item.customer_id)
        except (Refused, Malformed):
            return "not shown"
        things = len(page.items) + page.unreadable
        price = things * read_price("dm_event", self.account)
        self.budget.meter(self.account.id, "look_up", things, price, self.now(), case_id=item.case_id)
        own = [
            Own(dm.id, item.customer_id, dm.text, dm.created_at)
            for dm in page.items
            if dm.sender_id == self.account.id and dm.created_at
        ]
        # Any attempt since the item was made.
        fitting = candidates(replace(item, claimed_at=None), own)
        return next((one for one in fitting if not self.outbox.knows(item.queue, one.x_id)), None)

    def _failed(self, item: Item, error: XError, cost: Cost) -> datetime | None:
        self.logger.warning("send.failed", item_id=item.item_id, error=type(error).__name__, status=error.status)
        if isinstance(error, Refused) and not error.detail_known:
            # X said something that the table of its sentences does not hold: somebody is to add it, and nobody guesses.
            self._count("RefusalUnknown")
            self.logger.warning("x.refusal_unknown", call=error.call, status=error.status, sentence=error.sentence)
        if isinstance(error, CredentialsRefused | OutOfCredit):
            self._count(type(error).__name__)
        match step := after_failure(item, error, self.now()):
            case Settle():
                self._settle(item, step, cost)
            case Reword():
                self.outbox.reword(item, cost.micro_dollars)
                self.budget.give_back(item, cost.micro_dollars)
                self._count("SendReworded")
            case Release(doubtful=True, until=until):
                self.outbox.release(item, doubtful=True)
                return until
            case Release(until=until):
                self.outbox.release(item, doubtful=False, uncharged=cost.micro_dollars)
                self.budget.give_back(item, cost.micro_dollars)
                return until
        return None

    def _settle(self, item: Item, step: Settle, cost: Cost) -> None:
        uncharged = cost.micro_dollars if step.gives_back else 0
        self.outbox.settle(item, step.state, self.now(), x_id=step.x_id, why=step.why, uncharged=uncharged)
        if step.gives_back:
            self.budget.give_back(item, cost.micro_dollars)

    def _correct(self, item: Item, limits: Limits | None) -> None:
        """Take over what X says is left; what it says of a repost tells nothing of posts."""
        if limits is not None and not item.reposts:
            self.budget.correct(item.account_id, item.channel, limits, self.now(), app=self.account.app)

    def _report(self, item: Item, following: Item | None, now: datetime) -> None:
        if following is not None:
            self.outbox.add(following)
        self.tell_case(item)
        if not self.outbox.reported(item, self.budget.counted(item)):
            return
        self._count(f"Send{item.state.capitalize()}")
        if item.purpose == "survey" and item.state in {"refused", "unconfirmed"}:
            self._count("SurveyNotSent")
        self.logger.info("send.settled", item_id=item.item_id, state=item.state, why=codes(item.because))
        for month in item.charged:
            if told := budget_notice(self.account, month, self.budget, now):
                self._count(told.metric)
                self.notice(told.text, ())

    def _count(self, metric: str) -> None:
        self.metrics.add_metric(name=metric, unit=MetricUnit.Count, value=1)
