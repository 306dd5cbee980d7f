"""What `media` asks X for around a message and of what it shows, and what it keeps: no more than is wanted."""

from copy import replace
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP

from care.model.commands import FetchContext, FetchMedia
from care.model.context import MOST_ABOVE, ContextPost
from care.model.media import KeptMedia, Media
from care.pictures.checked import Checked
from care.pictures.kinds import Size
from care.x.media_files import NotFetched
from media import fetching as module
from media.fetching import Fetching
from media.looking_around import LookingAround

WHOSE: dict[str, Any] = {
    "account_id": SHOP, "customer_id": MARTA, "case_id": "C1", "item_id": "i", "language": "es", "asked_at": NIGHT,
    "message_id": "77",
}  # fmt: skip


class Around:
    """The table of posts around messages, and X's own."""

    def __init__(self, *known: ContextPost, **answers: str) -> None:
        self.known = {one.id: one for one in known}
        self.answers = {name.removeprefix("p"): of for name, of in answers.items()}
        self.asked: list[list[str]] = []
        self.charged: list[tuple[str, int]] = []
        self.forgotten: list[set[str]] = []
        self.missing: list[Any] = []
        self.looks = 99

    def several(self, account_id: str, ids: Any) -> dict[str, ContextPost]:
        assert account_id == SHOP
        return {one: self.known[one] for one in ids if one in self.known}

    def one(self, account_id: str, post_id: str) -> ContextPost | None:
        return self.several(account_id, [post_id]).get(post_id)

    def keep(self, account_id: str, post: ContextPost, _now: Any) -> None:
        assert account_id == SHOP
        self.known[post.id] = post

    def forget(self, account_id: str, ids: set[str]) -> None:
        assert account_id == SHOP
        self.forgotten.append(set(ids))

    def posts(self, ids: list[str]) -> Any:
        self.asked.append(list(ids))
        items = []
        for one in ids:
            if one in self.answers:
                of = self.answers[one]
                above = [{"type": "replied_to", "id": of}] if of else []
                raw = {"id": one, "text": f"t{one}", "author_id": "9", "created_at": NIGHT.isoformat()}
                raw["referenced_tweets"] = above  # type: ignore[assignment]
                items.append(SimpleNamespace(id=one, raw=raw))
        return SimpleNamespace(items=items, users=[], media=[], missing=self.missing)

    def _is_kept(self, *whose: str) -> bool:
        assert whose == (SHOP, "C1", "77")
        self.looks -= 1
        return self.looks >= 0

    def look(self, *wanted: str, above: str = "", again: bool = False) -> int:
        out: Any = self
        kept: Any = SimpleNamespace(is_kept=self._is_kept)
        looking = LookingAround(
            ACCOUNT, out, out, kept, NIGHT, lambda kind, things: self.charged.append((kind, things))
        )
        return looking.look(FetchContext(**WHOSE, wanted=wanted, above=above, again=again))


def known(post_id: str, **more: Any) -> ContextPost:
    return ContextPost.model_validate({"id": post_id, **more})


def test_of_what_is_wanted_that_which_nobody_knows_is_asked_once_and_charged():
    around = Around(known("1", text="x", state="shown"), p2="", p3="")
    assert around.look("1", "2", "3", "2") == 2
    assert around.asked == [["2", "3"]]
    assert around.charged == [("post", 2)]
    assert [around.known[one].state for one in ("2", "3")] == ["shown", "shown"]
    assert around.look("1", "2", "3") == 0
    assert len(around.asked) == 1


@pytest.mark.parametrize(("state", "again", "asked"), [("gone", True, 1), ("gone", False, 0), ("shown", True, 0)])
def test_what_x_did_not_show_is_asked_once_more_where_a_person_wants_it(state: Any, again: bool, asked: int):
    assert Around(known("1", state=state), p1="").look("1", again=again) == asked


