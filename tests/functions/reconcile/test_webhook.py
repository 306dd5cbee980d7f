"""The webhook is mended, its gap replayed, and what is not subscribed is subscribed."""

import json
from copy import replace
from datetime import timedelta

import httpx
import pytest
from tests.functions.conftest import ACCOUNT, NIGHT, SECRET, SHOP, World
from tests.functions.reconcile.conftest import (
    BROKEN,
    NO_CREDIT,
    OTHER,
    RATE_LIMITED,
    UNAUTHORIZED,
    URL,
    X,
    ago,
    dm,
    post,
    seen,
    subscription,
)

from care.model.account import Account
from care.model.reconcile_state import WebhookSeen
from care.tables.accounts import Accounts
from care.tables.spending import Spent
from care.x.subscriptions import EVENT_TYPES


def test_a_valid_webhook_is_left_alone_and_its_instant_is_remembered(world: World, x: X):
    done = world.call("reconcile")
    assert [r.method for r in x.asked if r.url.path.startswith("/2/webhooks")] == ["GET"]
    assert seen(world, "WEBHOOK", WebhookSeen).last_valid_at == pytest.approx(NIGHT, abs=timedelta(seconds=5))
    assert done == {"ReconcileRun": 1, "AccountLookedAfter": 1}


def test_a_missing_webhook_is_counted_and_the_accounts_are_looked_after_all_the_same(world: World, x: X):
    x.hooks = [{"id": "8", "url": "https://elsewhere.example/", "valid": True}]
    done = world.call("reconcile")
    assert (done["WebhookMissing"], done["AccountLookedAfter"], x.paths("/2/activity")) == (1, 1, [])


def test_an_invalid_webhook_is_mended_and_the_time_since_it_was_seen_valid_is_replayed(world: World, x: X):
    world.call("reconcile")
    world.at(NIGHT + timedelta(hours=2))
    x.hooks[0]["valid"] = False
    done = world.call("reconcile")
    assert (done["WebhookInvalid"], done["WebhookMended"], done["ReplayAsked"]) == (1, 1, 1)
    assert x.replays == [{"webhook_id": "7", "from_date": "202611242100", "to_date": "202611242250"}]
    world.call("reconcile")
    assert len(x.replays) == 1


def test_xs_yes_is_not_believed_before_it_is_read_back_and_the_gap_is_kept(world: World, x: X):
    world.call("reconcile")
    x.hooks[0]["valid"] = x.mends = False
    world.at(NIGHT + timedelta(hours=1))
    done = world.call("reconcile")
    assert (done["WebhookStillInvalid"], "WebhookMended" in done, x.replays) == (1, False, [])
    x.mends = True
    world.at(NIGHT + timedelta(hours=3))
    world.call("reconcile")
    assert [replay["from_date"] for replay in x.replays] == ["202611242100"]


def test_a_challenge_that_fails_again_is_still_invalid(world: World, x: X):
    x.hooks[0]["valid"] = False
    x.faults["PUT /2/webhooks/7"] = httpx.Response(400, json={"title": "CrcValidationFailed", "status": 400})
    done = world.call("reconcile")
    assert (done["WebhookStillInvalid"], done["QuestionRefused"]) == (1, 1)


def test_a_replay_that_x_puts_off_is_asked_for_when_x_takes_it(world: World, x: X):
    world.call("reconcile")
    x.hooks[0]["valid"] = False
    x.faults["/2/webhooks/replay"] = RATE_LIMITED
    world.at(NIGHT + timedelta(minutes=15))
    world.call("reconcile")
    assert seen(world, "WEBHOOK", WebhookSeen).gap_from is not None
    x.faults.clear()
    world.at(NIGHT + timedelta(minutes=19))
    world.call("reconcile")
    assert x.replays == []
    world.at(NIGHT + timedelta(minutes=40))
    world.call("reconcile")
    assert [replay["from_date"] for replay in x.replays] == ["202611242044"]
    assert seen(world, "WEBHOOK", WebhookSeen).gap_from is None


def test_a_refused_bearer_is_counted_and_the_accounts_are_looked_after_all_the_same(world: World, x: X):
    x.faults["/2/webhooks"] = UNAUTHORIZED
    done = world.call("reconcile")
    assert (done["CredentialsRefused"], done["AccountLookedAfter"]) == (1, 1)


