"""X's side of a simulation: the simulated X of the local run, without HTTP between, and the post that it delivers.

Its rules, limits, prices, ids and events are those of `infra.local.x`. What is added here is weather, and a record of
what was truly done there.
"""

import base64
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl

import httpx
from botocore.exceptions import ReadTimeoutError
from infra.local.x import (
    api_chat,
    api_chat_media,
    api_dms,
    api_media,
    api_posts,
    api_reads,
    api_webhooks,
    prices,
    shown,
)
from infra.local.x.calls import Call, Operation
from infra.local.x.keys import BrandAccount, DeveloperApp
from infra.local.x.limits import rate_headers
from infra.local.x.problems import RATE_LIMITED, ProblemAnswer
from infra.local.x.signatures import delivery_headers
from infra.local.x.simulated import SimulatedX
from infra.local.x.webhooks import Webhook
from oauthlib.oauth1 import Client
from tests.simulation.clock import Clock
from tests.simulation.lambdas import Lambdas
from tests.simulation.lookups import ADDRESS, KEY, BrandApi
from tests.simulation.mail import Mail, Parcel
from tests.simulation.outside import Outside

from care.x.subscriptions import EVENT_TYPES

HOOK = "https://care.example/webhook"
SECRETS = ("topsecret-consumer", "topsecret-client", "topsecret-bearer", "topsecret-token", "topsecret-lookup")
_OPERATIONS = [
    (one.method, re.compile("^" + re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", one.path) + "$"), one)
    for module in (api_webhooks, api_reads, api_posts, api_dms, api_chat, api_media, api_chat_media)
    for one in module.OPERATIONS
]
_TOKEN = re.compile(r'oauth_token="([^"]+)"')
_TO = re.compile(r"/2/(?:dm_conversations/with|chat/conversations)/([0-9]+)/messages$")
_OF_ITEMS = {"500", "503", "500 done"}  # kinds of weather that tell nothing of the way to X
_NO_ANSWER = {401, 402, 429}  # with these X speaks of keys, credit and windows
_SEALED = "/2/chat/conversations/{id}/messages"
_TOKENS = "/2/oauth2/token"
_SHOW = {"pbs.twimg.com", "video.twimg.com", "ton.twitter.com"}
_SENDS = {"/2/tweets", "/2/dm_conversations/with/{participant_id}/messages", "/2/users/{id}/retweets", _SEALED}


@dataclass(frozen=True)
class Done:
    """Something that X did because the API asked: a post, a DM or a repost, or a call for one that it refused."""

    at: float
    effect: int
    began: int
    account_id: str
    channel: str
    to: str
    text: str
    x_id: str
    done: bool
    cost: int
    item: dict[str, Any]
    passed_over: str = ""


@dataclass
class Weather:
    """What the next calls to X meet: a kind for each of so many calls."""

    kind: str = ""
    times: int = 0
    hangs_until: float = 0.0  # X takes each call and never answers


class XSide:
    """The simulated X of a story."""

    def __init__(self, clock: Clock, lambdas: Lambdas, brands: list[tuple[str, str, str]]) -> None:
        self.clock, self.lambdas = clock, lambdas
        accounts = tuple(
            BrandAccount(one, username, name, f"token-{username}", f"topsecret-token-{username}")
            for one, username, name in brands
        )
        keys = DeveloperApp("key", "topsecret-consumer", "topsecret-client", "topsecret-bearer", accounts)
        self.keys = keys
        self.crc: Callable[[str], tuple[int, str]] = lambda _token: (500, "")
        self.x = SimulatedX(keys, lambda: clock.now, checked=False, client=SimpleNamespace(get=self._challenge))  # type: ignore[arg-type]
        self.mail = Mail(clock)
        self.brand_api = BrandApi(clock, lambdas)
        self.outside = Outside(clock, lambdas, brands)
        self.x.deliveries = self.mail  # type: ignore[assignment]
        self.weather = Weather()
        self.fails: set[str] = set()  # users to whom nothing can be sent: each call fails
        self.done: list[Done] = []
        # By queue: what failed there since X last took a send, each recipient once; "way" where X gave no answer.
        self.failing: dict[str, set[str]] = defaultdict(set)
        self._before = 0  # the version of X's world before a call
        # What the outbox holds of a send at the moment of it, and what of a higher lane waits: given by the story.
        self.look: Callable[[str, str, str, str, int], tuple[dict[str, Any], str]] = lambda *_: ({}, "")
        self.calls: Counter[str] = Counter()
        # Refresh tokens that were shown although X had taken them: when, whose, and when the first access token ends.
        self.shown_again: list[tuple[float, str, float]] = []
        self.by_token = {one.token: self.x.world.users[one.id] for one in accounts}
        hook = Webhook("1", HOOK, valid=True, created_at=clock.now)
        self.x.webhooks.hooks[hook.id] = hook
        for account in accounts:
            for event_type in EVENT_TYPES:
                wanted = {"event_type": event_type, "filter": {"user_id": account.id}, "webhook_id": hook.id}
                self.x.webhooks.subscribe(wanted, account.id, self.x.world.new_id(), clock.now)

    def secret(self) -> str:
        """The app's secret as Secrets Manager holds it."""
        keys = self.keys
        accounts = {
            one.id: {
                "token": one.token,
                "token_secret": one.token_secret,
                "lookups": {"orders_api": KEY + one.username},
            }
            for one in keys.accounts
        }
        names = ("client_id", "consumer_key", "consumer_secret", "client_secret", "bearer_token")
        return json.dumps({name: getattr(keys, name) for name in names} | {"accounts": accounts})

    def request_of(self, parcel: Parcel) -> dict[str, Any]:
        """A delivery as the HTTP API hands it to `ingest`."""
        return post_event(parcel.body, delivery_headers(self.keys, parcel.body))

    @contextmanager
    def reached(self) -> Iterator[None]:
        """Whatever httpx sends arrives here."""
        replaced: dict[str, Any] = {
            "__init__": lambda *_args, **_more: None,
            "handle_request": lambda _self, request: self._at(request),
            "close": lambda _self: None,
        }
        with (
            mock.patch.multiple(httpx.HTTPTransport, **replaced),
            # Nobody there sets any.
            mock.patch.object(httpx.Cookies, "extract_cookies", _nothing),
            mock.patch.object(Client, "sign", _signed),
            self.brand_api.reached(),
        ):
            yield

    def _at(self, request: httpx.Request) -> httpx.Response:
        if request.url.host != ADDRESS:
            return self.answer(request)
        return (self.brand_api if request.method == "GET" else self.outside).answer(request)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What X answers, in the weather that there is."""
        kind = self._weather(request)
        try:
            self.lambdas.before("x", request.method)
        except ConnectionError:
            kind = "connect"
        if kind:
            self._noted(request, kind)
        match kind:
            case "connect":
                raise httpx.ConnectError("simulated", request=request)
            case "timeout":
                self.clock.move(10)
                raise httpx.ReadTimeout("simulated", request=request)
            case "429":
                reset = self.clock.now + timedelta(minutes=5)
                return httpx.Response(429, json=RATE_LIMITED, headers=rate_headers(100, 0, reset), request=request)
            case "500" | "503":
                body = {"title": "Error", "detail": "Error", "type": "about:blank", "status": int(kind)}
                return httpx.Response(int(kind), json=body, request=request)
        return self._answered(request, kind)

    def _answered(self, request: httpx.Request, kind: str) -> httpx.Response:
        """X does what it is asked, and its answer may not arrive as it is."""
        response = self._do(request)
        try:
            self.lambdas.after("x", request.method)
        except ReadTimeoutError:
            kind = "lost"
            self._noted(request, kind)
        if kind == "lost":
            self.clock.move(10)
            raise httpx.ReadTimeout("simulated", request=request)
        if kind == "500 done":
            body = {"title": "Error", "detail": "Error", "type": "about:blank", "status": 500}
            return httpx.Response(500, json=body, request=request)
        if kind == "cut":
            return httpx.Response(response.status_code, content=response.content[:9], request=request)
        if response.status_code not in _NO_ANSWER:
            self._noted(request, "")
        return response

    def _weather(self, request: httpx.Request) -> str:
        # Faults of reading and of writing are counted together: the weather does not know what is asked.
        if self.weather.hangs_until > self.clock.seconds:
            return "timeout"
        if self.fails and request.method == "POST" and self._recipient(request) in self.fails:
            return "500"
        if self.weather.times <= 0:
            return ""
        self.weather.times -= 1
        return self.weather.kind

    def _noted(self, request: httpx.Request, kind: str) -> None:
        """Keep what failed, as it is seen from here: whether it is the matter of one recipient, or of the way."""
        token, path = _TOKEN.search(request.headers.get("authorization", "")), request.url.path
        if token is None or (caller := self.by_token.get(token[1])) is None or kind == "429":
            return
        private = "/dm_" in path or "/chat/" in path
        queue = f"{caller.id}#{'private' if private else 'public'}"
        if kind:
            self.failing[queue].add((self._recipient(request) or "somebody") if kind in _OF_ITEMS else "way")
        elif request.method == "POST":
            self.failing[queue].clear()

    def _recipient(self, request: httpx.Request) -> str:
        if found := _TO.match(request.url.path):
            return found[1]
        if request.url.path != "/2/tweets":
            return ""
        reply = json.loads(request.read() or b"{}").get("reply") or {}
        post = self.x.world.posts.get(reply.get("in_reply_to_tweet_id", ""))
        return post.author_id if post else ""

    def _do(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if request.url.host in _SHOW:
            return self._shown(request)
        if path == _TOKENS:
            return self._renewed(request)
        found = next(
            (
                (m, one)
                for method, pattern, one in _OPERATIONS
                if method == request.method and (m := pattern.match(path))
            ),
            None,
        )
        if found is None:
            return httpx.Response(404, json={"title": "Not Found", "type": "about:blank"}, request=request)
        matched, operation = found
        self.calls[f"{operation.method} {operation.path}"] += 1
        authorization = request.headers.get("authorization", "")
        token = _TOKEN.search(authorization)
        caller = self.by_token.get(token[1]) if token else None
        allowed, headers = self.x.limits.take(operation.limits, caller.id if caller else None, self.x.now())
        if not allowed:
            self._record(operation, matched.groupdict(), caller, {}, None, refused="429")
            return httpx.Response(429, json=RATE_LIMITED, headers=headers, request=request)
        content = request.read()
        body = json.loads(content) if content else {}
        query = dict(parse_qsl(request.url.query.decode())) if request.url.query else {}
        call, self._before = Call(self.x, caller, matched.groupdict(), query, body), self.x.version
        try:
            answer = _at_once(operation.handler(call))
        except ProblemAnswer as refused:
            self._record(operation, matched.groupdict(), caller, body, None)
            return httpx.Response(refused.status, json=refused.body, headers=headers, request=request)
        self._record(operation, matched.groupdict(), caller, body, answer)
        if isinstance(answer, bytes):
            return httpx.Response(operation.status, content=answer, headers=headers, request=request)
        return httpx.Response(operation.status, json=answer, headers=headers, request=request)

    def _renewed(self, request: httpx.Request) -> httpx.Response:
        """The next pair for a refresh token, whose client is not asked for its secret again."""
        refresh, books = dict(parse_qsl(request.read().decode())).get("refresh_token", ""), self.x.permissions
        if (used := books.used(refresh)) is not None:
            lasts = [until.timestamp() for until in used.access.values()]
            self.shown_again.append((self.clock.seconds, used.account_id, min(lasts, default=0.0)))
        told = books.renew(refresh, self.x.now())
        if told is None:
            return httpx.Response(400, json={"error": "invalid_grant"}, request=request)
        return httpx.Response(200, json=told, request=request)

    def _shown(self, request: httpx.Request) -> httpx.Response:
        """What lies at an address of X's other hosts."""
        found = shown.serve(self.x, f"{request.url.host}{request.url.path}")
        if found is None:
            return httpx.Response(404, request=request)
        if found.signed and _TOKEN.search(request.headers.get("authorization", "")) is None:
            return httpx.Response(401, request=request)
        return httpx.Response(200, content=found.data, request=request)

    def _record(
        self, operation: Operation, path: dict[str, str], caller: Any, body: Any, answer: Any, refused: str = ""
    ) -> None:
        if operation.method != "POST" or operation.path not in _SENDS or caller is None:
            return
        if refused:
            self.calls["over the limit"] += 1
        if operation.path == _SEALED:
            self._record_sealed(path["id"], caller, body, answer)
            return
        private = operation.limits == "dm"
        to = path.get("participant_id", "") if private else (body.get("reply") or {}).get("in_reply_to_tweet_id", "")
        text = body.get("text", "") if operation.limits != "repost" else f"RT {body.get('tweet_id', '')}"
        data = (answer or {}).get("data", {})
        x_id = data.get("dm_event_id") or data.get("id") or data.get("rest_id") or ""
        one = self.lambdas.current
        began = one.started if one else self.lambdas.effects
        channel = "private" if private else "public"
        item, passed_over = self.look(caller.id, channel, to, text, began)
        self.done.append(
            Done(
                at=self.clock.seconds,
                effect=self.lambdas.effects,
                began=began,
                account_id=caller.id,
                channel=channel,
                to=to,
                text=text,
                x_id=x_id,
                done=answer is not None,
                cost=self._cost(x_id, private=private) if answer else 0,
                item=item,
                passed_over=passed_over,
            )
        )

    def _record_sealed(self, to: str, caller: Any, body: Any, answer: Any) -> None:
        """A sealed message by its id: what came before is not done again, and what X does not pass on is not done."""
        began = self.lambdas.current.started if self.lambdas.current else self.lambdas.effects
        item, passed_over = self.look(caller.id, "private", to, body.get("message_id", ""), began)
        new = answer is not None and self.x.version > self._before
        self.done.append(
            Done(
                at=self.clock.seconds,
                effect=self.lambdas.effects,
                began=began,
                account_id=caller.id,
                channel="chat",
                to=to,
                text=item.get("text", ""),
                x_id=body.get("message_id", ""),
                done=new,
                cost=prices.CHAT_SENT if new else 0,
                item=item,
                passed_over=passed_over,
            )
        )

    def _cost(self, x_id: str, *, private: bool) -> int:
        if private:
            return self.x.world.messages[-1].cost if self.x.world.messages else 0
        post = self.x.world.posts.get(x_id)
        return post.cost if post else 0

    async def _challenge(self, _url: str, *, params: dict[str, str], **_more: Any) -> httpx.Response:
        status, body = self.crc(params["crc_token"])
        return httpx.Response(status, content=body)


def _nothing(*_given: Any) -> None:
    """Of no use here."""


_sign = Client.sign
_SIGNED: dict[tuple[str, str], Any] = {}


def _signed(client: Client, uri: str, http_method: Any = "GET") -> Any:
    """Each account signs its first call, and says the same with every other: X's side looks at the token alone."""
    who = (client.client_key, client.resource_owner_key)
    if who not in _SIGNED:
        _SIGNED[who] = _sign(client, uri, http_method=http_method)[1]
    return uri, _SIGNED[who], None


def _at_once(coroutine: Coroutine[Any, Any, dict[str, Any] | bytes]) -> dict[str, Any] | bytes:
    """The result of a coroutine that waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration as ended:
        result: dict[str, Any] | bytes = ended.value
        return result
    raise RuntimeError("an operation of the simulated X waits for something")


def post_event(body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """A POST as the HTTP API hands it on (payload format 2.0)."""
    return {
        "requestContext": {"http": {"method": "POST"}},
        "rawPath": "/webhook",
        "headers": headers,
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }
