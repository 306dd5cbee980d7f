"""What `media` counts, charges and tries again when X puts it off, fails or answers."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import MARTA, NIGHT, SHOP, World
from tests.functions.test_correlation import Lines, lines
from tests.functions.test_each_queue import of, put, put_aside

from care.model.commands import FetchMedia, Introduce
from care.model.media import Media
from care.x.errors import CredentialsRefused, RetryLater, ServerFailed

__all__ = ["lines"]  # a fixture
USER = SimpleNamespace(
    id=MARTA, username="marta", name="Marta", followers=3, verified_type=None, protected=False, description="x" * 999,
    created_at=NIGHT, profile_image_url="",
)  # fmt: skip


def counted(capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    told = [json.loads(one) for one in capsys.readouterr().out.splitlines() if "_aws" in one]
    return {name: sum(some) for one in told for name, some in one.items() if isinstance(some, list)}


def asking(world: World, monkeypatch: pytest.MonkeyPatch, users: Any) -> Any:
    handler = world.handler("media")

    def ask(ids: list[str]) -> Any:
        assert ids == [MARTA]
        if isinstance(users, Exception):
            raise users
        return SimpleNamespace(items=users)

    monkeypatch.setattr(handler.x_accounts, "client", lambda *_: SimpleNamespace(users=ask, signature=None))
    monkeypatch.setattr(handler, "is_stranger", lambda *_: True)
    return handler


@pytest.mark.parametrize(
    ("fault", "minutes", "again"),
    [(RetryLater, 59, True), (RetryLater, 60, False), (ServerFailed, 0, False)],
)
def test_what_x_puts_off_is_tried_again_for_an_hour_and_what_fails_is_counted(
    world: World, lines: Lines, monkeypatch: Any, capsys: Any, fault: Any, minutes: int, again: bool
):
    error = fault(None, call="users", status=429) if fault is RetryLater else fault(call="users", status=503)
    asking(world, monkeypatch, error)
    world.at(NIGHT + timedelta(minutes=minutes))
    put(world, "media", of(Introduce))
    failed = world.drain("media", "media")["batchItemFailures"]
    assert bool(failed) is again
    assert put_aside(world, "media") == []
    assert counted(capsys).get("ContextNotFound", 0) == (0 if again else 1)
    told = [one for one in lines.told if one["message"] == "x.not_answered"]
    assert [one["error"] for one in told] == ([] if again else [fault.__name__])


@pytest.mark.parametrize(("users", "metered"), [([USER], True), ([USER], False), ([], True)])
def test_who_a_customer_is_is_told_counted_and_charged(
    world: World, monkeypatch: Any, capsys: Any, users: list[Any], metered: bool
):
    handler = asking(world, monkeypatch, users)
    charged: list[tuple[Any, ...]] = []
    monkeypatch.setattr(handler.budget, "meter", lambda *told, **more: charged.append((*told, more)) or metered)  # type: ignore[func-returns-value]
    put(world, "media", of(Introduce))
    assert world.drain("media", "media") == {"batchItemFailures": []}
    found = counted(capsys)
    assert found.get("CustomerLookedUp", 0) == len(users)
    assert found.get("NotMetered", 0) == (0 if metered else 1)
    [(account_id, purpose, things, price, _, more)] = charged
    assert (account_id, purpose, things, more) == (SHOP, "look_up", len(users), {"case_id": "GONE"})
    assert (price > 0) is bool(users)
    events = [json.loads(one["body"]) for one in world.received("events")]
    assert [(one["customer_id"], len(one["author"]["bio"]) < 999) for one in events] == [(MARTA, True)] * len(users)


@pytest.mark.parametrize(("fault", "metric"), [("", "MediaKept"), ("too_slow", "MediaFailed")])
def test_each_file_is_counted_and_logged_as_what_became_of_it(
    world: World, lines: Lines, monkeypatch: Any, capsys: Any, fault: str, metric: str
):
    handler = asking(world, monkeypatch, [])
    monkeypatch.setattr(handler, "Fetching", lambda **_: SimpleNamespace(fetch=lambda _: iter([fault, fault])))
    put(world, "media", of(FetchMedia, message_id="77", media=(Media(id="3_1", type="photo"),)))
    assert world.drain("media", "media") == {"batchItemFailures": []}
    found = counted(capsys)
    assert {name: found[name] for name in found if name.startswith("Media")} == {metric: 2}
    told = [one for one in lines.told if one["message"] == "media.fetched"]
    assert [(one["case_id"], one["fault"]) for one in told] == [("GONE", fault)] * 2


def test_the_files_of_a_message_that_cannot_be_asked_for_are_told_as_failed(
    world: World, monkeypatch: Any, capsys: Any
):
    handler = world.handler("media")

    def refused(*_: Any) -> Any:
        raise CredentialsRefused(call="posts", status=401)

    missed: list[tuple[Any, ...]] = []
    monkeypatch.setattr(handler.x_accounts, "client", refused)
    monkeypatch.setattr(handler.files, "miss", lambda *told: missed.append(told) or 1)  # type: ignore[func-returns-value]
    for kept in (True, False):
        monkeypatch.setattr(handler.conversations, "is_kept", lambda *_, kept=kept: kept)
        put(world, "media", of(FetchMedia, message_id="77", media=(Media(id="3_1", type="photo"),)))
        world.drain("media", "media")
        found = counted(capsys)
        assert found["ContextNotFound"] == 1
        assert found.get("MediaFailed", 0) == (1 if kept else 0)
    assert [told[:2] for told in missed] == [("GONE", "77")]


def test_who_a_customer_is_comes_again_where_the_queue_did_not_take_it(world: World, monkeypatch: Any, capsys: Any):
    handler = asking(world, monkeypatch, [USER])
    monkeypatch.setattr(handler, "send_all", lambda *_: False)
    put(world, "media", of(Introduce))
    assert len(world.drain("media", "media")["batchItemFailures"]) == 1
    assert "CustomerLookedUp" not in counted(capsys)
