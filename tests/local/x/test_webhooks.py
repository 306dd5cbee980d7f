import pytest

pytestmark = pytest.mark.anyio


async def test_a_webhook_is_challenged_with_the_client_secret_before_it_is_registered(stack, hook_url):
    answer = await stack.app("POST", "/2/webhooks", {"url": hook_url})
    assert answer.status_code == 200
    made = answer.json()["data"]
    assert (made["url"], made["valid"], made["created_at"]) == (hook_url, True, "2026-11-20T16:00:00.000Z")
    listed = (await stack.app("GET", "/2/webhooks")).json()
    assert listed == {"data": [made], "meta": {"result_count": 1}}


async def test_an_app_without_a_client_secret_is_challenged_with_the_consumer_secret(x, stack, webhook, app, hook_url):
    from dataclasses import replace

    webhook.secret = app.consumer_secret
    assert (await stack.app("POST", "/2/webhooks", {"url": hook_url})).status_code == 400
    x.app = replace(app, client_secret=None)
    assert (await stack.app("POST", "/2/webhooks", {"url": hook_url})).status_code == 200


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://hooks.example/x", "UrlValidationFailed"),
        ("https://hooks.example:8443/x", "UrlValidationFailed"),
        ("ftp://127.0.0.1/x", "UrlValidationFailed"),
        ("https://hooks.example:x/", "UrlValidationFailed"),
    ],
)
async def test_a_url_that_x_cannot_deliver_to_is_refused(stack, url, reason):
    answer = await stack.app("POST", "/2/webhooks", {"url": url})
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(reason)


async def test_a_local_url_may_have_a_port(stack):
    assert (await stack.app("POST", "/2/webhooks", {"url": "http://127.0.0.1:8400/hook"})).status_code == 200


async def test_a_wrong_answer_to_the_challenge_is_refused(stack, webhook, hook_url):
    webhook.secret = "wrong"
    answer = await stack.app("POST", "/2/webhooks", {"url": hook_url})
    assert (answer.status_code, answer.json()["detail"].split(":")[0]) == (400, "CrcValidationFailed")
    assert (await stack.app("GET", "/2/webhooks")).json()["data"] == []


async def test_one_webhook_is_the_limit_and_none_is_registered_twice(stack, hook_url):
    assert (await stack.app("POST", "/2/webhooks", {"url": hook_url})).status_code == 200
    again = await stack.app("POST", "/2/webhooks", {"url": hook_url})
    other = await stack.app("POST", "/2/webhooks", {"url": f"{hook_url}/other"})
    reasons = [one.json()["detail"].split(":")[0] for one in (again, other)]
    assert reasons == ["DuplicateUrlFailed", "WebhookLimitExceeded"]


async def test_validation_challenges_again_and_disables_or_enables(stack, webhook):
    hook = await stack.subscribe()
    path = f"/2/webhooks/{hook['id']}"
    webhook.secret = "wrong"
    assert (await stack.app("PUT", path)).status_code == 400
    assert (await stack.app("GET", "/2/webhooks")).json()["data"][0]["valid"] is False
    webhook.secret = "client-secret"
    assert (await stack.app("PUT", path)).json() == {"data": {"valid": True}}
    assert (await stack.app("GET", "/2/webhooks")).json()["data"][0]["valid"] is True


async def test_a_deleted_webhook_takes_its_subscriptions_with_it(stack):
    hook = await stack.subscribe()
    assert (await stack.app("DELETE", f"/2/webhooks/{hook['id']}")).json() == {"data": {"deleted": True}}
    assert (await stack.app("GET", "/2/activity/subscriptions")).json()["data"] == []
    gone = await stack.app("PUT", f"/2/webhooks/{hook['id']}")
    assert gone.json()["detail"].startswith("WebhookIdInvalid")


