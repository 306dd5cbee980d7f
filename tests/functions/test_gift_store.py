"""Codes over the table: one code is one gift, whoever presses at once, and whatever answer of AWS is lost."""

from collections.abc import Callable
from copy import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.test_lost_answers import lossy

from care.aws import DynamoDBClient
from care.gifts.giving import against
from care.gifts.settling import Became
from care.model.case import Case
from care.model.customer import Customer
from care.model.gift import Gift, Pool, PoolWords, Taken
from care.model.outcomes import Code, Outcome
from care.model.own_post import new_post_id
from care.tables.gift_pools import Pools
from care.tables.gift_rows import GiftChanged, bundle_of, of_codes
from care.tables.gifts import Gifts, Giving

__all__ = ["lossy"]  # a fixture of the tests of lost answers

OTHER, JOAN = "2000000000000000002", "3000000000000000002"
RIVAL = replace(ACCOUNT, id=OTHER, username="otra")


def case_of(customer: str = MARTA, account: str = SHOP) -> Case:
    whose = Customer(account_id=account, customer_id=customer, name="Marta")
    made = {"case_id": f"C{customer[-1]}", "account_id": account, "customer": whose, "opened_at": NIGHT}
    return Case.model_construct(**made, language="es")  # type: ignore[arg-type]


class Stand:
    """A pool of an account, and people who give of it."""

    def __init__(self, dynamodb: DynamoDBClient, account: Any = ACCOUNT, **words: Any) -> None:
        self.pools, self.gifts, self.account = Pools(dynamodb, "accounts"), Gifts(dynamodb, "accounts"), account
        self.dynamodb = dynamodb
        told = {"name": "Bienvenida", "worth": "10 €", "per_day": 0, "per_customer": 0, **words}
        made = {"pool_id": new_post_id(NIGHT), "account_id": account.id, "made_at": NIGHT, "made_by": "sara"}
        pool = Pool(words=PoolWords.model_validate(told), **made)
        self.pool_id = self.pools.put(pool, pool.words).pool_id

    @property
    def pool(self) -> Pool:
        pool = self.pools.one(self.account.id, self.pool_id)
        assert pool is not None
        return pool

    def load(self, *codes: str) -> int:
        return len(self.pools.load(self.pool, "\n".join(codes).encode()).codes)

    def give(self, by: str = "ana", customer: str = MARTA, gift_id: str = "", day: int = 0) -> Gift | Outcome:
        now = NIGHT + timedelta(days=day)
        giving = Giving(gift_id or new_post_id(now), self.pool_id, by)
        check: Callable[[Pool, int, tuple[Taken, ...]], Outcome | None]
        check = lambda pool, today, theirs: against(pool, self.account, today, theirs, now)  # noqa: E731  short
        return self.gifts.reserve(case_of(customer, self.account.id), self.account, giving, check, now)

    def given(self, **how: Any) -> Gift:
        gift = self.give(**how)
        assert isinstance(gift, Gift), gift
        return gift

    def refused(self, **how: Any) -> Code:
        told = self.give(**how)
        assert isinstance(told, Outcome), told
        return told.code

    def free(self) -> list[str]:
        rows = self.pools._rows(of_codes(self.account.id, self.pool_id), "")
        return sorted(code for row in rows for code in bundle_of(row).free)


def test_a_code_is_given_once_and_lies_nowhere_else_afterwards(world: World):
    stand = Stand(world.dynamodb)
    assert stand.load("LUNA-0001", "LUNA-0002") == 2
    first, second = stand.given(), stand.given(by="luis")
    assert {first.code, second.code} == {"LUNA-0001", "LUNA-0002"}
    assert stand.free() == []
    assert stand.refused() is Code.gift_pool_empty
    settled = stand.gifts.settle(first, Became("given"), NIGHT)
    assert (settled.code, settled.shown) == ("", f"••••{first.code[-2:]}")
    stored = world.dynamodb.scan(TableName="accounts")["Items"]
    assert first.code not in str(stored)
    assert second.code in str(stored)
    counts = stand.pool
    assert (counts.free, counts.open, counts.given) == (0, 1, 1)
    assert "LUNA" not in repr(second)


def test_loading_twice_adds_nothing_twice_and_neither_does_what_was_given(world: World):
    stand = Stand(world.dynamodb)
    codes = [f"LUNA-{n:05}" for n in range(300)]
    assert stand.load(*codes) == 300
    gift = stand.given()
    stand.gifts.settle(gift, Became("given"), NIGHT)
    assert stand.load(*codes) == 0
    assert stand.load(*codes, "LUNA-NEW") == 1
    assert stand.pool.free == 300
    assert len(stand.free()) == 300


