"""Performs the plan of an item: one step at a time, and for a send one call to X."""

from collections.abc import Callable, Sequence
from copy import replace
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import BotoCoreError, ClientError

from care.aws import TransactWrite
from care.batches import Retry, for_good, raised_at
from care.budget.prices import Cost, read_price
from care.model.account import Account
from care.model.chat import Sealed
from care.model.months import month_of
from care.model.outbox_item import Item, part_after, without
from care.model.outcomes import Code, Outcomes, codes, outcome
from care.model.rate_limits import Limits
from care.model.refusals import RefusalReason
from care.outbox.chat_files import next_chat_step
from care.outbox.files import next_step, wrong_with
from care.outbox.plan import (
    Facts,
    Find,
    Hold,
    Refit,
    Report,
    Send,
    Settle,
    Step,
    after_send,
    not_planned,
    plan,
    put_off,
)
from care.reconcile.sends import Own
from care.tables.budget import Budget, HeldUntil, LimitsContended, Overtaken, scope_of
from care.tables.outbox import Again, Outbox
from care.tables.outbox_reads import Unreadable
from care.x.chat import ConversationKey, failure_in
from care.x.client import XClient
from care.x.credentials import UnreadableSecret
from care.x.errors import CredentialsRefused, OutOfCredit, Refused, RetryLater, XError
from care.x.values import Sent
from publish.answers import (
    AFTER_CREDENTIALS,
    Release,
    Reseal,
    Reword,
    after_chat_failure,
    after_failure,
    after_look,
    believable,
    believed,
    tells_of_way,
    waits_until,
)
from publish.budget_notice import budget_notices
from publish.facts import FactFinder
from publish.plain_sends import already_sent, sent
from publish.sealed_files import SealedFiles
from publish.sealing import Sealing
from publish.uploading import Uploading
from publish.way import Way

