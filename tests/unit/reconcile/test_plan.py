"""What a run asks X and the tables for to find what was never delivered, step by step and without either."""

from collections.abc import Iterable
from copy import replace
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.model.account import Account
from care.model.case import Case, LastMessage
from care.model.customer import Customer
from care.model.events import Event
from care.model.messages import Author, Message
from care.model.progress import Progress, begun
from care.model.snowflake import id_at
from care.model.x_events import MessageEchoed, MessageReceived
from care.reconcile.plan import (
    DMS,
    MENTIONS,
    Enqueue,
    EventPage,
    FindCases,
    FindNew,
    FindSpent,
    Listing,
    Reading,
    ReadOwn,
    ReadPage,
    missed,
    own_answers,
    plan,
    stop,
    with_page,
    without_page,
)

NOW = datetime(2026, 11, 24, 21, 0, 30, tzinfo=UTC)
SHOP, MARTA, PEDRO = "2000000000000000001", "3000000000000000001", "3000000000000000002"


def account(**settings: Any) -> Account:
    values = {
        "id": SHOP,
        "username": "tiendaluna",
        "name": "Tienda Luna",
        "privacy_url": "https://tiendaluna.example/privacidad",
        "hours": {"timezone": "Europe/Madrid", "weekly": {}},
    }
    return Account.model_validate({**values, **settings})


BRAND = account(brand_terms=["Tienda Luna"], budget={"month_dollars": 1, "hard": True})


def wrote(ago: timedelta, *, by: str = MARTA, summons: bool = True) -> MessageReceived:
    at = NOW - ago
    message = Message(id=id_at(at), channel="public", text="¿y mi pedido?", at=at, summons=summons)
    return MessageReceived(account_id=SHOP, customer_id=by, author=Author(id=by), message=message)


def answered(ago: timedelta, *, to: str = MARTA) -> MessageEchoed:
    at = NOW - ago
    return MessageEchoed(
        account_id=SHOP, customer_id=to, message=Message(id=id_at(at), channel="public", text="Ya va", at=at)
    )


def case(thread: str, customer: str = MARTA) -> Case:
    last = LastMessage(id="1", channel="public", at=NOW)
    return Case(
        case_id=f"C{thread}",
        account_id=SHOP,
        customer=Customer(account_id=SHOP, customer_id=customer),
        opened_at=NOW,
        last_message=last,
        last_public=last,
        public_thread=thread,
    )


@dataclass
class Run:
    """What answers the steps: pages of X by the name of their list, open cases, what was spent, and what is new."""

    pages: dict[str, list[EventPage | str]] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    spent: int = 0
    known: frozenset[str] = frozenset()
    own: list[Event] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def play(self, reading: Reading) -> tuple[Reading, list[Event]]:
        """Perform all steps; a page of X may be `nothing`, `refused` or `stopped` instead."""
        while True:
            match step := plan(reading):
                case ReadPage(listing=listing):
                    self.asked.append(listing.name)
                    queued = self.pages.get(listing.name, [])
                    match queued.pop(0) if queued else EventPage([], None, None):
                        case EventPage() as shown:
                            reading = with_page(reading, listing, shown)
                        case "stopped":
                            reading = stop(reading)
                        case other:
                            reading = without_page(reading, listing, refused=other == "refused")
                case FindCases():
                    self.asked.append("cases")
                    reading = replace(reading, cases=self.cases)
                case FindSpent():
                    self.asked.append("spent")
                    reading = replace(reading, spent=self.spent)
                case FindNew(events=events):
                    reading = replace(reading, new=[one for one in events if one.event_id not in self.known])
                case ReadOwn(since=since):
                    self.asked.append(f"own since {since}")
                    reading = replace(reading, own=own_answers(self.own))
                case Enqueue(events=events):
                    assert plan(reading) == step
                    return reading, list(events)


def page(*events: Event, more: str | None = None) -> EventPage:
    ids = [one.message.id for one in events if isinstance(one, MessageReceived | MessageEchoed)]
    return EventPage(events, max(ids, key=int, default=None), more)


def fresh(of: Account | None = None, lists: dict[str, Progress] | None = None) -> Reading:
    return Reading(of or account(), NOW, lists or {})


def names(events: Iterable[Event]) -> list[str]:
    return [one.event_id for one in events]


def test_mentions_and_dms_come_first_then_threads_and_then_the_brand():
    run = Run(cases=[case("7"), case("8")])
    reading, events = run.play(fresh(BRAND))
    assert run.asked == ["mentions", "dm_events", "cases", "thread:8", "thread:7", "spent", "brand"]
    assert (events, reading.whole) == ([], True)
    assert set(reading.places) == {"mentions", "dm_events", "thread:7", "thread:8", "brand"}


def test_without_brand_terms_nobody_asks_what_the_month_has_cost():
    run = Run()
    run.play(fresh())
    assert run.asked == ["mentions", "dm_events", "cases"]


@pytest.mark.parametrize(("listing", "most"), [(MENTIONS, 8), (DMS, 3)])
def test_a_list_without_an_end_is_read_so_far_and_read_on_from_there_in_the_next_run(listing, most):
    run = Run({listing.name: [page(more=f"{n}") for n in range(1, 20)]})
    reading, _ = run.play(fresh())
    assert run.asked.count(listing.name) == most
    assert not reading.whole
    step = plan(fresh(lists=reading.places))
    if listing == MENTIONS:
        assert step == ReadPage(MENTIONS, begun(NOW).since, f"{most}")
    assert reading.places[listing.name].resume == f"{most}"


