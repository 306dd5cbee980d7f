"""Posts of an account's own over the tables: made once, guarded, budgeted, never twice the same."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from botocore.exceptions import ClientError
from tests.changing import changed
from tests.functions.conftest import ACCOUNT, MARTA, SHOP, World
from tests.functions.test_acknowledge_and_publish import X
from tests.there import next_there

from care.model.incident import Incident
from care.model.outbox_item import Item
from care.model.outcomes import Code, outcome
from care.model.settings.courtesy import CourtesySettings
from care.model.settings.texts import TextSettings
from care.queues import send_all
from care.tables.accounts import Accounts
from care.tables.budget import Budget
from care.tables.kill_switch import Withheld
from care.x.delivery import read_delivery

MORNING = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)  # 9:00 in Madrid
QUEUE = f"{SHOP}#public"
ALL = {"greeting": True, "goodbye": True, "absence": True}


@pytest.fixture
def x(world: World) -> X:
    return X(world)


def set_up(world: World, courtesy=ALL, **changes) -> Accounts:
    accounts = Accounts(world.dynamodb, "accounts")
    accounts.put(changed(ACCOUNT, courtesy=CourtesySettings.model_validate(courtesy), **changes))
    return accounts


def tick(world: World, now) -> None:
    world.at(now)
    world.call("hours")
    world.drain("sends", "publish")


def posted(x: X) -> list[str]:
    return [body["text"] for body in x.asked]


def item(world: World, item_id: str) -> Item:
    found = world.outbox.item(QUEUE, item_id)
    assert found is not None
    return found


def test_a_day_is_greeted_once_however_often_hours_runs(world: World, x: X):
    set_up(world)
    tick(world, MORNING - timedelta(hours=3))
    for seconds in (0, 30, 60, 1700, 3600):
        tick(world, MORNING + timedelta(seconds=seconds))
    [text] = posted(x)
    assert "de 9:00 a 14:00" in text
    assert "reply" not in x.asked[0]
    tick(world, MORNING.replace(hour=18))
    assert len(posted(x)) == 2
    assert "mañana, jueves 26 de noviembre" in posted(x)[1]
    spent = Budget(world.dynamodb, "outbox").by_purpose(SHOP, "2026-11")["courtesy"]
    assert (spent.sends, spent.micro_dollars) == (2, 30_000)


def test_a_post_whose_wake_was_lost_is_seen_to_by_the_next_look_though_its_moment_has_passed(
    world: World, x: X, monkeypatch: pytest.MonkeyPatch
):
    set_up(world)
    tick(world, MORNING - timedelta(hours=3))
    world.at(MORNING)
    with monkeypatch.context() as patched:
        failed = ClientError({"Error": {"Code": "ServiceUnavailable"}}, "SendMessage")
        patched.setattr("hours.courtesies.wake", Mock(side_effect=failed))
        with pytest.raises(RuntimeError, match="could not be looked at"):
            world.call("hours")
    waiting = next_there(world.outbox, QUEUE)
    tick(world, MORNING.replace(hour=15))
    assert (item(world, waiting.item_id).state, posted(x)) == ("withdrawn", [])


def test_a_publisher_that_comes_too_late_greets_nobody(world: World, x: X):
    set_up(world)
    tick(world, MORNING - timedelta(hours=3))
    world.at(MORNING)
    world.call("hours")
    world.at(MORNING + timedelta(minutes=31))
    world.drain("sends", "publish")
    assert (posted(x), item(world, "account:greeting:2026-11-25").state) == ([], "withdrawn")


def test_in_a_pause_nothing_is_posted_it_is_listed_and_not_made_up_for(world: World, x: X):
    accounts = set_up(world)
    tick(world, MORNING - timedelta(hours=3))
    accounts.pause(SHOP, "sara", MORNING - timedelta(hours=1))
    tick(world, MORNING)
    listed = Withheld(world.dynamodb, "outbox").of(SHOP, MORNING - timedelta(hours=1))
    assert [(one.key, one.purpose) for one in listed] == [("account:greeting:2026-11-25", "courtesy")]
    accounts.resume(SHOP)
    tick(world, MORNING + timedelta(minutes=5))
    assert posted(x) == []


def incident(**changes) -> Incident:
    values = {"incident_id": "web", "terms": ["la web"], "texts": {"es": "La web no va."}, "post": True}
    ends = {"end_texts": {"es": "La web ya va."}, "started_at": MORNING}
    return Incident.model_validate(values | ends | changes)


def test_an_incident_is_told_once_and_its_end_after_it(world: World, x: X):
    accounts = set_up(world, {})
    accounts.change_incidents(SHOP, lambda _account: [incident()])
    for minutes in (1, 2, 3):
        tick(world, MORNING + timedelta(minutes=minutes))
    accounts.change_incidents(SHOP, lambda _account: [incident(ended_at=MORNING + timedelta(hours=2))])
    for minutes in (121, 122):
        tick(world, MORNING + timedelta(minutes=minutes))
    assert posted(x) == ["La web no va.", "La web ya va."]


def test_without_its_beginning_no_end_is_told(world: World, x: X):
    accounts = set_up(world, {})
    accounts.change_incidents(SHOP, lambda _account: [incident(ended_at=MORNING + timedelta(hours=2))])
    tick(world, MORNING + timedelta(hours=2, minutes=1))
    ends = item(world, "account:incident_end:web:2026-11-25T08:00:00.000000Z")
    assert (posted(x), ends.state, ends.reason) == ([], "withdrawn", "nobody was told that it began")


def test_an_end_waits_while_nobody_knows_whether_the_beginning_went(world: World, x: X):
    import httpx

    accounts = set_up(world, {})
    accounts.change_incidents(SHOP, lambda _account: [incident()])
    x.next = [httpx.ReadTimeout("late")]
    tick(world, MORNING + timedelta(minutes=1))
    begins = item(world, "account:incident:web:2026-11-25T08:00:00.000000Z")
    assert begins.state == "unconfirmed"
    accounts.change_incidents(SHOP, lambda _account: [incident(ended_at=MORNING + timedelta(hours=2))])
    tick(world, MORNING + timedelta(hours=2, minutes=1))
    assert posted(x) == []
    assert world.outbox.recognise(SHOP, "public", "", "950", "La web no va.", MORNING, MORNING) is not None
    tick(world, MORNING + timedelta(hours=2, minutes=20))
    assert posted(x) == ["La web ya va."]


def test_a_post_is_never_the_very_same_as_yesterdays_or_as_another_of_today(world: World, x: X):
    texts = {"greeting": {"es": ["Hola a todos", "Buenos días"]}}
    set_up(world, {"greeting": True, "texts": texts})
    before = Item(
        item_id="account:greeting:2026-11-24", account_id=SHOP, customer_id="", case_id="", channel="public",
        purpose="courtesy", text="Hola a todos", created_at=MORNING - timedelta(hours=1), state="sent",
    )  # fmt: skip
    world.outbox.add(before)
    world.dynamodb.delete_item(
        TableName="outbox",
        Key={"pk": {"S": QUEUE}, "sk": {"S": f"READY#5#2026-11-25T07:00:00.000000Z#{before.item_id}"}},
    )
    tick(world, MORNING - timedelta(hours=3))
    tick(world, MORNING)
    tick(world, MORNING + timedelta(minutes=1))
    assert posted(x) == ["Buenos días"]


@pytest.mark.parametrize("kind", ["greeting", "goodbye", "absence", "incident"])
def test_every_post_of_its_own_passes_the_guard(world: World, x: X, kind):
    """Words to look at twice stop it as they stop a person, and the supervisor is told."""
    texts = {name: {"es": "Hay oferta en la tienda"} for name in ("greeting", "goodbye")}
    texts["absence"] = {"es": "Hay oferta en la tienda, volvemos {return}"}
    away = [{"from": "2026-11-26T10:00:00Z", "to": "2026-11-26T12:00:00Z"}]
    hours = changed(ACCOUNT.hours, absences=away)
    accounts = set_up(world, {**ALL, "texts": texts}, second_look=("oferta",), hours=hours)
    now = {"greeting": MORNING, "goodbye": MORNING.replace(hour=18), "incident": MORNING + timedelta(minutes=40),
           "absence": datetime(2026, 11, 26, 10, tzinfo=UTC)}[kind]  # fmt: skip
    if kind == "incident":
        accounts.change_incidents(SHOP, lambda _account: [incident(texts={"es": "Hay oferta y no va"})])
    tick(world, now)
    assert posted(x) == []
    [notice] = accounts.notices(SHOP)
    assert notice.why == (outcome(Code.words_to_approve, words="oferta"),)
    assert f"account:{kind}:" in notice.text


@pytest.mark.parametrize("kind", ["greeting", "incident"])
def test_no_post_of_its_own_passes_the_months_dollars(world: World, x: X, kind):
    from care.model.account import BudgetSettings

    accounts = set_up(world, budget=BudgetSettings(month_dollars="0.01"))
    if kind == "incident":
        accounts.change_incidents(SHOP, lambda _account: [incident()])
    tick(world, MORNING)
    assert posted(x) == []
    waiting = next_there(world.outbox, QUEUE)
    assert waiting.purpose == "courtesy"


def test_what_waits_of_a_person_goes_before_a_greeting(world: World, x: X):
    set_up(world)
    tick(world, MORNING - timedelta(hours=3))
    world.at(MORNING)
    world.call("hours")
    found = next_there(world.outbox, QUEUE)
    assert found.purpose == "courtesy"


def test_an_account_that_greets_nobody_is_not_looked_at(world: World):
    set_up(world, {})
    world.at(MORNING)
    world.call("hours")
    rows = world.dynamodb.query(
        TableName="accounts", KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": {"S": "COURTESY"}}
    )["Items"]
    assert rows == []


def thanks(world: World, mention: Callable[..., dict[str, Any]], **changes) -> None:
    post = mention("1", "@tiendaluna ¡muchas gracias!", created_at=MORNING.isoformat(), **changes)
    send_all(world.sqs, world.queues["events"], read_delivery(post).events)
    world.at(MORNING)
    for queue, function in (("events", "cases"), ("acknowledgements", "acknowledge"), ("sends", "publish")):
        world.drain(queue, function)


def test_who_thanks_in_public_is_thanked_by_one_reply_when_people_had_their_minutes(
    world: World, x: X, mention: Callable[..., dict[str, Any]]
):
    set_up(world, {"thanks": "everybody"})
    thanks(world, mention)
    assert posted(x) == []
    tick(world, MORNING + timedelta(minutes=15))
    tick(world, MORNING + timedelta(minutes=16))
    assert [body["reply"]["in_reply_to_tweet_id"] for body in x.asked] == ["1"]
    world.drain("events", "cases")
    case_id = world.conversations.customer(SHOP, MARTA).case_id
    kept = world.conversations.messages(case_id)[-1]
    assert (kept.purpose, kept.text, kept.channel) == ("courtesy", posted(x)[0], "public")


def test_thanks_pass_the_guard_and_wait_for_approval_like_a_persons(
    world: World, x: X, mention: Callable[..., dict[str, Any]]
):
    set_up(world, {"thanks": "everybody", "texts": {"thanks": {"es": "¡Gracias! Hay oferta"}}}, second_look=("oferta",))
    thanks(world, mention)
    tick(world, MORNING + timedelta(minutes=15))
    world.drain("events", "cases")
    case = world.conversations.case(world.conversations.customer(SHOP, MARTA).case_id)
    assert posted(x) == []
    assert case is not None
    assert case.awaiting_approval == (f"{case.case_id}:thanks:1",)


def test_thanks_do_not_pass_the_months_dollars(world: World, x: X, mention: Callable[..., dict[str, Any]]):
    from care.model.account import BudgetSettings

    set_up(world, {"thanks": "everybody"}, budget=BudgetSettings(month_dollars="0.00"))
    thanks(world, mention)
    tick(world, MORNING + timedelta(minutes=15))
    assert posted(x) == []


@pytest.mark.parametrize("occasion", ["closed", "open", "incident", "private_request", "absence"])
def test_every_public_acknowledgement_passes_the_guard_like_a_persons_reply(
    world: World, x: X, mention: Callable[..., dict[str, Any]], occasion
):
    texts = {"closed": {"es": "Hay oferta, volvemos {return}"}, "absence": {"es": "Hay oferta, volvemos {return}"},
             "open": {"es": "Hay oferta"}, "private_request": {"es": "Hay oferta"}}  # fmt: skip
    night = MORNING.replace(hour=22)
    away = [{"from": "2026-11-25T21:00:00Z", "to": "2026-11-26T12:00:00Z"}] if occasion == "absence" else []
    hours = changed(ACCOUNT.hours, absences=away)
    accounts = set_up(world, {}, second_look=("oferta",), texts=TextSettings.model_validate(texts), hours=hours)
    if occasion == "incident":
        accounts.change_incidents(SHOP, lambda _account: [incident(texts={"es": "Hay oferta y no va"}, post=False)])
    now = MORNING if occasion == "open" else night
    said = {"incident": "@tiendaluna no va la web", "private_request": "@tiendaluna mi correo es marta@correo.example"}
    text = said.get(occasion, "@tiendaluna ¿dónde está mi pedido?")
    world.at(now)
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1", text, created_at=now.isoformat())).events)
    for minutes in (0, 11):
        world.at(now + timedelta(minutes=minutes))
        world.call("hours")
        for queue, function in (("events", "cases"), ("acknowledgements", "acknowledge"), ("sends", "publish")):
            world.drain(queue, function)
    case_id = world.conversations.customer(SHOP, MARTA).case_id
    [held] = world.outbox.of_case(SHOP, case_id)
    assert posted(x) == []
    assert (held.purpose, held.state, held.reason) == ("acknowledgement", "held", "waits for approval: oferta")


def test_the_echo_of_a_post_of_the_accounts_own_is_nobodys_message(world: World, x: X):
    set_up(world)
    tick(world, MORNING - timedelta(hours=3))
    tick(world, MORNING)
    known = item(world, "account:greeting:2026-11-25")
    sample = json.loads((Path(__file__).parents[2] / "events" / "post.create.json").read_text())
    payload = {"id": known.x_id, "author_id": SHOP, "text": known.text, "created_at": MORNING.isoformat()}
    sample["data"] |= {"filter": {"user_id": SHOP}, "payload": payload}
    events = read_delivery(sample).events
    assert send_all(world.sqs, world.queues["events"], events)
    assert world.drain("events", "cases") == {"batchItemFailures": []}
    assert world.received("events_dlq") == []
