"""What a post, a reply, a private message and the other actions ask of X, and what comes back."""

import json
from datetime import datetime, timedelta, timezone

import httpx
import pytest
from tests.unit.x_client.conftest import X

from care.model.refusals import RefusalReason
from care.x.errors import OutcomeUnknown, Refused
from care.x.values import Done, Sent


def sent_body(x: X):
    return json.loads(x.asked[-1].content)


def test_a_reply_names_the_post_that_it_answers_and_nothing_more(x: X):
    x.answer = httpx.Response(
        201, json={"data": {"id": "99", "text": "Hola, ¿qué tal?", "edit_history_post_ids": ["99"]}}
    )
    assert x.client.create_post("Hola, ¿qué tal?", in_reply_to="20") == Sent("99")
    assert sent_body(x) == {"text": "Hola, ¿qué tal?", "reply": {"in_reply_to_tweet_id": "20"}}
    assert (x.asked[0].method, str(x.asked[0].url)) == ("POST", "https://api.x.com/2/tweets")


def test_a_private_message_tells_its_event(x: X):
    x.answer = httpx.Response(201, json={"data": {"dm_conversation_id": "1-12", "dm_event_id": "500"}})
    assert x.client.send_dm("12", "Hola") == Sent("500")
    assert x.asked[0].url.path == "/2/dm_conversations/with/12/messages"
    assert sent_body(x) == {"text": "Hola"}


def test_a_private_message_link_is_a_field_of_its_own_and_not_part_of_the_text(x: X):
    x.answer = httpx.Response(201, json={"data": {"id": "99"}})
    x.client.create_post("Escríbenos", dm_link="https://x.com/messages/compose?recipient_id=1", made_with_ai=True)
    assert sent_body(x) == {
        "text": "Escríbenos",
        "direct_message_deep_link": "https://x.com/messages/compose?recipient_id=1",
        "made_with_ai": True,
    }


@pytest.mark.parametrize(
    ("call", "data", "done"),
    [
        ("delete_post", {"deleted": True}, True),
        ("delete_post", {"deleted": False}, False),
        ("hide_reply", {"hidden": True}, True),
        ("show_reply", {"hidden": False}, True),
        ("show_reply", {"hidden": True}, False),
        ("repost", {"retweeted": True, "rest_id": "20"}, True),
        ("repost", {"reposted": True, "rest_id": "20"}, True),
        ("activity.validate_webhook", {"valid": False}, False),
        ("activity.delete_webhook", {"deleted": True}, True),
        ("activity.delete_subscription", {"deleted": True}, True),
    ],
)
def test_an_action_is_done_when_x_says_what_was_wanted(x: X, call, data, done):
    x.answer = httpx.Response(200, json={"data": data})
    assert x.calls[call](x.client) == Done(done)


def test_an_empty_success_means_done(x: X):
    x.answer = httpx.Response(204)
    assert x.client.delete_post("20") == Done(True)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"data":{}}', b'{"data":{"id":"abc"}}', b'{"data":[]}', b"{}"]
)
def test_a_success_without_an_id_is_unclear_because_the_post_may_be_out(x: X, body):
    x.answer = httpx.Response(201, content=body)
    with pytest.raises(OutcomeUnknown):
        x.client.create_post("Hola")


def test_a_success_that_tells_of_an_error_and_of_no_post_is_a_refusal(x: X):
    x.answer = httpx.Response(
        200, json={"errors": [{"title": "Forbidden", "detail": "Could not find tweet with id: [20]."}]}
    )
    with pytest.raises(Refused) as refused:
        x.client.create_post("Hola", in_reply_to="20")
    assert refused.value.reason is RefusalReason.gone


@pytest.mark.parametrize("wrong", ["", "abc", "12/../../users", "1" * 20, "１２", "-1", "12\n"])
def test_an_id_that_is_not_digits_never_reaches_an_address(x: X, wrong):
    with pytest.raises(ValueError, match="1 to 19 digits"):
        x.client.send_dm(wrong, "Hola")
    assert x.asked == []


def test_half_a_character_is_named_before_anything_leaves(x: X):
    with pytest.raises(ValueError, match="lone surrogate") as wrong:
        x.client.create_post("secreto \ud83d")
    assert "secreto" not in str(wrong.value)
    assert wrong.value.__cause__ is None
    assert x.asked == []


def test_a_client_without_an_account_refuses_to_speak_for_one(x: X):
    with pytest.raises(ValueError, match="create_post acts for an account"):
        x.app.create_post("Hola")


def test_a_replay_is_asked_in_minutes_of_utc(x: X):
    x.answer = httpx.Response(200, json={"data": {"job_id": "3", "created_at": "2026-11-22T09:00:00Z"}})
    madrid = timezone(timedelta(hours=1))
    job = x.app.activity.replay(
        "7", datetime(2026, 11, 22, 9, 5, tzinfo=madrid), datetime(2026, 11, 22, 9, 30, tzinfo=madrid)
    )
    assert job.id == "3"
    assert sent_body(x) == {"webhook_id": "7", "from_date": "202611220805", "to_date": "202611220830"}


def test_a_replay_between_times_without_a_zone_is_refused(x: X):
    with pytest.raises(ValueError, match="time zone"):
        x.app.activity.replay("7", datetime(2026, 11, 22, 9), datetime(2026, 11, 22, 10))  # noqa: DTZ001  that is the mistake


@pytest.mark.parametrize("ids", [[], ["1"] * 101])
def test_more_than_a_hundred_or_none_at_all_are_refused(x: X, ids):
    with pytest.raises(ValueError, match="1 to 100"):
        x.client.posts(ids)
