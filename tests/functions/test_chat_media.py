"""What a message of an encrypted chat shows: fetched sealed, opened with its key, judged as any other, and kept."""

import json
from typing import Any

import boto3
import httpx
import pytest
from infra.cdk.rights import RIGHTS
from tests.functions.conftest import NIGHT, SHOP, World
from tests.functions.test_chat import BRAND, X, connect, deliver, marta, messages_of, talk
from tests.unit.test_documents import TOLD, all_that_it_tells, document, telling
from tests.unit.test_pictures import png
from tests.unit.x.chatting import Person, Talk, delivery

from care.model.chat import ChatWaits
from care.model.media import KeptMedia, Media, waiting
from care.model.x_events import MessageDeleted
from care.queues import send_all
from care.tables.media import KeptFiles

__all__ = ["marta", "talk"]
PICTURE = png(3, 2)
FILE = 5  # to the library neither a picture nor a GIF nor a video


class Files(X):
    """X Chat with files: the sealed bytes by their key, or an error."""

    def __init__(self, world: World, *people: Person) -> None:
        super().__init__(world, *people)
        self.files: dict[str, bytes] = {}

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if "/chat/media/" not in path:
            return super().answer(request)
        self.asked.append(path)
        found = self.files.get(path.rpartition("/")[2])
        return httpx.Response(200, content=found) if found is not None else httpx.Response(404, json={"title": "no"})


@pytest.fixture
def x(world: World, marta: Person) -> Files:
    connect(BRAND)
    return Files(world, marta, BRAND)


def shows(
    talk: Talk, marta: Person, *keys: str, text: str = "mirad", kind: int = 1, name: str = "a.png"
) -> dict[str, Any]:
    """A message with pictures, and the key of its conversation."""
    hung = [
        {"attachment_type": "media", "media_hash_key": key, "width": 3, "height": 2, "filesize_bytes": 9}
        | {"media_type": kind, "filename": name}
        for key in keys
    ]
    event = talk.says(marta, text, attachments=hung)[2]
    return delivery(event, talk, marta, BRAND, conversation_key_change_event=talk.key_changes[-1])


def sealed(talk: Talk, data: bytes) -> bytes:
    return bytes(talk.one.chat().encrypt_stream(data, talk.key))


def kept(world: World, marta: Person) -> list[KeptMedia]:
    [case_id] = world.conversations.cases_of(SHOP, marta.id)
    files: KeptFiles = world.handler("chat").files
    return files.of_case(case_id)


def fetch(world: World) -> None:
    world.drain("chats", "chat")


def test_a_picture_of_a_message_that_is_opened_later_is_shown(world, marta, talk):
    Files(world, marta, BRAND)
    deliver(world, shows(talk, marta, "abc1"))
    assert [(one.shut, one.media) for one in messages_of(world, marta.id)] == [("no_keys", ())]
    connect(BRAND)
    world.handler("chat").rings._read = None
    send_all(world.sqs, world.queues["chats"], [ChatWaits(account_id=SHOP, customer_id=marta.id, at=NIGHT)])
    fetch(world)
    world.drain("events", "cases")
    [message] = messages_of(world, marta.id)
    assert (message.text, [one.id for one in message.media]) == ("mirad", ["abc1"])


def test_a_picture_of_a_chat_is_opened_with_the_key_of_its_message_and_kept(world, marta, talk, x):
    x.files["abc1"] = sealed(talk, PICTURE + b"<script>")
    first = shows(talk, marta, "abc1", text="")
    talk.change(marta)
    deliver(world, first)
    [message] = messages_of(world, marta.id)
    assert (message.text, [one.id for one in message.media]) == ("", ["abc1"])
    assert [json.loads(one["body"])["kind"] for one in world.received("media")] == ["introduce"]
    fetch(world)
    [one] = kept(world, marta)
    assert (one.state, one.content_type, one.media.type, one.media.width) == ("kept", "image/png", "photo", 3)
    assert boto3.client("s3").get_object(Bucket="media", Key=one.place)["Body"].read() == PICTURE
    assert x.asked[-1] == f"/2/chat/media/{'-'.join(sorted((SHOP, marta.id), key=int))}/abc1"


@pytest.mark.parametrize(
    ("data", "state", "fault"),
    [
        (None, "failed", "gone"),
        (b"nothing that was sealed", "failed", "stays_shut"),
        ("cut", "failed", "stays_shut"),
        ("foreign", "failed", "stays_shut"),
        (b"<html>", "refused", "not_media"),
        (png(100_000, 1), "refused", "too_many_pixels"),
        (PICTURE[:30], "refused", "not_media"),
        (b"%PDF-1.7 of no pages", "refused", "not_cleaned"),
    ],
)
def test_what_cannot_be_opened_or_is_no_picture_says_so(world, marta, talk, x, data, state, fault):
    if data == "cut":
        x.files["abc1"] = sealed(talk, PICTURE)[:-4]
    elif data == "foreign":
        x.files["abc1"] = bytes(marta.chat().encrypt_stream(PICTURE, b"k" * 32))
    elif data is not None:
        x.files["abc1"] = data if data.startswith(b"nothing") else sealed(talk, data)
    deliver(world, shows(talk, marta, "abc1"))
    fetch(world)
    [one] = kept(world, marta)
    assert (one.state, one.fault, one.place) == (state, fault, "")


