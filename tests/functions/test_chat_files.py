"""Pictures to an encrypted chat: sealed with its key, brought once, shown by the message, read by the customer."""

import base64
import json
from copy import replace
from datetime import timedelta
from typing import Any

import boto3
import httpx
import pytest
from tests.functions.conftest import NIGHT, SHOP, World
from tests.functions.test_chat import case_of, messages_of
from tests.functions.test_chat_sends import AT, BRAND, X, marta, now, publish, talk
from tests.there import there
from tests.unit.test_pictures import png
from tests.unit.x.chatting import Person, Talk, action, create, frame

from care.budget.prices import prices
from care.model.files import OUT, OutFile
from care.model.media import KeptMedia
from care.model.outbox_item import Item
from care.model.outcomes import Code, codes
from care.x.chat import open_event, opened_file

__all__ = ["marta", "talk"]


class Files(X):
    """X's side with the media of chats: sealed bytes by their name, and what it answers next by the kind of call."""

    def __init__(self, world: World, talk: Talk, *people: Person) -> None:
        self.begun: list[dict[str, Any]] = []
        self.pieces: dict[str, dict[int, bytes]] = {}
        self.whole: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.fails: dict[str, list[int | Exception]] = {}
        super().__init__(world, talk, *people)

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if "/chat/media/upload" not in path:
            return self._with_new_key(super().answer(request), request)
        step, body = path.rpartition("/")[2], json.loads(request.content)
        if self.fails.get(step):
            told = self.fails[step].pop(0)
            if isinstance(told, Exception):
                raise told
            return httpx.Response(told, json={"title": "no", "detail": "no"})
        self.asked.append(step)
        assert body["conversation_id"] == self.talk.id.replace(":", "-")
        match step:
            case "initialize":
                self.begun.append(body)
                key = f"hash{len(self.begun)}"
                data = {"session_id": f"s{key}", "media_hash_key": key, "conversation_id": self.talk.id}
                return httpx.Response(200, json={"data": data})
            case "append":
                key = body["media_hash_key"]
                self.pieces.setdefault(key, {})[body["segment_index"]] = base64.b64decode(body["media"])
                return httpx.Response(200, json={"data": {"expires_at": AT // 1000 + 3_600}})
            case _:
                pieces = self.pieces[body["media_hash_key"]]
                assert body["num_parts"] == str(len(pieces))
                self.whole[body["media_hash_key"]] = b"".join(pieces[at] for at in sorted(pieces))
                return httpx.Response(200, json={"data": {"success": True}})

    def _with_new_key(self, answer: httpx.Response, request: httpx.Request) -> httpx.Response:
        """X tells of a new key of the conversation from then on."""
        if request.method == "POST" and request.url.path.endswith("/keys"):
            told = self.key_bodies[-1]["action_signatures"][0]
            one = {**told, **told["message_event_signature"]}
            self.key_changes.append(action(one, SHOP, self.talk.id, "60", AT))
        return answer

    def shown(self, by: Person) -> tuple[str, list[bytes]]:
        """What the customer's own keys make of the last message and of what it shows."""
        body = self.messages[-1]
        signature = base64.b64decode(body["encoded_message_event_signature"])
        detail = create(body["encoded_message_create_event"])
        event = frame("50", body["message_id"], SHOP, self.talk.id, AT, detail, signature)
        people = [one.shown for one in self.people]
        found: Any = open_event((by.keys,), event, self.talk.key_changes, people, self.talk.id)
        opened = [opened_file((by.keys,), self.whole[one.id], self.talk.key_changes, one.sealed) for one in found.media]
        assert all(opened)
        return found.text, [one for one in opened if one is not None]


@pytest.fixture
def x(world: World, talk: Talk, marta: Person) -> Files:
    return Files(world, talk, BRAND, marta)


def written(world: World, marta: Person, *datas: bytes, text: str = "Mire:", kind: str = "image/png") -> Item:
    case, keeps = case_of(world, marta.id), world.handler("publish").files
    files = []
    for number, data in enumerate(datas):
        place = keeps.keep(SHOP, case.case_id, data, kind)
        told = {"id": f"f{number}", "content_type": kind, "size": len(data), "place": place, "alt": "una lámpara"}
        files.append(OutFile.model_validate({**told, "width": 3, "height": 2}))
        kept = KeptMedia(message_id=OUT, media=files[-1].as_media, state="kept", place=place, at=NIGHT)
        keeps.tell(case.case_id, kept, NIGHT)
    ids = {**case.ids, "channel": "private", "purpose": "reply", "created_at": NIGHT}
    item = Item.model_validate({"item_id": f"{case.case_id}:reply:1", **ids, "text": text, "files": files})
    world.outbox.add(item)
    return item


def sealed_left() -> list[str]:
    found = boto3.client("s3").list_objects_v2(Bucket="media").get("Contents", [])
    return [one["Key"] for one in found if one["Key"].endswith(".sealed")]


def test_ten_pictures_go_with_one_message_and_the_customer_alone_opens_them(world, x, marta):
    pictures = [png(3, width) for width in range(1, 11)]
    item = written(world, marta, *pictures)
    publish(world)
    sent = now(world, item)
    assert (sent.state, len(x.messages), len(x.begun)) == ("sent", 1, 10)
    assert x.shown(marta) == ("Mire:", pictures)
    assert not any(picture in b"".join(x.whole.values()) for picture in pictures)
    assert sum(sent.charged.values()) == prices().writes.dm, "a chat takes no descriptions, and none is paid"
    assert sealed_left() == []
    [told] = [one for one in messages_of(world, marta.id) if one.purpose == "reply"]
    assert (told.id, len(told.media)) == (sent.x_id, 10)


def test_a_large_one_goes_in_pieces_and_without_words(world, x, marta):
    video = b"\0\0\0\x18ftypisom" + bytes(range(256)) * 30_000
    item = written(world, marta, video, text="", kind="video/mp4")
    publish(world)
    assert now(world, item).state == "sent"
    assert x.asked.count("append") == 3
    assert x.shown(marta) == ("", [video])


@pytest.mark.parametrize("step", ["initialize", "append", "finalize"])
@pytest.mark.parametrize("fault", [500, 503, httpx.ReadTimeout("")])
def test_whatever_step_fails_is_done_again_and_the_message_goes_once(world, x, marta, step, fault):
    item = written(world, marta, png(3, 2))
    x.fails[step] = [fault]
    publish(world)
    assert (now(world, item).state, x.messages) == ("waiting", [])
    world.at(NIGHT + timedelta(minutes=5))
    publish(world)
    assert (now(world, item).state, len(x.messages)) == ("sent", 1)
    assert x.shown(marta) == ("Mire:", [png(3, 2)])


def test_an_ending_of_which_no_answer_came_has_the_same_bytes_brought_once_more(world, x, marta):
    item = written(world, marta, png(3, 2))
    x.fails["finalize"] = [httpx.ReadTimeout(""), 404]
    publish(world)
    world.at(NIGHT + timedelta(minutes=5))
    publish(world)
    assert now(world, item).state == "sent"
    first, second = (x.pieces[key][0] for key in ("hash1", "hash2"))
    assert first == second
    assert x.shown(marta) == ("Mire:", [png(3, 2)])


def test_a_file_that_x_does_not_take_is_told_and_nothing_is_sent(world, x, marta):
    item = written(world, marta, png(3, 2))
    x.fails["append"] = [400]
    publish(world)
    assert codes(now(world, item).because) == (Code.file_not_taken,)
    assert x.messages == []


@pytest.mark.parametrize("dies_after", range(1, 5))
def test_a_publisher_that_dies_between_any_two_steps_brings_the_same_and_sends_once(
    world, x, marta, dies_after, monkeypatch
):
    item = written(world, marta, png(3, 2))
    outbox, kept = world.handler("publish").outbox, []
    refit = outbox.refit

    def dying(changed: Item) -> bool:
        kept.append(changed)
        if len(kept) == dies_after + 1:  # the first only says that it goes to the chat
            raise RuntimeError
        return bool(refit(changed))

    monkeypatch.setattr(outbox, "refit", dying)
    publish(world)
    assert (now(world, item).state, x.messages) == ("waiting", [])
    monkeypatch.setattr(outbox, "refit", refit)
    world.at(NIGHT + timedelta(minutes=20))
    publish(world)
    assert (now(world, item).state, len(x.messages)) == ("sent", 1)
    assert x.shown(marta) == ("Mire:", [png(3, 2)])


def test_after_no_answer_the_very_same_message_goes_again_and_nothing_is_brought_again(world, x, marta):
    item = written(world, marta, png(3, 2))
    x.next = [httpx.ReadTimeout("late")]
    publish(world)
    world.at(NIGHT + timedelta(minutes=20))
    publish(world)
    assert now(world, item).state == "sent"
    assert x.messages[0] == x.messages[1]
    assert len(x.begun) == 1


def test_a_key_that_changed_has_the_picture_sealed_anew_with_it(world, x, marta, talk):
    item = written(world, marta, png(3, 2))
    x.key_changes = [talk.change(marta)]
    x.next = ["6"]
    publish(world)
    assert now(world, item).state == "sent"
    assert (len(x.begun), len(x.messages), x.key_bodies) == (2, 2, [])
    assert x.shown(marta) == ("Mire:", [png(3, 2)])


def test_a_customer_with_new_keys_gets_one_new_key_of_the_conversation_however_many_steps_it_takes(world, x, marta):
    item = written(world, marta, png(3, 2), png(3, 3))
    anew = Person(marta.id, "1790000000088")
    x.people = (BRAND, marta, anew)
    x.next = ["8"]
    publish(world)
    assert now(world, item).state == "sent"
    assert (len(x.key_bodies), len(x.begun), len(x.messages)) == (1, 4, 2)
    x.talk.key_changes = x.key_changes
    assert x.shown(anew) == ("Mire:", [png(3, 2), png(3, 3)])


def test_a_new_key_that_x_never_shows_has_nothing_sealed_again_and_again(world, x, marta):
    item = written(world, marta, png(3, 2), png(3, 3))
    anew = Person(marta.id, "1790000000088")
    x.people = (BRAND, marta, anew)
    x.next = ["8"] * 9
    x._with_new_key = lambda answer, _request: answer
    publish(world)
    assert now(world, item).state == "refused"
    assert len(x.begun) <= 6


def test_what_goes_beyond_a_dm_goes_to_no_dm(world, x, marta):
    item = written(world, marta, png(3, 2), png(3, 3))
    case = case_of(world, marta.id)
    x.people = ()
    plain = replace(case, customer=replace(case.customer, writes_by="dm"))
    world.handler("publish").conversations.case = lambda _: plain
    world.handler("publish").conversations.case_of = lambda *_: plain
    publish(world)
    assert codes(now(world, item).because) == (Code.one_file_in_dm,)
    assert (x.plain, x.messages) == ([], [])


def test_an_erased_case_takes_what_was_sealed_with_it(world, x, marta):
    item = written(world, marta, png(3, 2))
    x.fails["initialize"] = [503]
    publish(world)
    [place] = sealed_left()
    assert place == f"{item.files[0].place}.sealed"
    keeps = world.handler("publish").files
    keeps.lose(item.case_id, there(keeps.one(item.case_id, OUT, "f0")))
    assert sealed_left() == []