def test_what_is_not_subscribed_is_subscribed_with_the_accounts_own_token(world: World, x: X):
    x.subscriptions = [one for one in x.subscriptions if one["event_type"] not in {"dm.received", "chat.sent"}]
    assert world.call("reconcile")["SubscriptionRecreated"] == 2
    made = [r for r in x.asked if r.method == "POST"]
    assert {json.loads(r.content)["event_type"] for r in made} == {"dm.received", "chat.sent"}
    assert all(r.headers["authorization"].startswith("OAuth ") for r in made)
    assert "SubscriptionRecreated" not in world.call("reconcile")


def test_a_subscription_to_a_webhook_that_is_gone_is_made_anew(world: World, x: X):
    x.subscriptions[0] = subscription(EVENT_TYPES[0], SHOP, "6")
    assert world.call("reconcile")["SubscriptionRecreated"] == 1
    assert {one["webhook_id"] for one in x.subscriptions} == {"7"}
    assert len(x.subscriptions) == len(EVENT_TYPES) + 1
    # It is moved, so that it is never not there: a run that ended between would have left none.
    assert {r.method for r in x.asked if r.url.path.startswith("/2/activity")} == {"GET", "PUT"}


def test_a_subscription_that_x_does_not_move_is_made_anew(world: World, x: X):
    x.subscriptions[0] = subscription(EVENT_TYPES[0], SHOP, "6")
    x.faults["PUT /2/activity"] = httpx.Response(400, json={"title": "Invalid Request", "status": 400})
    assert world.call("reconcile")["SubscriptionRecreated"] == 1
    assert {one["webhook_id"] for one in x.subscriptions} == {"7"}


def test_the_app_is_told_of_permissions_taken_back_by_one_subscription_of_its_own(world: World, x: X):
    x.subscriptions.pop()
    assert world.call("reconcile")["SubscriptionRecreated"] == 1
    [made] = [r for r in x.asked if r.method == "POST"]
    assert json.loads(made.content) == {"event_type": "oauth.revoke", "webhook_id": "7"}
    assert made.headers["authorization"].startswith("Bearer ")
    assert "SubscriptionRecreated" not in world.call("reconcile")


def test_where_x_has_no_such_subscription_it_is_asked_once_a_day_and_that_is_no_alarm(world: World, x: X):
    x.subscriptions.pop()
    x.faults["POST /2/activity"] = httpx.Response(400, json={"title": "Invalid Request", "status": 400})
    for hours, asked in ((0, 1), (1, 1), (25, 2)):
        world.at(NIGHT + timedelta(hours=hours))
        assert "SubscriptionRefused" not in world.call("reconcile")
        assert len([r for r in x.asked if r.method == "POST"]) == asked


def test_without_credit_subscriptions_are_left_and_with_credit_again_renewed_and_the_gap_replayed(world: World, x: X):
    world.call("reconcile")
    x.faults["/2/"] = NO_CREDIT
    world.at(NIGHT + timedelta(hours=1))
    before = list(x.subscriptions)
    assert world.call("reconcile")["OutOfCredit"] == 1
    assert x.subscriptions == before
    x.faults.clear()
    x.subscriptions = x.subscriptions[2:]  # X may have ended some
    world.at(NIGHT + timedelta(hours=3))
    done = world.call("reconcile")
    assert (done["SubscriptionRecreated"], done["ReplayAsked"]) == (2, 1)
    assert [replay["from_date"] for replay in x.replays] == ["202611242100"]
    assert seen(world, "WEBHOOK", WebhookSeen).gap_from is None


@pytest.mark.parametrize(("posts", "most", "told"), [(8_999, 10_000, 0), (9_000, 10_000, 1), (9_000, None, 0)])
def test_somebody_is_told_before_the_credit_is_used_up(world: World, x: X, posts: int, most: int | None, told: int):
    x.usage = {"project_usage": str(posts)} | ({"project_cap": str(most)} if most else {})
    assert world.call("reconcile").get("CreditLow", 0) == told
    world.call("reconcile")
    assert len(x.paths("/2/usage")) == 1  # every six hours
    world.at(NIGHT + timedelta(hours=6, minutes=1))
    world.call("reconcile")
    assert len(x.paths("/2/usage")) == 2


def test_a_subscription_that_x_refuses_holds_no_other(world: World, x: X):
    x.subscriptions = []
    x.faults["POST /2/activity"] = httpx.Response(
        403, json={"title": "Forbidden", "detail": "Forbidden", "status": 403}
    )
    assert world.call("reconcile")["SubscriptionRefused"] == len(EVENT_TYPES)


