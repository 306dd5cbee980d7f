"""To which case an event goes: the thread's, the survey's or the present one; never another customer's."""

from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP
from tests.unit.case.conftest import shop

from care.model.case import Case, LastMessage
from care.model.customer import Customer
from care.model.messages import Author, Message
from care.model.x_events import MessageEchoed, MessageReceived
from cases import sharing as module
from cases.route import known_of
from cases.sharing import Sharing

PEDRO = "3000000000000000002"


def case(case_id: str, customer: str = MARTA, state: Any = "open") -> Case:
    return Case(
        case_id=case_id,
        account_id=SHOP,
        customer=Customer(account_id=SHOP, customer_id=customer, case_id=case_id),
        state=state,
        opened_at=NIGHT,
        last_message=LastMessage(id="1", channel="public", at=NIGHT),
    )


class Kept:
    """Cases, the present one of each customer, and which message lies in which case."""

    def __init__(self, *cases: Case, present: str = "", **references: str) -> None:
        self.cases = {one.case_id: one for one in cases}
        self.present = present
        self.references = {name.removeprefix("m"): of for name, of in references.items()}
        self.asked: list[str] = []

    def customer(self, account_id: str, customer_id: str) -> Customer:
        case_id = self.present if customer_id == MARTA else ""
        return Customer(account_id=account_id, customer_id=customer_id, case_id=case_id)

    def case(self, case_id: str) -> Case | None:
        return self.cases.get(case_id)

    def reference(self, account_id: str, message_id: str) -> Any:
        assert account_id == SHOP
        self.asked.append(message_id)
        of = self.references.get(message_id)
        return SimpleNamespace(case_id=of, customer_id=self.cases[of].customer.customer_id) if of else None

    def messages(self, _case_id: str) -> list[Any]:
        return []


def arrives(kept: Kept, **more: Any) -> str:
    told = {"id": "9", "channel": "public", "text": "¿y mi pedido?", "at": NIGHT, "conversation_id": "7", **more}
    flags = {name: told.pop(name) for name in ("opens", "revises") if name in told}
    event = MessageReceived(
        account_id=SHOP, customer_id=MARTA, author=Author(id=MARTA), message=Message.model_validate(told), **flags
    )
    found = known_of(event, kept, ACCOUNT)  # type: ignore[arg-type]
    return found.case_id if isinstance(found, Case) else "none"


NOW_HERS = case("NOW")


@pytest.mark.parametrize(
    ("thread", "present", "goes"),
    [
        (case("OLD"), NOW_HERS, "OLD"),
        (case("OLD", state="waiting"), NOW_HERS, "OLD"),
        (case("OLD", state="resolved"), NOW_HERS, "NOW"),
        (case("OLD", state="resolved"), None, "OLD"),
        (case("OLD", PEDRO), NOW_HERS, "NOW"),
        (case("OLD", PEDRO), None, "none"),
        (None, NOW_HERS, "NOW"),
        (None, None, "none"),
    ],
)
def test_a_message_goes_to_its_threads_case_unless_that_is_over_or_another_customers(thread, present, goes: str):
    some = [one for one in (thread, present) if one is not None]
    references = {"m7": "OLD"} if thread is not None else {}
    assert arrives(Kept(*some, present="NOW" if present else "", **references)) == goes


def test_what_it_answers_is_looked_for_before_its_conversation():
    kept = Kept(case("A"), case("B"), NOW_HERS, present="NOW", m5="A", m7="B")
    assert arrives(kept, in_reply_to="5") == "A"
    assert arrives(kept, in_reply_to="6") == "B"


def test_what_begins_its_own_thread_is_not_looked_for_where_it_cannot_be():
    kept = Kept(NOW_HERS, present="NOW")
    assert arrives(kept, id="7", conversation_id="7") == "NOW"
    assert "7" not in kept.asked
    other = Kept(NOW_HERS, present="NOW")
    arrives(other, conversation_id="7")
    assert "7" in other.asked


@pytest.mark.parametrize("flag", ["opens", "revises"])
def test_what_opens_or_revises_a_message_goes_to_the_case_that_has_it(flag: str):
    more: dict[str, Any] = {"opens": True} if flag == "opens" else {"revises": "8"}
    kept = Kept(case("OLD", state="resolved"), NOW_HERS, present="NOW", m9="OLD", m8="OLD")
    assert arrives(kept, **more) == "OLD"
    assert arrives(Kept(NOW_HERS, present="NOW"), **more) == "NOW"
    plain = Kept(case("OLD"), NOW_HERS, present="NOW", m9="OLD", m8="OLD")
    assert arrives(plain) == "NOW", "an id alone says nothing"


