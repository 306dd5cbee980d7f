"""Events applied exactly once, commands enqueued, what falls due, and what will never work."""

import copy
import json
from collections.abc import Callable
from copy import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.functions.conftest import MARTA, NIGHT, SHOP, World

from care.instants import utc_text
from care.model.actions import CaseMerged, CaseResolved
from care.model.case import Case
from care.model.outbox_item import Item
from care.queues import send_all
from care.tables.case_writes import CaseWrites
from care.x.delivery import read_delivery

Mention = Callable[..., dict[str, Any]]


def enqueue(world: World, *deliveries: Any) -> None:
    events = [event for body in deliveries for event in read_delivery(body).events]
    assert send_all(world.sqs, world.queues["events"], events)


def case_of(world: World, customer: str = MARTA) -> Case:
    case = world.conversations.case(world.conversations.customer(SHOP, customer).case_id)
    assert case is not None
    return case


def test_a_message_makes_a_case_and_a_command(world: World, mention: Mention):
    enqueue(world, mention("1"))
    assert world.drain("events", "cases") == {"batchItemFailures": []}
    [command] = world.received("acknowledgements")
    assert json.loads(command["body"])["occasion"] == "closed"
    [message] = world.conversations.messages(case_of(world).case_id)
    assert (message.by, message.text) == ("customer", "@tiendaluna ¿dónde está mi pedido?")


def test_a_redelivery_after_a_crash_enqueues_the_same_command_again_and_stores_nothing_twice(
    world: World, mention: Mention
):
    enqueue(world, mention("1"))
    records = world.received("events")
    bodies = []
    for _ in range(2):
        world.call("cases", {"Records": records})
        bodies.append([json.loads(record["body"]) for record in world.received("acknowledgements")])
    assert bodies[0] == bodies[1] != []
    assert len(world.conversations.messages(case_of(world).case_id)) == 1
    assert case_of(world).version == 1


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        "{}",
        '{"kind": "nonsense"}',
        '{"kind": "message_received", "account_id": "1", "customer_id": "2"}',
        json.dumps({"kind": "unreadable", "account_id": SHOP, "event_type": "x", "reason": "why", "payload": "{}"}),
        json.dumps(
            {"kind": "case_due", "account_id": "999", "customer_id": "2", "case_id": "X", "due_at": NIGHT.isoformat()}
        ),
    ],
)
def test_what_will_never_work_is_put_aside_with_its_reason_and_holds_nobody(world: World, mention: Mention, body):
    world.sqs.send_message(
        QueueUrl=world.queues["events"],
        MessageBody=body,
        MessageGroupId=f"{SHOP}#{MARTA}",
        MessageDeduplicationId="poison",
    )
    enqueue(world, mention("1"))
    assert world.drain("events", "cases") == {"batchItemFailures": []}
    [dead] = world.received("events_dlq")
    assert dead["body"] == body
    assert dead["messageAttributes"]["reason"]["StringValue"]
    assert case_of(world).state == "open"


def test_a_fault_that_may_pass_holds_its_customer_alone_and_comes_back_soon(world: World, mention: Mention):
    cases: Any = world.handler("cases")
    other = "3000000000000000002"
    enqueue(world, mention("1"), mention("2", author_id=other), mention("3"))
    real = cases.conversations.apply

    def failing(event_id: str, decision: Any, now: Any, known: Any) -> None:
        if decision.customer.customer_id == MARTA:
            raise cases.Later("a passing fault")
        real(event_id, decision, now, known)

    cases.conversations.apply = failing
    try:
        answer = world.drain("events", "cases")
    finally:
        cases.conversations.apply = real
    assert len(answer["batchItemFailures"]) == 2
    assert case_of(world, other).state == "open"
    assert world.received("events_dlq") == []


def test_a_fault_of_our_own_that_always_comes_is_put_aside_before_it_drags_others_along(world: World, mention: Mention):
    cases: Any = world.handler("cases")
    enqueue(world, mention("1"))
    [record] = world.received("events")
    record["attributes"]["ApproximateReceiveCount"] = "4"
    real = cases.decide
    cases.decide = lambda *_: 1 / 0
    try:
        assert world.call("cases", {"Records": [record]}) == {"batchItemFailures": []}
    finally:
        cases.decide = real
    [dead] = world.received("events_dlq")
    assert "ZeroDivisionError" in dead["messageAttributes"]["reason"]["StringValue"]