def test_what_x_does_not_show_is_kept_as_gone_or_as_protected():
    around = Around(p1="")
    around.missing = [SimpleNamespace(id="2", kind="not_authorized"), SimpleNamespace(id="", kind="x")]
    assert around.look("1", "3") == 2
    assert around.charged == [("post", 1)]
    assert around.known["3"].state == "gone"


def test_a_thread_is_followed_upwards_to_its_beginning_and_all_that_was_asked_is_told():
    around = Around(p5="4", p4="3", p3="")
    assert around.look(above="5") == 3
    assert around.asked == [["5"], ["4"], ["3"]]
    start = around.known["5"]
    assert (start.above, start.whole) == (("4", "3"), True)
    again = Around(replace(start, whole=False), *(around.known[one] for one in ("4", "3")))
    assert again.look(above="5") == 0, "all of it is known"


def test_a_long_thread_is_followed_so_far_and_goes_on_from_there():
    of = {f"p{number}": str(number - 1) for number in range(2, 40)}
    around = Around(**of, p1="")
    assert around.look(above="39") == MOST_ABOVE + 1
    assert around.known["39"].whole is False
    assert around.look(above="39") == MOST_ABOVE
    assert len(around.known["39"].above) == 2 * MOST_ABOVE


def test_a_thread_that_answers_itself_ends():
    around = Around(p5="4", p4="5")
    assert around.look(above="5") == 2
    assert (around.known["5"].above, around.known["5"].whole) == (("4",), True)


def test_of_a_message_that_is_gone_nothing_is_asked_and_of_one_that_goes_meanwhile_nothing_stays():
    gone = Around(p1="")
    gone.looks = 0
    assert (gone.look("1", above="5"), gone.asked, gone.forgotten) == (0, [], [])
    meanwhile = Around(p1="", p5="4", p4="")
    meanwhile.looks = 1
    assert meanwhile.look("1", above="5") == 3
    assert meanwhile.forgotten == [{"1", "5", "4"}]


ONE, TWO = Media(id="3_1", type="photo", url="https://pbs.twimg.com/1"), Media(id="3_2", type="photo")
CLIP = Media(id="7_3", type="video", url="https://video.twimg.com/3", poster="https://pbs.twimg.com/3")
PNG, MP4 = Checked(b"png", "image/png", Size(30, 20)), Checked(b"mp4", "video/mp4", Size(0, 0))


