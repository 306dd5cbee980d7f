"""Which text of an incident a customer is told: of settings that a function read a while ago, and of those of now."""

from copy import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World

from care.batches import Reject
from care.model.commands import Acknowledge
from care.model.incident import Incident

WEB = Incident(
    incident_id="web", terms=("la web",), texts={"es": "Va lenta."}, end_texts={"es": "Ya va."}, started_at=NIGHT
)
OVER = replace(WEB, ended_at=NIGHT + timedelta(hours=1))
APP = replace(WEB, incident_id="app", texts={"es": "La app no abre."})


def text_of(world: World, monkeypatch: pytest.MonkeyPatch, occasion: str, read: Any, now: Any) -> tuple[str, int]:
    """What is told, and how often the account was read anew."""
    handler = world.handler("acknowledge")
    asked: list[str] = []

    def fresh(account_id: str) -> Any:
        asked.append(account_id)
        return replace(ACCOUNT, incidents=now)

    monkeypatch.setattr(handler.accounts, "fresh", fresh)
    command = Acknowledge.model_validate(
        {
            "account_id": SHOP,
            "customer_id": MARTA,
            "case_id": "C",
            "item_id": "C:a:1",
            "language": "es",
            "asked_at": NIGHT,
            "occasion": occasion,
            "channel": "public",
            "in_reply_to": "1",
            "answers_at": NIGHT,
            "incident_id": "web",
        }
    )
    return handler._incident(command, replace(ACCOUNT, incidents=read)), len(asked)


@pytest.mark.parametrize(
    ("occasion", "read", "now", "told"),
    [
        ("incident", (APP, WEB), (), ("Va lenta.", 0)),
        ("incident", (), (APP, WEB), ("Va lenta.", 1)),
        ("incident", (OVER,), (), ("Va lenta.", 0)),
        ("incident_end", (WEB,), (APP, OVER), ("Ya va.", 1)),
        ("incident_end", (APP, OVER), (), ("Ya va.", 0)),
    ],
)
def test_an_incident_is_told_by_the_settings_at_hand_unless_they_are_too_old_to_know_it(
    world: World, monkeypatch: pytest.MonkeyPatch, occasion: str, read: Any, now: Any, told: tuple[str, int]
):
    assert text_of(world, monkeypatch, occasion, read, now) == told


def test_of_an_incident_that_nobody_keeps_any_more_nothing_is_told(world: World, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(Reject, match="web is not stored"):
        text_of(world, monkeypatch, "incident", (APP,), (APP,))