def test_another_served_account_that_writes_is_not_a_customer(world: World, mention: Mention):
    from tests.functions.conftest import ACCOUNT

    from care.tables.accounts import Accounts

    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, id="2000000000000000009"))
    enqueue(world, mention("1", author_id="2000000000000000009"))
    world.drain("events", "cases")
    assert world.received("acknowledgements") == []
    assert world.conversations.customer(SHOP, "2000000000000000009").case_id == ""


def test_an_echo_of_our_own_send_is_known_by_id_or_by_text_and_does_not_answer_the_case(world: World, mention: Mention):
    enqueue(world, mention("1"))
    world.drain("events", "cases")
    case = case_of(world)
    item = Item(
        item_id=f"{case.case_id}:acknowledgement:1",
        account_id=SHOP,
        customer_id=MARTA,
        case_id=case.case_id,
        channel="public",
        purpose="acknowledgement",
        text="Volvemos mañana",
        created_at=NIGHT,
        in_reply_to="1",
    )
    world.outbox.add(item)
    claimed = world.outbox.claim(item, NIGHT)
    assert claimed is not None
    world.outbox.settle(claimed, "unconfirmed", NIGHT)
    enqueue(world, _own_post("50", "@marta_gz Volvemos  mañana"))
    world.drain("events", "cases")
    settled = world.outbox.item(item.queue, item.item_id)
    assert settled is not None
    assert (settled.state, settled.x_id) == ("sent", "50")
    assert case_of(world).person_answered_at is None
    assert {m.by for m in world.conversations.messages(case.case_id)} == {"customer", "centralita"}


def test_a_persons_answer_in_xs_own_app_answers_the_case(world: World, mention: Mention):
    enqueue(world, mention("1"))
    world.drain("events", "cases")
    enqueue(world, _own_post("50", "@marta_gz Ya va de camino"))
    world.drain("events", "cases")
    assert (case_of(world).state, case_of(world).unanswered_since) == ("waiting", None)


def test_a_deleted_post_loses_its_text(world: World, mention: Mention):
    enqueue(world, mention("1"))
    world.drain("events", "cases")
    gone = {
        "data": {
            "event_type": "post.delete",
            "filter": {"user_id": SHOP},
            "payload": {"id": "1", "author_id": MARTA},
        }
    }
    enqueue(world, gone)
    world.drain("events", "cases")
    [message] = world.conversations.messages(case_of(world).case_id)
    assert message.text == ""
    assert message.deleted_at is not None


def test_what_is_due_becomes_an_event_once_and_is_then_due_no_more(world: World, mention: Mention):
    world.at(NIGHT.replace(hour=9))
    enqueue(world, mention("1", created_at=NIGHT.replace(hour=9).isoformat()))
    world.drain("events", "cases")
    assert world.call("hours") == {"cases": 0, "queues": 0, "swept": 0}
    world.at(NIGHT.replace(hour=9, minute=10, second=1))
    assert world.call("hours")["cases"] == 1
    world.call("hours")
    world.drain("events", "cases")
    assert len(world.received("acknowledgements")) == 1
    assert world.call("hours")["cases"] == 0


def test_a_held_queue_is_woken_when_its_time_has_come(world: World):
    world.outbox.gates.hold(f"{SHOP}#public", NIGHT + timedelta(minutes=5))
    assert world.call("hours")["queues"] == 0
    world.at(NIGHT + timedelta(minutes=6))
    assert world.call("hours")["queues"] == 1
    [wake] = world.received("sends")
    assert json.loads(wake["body"]) == {"version": 1, "queue": f"{SHOP}#public"}


def test_a_person_resolves_a_case(world: World, mention: Mention):
    enqueue(world, mention("1"))
    world.drain("events", "cases")
    case = case_of(world)
    event = CaseResolved(account_id=SHOP, customer_id=MARTA, case_id=case.case_id, action_id="a", by="ana", at=NIGHT)
    send_all(world.sqs, world.queues["events"], [event])
    world.drain("events", "cases")
    assert case_of(world).state == "resolved"