def test_ten_thousand_codes_are_one_load(world: World):
    stand = Stand(world.dynamodb)
    assert stand.load(*(f"LUNA-{n:05}-{'X' * 20}" for n in range(10_000))) == 10_000
    assert stand.pool.free == 10_000


def test_a_code_of_one_pool_is_in_no_other_of_the_account_and_another_brand_may_have_its_like(world: World):
    stand, second, rival = Stand(world.dynamodb), Stand(world.dynamodb), Stand(world.dynamodb, RIVAL)
    stand.load("LUNA-0001")
    with pytest.raises(ValueError, match="code_elsewhere"):
        second.load("LUNA-0001")
    assert rival.load("LUNA-0001") == 1
    assert rival.pool.free == 1
    assert stand.gifts.newest(OTHER, 10) == []
    assert Gifts(world.dynamodb, "accounts").one(OTHER, stand.given().gift_id) is None


def test_the_same_press_again_is_the_same_gift_and_with_another_pool_it_is_refused(world: World):
    stand, second = Stand(world.dynamodb), Stand(world.dynamodb)
    stand.load("LUNA-0001", "LUNA-0002")
    second.load("OTRA-0001")
    gift = stand.given(gift_id="A" * 20)
    assert stand.given(gift_id="A" * 20) == gift
    assert second.refused(gift_id="A" * 20) is Code.changed_meanwhile
    assert stand.refused(gift_id="A" * 20, by="luis") is Code.changed_meanwhile
    assert stand.pool.free == 1


def test_of_two_agents_at_the_same_moment_each_gets_a_code_of_their_own(world: World, monkeypatch: pytest.MonkeyPatch):
    stand = Stand(world.dynamodb)
    stand.load("LUNA-0001", "LUNA-0002")
    write, between = stand.gifts._write, [partial(Stand.given, stand, by="luis")]

    def meets(writes: list[Any]) -> None:
        if between:
            between.pop()()
        write(writes)

    monkeypatch.setattr(stand.gifts, "_write", meets)
    mine = stand.given()
    [one, two] = stand.gifts.newest(SHOP, 10)
    assert {one.by, two.by} == {"ana", "luis"}
    assert one.code != two.code
    assert mine in {one, two}
    assert (stand.pool.free, stand.pool.open) == (0, 2)


def test_the_last_code_goes_to_one_of_two_and_the_other_is_told(world: World, monkeypatch: pytest.MonkeyPatch):
    stand = Stand(world.dynamodb)
    stand.load("LUNA-0001")
    write, between = stand.gifts._write, [partial(Stand.given, stand, by="luis")]

    def meets(writes: list[Any]) -> None:
        if between:
            between.pop()()
        write(writes)

    monkeypatch.setattr(stand.gifts, "_write", meets)
    assert stand.refused() is Code.gift_pool_empty
    assert [one.by for one in stand.gifts.newest(SHOP, 10)] == ["luis"]


def test_limits_hold_where_two_presses_meet(world: World, monkeypatch: pytest.MonkeyPatch):
    for words, first, code in (
        ({"per_day": 1}, {"customer": JOAN}, Code.gift_day_full),
        ({"per_customer": 1}, {"by": "luis"}, Code.gift_customer_full),
    ):
        stand = Stand(world.dynamodb, **words)
        stand.load(f"{stand.pool_id}-1", f"{stand.pool_id}-2")
        write, between = stand.gifts._write, [partial(Stand.given, stand, **first)]

        def meets(writes: list[Any], write: Any = write, between: Any = between) -> None:
            if between:
                between.pop()()
            write(writes)

        monkeypatch.setattr(stand.gifts, "_write", meets)
        assert stand.refused() is code
        assert stand.pool.free == 1


def test_an_agents_day_is_the_accounts(world: World):
    stand = Stand(world.dynamodb, per_day=1)
    stand.load("LUNA-0001", "LUNA-0002", "LUNA-0003")
    stand.given()
    assert stand.refused() is Code.gift_day_full
    stand.given(by="luis")
    stand.given(day=1)


def test_what_comes_back_is_free_again_and_counts_for_nobody(world: World):
    stand = Stand(world.dynamodb, per_day=1, per_customer=1)
    stand.load("LUNA-0001")
    gift = stand.given()
    back = stand.gifts.settle(gift, Became("back"), NIGHT)
    assert (back.state, back.code) == ("back", "")
    assert stand.free() == ["LUNA-0001"]
    assert (stand.pool.free, stand.pool.open, stand.pool.given) == (1, 0, 0)
    assert stand.gifts.open(SHOP) == []
    assert [one.state for one in stand.gifts.of_customer(SHOP, MARTA)] == ["back"]
    with pytest.raises(GiftChanged):
        stand.gifts.settle(gift, Became("back"), NIGHT)
    assert stand.given().code == "LUNA-0001"
    assert stand.gifts.forget(SHOP, MARTA, NIGHT) == 2
    assert MARTA not in str(world.dynamodb.scan(TableName="accounts")["Items"])


