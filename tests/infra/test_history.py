"""What customers wrote before an account was connected: read page by page, priced, and never more than was said."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from infra.command.history import most_micro_dollars, read
from tests.functions.conftest import ACCOUNT, NIGHT, SHOP

from care.model.snowflake import id_at
from care.model.x_events import MessageEchoed, MessageReceived
from care.x.client import XClient
from care.x.credentials import AppKeys, UserToken
from care.x.errors import Refused

MARTA = "3000000000000000001"


def post(author: str, at: datetime, text: str, answers: str = "") -> dict[str, Any]:
    replied = {"in_reply_to_user_id": MARTA, "referenced_tweets": [{"type": "replied_to", "id": answers}]}
    return {
        "id": id_at(at), "author_id": author, "text": text, "created_at": f"{at:%Y-%m-%dT%H:%M:%S}.000Z",
        "conversation_id": answers or id_at(at), **(replied if answers else {}),
    }  # fmt: skip


def dm(at: datetime, text: str) -> dict[str, Any]:
    pair = f"{SHOP}-{MARTA}"
    told = {"sender_id": MARTA, "text": text, "dm_conversation_id": pair, "event_type": "MessageCreate"}
    return {"id": id_at(at), "created_at": f"{at:%Y-%m-%dT%H:%M:%S}.000Z", **told}


def x_with(**lists: list[list[dict[str, Any]]]) -> tuple[XClient, list[str]]:
    """X with these lists, a page each; and the calls that it gets."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        name = {"mentions": "mentions", "tweets": "own", "dm_events": "dms"}[request.url.path.rpartition("/")[2]]
        pages, number = lists.get(name, [[]]), int(request.url.params.get("pagination_token", "0"))
        asked.append(f"{name} {number}")
        meta = {"result_count": len(pages[number])}
        meta |= {"next_token": str(number + 1)} if number + 1 < len(pages) else {}  # type: ignore[dict-item]
        return httpx.Response(200, json={"data": pages[number], "meta": meta})

    keys, token = (
        AppKeys(consumer_key="k", consumer_secret="s", bearer_token="b"),
        UserToken(token="t", token_secret="u"),
    )
    return XClient(keys, token, http=httpx.Client(transport=httpx.MockTransport(answer))), asked


def ago(**span: float) -> datetime:
    return NIGHT - timedelta(**span)


def test_mentions_dms_and_what_was_answered_come_in_the_order_in_which_they_were_written():
    first, second = post(MARTA, ago(days=3), "@tiendaluna no llega"), post(MARTA, ago(days=1), "@tiendaluna sigo igual")
    answer = post(SHOP, ago(days=2), "Lo miramos", answers=first["id"])
    x, asked = x_with(mentions=[[second], [first]], dms=[[dm(ago(hours=30), "hola")]], own=[[answer]])
    found = read(x, ACCOUNT, NIGHT, 7, 800)
    assert [
        (type(one), one.message.text) for one in found.events if isinstance(one, MessageReceived | MessageEchoed)
    ] == [
        (MessageReceived, "@tiendaluna no llega"),
        (MessageEchoed, "Lo miramos"),
        (MessageReceived, "hola"),
        (MessageReceived, "@tiendaluna sigo igual"),
    ]
    assert (found.received, found.answered, found.read, found.cut) == (3, 1, 4, ())
    assert asked == ["mentions 0", "mentions 1", "dms 0", "own 0"]


def test_what_is_older_than_was_asked_for_stays_out():
    x, _ = x_with(dms=[[dm(ago(days=1), "hoy"), dm(ago(days=6), "hace días")]])
    assert read(x, ACCOUNT, NIGHT, 2, 800).received == 1
    x, _ = x_with(mentions=[[post(MARTA, ago(days=9), "@tiendaluna viejo")]])
    assert read(x, ACCOUNT, NIGHT, 365, 800).received == 0, "X shows no more than a week of mentions"


def test_no_more_is_read_than_was_said_and_the_rest_is_named():
    pages = [[post(MARTA, ago(minutes=n + 100 * page), "@tiendaluna x") for n in range(100)] for page in range(5)]
    x, asked = x_with(mentions=pages)
    found = read(x, ACCOUNT, NIGHT, 7, 250)
    assert (found.received, found.cut) == (200, ("mentions",))
    assert len(asked) == 4
    assert found.micro_dollars <= most_micro_dollars(ACCOUNT, 250)


def test_a_list_that_x_refuses_brings_nothing_in():
    refused = httpx.Response(403, json={"title": "Forbidden", "detail": "no", "status": 403, "type": "about:blank"})
    keys = AppKeys(consumer_key="k", consumer_secret="s", bearer_token="b")
    http = httpx.Client(transport=httpx.MockTransport(lambda _: refused))
    with pytest.raises(Refused):
        read(XClient(keys, UserToken(token="t", token_secret="u"), http=http), ACCOUNT, NIGHT, 7, 800)