def test_a_document_of_a_chat_is_kept_without_what_it_tells_of_its_maker(world, marta, talk, x):
    x.files["abc1"] = sealed(talk, document(telling()))
    deliver(world, shows(talk, marta, "abc1", kind=FILE, name="C:\\Ana\\factura\x00 de\u202e luz.pdf"))
    fetch(world)
    [one] = kept(world, marta)
    assert (one.state, one.content_type, one.media.type) == ("kept", "application/pdf", "file")
    assert one.media.alt == "factura de luz.pdf"  # it is called so; a picture's name tells nothing
    data = boto3.client("s3").get_object(Bucket="media", Key=one.place)["Body"].read()
    assert TOLD.encode() not in all_that_it_tells(data)


def test_a_file_that_comes_too_slowly_may_be_fetched_again(world, marta, talk, x, monkeypatch):
    x.files["abc1"] = sealed(talk, PICTURE)
    monkeypatch.setattr("care.x.transport._MOST_SECONDS", -1.0)
    deliver(world, shows(talk, marta, "abc1"))
    fetch(world)
    [one] = kept(world, marta)
    assert (one.state, one.fault) == ("failed", "x_failed")


def test_what_is_left_when_time_is_up_comes_with_the_next_try(world, marta, talk, x, monkeypatch):
    x.files |= {key: sealed(talk, PICTURE) for key in ("abc1", "abc2")}
    deliver(world, shows(talk, marta, "abc1", "abc2"))
    monkeypatch.setattr(world.handler("chat"), "_SHOWN_FOR", -1.0)
    records = world.received("chats")
    for kept_so_far in (["abc1"], ["abc1", "abc2"]):
        world.call("chat", {"Records": records})
        assert [one.id for one in kept(world, marta)] == kept_so_far


def test_a_message_that_is_gone_shows_nothing(world, marta, talk, x):
    x.files["abc1"] = sealed(talk, PICTURE)
    deliver(world, shows(talk, marta, "abc1"))
    [message] = messages_of(world, marta.id)
    gone = MessageDeleted(account_id=SHOP, customer_id=marta.id, message_id=message.id)
    send_all(world.sqs, world.queues["events"], [gone])
    world.drain("events", "cases")
    fetch(world)
    assert kept(world, marta) == []
    assert "Contents" not in boto3.client("s3").list_objects_v2(Bucket="media")


@pytest.mark.parametrize("answers", [[True, False], [False]])
def test_of_a_message_that_goes_while_it_is_shown_nothing_stays(world, marta, talk, x, monkeypatch, answers):
    x.files["abc1"] = sealed(talk, PICTURE)
    deliver(world, shows(talk, marta, "abc1"))
    [message], [case_id] = messages_of(world, marta.id), world.conversations.cases_of(SHOP, marta.id)
    handler = world.handler("chat")
    if answers == [False]:  # a try that died had begun
        begun = handler.files.placed(SHOP, case_id, waiting(message.id, message.media[0], NIGHT), NIGHT)
        handler.files.put(begun.place, PICTURE, "image/png")
    monkeypatch.setattr(handler.conversations, "is_kept", lambda *_: answers.pop(0))
    fetch(world)
    assert (answers, kept(world, marta)) == ([], [])
    assert "Contents" not in boto3.client("s3").list_objects_v2(Bucket="media")


def test_what_is_asked_of_the_rows_of_pictures_is_allowed_to_the_functions_role(world, marta, talk, x):
    x.files["abc1"] = sealed(talk, PICTURE)
    deliver(world, shows(talk, marta, "abc1"))
    files, [case_id] = world.handler("chat").files, world.conversations.cases_of(SHOP, marta.id)
    made = set[str]()
    place = "provide-client-params.dynamodb"
    files._dynamodb.meta.events.register(place, lambda model, **_: made.add(f"dynamodb:{model.name}"), unique_id="made")
    files.miss(case_id, "31", (Media(id="abc1"),), NIGHT)
    [one] = files.of_case(case_id)
    files.lose(case_id, one)
    files._dynamodb.meta.events.unregister(place, unique_id="made")
    allowed = [one.actions for one in RIGHTS["chat"] if "MEDIA#*" in str(one.only)]
    assert len(made) == 4
    assert made <= {action for actions in allowed for action in actions}


def test_the_same_message_again_fetches_nothing_again(world, marta, talk, x):
    x.files["abc1"] = sealed(talk, PICTURE)
    told = shows(talk, marta, "abc1")
    deliver(world, told)
    fetch(world)
    asked = len(x.asked)
    deliver(world, told)
    fetch(world)
    assert len(x.asked) == asked
    assert [one.fault for one in kept(world, marta)] == [""]
