import httpx
import pytest
from infra.local.x import SimulatedX, routes
from infra.local.x.calls import Operation, route
from infra.local.x.description import Description
from starlette.applications import Starlette

pytestmark = pytest.mark.anyio


async def test_every_operation_is_one_of_xs(openapi):
    from infra.local.x import api_dms, api_posts, api_reads, api_webhooks

    description = Description(openapi)
    for module in (api_dms, api_posts, api_reads, api_webhooks):
        for operation in module.OPERATIONS:
            assert description.answer_fault(operation.method, operation.path, 403, {"type": "about:blank"}) is None


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"text": "Hola", "in_reply_to": "1"}, "in_reply_to"),
        ({"text": "Hola", "reply": {"in_reply_to_tweet_id": "abc"}}, "in_reply_to_tweet_id"),
        ({"text": "Hola", "reply_settings": "nobody"}, "reply_settings"),
    ],
)
async def test_a_body_that_x_would_not_take_is_an_invalid_request(openapi, stack, body, says):
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
async def test_parameters_that_x_would_not_take_are_invalid_requests(openapi, stack, path):
    answer = await stack.call("GET", path)
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/invalid-request")


async def test_an_answer_of_ours_that_x_would_not_give_is_a_loud_500(openapi, clock, app, caplog):
    async def wrong(call):
        return {"data": {"id": 5, "text": "secreto"}}

    x = SimulatedX(app, clock, openapi)
    operation = Operation("GET", "/2/users/me", wrong, "users", "either")
    transport = httpx.ASGITransport(app=Starlette(routes=[route(x, operation), *routes(x)]))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8400") as http:
        answer = await http.get("/2/users/me", headers={"authorization": "Bearer bearer-token"})
    await x.close()
    assert answer.status_code == 500
    assert "x.answer.invalid" in caplog.text
    assert "secreto" not in caplog.text
