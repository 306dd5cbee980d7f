"""A simulated X with two brands, a clock that the test moves, and a webhook that remembers what it got."""

import base64
import contextlib
import hashlib
import hmac
import json
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from infra.local.x import BrandAccount, DeveloperApp, SimulatedX, routes
from oauthlib.oauth1 import Client
from starlette.applications import Starlette
from tests.local.conftest import free_port

AURORA = BrandAccount("1111111111111111111", "AuroraAyuda", "Aurora", "aurora-token", "aurora-token-secret")
BOREAL = BrandAccount("2222222222222222222", "BorealHelp", "Boreal", "boreal-token", "boreal-token-secret")
APP = DeveloperApp("consumer-key", "consumer-secret", "client-secret", "bearer-token", (AURORA, BOREAL))
HOOK = "https://hooks.example/x"
EVENT_TYPES = (
    "post.mention.create",
    "post.reply.create",
    "post.quote.create",
    "post.repost.create",
    "post.create",
    "post.delete",
    "dm.received",
    "dm.sent",
    "chat.received",
    "chat.sent",
)


class Clock:
    def __init__(self):
        self.now = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)

    def __call__(self):
        return self.now

    def move(self, **by):
        self.now += timedelta(**by)


class Webhook:
    """Answers challenges with `secret`, and keeps deliveries; `statuses` are the answers to give first."""

    def __init__(self, secret):
        self.secret = secret
        self.requests = []
        self.statuses = []
        self.tries = 0

    async def __call__(self, request):
        if request.method == "GET":
            token = parse_qs(urlsplit(str(request.url)).query)["crc_token"][0]
            digest = hmac.digest(self.secret.encode(), token.encode(), hashlib.sha256)
            return httpx.Response(200, json={"response_token": "sha256=" + base64.b64encode(digest).decode()})
        self.tries += 1
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.requests.append(request)
        return httpx.Response(status)

    @property
    def bodies(self):
        return [request.content for request in self.requests]

    @property
    def events(self):
        return [json.loads(body)["data"] for body in self.bodies]

    @property
    def types(self):
        return [event["event_type"] for event in self.events]


class Stack:
    """Calls the simulated X as Centralita does: signed for a brand, or with the bearer token."""

    def __init__(self, http):
        self.http = http

    async def call(self, method, path, body=None, *, account=AURORA, secret=None, bearer=None):
        url = f"http://127.0.0.1:8400{path}"
        headers = {"content-type": "application/json"}
        if bearer:
            headers["authorization"] = f"Bearer {bearer}"
        else:
            client = Client(APP.consumer_key, APP.consumer_secret, account.token, secret or account.token_secret)
            headers["authorization"] = client.sign(url, http_method=method)[1]["Authorization"]
        content = None if body is None else json.dumps(body).encode()
        return await self.http.request(method, url, content=content, headers=headers)

    async def app(self, method, path, body=None):
        return await self.call(method, path, body, bearer=APP.bearer_token)

    async def say(self, path, /, **given):
        answer = await self.http.post(f"/x/simulate/{path}", json=given)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def see(self, path):
        return (await self.http.get(f"/x/simulate/{path}")).json()

    async def reply(self, post_id, text, account=AURORA):
        body = {"text": text, "reply": {"in_reply_to_tweet_id": post_id}}
        return await self.call("POST", "/2/tweets", body, account=account)

    async def subscribe(self, types=EVENT_TYPES, accounts=(AURORA, BOREAL)):
        hook = (await self.app("POST", "/2/webhooks", {"url": HOOK})).json()["data"]
        for account in accounts:
            for event_type in types:
                wanted = {"event_type": event_type, "filter": {"user_id": account.id}, "tag": "care"}
                body = wanted | {"webhook_id": hook["id"]}
                answer = await self.call("POST", "/2/activity/subscriptions", body, account=account)
                assert answer.status_code == 200, answer.text
        return hook


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def webhook() -> Webhook:
    return Webhook(APP.client_secret)


@pytest.fixture
async def x(clock, webhook):
    # Every test also proves that what is asked and answered fits X's description.
    async with httpx.AsyncClient(transport=httpx.MockTransport(webhook)) as client:
        simulated = SimulatedX(APP, clock, client=client, pauses=(0, 0, 0))
        await simulated.start()
        yield simulated
        await simulated.close()


@pytest.fixture
async def stack(x):
    transport = httpx.ASGITransport(app=Starlette(routes=routes(x)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8400") as http:
        yield Stack(http)


@pytest.fixture
async def hook(stack):
    return await stack.subscribe()


@pytest.fixture
def aurora() -> BrandAccount:
    return AURORA


@pytest.fixture
def boreal() -> BrandAccount:
    return BOREAL


@pytest.fixture
def app() -> DeveloperApp:
    return APP


@pytest.fixture
def hook_url() -> str:
    return HOOK


@pytest.fixture
def base():
    """A simulated X in a process of its own, fresh for each client."""
    port = free_port()
    command = [sys.executable, "-m", "infra.local.x", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[3], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                with contextlib.suppress(httpx.TransportError):
                    if httpx.get(f"http://127.0.0.1:{port}/x/", timeout=5, trust_env=False).is_success:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
