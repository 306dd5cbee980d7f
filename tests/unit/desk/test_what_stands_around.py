"""What a message quotes and answers, within the story: in place, masked, and honest where nothing is known."""

from copy import replace
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from tests.functions.conftest import ACCOUNT

from care.desk.around import ids_around
from care.desk.story import Entry, answering, may_be_answered, story
from care.model.case import Case
from care.model.context import ContextPost
from care.model.customer import Customer
from care.model.stored_message import StoredMessage

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
QUOTED = ContextPost(
    id="70", author_id="88", username="vecina", name="La vecina", text="mi móvil es 612 345 678", at=AT
)


def message(number: str, by: Any = "customer", **more: Any) -> StoredMessage:
    return StoredMessage(id=number, channel="public", by=by, at=AT, text="no llega", **more)


def told(*messages: StoredMessage, **around: ContextPost) -> list[Entry]:
    known = {post.id: post for post in around.values()}
    return story(messages, (), ACCOUNT, AT, around=known, case_id="C1")


def test_a_quoted_post_is_shown_in_place_with_what_is_sensitive_masked():
    [entry] = told(message("1", quotes="70"), quoted=QUOTED)
    [quoted] = entry.quotes
    assert (quoted.author, quoted.name, quoted.at) == ("vecina", "La vecina", AT)
    assert quoted.link == "https://x.com/i/web/status/70"
    assert "612" not in quoted.text
    [as_json] = TypeAdapter(list[Entry]).dump_python([entry], mode="json")[0]["quotes"]
    assert {"id", "author", "text", "at", "link"} <= set(as_json)


def test_the_address_of_a_quoted_post_is_not_repeated_in_the_text():
    said = "Mirad https://shop.example/1 https://twitter.com/vecina/status/70"
    for quotes, text in (("70", "Mirad https://shop.example/1"), ("7", said), ("", said)):
        [entry] = told(replace(message("1"), text=said, quotes=quotes))
        assert entry.text == text


def test_what_nobody_looked_up_is_a_link_that_says_so():
    [entry] = told(message("1", quotes="70", in_reply_to="71"))
    assert [(one.state, one.link.endswith("/70")) for one in entry.quotes] == [("unknown", True)]
    assert entry.answers is not None
    assert entry.answers.state == "unknown"


def test_the_thread_above_stands_oldest_first_and_says_whether_there_is_more():
    parent = replace(QUOTED, id="71", answers="70", above=("70",))
    [entry] = told(message("1", in_reply_to="71"), parent=parent, above=replace(QUOTED, answers="69"))
    assert entry.answers is not None
    assert ([one.id for one in entry.answers.above], entry.answers.more) == (["70"], True)
    [entry] = told(message("1", in_reply_to="71"), parent=replace(parent, whole=True), above=QUOTED)
    assert entry.answers is not None
    assert not entry.answers.more


def test_a_message_of_the_same_story_is_pointed_to_and_not_repeated():
    first, second = message("1", other_ids=("2",)), message("3", in_reply_to="2", quotes="1")
    entry = told(first, second)[1]
    assert entry.answers is not None
    assert (entry.answers.here, entry.quotes[0].here, entry.quotes[0].text) == ("1", "1", "")
    assert ids_around([first, second]) == ()


def test_what_a_deleted_message_answered_is_not_shown():
    [entry] = told(message("1", in_reply_to="71", deleted_at=AT), parent=replace(QUOTED, id="71"))
    assert (entry.answers, entry.quotes) == (None, ())
    assert ids_around([message("1", in_reply_to="71", deleted_at=AT)]) == ()


def test_only_posts_to_which_x_may_take_an_answer_can_be_chosen():
    asks = message("1", summons=True, addressed="typed")
    assert may_be_answered(asks)
    assert may_be_answered(message("1", summons=True, addressed="implied"))
    for no in (
        message("1"),
        message("1", summons=False, addressed="named"),
        replace(asks, channel="private"),
        replace(asks, by="person"),
        replace(asks, deleted_at=AT),
    ):
        assert not may_be_answered(no)
    last = message("9", summons=False, addressed="named")
    case = Case.model_validate(
        {
            "case_id": "C1",
            "account_id": ACCOUNT.id,
            "customer": Customer(account_id=ACCOUNT.id, customer_id="3"),
            "opened_at": AT,
            "last_message": {"id": last.id, "channel": "public", "at": AT},
        }
    )
    chosen = answering(case, replace(asks, other_ids=("5",))).last_public
    assert chosen is not None
    assert (chosen.id, chosen.answerable) == ("5", "yes")
