"""What an account with self-service offers, and the brand's own API that its look-ups ask, without sockets.

How an order stands follows from its number, so that each way of answering comes in every story: found, unknown, slow,
failing, and answers as no API should give them.
"""

import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest import mock

import httpx
from botocore.exceptions import ReadTimeoutError
from tests.simulation.clock import Clock
from tests.simulation.lambdas import Lambdas

from care.lookups import bounded

ADDRESS = "93.184.216.34"
KEY = "Bearer topsecret-lookup-"  # and the brand's name
ORDER = re.compile(r"ZQ-\d{5}")
_STATED = re.compile(r"(ZQ-\d{5}) está \S+ zq(\d{5})")
SELF_SERVICE: dict[str, Any] = {
    "enabled": True,
    "lookups": [
        {
            "id": "order",
            "asks": {"es": ["¿Dónde está mi pedido?", "estado del pedido"]},
            "url": "https://api.{brand}.example/orders/{order}",
            "secret": "orders_api",
            "parameters": [
                {"name": "order", "prompt": {"es": "¿Qué número tiene?"}, "pattern": r"[A-Z]{2}-\d{5}"},
            ],
            "fields": {"status": "order.status", "day": "order.days.0"},
            "answer": {"es": "Tu pedido {order} está {status} y llega el {day}."},
        }
    ],
    "articles": [
        {
            "id": "returns",
            "question": {"es": "¿Cómo devuelvo un producto?"},
            "answer": {"es": "Tienes 14 días."},
        },
        {"id": "delivery", "question": {"es": "¿Cuánto tarda el envío?"}, "answer": {"es": "Tres días."}},
    ],
}


def self_service_of(username: str, resolves_after: int | None) -> dict[str, Any]:
    """The settings of a brand: its own address, and whether an answer that is left so resolves its case."""
    settings: dict[str, Any] = json.loads(json.dumps(SELF_SERVICE).replace("{brand}", username))
    return {**settings, "resolves_after_minutes": resolves_after}


def stated(text: str) -> tuple[str, str] | None:
    """The order that an answer speaks of, and the one whose state it tells; None if it tells of none."""
    found = _STATED.search(text)
    return (found[1], f"ZQ-{found[2]}") if found else None


class BrandApi:
    """The API of all brands. `wrong` holds each call that came without the key of the brand that was asked."""

    def __init__(self, clock: Clock, lambdas: Lambdas) -> None:
        self.clock, self.lambdas = clock, lambdas
        self.asked = 0
        self.wrong: list[str] = []

    @contextmanager
    def reached(self) -> Iterator[None]:
        """The brands' names lead here, and no other does; a look-up is asked at once, by no thread of its own."""
        at_once = SimpleNamespace(Thread=_AtOnce)
        with mock.patch.object(socket, "getaddrinfo", _resolved), mock.patch.object(bounded, "threading", at_once):
            yield

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What a brand answers."""
        try:
            self.lambdas.before("brand", "GET")
        except ConnectionError:
            raise httpx.ConnectError("simulated", request=request) from None
        self.asked += 1
        brand = request.headers["host"].split(".")[1]
        order = request.url.path.rpartition("/")[2]
        if request.headers.get("authorization") != KEY + brand:
            self.wrong.append(brand)
        answered = self._answer(order, request)
        try:
            self.lambdas.after("brand", "GET")
        except ReadTimeoutError:
            raise httpx.ReadTimeout("simulated", request=request) from None
        return answered

    def _answer(self, order: str, request: httpx.Request) -> httpx.Response:
        number = int(order[3:])
        match number % 16:
            case 0:
                return _sent({"error": "no such order"}, 404)
            case 3:
                self.clock.move(5)
                raise httpx.ReadTimeout("simulated", request=request)
            case 4:
                return _sent({"error": f"the computer is down zq {order}"}, (500, 503, 401, 429)[number // 16 % 4])
            case 5:
                return _sent(_ODD[number // 16 % len(_ODD)], 302 if number % 3 == 0 else 200)
            case 6:
                return httpx.Response(200, headers=_JSON, stream=_Dripping(self.clock, _found(order)))
            case _:
                return _sent(_found(order))


class _AtOnce:
    """In place of the thread that bounds a look-up's wait: the brand is asked when it starts."""

    def __init__(self, target: Callable[[], None], **_more: Any) -> None:
        self.start = target

    def join(self, _seconds: float) -> None:
        """It is over already."""


class _Dripping(httpx.SyncByteStream):
    """An answer that comes a part each second."""

    def __init__(self, clock: Clock, document: Any) -> None:
        self._clock, self._body = clock, json.dumps(document).encode()

    def __iter__(self) -> Iterator[bytes]:
        for place in range(0, len(self._body), 9):
            self._clock.move(1)
            yield self._body[place : place + 9]


_JSON = {"Content-Type": "application/json"}
_ODD: tuple[Any, ...] = (
    b"<html>zq</html>",
    [],
    {"order": None},
    {"order": {"status": "", "days": [1]}},
    {"order": {"status": ["zq"], "days": [1]}},
    {"order": {"status": "zq" * 300, "days": [1]}},
    {"order": {"status": "zq" * 40_000, "days": [1]}},
    b'{"order": {"status": "zq\xff", "days": [1]}}',
    b'{"order": {"status": "zq", "days": [NaN]}}',
    b"[" * 500 + b"]" * 500,
)


def _found(order: str) -> Any:
    return {"order": {"status": f"en-reparto zq{order[3:]}", "days": [int(order[-2:])]}}


def _sent(document: Any, status: int = 200) -> httpx.Response:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    headers = {**_JSON, "Location": "https://other.example/"} if status == 302 else _JSON
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))


def _resolved(host: str, port: int, **_more: Any) -> list[Any]:
    if not host.startswith(("api.", "tickets.", "hooks.")):
        raise OSError("nothing else is simulated")
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ADDRESS, port))]
