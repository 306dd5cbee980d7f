"""What becomes of one file of an encrypted chat: kept as its bytes say, or told with the reason for which it is not."""

from copy import replace
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import MARTA, NIGHT, SHOP

from care.batches import Retry
from care.model.commands import FetchMedia
from care.model.media import KeptMedia, Media
from care.model.refusals import RefusalReason
from care.pictures.checked import Checked
from care.pictures.kinds import Size
from care.tables.chats import Talk
from care.x.errors import Refused, ServerFailed, TooLarge
from care.x.media_files import NotFetched
from chat import showing as module
from chat.showing import Showing

ONE, TWO = Media(id="1", type="photo", sealed="k1"), Media(id="2", type="unknown", sealed="k2")


class Scene:
    """A message with files; `bytes_of` is what X and the key give, or what is raised instead."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, found: Any = None, *known: KeptMedia) -> None:
        self.known = known
        self.counted: list[str] = []
        self.told: list[KeptMedia] = []
        self.put: list[tuple[Any, ...]] = []
        self.lost: list[str] = []
        self.asked: list[tuple[Any, ...]] = []
        self.kept_until = 99
        self.enough = False
        self.data: Any = b"bytes"
        self.fault: Exception | None = None
        self.found = found or Checked(b"bytes", "image/png", Size(30, 20))
        monkeypatch.setattr(module, "opened_file", lambda *_: self.data)
        monkeypatch.setattr(module, "judged", self._judged)

    def _judged(self, *_: Any) -> Checked:
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    def _media(self, *told: Any) -> bytes:
        self.asked.append(told)
        if self.fault is not None:
            raise self.fault
        return b"sealed"

    def _is_kept(self, *whose: str) -> bool:
        assert whose == (SHOP, "C1", "77")
        self.kept_until -= 1
        return self.kept_until >= 0

    def show(self, *media: Media, again: tuple[str, ...] = ()) -> None:
        files = SimpleNamespace(
            of_case=lambda _: self.known,
            lose=lambda case_id, one: self.lost.append(one.id),
            placed=lambda _account, _case, kept, _now: replace(kept, place=f"files/{kept.id}"),
            put=lambda *told: self.put.append(told),
            tell_fetched=lambda _case, kept, _now: self.told.append(kept),
        )
        showing: Any = Showing(
            account_id=SHOP,
            x=SimpleNamespace(media=self._media),  # type: ignore[arg-type]
            ring=("keys",),  # type: ignore[arg-type]
            chats=SimpleNamespace(talk=lambda *_: Talk()),  # type: ignore[arg-type]
            files=files,  # type: ignore[arg-type]
            conversations=SimpleNamespace(is_kept=self._is_kept),  # type: ignore[arg-type]
            now=NIGHT,
            count=self.counted.append,
            enough=lambda: self.enough,
        )
        whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": "C1", "item_id": "i", "language": "es"}
        showing.show(FetchMedia(**whose, asked_at=NIGHT, message_id="77", media=media, again=again))


def kept(media: Media = ONE, message: str = "77", **more: Any) -> KeptMedia:
    told = {"message_id": message, "media": media, "state": "kept", "at": NIGHT, **more}
    return KeptMedia.model_validate({name: told[name] for name in told if name in KeptMedia.model_fields})


def test_a_file_is_kept_with_what_its_bytes_say(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch)
    scene.show(ONE, TWO)
    assert scene.counted == ["MediaKept", "MediaKept"]
    assert scene.put == [(f"files/{one.id}", b"bytes", "image/png") for one in scene.told]
    assert [(one.state, one.content_type, one.size, one.media.width, one.media.height) for one in scene.told] == [
        ("kept", "image/png", 5, 30, 20)
    ] * 2
    assert [one.media.type for one in scene.told] == ["photo", "photo"]
    assert [told[:3] for told in scene.asked] == [(SHOP, MARTA, "1"), (SHOP, MARTA, "2")]
    assert {told[3] for told in scene.asked} == {41_000_000}


def test_what_is_known_to_be_a_video_stays_one_and_what_has_no_size_keeps_its_own(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, Checked(b"bytes", "video/mp4", Size(0, 0)))
    scene.show(replace(ONE, type="video", width=640, height=480), replace(TWO, type="unknown"))
    assert [(one.media.type, one.media.width) for one in scene.told] == [("video", 640), ("video", 0)]


@pytest.mark.parametrize(
    ("fault", "state", "why"),
    [
        (TooLarge(call="media"), "refused", "too_large"),
        (Refused(RefusalReason.no_permission, call="media", status=404), "failed", "gone"),
        (ServerFailed(call="media", status=503), "failed", "x_failed"),
    ],
)
def test_what_x_does_not_give_is_told_with_its_reason(monkeypatch: Any, fault: Exception, state: str, why: str):
    scene = Scene(monkeypatch)
    scene.fault = fault
    scene.show(ONE)
    assert [(one.state, one.fault) for one in scene.told] == [(state, why)]
    assert (scene.counted, scene.put) == (["MediaFailed"], [])


def test_what_no_key_opens_and_what_is_no_picture_is_told_as_that(monkeypatch: pytest.MonkeyPatch):
    shut = Scene(monkeypatch)
    shut.data = None
    shut.show(ONE)
    assert [(one.state, one.fault) for one in shut.told] == [("failed", "stays_shut")]
    wrong = Scene(monkeypatch, NotFetched("not_media"))
    wrong.show(ONE)
    assert [(one.state, one.fault) for one in wrong.told] == [("refused", "not_media")]


def test_of_a_message_that_is_gone_nothing_is_asked_and_nothing_stays(monkeypatch: pytest.MonkeyPatch):
    known = kept(state="failed", fault="gone")
    scene = Scene(monkeypatch, None, known)
    scene.kept_until = 0
    scene.show(TWO)
    assert (scene.asked, scene.told, scene.lost) == ([], [], [known.id])
    meanwhile = Scene(monkeypatch)
    meanwhile.kept_until = 1
    meanwhile.show(ONE, TWO)
    assert (len(meanwhile.asked), meanwhile.told, len(meanwhile.lost)) == (1, [], 1)


def test_what_is_here_is_not_fetched_again_and_the_same_file_of_another_message_is(monkeypatch: pytest.MonkeyPatch):
    here = Scene(monkeypatch, None, kept())
    here.show(ONE)
    assert (here.asked, here.counted) == ([], [])
    others = Scene(monkeypatch, None, kept(message="78"))
    others.show(ONE)
    assert len(others.asked) == 1


def test_when_time_is_up_the_first_is_fetched_and_the_rest_comes_with_the_next_try(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch)
    scene.enough = True
    with pytest.raises(Retry):
        scene.show(ONE, TWO)
    assert [one.media.id for one in scene.told] == ["1"]


@pytest.mark.parametrize(("again", "asked"), [(("1",), 1), (("2",), 0), ((), 0)])
def test_what_failed_is_tried_once_more_where_a_person_wants_that_one(monkeypatch: Any, again: Any, asked: int):
    scene = Scene(monkeypatch, None, kept(state="failed", fault="gone"))
    scene.show(ONE, again=again)
    assert len(scene.asked) == asked
