"""What is read of many: pages of the queue and of finds, people, matters; what a case leaves in lists and months."""

from copy import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.changing import changed
from tests.functions.conftest import MARTA, NIGHT, SHOP, World
from tests.there import there
from tests.unit.watch.test_how_far import seen

from care.model.actions import CaseResolved
from care.model.case import Case, LastMessage, Survey
from care.model.customer import Customer
from care.model.decision import Decision
from care.model.messages import Author, Message
from care.model.person import Person
from care.model.watch import Find
from care.tables import finds as finds_module
from care.tables.case_writes import CaseWrites, goes_without_customer, instant_of
from care.tables.conversations import Conflict
from care.tables.finds import Finds
from care.tables.matters import Matters
from care.tables.people import People
from care.tables.queue import Queue, Wanted
from care.tables.spreads import Spreads

OTHER, PEDRO = "2000000000000000002", "3000000000000000002"
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def a_case(number: int, account: str = SHOP, customer: str = MARTA, **changes: Any) -> Case:
    case = Case(
        case_id=f"C{number:03}",
        account_id=account,
        customer=Customer(account_id=account, customer_id=customer),
        opened_at=NIGHT + number * MINUTE,
        last_message=LastMessage(id="9", channel="public", at=NIGHT),
        state="open",
    )
    return changed(case, **changes)


def kept(world: World, *cases: Case) -> None:
    writes = [write for case in cases for write in CaseWrites("conversations").case(case, NIGHT)]
    for start in range(0, len(writes), 100):
        world.dynamodb.transact_write_items(TransactItems=writes[start : start + 100])


def ids(world: World, view: Any = "open", account: str = SHOP, **more: Any) -> list[str]:
    return [row.case_id for row in Queue(world.dynamodb, "conversations").page(Wanted(account, view, **more)).rows]


def test_a_page_has_fifty_and_the_next_one_begins_behind_it(world: World):
    kept(world, *(a_case(number) for number in range(50)), a_case(99, OTHER))
    queue = Queue(world.dynamodb, "conversations")
    page = queue.page(Wanted(SHOP))
    assert (len(page.rows), page.after) == (50, "")
    assert queue.count(Wanted(SHOP)).number == 50
    kept(world, a_case(50))
    page = queue.page(Wanted(SHOP))
    assert (len(page.rows), page.rows[-1].case_id) == (50, "C049")
    assert [row.case_id for row in queue.page(Wanted(SHOP, after=page.after)).rows] == ["C050"]
    both = queue.page(Wanted(SHOP), Wanted(OTHER))
    assert [row.case_id for row in both.rows] == [row.case_id for row in page.rows]
    rest = queue.page(Wanted(SHOP, after=both.after), Wanted(OTHER, after=both.after))
    assert [row.case_id for row in rest.rows] == ["C050", "C099"]
    assert [row.case_id for row in queue.page(Wanted(SHOP, sort="age")).rows][:2] == ["C000", "C001"]


def test_what_is_snoozed_stands_in_no_list_but_its_own_and_where_it_is_not_in_the_way(world: World):
    on: dict[str, Any] = {"assignee": "ana", "incident_id": "web", "topic": "unsure", "influencer": True}
    asleep: dict[str, Any] = {**on, "snoozed_until": NIGHT + DAY}
    kept(world, a_case(1, **asleep), a_case(2, **on), a_case(3, OTHER, **asleep))
    for view, of in (("open", ""), ("mine", "ana"), ("unsure", ""), ("influencers", "")):
        assert ids(world, view, of=of) == ["C002"], view
    assert ids(world, "snoozed") == ["C001"]
    assert ids(world, "incident", of="web") == ["C001", "C002"]
    assert ids(world, "mine", of="luis") == []
    assert Queue(world.dynamodb, "conversations").count(Wanted(SHOP, "mine", "ana")).number == 1


def test_a_list_is_filtered_by_channel_language_and_tag(world: World):
    dm = LastMessage(id="9", channel="private", at=NIGHT)
    kept(world, a_case(1, tags=("talla",), language="es"), a_case(2, last_message=dm, language="pt-BR"))
    assert ids(world, channel="private") == ["C002"]
    assert ids(world, language="pt") == ["C002"]
    assert ids(world, tag="talla") == ["C001"]
    assert ids(world, tag="talla", language="pt") == []


def test_a_case_leaves_the_lists_that_it_is_on_no_more(world: World):
    case = a_case(1, assignee="ana", mentions=("luis",))
    kept(world, case)
    assert (ids(world, "mine", of="ana"), ids(world, "mentions", of="luis")) == (["C001"], ["C001"])
    later = changed(case, version=1, listed=("mine", "mentions:luis"), assignee="", mentions=("luis",))
    kept(world, later)
    assert (ids(world, "mine", of="ana"), ids(world, "mentions", of="luis")) == ([], ["C001"])


@pytest.mark.parametrize(
    ("into", "state", "deleted"), [("C2", "asked", True), ("", "asked", False), ("C2", "answered", False)]
)
def test_a_merged_cases_question_goes_with_the_case_that_goes_on(into: str, state: Any, deleted: bool):
    survey = Survey(state=state, kind="csat", asked_at=NIGHT)
    case = a_case(1, survey=survey, merged_into=into, version=1)
    rows = [one for one in CaseWrites("conversations").case(case, NIGHT) if "SURVEYS#" in repr(one)]
    assert [next(iter(one)) for one in rows] == (["Delete"] if deleted else ["Put"])


