"""Before a DM is tried again that X may have sent, X is asked for it; what X does not tell is not guessed."""

import json
from copy import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.functions.conftest import MARTA, NIGHT, SHOP, World

from care.model.case import Case, LastMessage
from care.model.customer import Customer
from care.model.decision import Decision
from care.model.outbox_item import Item
from care.model.outcomes import Code, outcome
from care.model.x_events import MessageReceived
from care.tables.spending import Spent
from care.tables.wakes import wake

QUEUE = f"{SHOP}#private"
ITEM = Item.model_validate(
    {
        "item_id": "C1:reply:1", "account_id": SHOP, "customer_id": MARTA, "case_id": "C1", "channel": "private",
        "purpose": "reply", "text": "Ya va", "created_at": NIGHT,
    }
)  # fmt: skip
SHOWN = {"id": "77", "event_type": "MessageCreate", "text": "Ya va", "sender_id": SHOP, "created_at": NIGHT.isoformat()}


class X:
    """X, which failed at the first try and may have sent it; `answer` is what it says when it is asked for it."""

    def __init__(self, world: World, answer: httpx.Response) -> None:
        self.answer, self.sent, self.asked = answer, 0, 0
        world.handler("publish").x_accounts._http = httpx.Client(transport=httpx.MockTransport(self.handle))

    def handle(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            self.asked += 1
            return self.answer
        self.sent += 1
        data = {"dm_conversation_id": "1-2", "dm_event_id": "78"}
        return httpx.Response(500) if self.sent == 1 else httpx.Response(201, json={"data": data})


@pytest.fixture
def dm(world: World) -> Item:
    last = LastMessage(id="5", channel="private", at=NIGHT)
    customer = Customer(account_id=SHOP, customer_id=MARTA)
    case = Case(
        case_id="C1", account_id=SHOP, customer=customer, opened_at=NIGHT, last_message=last, private_contact=True
    )
    wrote = MessageReceived.model_validate(
        {
            "account_id": SHOP,
            "customer_id": MARTA,
            "author": {"id": MARTA},
            "message": {"id": "5", "channel": "private", "text": "¿Y mi pedido?", "at": NIGHT},
        }
    )
    world.conversations.apply(wrote, Decision(customer=customer, case=case, because=(outcome(Code.grace_runs),)), NIGHT)
    world.outbox.add(ITEM)
    return ITEM


def tried_twice(world: World, answer: httpx.Response) -> tuple[X, Item]:
    x = X(world, answer)
    for number in (0, 3):
        world.at(NIGHT + timedelta(minutes=number))
        wake(world.sqs, world.queues["sends"], QUEUE, str(number))
        world.drain("sends", "publish")
    found = world.outbox.item(QUEUE, ITEM.item_id)
    assert found is not None
    return x, found


def listed(*events: dict[str, Any]) -> httpx.Response:
    return httpx.Response(200, content=json.dumps({"data": list(events), "meta": {"result_count": len(events)}}))


def test_one_that_x_shows_was_sent_and_is_not_sent_again(world: World, dm: Item):
    x, item = tried_twice(world, listed(SHOWN))
    assert (x.sent, x.asked, item.state, item.x_id) == (1, 1, "sent", "77")
    budget = world.handler("publish").budget
    assert budget.by_purpose(SHOP, "2026-11")["look_up"] == Spent(10_000, 1)


@pytest.mark.parametrize(
    "other",
    [{"text": "Otra cosa"}, {"sender_id": MARTA}, {"created_at": (NIGHT - timedelta(minutes=1)).isoformat()}],
)
def test_one_that_x_does_not_show_is_sent_once_more(world: World, dm: Item, other: dict[str, str]):
    x, item = tried_twice(world, listed(SHOWN | other))
    assert (x.sent, item.state, item.x_id) == (2, "sent", "78")


def test_one_that_is_known_as_another_item_is_not_taken_for_it(world: World, dm: Item):
    earlier = replace(ITEM, item_id="C1:reply:0")
    world.outbox.add(earlier)
    claimed = world.outbox.claim(earlier, NIGHT)
    assert claimed is not None
    settled = world.outbox.settle(claimed, "sent", NIGHT, x_id="77")
    assert settled is not None
    world.outbox.reported(settled)
    x, item = tried_twice(world, listed(SHOWN))
    assert (x.sent, item.x_id) == (2, "78")


@pytest.mark.parametrize("answer", [httpx.Response(403, json={"title": "Forbidden"}), httpx.Response(200, text="<")])
def test_what_x_does_not_tell_leaves_it_unconfirmed_and_never_sent_blindly(world: World, dm: Item, answer):
    x, item = tried_twice(world, answer)
    assert (x.sent, item.state) == (1, "unconfirmed")


@pytest.mark.parametrize("status", [429, 503])
def test_while_x_does_not_answer_it_waits_and_stays_in_doubt(world: World, dm: Item, status):
    x, item = tried_twice(world, httpx.Response(status, json={}))
    assert (x.sent, item.state, item.doubtful) == (1, "released", True)


def test_a_post_in_doubt_is_not_tried_again_when_x_would_not_refuse_it_any_more(world: World, dm: Item):
    post = replace(ITEM, item_id="C1:reply:2", channel="public", in_reply_to="5")
    world.outbox.add(post)
    x = X(world, listed())
    for number, at in enumerate((timedelta(minutes=1), timedelta(hours=21), timedelta(hours=22))):
        world.at(NIGHT + at)
        wake(world.sqs, world.queues["sends"], post.queue, f"post {number}")
        world.drain("sends", "publish")
    found = world.outbox.item(post.queue, post.item_id)
    assert found is not None
    assert (x.sent, found.state) == (1, "unconfirmed")
    # A person who looked at X and says "again" is taken at their word.
    assert world.outbox.decide(found, "again", NIGHT + timedelta(hours=30))
    world.at(NIGHT + timedelta(hours=30, minutes=1))
    wake(world.sqs, world.queues["sends"], post.queue, "again")
    world.drain("sends", "publish")
    assert x.sent == 2
