"""Posts that X shows beside a message: read in both spellings, and left out where they are odd."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from care.model.context import ContextPost
from care.model.events import read_event
from care.model.x_events import MessageReceived
from care.x.context import posts_around
from care.x.webhook_events import read_incoming

QUOTED: dict[str, Any] = {
    "id": "70",
    "author_id": "88",
    "text": "mirad &amp; reíd https://t.co/a https://t.co/b",
    "created_at": "2026-11-20T10:00:00.000Z",
    "entities": {
        "urls": [
            {"url": "https://t.co/a", "expanded_url": "https://shop.example/?a=1&region=ES"},
            {"url": "https://t.co/b", "expanded_url": "https://x.com/vecina/status/70/photo/1", "media_key": "3_1"},
        ]
    },
    "attachments": {"media_keys": ["3_1"]},
    "referenced_tweets": [{"type": "replied_to", "id": "69"}],
}
USERS = [{"id": "88", "username": "vecina", "name": "La vecina"}]


def test_a_quoted_post_is_read_with_its_author_and_links():
    for name in ("tweets", "posts"):
        for wrapped in (QUOTED, {"data": QUOTED}):
            [told] = posts_around(("70", "71", ""), {name: [wrapped], "users": USERS})
            post = ContextPost.model_validate(told)
            assert (post.username, post.answers, post.media) == ("vecina", "69", 1)
            assert post.text == "mirad & reíd https://shop.example/?a=1&region=ES"


def test_a_delivery_brings_the_posts_that_it_quotes_and_answers():
    payload = {
        "id": "9001",
        "author_id": "99",
        "text": "@tiendaluna mirad",
        "created_at": "2026-11-24T21:00:00.000Z",
        "referenced_tweets": [{"type": "quoted", "id": "70"}],
    }
    includes = {"tweets": [payload, QUOTED], "users": USERS}
    data = {"event_type": "post.mention.create", "filter": {"user_id": "1"}, "payload": payload, "includes": includes}
    [raw] = read_incoming({"data": data}).happenings
    event = read_event(raw.as_json())
    assert isinstance(event, MessageReceived)
    assert [post.id for post in event.message.around] == ["70"]


def test_an_old_delivery_holds_the_quoted_post_whole():
    user = {"id_str": "99", "screen_name": "marta"}
    quoted = {
        "id_str": "70",
        "user": {"id_str": "88", "screen_name": "vecina", "name": "La vecina"},
        "text": "mirad",
        "created_at": "Fri Nov 20 10:00:00 +0000 2026",
    }
    tweet = {
        "id_str": "9001",
        "user": user,
        "text": "@tiendaluna mirad",
        "created_at": "Tue Nov 24 21:00:00 +0000 2026",
        "quoted_status_id_str": "70",
        "quoted_status": quoted,
    }
    [raw] = read_incoming({"for_user_id": "1", "tweet_create_events": [tweet]}).happenings
    event = read_event(raw.as_json())
    assert isinstance(event, MessageReceived)
    assert [(post.username, post.text) for post in event.message.around] == [("vecina", "mirad")]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*QUOTED, "data"]), inner, max_size=5),
    max_leaves=12,
)


@given(_JSON, _JSON)
def test_whatever_stands_there_is_a_post_that_can_be_kept_or_nothing(one: Any, other: Any):
    odd = {**QUOTED, **(one if isinstance(one, dict) else {"text": one})}
    includes = {"tweets": [odd, one, other], "users": [other, *USERS]}
    for told in posts_around(("70",), includes):
        ContextPost.model_validate(json.loads(json.dumps(told)))


EVENTS = Path(__file__).parents[3] / "events"


def received(name: str) -> MessageReceived:
    """The event of a sample delivery."""
    [raw] = read_incoming(json.loads((EVENTS / f"post.mention.create.{name}.json").read_text("utf-8"))).happenings
    event = read_event(raw.as_json())
    assert isinstance(event, MessageReceived)
    return event


def test_each_kind_of_post_has_a_sample_that_is_read_whole():
    quote, edit, note, thread = (received(name).message for name in ("quote", "edit", "note", "thread"))
    assert (quote.quotes, [post.username for post in quote.around]) == ("2080765000000000001", ["vecina_a"])
    assert edit.earlier == ("2080765813578187207",)
    assert note.text.endswith("Can you help me, @tiendaluna?")
    assert note.summons
    assert (thread.in_reply_to, [post.answers for post in thread.around]) == (
        "2080765000000000002",
        ["2080765000000000001"],
    )