def test_a_timer_that_comes_back_to_an_instant_at_which_it_was_done_falls_due_again(world: World, mention: Mention):
    morning = NIGHT.replace(hour=8) + timedelta(days=1)  # 9:00 in Madrid: the complaint is due at 10:00
    enqueue(world, mention("1", text="@tiendaluna esto no funciona, es una vergüenza"))
    world.drain("events", "cases")
    late = case_of(world).timers["sla_breach"]
    for at in (morning + timedelta(minutes=50), late):
        world.at(at)
        world.call("hours")
        world.drain("events", "cases")
    assert late_since(case_of(world)) is not None
    # X delivers late what was written before: the wait begins anew, in the same night, and ends at the same instant.
    written = (NIGHT - timedelta(minutes=30)).isoformat()
    enqueue(world, mention("2", text="@tiendaluna no funciona", created_at=written))
    world.drain("events", "cases")
    again = case_of(world)
    assert (again.timers["sla_breach"], late_since(again)) == (late, None)
    world.call("hours")
    first = world.received("events")
    assert len(first) == 1
    world.call("cases", {"Records": first})
    told = case_of(world)
    assert late_since(told) is not None
    assert "sla_breach" not in told.timers
    world.call("cases", {"Records": first})
    assert case_of(world) == told, "the same tick delivered twice is done once"


def test_what_an_earlier_release_stored_as_due_is_due_although_it_has_no_version(world: World, mention: Mention):
    enqueue(world, mention("1"))
    world.drain("events", "cases")
    case_id, at = case_of(world).case_id, case_of(world).timers["sla_warning"]
    world.dynamodb.update_item(
        TableName="conversations",
        Key={"pk": {"S": f"CASE#{case_id}"}, "sk": {"S": "CASE"}},
        UpdateExpression="SET due_at = :at",
        ExpressionAttributeValues={":at": {"S": utc_text(at)}},
    )
    world.at(at)
    world.call("hours")
    [event] = world.received("events")
    assert (json.loads(event["body"])["occurrence"], json.loads(event["body"])["due_at"][:19]) == (0, utc_text(at)[:19])
    world.call("cases", {"Records": [event]})
    assert "sla_warning" not in case_of(world).timers


def test_what_comes_to_a_merged_case_comes_to_the_one_that_goes_on(world: World, mention: Mention):
    enqueue(world, mention("1"))
    world.drain("events", "cases")
    first = case_of(world).case_id
    whose = {"account_id": SHOP, "customer_id": MARTA, "by": "ana"}
    send_all(world.sqs, world.queues["events"], [CaseResolved(**whose, case_id=first, action_id="a", at=NIGHT)])
    world.drain("events", "cases")
    later = NIGHT + timedelta(days=2)
    world.at(later)
    enqueue(world, mention("2", created_at=later.isoformat(), conversation_id="2"))
    world.drain("events", "cases")
    second = case_of(world).case_id
    merged = CaseMerged(**whose, case_id=first, action_id="m", at=later, into=second)
    send_all(world.sqs, world.queues["events"], [merged])
    world.drain("events", "cases")
    world.drain("events", "cases")
    answer = _own_post("55", "Ya va de camino")  # to the post of the case that is merged
    answer["data"]["payload"]["created_at"] = (later + timedelta(minutes=1)).isoformat()
    world.at(later + timedelta(minutes=2))
    enqueue(world, answer)
    world.drain("events", "cases")
    goes_on, ended = world.conversations.case(second), world.conversations.case(first)
    assert goes_on is not None
    assert ended is not None
    assert (goes_on.state, goes_on.unanswered_since) == ("waiting", None)
    assert (ended.state, ended.person_answered_at) == ("resolved", None)


def _deletion(post_id: str) -> dict[str, Any]:
    gone = {"event_type": "post.delete", "filter": {"user_id": SHOP}, "payload": {"id": post_id, "author_id": MARTA}}
    return {"data": gone}


