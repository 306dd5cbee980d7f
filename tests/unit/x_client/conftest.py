"""An XClient on a mock transport, and every call that it can make with arguments that fit."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest
from tests.unit.x.chatting import Person

from care.model.chat import Sealed
from care.x.chat import new_key
from care.x.chat_calls import BegunFile
from care.x.chat_identity import new_identity
from care.x.client import XClient
from care.x.credentials import AppKeys, UserToken

KEYS = AppKeys(consumer_key="the-key", consumer_secret="the-secret", bearer_token="the-bearer")
TOKEN = UserToken(token="the-token", token_secret="the-token-secret")

BRAND, MARTA = Person("1"), Person("12")
SEALED = Sealed(message_id="0b42cf67-62e3-4a24-8011-806f57c93ec6", content="QQ==", signature="QQ==", key_version="1")

CALLS: dict[str, Callable[[XClient], object]] = {
    "create_post": lambda x: x.create_post(
        "Hola", in_reply_to="20", dm_link="https://x.com/messages/compose?recipient_id=1"
    ),
    "create_post_by_a_model": lambda x: x.create_post("Hola", made_with_ai=True),
    "create_post_with": lambda x: x.create_post("", in_reply_to="20", media_ids=["31", "32"]),
    "send_dm": lambda x: x.send_dm("12", "Hola"),
    "send_dm_with": lambda x: x.send_dm("12", "", media_id="31"),
    "delete_post": lambda x: x.delete_post("20"),
    "hide_reply": lambda x: x.hide_reply("20"),
    "mute": lambda x: x.mute("10", "30"),
    "unmute": lambda x: x.unmute("10", "30"),
    "block_dms": lambda x: x.block_dms("30"),
    "unblock_dms": lambda x: x.unblock_dms("30"),
    "show_reply": lambda x: x.hide_reply("20", hidden=False),
    "repost": lambda x: x.repost("1", "20"),
    "me": lambda x: x.me(),
    "dm_events": lambda x: x.dm_events(pagination="0123456789abcdef"),
    "dm_events_with": lambda x: x.dm_events(participant_id="12", since_id="5"),
    "mentions": lambda x: x.mentions("1", since_id="5", pagination="abc"),
    "user_posts": lambda x: x.user_posts("1", since_id="5"),
    "search_recent": lambda x: x.search_recent('("marca" OR Marca) -from:marca', since_id="5"),
    "posts": lambda x: x.posts(["20", "21"]),
    "users": lambda x: x.users(["12"]),
    "users_by": lambda x: x.users_by(["marca", "Otra_1"]),
    "usage": lambda x: x.usage(),
    "activity.create_webhook": lambda x: x.activity.create_webhook("https://care.example.com/x"),
    "activity.webhooks": lambda x: x.activity.webhooks(),
    "activity.validate_webhook": lambda x: x.activity.validate_webhook("7"),
    "activity.delete_webhook": lambda x: x.activity.delete_webhook("7"),
    "activity.replay": lambda x: x.activity.replay(
        "7", datetime(2026, 11, 22, 8, tzinfo=UTC), datetime(2026, 11, 22, 9, tzinfo=UTC)
    ),
    "activity.create_subscription": lambda x: x.activity.create_subscription("dm.received", "1", "7", tag="marca"),
    "activity.create_app_subscription": lambda x: x.activity.create_app_subscription("oauth.revoke", "7"),
    "activity.move_subscription": lambda x: x.activity.move_subscription("9", "7"),
    "activity.subscriptions": lambda x: x.activity.subscriptions(pagination="0123456789abcdef"),
    "activity.delete_subscription": lambda x: x.activity.delete_subscription("9"),
    "chats.public_keys": lambda x: x.chats.public_keys("12"),
    "chats.keys_of": lambda x: x.chats.keys_of("12"),
    "chats.register_keys": lambda x: x.chats.register_keys("1", new_identity()[1]),
    "chats.events": lambda x: x.chats.events("12"),
    "chats.has_requests": lambda x: x.chats.has_requests(),
    "chats.change_key": lambda x: x.chats.change_key("12", new_key(BRAND.keys, (BRAND.shown, MARTA.shown)).body),
    "chats.send": lambda x: x.chats.send("12", SEALED, "token"),
    "chats.mark_read": lambda x: x.chats.mark_read("12", "20"),
    "chats.media": lambda x: x.chats.media("1", "12", "aGFzaA", 100),
    "chats.begin_file": lambda x: x.chats.begin_file(("1", "12"), 100),
    "chats.append_file": lambda x: x.chats.append_file(("1", "12"), BegunFile("31", "aGFzaA"), 0, b"bytes"),
    "chats.finish_file": lambda x: x.chats.finish_file(("1", "12"), BegunFile("31", "aGFzaA"), 1),
    "chats.typing": lambda x: x.chats.typing("12"),
    "media.begin": lambda x: x.media.begin("tweet_image", "image/png", 70),
    "media.append": lambda x: x.media.append("31", 0, b"bytes"),
    "media.finish": lambda x: x.media.finish("31"),
    "media.status": lambda x: x.media.status("31"),
    "media.describe": lambda x: x.media.describe("31", "Una lámpara"),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "any_call" in metafunc.fixturenames:
        metafunc.parametrize("any_call", CALLS.values(), ids=CALLS.keys())


class X:
    """`x.client` answers by `x.answer`, a response or an exception; what it asked is in `x.asked`."""

    keys, token, calls = KEYS, TOKEN, CALLS

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.answer: httpx.Response | Exception = httpx.Response(200, json={"data": []})
        self.http = httpx.Client(transport=httpx.MockTransport(self._answer))
        self.client = XClient(KEYS, TOKEN, http=self.http)
        self.app = XClient(KEYS, None, http=self.http)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def x() -> Iterator[X]:
    x = X()
    with x.http:
        yield x
