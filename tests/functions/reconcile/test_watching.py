"""Saved searches: asked when they are due, within their budget, each alone; what they find is no case."""

import json
from copy import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.reconcile.conftest import NO_CREDIT, OTHER, PEDRO, RATE_LIMITED, X

from care.model.actions import CustomerErased
from care.model.months import month_of
from care.model.outcomes import Code
from care.model.snowflake import id_at
from care.model.watch import SavedSearch
from care.model.x_events import MessageDeleted
from care.queues import send_all
from care.tables.accounts import Accounts
from care.tables.budget import Budget
from care.tables.finds import Finds
from care.tables.searches import Searches, Watched
from care.watch.queries import asked

LATER = timedelta(minutes=15)


def saved(world: World, name: str = "envíos", account_id: str = SHOP, **more: Any) -> SavedSearch:
    made = {"search_id": name.encode().hex().upper().ljust(12, "0")[:12], "account_id": account_id, "name": name}
    told = {**made, "query": f"#{name}", "made_at": NIGHT, "made_by": "sara", "changed_at": NIGHT, **more}
    return Searches(world.dynamodb, "accounts").put(SavedSearch.model_validate(told))


def post(minutes: int, by: str = MARTA, text: str = "Sin noticias de mi pedido #envíos") -> dict[str, Any]:
    at = NIGHT - timedelta(minutes=minutes)
    counts = {"retweet_count": 3, "quote_count": 1, "reply_count": 2, "like_count": 9}
    known = {"id": id_at(at), "text": text, "author_id": by, "created_at": at.isoformat(), "public_metrics": counts}
    return {**known, "conversation_id": id_at(at), "lang": "es"}


def shows(x: X, posts: list[dict[str, Any]], query: str = "#envíos", username: str = ACCOUNT.username) -> None:
    x.found[asked(query, username)] = posts


def stands(world: World, account_id: str = SHOP) -> dict[str, Watched]:
    return {one.search.name: one for one in Searches(world.dynamodb, "accounts").all(account_id)}


def found(world: World, search: SavedSearch) -> list[str]:
    finds, _ = Finds(world.dynamodb, "conversations").page(search.account_id, search.search_id)
    return [one.post_id for one in finds]


def questions(x: X) -> list[httpx.Request]:
    return [one for one in x.asked if one.url.path == "/2/tweets/search/recent"]


@pytest.fixture
def watched(two: World, x: X) -> World:
    two.at(NIGHT)
    return two


def test_what_a_search_finds_is_listed_and_is_no_case(watched: World, x: X):
    search, theirs = saved(watched), saved(watched, account_id=OTHER)
    shows(x, [post(5), post(50, PEDRO)])
    watched.call("reconcile", {})
    assert found(watched, search) == [post(5)["id"], post(50)["id"]]
    assert found(watched, theirs) == [], "another brand asks another question"
    finds, _ = Finds(watched.dynamodb, "conversations").page(SHOP, search.search_id)
    assert (finds[0].reposts, finds[0].quotes, finds[0].replies, finds[0].likes) == (3, 1, 2, 9)
    assert watched.received("events") == [], "nothing of it goes to the cases"
    spent = Budget(watched.dynamodb, "outbox").of_search(SHOP, month_of(NIGHT), search.search_id)
    assert spent == 10_000
    assert Budget(watched.dynamodb, "outbox").of_search(OTHER, month_of(NIGHT), theirs.search_id) == 0


def test_it_is_asked_when_it_is_due_and_from_where_it_was_read(watched: World, x: X):
    search = saved(watched, every=60)
    shows(x, [post(5)])
    watched.call("reconcile", {})
    watched.at(NIGHT + LATER)
    watched.call("reconcile", {})
    assert len(questions(x)) == 1
    new = {**post(-30), "text": "otra vez #envíos"}
    shows(x, [post(5), new])
    watched.at(NIGHT + timedelta(minutes=61))
    watched.call("reconcile", {})
    assert len(questions(x)) == 2
    assert int(questions(x)[1].url.params["since_id"]) > int(questions(x)[0].url.params["since_id"])
    assert found(watched, search) == [new["id"], post(5)["id"]]


def test_a_long_answer_goes_on_at_the_next_run(watched: World, x: X):
    search = saved(watched, every=1440)
    shows(x, [post(minutes) for minutes in range(5, 11)])
    x.page = 2
    watched.call("reconcile", {})
    assert len(found(watched, search)) == 4, "two pages in a run"
    watched.at(NIGHT + LATER)
    watched.call("reconcile", {})
    assert len(found(watched, search)) == 6
    assert stands(watched)["envíos"].seen.found == 6


def test_its_budget_ends_it_until_it_is_raised(watched: World, x: X):
    search = saved(watched, month_micro_dollars=55_000)
    shows(x, [post(5), post(6)])
    watched.call("reconcile", {})
    assert questions(x)[0].url.params["max_results"] == "11", "no page is larger than what is left pays for"
    watched.at(NIGHT + timedelta(minutes=61))
    watched.call("reconcile", {})
    assert len(questions(x)) == 1
    [why] = stands(watched)["envíos"].seen.why
    assert why.code == Code.search_budget_spent
    Searches(watched.dynamodb, "accounts").put(replace(search, month_micro_dollars=100_000))
    watched.at(NIGHT + timedelta(minutes=76))
    watched.call("reconcile", {})
    assert len(questions(x)) == 2


