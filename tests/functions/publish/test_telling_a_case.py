"""What a publisher tells a case of a send, and what it lists as withheld by a pause."""

from copy import replace
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, NIGHT, World
from tests.unit.outbox.making import START, item

from care.batches import Retry
from care.model.outbox_item import Item, told
from care.model.outcomes import Code, outcome

PAUSED = told(outcome(Code.paused))
OTHER = told(outcome(Code.case_resolved))
SENT = item(state="sent", settled_at=NIGHT, x_id="900", **PAUSED)


@pytest.fixture
def publish(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    handler: Any = world.handler("publish")
    handler.listed, handler.told, handler.counts, handler.takes = [], [], [], True

    def take(_sqs: Any, url: str, events: Any) -> bool:
        assert url == world.queues["events"]
        handler.told.extend(events)
        return bool(handler.takes)

    monkeypatch.setattr(handler, "withheld", SimpleNamespace(record=lambda _, one: handler.listed.append(one)))
    monkeypatch.setattr(handler, "send_all", take)
    monkeypatch.setattr(handler, "_count", handler.counts.append)
    return handler


@pytest.mark.parametrize(
    ("one", "at"),
    [
        (item(state="withdrawn", settled_at=NIGHT, **PAUSED), NIGHT),
        (item(state="withdrawn", **PAUSED), START),
        (item(state="withdrawn", settled_at=NIGHT, **OTHER), None),
        (item(state="refused", settled_at=NIGHT, **PAUSED), None),
        (SENT, None),
    ],
    ids=["paused", "paused, never settled", "withdrawn otherwise", "refused", "sent"],
)
def test_what_a_pause_withdrew_is_listed_and_nothing_else(publish: Any, one: Item, at: Any):
    publish._report(one, ACCOUNT)
    assert [(each.key, each.purpose, each.at, each.case_id) for each in publish.listed] == (
        [("C1:reply:1", "reply", at, "C1")] if at else []
    )
    assert publish.counts == (["AutomaticWithheld"] if at else [])
    assert len(publish.told) == 1


def test_its_case_hears_what_became_of_it_when_and_why(publish: Any):
    publish._report(SENT, ACCOUNT)
    [event] = publish.told
    assert (event.case_id, event.item_id, event.outcome, event.at, event.x_id) == (
        "C1",
        "C1:reply:1",
        "sent",
        NIGHT,
        "900",
    )
    publish._report(replace(SENT, settled_at=None), ACCOUNT)
    assert publish.told[1].at == START


@pytest.mark.parametrize(
    "one", [replace(SENT, item_id="account:post:1", case_id="", customer_id=""), replace(SENT, act="hide")]
)
def test_no_case_waits_for_a_post_of_the_account_or_for_what_was_done_with_one(publish: Any, one: Item):
    publish._report(one, ACCOUNT)
    assert publish.told == []


def test_a_report_that_the_queue_does_not_take_is_made_again(publish: Any):
    publish.takes = False
    with pytest.raises(Retry):
        publish._report(SENT, ACCOUNT)
