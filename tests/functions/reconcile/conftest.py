"""A mock of X for the safety net: what X would show, and what it answers instead."""

import json
import re
from collections.abc import Callable
from copy import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SECRET, SHOP, World

from care.model.snowflake import id_at
from care.tables.accounts import Accounts
from care.x.subscriptions import EVENT_TYPES

URL = "https://care.example/webhook"
OTHER, PEDRO = "2000000000000000002", "3000000000000000002"
NO_CALL_LEFT = {
    "x-rate-limit-limit": "15",
    "x-rate-limit-remaining": "0",
    "x-rate-limit-reset": str(int((NIGHT + timedelta(minutes=20)).timestamp())),
}
RATE_LIMITED = httpx.Response(
    429,
    json={"errors": [{"code": 88, "message": "Rate limit exceeded"}]},
    headers=NO_CALL_LEFT,
)
UNAUTHORIZED = httpx.Response(401, json={"title": "Unauthorized", "status": 401})
NO_CREDIT = httpx.Response(402, json={"title": "CreditsDepleted", "status": 402})
BROKEN = httpx.Response(500, json={})


class X:
    """X's side: what it would show, and what a path answers instead while `faults` holds it."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.faults: dict[str, httpx.Response] = {}
        self.hooks = [{"id": "7", "url": URL, "valid": True}]
        self.mends = True
        self.requests = False
        self.replays: list[dict[str, str]] = []
        self.subscriptions = [*(subscription(kind, SHOP) for kind in EVENT_TYPES), dict(OF_APP)]
        self.usage: dict[str, Any] = {"project_usage": "120", "project_cap": "10000", "cap_reset_day": 7}
        self.mentions: list[dict[str, Any]] = []
        self.dms: list[dict[str, Any]] = []
        self.own: list[dict[str, Any]] = []
        self.found: dict[str, list[dict[str, Any]]] = {}
        self.bad_queries: set[str] = set()
        self.shown: dict[str, dict[str, Any]] = {}
        self.page = 100
        self.forgets = False
        self.headers: dict[str, str] = {}
        self.slow: dict[str, Callable[[], None]] = {}

    def paths(self, start: str = "") -> list[str]:
        return [r.url.path for r in self.asked if r.url.path.startswith(start)]

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        path = request.url.path
        self.slow.get(path, lambda: None)()
        for start, fault in self.faults.items():
            if f"{request.method} {path}".startswith(start) or path.startswith(start):
                return httpx.Response(fault.status_code, content=fault.content, headers=fault.headers)
        if path.startswith("/2/webhooks"):
            return self._webhook(request)
        if path == "/2/usage/tweets":
            return httpx.Response(200, json={"data": self.usage})
        if path.startswith("/2/activity/subscriptions"):
            return self._subscribe(request)
        if match := re.fullmatch(r"/2/dm_conversations/with/(\d+)/dm_events", path):
            return self._listed(request, [dm for dm in self.dms if match[1] in dm["dm_conversation_id"]])
        if path == "/2/chat/conversations":
            return httpx.Response(200, json={"data": [], "meta": {"has_message_requests": self.requests}})
        if request.url.params.get("query", "") in self.bad_queries:
            return httpx.Response(400, json={"title": "Invalid Request", "status": 400})
        if path == "/2/tweets":
            ids = request.url.params["ids"].split(",")
            return httpx.Response(200, json={"data": [self.shown[one] for one in ids if one in self.shown]})
        lists = {
            "/2/tweets/search/recent": self.found.get(request.url.params.get("query", ""), []),
            f"/2/users/{SHOP}/mentions": self.mentions,
            f"/2/users/{OTHER}/mentions": [],
            f"/2/users/{SHOP}/tweets": self.own,
            "/2/dm_events": self.dms,
        }
        return self._listed(request, lists[path])

    def _webhook(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"data": self.hooks})
        if request.method == "POST":
            self.replays.append(json.loads(request.content))
            return httpx.Response(200, json={"data": {"job_id": "9", "created_at": NIGHT.isoformat()}})
        self.hooks[0]["valid"] = self.mends
        return httpx.Response(200, json={"data": {"valid": True}})

    def _subscribe(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"data": self.subscriptions})
        if request.method == "DELETE":
            gone = request.url.path.rpartition("/")[2]
            self.subscriptions = [one for one in self.subscriptions if one["subscription_id"] != gone]
            return httpx.Response(200, json={"data": {"deleted": True}})
        asked = json.loads(request.content)
        if request.method == "PUT":
            moved = request.url.path.rpartition("/")[2]
            one = next(one for one in self.subscriptions if one["subscription_id"] == moved)
            one["webhook_id"] = asked["webhook_id"]
            return httpx.Response(200, json={"data": {"subscription": one}})
        if asked["event_type"] == "oauth.revoke":
            assert "filter" not in asked
            one = {**OF_APP, "webhook_id": asked["webhook_id"]}
        else:
            one = subscription(asked["event_type"], asked["filter"]["user_id"], asked["webhook_id"])
        self.subscriptions.append(one)
        return httpx.Response(200, json={"data": {"subscription": one}})

    def _listed(self, request: httpx.Request, items: list[dict[str, Any]]) -> httpx.Response:
        asked = request.url.params
        if self.forgets and "pagination_token" in asked:
            return httpx.Response(400, json={"title": "Invalid Request", "status": 400})
        ids = {"since_id": "0", "pagination_token": "9" * 19} | dict(asked)
        shown = sorted(items, key=lambda one: -int(one["id"]))
        shown = [one for one in shown if int(ids["since_id"]) < int(one["id"]) < int(ids["pagination_token"])]
        page = shown[: self.page]
        meta = {"next_token": page[-1]["id"]} if len(shown) > len(page) else {}
        users = [_user(one) for one in {one.get("author_id") or one["sender_id"] for one in page}]
        return httpx.Response(
            200, json={"data": page, "includes": {"users": users}, "meta": meta}, headers=self.headers
        )


def _user(user_id: str) -> dict[str, Any]:
    return {"id": user_id, "username": f"u{user_id[-4:]}", "name": "Marta", "public_metrics": {"followers_count": 97}}


OF_APP = {"subscription_id": "99", "event_type": "oauth.revoke", "filter": {}, "webhook_id": "7"}


def subscription(event_type: str, user_id: str, webhook_id: str = "7") -> dict[str, Any]:
    known = f"{EVENT_TYPES.index(event_type) + 1}{user_id[-3:]}"
    return {
        "subscription_id": known,
        "event_type": event_type,
        "filter": {"user_id": user_id},
        "webhook_id": webhook_id,
    }


def post(at: datetime, text: str = "@tiendaluna ¿y mi pedido?", by: str = MARTA, **more: Any) -> dict[str, Any]:
    """A post as X's lists show it, in the new spelling."""
    post_id = str(int(id_at(at)) + 1)
    mentions = [{"start": 0, "end": 11, "username": "tiendaluna", "id": SHOP}] if "@tiendaluna" in text else []
    shown = {
        "id": post_id,
        "text": text,
        "author_id": by,
        "created_at": at.isoformat().replace("+00:00", ".000Z"),
        "conversation_id": post_id,
        "lang": "es",
        "entities": {"mentions": mentions},
    }
    return {**shown, **more}