def echoes(kept: Kept, customer: str = MARTA, opens: bool = False, revises: str = "", **more: Any) -> str:
    told = {"id": "9", "channel": "public", "text": "Sale hoy", "at": NIGHT, **more}
    message = Message.model_validate(told)
    event = MessageEchoed(account_id=SHOP, customer_id=customer, message=message, opens=opens, revises=revises)
    found = known_of(event, kept, ACCOUNT)  # type: ignore[arg-type]
    return found.case_id if isinstance(found, Case) else f"none of {found.customer_id or 'nobody'}"


@pytest.mark.parametrize(
    ("more", "goes"),
    [
        ({"opens": True}, "OWN"),
        ({"revises": "8"}, "REVISED"),
        ({"opens": True, "revises": "8"}, "OWN"),
        ({}, "NOW"),
        ({"in_reply_to": "5"}, "ANSWERED"),
        ({"conversation_id": "7"}, "THREAD"),
        ({"opens": True, "in_reply_to": "5"}, "OWN"),
    ],
)
def test_what_the_account_wrote_goes_where_it_was_written(more: dict[str, Any], goes: str):
    some = [case(name) for name in ("OWN", "REVISED", "ANSWERED", "THREAD")]
    kept = Kept(*some, NOW_HERS, present="NOW", m9="OWN", m8="REVISED", m5="ANSWERED", m7="THREAD")
    assert echoes(kept, **more) == goes


def test_what_it_wrote_to_one_customer_goes_to_no_other():
    kept = Kept(case("THREAD", PEDRO), NOW_HERS, present="NOW", m7="THREAD")
    assert echoes(kept, conversation_id="7") == "NOW"
    assert echoes(kept, PEDRO, conversation_id="7") == "THREAD"
    assert echoes(kept, "", conversation_id="7") == "THREAD"
    assert echoes(kept, "") == "none of nobody"
    assert echoes(kept, PEDRO) == f"none of {PEDRO}"


class Team:
    """Who is here, who works for the account, and how many cases each has."""

    def __init__(self, here: list[str], people: dict[str, bool], load: dict[str, int]) -> None:
        self.here, self.people, self.load = here, people, load
        self.asked = 0

    def now(self, account_id: str, _now: Any) -> list[str]:
        assert account_id == SHOP
        self.asked += 1
        return self.here

    def all(self) -> list[Any]:
        return [SimpleNamespace(id=one, sees=lambda _, sees=sees: sees) for one, sees in self.people.items()]

    def count(self, wanted: Any) -> Any:
        return SimpleNamespace(number=self.load[wanted.of])


def shared(team: Team, known: Case | Customer, shares: bool = True, event: Any = None) -> str | None:
    out: Any = team
    account = shop(desk={"shares_new": shares})
    message = Message(id="9", channel="private", text="x", at=NIGHT)
    arrived = event or MessageReceived(account_id=SHOP, customer_id=MARTA, author=Author(id=MARTA), message=message)
    found = Sharing(out, out, out).with_whose(arrived, known, account, NIGHT)
    return getattr(found, "whose", None)


NOBODY = Customer(account_id=SHOP, customer_id=MARTA)


@pytest.mark.parametrize(
    ("known", "shares", "whose"),
    [
        (NOBODY, True, "luis"),
        (case("OLD", state="resolved"), True, "luis"),
        (case("OLD", state="waiting"), True, ""),
        (NOW_HERS, True, ""),
        (NOBODY, False, ""),
    ],
)
def test_a_message_that_may_open_a_case_is_given_to_who_is_here_and_has_the_fewest(known, shares: bool, whose: str):
    team = Team(["ana", "luis", "eva"], {"ana": True, "luis": True, "eva": False}, {"ana": 3, "luis": 2, "eva": 0})
    assert (shared(team, known, shares) or "") == whose
    assert team.asked == (1 if whose else 0)


def test_where_nobody_is_here_it_is_nobodys_and_what_is_no_message_asks_nobody():
    assert not shared(Team([], {"ana": True}, {}), NOBODY)
    assert not shared(Team(["eva"], {"ana": True}, {}), NOBODY)
    echo = MessageEchoed(
        account_id=SHOP, customer_id=MARTA, message=Message(id="9", channel="public", text="x", at=NIGHT)
    )
    team = Team(["ana"], {"ana": True}, {"ana": 0})
    assert shared(team, NOBODY, event=echo) is None
    assert team.asked == 0


def test_of_more_than_twenty_who_are_here_twenty_are_counted(monkeypatch: pytest.MonkeyPatch):
    most: list[int] = []
    monkeypatch.setattr(module, "drawn", lambda some, _, number: most.append(number) or sorted(some)[:number])  # type: ignore[func-returns-value]
    names = [f"p{number:02}" for number in range(30)]
    assert shared(Team(names, dict.fromkeys(names, True), dict.fromkeys(names, 1)), NOBODY)
    assert most == [20]