def test_an_instant_of_what_is_due_holds_the_version_of_its_case():
    assert instant_of("2026-11-24T21:00:00.000000000000007Z")[1] == 7
    assert instant_of("2026-11-24T21:00:00.000000Z") == (NIGHT, 0)


def test_a_case_is_written_without_its_customer_where_that_is_unchanged_and_was_written_lately():
    wrote = changed(a_case(1).customer, version=3, wrote_on=("2026-11-01", "2026-11-24"))
    case = a_case(1, customer=wrote.customer_id)
    case = changed(case, customer=wrote)

    def alone(known: Any, customer: Customer = wrote, case: Any = case, now: Any = NIGHT) -> bool:
        return goes_without_customer(Decision(customer, (), case), known, now)

    assert alone(case)
    assert alone(case, now=NIGHT + DAY)
    assert not alone(case, now=NIGHT + 2 * DAY)
    assert not alone(case, customer=replace(wrote, username="m"))
    assert not alone(wrote)
    assert not alone(case, case=None)
    assert not alone(case, case=a_case(2))
    for other in (replace(wrote, wrote_on=()), replace(wrote, version=0)):
        assert not alone(changed(case, customer=other), customer=other, case=changed(case, customer=other))


def test_of_two_who_decide_on_one_case_the_second_is_told_so(world: World):
    conversations = world.conversations
    customer = conversations.customer(SHOP, MARTA)
    case = changed(a_case(1), customer=customer)

    def event(number: int) -> CaseResolved:
        whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": "C001"}
        return CaseResolved(**whose, action_id=str(number), by="ana", at=NIGHT)

    decision = Decision(customer, (), case)
    conversations.apply(event(1), decision, NIGHT, customer)
    with pytest.raises(Conflict):
        conversations.apply(event(2), decision, NIGHT, customer)


def test_a_customers_matters_are_theirs_with_this_brand_the_newest_first(world: World):
    scored = Survey(state="answered", kind="nps", asked_at=NIGHT, score=0)
    kept(world, a_case(1, survey=scored), a_case(2), a_case(3, OTHER), a_case(4, customer=PEDRO))
    first, second = Matters(world.dynamodb, "conversations").of(SHOP, MARTA)
    assert (first.case_id, second.case_id) == ("C002", "C001")
    assert (second.score, second.survey, first.score, first.survey) == (0, "nps", None, "")


def find(number: int, author: str = MARTA, account: str = SHOP) -> Find:
    message = Message(id=str(number), channel="public", text="x", at=NIGHT)
    return Find(account_id=account, search_id="A" * 12, author=Author(id=author), message=message, found_at=NIGHT)


def test_finds_are_listed_once_the_newest_first_a_page_at_a_time_and_moved_once(world: World):
    world.monkeypatch.setattr(finds_module, "PAGE", 3)
    finds = Finds(world.dynamodb, "conversations")
    assert all(finds.add(find(number)) for number in range(97, 101))
    assert finds.add(find(7, PEDRO, OTHER))
    assert not finds.add(find(97))
    page, after = finds.page(SHOP, "A" * 12)
    assert ([one.post_id for one in page[:2]], len(page), after) == (["100", "99"], 3, "98")
    assert [one.post_id for one in finds.page(SHOP, "A" * 12, after=after)[0]] == ["97"]
    assert finds.new(SHOP, "A" * 12) == (4, False)
    moved = there(finds.move(find(100), "aside", "ana", NIGHT + MINUTE))
    assert (moved.state, moved.by, moved.changed_at) == ("aside", "ana", NIGHT + MINUTE)
    assert there(finds.one(SHOP, "100")).state == "aside"
    assert finds.move(find(100), "opened", "luis", NIGHT) is None
    assert [one.post_id for one in finds.page(SHOP, "A" * 12, done=True)[0]] == ["100"]
    assert finds.new(SHOP, "A" * 12) == (3, False)
    assert finds.one(SHOP, "7") is None
    finds.forget_author(SHOP, MARTA, NIGHT + DAY)
    assert (finds.page(SHOP, "A" * 12), finds.by(SHOP, MARTA)) == (([], ""), [])
    assert [one.post_id for one in finds.by(OTHER, PEDRO)] == ["7"]


def test_who_was_changed_or_removed_is_so_in_the_list_at_once(world: World):
    people = People(world.dynamodb, "accounts")
    ana = Person(id="ana@luna.example", name="Ana", roles=("agents",))
    before = len(people.all())
    assert people.add(ana)
    assert not people.add(replace(ana, name="Otra"))
    assert len(people.all()) == before + 1
    assert there(people.change(ana.id, lambda one: replace(one, name="Ana M."))).name == "Ana M."
    assert [one.name for one in people.all() if one.id == ana.id] == ["Ana M."]
    people.remove(ana.id)
    assert len(people.all()) == before
    assert people.change(ana.id, lambda one: one) is None
    assert people.get("x" * 201) is None


def test_how_complaints_spread_is_told_of_two_days_of_one_brand(world: World):
    spreads = Spreads(world.dynamodb, "conversations")
    old, new = (replace(seen(), case_id=f"C{n}", opened_at=NIGHT - n * DAY) for n in (3, 1))
    theirs = replace(new, account_id=OTHER)
    for one in (old, new, theirs):
        spreads.keep(one, NIGHT)
    assert [one.case_id for one in spreads.lately(new.account_id, NIGHT)] == ["C1"]
    assert spreads.one(old.account_id, "C3", old.opened_at) == old
    spreads.forget(new.account_id, "C1", new.opened_at)
    assert spreads.lately(new.account_id, NIGHT) == []
    assert spreads.lately(OTHER, NIGHT) == [theirs]