class Files:
    """The files of a case, the post as X shows it, and what lies behind each address."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, message: str = "77", **behind: Any) -> None:
        self.message = message
        self.behind = behind
        self.asked: list[list[str]] = []
        self.charged: list[tuple[str, int]] = []
        self.told: list[KeptMedia] = []
        self.most: list[int] = []
        self.put: list[tuple[str, bytes]] = []
        self.posts = [SimpleNamespace(raw={})]
        monkeypatch.setattr(module, "judged", lambda data, _: data)
        shown = replace(TWO, url="https://pbs.twimg.com/2").model_dump()
        others = {**ONE.model_dump(), "url": "https://pbs.twimg.com/other"}
        monkeypatch.setattr(module, "media_of_post", lambda *_: [shown, others])

    def _fetch(self, url: str, most: int) -> Any:
        self.most.append(most)
        found = self.behind[url.rpartition("/")[2] if "video" not in url else "v"]
        if isinstance(found, Exception):
            raise found
        return found

    def fetch(self, *media: Media) -> list[str]:
        def asked(ids: list[str]) -> Any:
            self.asked.append(ids)
            return SimpleNamespace(items=self.posts, media=[])

        def placed(_account: str, _case: str, kept: KeptMedia, _now: Any, poster: bool) -> KeptMedia:
            return replace(kept, place=f"files/{kept.id}", poster_place=f"posters/{kept.id}" if poster else "")

        files: Any = SimpleNamespace(
            of_case=lambda _: [],
            placed=placed,
            put=lambda place, data, _kind: self.put.append((place, data)),
            tell_fetched=lambda _case, kept, _now: self.told.append(kept),
        )
        kept = {"is_kept": lambda *_: True, "case_holding": lambda *_: "C1"}
        out: Any = SimpleNamespace(posts=asked, fetch=self._fetch, **kept)
        fetching = Fetching(ACCOUNT, out, out, files, out, NIGHT, lambda *told: self.charged.append(told))
        return list(fetching.fetch(FetchMedia(**{**WHOSE, "message_id": self.message}, media=media)))


def test_addresses_are_asked_for_where_one_lacks_and_the_others_stay_as_they_were_told(monkeypatch: Any):
    files = Files(monkeypatch, **{"1": PNG, "2": PNG})  # type: ignore[arg-type]
    assert files.fetch(ONE, TWO) == ["", ""]
    assert (files.asked, files.charged) == ([["77"]], [("post", 1)])
    assert [one.media.url[-1] for one in files.told] == ["1", "2"]


@pytest.mark.parametrize(("message", "media"), [("77", (ONE,)), ("11111111-8bbf", (TWO,))])
def test_x_is_not_asked_where_none_lacks_or_where_it_knows_no_such_post(monkeypatch: Any, message: str, media: Any):
    files = Files(monkeypatch, message=message, **{"1": PNG})
    assert files.fetch(*media) == (["gone"] if media == (TWO,) else [""])
    assert (files.asked, files.charged) == ([], [])


def test_what_has_a_size_keeps_it_and_what_has_none_is_measured(monkeypatch: Any):
    files = Files(monkeypatch, **{"1": PNG})  # type: ignore[arg-type]
    files.fetch(ONE, replace(ONE, id="3_9", width=640, height=480))
    assert [(one.media.width, one.media.height) for one in files.told] == [(30, 20), (640, 480)]


@pytest.mark.parametrize(
    ("behind", "place", "put"),
    [
        ({"v": MP4, "3": PNG}, "posters/7_3", [("files/7_3", b"mp4"), ("posters/7_3", b"png")]),
        ({"v": MP4, "3": NotFetched("gone")}, "", [("files/7_3", b"mp4")]),
        ({"v": MP4, "3": MP4}, "", [("files/7_3", b"mp4")]),
        ({"v": PNG, "3": PNG}, "", [("files/7_3", b"png")]),
    ],
)
def test_a_video_has_its_still_picture_beside_it_if_x_has_one(monkeypatch: Any, behind: Any, place: str, put: Any):
    files = Files(monkeypatch, **behind)
    assert files.fetch(CLIP) == [""]
    assert (files.told[0].poster_place, files.put) == (place, put)


def test_a_poster_alone_is_the_picture(monkeypatch: Any):
    files = Files(monkeypatch, **{"3": PNG})  # type: ignore[arg-type]
    assert files.fetch(replace(CLIP, url="")) == [""]
    assert (files.put, files.told[0].poster_place) == ([("files/7_3", b"png")], "")


@pytest.mark.parametrize(("again", "state"), [(True, "failed"), (False, "refused")])
def test_what_is_not_fetched_says_why_and_whether_another_try_may_help(monkeypatch: Any, again: bool, state: str):
    files = Files(monkeypatch, **{"1": NotFetched("too_slow", again=again)})  # type: ignore[arg-type]
    assert files.fetch(ONE) == ["too_slow"]
    assert [(one.state, one.fault) for one in files.told] == [(state, "too_slow")]


@pytest.mark.parametrize(
    ("kind", "most"),
    [("photo", 15_000_000), ("unknown", 15_000_000), ("video", 60_000_000), ("animated_gif", 60_000_000)],
)
def test_as_much_is_read_as_its_kind_may_have(monkeypatch: Any, kind: Any, most: int):
    files = Files(monkeypatch, **{"1": PNG})  # type: ignore[arg-type]
    files.fetch(replace(ONE, type=kind))
    assert files.most == [most]
