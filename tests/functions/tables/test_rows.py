"""Rows that decide who sees what: who answers a case, what a version was saved for, in which order and how long."""

from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, NIGHT, SHOP, World
from tests.unit.outbox.making import item

from care.model.watch import SavedSearch, SearchSeen
from care.tables.accounts import Accounts
from care.tables.batch_reads import items_at
from care.tables.gift_rows import GiftRows
from care.tables.outbox import Outbox
from care.tables.presence import AnsweringNow
from care.tables.searches import Searches

OTHER = "2000000000000000002"
SECOND = timedelta(seconds=1)


def test_who_came_first_answers_and_the_other_is_told_so(world: World):
    now = AnsweringNow(world.dynamodb, "accounts")
    assert now.take(SHOP, "C1", "ana", NIGHT) is None
    told = now.take(SHOP, "C1", "luis", NIGHT + SECOND)
    assert told is not None
    assert (told.person_id, told.since, told.until) == ("ana", NIGHT, NIGHT + 20 * SECOND)
    assert now.take(SHOP, "C1", "ana", NIGHT + 2 * SECOND) is None
    assert now.take(SHOP, "C2", "eva", NIGHT) is None
    assert now.take(OTHER, "C1", "eve", NIGHT) is None
    assert now.other(SHOP, "C1", "ana", NIGHT + 2 * SECOND) is None
    anybody = now.other(SHOP, "C1", "", NIGHT + 2 * SECOND)
    assert anybody is not None
    assert anybody.person_id == "ana"


def test_of_two_who_come_at_once_both_see_the_same_one_first(world: World):
    now = AnsweringNow(world.dynamodb, "accounts")
    now.take(SHOP, "C1", "luis", NIGHT)
    assert now.take(SHOP, "C1", "ana", NIGHT) is None
    told = now.other(SHOP, "C1", "luis", NIGHT)
    assert told is not None
    assert told.person_id == "ana"


def test_who_gives_no_sign_for_twenty_seconds_or_leaves_or_goes_on_to_another_case_is_not_answering(world: World):
    now = AnsweringNow(world.dynamodb, "accounts")
    now.take(SHOP, "C1", "ana", NIGHT)
    assert now.other(SHOP, "C1", "luis", NIGHT + 19 * SECOND) is not None
    assert now.other(SHOP, "C1", "luis", NIGHT + 20 * SECOND) is None
    now.take(SHOP, "C2", "ana", NIGHT + SECOND)
    assert now.other(SHOP, "C1", "luis", NIGHT + SECOND) is None
    there = now.other(SHOP, "C2", "luis", NIGHT + SECOND)
    assert there is not None
    assert there.since == NIGHT + SECOND
    now.leave(SHOP, "ana")
    assert now.other(SHOP, "C2", "luis", NIGHT + SECOND) is None


@pytest.mark.parametrize(("by", "about"), [("sara", "hours"), ("sara", ""), ("", "")])
def test_a_version_knows_who_saved_it_what_for_and_when(world: World, by: str, about: str):
    from care.tables.account_reads import Saving

    accounts = Accounts(world.dynamodb, "accounts")
    number = accounts.put(replace(ACCOUNT, name="Luna"), Saving(by, NIGHT, about))
    row = world.dynamodb.get_item(
        TableName="accounts", Key={"pk": {"S": f"ACCOUNT#{SHOP}"}, "sk": {"S": f"VERSION#{number:06}"}}
    )["Item"]
    told = {name: row[name].get("S") for name in ("saved_by", "saved_about", "saved_at") if name in row}
    assert (told.get("saved_by"), told.get("saved_about")) == (by or None, about or None)
    assert told["saved_at"] == "2026-11-24T21:00:00.000000Z"


def keys(*names: str) -> list[Any]:
    return [{"pk": {"S": "T"}, "sk": {"S": name}} for name in names]


def test_items_come_with_the_attributes_that_were_asked_for_or_with_all(world: World):
    for name in ("1", "2"):
        world.dynamodb.put_item(TableName="accounts", Item={**keys(name)[0], "a": {"S": name}, "b": {"S": "x"}})
    some = sorted(
        one["a"]["S"] + str(len(one)) for one in items_at(world.dynamodb, "accounts", keys("1", "2", "3"), "a")
    )
    assert some == ["11", "21"]
    every = sorted(one["a"]["S"] + str(len(one)) for one in items_at(world.dynamodb, "accounts", keys("1", "2")))
    assert every == ["14", "24"]