@pytest.mark.parametrize(("answer", "resume"), [("nothing", "5"), ("refused", "")])
def test_a_list_that_x_does_not_show_is_not_whole_and_a_refused_token_is_forgotten(answer, resume):
    place = replace(begun(NOW), resume="5")
    run = Run({"mentions": [answer]})
    reading, _ = run.play(fresh(lists={"mentions": place}))
    assert run.asked[:2] == ["mentions", "dm_events"]
    assert not reading.whole
    assert (reading.places["mentions"].since, reading.places["mentions"].resume) == (place.since, resume)


@pytest.mark.parametrize(
    ("pages", "asked", "whole", "kept"),
    [
        ({"mentions": ["stopped"]}, ["mentions"], False, 0),
        ({"mentions": [page(wrote(timedelta(minutes=5)), more="5"), "stopped"]}, ["mentions", "mentions"], False, 1),
        ({"dm_events": ["stopped"]}, ["mentions", "dm_events"], False, 0),
        ({"thread:7": ["stopped"]}, ["mentions", "dm_events", "thread:7"], True, 0),
    ],
)
def test_once_x_answers_nothing_more_nothing_is_asked_and_what_was_read_is_kept(pages, asked, whole, kept):
    run = Run({name: list(queued) for name, queued in pages.items()}, cases=[case("7")])
    reading, events = run.play(fresh(BRAND))
    assert [one for one in run.asked if one not in {"cases", "spent"}] == asked
    assert reading.whole is whole
    assert len(events) == kept
    assert set(reading.places) == {"mentions", "dm_events", "thread:7", "brand"}


def test_of_a_thread_only_what_concerns_its_case_is_kept():
    mine, strangers = wrote(timedelta(minutes=3), summons=False), wrote(timedelta(minutes=2), by=PEDRO, summons=False)
    run = Run({"thread:7": [page(strangers, mine)]}, cases=[case("7")])
    reading, events = run.play(fresh())
    assert names(events) == names([mine])
    assert reading.direct == (), "nobody wrote to the account itself"


def test_a_thread_that_is_searched_no_more_is_forgotten():
    reading, _ = Run(cases=[case("7")]).play(fresh(lists={"thread:6": begun(NOW), "thread:7": begun(NOW)}))
    assert "thread:6" not in reading.places
    assert "thread:7" in reading.places


def test_a_post_that_only_names_the_brand_summons_nobody_and_what_is_too_much_is_left_out():
    run = Run({"brand": [page(wrote(timedelta(minutes=3)), more="5")]})
    reading, [event] = run.play(fresh(BRAND))
    assert isinstance(event, MessageReceived)
    assert not event.message.summons
    assert reading.brand_left_out
    assert reading.places["brand"].resume == "", "the next run begins with what is new then"


@pytest.mark.parametrize(
    ("hard", "spent", "held"), [(True, 999_999, False), (True, 1_000_000, True), (False, 1_000_000, False)]
)
def test_the_brand_is_not_searched_for_when_the_months_dollars_are_spent_and_the_limit_is_hard(hard, spent, held):
    budget = {"month_dollars": 1, "hard": hard}
    run = Run(spent=spent)
    reading, _ = run.play(fresh(account(brand_terms=["Tienda Luna"], budget=budget)))
    assert reading.brand_held is held
    assert ("brand" not in run.asked) is held


def test_the_accounts_own_answers_are_asked_for_only_when_a_customers_message_is_new():
    message = wrote(timedelta(minutes=40))
    own: list[Event] = [
        answered(timedelta(minutes=20)),
        answered(timedelta(minutes=30), to=""),
        wrote(timedelta(minutes=9)),
    ]
    run = Run({"mentions": [page(message)]}, own=own)
    _, events = run.play(fresh())
    assert run.asked[-1] == f"own since {id_at(NOW - timedelta(minutes=55))}"
    assert names(events) == names([message, own[0]])
    known = Run({"mentions": [page(message)]}, own=own, known=frozenset({message.event_id}))
    _, events = known.play(fresh())
    assert (events, known.asked[-1]) == ([], "cases")


def test_a_message_of_this_very_minute_is_not_one_that_was_missed():
    just, late = wrote(timedelta(seconds=59)), wrote(timedelta(seconds=60))
    assert missed([just, late, answered(timedelta(hours=1))], NOW) == 1


ANSWERS = st.sampled_from(["shown", "more", "nothing", "refused", "stopped"])


@given(st.lists(ANSWERS, max_size=20), st.integers(0, 6), st.booleans())
def test_whatever_x_answers_a_run_ends_and_no_place_moves_back(answers, threads, brand):
    reading = fresh(BRAND if brand else account(), {"mentions": begun(NOW), "dm_events": begun(NOW)})
    before = {name: int(place.since) for name, place in reading.lists.items()}
    left = list(answers)
    cases = [case(str(number)) for number in range(threads)]
    asked = 0
    while not isinstance(step := plan(reading), Enqueue):
        asked += 1
        match step:
            case ReadPage(listing=listing):
                assert not reading.stopped
                reading = _answered(reading, listing, left.pop(0) if left else "shown")
            case FindCases():
                reading = replace(reading, cases=cases)
            case FindSpent():
                reading = replace(reading, spent=0)
            case FindNew(events=events):
                reading = replace(reading, new=events)
            case ReadOwn():
                reading = replace(reading, own=[])
    assert asked <= 8 + 3 + 5 + 1 + 4
    assert all(int(reading.places[name].since) >= since for name, since in before.items())
    assert not (reading.whole and any(reading.places[name].resume for name in before))


def _answered(reading: Reading, listing: Listing, answer: str) -> Reading:
    match answer:
        case "shown" | "more":
            return with_page(
                reading, listing, page(wrote(timedelta(minutes=4)), more="5" if answer == "more" else None)
            )
        case "stopped":
            return stop(reading)
        case _:
            return without_page(reading, listing, refused=answer == "refused")
