import asyncio
from datetime import timedelta

import anyio
import pytest
from infra.local.x.limits import RateLimits

pytestmark = pytest.mark.anyio
DM = "/2/dm_conversations/with/3333333333333333333/messages"


async def test_fifteen_direct_messages_in_a_quarter_of_an_hour_are_the_most(stack, clock, boreal):
    answers = [await stack.call("POST", DM, {"text": str(n)}) for n in range(16)]
    assert [one.status_code for one in answers] == [201] * 15 + [429]
    assert answers[0].headers["x-rate-limit-limit"] == "15"
    assert answers[0].headers["x-rate-limit-remaining"] == "14"
    reset = int((clock.now + timedelta(minutes=15)).timestamp())
    assert answers[15].headers["x-rate-limit-remaining"] == "0"
    assert answers[15].headers["x-rate-limit-reset"] == str(reset)
    assert answers[15].json() == {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}
    assert (await stack.call("POST", DM, {"text": "otra"}, account=boreal)).status_code == 201
    clock.move(minutes=15)
    assert (await stack.call("POST", DM, {"text": "otra"})).status_code == 201


def test_the_app_sends_1440_direct_messages_a_day_over_all_its_users(clock):
    limits = RateLimits()
    sent = 0
    for user in ("one", "two"):
        for _ in range(60):
            sent += sum(limits.take("dm", user, clock.now)[0] for _ in range(15))
            clock.move(minutes=12)
        clock.move(minutes=3)
    # Two users of 15 a quarter of an hour could send more; the app may not, and the windows of both lie in one day.
    assert sent <= 1_440
    clock.move(hours=-24)
    limits = RateLimits()
    allowed = [limits.take("dm", f"user {n // 15}", clock.now)[0] for n in range(1_441)]
    assert (allowed.count(True), allowed[-1]) == (1_440, False)
    _, headers = limits.take("dm", "user 0", clock.now)
    assert headers["x-app-limit-24hour-remaining"] == "0"
    assert headers["x-rate-limit-remaining"] == "0"
    assert limits.take("dm", "user 0", clock.now + timedelta(hours=24))[0]


@pytest.mark.parametrize(
    ("bucket", "user", "limit"),
    [
        ("post", "one", 100),
        ("mentions", "one", 300),
        ("mentions", None, 450),
        ("dm_reads", "one", 15),
        ("webhooks", None, 450),
    ],
)
def test_each_window_has_its_limit(clock, bucket, user, limit):
    limits = RateLimits()
    assert sum(limits.take(bucket, user, clock.now)[0] for _ in range(limit + 5)) == limit


def test_a_clock_moved_back_opens_a_new_window(clock):
    limits = RateLimits()
    for _ in range(15):
        limits.take("dm_reads", "one", clock.now)
    assert limits.take("dm_reads", "one", clock.now - timedelta(hours=1))[0]


async def test_a_429_on_demand_says_when_to_come_back(stack, clock):
    await stack.say("faults", path="/2/tweets", kind="429", times=1, reset_after=90)
    refused = await stack.call("POST", "/2/tweets", {"text": "Hola"})
    assert refused.status_code == 429
    assert refused.headers["x-rate-limit-reset"] == str(int((clock.now + timedelta(seconds=90)).timestamp()))
    assert (await stack.call("POST", "/2/tweets", {"text": "Hola"})).status_code == 201


@pytest.mark.parametrize("kind", ["500", "503"])
async def test_a_failing_call_is_not_executed(stack, kind):
    await stack.say("faults", path="/2/tweets", kind=kind, times=2)
    statuses = [(await stack.call("POST", "/2/tweets", {"text": "Hola"})).status_code for _ in range(3)]
    assert statuses == [int(kind), int(kind), 201]


@pytest.mark.parametrize(("kind", "posts"), [("hang", 0), ("timeout", 0), ("lost", 1)])
async def test_an_unanswered_call_is_executed_only_when_it_is_lost(x, stack, webhook, kind, posts):
    await stack.subscribe()
    await stack.say("faults", path="/2/tweets", kind=kind, times=1)
    call = asyncio.create_task(stack.call("POST", "/2/tweets", {"text": "Hola"}))
    await anyio.wait_all_tasks_blocked()
    assert (await stack.see("faults"))["faults"] == []
    await stack.say("dm", **{"from": "maria", "text": "después"})
    await x.settle()
    assert not call.done()
    call.cancel()
    assert webhook.types == ["post.create"] * posts + ["dm.received"]
    assert len((await stack.see("timeline"))["posts"]) == posts


