"""Each minute's work: however much is due, and whatever of it fails, the rest is done; a sweep misses nobody."""

import json
from copy import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, NIGHT, SHOP, World

from care.tables.accounts import Accounts
from care.tables.attributes import attributes_of, item_of
from care.tables.fanout import Sweeps

OTHER = "2000000000000000007"


def case_row(number: int, account_id: str = SHOP, **more: Any) -> dict[str, Any]:
    case_id = f"{account_id[-1]}{number:05}"
    row = {"pk": f"CASE#{case_id}", "sk": "CASE", "case_id": case_id, "account_id": account_id, "customer_id": "3"}
    return item_of({**row, "opened_at": "2026-11-24T10:00:00.000000Z", **more})


def due_at(minutes: int) -> str:
    return (NIGHT - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.000000Z")


@pytest.mark.parametrize("minute", [0, 1])
def test_more_due_than_a_page_of_one_account_keeps_no_other_waiting(world: World, minute: int):
    for number in range(510):
        row = case_row(number, due_shard="0", due_at=due_at(100).replace(".000000", f".{number:06}"))
        world.dynamodb.put_item(TableName="conversations", Item=row)
    world.dynamodb.put_item(TableName="conversations", Item=case_row(1, OTHER, due_shard="0", due_at=due_at(1)))
    world.at(NIGHT + timedelta(minutes=minute))
    assert world.call("hours")["cases"] == 511


def test_where_time_is_up_the_next_minute_begins_at_the_other_end(world: World, monkeypatch: pytest.MonkeyPatch):
    handler = world.handler("hours")
    told: list[str] = []

    def take(_sqs: Any, _url: str, events: Any) -> bool:
        told.extend(one.case_id for one in events)
        return True

    monkeypatch.setattr(handler, "send_all", take)
    for number, shard in enumerate(("0", "0")):
        row = case_row(number, due_shard=shard, due_at=due_at(100 - number))
        world.dynamodb.put_item(TableName="conversations", Item=row)
    for minute in (0, 1):
        pages = handler._cases_due(0, NIGHT + timedelta(minutes=minute))
        next(pages)
    assert told == [f"{SHOP[-1]}00000", f"{SHOP[-1]}00001", f"{SHOP[-1]}00001", f"{SHOP[-1]}00000"]


@pytest.mark.parametrize("part", ["_gates_due", "_sweep_on", "refresh_holidays", "_cases_due"])
def test_a_part_that_fails_holds_no_other_and_is_told_at_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch, part: str
):
    handler = world.handler("hours")

    def failing(*_: Any) -> Any:
        raise KeyError("secret words")

    monkeypatch.setattr(handler, part, failing)
    Sweeps(world.dynamodb, "conversations").begin(SHOP, "settings:1", NIGHT)
    looked: list[datetime] = []

    def make(_self: Any, now: datetime, _enough: Any) -> int:
        looked.append(now)
        return 0

    monkeypatch.setattr(type(handler.courtesies), "make", make)
    world.at(NIGHT)
    with pytest.raises(RuntimeError, match="a part of this minute's work failed"):
        world.call("hours")
    assert looked


def test_one_sweep_that_fails_holds_no_other(world: World, monkeypatch: pytest.MonkeyPatch):
    handler, sweeps = world.handler("hours"), Sweeps(world.dynamodb, "conversations")
    for account_id in (SHOP, OTHER):
        sweeps.begin(account_id, "settings:2", NIGHT)
        world.dynamodb.put_item(TableName="conversations", Item=case_row(1, account_id, **queued(account_id)))
    on = handler._sweep_on

    def one(sweep: Any, now: datetime) -> int:
        if sweep.account_id == SHOP:
            raise KeyError("x")
        swept: int = on(sweep, now)
        return swept

    monkeypatch.setattr(handler, "_sweep_on", one)
    world.at(NIGHT)
    with pytest.raises(RuntimeError):
        world.call("hours")
    assert [event["account_id"] for event in told(world)] == [OTHER]


def queued(account_id: str, key: str = "1#3#x", state: str = "open") -> dict[str, str]:
    return {"queue": f"{account_id}#{state}", "queue_key": key}


def told(world: World) -> list[dict[str, Any]]:
    return [json.loads(record["body"]) for record in world.received("events")]