def test_what_was_deleted_before_it_came_is_kept_without_its_text_and_answered_by_nobody(
    world: World, mention: Mention
):
    enqueue(world, _deletion("1"), mention("1"))
    world.drain("events", "cases")
    assert (world.conversations.customer(SHOP, MARTA).case_id, world.received("acknowledgements")) == ("", [])
    enqueue(world, mention("2"), _deletion("3"), mention("3", text="@tiendaluna mi clave es 1234"))
    world.drain("events", "cases")
    first, gone = world.conversations.messages(case_of(world).case_id)
    assert (first.text != "", gone.id, gone.text, gone.deleted_at is not None) == (True, "3", "", True)
    assert [json.loads(record["body"])["in_reply_to"] for record in world.received("acknowledgements")] == ["2"]
    assert case_of(world).last_message.id == "2"


@pytest.mark.parametrize("edit_first", [True, False])
def test_a_deletion_that_comes_before_the_newest_wording_takes_the_earlier_ones_too(
    world: World, mention: Mention, edit_first
):
    secret = "@tiendaluna mi clave es 1234"
    old, new = mention("31", text=secret), mention("32", text=secret + "5", edit_history_tweet_ids=["31", "32"])
    enqueue(world, mention("2"), _deletion("32"), *((new, old) if edit_first else (old, new)))
    world.drain("events", "cases")
    _, gone = world.conversations.messages(case_of(world).case_id)
    assert (gone.text, gone.versions, gone.deleted_at is not None) == ("", (), True)


def late_since(case: Case) -> datetime | None:
    running = [clock for clock in case.clocks if clock.kind != "resolution" and clock.stopped_at is None]
    return running[0].breached_at


def _own_post(post_id: str, text: str) -> dict[str, Any]:
    payload = {
        "id": post_id,
        "author_id": SHOP,
        "text": text,
        "created_at": (NIGHT + timedelta(seconds=30)).isoformat(),
        "in_reply_to_user_id": MARTA,
        "conversation_id": "1",
        "referenced_tweets": [{"type": "replied_to", "id": "1"}],
    }
    return {"data": {"event_type": "post.create", "filter": {"user_id": SHOP}, "payload": payload}}


def test_a_post_that_quotes_the_customer_or_names_them_first_is_a_persons_answer(world: World, mention: Mention):
    quote = _own_post("55", "Ya va de camino")
    quote["data"]["payload"] |= {"in_reply_to_user_id": None, "conversation_id": "55"}
    named, beside = copy.deepcopy(quote), copy.deepcopy(quote)
    quote["data"]["payload"]["referenced_tweets"] = [{"type": "quoted", "id": "1"}]
    mentioned = {"start": 0, "end": 6, "username": "marta", "id": MARTA}
    named["data"]["payload"] |= {"referenced_tweets": [], "entities": {"mentions": [mentioned]}}
    beside["data"]["payload"] |= {"referenced_tweets": [], "entities": {"mentions": [{**mentioned, "start": 9}]}}
    for place, (post, answers) in enumerate(((quote, True), (named, True), (beside, False))):
        customer = str(int(MARTA) + place)
        asked = mention(str(place + 1), author_id=customer)
        body = json.dumps(post).replace(MARTA, customer).replace('"id": "1"', f'"id": "{place + 1}"')
        enqueue(world, asked, json.loads(body.replace('"55"', f'"{place + 55}"')))
        world.drain("events", "cases")
        case = case_of(world, customer)
        assert (case.person_answered_at is not None, case.unanswered_since is None) == (answers, answers)


def test_a_post_that_quotes_an_answer_of_the_account_answers_nobody(world: World, mention: Mention):
    enqueue(world, mention("1"), _own_post("55", "Ya va de camino"))
    world.drain("events", "cases")
    later = (NIGHT + timedelta(minutes=2)).isoformat()
    world.at(NIGHT + timedelta(minutes=4))
    enqueue(world, mention("2", created_at=later))
    quote = _own_post("56", "Así trabajamos")
    quote["data"]["payload"] |= {"in_reply_to_user_id": None, "conversation_id": "56"}
    quote["data"]["payload"] |= {"referenced_tweets": [{"type": "quoted", "id": "55"}]}
    quote["data"]["payload"]["created_at"] = (NIGHT + timedelta(minutes=3)).isoformat()
    enqueue(world, quote)
    world.drain("events", "cases")
    assert case_of(world).unanswered_since is not None


