"""Posts around a message: told by X or looked up once, shown masked, and gone with who wrote them."""

from copy import replace
from datetime import timedelta
from typing import Any

import boto3
import httpx
import pytest
from tests.functions.conftest import MARTA, NIGHT, SHOP, World

from care.budget.prices import prices
from care.model.actions import CustomerErased, ReplyWritten
from care.model.commands import FetchContext
from care.model.context import ContextPost
from care.model.events import Event
from care.model.messages import Author, Message
from care.model.stored_message import StoredMessage
from care.model.x_events import MessageDeleted, MessageReceived
from care.queues import send_all
from care.tables.budget import Budget
from care.tables.context import Around

STRANGER = "4000000000000000009"


class X:
    """Posts as X shows them: `posts` by id with what each answers, and the ids that X was asked for."""

    def __init__(self, world: World, **posts: str) -> None:
        self.posts, self.asked, self.missing = posts, list[list[str]](), dict[str, str]()
        world.handler("media").x_accounts._http = httpx.Client(transport=httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        ids = request.url.params["ids"].split(",")
        self.asked.append(ids)
        data = [self.shown(one) for one in ids if f"p{one}" in self.posts]
        problem = "https://api.twitter.com/2/problems/"
        errors = [
            {"resource_id": one, "type": problem + self.missing.get(one, "resource-not-found"), "title": "Not Found"}
            for one in ids
            if f"p{one}" not in self.posts
        ]
        users = [{"id": STRANGER, "username": "vecina", "name": "La vecina"}]
        return httpx.Response(200, json={"data": data, "includes": {"users": users}, "errors": errors})

    def shown(self, post_id: str) -> dict[str, Any]:
        answers = self.posts[f"p{post_id}"]
        references = [{"type": "replied_to", "id": answers}] if answers else []
        return {
            "id": post_id,
            "author_id": STRANGER,
            "text": f"soy {post_id} &amp; mi móvil es 612 345 678",
            "created_at": "2026-11-20T10:00:00.000Z",
            "referenced_posts": references,
        }


def post(number: str, **more: Any) -> MessageReceived:
    message = Message(id=number, channel="public", text="@tiendaluna no llega", at=NIGHT, summons=True, **more)
    return MessageReceived(
        account_id=SHOP, customer_id=MARTA, author=Author(id=MARTA, username="marta"), message=message
    )


def tell(world: World, *events: Event) -> None:
    assert send_all(world.sqs, world.queues["events"], list(events))
    world.drain("events", "cases")
    world.drain("media", "media")


def around(world: World) -> Around:
    return Around(world.dynamodb, "conversations")


def said(world: World) -> list[StoredMessage]:
    [case_id] = world.conversations.cases_of(SHOP, MARTA)
    return world.conversations.messages(case_id)


def test_what_a_message_quotes_and_answers_is_looked_up_once_and_paid_once(world: World):
    x = X(world, p70="", p71="")
    tell(world, post("9001", quotes="70", in_reply_to="71"))
    tell(world, post("9002", quotes="70"))
    assert x.asked == [["70", "71"]]
    known = around(world).one(SHOP, "70")
    assert known is not None
    assert (known.username, known.name, known.text) == ("vecina", "La vecina", "soy 70 & mi móvil es 612 345 678")
    spent = Budget(world.dynamodb, "outbox").by_purpose(SHOP, "2026-11")["look_up"]
    assert (spent.micro_dollars, spent.sends) == (2 * prices().reads.post, 2)


def test_what_x_shows_beside_the_message_is_not_looked_up(world: World):
    x = X(world)
    told = ContextPost(id="70", author_id=STRANGER, username="vecina", text="mirad", at=NIGHT)
    tell(world, post("9001", quotes="70", around=(told,)))
    assert x.asked == []
    known = around(world).one(SHOP, "70")
    assert known is not None
    assert replace(known, known_at=None) == told


def test_the_customers_own_posts_are_in_the_story_and_are_not_looked_up(world: World):
    x = X(world)
    tell(world, post("9001"))
    tell(world, post("9002", in_reply_to="9001"))
    assert x.asked == []


@pytest.mark.parametrize(
    ("problem", "state"), [("resource-not-found", "gone"), ("not-authorized-for-resource", "protected")]
)
def test_what_x_does_not_show_is_said_and_asked_for_again_only_by_a_person(world: World, problem, state):
    x = X(world)
    x.missing["70"] = problem
    tell(world, post("9001", quotes="70"))
    known = around(world).one(SHOP, "70")
    assert known is not None
    assert known.state == state
    tell(world, post("9002", quotes="70"))
    assert len(x.asked) == 1
    x.posts["p70"] = ""
    look(world, wanted=("70",))
    known = around(world).one(SHOP, "70")
    assert known is not None
    assert known.state == "shown"


def look(world: World, *, message: str = "9001", **what: Any) -> None:
    [case_id] = world.conversations.cases_of(SHOP, MARTA)
    ids = {"account_id": SHOP, "customer_id": MARTA, "case_id": case_id, "item_id": "around", "language": "es"}
    command = FetchContext(**ids, asked_at=NIGHT, message_id=message, again=True, **what)
    world.sqs.send_message(QueueUrl=world.queues["media"], MessageBody=command.model_dump_json())
    world.drain("media", "media")


def test_a_thread_is_looked_up_upwards_some_posts_at_a_time_to_its_beginning(world: World):
    chain = {f"p{number}": str(number - 1) if number > 100 else "" for number in range(100, 114)}
    x = X(world, **chain)
    tell(world, post("9001", in_reply_to="113"))
    look(world, above="113")
    first = around(world).one(SHOP, "113")
    assert first is not None
    assert (first.above, first.whole) == (tuple(str(number) for number in range(112, 102, -1)), False)
    look(world, above="113")
    whole = around(world).one(SHOP, "113")
    assert whole is not None
    assert (whole.above[-1], whole.whole) == ("100", True)
    assert sorted(one for ids in x.asked for one in ids) == sorted(chain_id.removeprefix("p") for chain_id in chain)


def test_a_thread_that_leads_back_to_itself_ends(world: World):
    X(world, p70="71", p71="70")
    tell(world, post("9001", in_reply_to="70"))
    look(world, above="70")
    known = around(world).one(SHOP, "70")
    assert known is not None
    assert (known.above, known.whole) == (("71",), True)


def test_what_stands_around_goes_with_its_author_and_with_whom_it_was_looked_up_for(world: World):
    X(world, p70="", p71="70")
    tell(world, post("9001", quotes="70", in_reply_to="71"))
    look(world, above="71")
    theirs = ContextPost(id="80", author_id=MARTA, text="soy Marta")
    around(world).keep(SHOP, theirs, NIGHT)
    erased = {"account_id": SHOP, "customer_id": MARTA, "action_id": "erase-it", "by": "someone"}
    tell(world, CustomerErased(**erased, at=NIGHT + timedelta(minutes=1)))
    assert around(world).several(SHOP, ("70", "71", "80")) == {}
    left = [row["pk"]["S"] for row in boto3.client("dynamodb").scan(TableName="conversations")["Items"]]
    assert [pk for pk in left if pk.startswith(f"CONTEXTS#{SHOP}#{MARTA}")] == []


def test_a_post_that_x_deleted_is_not_kept_beside_others_messages(world: World):
    X(world, p70="")
    tell(world, post("9001", quotes="70"))
    tell(world, MessageDeleted(account_id=SHOP, customer_id=STRANGER, message_id="70"))
    assert around(world).one(SHOP, "70") is None


def test_an_answer_goes_to_the_post_that_was_chosen_and_to_no_post_of_others(world: World):
    X(world)
    tell(world, post("9001"), post("9002"))
    [case_id] = world.conversations.cases_of(SHOP, MARTA)
    ids = {"account_id": SHOP, "customer_id": MARTA, "case_id": case_id, "by": "alex", "at": NIGHT}
    for number, to in enumerate(("9001", "", "70")):
        tell(world, ReplyWritten(**ids, action_id=f"action-{number}", channel="public", text="Hola", in_reply_to=to))
    items = sorted(world.outbox.of_case(SHOP, case_id), key=lambda item: item.item_id)
    assert [item.in_reply_to for item in items if item.purpose == "reply"] == ["9001", "9002"]


def test_many_posts_are_read_at_once_and_what_is_left_over_is_asked_for_again(world: World):
    around = Around(world.dynamodb, "conversations")
    ids = [str(number) for number in range(1, 131)]
    for one in ids[:-5]:
        around.keep(SHOP, ContextPost(id=one, text=one), NIGHT)
    assert list(around.at_once(SHOP, [*ids, ids[0]])) == ids[:-5]
    assert around.at_once(SHOP, ids) == around.several(SHOP, ids)
    assert around.at_once(SHOP, ()) == {}
    asked, left = [], [2]

    class Busy:
        def batch_get_item(self, **given: Any) -> Any:
            [(table, what)] = given["RequestItems"].items()
            asked.append(len(what["Keys"]))
            some: Any = {table: {**what, "Keys": what["Keys"][:1]}}
            answer = world.dynamodb.batch_get_item(RequestItems=some)
            rest = {table: {**what, "Keys": what["Keys"][1:]}} if left and left.pop() else {}
            return {**answer, "UnprocessedKeys": rest}

    busy: Any = Busy()
    assert list(Around(busy, "conversations").at_once(SHOP, ids[:3])) == ids[:2]
    assert asked == [3, 2]