def test_a_case_that_moves_in_the_queue_meanwhile_is_told_too(world: World):
    sweeps = Sweeps(world.dynamodb, "conversations")
    for number in range(4):
        row = case_row(number, **queued(SHOP, f"1#{number}#x", "waiting" if number == 3 else "open"))
        world.dynamodb.put_item(TableName="conversations", Item=row)
    sweeps.begin(SHOP, "settings:2", NIGHT)
    [sweep] = sweeps.going_on(NIGHT)
    first, after = sweeps.next(sweep, 2)
    assert after is not None
    # The last of the queue complains and is the first of it now, as the first begins to wait.
    world.dynamodb.put_item(TableName="conversations", Item=case_row(2, **queued(SHOP, "0#0#x")))
    world.dynamodb.put_item(TableName="conversations", Item=case_row(0, **queued(SHOP, "0#0#x", "waiting")))
    second, none = sweeps.next(after, 2)
    assert none is None
    assert sorted(one.case_id for one in (*first, *second)) == [f"{SHOP[-1]}0000{n}" for n in range(4)]


def test_a_sweep_comes_once_more_for_whom_a_cache_or_the_index_hid(world: World):
    sweeps = Sweeps(world.dynamodb, "conversations")
    sweeps.begin(SHOP, "settings:2", NIGHT)
    world.at(NIGHT)
    assert world.call("hours")["swept"] == 0
    # Opened by settings that its function had read half a minute before.
    world.dynamodb.put_item(TableName="conversations", Item=case_row(1, **queued(SHOP)))
    world.at(NIGHT + timedelta(seconds=60))
    assert world.call("hours")["swept"] == 0
    world.at(NIGHT + timedelta(seconds=120))
    assert world.call("hours")["swept"] == 1
    assert [event["kind"] for event in told(world)] == ["settings_changed"]
    assert sweeps.going_on(NIGHT + timedelta(days=1)) == []


@pytest.mark.parametrize("why", ["settings:2", "incident:web:end"])
def test_the_second_round_of_a_sweep_reaches_whom_the_first_did_although_sqs_drops_what_repeats(world: World, why):
    Sweeps(world.dynamodb, "conversations").begin(SHOP, why, NIGHT)
    world.dynamodb.put_item(TableName="conversations", Item=case_row(1, **queued(SHOP)))
    for seconds in (0, 120):
        world.at(NIGHT + timedelta(seconds=seconds))
        assert world.call("hours")["swept"] == 1
    assert len(told(world)) == 2, "a case may have come to hang on it in between"


def test_a_sweep_that_is_begun_anew_meanwhile_begins_anew(world: World):
    sweeps = Sweeps(world.dynamodb, "conversations")
    for number in range(2):
        world.dynamodb.put_item(TableName="conversations", Item=case_row(number, **queued(SHOP, f"1#{number}#x")))
    sweeps.begin(SHOP, "incident:web:open", NIGHT)
    [sweep] = sweeps.going_on(NIGHT)
    sweeps.begin(SHOP, "incident:web:open", NIGHT)
    for after in (sweeps.next(sweep, 1)[1], None):
        sweeps.swept(sweep, after, NIGHT)
        [present] = sweeps.going_on(NIGHT)
        assert (present.after, present.round) == ("", 1)


def test_a_sweep_that_an_earlier_release_began_is_ended_by_this_one(world: World):
    old = {"account_id": SHOP, "why": "settings:2", "state": "waiting", "cursor": '{"pk": 1}', "due_shard": "sweeps"}
    row = {"pk": f"SWEEP#{SHOP}", "sk": "SWEEP#settings:2", **old, "due_at": due_at(1), "expires_at": 2_000_000_000}
    world.dynamodb.put_item(TableName="conversations", Item=item_of(row))
    world.dynamodb.put_item(TableName="conversations", Item=case_row(1, **queued(SHOP)))
    for minute in (0, 2):
        world.at(NIGHT + timedelta(minutes=minute))
        assert world.call("hours")["swept"] == 1
    key = attributes_of({"pk": row["pk"], "sk": row["sk"]})
    assert "Item" not in world.dynamodb.get_item(TableName="conversations", Key=key)


def test_holidays_of_one_account_that_cannot_be_stored_hold_no_other(world: World, monkeypatch: pytest.MonkeyPatch):
    accounts = Accounts(world.dynamodb, "accounts")
    spain = type(ACCOUNT).model_validate(ACCOUNT.model_dump(by_alias=True) | {"holidays": {"country": "ES"}})
    for account_id, username in ((SHOP, "tiendaluna"), (OTHER, "otra")):
        accounts.put(replace(spain, id=account_id, username=username))
    put = Accounts.put

    def failing(self: Accounts, account: Any, *given: Any, **more: Any) -> int:
        if account.id == SHOP:
            raise ValueError("too large")
        return put(self, account, *given, **more)

    monkeypatch.setattr(Accounts, "put", failing)
    world.at(NIGHT)
    with pytest.raises(RuntimeError, match="holidays"):
        world.call("hours")
    assert Accounts(world.dynamodb, "accounts").get(OTHER).hours.dates
