"""Replies and their guard, incidents over all cases, and the customer's right that everything goes."""

import json
from collections.abc import Callable
from copy import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.neighbour import others

from care.model.actions import CaseMerged, CustomerErased, ReplyApproved, ReplyWritten
from care.model.case import Case
from care.model.incident import Incident
from care.queues import send_all
from care.tables.accounts import Accounts
from care.tables.fanout import Sweeps
from care.x.delivery import read_delivery

Mention = Callable[..., dict[str, Any]]


def case_of(world: World, customer: str = MARTA) -> Case:
    case = world.conversations.case(world.conversations.customer(SHOP, customer).case_id)
    assert case is not None
    return case


def happen(world: World, *events: Any) -> None:
    assert send_all(world.sqs, world.queues["events"], events)
    for _ in range(3):
        assert world.drain("events", "cases") == {"batchItemFailures": []}


@pytest.fixture
def case(world: World, mention: Mention) -> Case:
    happen(world, *read_delivery(mention("1")).events)
    return case_of(world)


def action(case: Case, kind: type[Any], **values: Any) -> Any:
    whose = {"account_id": SHOP, "customer_id": case.customer.customer_id, "case_id": case.case_id}
    return kind(**whose, action_id=f"a{len(values)}{kind.__name__}", by="ana", at=NIGHT, **values)


def settled(world: World, channel: str = "public") -> list[tuple[str, str]]:
    """Drain the queue of a channel without X: what the guard says of each item."""
    publish = world.handler("publish")
    asked: list[str] = []

    class Nobody:
        def create_post(self, text: str, **_: Any) -> Any:
            asked.append(text)
            return publish.__dict__.get("Sent", type("Sent", (), {"id": str(900 + len(asked)), "limits": None}))()

        send_dm = create_post

    real = publish.x_accounts.client
    publish.x_accounts.client = lambda *_: Nobody()
    try:
        world.drain("sends", "publish")
    finally:
        publish.x_accounts.client = real
    rows = others(world.dynamodb.scan(TableName="outbox")["Items"])
    return sorted((r["purpose"]["S"], r["state"]["S"]) for r in rows if r["sk"]["S"].startswith("ITEM#"))


def test_a_persons_reply_is_sent_under_the_post_and_answers_the_case(world: World, case: Case):
    happen(world, action(case, ReplyWritten, channel="public", text="Ya va de camino"))
    assert settled(world) == [("reply", "sent")]
    happen(world)
    assert case_of(world).state == "waiting"


@pytest.mark.parametrize("text", ["Tu correo es marta@gmail.com, ¿verdad?", "a" * 281])
def test_what_may_not_stand_in_public_is_refused_before_x_sees_it(world: World, case: Case, text):
    happen(world, action(case, ReplyWritten, channel="public", text=text))
    assert settled(world) == [("reply", "refused")]
    happen(world)
    assert case_of(world).state == "open"


def test_a_reply_with_a_watched_word_is_held_until_a_supervisor_approves_it(world: World, case: Case):
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, second_look=("abogado",)))
    happen(world, action(case, ReplyWritten, channel="public", text="Lo mira nuestro abogado"))
    assert settled(world) == [("reply", "held")]
    happen(world)
    [item_id] = case_of(world).awaiting_approval
    happen(world, action(case, ReplyApproved, item_id=item_id))
    assert settled(world) == [("reply", "sent")]


def test_merging_ends_one_case_and_the_other_takes_over(world: World, case: Case, mention: Mention):
    from care.model.actions import CaseResolved

    happen(world, action(case, CaseResolved))
    later = (NIGHT + timedelta(days=2)).isoformat()
    world.at(NIGHT + timedelta(days=2))
    happen(world, *read_delivery(mention("2", created_at=later)).events)
    second = case_of(world)
    assert second.case_id != case.case_id
    first = world.conversations.case(case.case_id)
    assert first is not None
    happen(world, action(second, CaseMerged, into=first.case_id))
    merged, goes_on = world.conversations.case(second.case_id), world.conversations.case(first.case_id)
    assert merged is not None
    assert goes_on is not None
    assert (merged.merged_into, goes_on.state) == (first.case_id, "open")
    assert case_of(world).case_id == first.case_id
    happen(world, action(goes_on, CaseMerged, into="NOBODYS"))
    assert case_of(world).merged_into == ""