def test_a_lost_answer_takes_no_second_code_and_loads_nothing_twice(world: World, lossy: DynamoDBClient):
    stand = Stand(lossy)
    assert stand.load("LUNA-0001", "LUNA-0002") == 2
    gift = stand.given()
    assert stand.pool.free == 1
    stand.gifts.settle(gift, Became("back"), NIGHT)
    assert stand.pool.free == 2
    assert len(stand.gifts.newest(SHOP, 10)) == 1


def test_an_erased_customer_is_on_no_gift_and_their_code_stays_used(world: World):
    stand = Stand(world.dynamodb)
    stand.load("LUNA-0001", "LUNA-0002", "LUNA-0003")
    done, under_way, joans = stand.given(), stand.given(), stand.given(customer=JOAN)
    stand.gifts.settle(done, Became("given"), NIGHT)
    assert stand.gifts.forget(SHOP, MARTA, NIGHT) == 2
    assert stand.gifts.forget(SHOP, MARTA, NIGHT) == 0
    assert MARTA not in str(world.dynamodb.scan(TableName="accounts")["Items"])
    left = {one.gift_id: one for one in stand.gifts.newest(SHOP, 10)}
    assert (left[done.gift_id].state, left[done.gift_id].by) == ("given", "ana")
    assert (left[under_way.gift_id].state, left[under_way.gift_id].customer_id) == ("unclear", "")
    assert left[joans.gift_id].customer_id == JOAN
    assert stand.load("LUNA-0001", "LUNA-0002", "LUNA-0003") == 0
    wished = stand.gifts.wish(left[under_way.gift_id], "back", "sara", NIGHT)
    stand.gifts.settle(wished, Became("back", by="sara"), NIGHT)
    assert stand.pool.free == 1


def test_a_pool_is_dropped_with_its_codes_unless_one_is_on_its_way(world: World):
    stand, other = Stand(world.dynamodb), Stand(world.dynamodb)
    stand.load("LUNA-0001", "LUNA-0002")
    other.load("OTRA-0001")
    gift = stand.given()
    with pytest.raises(GiftChanged):
        stand.pools.drop(stand.pool)
    stand.gifts.settle(gift, Became("given"), NIGHT)
    stand.pools.drop(stand.pool)
    assert stand.refused() is Code.no_such_pool
    assert stand.free() == []
    assert other.free() == ["OTRA-0001"]
    with pytest.raises(GiftChanged):
        stand.pools.put(Pool.model_validate({**dict(other.pool), "number": 9}), other.pool.words)


STEP = st.tuples(
    st.sampled_from(["give", "give", "give", "given", "back", "unclear", "load", "again"]),
    st.sampled_from(["ana", "luis"]),
    st.sampled_from([MARTA, JOAN]),
    st.integers(0, 2),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=20), st.integers(0, 3), st.integers(0, 3))
def test_whatever_happens_each_code_is_in_one_place_and_no_limit_is_passed(
    world: World, steps: list[tuple[str, str, str, int]], per_day: int, per_customer: int
):
    stand = Stand(world.dynamodb, per_day=per_day, per_customer=per_customer)
    codes = [f"{stand.pool_id}-{n}" for n in range(9)]
    stand.load(*codes[:4])
    gifts: dict[str, Gift] = {}
    for what, by, customer, day in steps:
        reserved = [one for one in gifts.values() if one.is_open]
        if what == "load":
            stand.load(*codes[: 4 + day])
        elif what == "give":
            if isinstance(gift := stand.give(by, customer, day=day), Gift):
                gifts[gift.gift_id] = gift
        elif what == "again" and reserved:
            one = reserved[0]
            assert stand.give(one.by, one.customer_id, gift_id=one.gift_id) == one
        elif reserved and what in {"given", "back", "unclear"}:
            one = reserved[day % len(reserved)]
            gifts[one.gift_id] = stand.gifts.settle(one, Became(what), NIGHT)  # type: ignore[arg-type]
    kept = [one for one in gifts.values() if one.state != "back"]
    held = [one.code for one in kept if one.code]
    everywhere = stand.free() + held
    assert len(everywhere) == len(set(everywhere))
    pool = stand.pool
    assert (pool.free, pool.open, pool.given) == (len(stand.free()), len(held), len(kept) - len(held))
    assert len({one.mark for one in kept}) == len(kept)
    for by in ("ana", "luis"):
        for day in range(3):
            date = (NIGHT + timedelta(days=day)).date()
            assert not per_day or sum(one.by == by and one.day == date for one in kept) <= per_day
    for customer in (MARTA, JOAN):
        assert not per_customer or sum(one.customer_id == customer for one in kept) <= per_customer
