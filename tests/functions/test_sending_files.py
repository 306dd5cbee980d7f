"""Pictures and videos on their way to X: brought before the post, once, kept with the item, and anew after a day."""

import base64
import json
from copy import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.test_context import post, tell
from tests.there import there
from tests.unit.test_pictures import png

from care.budget.prices import cost_of, prices
from care.model.actions import ReplyWritten
from care.model.files import OUT, OutFile
from care.model.media import KeptMedia
from care.model.outbox_item import Item
from care.model.outcomes import Code, codes
from care.tables.media import KeptFiles
from care.tables.wakes import wake


class X:
    """X's side: what was begun, brought, ended, described and posted, and what it answers next by the kind of call."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asked: list[tuple[str, Any]] = []
        self.bytes: dict[tuple[str, int], bytes] = {}
        self.next: dict[str, list[int | Exception]] = {}
        self.states: list[str] = []
        world.handler("publish").x_accounts._http = httpx.Client(transport=httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        path, body = request.url.path, json.loads(request.content or b"{}")
        step = path.rpartition("/")[2] if "upload/" in path else {"/2/media/upload": "status"}.get(path, path[3:])
        if "dm_conversations" in path:
            step = "dm"
        wanted = self.next.get(step)
        if wanted:
            answer = wanted.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return httpx.Response(answer, json={"title": "no", "detail": "no", "status": answer})
        self.asked.append((step, body))
        media_id = path.split("/")[4] if step in {"append", "finalize"} else ""
        match step:
            case "initialize":
                number = sum(1 for one, _ in self.asked if one == "initialize")
                return httpx.Response(200, json={"data": {"id": f"77{number}", "expires_after_secs": 86_400}})
            case "append":
                self.bytes[media_id, body["segment_index"]] = base64.b64decode(body["media"])
                return httpx.Response(200, json={"data": {"expires_at": 1}})
            case "status":
                state = self.states.pop(0) if self.states else "succeeded"
                return httpx.Response(200, json={"data": {"id": "1", "processing_info": {"state": state}}})
            case "finalize" | "media/metadata":
                return httpx.Response(200, json={"data": {"id": "1"}})
            case _:
                return httpx.Response(201, json={"data": {"id": "901", "dm_event_id": "901", "text": "x"}})

    def steps(self) -> list[str]:
        return [step for step, _ in self.asked]

    def of(self, step: str) -> list[Any]:
        return [body for one, body in self.asked if one == step]


@pytest.fixture
def x(world: World) -> X:
    tell(world, post("9001"))
    world.received("acknowledgements")
    return X(world)


def kept(world: World, name: str, data: bytes, kind: str = "image/png", alt: str = "") -> OutFile:
    """A file as the desk leaves it."""
    [case_id] = world.conversations.cases_of(SHOP, MARTA)
    module = world.handler("publish")
    files: KeptFiles = module.files
    place = files.keep(SHOP, case_id, data, kind)
    file = OutFile.model_validate(
        {"id": name, "content_type": kind, "size": len(data), "place": place, "alt": alt, "width": 2, "height": 1}
    )
    files.tell(case_id, KeptMedia(message_id=OUT, media=file.as_media, state="kept", place=place, at=NIGHT), NIGHT)
    return file


def write(world: World, *files: OutFile, text: str = "Mire:", channel: Any = "public", number: int = 1) -> str:
    [case_id] = world.conversations.cases_of(SHOP, MARTA)
    ids = {"account_id": SHOP, "customer_id": MARTA, "case_id": case_id, "by": "alex", "at": NIGHT}
    event = ReplyWritten(**ids, action_id=f"action-{number}", channel=channel, text=text, files=files)
    from care.queues import send_all

    assert send_all(world.sqs, world.queues["events"], [event])
    world.drain("events", "cases")
    return f"{case_id}:reply:action-{number}"


def publish_(world: World, now: datetime | None = None, channel: str = "public") -> None:
    if now is not None:
        world.at(now)
        wake(world.sqs, world.queues["sends"], f"{SHOP}#{channel}", now.isoformat())
    world.drain("sends", "publish")


def item(world: World, item_id: str, channel: str = "public") -> Item:
    return there(world.outbox.item(f"{SHOP}#{channel}", item_id))


def test_a_post_shows_what_was_brought_before_it_and_the_case_shows_it_too(world: World, x: X):
    small, large = png(2, 1), png(2, 1) + b"\0" * 3_000_001
    files = (kept(world, "a", small, alt="Una lámpara"), kept(world, "b", large))
    name = write(world, *files)
    publish_(world)
    assert x.steps() == [
        *("initialize", "append", "finalize", "media/metadata"),
        *("initialize", "append", "append", "finalize", "tweets"),
    ]
    assert x.of("initialize")[0] == {
        "media_category": "tweet_image",
        "media_type": "image/png",
        "total_bytes": len(small),
    }
    assert x.of("media/metadata") == [{"id": "771", "metadata": {"alt_text": {"text": "Una lámpara"}}}]
    [posted] = x.of("tweets")
    assert (posted["media"], posted["text"]) == ({"media_ids": ["771", "772"]}, "Mire:")
    assert x.bytes["772", 0] + x.bytes["772", 1] == large
    sent = item(world, name)
    assert sent.state == "sent"
    plain = cost_of(replace(sent, files=()), ACCOUNT).micro_dollars
    assert sum(sent.charged.values()) == plain + prices().writes.media_metadata
    world.drain("events", "cases")
    [case_id] = world.conversations.cases_of(SHOP, MARTA)
    stored = next(one for one in world.conversations.messages(case_id) if one.id == "901")
    assert [(one.id, one.alt) for one in stored.media] == [("a", "Una lámpara"), ("b", "")]


def test_a_post_that_has_to_be_tried_again_brings_nothing_again(world: World, x: X):
    name = write(world, kept(world, "a", png(2, 1)))
    x.next["tweets"] = [503]
    publish_(world)
    assert item(world, name).state == "released"
    publish_(world, NIGHT + timedelta(minutes=20))
    assert (x.steps().count("initialize"), x.steps().count("tweets")) == (1, 1)
    assert item(world, name).state == "sent"


def test_what_x_forgets_after_a_day_is_brought_anew(world: World, x: X):
    name = write(world, kept(world, "a", png(2, 1)))
    x.next["tweets"] = [503]
    publish_(world)
    publish_(world, NIGHT + timedelta(hours=23, minutes=45))
    assert x.of("tweets")[0]["media"] == {"media_ids": ["772"]}
    assert item(world, name).state == "sent"


def test_a_video_is_waited_for_and_what_is_written_after_it_does_not_overtake(world: World, x: X):
    video = b"\0\0\0\x18ftypisom" + b"\0" * 100
    name = write(world, kept(world, "v", video, "video/mp4"))
    after = write(world, text="¿Lo ve?", number=2)
    x.states = ["pending", "in_progress"]
    publish_(world)
    assert [item(world, one).state for one in (name, after)] == ["waiting", "waiting"]
    publish_(world, NIGHT + timedelta(minutes=1))
    publish_(world, NIGHT + timedelta(minutes=2))
    assert [body["text"] for body in x.of("tweets")] == ["Mire:", "¿Lo ve?"]


def test_others_are_answered_while_x_is_brought_a_large_video(world: World, x: X):
    video = b"\0\0\0\x18ftypisom" + bytes(40_000_000)
    name = write(world, kept(world, "v", video, "video/mp4"))
    mine = item(world, name)
    later = mine.created_at + timedelta(seconds=1)
    tell(world, replace(post("9009"), customer_id="888", author=replace(post("9009").author, id="888")))
    world.received("acknowledgements")
    [case_id] = world.conversations.cases_of(SHOP, "888")
    whose = replace(mine, item_id=f"{case_id}:reply:1", case_id=case_id, customer_id="888", in_reply_to="9009")
    other = replace(whose, text="Hola", files=(), created_at=later)
    behind = replace(mine, item_id=f"{mine.case_id}:reply:2", text="¿Lo ve?", files=(), created_at=later)
    for one in (other, behind):
        world.outbox.add(one)
    publish_(world)
    steps = x.steps()
    assert steps.count("append") == 14
    assert steps.index("tweets") == 5, "the announcement and four pieces; then whoever waits"
    assert [body["text"] for body in x.of("tweets")] == ["Hola", "Mire:", "¿Lo ve?"]


@pytest.mark.parametrize(
    ("state", "why"), [("failed", Code.file_not_processed), ("in_progress", Code.file_not_processed)]
)
def test_a_video_that_x_cannot_make_ready_is_refused_with_the_reason(world: World, x: X, state, why):
    name = write(world, kept(world, "v", b"\0\0\0\x18ftypisom" + b"\0" * 100, "video/mp4"))
    x.states = [state] * 100
    for minutes in range(50):
        publish_(world, NIGHT + timedelta(minutes=minutes))
        if item(world, name).state != "waiting":
            break
    assert (item(world, name).state, codes(item(world, name).because)) == ("refused", (why,))
    assert x.of("tweets") == []


def test_a_file_that_x_does_not_take_holds_nothing_but_its_own_answer(world: World, x: X):
    name = write(world, kept(world, "a", png(2, 1)))
    other = write(world, text="Sin imagen", number=2)
    x.next["append"] = [400]
    publish_(world)
    assert codes(item(world, name).because) == (Code.file_not_taken,)
    assert item(world, other).state == "sent"


@pytest.mark.parametrize("step", ["initialize", "append", "finalize", "media/metadata"])
@pytest.mark.parametrize("fault", [500, 503, httpx.ReadTimeout("")])
def test_whatever_step_fails_is_done_again_and_the_post_goes_once(world: World, x: X, step, fault):
    name = write(world, kept(world, "a", png(2, 1), alt="x"))
    x.next[step] = [fault]
    publish_(world)
    assert (item(world, name).state, x.of("tweets")) == ("waiting", [])
    publish_(world, NIGHT + timedelta(minutes=5))
    assert (item(world, name).state, len(x.of("tweets"))) == ("sent", 1)


def test_an_ending_of_which_no_answer_came_counts_when_x_says_that_it_has_the_file(world: World, x: X):
    name = write(world, kept(world, "a", png(2, 1)))
    x.next["finalize"] = [httpx.ReadTimeout(""), 400]
    publish_(world)
    publish_(world, NIGHT + timedelta(minutes=5))
    assert ("status" in x.steps(), item(world, name).state) == (True, "sent")


def test_a_dm_shows_one_thing(world: World, x: X):
    tell(world, replace(post("9002"), message=replace(post("9002").message, channel="private", summons=False)))
    name = write(world, kept(world, "a", png(2, 1)), text="", channel="private")
    publish_(world)
    assert x.of("initialize")[0]["media_category"] == "dm_image"
    assert x.of("dm") == [{"attachments": [{"media_id": "771"}]}]
    assert item(world, name, "private").state == "sent"


@pytest.mark.parametrize(("status", "counted"), [(402, "OutOfCredit"), (401, "CredentialsRefused")])
def test_that_somebody_must_pay_or_connect_again_is_counted_before_any_post(
    world: World, x: X, capsys, status: int, counted: str
):
    name = write(world, kept(world, "a", png(2, 1)))
    x.next["initialize"] = [status]
    publish_(world)
    assert item(world, name).state == "waiting"
    assert counted in capsys.readouterr().out


def test_pictures_without_words_are_not_posted_again_blindly(world: World, x: X):
    name = write(world, kept(world, "a", png(2, 1)), text="")
    x.next["tweets"] = [500]
    publish_(world)
    assert item(world, name).state == "unconfirmed"


@pytest.mark.parametrize("code", ["NoSuchKey", "AccessDenied"])
def test_a_file_whose_bytes_are_gone_is_told_and_nothing_is_posted(world: World, x: X, monkeypatch, code: str):
    """Who may not list a bucket, as no function may, hears of what is not there that it is forbidden."""
    file = kept(world, "a", png(2, 1))
    name = write(world, file)
    s3 = world.handler("publish").files._s3
    s3.delete_object(Bucket="media", Key=file.place)
    if code == "AccessDenied":

        def forbidden(**_given: str) -> None:
            raise ClientError({"Error": {"Code": code}}, "GetObject")

        monkeypatch.setattr(s3, "get_object", forbidden)
    publish_(world)
    assert codes(item(world, name).because) == (Code.file_gone,)
    assert x.of("tweets") == []