def test_erasing_a_customer_leaves_nothing_and_old_events_stay_gone(world: World, case: Case, mention: Mention):
    happen(world, action(case, ReplyWritten, channel="public", text="Hola Marta"))
    world.drain("acknowledgements", "acknowledge")
    request = CustomerErased(account_id=SHOP, customer_id=MARTA, action_id="erase", by="operator", at=NIGHT)
    other = "3000000000000000002"
    happen(world, *read_delivery(mention("5", author_id=other)).events)
    happen(world, request)
    tables = ("conversations", "outbox")
    left = [item for table in tables for item in others(world.dynamodb.scan(TableName=table)["Items"])]
    about = [item for item in left if MARTA in json.dumps(item) and item["sk"]["S"] != "CUSTOMER"]
    assert [item["sk"]["S"] for item in about if not item["sk"]["S"].startswith("EVENT#action:erase")] == []
    assert "Hola Marta" not in json.dumps(left)
    happen(world, *read_delivery(mention("1")).events)
    assert world.conversations.cases_of(SHOP, MARTA) == []
    assert case_of(world, other).state == "open"
    happen(world, replace(request, action_id="again", at=NIGHT + timedelta(minutes=4)))
    new = (NIGHT + timedelta(minutes=5)).isoformat()
    world.at(NIGHT + timedelta(minutes=5))
    happen(world, *read_delivery(mention("9", created_at=new)).events)
    happen(world, replace(request, action_id="put back from the dead letters"))
    assert len(world.conversations.cases_of(SHOP, MARTA)) == 1


def test_an_incident_reaches_the_open_cases_it_is_about_and_its_end_tells_who_waits(world: World, mention: Mention):
    # So old that nobody is acknowledged before the incident.
    for n, text in enumerate(("@tiendaluna la web no carga", "@tiendaluna ¿tenéis botas?")):
        at = (NIGHT - timedelta(minutes=90)).isoformat()
        happen(world, *read_delivery(mention(str(n + 1), text=text, author_id=str(700 + n), created_at=at)).events)
    incident = Incident.model_validate(
        {
            "incident_id": "web",
            "terms": ["la web"],
            "texts": {"es": "La web no funciona."},
            "end_texts": {"es": "La web funciona de nuevo."},
            "started_at": NIGHT,
        }
    )
    accounts = Accounts(world.dynamodb, "accounts")
    accounts.change_incidents(SHOP, lambda _account: [incident])
    Sweeps(world.dynamodb, "conversations").begin(SHOP, "incident:web:open", NIGHT)
    world.call("hours")
    happen(world)
    assert [case_of(world, str(700 + n)).incident_id for n in range(2)] == ["web", ""]
    told = [json.loads(record["body"]) for record in world.received("acknowledgements")]
    assert [(command["occasion"], command["customer_id"]) for command in told] == [("incident", "700")]
    first = told[0]["item_id"]
    ended = replace(incident, ended_at=NIGHT + timedelta(minutes=30))
    accounts.change_incidents(SHOP, lambda _account: [ended])
    world.at(NIGHT + timedelta(minutes=30))
    Sweeps(world.dynamodb, "conversations").begin(SHOP, "incident:web:end", NIGHT + timedelta(minutes=30))
    world.call("hours")
    happen(world)
    told = [json.loads(record["body"]) for record in world.received("acknowledgements")]
    asked = [(command["occasion"], command["customer_id"], command["item_id"]) for command in told]
    # The sweep of the beginning comes once more, and asks for the same item, which the outbox has.
    assert [(occasion, who) for occasion, who, _ in asked] == [("incident", "700"), ("incident_end", "700")]
    assert asked[0][2] == first


def test_an_erasure_that_died_midway_is_finished_by_the_next_try(world: World, case: Case):
    happen(world, action(case, ReplyWritten, channel="public", text="Hola Marta"))
    request = CustomerErased(account_id=SHOP, customer_id=MARTA, action_id="erase", by="operator", at=NIGHT)
    cases = world.handler("cases")
    real = cases.conversations.erase
    cases.conversations.erase = lambda *arguments: [real(*arguments), 1 / 0]
    try:
        send_all(world.sqs, world.queues["events"], [request])
        assert len(world.drain("events", "cases")["batchItemFailures"]) == 1
    finally:
        cases.conversations.erase = real
    happen(world, request)
    assert "Hola Marta" not in json.dumps(world.dynamodb.scan(TableName="outbox")["Items"])


def test_an_echo_from_before_the_erasure_brings_no_text_back(world: World, case: Case):
    happen(world, CustomerErased(account_id=SHOP, customer_id=MARTA, action_id="erase", by="operator", at=NIGHT))
    payload = {
        "id": "70",
        "author_id": SHOP,
        "text": "Hola Marta",
        "created_at": (NIGHT - timedelta(minutes=1)).isoformat(),
        "in_reply_to_user_id": MARTA,
    }
    echo = {"data": {"event_type": "post.create", "filter": {"user_id": SHOP}, "payload": payload}}
    happen(world, *read_delivery(echo).events)
    assert "Hola Marta" not in json.dumps(world.dynamodb.scan(TableName="conversations")["Items"])
