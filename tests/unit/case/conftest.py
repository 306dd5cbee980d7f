"""The shop of the examples, and events of its customers."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from care.case.decide import Decision, decide
from care.model.account import Account
from care.model.actions import CaseReopened, CaseResolved
from care.model.case import Case
from care.model.customer import Customer
from care.model.events import CaseAbsorbed, CaseDue, Event, SendSettled
from care.model.messages import Author, Message
from care.model.x_events import MessageEchoed, MessageReceived

SHOP = "2000000000000000001"
MARTA = "3000000000000000001"
# Tuesday 24 November 2026 in Madrid (UTC+1): open 9:00–14:00 and 16:00–19:00.
OPEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LUNCH = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEK = {day: [["09:00", "14:00"], ["16:00", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def shop(**changes: Any) -> Account:
    values = {
        "id": SHOP,
        "username": "tiendaluna",
        "name": "Tienda Luna",
        "privacy_url": "https://tiendaluna.example/privacidad",
        "hours": {"timezone": "Europe/Madrid", "weekly": WEEK},
    }
    return Account.model_validate(values | changes)


class Telling:
    """Tells a story to `decide`, event by event, and keeps what became of it."""

    def __init__(self, account: Account | None = None) -> None:
        self.account = account or shop()
        self.known: Case | Customer = Customer(account_id=SHOP, customer_id=MARTA)
        self.last: Decision | None = None
        self.count = 1000

    @property
    def case(self) -> Case:
        assert isinstance(self.known, Case)
        return self.known

    @property
    def customer(self) -> Customer:
        """Who has no case."""
        assert isinstance(self.known, Customer)
        return self.known

    def tell(self, event: Event, now: datetime) -> Decision:
        self.last = decide(self.known, event, self.account, now)
        self.known = self.last.case or self.last.customer
        return self.last

    def writes(
        self, text: str, now: datetime, *, channel: str = "public", at: datetime | None = None, **message: Any
    ) -> Decision:
        self.count += 1
        values = {"summons": True, "conversation_id": "900", "language": "es"} if channel == "public" else {}
        event = MessageReceived(
            account_id=SHOP,
            customer_id=MARTA,
            author=Author(id=MARTA, username="marta"),
            message=Message.model_validate(
                {"id": str(self.count), "channel": channel, "text": text, "at": at or now, **values, **message}
            ),
        )
        return self.tell(event, now)

    def answers(self, now: datetime, *, channel: str = "public") -> Decision:
        self.count += 1
        message = Message.model_validate({"id": str(self.count), "channel": channel, "text": "Ya está", "at": now})
        return self.tell(MessageEchoed(account_id=SHOP, customer_id=MARTA, message=message), now)

    def resolves(self, now: datetime) -> Decision:
        return self.tell(self._action(CaseResolved, now), now)

    def reopens(self, now: datetime) -> Decision:
        return self.tell(self._action(CaseReopened, now), now)

    def falls_due(self) -> Decision:
        due = self.case.due_at
        assert due is not None
        event = CaseDue(account_id=SHOP, customer_id=MARTA, case_id=self.case.case_id, due_at=due)
        return self.tell(event, due)

    def settles(self, purpose: str, outcome: str, now: datetime) -> Decision:
        self.count += 1
        event = SendSettled.model_validate(
            {
                "account_id": SHOP,
                "customer_id": MARTA,
                "case_id": self.case.case_id,
                "item_id": f"{self.case.case_id}:{purpose}:1",
                "purpose": purpose,
                "channel": "private",
                "outcome": outcome,
                "at": now,
                "text": "…",
                "x_id": str(self.count) if outcome == "sent" else "",
            }
        )
        return self.tell(event, now)

    def _action[A: (CaseResolved, CaseReopened)](self, action: type[A], now: datetime) -> A:
        self.count += 1
        return action(
            account_id=SHOP,
            customer_id=MARTA,
            case_id=self.case.case_id,
            action_id=str(self.count),
            by="ana",
            at=now,
        )


def only[C](kind: type[C], commands: Sequence[object]) -> C:
    """The one command that there is, which is of this kind."""
    [command] = commands
    assert isinstance(command, kind)
    return command


def act(story: Telling, action: type[Any], now: datetime, case_id: str | None = None, **values: Any) -> Decision:
    """An agent, Ana unless it says another, does something with the story's case, or with another one."""
    story.count += 1
    case_id = story.case.case_id if case_id is None else case_id
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": case_id}
    return story.tell(action(**whose, action_id=str(story.count), by=values.pop("by", "ana"), at=now, **values), now)


def settled(
    story: Telling, purpose: str, outcome: str, now: datetime = OPEN + HOUR, item_id: str = "", **values: Any
) -> Decision:
    """What became of a send of the story's case, an hour after the first message."""
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id}
    item_id = item_id or f"{story.case.case_id}:{purpose}:1"
    told = {"purpose": purpose, "outcome": outcome, "channel": "private", "at": now, "item_id": item_id}
    told |= {"doubtful": False, **values}
    return story.tell(SendSettled.model_validate({**whose, **told}), now)


def takes_over(story: Telling, now: datetime = OPEN + HOUR, **values: Any) -> Decision:
    """The story's case takes over another one of the customer, C2, as it is with these values."""
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id}
    return story.tell(CaseAbsorbed(**whose, merged_case_id="C2", at=now, **values), now)


@pytest.fixture
def story() -> Telling:
    return Telling()


@pytest.fixture
def asked(story: Telling) -> Telling:
    """Somebody asked in public, while people are there."""
    story.writes("¿dónde está mi pedido?", OPEN)
    return story


@pytest.fixture
def surveyed() -> Callable[[], Telling]:
    """A case that was handled by DM, resolved, and asked."""

    def tell() -> Telling:
        story = Telling()
        story.writes("quiero cambiar la talla", OPEN, channel="private")
        story.answers(OPEN + timedelta(minutes=2), channel="private")
        story.resolves(OPEN + timedelta(minutes=3))
        story.falls_due()
        story.settles("survey", "sent", OPEN + timedelta(hours=3, minutes=4))
        return story

    return tell
