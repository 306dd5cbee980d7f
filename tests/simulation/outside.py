"""What accounts have to do with others, in one story of four: systems that take cases, and who is told of facts.

Both stand behind the same transport as X and the brands' own API, and check signatures by the specification alone.
"""

import base64
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import httpx
from botocore.exceptions import ReadTimeoutError
from tests.simulation.clock import Clock
from tests.simulation.lambdas import Lambdas

KEY = "topsecret-facts"  # of which the secrets of webhooks are made
SHARE = 0.25  # of stories
HOOK, CHAT = "hook", "chat"
_DOWN = "caido"  # whose name leads nowhere
# By name: its host, and whether it gets what was written.
TAKES = {"taller": ("tickets", True), "legal": ("tickets", False), _DOWN: ("down", False)}
TOLD = ("sla.warned", "sla.breached", "promise.due", "promise.broken", "approval.waiting", "hand_over.failed")


def takes_part(seed: int) -> bool:
    """Whether the accounts of a story deal with others."""
    return Random(f"outside {seed}").random() < SHARE


def settings_of(username: str) -> dict[str, Any]:
    """Where cases of a brand can be handed over to."""
    return {
        "destinations": [
            {"name": name, "way": "webhook", "address": f"https://{host}.{username}.example/{name}", "words": words}
            for name, (host, words) in TAKES.items()
        ]
    }


def chat_of(username: str) -> str:
    """Where the chat of a brand's people is told."""
    return f"https://hooks.{username}.example/{CHAT}"


def hook_of(username: str) -> str:
    """Where a brand's own system is told of facts."""
    return f"https://hooks.{username}.example/in"


@dataclass(frozen=True, slots=True)
class Posted:
    """One call: by whom, of what, and what was answered; `known` tells whether its delivery was over by then."""

    account_id: str
    to: str
    message_id: str
    body: dict[str, Any]
    text: str
    status: int
    known: bool


class Outside:
    """The other side of hand-overs and facts. `forged` are calls whose signature is not that of whom they name."""

    def __init__(self, clock: Clock, lambdas: Lambdas, brands: list[tuple[str, str, str]]) -> None:
        self.clock, self.lambdas = clock, lambdas
        self.accounts = {username: account_id for account_id, username, _ in brands}
        self.posts: list[Posted] = []
        self.times: Counter[str] = Counter()
        self.secrets: dict[tuple[str, str], str] = {}  # by account and receiver: what its secret is made of
        self.forged: list[str] = []
        self.is_over: Callable[[str, str, str], bool] = lambda *_: False
        self.told: Callable[[str, str, str], None] = lambda *_: None

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What it answers, in the weather that follows from the message."""
        try:
            self.lambdas.before("outside", "POST")
        except ConnectionError:
            raise httpx.ConnectError("simulated", request=request) from None
        content, message_id = request.read(), request.headers.get("webhook-id", "")
        account_id = self.accounts[request.headers["host"].split(".")[1]]
        name = request.url.path.rpartition("/")[2]
        to = HOOK if name == "in" else name
        if to == CHAT:
            message_id = hashlib.sha256(content).hexdigest()  # a chat is told no id
        elif not self._signed(request, account_id, to, message_id, content):
            self.forged.append(f"{to} of {account_id}")
        place = f"{account_id} {to} {message_id}"
        self.times[place] += 1
        kind = self._kind(message_id, self.times[place])
        status = {"lost": 200, "referred": 200}.get(kind, int(kind) if kind.isdecimal() else 0)
        known = self.is_over(account_id, to, message_id)
        text = content.decode()
        self.posts.append(Posted(account_id, to, message_id, json.loads(text), text, status, known))
        if to == CHAT and status == 200:
            self.told(account_id, to, text)
        try:
            self.lambdas.after("outside", "POST")
        except ReadTimeoutError:
            kind = "lost"
        if kind in {"lost", "slow"}:
            self.clock.move(10)
            raise httpx.ReadTimeout("simulated", request=request)
        told = {"reference": f"T-{self.times[place]}{message_id[-4:]}"} if kind == "referred" else {}
        headers = {"Retry-After": "90"} if status == 503 else {}
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(json.dumps(told).encode()))

    def _kind(self, message_id: str, time: int) -> str:
        """How a message fares the n-th time: most arrive, some at the second or third, and some are never wanted."""
        kinds = {
            0: ("500", "500", "200"),
            1: ("lost", "200"),
            2: ("503", "referred"),
            3: ("slow", "lost", "referred"),
            4: ("422",),
        }.get(hashlib.sha256(message_id.encode()).digest()[0] % 12, ("referred" if len(message_id) % 2 else "200",))
        return kinds[min(time, len(kinds)) - 1]

    def _signed(self, request: httpx.Request, account_id: str, to: str, message_id: str, body: bytes) -> bool:
        whose = self.secrets.get((account_id, to))
        if whose is None:
            return False
        key = hmac.digest(KEY.encode(), whose.encode(), hashlib.sha256)
        content = f"{message_id}.{request.headers['webhook-timestamp']}.".encode() + body
        told = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
        return bool(request.headers["webhook-signature"] == f"v1,{told}")

    def arrived(self) -> set[tuple[str, str]]:
        """The hand-overs that the other side has said to have, or said so and was not heard: account and id."""
        return {(one.account_id, one.message_id) for one in self.posts if one.to != HOOK and one.status == 200}
