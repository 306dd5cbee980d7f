"""What is dear at the desk has room for every brand: one that does it too often waits, and nobody else does."""

import importlib
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import OTHER, Desk

from care.tables.allowances import MOST


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for what in MOST:
        monkeypatch.setitem(MOST, what, 2)


def tried(desk: Desk, who: str, account: str) -> int:
    return desk.post(f"/desk/settings/{account}/lexicon", who, do="try", try_text="no funciona").status


@pytest.mark.usefixtures("few")
def test_who_does_it_too_often_is_told_to_wait_and_another_brand_is_not(desk: Desk):
    from copy import replace

    from tests.functions.conftest import ACCOUNT

    from care.tables.accounts import Accounts

    Accounts(desk.world.dynamodb, "accounts").put(replace(ACCOUNT, id=OTHER, username="otra"))
    # Early in a minute, so that none ends between two of them.
    desk.world.at(datetime(2026, 11, 24, 9, 30, 2, tzinfo=UTC))
    statuses = [tried(desk, "supervisor", SHOP) for _ in range(4)]
    assert statuses == [200, 200, 429, 429]
    answer = desk.post(f"/desk/settings/{SHOP}/lexicon", "supervisor", do="try", try_text="x")
    assert answer.status == 429
    assert answer.headers["retry-after"] == "60"
    assert "too often in this minute" in answer.body
    assert tried(desk, "rival", OTHER) == 200


@pytest.mark.usefixtures("few")
def test_an_integration_that_asks_for_the_queue_without_end_is_told_in_its_own_words(desk: Desk):
    bearer = {"authorization": f"Bearer {desk.token('agents')}"}
    answers = [desk.call("GET", "/desk/api/cases", headers=bearer) for _ in range(5)]
    assert answers[0].status == 200
    refused: list[Any] = [one.json() for one in answers if one.status == 429]
    assert refused
    assert refused[0]["code"] == "too_often"


def test_what_is_dear_on_a_page_is_as_dear_to_an_integration(desk: Desk):
    desk.world.handler("desk")
    dear: dict[Any, set[str | None]] = {}
    for one in importlib.import_module("desk.routes").ROUTES:
        dear.setdefault(one.handler, set()).add(one.dear)
    assert [handler for handler, of in dear.items() if len(of) > 1] == []


def test_where_it_cannot_be_counted_nothing_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    desk.world.handler("desk")
    allowances = importlib.import_module("desk.dependencies").allowances

    def fails(*_: Any) -> bool:
        raise EndpointConnectionError(endpoint_url="https://dynamodb")

    monkeypatch.setattr(allowances, "take", fails)
    assert tried(desk, "supervisor", SHOP) == 200
