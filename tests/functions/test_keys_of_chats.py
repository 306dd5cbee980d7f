"""Under which key an answer of an encrypted chat goes, and what X is asked: never under one that is unverified."""

from copy import replace
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP
from tests.unit.outbox.making import item

from care.model.chat import PublicKey
from care.model.outbox_item import Item
from care.model.outcomes import Code, codes, outcome
from care.outbox.plan import Settle
from care.tables.chats import Talk
from care.x.credentials import UnreadableSecret
from care.x.errors import ServerFailed
from publish import sealing as module
from publish.sealing import Sealing

OURS, THEIRS = (PublicKey(one, "1", "public", "signing", "signature") for one in (SHOP, MARTA))
GOOD, BAD, NEW = (SimpleNamespace(version=name, verified=name != "bad", name=name) for name in ("good", "bad", "new"))


class Scene:
    """A conversation as it is kept, which keys its changes give (each look the next one), and what X shows."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *newest: Any, **talk: Any) -> None:
        self.talk = Talk(**{"people": (OURS, THEIRS), "key_changes": ("c1",), **talk})
        self.newest = list(newest)
        self.asked: list[str] = []
        self.kept: list[str] = []
        self.counted: list[str] = []
        self.looked = 0
        self.ring: Any = (SimpleNamespace(version="1"),)
        self.bound, self.under = True, ""
        self.members = {SHOP: [OURS], MARTA: [THEIRS]}
        self.fails = False
        monkeypatch.setattr(module, "newest_key", self._key)
        monkeypatch.setattr(module, "is_bound", lambda _: self.bound)
        monkeypatch.setattr(module, "new_key", lambda ring, members: SimpleNamespace(body="body", key=NEW, of=members))
        monkeypatch.setattr(module, "sealed_under", lambda _: self.under)

    def _key(self, _ring: Any, _changes: Any, _people: Any, conversation: str) -> Any:
        assert conversation == f"{SHOP}:{MARTA}"
        self.looked += 1
        return self.newest[min(self.looked, len(self.newest)) - 1]

    def key(self, one: Item | None = None) -> Any:
        def asked(name: str, answer: Any) -> Any:
            def ask(*_: Any) -> Any:
                self.asked.append(name)
                if self.fails and name == "keys":
                    raise ServerFailed(call="events", status=503)
                return answer

            return ask

        x: Any = SimpleNamespace(
            keys_of=asked("people", self.members),
            events=asked("keys", SimpleNamespace(key_changes=("c2",))),
            change_key=asked("change", None),
        )

        def people(_account: str, _customer: str, shown: Any, _now: Any) -> Any:
            self.kept.append("people")
            return tuple(key for keys in shown.values() for key in keys)

        chats: Any = SimpleNamespace(
            talk=lambda *_: self.talk, keep_people=people, keep_keys=lambda *_: self.kept.append("keys")
        )
        sealing = Sealing(ACCOUNT, chats, SimpleNamespace(of=self._ring), lambda: NIGHT, self.counted.append)  # type: ignore[arg-type]
        return sealing.key(one or item(by="chat"), x)

    def _ring(self, account_id: str) -> Any:
        assert account_id == SHOP
        if isinstance(self.ring, Exception):
            raise self.ring
        return self.ring


def refused(told: Any) -> list[Code]:
    assert isinstance(told, Settle)
    return list(codes(told.why))


def test_a_key_that_is_known_and_verified_is_used_and_x_is_asked_nothing(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, GOOD)
    assert scene.key() is GOOD
    assert scene.asked == []


@pytest.mark.parametrize("newest", [None, BAD])
def test_without_a_key_that_is_verified_a_new_one_is_made_for_both(monkeypatch: pytest.MonkeyPatch, newest: Any):
    scene = Scene(monkeypatch, newest)
    assert scene.key() is NEW
    assert scene.asked == ["change", "keys"]


def test_a_member_who_changed_keys_gets_a_new_one(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, GOOD)
    changed = replace(item(by="chat"), why=(outcome(Code.chat_recipient_key_changed),))
    assert scene.key(changed) is NEW


def test_a_new_key_of_which_x_tells_nothing_yet_is_used(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, None)
    scene.fails = True
    assert scene.key() is NEW


def test_files_keep_the_key_that_they_are_sealed_under_or_get_the_one_that_x_shows(monkeypatch: pytest.MonkeyPatch):
    same = Scene(monkeypatch, GOOD)
    same.under = "good"
    assert same.key() is GOOD
    assert same.asked == []
    other = Scene(monkeypatch, None, GOOD)
    other.under = "good"
    assert other.key() is GOOD
    assert other.asked == ["keys"]
    another = Scene(monkeypatch, BAD, GOOD)
    another.under = "good"
    assert another.key() is GOOD


@pytest.mark.parametrize("newest", [None, BAD])
def test_files_go_under_no_key_that_is_unverified_and_no_new_one_is_made_for_them(monkeypatch: Any, newest: Any):
    scene = Scene(monkeypatch, newest)
    scene.under = "bad"
    assert refused(scene.key()) == [Code.chat_cannot_seal]
    assert "change" not in scene.asked


@pytest.mark.parametrize(
    ("people", "changes", "asked"),
    [
        ((OURS, THEIRS), ("c1",), []),
        ((OURS,), ("c1",), ["people"]),
        ((THEIRS,), ("c1",), ["people"]),
        ((), (), ["people", "keys"]),
        ((OURS, THEIRS), (), ["keys"]),
    ],
)
def test_x_is_asked_for_what_is_not_kept(monkeypatch: Any, people: Any, changes: Any, asked: list[str]):
    scene = Scene(monkeypatch, GOOD, people=people, key_changes=changes)
    assert scene.key() is GOOD
    assert scene.asked == asked
    assert scene.kept == asked


def test_after_x_took_what_was_sealed_for_wrong_all_is_asked_anew_but_for_what_has_files(monkeypatch: Any):
    again = Scene(monkeypatch, GOOD)
    again.key(replace(item(by="chat"), resealed=1))
    assert again.asked == ["people", "keys"]
    files = Scene(monkeypatch, GOOD)
    files.under = "good"
    files.key(replace(item(by="chat"), resealed=1))
    assert files.asked == []


def test_who_has_no_bound_keys_is_sent_nothing_nor_is_anything_without_ours(monkeypatch: pytest.MonkeyPatch):
    unbound = Scene(monkeypatch, None)
    unbound.bound = False
    assert refused(unbound.key()) == [Code.chat_recipient_no_keys]
    assert "change" not in unbound.asked
    ours = Scene(monkeypatch, None)
    ours.ring = (SimpleNamespace(version="2"),)
    assert refused(ours.key()) == [Code.chat_cannot_seal]
    assert "change" not in ours.asked


@pytest.mark.parametrize(("ring", "counted"), [((), []), (UnreadableSecret("x"), ["ChatSecretUnreadable"])])
def test_without_private_keys_nothing_is_sealed(monkeypatch: Any, ring: Any, counted: list[str]):
    scene = Scene(monkeypatch, GOOD)
    scene.ring = ring
    assert refused(scene.key()) == [Code.chat_no_keys]
    assert (scene.asked, scene.counted) == ([], counted)
