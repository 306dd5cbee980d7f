import json
import os
from pathlib import Path

import httpx
import pytest
from infra.local.x import SimulatedX, routes
from infra.local.x.calls import Operation, route
from infra.local.x.cutting import cut, written
from infra.local.x.description import SHIPPED, Description
from infra.local.x.routes import OPERATIONS
from starlette.applications import Starlette

pytestmark = pytest.mark.anyio
WHOLE = Path(os.environ.get("CENTRALITA_X_OPENAPI") or Path(__file__).parents[4] / "shared/x/openapi.json")


async def test_every_operation_is_one_of_xs():
    description = Description()
    for operation in OPERATIONS:
        assert description.answer_fault(operation.method, operation.path, 403, {"type": "about:blank"}) is None


def test_what_is_shipped_is_what_the_operations_need_and_says_where_it_is_from():
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))
    assert cut(shipped, (one.path for one in OPERATIONS)) == shipped
    assert written(shipped) == SHIPPED.read_text(encoding="utf-8")
    assert (shipped["info"]["version"], shipped["info"]["license"]["name"]) == (
        "2.167",
        "X Developer Agreement and Policy",
    )


@pytest.mark.skipif(not WHOLE.is_file(), reason="X's whole description is not at hand: set CENTRALITA_X_OPENAPI")
def test_what_is_shipped_was_cut_from_xs_whole_description():
    whole = json.loads(WHOLE.read_bytes())
    assert written(cut(whole, (one.path for one in OPERATIONS))) == SHIPPED.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("event_type", "user_filter"),
    [
        ("dm.nope", {"user_id": "1111111111111111111"}),
        ("dm.received", {}),
        ("dm.received", {"nope": "1"}),
    ],
)
async def test_subscriptions_that_x_does_not_know_are_refused(stack, event_type, user_filter):
    body = {"event_type": event_type, "filter": user_filter}
    answer = await stack.call("POST", "/2/activity/subscriptions", body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "https://api.x.com/2/problems/invalid-request"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"text": "Hola", "in_reply_to": "1"}, "in_reply_to"),
        ({"text": "Hola", "reply": {"in_reply_to_tweet_id": "abc"}}, "in_reply_to_tweet_id"),
        ({"text": "Hola", "reply_settings": "nobody"}, "reply_settings"),
    ],
)
async def test_a_body_that_x_would_not_take_is_an_invalid_request(stack, body, says):
    answer = await stack.call("POST", "/2/tweets", body)
    assert answer.status_code == 400
    assert says in answer.json()["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/2/users/me?user.fields=nonsense",
        "/2/users/me?fields=name",
        "/2/tweets?ids=abc",
        "/2/tweets/search/recent?query=a&max_results=5",
        "/2/tweets/search/recent?query=a&start_time=yesterday",
    ],
)
async def test_parameters_that_x_would_not_take_are_invalid_requests(stack, path):
    answer = await stack.call("GET", path)
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/invalid-request")


async def test_an_answer_of_ours_that_x_would_not_give_is_a_loud_500(clock, app, caplog):
    async def wrong(call):
        return {"data": {"id": 5, "text": "secreto"}}

    x = SimulatedX(app, clock)
    operation = Operation("GET", "/2/users/me", wrong, "users", "either")
    transport = httpx.ASGITransport(app=Starlette(routes=[route(x, operation), *routes(x)]))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8400") as http:
        answer = await http.get("/2/users/me", headers={"authorization": "Bearer bearer-token"})
    await x.close()
    assert answer.status_code == 500
    assert "x.answer.invalid" in caplog.text
    assert "secreto" not in caplog.text
