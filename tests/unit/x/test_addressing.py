"""How a post speaks to the account, as X's deliveries tell it: whether X takes an answer of the API."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from care.model.messages import Message
from care.model.x_events import MessageReceived
from care.x.delivery import read_delivery

BRAND = "2244994945"
OTHER = "3344994945"
EVENTS = Path(__file__).parents[3] / "events"


def _read(delivery: dict[str, Any]) -> Message:
    [event] = read_delivery(delivery).events
    assert isinstance(event, MessageReceived)
    return event.message


def _post(event_type: str, **payload: Any) -> Message:
    values = {
        "id": "10",
        "author_id": "55",
        "created_at": "2026-11-24T21:00:00.000Z",
        "text": "@tienda ¿dónde está mi pedido?",
        **payload,
    }
    return _read({"data": {"event_type": event_type, "filter": {"user_id": BRAND}, "payload": values}})


def _mention(start: int, who: str = BRAND) -> dict[str, Any]:
    return {"id": who, "username": "tienda", "start": start, "end": start + 7}


def _reply(*mentions: dict[str, Any], to: str = BRAND, **payload: Any) -> Message:
    entities = {"entities": {"mentions": list(mentions)}} if mentions else {}
    more = {"in_reply_to_tweet_id": "9", "in_reply_to_user_id": to, **entities, **payload}
    return _post("post.reply.create", **more)


TYPED, QUOTED, IMPLIED = ("yes", "typed"), ("yes", "quoted"), ("unknown", "implied")


@pytest.mark.parametrize(
    ("message", "spoken"),
    [
        (_post("post.mention.create", entities={"mentions": [_mention(0)]}), TYPED),
        (_post("post.mention.create", entities={"mentions": [_mention(0)]}, display_text_range=[0, 30]), TYPED),
        # X's own row of handles before a reply, and the same handle typed behind it
        (_reply(_mention(0), display_text_range=[8, 30]), IMPLIED),
        (_reply(_mention(0), _mention(20), display_text_range=[8, 30]), TYPED),
        (_reply(_mention(8), display_text_range=[8, 30]), TYPED),
        (_reply(), IMPLIED),
        # without the range, nobody can tell which handles of the row were typed
        (_reply(_mention(0)), IMPLIED),
        (_reply(_mention(0, OTHER), _mention(8)), IMPLIED),
        (_reply(_mention(0, OTHER), _mention(12)), TYPED),
        # an answer to somebody else
        (_reply(_mention(0), to=OTHER, display_text_range=[8, 30]), ("no", "named")),
        (_reply(_mention(12), to=OTHER, display_text_range=[8, 30]), TYPED),
        (_reply(to=OTHER), ("no", "")),
        # X calls only a typed handle a mention: one that its entities do not show is one all the same
        (_post("post.mention.create"), TYPED),
        (_post("post.mention.create", entities={"mentions": [{"username": "tienda", "start": 0, "end": 7}]}), TYPED),
        (_post("post.mention.create", entities={"mentions": [_mention(0, OTHER)]}), TYPED),
        # quotations
        (_post("post.quote.create", referenced_tweets=[{"type": "quoted", "id": "7"}]), QUOTED),
        (_reply(referenced_tweets=[{"type": "quoted", "id": "7"}]), IMPLIED),
        # who may answer
        (_reply(reply_settings="everyone"), IMPLIED),
        (_reply(reply_settings="following"), ("no", "restricted")),
        (_post("post.quote.create", reply_settings="verified"), ("no", "restricted")),
        (_reply(_mention(8), display_text_range=[8, 30], reply_settings="mentionedUsers"), TYPED),
        # a long post names us behind what its beginning shows
        (_post("post.mention.create", note_tweet={"text": "…", "entities": {"mentions": [_mention(900)]}}), TYPED),
    ],
)
def test_three_values_by_typed_handles_quotations_and_reply_settings(message: Message, spoken: tuple[str, str]):
    assert (message.answerable, message.addressed) == spoken


def test_a_handle_without_an_id_is_known_by_the_accounts_name_beside_the_post():
    delivery = {
        "event_type": "post.mention.create",
        "filter": {"user_id": BRAND},
        "payload": {
            "id": "10",
            "author_id": "55",
            "created_at": "2026-11-24T21:00:00.000Z",
            "text": "@Tienda hola",
            "entities": {"mentions": [{"username": "tienda", "start": 0, "end": 7}]},
        },
        "includes": {"users": [{"data": {"id": BRAND, "username": "Tienda"}}]},
    }
    assert _read({"data": delivery}).addressed == "typed"


def test_in_xs_own_sample_of_a_reply_the_handle_is_not_typed():
    delivery = json.loads((EVENTS / "post.reply.create.json").read_text())
    assert _read(delivery).answerable == "unknown"


def _tweet(*starts: int, to: str | None = BRAND, **more: Any) -> Message:
    tweet = {
        "id_str": "10",
        "user": {"id_str": "55"},
        "created_at": "Tue Nov 24 21:00:00 +0000 2026",
        "text": "@tienda hola",
        "in_reply_to_user_id_str": to,
        "in_reply_to_status_id_str": "9" if to else None,
        "entities": {"user_mentions": [{"id_str": BRAND, "indices": [start, start + 7]} for start in starts]},
        **more,
    }
    return _read({"for_user_id": BRAND, "tweet_create_events": [deepcopy(tweet)]})


@pytest.mark.parametrize(
    ("message", "spoken"),
    [
        (_tweet(0, to=None), TYPED),
        (_tweet(0, display_text_range=[8, 12]), IMPLIED),
        (_tweet(0, 20, display_text_range=[8, 40]), TYPED),
        (_tweet(), IMPLIED),
        (_tweet(0, to=OTHER, display_text_range=[8, 12]), ("no", "named")),
        (_tweet(to=None, quoted_status_id_str="7", quoted_status={"user": {"id_str": BRAND}}), QUOTED),
        (_tweet(to=None, quoted_status_id_str="7", quoted_status={"user": {"id_str": OTHER}}), ("no", "")),
        (_tweet(to=None, quoted_status_id_str="7"), IMPLIED),
        (
            _tweet(
                display_text_range=[8, 12],
                extended_tweet={
                    "full_text": "…",
                    "display_text_range": [8, 300],
                    "entities": {"user_mentions": [{"id_str": BRAND, "indices": [200, 207]}]},
                },
            ),
            TYPED,
        ),
    ],
)
def test_the_old_deliveries_say_the_same(message: Message, spoken: tuple[str, str]):
    assert (message.answerable, message.addressed) == spoken


@pytest.mark.parametrize("hostile", [None, [], ["a"], [True], [-4], "8", {"0": 8}])
def test_a_range_that_is_none_is_read_as_if_there_were_none(hostile: object):
    assert _reply(_mention(0), display_text_range=hostile).answerable == "unknown"


def test_what_an_earlier_release_wrote_is_read_as_it_was_meant():
    old = {"id": "7", "channel": "public", "text": "Hola", "at": "2026-11-24T21:00:00Z"}
    assert Message.model_validate({**old, "summons": True}).answerable == "yes"
    assert Message.model_validate(old).answerable == "no"