async def test_replay_repeats_what_was_attempted_in_its_minutes(x, stack, webhook, clock):
    hook = await stack.subscribe()
    await stack.say("dm", **{"from": "maria", "text": "dentro"})
    clock.move(minutes=5)
    await stack.say("dm", **{"from": "maria", "text": "fuera"})
    await x.settle()
    clock.move(minutes=-3)
    await stack.say("webhook", valid=False)
    await stack.say("dm", **{"from": "maria", "text": "dentro, pero nunca intentado"})
    await stack.say("webhook", valid=True)
    clock.move(minutes=43)
    body = {"webhook_id": hook["id"], "from_date": "202611201600", "to_date": "202611201604"}
    answer = await stack.app("POST", "/2/webhooks/replay", body)
    assert set(answer.json()["data"]) == {"job_id", "created_at"}
    await x.settle()
    assert webhook.bodies[2:] == webhook.bodies[:1]


@pytest.mark.parametrize(
    ("start", "end"),
    [("202611191500", "202611201500"), ("202611201550", "202611201555"), ("202611201500", "202611201400"), ("x", "y")],
)
async def test_replay_outside_its_bounds_is_an_invalid_request(stack, start, end):
    hook = await stack.subscribe()
    body = {"webhook_id": hook["id"], "from_date": start, "to_date": end}
    assert (await stack.app("POST", "/2/webhooks/replay", body)).status_code == 400


async def test_a_subscription_is_created_listed_changed_and_deleted(stack, aurora, hook_url, clock):
    hook = (await stack.app("POST", "/2/webhooks", {"url": hook_url})).json()["data"]
    wanted = {"event_type": "dm.received", "filter": {"user_id": aurora.id}, "tag": "care", "webhook_id": hook["id"]}
    made = (await stack.call("POST", "/2/activity/subscriptions", wanted)).json()["data"]["subscription"]
    assert {name: made[name] for name in wanted} == wanted
    assert (await stack.app("GET", "/2/activity/subscriptions")).json()["data"] == [made]
    clock.move(minutes=1)
    path = f"/2/activity/subscriptions/{made['subscription_id']}"
    changed = (await stack.app("PUT", path, {"tag": "new"})).json()["data"]["subscription"]
    assert (changed["tag"], changed["updated_at"]) == ("new", "2026-11-20T16:01:00.000Z")
    assert (await stack.app("DELETE", path)).json()["data"] == {"deleted": True}
    assert (await stack.app("DELETE", path)).status_code == 404


async def test_many_subscriptions_are_listed_by_page_and_deleted_at_once(stack):
    await stack.subscribe()
    first = (await stack.app("GET", "/2/activity/subscriptions?max_results=10")).json()
    token = first["meta"]["next_token"]
    second = (await stack.app("GET", f"/2/activity/subscriptions?max_results=10&pagination_token={token}")).json()
    ids = [one["subscription_id"] for one in first["data"] + second["data"]]
    assert (len(set(ids)), "next_token" in second["meta"]) == (20, False)
    assert (await stack.app("DELETE", f"/2/activity/subscriptions?ids={','.join(ids)}")).status_code == 200
    assert (await stack.app("GET", "/2/activity/subscriptions")).json()["meta"]["total_subscriptions"] == 0


async def test_a_second_subscription_to_the_same_is_a_duplicate(stack, aurora):
    await stack.subscribe()
    wanted = {"event_type": "dm.received", "filter": {"user_id": aurora.id}}
    answer = await stack.call("POST", "/2/activity/subscriptions", wanted)
    assert (answer.status_code, "Duplicate" in answer.json()["detail"]) == (400, True)


async def test_private_events_need_the_token_of_their_user(stack, aurora, boreal):
    wanted = {"event_type": "dm.received", "filter": {"user_id": aurora.id}}
    bearer = await stack.app("POST", "/2/activity/subscriptions", wanted)
    assert (bearer.status_code, "OauthAccessTokenRequired" in bearer.text) == (400, True)
    assert (await stack.call("POST", "/2/activity/subscriptions", wanted, account=boreal)).status_code == 403
    public = {"event_type": "post.create", "filter": {"user_id": aurora.id}}
    assert (await stack.app("POST", "/2/activity/subscriptions", public)).status_code == 200


@pytest.mark.parametrize("wanted", [{}, {"event_type": "dm.received"}, {"event_type": "dm.received", "filter": {}}])
async def test_a_subscription_without_its_filter_is_an_invalid_request(stack, wanted):
    answer = await stack.call("POST", "/2/activity/subscriptions", wanted)
    assert answer.status_code == 400