def answer_to(asked: dict[str, Any], at: datetime, text: str, by: str = SHOP) -> dict[str, Any]:
    return post(
        at,
        text,
        by,
        conversation_id=asked["conversation_id"],
        in_reply_to_user_id=asked["author_id"],
        referenced_posts=[{"type": "replied_to", "id": asked["id"]}],
    )


def dm(at: datetime, text: str = "hola, ¿y mi pedido?", by: str = MARTA, to: str = SHOP) -> dict[str, Any]:
    return {
        "id": str(int(id_at(at)) + 1),
        "event_type": "MessageCreate",
        "text": text,
        "sender_id": by,
        "dm_conversation_id": "-".join(sorted((by, to))),
        "created_at": at.isoformat(),
    }


def ago(**span: float) -> datetime:
    return NIGHT - timedelta(**span)


@pytest.fixture
def x(world: World, monkeypatch: pytest.MonkeyPatch) -> X:
    # X knows the webhook by either: the domain that the operator gave, or the API's own.
    monkeypatch.setenv("WEBHOOK_URLS", f"https://other.example/webhook {URL}")
    x = X()
    world.handler("reconcile").x_accounts._http = httpx.Client(transport=httpx.MockTransport(x.answer))
    return x


@pytest.fixture
def two(world: World, x: X) -> World:
    """A second account that the stack serves, with a token of its own."""
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, id=OTHER, username="otraluna"))
    accounts = SECRET["accounts"] | {OTHER: {"token": "t", "token_secret": "s"}}
    secrets = world.handler("reconcile").x_accounts._secrets
    secrets.put_secret_value(
        SecretId=world.environment["APP_SECRET_ARN"], SecretString=json.dumps({**SECRET, "accounts": accounts})
    )
    return world


def seen(world: World, sk: str, kind: Any) -> Any:
    kept = world.handler("reconcile").memory.read(sk, kind)
    return kept.value if kept else None


def settled(world: World) -> None:
    world.drain("events", "cases")


def cases(world: World) -> list[Any]:
    return [case for state in ("open", "waiting") for case in world.conversations.queue(SHOP, state)]
