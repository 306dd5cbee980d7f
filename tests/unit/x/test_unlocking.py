"""X's library itself asks a key store for an account's keys: each answer becomes a reason, and the PIN stays here.

The store is one realm of Juicebox on this machine. It holds nothing, so that a right PIN cannot be shown: that takes
the store's half of the secret.
"""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from care.x.chat_identity import CannotUnlock, NotStored, WrongPin, unlocked

PIN = b"834921"
REALM = bytes(range(1, 17)).hex()


def text(word: str) -> bytes:
    """A word in CBOR."""
    return bytes([0x60 + len(word)]) + word.encode()


def one(name: str, value: bytes) -> bytes:
    """A variant that holds something, in CBOR."""
    return b"\xa1" + text(name) + value


STORED = one("Recover1", one("Ok", one("version", b"\x50" + bytes(16))))


@dataclass
class Realm:
    """A realm that answers each step as told: with a status, or with what it holds of the account."""

    answers: dict[bytes, bytes | int] = field(default_factory=dict)
    asked: list[bytes] = field(default_factory=list)
    address: str = ""

    @property
    def config(self) -> dict[str, object]:
        """What X shows beside a registered key."""
        parts = ({"alg": "HS256", "kid": "x:1"}, {"iss": "x", "sub": "1", "aud": REALM, "exp": 9_999_999_999, "nbf": 1})
        token = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
        held = {"key": REALM, "value": {"address": self.address, "token": f"{token}.c2ln"}}
        return {"token_map": [held], "register_threshold": 1, "recover_threshold": 1, "max_guess_count": 20}


@pytest.fixture
def realm() -> Iterator[Realm]:
    realm = Realm()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            realm.asked.append(body)
            answer = next((told for step, told in realm.answers.items() if step in body), 503)
            self.send_response(answer if isinstance(answer, int) else 200)
            data = b"" if isinstance(answer, int) else answer
            self.send_header("x-juicebox-version", "0.3.4")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    realm.address = f"http://127.0.0.1:{server.server_port}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield realm
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({b"Recover1": one("Recover1", text("NotRegistered"))}, NotStored),
        ({b"Recover1": STORED, b"Recover2": one("Recover2", text("NoGuesses"))}, WrongPin),
        ({b"Recover1": STORED, b"Recover2": b"nonsense"}, CannotUnlock),
        ({b"Recover1": b"nonsense"}, CannotUnlock),
        ({b"Recover1": 401}, CannotUnlock),
        ({b"Recover1": 426}, CannotUnlock),
        ({b"Recover1": 429}, CannotUnlock),
        ({b"Recover1": 503}, CannotUnlock),
    ],
)
def test_what_the_key_store_answers_is_told_apart_and_no_pin_leaves_this_machine(
    realm: Realm, answers: dict[bytes, bytes | int], error: type[Exception]
):
    realm.answers = answers
    pin = bytearray(PIN)
    with pytest.raises(error) as told:
        unlocked(realm.config, pin)
    assert {step for step in answers for body in realm.asked if step in body} == set(answers)
    assert PIN not in b"".join(realm.asked)
    assert PIN.decode() not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__


def test_of_keys_that_are_locked_for_ever_no_guess_is_left(realm: Realm):
    realm.answers = {b"Recover1": STORED, b"Recover2": one("Recover2", text("NoGuesses"))}
    with pytest.raises(WrongPin) as told:
        unlocked(realm.config, bytearray(PIN))
    assert told.value.left == 0


def test_a_key_store_that_cannot_be_reached_or_is_none_says_so(realm: Realm):
    nowhere = {**realm.config, "token_map": [{"key": REALM, "value": {"address": "http://127.0.0.1:9/", "token": "t"}}]}
    for config in ({}, {"of": "1"}, nowhere):
        with pytest.raises(CannotUnlock):
            unlocked(config, bytearray(PIN))
    assert realm.asked == []
