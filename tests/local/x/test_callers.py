import pytest

pytestmark = pytest.mark.anyio


async def test_a_call_signed_with_the_wrong_secret_is_unauthorized(stack):
    answer = await stack.call("POST", "/2/tweets", {"text": "Hola"}, secret="wrong")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await stack.see("timeline"))["posts"] == []


async def test_the_bearer_token_cannot_post(stack):
    assert (await stack.app("POST", "/2/tweets", {"text": "Hola"})).status_code == 401


async def test_a_wrong_bearer_token_is_unauthorized(stack):
    assert (await stack.call("GET", "/2/webhooks", bearer="wrong")).status_code == 401


async def test_a_call_without_credentials_is_unauthorized(stack):
    assert (await stack.http.get("/2/users/me")).status_code == 401


async def test_the_query_is_part_of_the_signature(stack):
    signed = await stack.call("GET", "/2/users/me?user.fields=created_at")
    assert signed.status_code == 200
    header = signed.request.headers["authorization"]
    other = await stack.http.get("/2/users/me?user.fields=description", headers={"authorization": header})
    assert other.status_code == 401


async def test_a_signed_call_cannot_be_made_twice(stack):
    first = await stack.call("GET", "/2/users/me")
    headers = {"authorization": first.request.headers["authorization"]}
    assert (await stack.http.get("/2/users/me", headers=headers)).status_code == 401


async def test_the_bearer_token_is_given_for_the_consumer_key(stack):
    form = {"grant_type": "client_credentials"}
    good = await stack.http.post("/oauth2/token", data=form, auth=("consumer-key", "consumer-secret"))
    assert good.json() == {"token_type": "bearer", "access_token": "bearer-token"}
    assert (await stack.http.post("/oauth2/token", data=form, auth=("consumer-key", "wrong"))).status_code == 403
    assert (await stack.http.post("/oauth2/token", auth=("consumer-key", "consumer-secret"))).status_code == 403


@pytest.mark.parametrize("path", ["/x/simulate/timeline", "/x/", "/2/webhooks", "/x/static/page.js"])
async def test_another_host_name_is_refused(stack, path):
    answer = await stack.http.get(path, headers={"host": "evil.example:8400", "authorization": "Bearer bearer-token"})
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/x/simulate/post", "/x/simulate/faults", "/2/tweets"])
async def test_a_form_of_another_site_cannot_post(stack, path):
    answer = await stack.http.post(path, content=b'{"from":"a","text":"b"}', headers={"content-type": "text/plain"})
    assert answer.status_code == 415


async def test_an_operation_that_is_not_simulated_is_not_found(stack):
    assert (await stack.app("GET", "/2/spaces/1")).status_code == 404


@pytest.mark.parametrize("body", [b"{", b"[]"])
async def test_a_body_that_is_no_json_object_is_an_invalid_request(stack, body):
    signed = await stack.call("POST", "/2/tweets", None)
    assert signed.status_code == 400
    from oauthlib.oauth1 import Client

    client = Client("consumer-key", "consumer-secret", "aurora-token", "aurora-token-secret")
    header = client.sign("http://127.0.0.1:8400/2/tweets", http_method="POST")[1]["Authorization"]
    headers = {"authorization": header, "content-type": "application/json"}
    assert (await stack.http.post("/2/tweets", content=body, headers=headers)).status_code == 400


def test_secrets_are_not_in_reprs(app):
    shown = repr(app)
    assert not any(secret in shown for secret in ("consumer-secret", "client-secret", "bearer-token", "aurora-token"))
