"""What X delivers, read into events: every kind of `events/`, both products, and anything else."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.model.chat import ChatDelivered
from care.model.events import read_event
from care.model.x_events import AccessRevoked, MessageDeleted, MessageEchoed, MessageReceived, Reposted, Unreadable
from care.queues import _entry
from care.x.delivery import parse, read_delivery
from care.x.fields import expanded
from care.x.raw_events import RawEvent
from care.x.webhook_events import read_incoming

EVENTS = Path(__file__).parents[3] / "events"
SHOP, MARTA = "2000000000000000001", "3000000000000000001"


def event(name: str) -> Any:
    return json.loads((EVENTS / f"{name}.json").read_text())


@pytest.mark.parametrize(
    ("name", "kind", "customer"),
    [
        ("post.mention.create", MessageReceived, MARTA),
        ("post.reply.create", MessageReceived, MARTA),
        ("post.quote.create", MessageReceived, MARTA),
        ("post.repost.create", Reposted, MARTA),
        ("dm.received", MessageReceived, MARTA),
        ("dm.sent", MessageEchoed, "2244994945"),
        ("post.create", MessageEchoed, ""),
        ("post.delete", MessageDeleted, ""),
        ("oauth.revoke", AccessRevoked, None),
        ("account_activity.direct_message_events", MessageReceived, "3001969357"),
        ("account_activity.tweet_delete_events", MessageDeleted, ""),
        ("account_activity.user_event", AccessRevoked, None),
    ],
)
def test_each_kind_of_event_is_read(name, kind, customer):
    [read] = read_delivery(event(name)).events
    assert type(read) is kind
    assert getattr(read, "customer_id", None) == customer


@pytest.mark.parametrize("name", ["like.create", "follow.follow"])
def test_what_nobody_needs_is_counted_and_dropped(name):
    read = read_delivery(event(name))
    assert (read.events, dict(read.dropped)) == ([], {name: 1})


def test_a_mention_carries_who_wrote_it_and_that_it_summons():
    [read] = read_delivery(event("post.mention.create")).events
    assert isinstance(read, MessageReceived)
    assert (read.author.username, read.author.followers) == ("marta_gz", 97)
    assert (read.message.summons, read.message.language, read.message.channel) == (True, "und", "public")


def test_a_reply_and_the_mention_in_it_are_one_event():
    reply, mention = event("post.reply.create"), event("post.reply.create")
    mention["data"]["event_type"] = "post.mention.create"
    ids = {read.event_id for body in (reply, mention) for read in read_delivery(body).events}
    assert len(ids) == 1


@pytest.mark.parametrize(("name", "sender"), [("chat.received", MARTA), ("chat.sent", SHOP)])
def test_an_encrypted_message_goes_as_it_came_to_who_opens_it(name, sender):
    body = event(name)
    read = read_delivery(body)
    [delivered] = read.chats
    payload = body["data"]["payload"]
    assert read.events == []
    assert (delivered.account_id, delivered.customer_id, delivered.sender_id) == (SHOP, MARTA, sender)
    assert (delivered.encoded_event, delivered.delivery_id) == (payload["encoded_event"], payload["id"])
    assert delivered.conversation_id == f"{SHOP}:{MARTA}"
    assert payload["encoded_event"] not in repr(delivered)


def test_a_chat_without_filter_id_and_time_is_read_as_it_has_been_seen_live():
    payload = {
        "conversation_id": f"{MARTA}-{SHOP}",
        "sender_id": MARTA,
        "encoded_event": "BASE64_ENCODED_MESSAGE_EVENT",
        "conversation_key_version": "1782945126642",
        "conversation_key_change_event": "BASE64_ENCODED_KEY_CHANGE_EVENT",
    }
    live = {"data": {"event_type": "chat.received", "event_uuid": "0f52b591", "payload": payload}}
    [one] = read_delivery(live).chats
    [again] = read_delivery(live).chats
    assert (one.account_id, one.customer_id, one.at) == (SHOP, MARTA, None)
    assert one.delivery_id == again.delivery_id


@pytest.mark.parametrize(
    "changes",
    [
        {"conversation_id": f"{MARTA}:2000000000000000009"},
        {"conversation_id": "group"},
        {"sender_id": "2000000000000000009"},
        {"encoded_event": "A" * 200_000},
        {"encoded_event": 7},
    ],
)
def test_a_chat_of_others_or_of_no_shape_that_we_know_is_unreadable(changes):
    body = event("chat.received")
    body["data"]["payload"] |= changes
    read = read_delivery(body)
    assert ([type(one) for one in read.events], read.chats) == ([Unreadable], [])


def test_one_post_that_mentions_two_accounts_is_two_events():
    first, second = event("post.mention.create"), event("post.mention.create")
    second["data"]["filter"]["user_id"] = "2000000000000000002"
    reads = [read_delivery(body).events[0] for body in (first, second)]
    assert reads[0].deduplication_id != reads[1].deduplication_id
    assert reads[0].group != reads[1].group


def test_data_may_be_a_list():
    bodies = [event(name)["data"] for name in ("post.mention.create", "dm.received", "like.create")]
    read = read_delivery({"data": bodies})
    assert (len(read.events), read.dropped.total()) == (2, 1)


def test_both_spellings_of_fields_are_read():
    body = event("post.reply.create")
    payload = body["data"]["payload"]
    payload["in_reply_to_post_id"] = payload.pop("in_reply_to_tweet_id")
    payload["referenced_posts"] = payload.pop("referenced_tweets")
    assert read_delivery(body).events == read_delivery(event("post.reply.create")).events


def test_links_are_expanded_and_html_undone_so_that_the_text_is_as_its_author_wrote_it():
    body = event("post.mention.create")
    body["data"]["payload"] |= {"text": "a &lt;b&gt; &amp; https://t.co/x"}
    body["data"]["payload"]["entities"] = {
        "urls": [{"url": "https://t.co/x", "expanded_url": "https://luna.example/1"}]
    }
    [read] = read_delivery(body).events
    assert isinstance(read, MessageReceived)
    assert read.message.text == "a <b> & https://luna.example/1"


@pytest.mark.parametrize(
    ("text", "links", "reads"),
    [
        ("ve https://t.co/a &amp; ya", {"https://t.co/a": "https://l.es/?id=7&region=ES&currency=EUR"},
         "ve https://l.es/?id=7&region=ES&currency=EUR & ya"),
        ("https://t.co/a https://t.co/ab", {"https://t.co/a": "https://l.es/1", "https://t.co/ab": "https://l.es/2"},
         "https://l.es/1 https://l.es/2"),
        ("https://t.co/ab https://t.co/a", {"https://t.co/a": "https://t.co/ab", "https://t.co/ab": "https://l.es/&amp;"},
         "https://l.es/&amp; https://t.co/ab"),
        ("&amp;amp; https://t.co/c", {"https://t.co/c": ""}, "&amp; https://t.co/c"),
    ],
)  # fmt: skip
def test_each_link_is_put_in_once_as_x_tells_it(text: str, links: dict[str, str], reads: str):
    urls = [{"url": short, "expanded_url": whole} for short, whole in links.items()]
    assert expanded(text, {"urls": urls}) == reads


def test_a_repost_that_comes_as_a_mention_is_a_repost():
    body = event("post.mention.create")
    body["data"]["payload"]["referenced_tweets"] = [{"type": "retweeted", "id": "77"}]
    [read] = read_delivery(body).events
    assert isinstance(read, Reposted)
    assert read.post_id == "77"


def test_a_dm_without_instant_or_target_is_read_all_the_same():
    whole, lean = event("dm.received"), event("dm.received")
    dm = lean["data"]["payload"]["direct_message_events"][0]
    dm["id"] = whole["data"]["payload"]["direct_message_events"][0]["id"] = "2080765901528535096"
    del dm["message_create"]["target"], dm["created_timestamp"]
    [read], [known] = read_delivery(lean).events, read_delivery(whole).events
    assert isinstance(read, MessageReceived)
    assert isinstance(known, MessageReceived)
    assert (read.customer_id, read.message.text) == (known.customer_id, known.message.text)
    assert read.message.at == datetime(2026, 7, 24, 21, 23, 44, 342000, tzinfo=UTC)


def test_a_dm_in_the_shape_of_v2_is_read_and_one_of_a_group_left():
    body = event("dm.received")
    account = body["data"]["filter"]["user_id"]
    lean = {"id": "2080765901528535096", "event_type": "MessageCreate", "text": "hola", "sender_id": "55"}
    for conversation, read in ((f"55-{account}", 1), (f"{account}-55", 1), ("1729", 0), ("", 1), ("55-56", 0)):
        body["data"]["payload"]["direct_message_events"] = [lean | {"dm_conversation_id": conversation}]
        events = read_delivery(body).events
        assert [one.customer_id for one in events if isinstance(one, MessageReceived)] == ["55"] * read, conversation
        assert len(events) == read
    own = lean | {"sender_id": account, "dm_conversation_id": f"55-{account}", "created_at": "2026-11-29T10:00:00.000Z"}
    body["data"]["payload"]["direct_message_events"] = [own]
    [echo] = read_delivery(body).events
    assert isinstance(echo, MessageEchoed)
    assert (echo.customer_id, echo.message.at) == ("55", datetime(2026, 11, 29, 10, tzinfo=UTC))


@pytest.mark.parametrize("wrong", ["created_at", "author_id", "id", "text"])
@pytest.mark.parametrize("value", [None, {}, [], "x y", 1.5])
def test_what_we_need_and_cannot_read_is_kept_with_its_reason(wrong, value):
    body = event("post.mention.create")
    body["data"]["payload"][wrong] = value
    if (wrong, value) in [("text", "x y"), ("created_at", None)]:
        return
    [read] = read_delivery(body).events
    assert isinstance(read, Unreadable)
    assert "post.mention.create" in read.reason
    assert json.loads(read.payload)["event_type"] == "post.mention.create"


def test_the_old_posts_of_account_activity_are_read_with_their_long_text_and_string_ids():
    user = {"id_str": MARTA, "screen_name": "marta_gz", "name": "Marta", "followers_count": 12}
    tweet = {
        "id": 1924465506158879000,
        "id_str": "1924465506158878979",
        "created_at": "Mon May 19 14:01:46 +0000 2025",
        "text": "corta…",
        "truncated": True,
        "extended_tweet": {
            "full_text": "@tiendaluna la versión larga",
            "entities": {"user_mentions": [{"id_str": SHOP}]},
        },
        "user": user,
        "in_reply_to_status_id_str": None,
    }
    own = copy.deepcopy(tweet) | {"user": {"id_str": SHOP}, "id_str": "7", "in_reply_to_user_id_str": MARTA}
    read = read_delivery({"for_user_id": SHOP, "tweet_create_events": [tweet, own], "favorite_events": [{}]})
    received, echoed = read.events
    assert isinstance(received, MessageReceived)
    assert isinstance(echoed, MessageEchoed)
    assert (received.message.id, received.message.text) == ("1924465506158878979", "@tiendaluna la versión larga")
    assert received.message.at.isoformat() == "2025-05-19T14:01:46+00:00"
    assert received.message.summons
    assert echoed.customer_id == MARTA
    assert dict(read.dropped) == {"favorite_events": 1}


OLD = {
    "created_at": "Mon May 19 14:01:46 +0000 2025", "id_str": "7", "text": "@marta_gz ya", "user": {"id_str": SHOP},
}  # fmt: skip
NEW = {"id": "7", "author_id": SHOP, "text": "@marta_gz ya", "created_at": "2026-07-24T21:05:48.000Z"}
QUOTES = {"referenced_tweets": [{"type": "quoted", "id": "5"}]}


@pytest.mark.parametrize(
    ("old", "new", "includes", "to"),
    [
        (
            {"entities": {"user_mentions": [{"id_str": MARTA, "indices": [0, 9]}]}},
            {"entities": {"mentions": [{"id": MARTA, "start": 0, "end": 9}]}},
            {},
            MARTA,
        ),
        (
            {"entities": {"user_mentions": [{"id_str": MARTA, "indices": [5, 14]}]}},
            {"entities": {"mentions": [{"id": MARTA, "start": 5, "end": 14}]}},
            {},
            "",
        ),
        (
            {"quoted_status_id_str": "5", "quoted_status": {"user": {"id_str": MARTA}}},
            QUOTES,
            {"tweets": [{"id": "4", "author_id": "9"}, {"id": "5", "author_id": MARTA}]},
            MARTA,
        ),
        (
            {"quoted_status_id_str": "5", "quoted_status": {"user": {"id_str": SHOP}}},
            QUOTES,
            {"tweets": [{"id": "5", "author_id": SHOP}]},
            "",
        ),
        ({"quoted_status_id_str": "5"}, QUOTES, {}, ""),
    ],
)
def test_to_whom_the_account_wrote_is_whom_it_quotes_or_names_first(old, new, includes, to):
    arrays = {"for_user_id": SHOP, "tweet_create_events": [OLD | old]}
    envelope = {"event_type": "post.create", "filter": {"user_id": SHOP}, "payload": NEW | new, "includes": includes}
    for delivery in (arrays, {"data": envelope}):
        [echoed] = read_delivery(delivery).events
        assert isinstance(echoed, MessageEchoed)
        assert echoed.customer_id == to


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = [p.stem for p in EVENTS.glob("*.json")]


@given(JSON)
def test_any_json_is_read_without_an_error(value):
    read_delivery(value)


@given(st.sampled_from(NAMES), st.data())
def test_any_change_of_a_real_event_is_read_and_fits_the_queue(name, data):
    body = event(name)
    at: Any = body
    for _ in range(data.draw(st.integers(1, 6))):
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else list(range(len(at)))))
        if not isinstance(at[key], (dict, list)) or not at[key] or data.draw(st.booleans()):
            at[key] = data.draw(JSON)
            break
        at = at[key]
    incoming = read_incoming(body)
    for happening in (*incoming.happenings, *incoming.chats):
        assert_is_what_its_type_writes(happening)
        entry = _entry(happening)
        assert entry["MessageBody"].isascii()
        assert len(entry["MessageGroupId"]) <= 128


def assert_is_what_its_type_writes(happening: RawEvent) -> None:
    """`ingest` knows no pydantic, and `cases` nothing else: the one writes, byte for byte, what the other would."""
    body = happening.as_json()
    sealed = happening.values["kind"] == "chat_delivered"
    read = ChatDelivered.model_validate_json(body) if sealed else read_event(body)
    assert happening.as_json() == read.as_json()
    assert (happening.event_id, happening.group) == (read.event_id, read.group)
    assert _entry(happening) == _entry(read)


@pytest.mark.parametrize("name", NAMES)
def test_what_ingest_writes_is_what_the_type_of_each_event_writes(name):
    incoming = read_incoming(event(name))
    for happening in (*incoming.happenings, *incoming.chats):
        assert_is_what_its_type_writes(happening)


def test_an_account_that_is_half_a_character_does_not_break_the_report_of_what_is_unreadable():
    body = event("dm.received")
    body["data"]["filter"]["user_id"] = "\ud800"
    [happening] = read_incoming(body).happenings
    assert happening.values["kind"] == "unreadable"
    assert_is_what_its_type_writes(happening)


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b"[" * 200_000, b'{"a": ' + b"9" * 5000 + b"}", b"\xff\xfe", b"{'a': 1}"]
)
def test_what_is_not_json_is_told_apart(body):
    with pytest.raises(ValueError):
        parse(body)


def test_a_lone_surrogate_does_not_reach_the_queue():
    body = parse(json.dumps(event("dm.received")).replace("hello!", "hola \\ud800 ").encode())
    [read] = read_delivery(body).events
    assert isinstance(read, MessageReceived)
    assert "\ud800" not in read.message.text
