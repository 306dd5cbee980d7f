"""Connecting encrypted chats: what is registered comes first, guesses are spared, and new keys need a word."""

import json
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from infra.command.chat_keys import REGISTER, Connecting
from infra.command.connection import CannotConnect
from tests.unit.x.chatting import Person

from care.x.chat_identity import CannotUnlock, NotStored, WrongPin
from care.x.chat_keys import pending_of, read_chat_secret, with_keys
from care.x.client import XClient
from care.x.credentials import AppKeys, UserToken

ID, OLD, NEW = "2000000000000000001", "1790000000001", "1790000000002"


@dataclass
class World:
    """X's side, a secret, and an operator who types."""

    registered: list[Person] = field(default_factory=list)
    pins: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    unlocks: dict[str, Any] = field(default_factory=dict)
    held: str = "made up by AWS"
    posted: list[dict[str, Any]] = field(default_factory=list)
    loses: bool = False
    guesses: list[str] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            self.posted.append(json.loads(request.content))
            if self.loses:
                raise httpx.ReadTimeout("late")
            return httpx.Response(200, json={"data": {"public_key_version": NEW}})
        assert not request.url.query
        rows = [
            {
                "public_key_version": one.version,
                "public_key": one.shown.identity,
                "signing_public_key": one.shown.signing,
                "identity_public_key_signature": one.shown.binding,
                "juicebox_config": {"of": one.version},
            }
            for one in self.registered
        ]
        return httpx.Response(200, json={"data": rows} if rows else {})

    def get_secret_value(self, **_: str) -> dict[str, str]:
        return {"SecretString": self.held}

    def put_secret_value(self, **put: str) -> None:
        self.held = put["SecretString"]

    def unlock(self, config: Any, pin: bytearray) -> bytes:
        self.guesses.append(bytes(pin).decode())
        found = self.unlocks[config["of"]]
        if isinstance(found, Exception):
            raise found
        blob: bytes = found
        return blob

    @property
    def connecting(self) -> Connecting:
        keys = AppKeys.model_validate({"consumer_key": "a", "consumer_secret": "b", "bearer_token": "c"})
        token = UserToken.model_validate({"token": "d", "token_secret": "e"})
        x = XClient(
            keys, token, base_url="https://api.x.example", http=httpx.Client(transport=httpx.MockTransport(self.answer))
        )
        secrets: Any = self
        return Connecting(
            account_id=ID,
            x=x.chats,
            secrets=secrets,
            arn="x-chat",
            ask_pin=lambda _: self.pins.pop(0),
            ask_word=lambda _: self.words.pop(0),
            say=self.said.append,
            unlock=self.unlock,
        )


def test_the_newest_registered_keys_are_unlocked_and_stored():
    old, new = Person(ID, OLD), Person(ID, NEW)
    world = World([old, new], pins=["2580"], unlocks={NEW: new.blob, OLD: old.blob})
    found = world.connecting.connect()
    assert (found.version, found.blob) == (NEW, new.blob)
    assert read_chat_secret(world.held)[ID] == (found,)
    assert "2580" not in world.held
    assert "2580" not in "".join(world.said)


def test_where_nothing_is_stored_under_the_newest_version_an_older_one_is_tried():
    old, new = Person(ID, OLD), Person(ID, NEW)
    world = World([old, new], pins=["2580"], unlocks={NEW: NotStored(), OLD: old.blob})
    assert world.connecting.connect().version == OLD


def test_the_guesses_left_are_shown_and_the_last_ones_are_left_alone():
    new = Person(ID, NEW)
    world = World([new], pins=["1", "2", "3"], unlocks={NEW: WrongPin(9)})
    connecting = world.connecting
    left = iter((9, 3))

    def unlock(_config: Any, pin: bytearray) -> bytes:
        world.guesses.append(bytes(pin).decode())
        raise WrongPin(next(left))

    object.__setattr__(connecting, "unlock", unlock)
    with pytest.raises(CannotConnect, match="3 guesses are left"):
        connecting.connect()
    assert world.guesses == ["1", "2"]
    assert any("9 guesses are left" in said for said in world.said)
    assert world.held == "made up by AWS"


@pytest.mark.parametrize("error", [WrongPin(None), CannotUnlock("away")])
def test_where_the_guesses_left_are_not_known_it_stops(error):
    world = World([Person(ID, NEW)], pins=["1", "2"], unlocks={NEW: error})
    with pytest.raises(CannotConnect):
        world.connecting.connect()
    assert len(world.guesses) == 1


def test_keys_that_x_does_not_have_registered_are_not_stored():
    world = World([Person(ID, NEW)], pins=["1"], unlocks={NEW: Person(ID, NEW).blob})
    with pytest.raises(CannotConnect, match="not those that X has registered"):
        world.connecting.connect()
    assert world.held == "made up by AWS"


def test_new_keys_are_made_by_the_word_alone():
    world = World(words=["yes"])
    with pytest.raises(CannotConnect, match="no keys were made"):
        world.connecting.connect()
    assert world.posted == []
    world.words = [REGISTER]
    found = world.connecting.connect()
    assert (found.version, len(found.blob)) == (NEW, 64)
    assert read_chat_secret(world.held)[ID] == (found,)
    assert pending_of(world.held, ID) is None


def test_new_keys_are_never_made_over_keys_that_are_there():
    world = World([Person(ID, NEW)], pins=["1"], words=[REGISTER], unlocks={NEW: NotStored()})
    with pytest.raises(CannotConnect, match="none are made"):
        world.connecting.connect()
    assert world.posted == []


def test_keys_whose_registration_got_no_answer_are_found_again():
    world = World(words=[REGISTER], loses=True)
    with pytest.raises(CannotConnect):
        world.connecting.connect()
    kept = pending_of(world.held, ID)
    assert kept is not None
    body = world.posted[0]["public_key"]
    person = Person(ID, NEW)
    object.__setattr__(person.shown, "identity", body["public_key"])
    object.__setattr__(person.shown, "signing", body["signing_public_key"])
    world.registered = [person]
    found = world.connecting.connect()
    assert (found.blob, found.version) == (kept, NEW)
    assert len(world.posted) == 1


def test_what_fits_already_is_left_as_it_is():
    new = Person(ID, NEW)
    world = World([new], held=with_keys("", new.keys))
    before = world.held
    assert world.connecting.connect() == new.keys
    assert world.held == before
    assert world.guesses == []