def test_more_than_a_hundred_are_asked_for_in_parts_and_what_was_left_again_four_times_in_all():
    asked: list[int] = []

    def answer(RequestItems: Any) -> Any:  # noqa: N803
        some = RequestItems["t"]["Keys"]
        asked.append(len(some))
        assert RequestItems["t"]["ConsistentRead"] is True
        return {"Responses": {"t": some[:1]}, "UnprocessedKeys": {"t": {**RequestItems["t"], "Keys": some[1:]}}}

    out: Any = SimpleNamespace(batch_get_item=answer)
    found = list(items_at(out, "t", keys(*map(str, range(101))), consistent=True))
    assert asked == [100, 99, 98, 97, 1, 0, 0, 0]
    assert len(found) == 5


def test_rows_of_gifts_come_the_oldest_first_or_the_newest(world: World):
    for name in ("GIFT#2", "GIFT#1", "OTHER#3"):
        world.dynamodb.put_item(TableName="accounts", Item={"pk": {"S": "P"}, "sk": {"S": name}, "n": {"S": name}})
    rows = GiftRows(world.dynamodb, "accounts")
    assert [one["n"] for one in rows._rows("P", "GIFT#")] == ["GIFT#1", "GIFT#2"]
    assert [one["n"] for one in rows._rows("P", "GIFT#", newest_first=True)] == ["GIFT#2", "GIFT#1"]
    assert [one["n"] for one in rows._rows("P", "")] == ["GIFT#1", "GIFT#2", "OTHER#3"]


def search() -> SavedSearch:
    told = {"search_id": "A" * 12, "account_id": SHOP, "name": "a", "query": "#a", "made_at": NIGHT, "made_by": "sara"}
    return SavedSearch.model_validate({**told, "changed_at": NIGHT})


def test_of_two_runs_one_has_a_search_and_an_answer_that_was_lost_is_no_other_run(world: World):
    searches = Searches(world.dynamodb, "accounts")
    saved = searches.put(search())
    first = searches.remember(saved, SearchSeen(of=1, next_at=NIGHT))
    assert first is not None
    assert searches.remember(saved, SearchSeen(of=1, next_at=NIGHT + SECOND)) is None, "another run was at it"
    again = searches.remember(saved, SearchSeen(of=1, next_at=NIGHT))
    assert again == first, "it was this one's own write, whose answer was lost"
    following = searches.remember(saved, replace(first, next_at=NIGHT + 2 * SECOND))
    assert following is not None
    assert searches.remember(saved, replace(first, next_at=NIGHT + 3 * SECOND)) is None


def test_a_claim_costs_nothing_unless_it_is_told_and_is_known_by_what_it_does(world: World):
    outbox = Outbox(world.dynamodb, "outbox")
    claimed, _ = outbox.claiming(item(), NIGHT)
    assert claimed.charged == item().charged
    prints = set()
    for act, on in (("hide", "77"), ("hide", "78"), ("show", "77"), ("", "")):
        _, [_, unsure] = outbox.claiming(item(channel="public", act=act, on=on), NIGHT)
        prints.add(unsure["Put"]["Item"]["fingerprint"]["S"])  # type: ignore[index, call-overload]
    assert len(prints) == 4


def test_what_is_nobodys_case_is_read_without_all_that_the_account_ever_posted(world: World):
    outbox = Outbox(world.dynamodb, "outbox")
    own = item("account:post:1", channel="public", case_id="")
    others = item("C1:reply:1", channel="public")
    for one in (own, others, item("C1:reply:2", channel="public")):
        assert outbox.add(one)
    queue = own.queue
    assert outbox._beside(queue, own.item_id)[0] is None
    beside, raw = outbox._beside(queue, others.item_id)
    assert [one["item_id"] for one in beside or ()] == ["C1:reply:1", "C1:reply:2"]
    assert raw is not None
    assert raw["item_id"] == "C1:reply:1"
