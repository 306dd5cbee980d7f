"""X's answers, read in both spellings and in every shape that its documentation shows."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from tests.unit.x_client.conftest import X

from care.x.errors import Malformed, OutcomeUnknown, Refused
from care.x.values import Missing, Reference, Subscription, User, Webhook

NEW = {
    "id": "30",
    "text": "No funciona…",
    "note_post": {"text": "No funciona desde ayer y nadie contesta"},
    "author_id": "12",
    "conversation_id": "20",
    "created_at": "2026-11-22T09:00:00.000Z",
    "lang": "es",
    "in_reply_to_user_id": "1",
    "referenced_posts": [{"type": "replied_to", "id": "20"}, {"type": "quoted", "id": "19"}],
}
RENAMED = {"note_post": "note_tweet", "referenced_posts": "referenced_tweets"}
OLD = {RENAMED.get(name, name): value for name, value in NEW.items()}


@pytest.mark.parametrize("raw", [NEW, OLD], ids=["post", "tweet"])
def test_both_spellings_give_the_same_post(x: X, raw):
    x.answer = httpx.Response(
        200,
        json={
            "data": [raw],
            "includes": {"users": [{"id": "12", "username": "maria", "name": "María"}]},
            "meta": {"newest_id": "30", "next_token": "abc", "result_count": 1},
        },
    )
    page = x.client.mentions("1")
    (post,) = page.items
    assert post.text == "No funciona desde ayer y nadie contesta"
    assert (post.id, post.author_id, post.in_reply_to_id) == ("30", "12", "20")
    assert post.references == (Reference("replied_to", "20"), Reference("quoted", "19"))
    assert post.created_at == datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert post.raw == raw
    assert page.next_token == "abc"
    assert [user.username for user in page.users] == ["maria"]


@pytest.mark.parametrize("name", ["in_reply_to_post_id", "in_reply_to_tweet_id"])
def test_the_answered_post_may_stand_in_a_field_of_its_own(x: X, name):
    x.answer = httpx.Response(200, json={"data": [{"id": "30", "text": "", name: "20"}]})
    assert x.client.posts(["30"]).items[0].in_reply_to_id == "20"


def test_texts_and_names_stay_out_of_reprs(x: X):
    user = {
        "id": "12",
        "username": "maria_secreta",
        "name": "María Secreta",
        "profile_image_url": "https://e.com/secreta.png",
    }
    dm = {"id": "5", "event_type": "MessageCreate", "text": "secreta", "sender_id": "12"}
    x.answer = httpx.Response(200, json={"data": [{"id": "1", "text": "secreta"}], "includes": {"users": [user]}})
    assert "secreta" not in repr(x.client.mentions("1")).casefold()
    x.answer = httpx.Response(200, json={"data": [dm]})
    assert "secreta" not in repr(x.client.dm_events())


def test_an_empty_list_is_a_page_without_items(x: X):
    x.answer = httpx.Response(200, json={"meta": {"result_count": 0}})
    page = x.client.search_recent("marca")
    assert (page.items, page.next_token, page.unreadable) == ((), None, 0)


def test_an_item_without_an_id_is_counted_and_left_out(x: X):
    x.answer = httpx.Response(200, json={"data": [{"text": "?"}, {"id": "30", "text": "Hola"}, None]})
    page = x.client.user_posts("1")
    assert ([post.id for post in page.items], page.unreadable) == (["30"], 2)


def test_what_x_does_not_show_is_missing_and_says_why(x: X):
    problem = {"value": "21", "resource_id": "21", "type": "https://api.twitter.com/2/problems/resource-not-found"}
    x.answer = httpx.Response(200, json={"errors": [problem]})
    assert x.client.posts(["21"]).missing == (Missing("21", "resource-not-found"),)


def test_a_user_tells_reach_and_whether_a_private_message_would_reach_him(x: X):
    raw = {
        "id": "12",
        "username": "maria",
        "name": "María",
        "verified_type": "blue",
        "public_metrics": {"followers_count": 1200},
        "protected": False,
        "receives_your_dm": True,
        "connection_status": ["followed_by"],
        "created_at": "2010-01-01T00:00:00Z",
    }
    x.answer = httpx.Response(200, json={"data": [raw]})
    (user,) = x.client.users_by(["maria"]).items
    created = datetime(2010, 1, 1, tzinfo=UTC)
    assert user == User("12", "maria", "María", "blue", 1200, False, True, ("followed_by",), None, created)


def test_private_messages_end_at_the_one_already_known(x: X):
    events = [
        {"id": str(n), "event_type": "MessageCreate", "text": "Hola", "sender_id": "12"} for n in (103, 102, 101, 99)
    ]
    x.answer = httpx.Response(200, json={"data": events, "meta": {"next_token": "0123456789abcdef"}})
    page = x.client.dm_events(since_id="101")
    assert ([event.id for event in page.items], page.next_token) == (["103", "102"], None)
    page = x.client.dm_events(since_id="98")
    assert (len(page.items), page.next_token) == (4, "0123456789abcdef")


def test_webhooks_tell_whether_x_still_believes_in_them(x: X):
    raw = {"id": "7", "url": "https://care.example.com/x", "valid": False, "created_at": "2026-11-22T09:00:00.000Z"}
    x.answer = httpx.Response(200, json={"data": [raw], "meta": {"result_count": 1}})
    assert x.app.activity.webhooks().items == (Webhook("7", "https://care.example.com/x", False),)


INNER = {
    "subscription_id": "9",
    "event_type": "dm.received",
    "filter": {"user_id": "1"},
    "tag": "marca",
    "webhook_id": "7",
    "created_at": "2026-11-22T09:00:00.000Z",
}


@pytest.mark.parametrize("data", [[INNER], INNER, {"subscription": INNER}], ids=["list", "object", "nested"])
def test_a_new_subscription_is_read_in_each_of_its_three_shapes(x: X, data):
    x.answer = httpx.Response(200, json={"data": data})
    answer = x.client.activity.create_subscription("dm.received", "1", "7")
    assert answer == Subscription("9", "dm.received", "1", "7", "marca")


def test_an_empty_204_is_a_subscription_whose_id_is_still_to_be_read(x: X):
    x.answer = httpx.Response(204)
    answer = x.client.activity.create_subscription("dm.received", "1", "7")
    assert answer == Subscription(None, "dm.received", "1", "7", None)


@pytest.mark.parametrize("data", [[], {}, {"subscription": {}}, "9", [[]]])
def test_a_subscription_that_cannot_be_read_is_unclear(x: X, data):
    x.answer = httpx.Response(200, json={"data": data})
    with pytest.raises(OutcomeUnknown):
        x.client.activity.create_subscription("dm.received", "1", "7")


@pytest.mark.parametrize("data", ["text", 1, {"id": "1"}, True])
def test_a_list_of_another_shape_is_malformed(x: X, data):
    x.answer = httpx.Response(200, json={"data": data})
    with pytest.raises(Malformed):
        x.client.mentions("1")


def test_me_is_the_account_of_the_token(x: X):
    x.answer = httpx.Response(200, json={"data": {"id": "1", "username": "marca", "name": "Marca"}})
    assert x.client.me().id == "1"


def test_the_counters_come_with_every_value(x: X):
    headers = {"x-rate-limit-limit": "100", "x-rate-limit-remaining": "99", "x-rate-limit-reset": "1795348800"}
    x.answer = httpx.Response(200, json={"data": {"id": "1", "deleted": True, "subscription_id": "9"}}, headers=headers)
    answers: list[Any] = [x.client.create_post("Hola"), x.client.delete_post("1"), x.client.me()]
    answers.append(x.client.activity.create_subscription("dm.received", "1", "7"))
    assert {answer.limits.remaining for answer in answers} == {99}


def test_a_refusal_inside_a_success_is_believed_only_when_its_reason_is_known(x: X):
    x.answer = httpx.Response(200, json={"errors": [{"title": "Internal Error", "detail": "Something new."}]})
    with pytest.raises(OutcomeUnknown):
        x.client.send_dm("12", "Hola")
    x.answer = httpx.Response(
        200, json={"errors": [{"code": 349, "message": "You cannot send messages to this user."}]}
    )
    with pytest.raises(Refused):
        x.client.send_dm("12", "Hola")
