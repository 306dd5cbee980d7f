"""Applies what happened to the demo's brands, instant by instant, as the functions do: the same rules and stores."""

import heapq
import itertools
import uuid
from collections.abc import Callable
from copy import replace
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from care.budget.prices import event_price
from care.case.decide import decide
from care.case.surveys import survey_answer
from care.desk.found_by import all_of
from care.incident_changes import ended, opened
from care.model.account import Account
from care.model.case import Case
from care.model.commands import Absorb, Command, FetchMedia, ReleaseHeld
from care.model.customer import Customer
from care.model.events import CaseAbsorbed, CaseDue, Event, IncidentTouched, SendSettled
from care.model.outbox_item import Item
from care.model.stored_message import StoredMessage
from care.model.x_events import MessageReceived
from care.outbox.guard import KnownText
from care.outbox.plan import Facts, Hold, Refit, Report, Send, Settle, plan
from care.outbox.report import report_of
from care.tables.budget import Budget
from care.tables.conversations import Conversations
from care.tables.outbox import Outbox
from care.tables.queue_rows import lists_of
from care.tables.search_index import Place, SearchIndex
from infra.local.clock import LocalClock
from infra.local.past.composing import item_for
from infra.local.past.ledger import Ledger
from infra.local.past.people import action_of, following_up
from infra.local.past.scenes import Happening, Scene
from infra.local.past.writing import Writing

_A_MOMENT = timedelta(seconds=2)  # from a command to its send
_SCORED_AFTER = timedelta(minutes=40)
_BAD = "12"
_FOLLOWED_UP_AFTER = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Tables:
    """The names of the tables, as the stack has them."""

    conversations: str
    outbox: str