# X does not show what it takes to seal a message.
_AFTER_NO_KEYS = timedelta(minutes=2)
# A fault of our own with one item: after this it is tried again, and nothing behind it waits.
_AFTER_OWN_FAILURE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Over:
    """The item is at its end, and has left its lane."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What performs the steps for one account: its outbox and budget, X, and whom to tell."""

    account: Account
    outbox: Outbox
    budget: Budget
    x: Callable[[], XClient]
    sealing: Sealing
    uploading: Uploading
    sealed_files: SealedFiles
    way: Way
    tell_case: Callable[[Item], None]
    notice: Callable[[str, Outcomes], None]
    learn_reply: Callable[[Literal["taken", "refused"]], None]
    now: Callable[[], datetime]
    logger: Logger
    metrics: Metrics

    def advance(
        self,
        item: Item,
        finder: FactFinder,
        barred: datetime | None,
        behind: datetime | None = None,
        *,
        others_first: bool = False,
    ) -> Hold | Over | None:
        """Take one item one step on, or say how it is held, or that it is over with it.

        With `barred` a lane above waits, with `behind` an earlier text to the same customer does: then nothing is sent.
        With `others_first` a broken way is tried by another recipient than one that failed, if there is one.
        An item that makes the rules or a report fail is set aside by itself, and its lane goes on.
        """
        now = self.now()
        self.logger.set_correlation_id(item.correlation_id or None)
        facts = Facts(self.account, now, barred, behind, others_first and self.way.has_others_first(item))
        try:
            return self._perform(item, self._step(item, finder, facts), now)
        except (BotoCoreError, ClientError, LimitsContended, Retry) as error:
            if not for_good(error):
                raise
            return self._set_aside(item, error, now)
        except Exception as error:  # noqa: BLE001  whatever it is, it holds this item alone
            return self._set_aside(item, error, now)

    def _set_aside(self, item: Item, error: Exception, now: datetime) -> Hold:
        self._own_failure("item.failed", item, error)
        return Hold("item", now + _AFTER_OWN_FAILURE)

    def _own_failure(self, what: str, item: Item, error: Exception) -> None:
        # No traceback: the text of an exception may hold what somebody wrote.
        self.logger.error(what, item_id=item.item_id, error=type(error).__name__, at=raised_at(error))
        self._count("ItemFailed")

    def unreadable(self, place: Unreadable) -> datetime:
        """Tell of an item that this release cannot read; when its place is looked at again."""
        self.logger.error("item.unreadable", item_id=place.item_id)
        self._count("ItemFailed")
        return self.now() + _AFTER_OWN_FAILURE

    def _step(self, item: Item, finder: FactFinder, facts: Facts) -> Step:
        try:
            while isinstance(step := plan(item, facts), Find):
                facts = finder.with_fact(facts, step.fact, item)
        except (BotoCoreError, ClientError, LimitsContended):
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, it holds this item alone
            self._own_failure("item.not_planned", item, error)
            return not_planned(item, type(error).__name__)
        return step

    def _perform(self, item: Item, step: Step, now: datetime) -> Hold | Over | None:
        match step:
            case Hold():
                return step
            case Send():
                return self._send(item, step, now)
            case Settle():
                self.outbox.settle(item, step.state, now, why=step.why)
                if step.notice:
                    self.notice(step.notice, step.why)
            case Refit(item=fits):
                self.outbox.refit(fits)
            case Report(following=following):
                return self._report(item, following, now)
        return None

    def _send(self, item: Item, step: Send, now: datetime) -> Hold | Over | None:
        """Take the cost and claim the item, ask X and record what became of it: each before the next."""
        try:
            # Before anything is claimed: without keys X is asked nothing, so nothing is in doubt.
            x = self.x()
        except (CredentialsRefused, UnreadableSecret) as error:
            self.logger.error("x.no_keys", error=type(error).__name__)  # noqa: TRY400
            self._count("CredentialsRefused")
            return Hold("queue", now + AFTER_CREDENTIALS)
        if (wrong := wrong_with(item.files, item.channel, chat=item.by == "chat")) is not None:
            # The customer went over to a chat, or left it, since it was written.
            self.outbox.settle(item, "refused", now, why=(wrong,))
            return None
        if item.by == "chat" and item.sealed is None:
            kept = self._sealed(item, x, now)
            if not isinstance(kept, Item):
                return kept
            item = kept
        if item.by == "dm" and (first := next_step(item.files, now)) is not None:
            return self.uploading.bring(item, first, x.media, now)
        claimed, claim = self.outbox.claiming(item, now, step.cost.micro_dollars)
        try:
            wait = self.budget.take(item, self.account, step.cost, now, claim)
        except Overtaken:
            return None
        if isinstance(wait, HeldUntil):
            if wait.why is Code.over_budget:
                self._tell_of_budget(month_of(now), now, stopped=True)
            return put_off(item, wait.why, wait.until)
        return self._ask_x(claimed, step, x)

    def _sealed(self, item: Item, x: XClient, now: datetime) -> Item | Hold | None:
        """The item with its sealed message, kept before the first try. Nothing has been sent where it is not sealed.

        Its files are sealed and brought before, a step at a time.
        """
        try:
            made: ConversationKey | Sealed | Settle = self.sealing.key(item, x.chats)
        except XError as error:
            self.logger.warning("chat.not_sealed", item_id=item.item_id, error=type(error).__name__, call=error.call)
            if isinstance(error, Refused):
                self.outbox.settle(item, "refused", now, why=(outcome(Code(error.reason)),))
                return None
            if isinstance(error, CredentialsRefused | OutOfCredit):
                self._count(type(error).__name__)
            until = believed(error.until, now) if isinstance(error, RetryLater) and error.until else now
            return Hold("item", max(until, now + _AFTER_NO_KEYS))
        if isinstance(made, ConversationKey):
            key = made
            if (step := next_chat_step(item.files, key.version, now)) is not None:
                done = partial(self.sealed_files.done, item, step, key, x.chats)
                return self.uploading.keep(item, step.file, step.what, now, done)
            made = self.sealing.sealed(item, key)
        if isinstance(made, Settle):
            self.outbox.settle(item, made.state, now, why=made.why)
            return None
        if (kept := self.outbox.seal(item, made, now)) is not None:
            self.sealed_files.drop(kept)
        return kept

    def _ask_x(self, item: Item, step: Send, x: XClient) -> Hold | Over | None:
        """Send a claimed item once and record what became of it; what is behind it may have to wait."""
        cost = step.cost
        try:
            if item.doubtful and item.channel == "private" and item.sealed is None:
                looked = after_look(self._already_sent(item, x))
                if looked is not None:
                    self._settle(item, looked, cost)
                    return None
            taken, failure = self._sent_by(item, x)
        except XError as error:
            held = self._failed(item, error, cost)
            if step.tries and isinstance(error, Refused) and error.reason is RefusalReason.not_summoned:
                self._learned("refused")
            self._correct(item, error.limits)
            return held
        if failure:
            self.way.answered()
            self.logger.warning("chat.failed", item_id=item.item_id, failure=failure)
            self._count("ChatNotDelivered")
            return self._done(item, after_chat_failure(item, failure, self.now()), cost)
        settled = self._settle(item, Settle("sent", x_id=taken.id), cost)
        self.way.answered()
        if step.tries:
            self._learned("taken")
        self._correct(item, taken.limits)
        over = None
        if settled is not None:
            # At once, without looking for it in its lane; if that fails, it is still there for the next look.
            over = self._report(settled, part_after(settled), self.now())
        return after_send(item, waits_until(taken.limits, self.now())) or over

    def _sent_by(self, item: Item, x: XClient) -> tuple[Sent, str]:
        """What X took, and for a sealed message why X did not pass it on, which it says in its own event."""
        if item.sealed is None:
            return sent(item, self.account.id, x), ""
        taken = x.chats.send(item.customer_id, item.sealed, self.sealing.token(item))
        return Sent(item.sealed.message_id, limits=taken.limits), failure_in(taken.event, self.sealing.ring())

    def _learned(self, answer: Literal["taken", "refused"]) -> None:
        """X said whether it takes an answer to a direct reply without a typed handle: the account remembers it."""
        self._count(f"ImplicitReply{answer.capitalize()}")
        self.learn_reply(answer)

    def _already_sent(self, item: Item, x: XClient) -> Own | Literal["not shown"] | None:
        looked = already_sent(item, self.account.id, x)
        if looked == "not shown":
            return looked
        price = looked.things * read_price("dm_event", self.account)
        self.budget.meter(self.account.id, "look_up", looked.things, price, self.now(), case_id=item.case_id)
        return next((one for one in looked.fitting if not self.outbox.knows(item.queue, one.x_id)), None)

    def _failed(self, item: Item, error: XError, cost: Cost) -> Hold | None:
        self.logger.warning("send.failed", item_id=item.item_id, error=type(error).__name__, status=error.status)
        if isinstance(error, Refused) and not error.detail_known:
            # X said something that the table of its sentences does not hold: somebody is to add it, and nobody guesses.
            self._count("RefusalUnknown")
            self.logger.warning("x.refusal_unknown", call=error.call, status=error.status, sentence=error.sentence)
        if isinstance(error, CredentialsRefused | OutOfCredit):
            self._count(type(error).__name__)
        now, wait = self.now(), None
        if failure := tells_of_way(error):
            wait = self.way.failed(item, failure)
        elif isinstance(error, Refused):
            self.way.answered()
        held = self._done(item, after_failure(item, error, now), cost)
        return held or (Hold("queue", now + wait) if wait is not None else None)

    def _done(self, item: Item, step: Settle | Release | Reword | Reseal, cost: Cost) -> Hold | None:
        """Record what became of a claimed item that X did not take."""
        match step:
            case Settle():
                self._settle(item, step, cost)
            case Reword():
                self.outbox.reword(item, cost.micro_dollars)
                self.budget.give_back(item, cost.micro_dollars)
                self._count("SendReworded")
            case Reseal(why=why):
                self.outbox.unseal(item, why, cost.micro_dollars)
                self.budget.give_back(item, cost.micro_dollars)
                self._count("ChatResealed")
            case Release(until=until, doubtful=doubtful, holds=holds):
                again = Again(until, self.way.works) if holds == "item" else None
                uncharged = 0 if doubtful else cost.micro_dollars
                self.outbox.release(item, again, doubtful=doubtful, uncharged=uncharged)
                if uncharged:
                    self.budget.give_back(item, uncharged)
                if holds == "queue":
                    return after_send(item, until)
        return None

    def _settle(self, item: Item, step: Settle, cost: Cost) -> Item | None:
        uncharged = cost.micro_dollars if step.gives_back else 0
        counted = self._counted(replace(item, charged=without(item, uncharged))) if step.state == "sent" else ()
        done = self.outbox.settle(
            item, step.state, self.now(), x_id=step.x_id, why=step.why, uncharged=uncharged, counted=counted
        )
        if step.gives_back:
            self.budget.give_back(item, cost.micro_dollars)
        return done

    def _counted(self, item: Item) -> Sequence[TransactWrite]:
        """The writes that count its cost. Whatever is wrong with them is found again by its report; its end is kept."""
        try:
            return self.budget.counted(item)
        except Exception as error:  # noqa: BLE001  X has taken it, and that is to be known
            self._own_failure("item.not_counted", item, error)
            return ()

    def _correct(self, item: Item, limits: Limits | None) -> None:
        """Take over what X says is left; what it says of a repost tells nothing of posts."""
        now = self.now()
        if limits is not None and item.has_id and (true := believable(limits, now)):
            self.budget.correct(item.account_id, scope_of(item), true, now, app=self.account.app)

    def _report(self, item: Item, following: Item | None, now: datetime) -> Over | None:
        if following is not None:
            self.outbox.add(following)
        self.tell_case(item)
        if not self.outbox.reported(item, self.budget.counted(item)):
            return None
        self._count(f"Send{item.state.capitalize()}")
        if item.purpose == "post" and item.state in {"refused", "unconfirmed"}:
            self.notice(f"what people had the account post ({item.item_id}) is {item.state}", item.because)
        if item.purpose == "survey" and item.state in {"refused", "unconfirmed"}:
            self._count("SurveyNotSent")
        self.logger.info("send.settled", item_id=item.item_id, state=item.state, why=codes(item.because))
        if Code.over_budget in codes(item.because):
            self._tell_of_budget(month_of(now), now, stopped=True)
        for month in item.charged:
            self._tell_of_budget(month, now)
        return Over() if following is None else None

    def _tell_of_budget(self, month: str, now: datetime, *, stopped: bool = False) -> None:
        for told in budget_notices(self.account, month, self.budget, now, stopped=stopped):
            self._count(told.metric)
            self.notice(told.text, ())

    def _count(self, metric: str) -> None:
        self.metrics.add_metric(name=metric, unit=MetricUnit.Count, value=1)