async def test_faults_are_listed_by_what_is_left_and_cleared(stack):
    both = [{"path": "/2/tweets", "kind": "503", "times": 2}, {"path": "/2/users", "kind": "500", "method": "get"}]
    assert (await stack.http.post("/x/simulate/faults", json=both)).status_code == 200
    await stack.call("POST", "/2/tweets", {"text": "Hola"})
    left = (await stack.see("faults"))["faults"]
    assert [(one["path"], one["times"], one["method"]) for one in left] == [
        ("/2/tweets", 1, None),
        ("/2/users", 1, "GET"),
    ]
    assert (await stack.http.delete("/x/simulate/faults")).json() == {"faults": []}
    assert (await stack.call("POST", "/2/tweets", {"text": "Hola"})).status_code == 201


async def test_a_fault_that_is_for_always_goes_on_until_it_is_deleted(stack):
    await stack.say("faults", path="/2/tweets", kind="503", times="always")
    statuses = [(await stack.call("POST", "/2/tweets", {"text": "Hola"})).status_code for _ in range(5)]
    assert statuses == [503] * 5
    assert [one["times"] for one in (await stack.see("faults"))["faults"]] == ["always"]
    await stack.http.delete("/x/simulate/faults")
    assert (await stack.call("POST", "/2/tweets", {"text": "Hola"})).status_code == 201


async def test_of_a_fault_with_a_user_only_what_is_sent_to_that_one_fails(x, stack):
    ids = {}
    for name in ("maria", "luis"):
        ids[name] = (await stack.say("dm", **{"from": name, "text": "Hola"}))["id"] and x.world.user(name).id
    post = await stack.say("post", **{"from": "maria", "text": "@AuroraAyuda hola"})
    other = await stack.say("post", **{"from": "luis", "text": "@AuroraAyuda hola"})
    await stack.say("faults", path="/2", kind="500", times="always", user="@Maria")

    async def dm(name):
        path = f"/2/dm_conversations/with/{ids[name]}/messages"
        return (await stack.call("POST", path, {"text": "Hola"})).status_code

    assert [await dm("maria"), await dm("luis"), await dm("maria")] == [500, 201, 500]
    assert (await stack.reply(post["id"], "¿qué tal?")).status_code == 500
    assert (await stack.reply(other["id"], "¿qué tal?")).status_code == 201
    assert (await stack.call("POST", "/2/tweets", {"text": "A todos"})).status_code == 201
    assert (await stack.call("GET", f"/2/dm_conversations/with/{ids['maria']}/dm_events")).status_code == 200


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"path": "/2", "kind": "flood"}, "hang, timeout, 429, 500, 503, lost"),
        ({"path": "2", "kind": "500"}, "starts with a slash"),
        ({"path": "/2", "kind": "500", "times": 0}, '"times"'),
        ({"path": "/2", "kind": "500", "times": "ever"}, '"always"'),
        ({"path": "/2", "kind": "500", "times": True}, '"times"'),
        ({"path": "/2", "kind": "500", "when": 1}, "'when'"),
        ({"path": "/2", "kind": "500", "user": 7}, '"user"'),
        ({"path": "/2", "kind": "500", "user": "no one"}, "username"),
        ({"path": "/2", "kind": "500", "user": "maria", "method": "GET"}, "only a POST sends"),
        ({"path": "/2", "kind": "500", "method": 3}, '"method"'),
        ({"path": "/2", "kind": "429", "reset_after": 10**12}, '"reset_after"'),
        ({"path": "/2", "kind": "429", "reset_after": "1"}, '"reset_after"'),
        ([3], "A fault is an object"),
    ],
)
async def test_a_wrong_fault_is_explained_and_none_is_set(stack, given, says):
    answer = await stack.http.post("/x/simulate/faults", json=given)
    assert answer.status_code == 400
    assert says in answer.json()["error"]
    assert (await stack.see("faults"))["faults"] == []