class Telling:
    """The past of some accounts, up to `until`."""

    def __init__(
        self, writing: Writing, clock: LocalClock, accounts: list[Account], tables: Tables, until: datetime
    ) -> None:
        self.ledger, self.until = Ledger(), until
        self.accounts = {account.id: account for account in accounts}
        self.fetches: list[FetchMedia] = []
        """What the function of media is to fetch, once it is there."""
        self._writing, self._clock = writing, clock
        dynamodb: Any = self.ledger
        self._conversations = Conversations(dynamodb, tables.conversations)
        self._outbox, self._budget = Outbox(dynamodb, tables.outbox), Budget(dynamodb, tables.outbox)
        self._search = SearchIndex(dynamodb, tables.conversations)
        self._cases: dict[str, Case] = {}
        self._customers: dict[tuple[str, str], Customer] = {}
        self._said: dict[str, list[StoredMessage]] = {}
        self._items: dict[str, Item] = {}
        self._scores: dict[str, str] = {}
        self._plans: list[tuple[datetime, int, Callable[[datetime], object]]] = []
        self._numbers = itertools.count()

    def tell(self, happenings: list[Happening]) -> None:
        """Let all of it happen, with what falls due on the way, and have its cases found."""
        for one in happenings:
            self._at(one.at, partial(self._happen, one))
        while self._plans and self._plans[0][0] <= self.until:
            at, _, what = heapq.heappop(self._plans)
            self._clock.advance(at)
            what(at)
        for case in self._cases.values():
            items = [item for item in self._items.values() if item.case_id == case.case_id]
            account = self.accounts[case.account_id]
            words = all_of(case, self._said.get(case.case_id, ()), items, account)
            place = Place.of(case.opened_at, case.case_id)
            self._search.add(case.account_id, place, words, self.until, is_new=True)

    def besides(self, at: datetime, what: Callable[[datetime], object]) -> None:
        """Have something else happen at an instant on the way."""
        self._at(at, what)

    def waiting(self) -> set[str]:
        """The queues of what was to go in the last moment and has not."""
        return {item.queue for item in self._items.values() if item.state == "waiting"}

    def _at(self, at: datetime, what: Callable[[datetime], object]) -> None:
        heapq.heappush(self._plans, (at, next(self._numbers), what))

    def _happen(self, one: Happening, now: datetime) -> None:
        scene, account = one.scene, self.accounts[one.account_id]
        if scene.opens is not None or scene.ends:
            self._incident(account, scene, now)
        elif scene.score:
            self._scores[self._writing.user(scene.customer).id] = scene.score
        elif scene.customer:
            for event in self._writing.written(scene, account):
                self._apply(event, now)
        else:
            customer_id = self._writing.user(scene.to).id
            case = self._case_of(account.id, customer_id)
            if case is None:
                raise RuntimeError(f"{scene.to} has no case yet at {now}")
            self._apply(action_of(scene, case, account, now, str(uuid.uuid4())), now)

    def _case_of(self, account_id: str, customer_id: str) -> Case | None:
        customer = self._customers.get((account_id, customer_id))
        return self._cases.get(customer.case_id) if customer is not None else None

    def _known(self, event: Event) -> Case | Customer:
        customer_id = getattr(event, "customer_id", "")
        customer = self._customers.get((event.account_id, customer_id))
        if customer is None:
            return Customer(account_id=event.account_id, customer_id=customer_id)
        case = self._cases.get(getattr(event, "case_id", "") or customer.case_id)
        if isinstance(event, MessageReceived) and customer.survey_case_id not in {"", customer.case_id}:
            surveyed = self._cases[customer.survey_case_id]
            if survey_answer(surveyed, event.message, self.accounts[event.account_id]):
                case = surveyed
        # A case keeps its customer as it was when the case was written.
        return replace(case, customer=customer) if case is not None else customer

    def _apply(self, event: Event, now: datetime) -> None:
        account = self.accounts[event.account_id]
        decision = decide(self._known(event), event, account, now)
        self._conversations.apply(event, decision, now)
        customer = replace(decision.customer, version=decision.customer.version + 1)
        self._customers[event.account_id, customer.customer_id] = customer
        if price := event_price(event):
            case_id = decision.case.case_id if decision.case else ""
            self._budget.meter(event.account_id, "event", 1, price, now, case_id=case_id)
        if decision.case is not None:
            case = replace(decision.case, version=decision.case.version + 1, customer=customer)
            case = replace(case, listed=tuple(lists_of(case)))
            self._cases[case.case_id] = case
            self._said.setdefault(case.case_id, []).extend(decision.messages)
            if case.due_at is not None:
                due = CaseDue(**case.ids, due_at=case.due_at, occurrence=case.version)
                self._at(max(case.due_at, now), partial(self._due, due))
        for command in decision.commands:
            self._perform(command, account, now)

    def _due(self, due: CaseDue, now: datetime) -> None:
        case = self._cases[due.case_id]
        if case.due_at == due.due_at and case.version == due.occurrence:
            self._apply(due, now)

    def _perform(self, command: Command, account: Account, now: datetime) -> None:
        match command:
            case FetchMedia():
                self.fetches.append(command)
            case Absorb():
                told = command.model_dump(include={"account_id", "customer_id", "unanswered_since", "private_contact"})
                event = CaseAbsorbed.model_validate(
                    {**told, "case_id": command.into, "merged_case_id": command.case_id, "at": now}
                    | {"urgency": command.urgency, "handed": command.handed}
                )
                self._apply(event, now)
            case ReleaseHeld() if (held := self._items.get(command.item_id)) is not None:
                self._outbox.approve(held, command.by)
                self._keep(replace(held, state="waiting", approved_by=command.by, settled_at=None, why=(), reason=""))
                self._at(now + _A_MOMENT, partial(self._send, held.item_id))
            case _:
                item = item_for(command, self._cases[command.case_id], account, now)
                if item is not None and item.item_id not in self._items:
                    self._outbox.add(item)
                    self._keep(item)
                    self._at(now + _A_MOMENT, partial(self._send, item.item_id))

    def _keep(self, item: Item) -> Item:
        self._items[item.item_id] = item
        return item

    def _send(self, item_id: str, now: datetime) -> None:
        """What the publisher does with an item, step by step, until it has gone, waits or is at its end."""
        while True:
            item = self._items[item_id]
            account, case = self.accounts[item.account_id], self._cases[item.case_id]
            known = KnownText(case.account_id)
            match plan(item, Facts(account, now, case=case, begun=None, over_budget=False, known=known)):
                case Refit(item=fitted):
                    self._outbox.refit(fitted)
                    self._keep(fitted)
                case Hold(until=until):
                    self._at(until, partial(self._send, item_id))
                    return
                case Settle() as end:
                    self._settled(item, end, now)
                case Send(cost=cost):
                    if held := self._budget.take(item, account, cost, now):
                        self._at(held.until, partial(self._send, item_id))
                        return
                    claimed = self._outbox.claim(item, now, cost.micro_dollars)
                    if claimed is not None:
                        x_id = self._writing.sent(claimed, account, cost.micro_dollars)
                        self._settled(claimed, Settle("sent", x_id=x_id), now)
                case Report(following=following):
                    self._report(item, following, now)
                    return
                case other:
                    raise RuntimeError(f"{item_id}: {other}")

    def _settled(self, item: Item, end: Settle, now: datetime) -> None:
        settled = self._outbox.settle(item, end.state, now, x_id=end.x_id, why=end.why)
        if settled is not None:
            self._keep(settled)

    def _report(self, item: Item, following: Item | None, now: datetime) -> None:
        event = report_of(item, item.state, item.settled_at or now, item.x_id, item.because)
        self._outbox.reported(item, self._budget.counted(item))
        self._apply(event, now)
        if following is not None:
            self._outbox.add(following)
            self._keep(following)
            self._at(now, partial(self._send, following.item_id))
        score = self._scores.pop(item.customer_id, "") if _asks(event) else ""
        if score:
            self._at(now + _SCORED_AFTER, partial(self._scored, item, score))

    def _scored(self, item: Item, score: str, now: datetime) -> None:
        username = self._writing.user(item.customer_id).username
        scene = Scene.model_validate({"from": username, "dm": score})
        for event in self._writing.written(scene, self.accounts[item.account_id]):
            self._apply(event, now)
        if score[0] in _BAD:
            self._at(now + _FOLLOWED_UP_AFTER, partial(self._followed_up, item))

    def _followed_up(self, item: Item, now: datetime) -> None:
        """A supervisor writes to who was not content, and the matter is closed."""
        case = self._case_of(item.account_id, item.customer_id)
        for act in following_up(case, now) if case is not None and case.state == "open" else ():
            self._apply(act, now)

    def _incident(self, account: Account, scene: Scene, now: datetime) -> None:
        """An incident begins, or is over, and the account's cases are told of it."""
        changed = opened(account, scene.opens, now) if scene.opens is not None else ended(account, scene.ends, now)
        account = self.accounts[account.id] = replace(account, incidents=changed)
        name = scene.ends or (scene.opens or {})["incident_id"]
        incident = next(one for one in changed if one.incident_id == name)
        for case in [one for one in self._cases.values() if one.account_id == account.id and one.state != "resolved"]:
            texts = [message.text for message in self._said[case.case_id] if message.by == "customer"]
            matches = not scene.ends and any(map(incident.matches, texts))
            told = {"incident_id": incident.incident_id, "ended": bool(scene.ends), "matches": matches}
            self._apply(IncidentTouched(**case.ids, **told), now)


def _asks(event: SendSettled) -> bool:
    return event.purpose == "survey" and event.outcome == "sent"
