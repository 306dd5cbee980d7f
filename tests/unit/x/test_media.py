"""What messages show, how they were edited, and from where it is fetched."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from care.model.messages import Message
from care.model.x_events import MessageReceived
from care.x.delivery import read_delivery
from care.x.media_files import MediaFiles, NotFetched

BRAND, MARTA = "2000000000000000001", "3000000000000000001"
POST: dict[str, Any] = {
    "id": "2126299999999999009",
    "text": "@tiendaluna mira https://t.co/abc",
    "author_id": MARTA,
    "created_at": "2026-11-24T09:00:00.000Z",
    "entities": {
        "mentions": [{"id": BRAND, "username": "tiendaluna", "start": 0, "end": 11}],
        "urls": [
            {
                "url": "https://t.co/abc",
                "expanded_url": "https://twitter.com/marta/status/2126299999999999009/photo/1",
                "media_key": "3_1",
            }
        ],
    },
    "attachments": {"media_keys": ["3_1"]},
}


def read(payload: dict[str, Any], includes: dict[str, Any] | None = None, kind: str = "post.mention.create") -> Message:
    data = {"event_type": kind, "filter": {"user_id": BRAND}, "payload": payload, "includes": includes or {}}
    [event] = read_delivery({"data": data}).events
    assert isinstance(event, MessageReceived)
    return event.message


def test_a_picture_is_named_with_its_description_and_its_link_is_left_out():
    shown = {"media_key": "3_1", "type": "photo", "url": "https://pbs.twimg.com/media/a.jpg", "alt_text": "rota"}
    message = read(POST, {"media": [shown | {"width": 2, "height": 1}]})
    [media] = message.media
    assert message.text == "@tiendaluna mira"
    assert (media.id, media.type, media.url, media.alt, media.width) == ("3_1", "photo", shown["url"], "rota", 2)


def test_a_picture_that_x_only_names_is_known_by_its_key():
    [media] = read(POST).media
    assert (media.id, media.type, media.url) == ("3_1", "unknown", "")


def test_a_link_to_anothers_picture_stays():
    entity = {"url": "https://t.co/abc", "expanded_url": "https://twitter.com/otro/status/5/photo/1"}
    assert read(POST | {"entities": {"urls": [entity]}, "attachments": {}}).text.endswith("/otro/status/5/photo/1")


@pytest.mark.parametrize(
    ("history", "earlier"),
    [
        ({"edit_history_tweet_ids": ["2126299999999999001", POST["id"]]}, ("2126299999999999001",)),
        ({"edit_history_post_ids": [POST["id"], "2126299999999999001"]}, ("2126299999999999001",)),
        ({"edit_history_tweet_ids": [""]}, ()),
        ({"edit_history_tweet_ids": "odd"}, ()),
        ({}, ()),
    ],
)
def test_the_ids_before_an_edit_are_read_and_empty_ones_are_not(history, earlier):
    assert read(POST | history).earlier == earlier


def dm(data: dict[str, Any]) -> Message:
    create = {"sender_id": MARTA, "target": {"recipient_id": BRAND}, "message_data": data}
    one = {"type": "message_create", "id": "2126299999999999010", "message_create": create}
    return read({"direct_message_events": [one]}, kind="dm.received")


@pytest.mark.parametrize("name", ["attachment", "attachments"])
def test_the_picture_of_a_dm_is_read_and_its_link_is_left_out(name: str):
    media = {
        "id_str": "7",
        "type": "photo",
        "url": "https://t.co/x",
        "media_url_https": "https://ton.twitter.com/a.jpg",
    }
    one = {"type": "media", "media": media}
    entity = {"url": "https://t.co/x", "expanded_url": "https://twitter.com/messages/media/7"}
    message = dm(
        {"text": "https://t.co/x", "entities": {"urls": [entity]}, name: one if name == "attachment" else [one]}
    )
    assert (message.text, message.media[0].url) == ("", "https://ton.twitter.com/a.jpg")


def files(answer: Callable[[httpx.Request], httpx.Response]) -> MediaFiles:
    return MediaFiles(httpx.Client(transport=httpx.MockTransport(answer)), lambda: httpx.BasicAuth("a", "b"))


@pytest.mark.parametrize(
    "url",
    [
        "http://pbs.twimg.com/a.jpg",
        "https://pbs.twimg.com.evil.example/a.jpg",
        "https://evil.example/pbs.twimg.com",
        "https://pbs.twimg.com@evil.example/",
        "https://user@pbs.twimg.com/a.jpg",
        "https://pbs.twimg.com:8443/a.jpg",
        "https://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "https://[",
        "",
    ],
)
def test_nothing_is_fetched_from_a_host_that_a_customer_chose(url: str):
    asked = list[str]()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200)

    with pytest.raises(NotFetched) as error:
        files(answer).fetch(url, 100)
    assert (error.value.fault, asked) == ("foreign", [])


def test_a_redirect_leads_nowhere():
    away = files(lambda _: httpx.Response(302, headers={"location": "https://evil.example/"}))
    with pytest.raises(NotFetched) as error:
        away.fetch("https://pbs.twimg.com/a.jpg", 100)
    assert error.value.again


def test_what_has_no_end_costs_no_more_than_what_is_too_large():
    given = list[int]()

    def endless() -> Iterator[bytes]:
        while True:
            given.append(1)
            yield b"x" * 65_536

    with pytest.raises(NotFetched) as error:
        files(lambda _: httpx.Response(200, content=endless())).fetch("https://video.twimg.com/a.mp4", 1_000_000)
    assert (error.value.fault, error.value.again, len(given) < 20) == ("too_large", False, True)


def test_only_what_is_private_is_asked_for_with_the_accounts_word():
    seen = dict[str, bool]()

    def answer(request: httpx.Request) -> httpx.Response:
        seen[request.url.host] = "authorization" in request.headers
        return httpx.Response(200, content=b"x")

    for host in ("pbs.twimg.com", "ton.twitter.com"):
        assert files(answer).fetch(f"https://{host}/a.jpg", 10) == b"x"
    assert seen == {"pbs.twimg.com": False, "ton.twitter.com": True}