def test_the_accounts_pause_and_its_hard_limit_hold_it(watched: World, x: X):
    saved(watched)
    accounts = Accounts(watched.dynamodb, "accounts")
    accounts.pause(SHOP, "sara", NIGHT)
    watched.call("reconcile", {})
    assert stands(watched)["envíos"].seen.why[0].code == Code.search_paused
    assert questions(x) == []
    accounts.resume(SHOP)
    watched.at(NIGHT + timedelta(minutes=61))
    watched.call("reconcile", {})
    assert len(questions(x)) == 1


def test_what_x_refuses_waits_for_a_person_and_holds_no_other(watched: World, x: X):
    bad, good = saved(watched, "mala"), saved(watched)
    shows(x, [post(5)])
    x.bad_queries = {asked("#mala", ACCOUNT.username)}
    for number in range(3):
        watched.at(NIGHT + number * timedelta(minutes=61))
        watched.call("reconcile", {})
    asked_for = [one.url.params["query"] for one in questions(x)]
    assert asked_for.count(asked("#mala", ACCOUNT.username)) == 1
    assert asked_for.count(asked("#envíos", ACCOUNT.username)) == 3
    assert stands(watched)["mala"].seen.why[0].code == Code.search_refused
    assert found(watched, good) == [post(5)["id"]]
    Searches(watched.dynamodb, "accounts").put(replace(bad, query="#otra"))
    watched.call("reconcile", {})
    assert stands(watched)["mala"].seen.why == (), "mended, it is asked at once"


def test_a_429_is_respected_and_no_credit_ends_the_turn(watched: World, x: X):
    saved(watched)
    x.faults["GET /2/tweets/search/recent"] = RATE_LIMITED
    watched.call("reconcile", {})
    seen = stands(watched)["envíos"].seen
    assert seen.next_at is not None
    assert seen.next_at >= NIGHT + timedelta(minutes=20)
    watched.at(NIGHT + LATER)
    watched.call("reconcile", {})
    assert len(questions(x)) == 1
    x.faults["GET /2/tweets/search/recent"] = NO_CREDIT
    watched.at(NIGHT + 2 * LATER)
    assert watched.call("reconcile", {})["OutOfCredit"] == 1


def test_what_fails_is_tried_a_few_times_and_then_at_its_next_time(watched: World, x: X):
    saved(watched, every=1440)
    x.faults["GET /2/tweets/search/recent"] = httpx.Response(500, json={})
    for number in range(8):
        watched.at(NIGHT + number * LATER)
        watched.call("reconcile", {})
    assert len(questions(x)) == 4
    assert stands(watched)["envíos"].seen.why[0].code == Code.search_waits


def test_what_is_a_case_already_or_was_set_aside_is_listed_no_more(watched: World, x: X):
    search = saved(watched)
    x.mentions = [{**post(5), "text": f"@{ACCOUNT.username} #envíos"}]
    watched.call("reconcile", {})
    watched.drain("events", "cases")
    shows(x, [post(5), post(6, PEDRO)])
    Searches(watched.dynamodb, "accounts").put(replace(search, every=15))
    watched.at(NIGHT + LATER)
    watched.call("reconcile", {})
    assert found(watched, search) == [post(6)["id"]]
    finds = Finds(watched.dynamodb, "conversations")
    one = finds.one(SHOP, post(6)["id"])
    assert one is not None
    assert finds.move(one, "aside", "ana", NIGHT) is not None
    assert finds.move(one, "opened", "luis", NIGHT) is None, "who comes second is told"
    saved(watched, "pedidos", query="#envíos")
    watched.call("reconcile", {})
    assert found(watched, stands(watched)["pedidos"].search) == []
    assert found(watched, search) == []


def test_an_erased_author_and_a_deleted_post_are_gone_from_the_list(watched: World, x: X):
    search = saved(watched)
    shows(x, [post(5), post(6, PEDRO), post(7, PEDRO)])
    watched.call("reconcile", {})
    gone = MessageDeleted(account_id=SHOP, customer_id=PEDRO, message_id=post(7)["id"])
    erased = CustomerErased(account_id=SHOP, customer_id=MARTA, action_id="e1", by="sara", at=NIGHT)
    assert send_all(watched.sqs, watched.queues["events"], [gone, erased])
    watched.drain("events", "cases")
    assert found(watched, search) == [post(6)["id"]]
    assert Finds(watched.dynamodb, "conversations").by(SHOP, MARTA) == []
    saved(watched, "pedidos", query="#envíos")
    watched.call("reconcile", {})
    again = found(watched, stands(watched)["pedidos"].search)
    assert again == [], "what was written before the erasure stays gone, and what X deleted, too"


def test_no_text_of_a_find_is_logged(watched: World, x: X, capsys: pytest.CaptureFixture[str]):
    saved(watched)
    shows(x, [post(5, text="mi IBAN es privado #envíos")])
    watched.call("reconcile", {})
    told = capsys.readouterr().out
    assert "IBAN" not in told
    assert json.dumps("#envíos")[1:-1] not in told
