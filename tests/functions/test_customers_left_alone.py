"""A customer who stays as they were is not written again, and nobody decides on what another event has changed."""

from copy import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.functions.conftest import MARTA, NIGHT, SHOP, World
from tests.there import there

from care.aws import DynamoDBClient
from care.model.case import Case
from care.model.decision import Decision
from care.model.events import CaseDue
from care.queues import send_all
from care.tables.batch_reads import rows_at
from care.tables.conversations import Conflict, Conversations
from care.x.delivery import read_delivery


@pytest.fixture
def case(world: World, mention: Any) -> Case:
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    world.drain("events", "cases")
    case_id = world.conversations.customer(SHOP, MARTA).case_id
    return there(world.conversations.case(case_id))


def event(number: int) -> CaseDue:
    return CaseDue(account_id=SHOP, customer_id=MARTA, case_id="C1", due_at=NIGHT + timedelta(seconds=number))


def decision(case: Case, language: str = "es") -> Decision:
    changed = replace(case, customer=replace(case.customer, language=language))
    return Decision(case=changed, customer=changed.customer, because=())


def test_an_event_that_changes_nothing_of_a_customer_leaves_them_as_they_are(world: World, case: Case):
    world.conversations.apply(event(1), decision(case), NIGHT, case)
    after = there(world.conversations.case(case.case_id))
    assert (after.version, after.customer) == (case.version + 1, case.customer)


def test_what_is_changed_of_a_customer_is_written(world: World, case: Case):
    world.conversations.apply(event(1), decision(case, language="pt"), NIGHT, case)
    after = world.conversations.customer(SHOP, MARTA)
    assert (after.language, after.version) == ("pt", case.customer.version + 1)


def test_a_customer_who_has_not_written_lately_is_kept_as_long_as_their_case(world: World, case: Case):
    later = NIGHT + timedelta(days=40)
    world.conversations.apply(event(1), decision(case), later, case)
    assert world.conversations.customer(SHOP, MARTA).version == case.customer.version + 1


def test_two_who_read_the_same_case_do_not_both_decide_although_only_one_writes_the_customer(world: World, case: Case):
    """One goes on with the case, the other leaves it for a new one and says so of the customer."""
    new = replace(case, case_id="NEW1", version=0, customer=replace(case.customer, case_id="NEW1"))
    opens = Decision(case=new, customer=new.customer, because=())
    world.conversations.apply(event(1), opens, NIGHT, case)
    with pytest.raises(Conflict):
        world.conversations.apply(event(2), decision(case), NIGHT, case)


def test_and_not_the_other_way_round_either(world: World, case: Case):
    new = replace(case, case_id="NEW1", version=0, customer=replace(case.customer, case_id="NEW1"))
    world.conversations.apply(event(2), decision(case), NIGHT, case)
    with pytest.raises(Conflict):
        world.conversations.apply(event(1), Decision(case=new, customer=new.customer, because=()), NIGHT, case)
    assert world.conversations.case("NEW1") is None


def test_a_case_is_read_with_its_customer_whoever_was_named(world: World, case: Case):
    known: Conversations = world.conversations
    assert known.case_of(case.case_id, SHOP, MARTA) == case
    assert known.case_of(case.case_id, SHOP, "somebody else") == case
    assert known.case_of(case.case_id, SHOP, "") == case
    assert known.case_of("none", SHOP, MARTA) is None


def test_what_dynamodb_leaves_out_of_a_batch_is_asked_for_by_itself(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
):
    client: DynamoDBClient = world.dynamodb
    whole = client.batch_get_item

    def some(**asked: Any) -> Any:
        answer = whole(**asked)
        [(table, one)] = asked["RequestItems"].items()
        left = {"Keys": one["Keys"][1:], "ConsistentRead": True}
        rows = [row for row in answer["Responses"][table] if row["sk"] == one["Keys"][0]["sk"]]
        return {"Responses": {table: rows}, "UnprocessedKeys": {table: left}}

    monkeypatch.setattr(client, "batch_get_item", some)
    places = ((f"CASE#{case.case_id}", "CASE"), (f"CUSTOMER#{SHOP}#{MARTA}", "CUSTOMER"), ("none", "none"))
    assert set(rows_at(client, "conversations", *places)) == set(places[:2])