def test_the_queue_gives_late_cases_first_then_by_urgency_then_by_deadline_a_page_at_a_time(
    world: World, mention: Mention
):
    from care.tables.queue_rows import queue_key_of

    world.at(NIGHT.replace(hour=9))
    written = NIGHT.replace(hour=9).isoformat()
    texts = ["¿tenéis botas?", "esto no funciona, es una vergüenza", "¿y zapatos?", "quiero comprar un bolso, ¿precio?"]
    for n, text in enumerate(texts):
        enqueue(world, mention(str(n + 1), text=f"@tiendaluna {text}", author_id=str(700 + n), created_at=written))
    world.drain("events", "cases")
    first = [case.customer.customer_id for case in world.conversations.queue(SHOP, "open")]
    assert first[0] == "701"
    # The complaint's customer is answered; of the others the first one becomes late.
    world.at(NIGHT.replace(hour=18))
    world.call("hours")
    world.drain("events", "cases")
    world.call("hours")
    world.drain("events", "cases")
    page = list(world.conversations.queue(SHOP, "open", limit=2))
    rest = list(world.conversations.queue(SHOP, "open", limit=2, after=queue_key_of(page[-1])))
    keys = [queue_key_of(case) for case in (*page, *rest)]
    assert keys == sorted(keys)
    assert len({case.case_id for case in (*page, *rest)}) == 4
    assert keys[0].startswith("0#")


def test_a_dm_that_was_opened_from_a_post_continues_the_case_of_that_post(world: World, mention: Mention):
    from care.model.actions import CaseReopened

    enqueue(world, mention("1"))
    world.drain("events", "cases")
    first = case_of(world)
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": first.case_id, "by": "ana"}
    send_all(world.sqs, world.queues["events"], [CaseResolved(**whose, action_id="a", at=NIGHT)])
    world.drain("events", "cases")
    later = NIGHT + timedelta(days=2)
    world.at(later)
    enqueue(world, mention("2", created_at=later.isoformat()))
    send_all(world.sqs, world.queues["events"], [CaseReopened(**whose, action_id="b", at=later)])
    world.drain("events", "cases")
    assert case_of(world).case_id != first.case_id
    dm = {
        "type": "message_create",
        "id": "9",
        "created_timestamp": str(int(later.timestamp() * 1000)),
        "initiated_via": {"tweet_id": "1"},
        "message_create": {
            "sender_id": MARTA,
            "target": {"recipient_id": SHOP},
            "message_data": {"text": "sigo con lo del otro día"},
        },
    }
    payload = {"direct_message_events": [dm], "users": {}}
    enqueue(world, {"data": {"event_type": "dm.received", "filter": {"user_id": SHOP}, "payload": payload}})
    world.drain("events", "cases")
    assert len(world.conversations.messages(first.case_id)) == 2


def test_the_same_customer_has_a_case_with_each_account(world: World, mention: Mention):
    from tests.functions.conftest import ACCOUNT

    from care.tables.accounts import Accounts

    other = "2000000000000000007"
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, id=other, username="otra"))
    second = mention("1")
    second["data"]["filter"]["user_id"] = other
    enqueue(world, mention("1"), second)
    world.drain("events", "cases")
    cases = {world.conversations.customer(account, MARTA).case_id for account in (SHOP, other)}
    assert len(cases) == 2
    assert "" not in cases


def test_a_message_that_came_late_makes_a_case_due_again_at_an_instant_that_was_told_before(
    world: World, mention: Mention
):
    morning = NIGHT.replace(hour=9)
    world.at(morning)
    enqueue(world, mention("2", created_at=(morning + timedelta(seconds=6)).isoformat()))
    world.drain("events", "cases")
    due_at = case_of(world).due_at
    assert due_at is not None
    world.at(due_at + timedelta(hours=1))
    world.call("hours")
    world.drain("events", "cases")
    late = replace(case_of(world), timers={"acknowledge": due_at})
    world.dynamodb.transact_write_items(TransactItems=list(CaseWrites("conversations").case(late, due_at)))
    world.at(due_at + timedelta(hours=2))
    assert world.call("hours")["cases"] == 1
    records = world.received("events")
    world.call("cases", {"Records": records})
    assert case_of(world).timers == {}
    version = case_of(world).version
    world.call("cases", {"Records": records})
    assert case_of(world).version == version
    assert world.call("hours")["cases"] == 0