def test_a_list_of_subscriptions_that_is_not_told_whole_makes_none(world: World, x: X):
    x.faults["GET /2/activity"] = BROKEN
    x.subscriptions = []
    done = world.call("reconcile")
    assert (done["QuestionFailed"], x.subscriptions) == (1, [])


@pytest.mark.parametrize(
    ("url", "known"), [(f"{URL}/", True), ("https://other.example/webhook", True), ("https://x.example/webhook", False)]
)
def test_x_may_know_the_webhook_by_either_of_its_addresses_and_by_no_third(world: World, x: X, url: str, known: bool):
    x.hooks[0]["url"] = url
    assert ("WebhookMissing" in world.call("reconcile")) is not known


def test_each_app_has_its_webhook_its_memory_and_its_accounts(world: World, x: X, two: World):
    shop = {**SECRET, "accounts": {OTHER: {"token": "t", "token_secret": "s"}}, "bearer_token": "of the shop"}
    reconcile = world.handler("reconcile")
    secrets = reconcile.x_accounts._secrets
    arn = secrets.create_secret(Name="x-app/shop", SecretString=json.dumps(shop))["ARN"]
    reconcile.x_accounts._arns = {"main": world.environment["APP_SECRET_ARN"], "shop": arn}
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, id=OTHER, username="otraluna", app="shop"))
    x.hooks.append({"id": "8", "url": f"{URL}/shop", "valid": True})
    done = world.call("reconcile")
    assert (done["SubscriptionRecreated"], done["AccountLookedAfter"]) == (len(EVENT_TYPES), 2)
    made = [one for one in x.subscriptions if one["filter"].get("user_id") == OTHER]
    assert {one["webhook_id"] for one in made} == {"8"}
    assert seen(world, "WEBHOOK#shop", WebhookSeen).last_valid_at is not None
    asked = [r.headers["authorization"] for r in x.asked if r.url.path == "/2/webhooks"]
    assert asked == ["Bearer bearer", "Bearer of the shop"]


def test_an_app_whose_secret_is_not_filled_yet_leaves_the_others_alone(world: World, x: X):
    reconcile = world.handler("reconcile")
    arn = reconcile.x_accounts._secrets.create_secret(Name="x-app/new", SecretString="random")["ARN"]
    reconcile.x_accounts._arns = {"new": arn, "main": world.environment["APP_SECRET_ARN"]}
    done = world.call("reconcile")
    assert (done["CredentialsRefused"], done["AccountLookedAfter"]) == (1, 1)
    assert seen(world, "WEBHOOK", WebhookSeen).last_valid_at is not None


def test_what_x_shows_is_charged_by_the_thing(world: World, x: X):
    x.mentions = [post(ago(minutes=n)) for n in (5, 6)]
    x.dms = [dm(ago(minutes=4))]
    world.call("reconcile")
    budget = world.handler("reconcile").budget
    assert budget.by_purpose(SHOP, "2026-11")["reading"] == Spent(2 * 5_000 + 10_000, 3)
    assert budget.total(SHOP, "2026-11").micro_dollars == 20_000


def test_nobody_searches_for_the_brand_when_the_month_is_spent(world: World, x: X):
    Accounts(world.dynamodb, "accounts").put(
        Account.model_validate(
            ACCOUNT.model_dump(mode="json", by_alias=True)
            | {"brand_terms": ["Tienda Luna"], "budget": {"month_dollars": "0.01"}}
        )
    )
    world.handler("reconcile").budget.meter(SHOP, "event", 2, 10_000, NIGHT)
    assert world.call("reconcile")["BrandSearchHeld"] == 1
    assert x.paths("/2/tweets/search") == []


def test_an_app_without_credit_stops_its_own_accounts_and_no_other(world: World, x: X, two: World):
    shop = {**SECRET, "accounts": {OTHER: {"token": "t", "token_secret": "s"}}}
    reconcile = world.handler("reconcile")
    arn = reconcile.x_accounts._secrets.create_secret(Name="x-app/shop", SecretString=json.dumps(shop))["ARN"]
    reconcile.x_accounts._arns = {"main": world.environment["APP_SECRET_ARN"], "shop": arn}
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, id=OTHER, username="otraluna", app="shop"))
    x.faults[f"/2/users/{SHOP}/mentions"] = NO_CREDIT
    done = world.call("reconcile")
    assert (done["OutOfCredit"], done["AccountLookedAfter"]) == (1, 1)
    assert len(x.paths(f"/2/users/{OTHER}/mentions")) == 1
