"""What `hours` does with planned posts, gifts and files, with the stores as values: counts, instants, who is woken."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, NIGHT, SHOP
from tests.unit.outbox.making import item

from care.model.outcomes import Code, outcome
from care.model.own_post import OwnPost, Wish
from care.posts.due import Missed, Rest
from care.tables.own_posts import ChangedMeanwhile
from hours import own_posts as module
from hours.own_posts import Planned

QUEUE = f"{SHOP}#public"


def post(number: int = 1, **more: Any) -> OwnPost:
    told = {"post_id": f"{number:020X}", "account_id": SHOP, "text": "x", "written_by": "ana", "state": "planned"}
    return OwnPost.model_validate({**told, "made_at": NIGHT, "changed_at": NIGHT, **more})


class Scene:
    """Posts that are open, and what is to become of each by the rules."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *posts: OwnPost, **next_of: Any) -> None:
        self.put: list[OwnPost] = []
        self.woken: list[tuple[str, str]] = []
        self.notices: list[tuple[Any, ...]] = []
        self.lines: list[tuple[str, dict[str, Any]]] = []
        self.done: list[tuple[Any, ...]] = []
        self.there: Any = None
        self.knows = False
        self.posts = posts
        self.next_of = next_of
        monkeypatch.setattr(module, "next_of", lambda one, *_: self._next(one))
        monkeypatch.setattr(module, "item_of", lambda one, *_: item(item_id=one.item_id, channel="public"))
        monkeypatch.setattr(module, "wake", lambda _sqs, _url, queue, why: self.woken.append((queue, why)))

    def _next(self, one: OwnPost) -> Any:
        found = self.next_of["of"][int(one.post_id, 16) - 1]
        if isinstance(found, Exception):
            raise found
        return found

    def _put(self, one: OwnPost, _now: Any) -> OwnPost:
        self.put.append(one)
        return one

    @property
    def planned(self) -> Planned:
        def note(name: str) -> Any:
            return lambda *told: self.done.append((name, *told))

        say = lambda name, **more: self.lines.append((name, more))  # noqa: E731
        posts = SimpleNamespace(wanted=lambda _: [], open=lambda _: self.posts, put=self._put)
        outbox = SimpleNamespace(
            add=lambda _: True,
            item=lambda *_: self.there,
            knows=lambda *_: self.knows,
            cancel=note("cancel"),
            decide=note("decide"),
        )
        accounts = SimpleNamespace(notice=lambda *told: self.notices.append(told))
        logger = SimpleNamespace(info=say, warning=say, error=say)
        return Planned(posts, accounts, outbox, None, "", logger)  # type: ignore[arg-type]

    def look(self) -> Any:
        return self.planned.look(ACCOUNT, NIGHT)


HOUR = timedelta(hours=1)


def test_the_earliest_of_what_rests_is_when_it_is_looked_at_again_and_what_went_is_counted(monkeypatch: Any):
    rests = [Rest(until=NIGHT + 2 * HOUR), Rest(until=NIGHT + HOUR), "go", "go", Rest(until=None)]
    scene = Scene(monkeypatch, *(post(number) for number in range(1, 6)), of=rests)
    assert scene.look() == (2, NIGHT + HOUR)
    assert [(one.post_id[-1], one.state, one.handed) for one in scene.put] == [
        ("3", "queued", False), ("3", "queued", True), ("4", "queued", False), ("4", "queued", True),
    ]  # fmt: skip
    assert [line for line, _ in scene.lines] == ["post.queued", "post.queued"]
    assert len(scene.woken) == 2


def test_where_nothing_rests_nothing_is_looked_at_again(monkeypatch: Any):
    assert Scene(monkeypatch).look() == (0, None)
    assert Scene(monkeypatch, post(state="queued", handed=True), of=[]).look() == (0, None)
    handed = Scene(monkeypatch, post(state="queued"), of=[])
    assert handed.look() == (1, None), "it died before it woke the publisher"


def test_one_that_fails_holds_no_other_and_is_looked_at_in_five_minutes(monkeypatch: Any):
    scene = Scene(monkeypatch, post(1), post(2), of=[ValueError("x"), Rest(until=NIGHT + HOUR)])
    assert scene.look() == (0, NIGHT + timedelta(minutes=5))
    assert [line for line, _ in scene.lines] == ["post.failed"]
    assert "x" not in scene.lines[0][1].values()
    meanwhile = Scene(monkeypatch, post(1), post(2), of=[ChangedMeanwhile(), "go"])
    assert meanwhile.look() == (1, None)


def test_one_that_was_missed_is_told_to_the_account_with_its_reason(monkeypatch: Any):
    why = outcome(Code.never_opens_again)
    scene = Scene(monkeypatch, post(), of=[Missed(why=why)])
    assert scene.look() == (0, None)
    assert [(one.state, one.why) for one in scene.put] == [("missed", (why,))]
    assert scene.notices == [(SHOP, NIGHT, "a planned post was not posted in time", (why,))]
    assert scene.lines == [("post.missed", {"account_id": SHOP, "item_id": post().item_id})]


@pytest.mark.parametrize(
    ("do", "handed", "state"),
    [("cancel", False, "withdrawn"), ("cancel", True, "queued"), ("again", False, "queued"), ("sent", False, "queued")],
)
def test_a_wish_for_what_is_not_in_the_outbox_withdraws_it_only_where_it_never_was(
    monkeypatch: Any, do: Any, handed: bool, state: str
):
    wished = post(state="queued", handed=handed, wish=Wish.model_validate({"do": do, "item_id": "i", "by": "ana"}))
    scene = Scene(monkeypatch, wished, of=[Rest(until=None)])
    scene.look()
    assert (scene.put[0].wish, scene.put[0].state) == (None, state)
    assert scene.done == []


@pytest.mark.parametrize(
    ("do", "x_id", "knows", "done"),
    [
        ("cancel", "", False, ["cancel"]),
        ("sent", "77", False, ["decide"]),
        ("sent", "77", True, []),
        ("again", "", True, ["decide"]),
    ],
)
def test_a_wish_is_done_once_and_wakes_the_publisher(
    monkeypatch: Any, do: Any, x_id: str, knows: bool, done: list[str]
):
    wish = Wish.model_validate({"do": do, "item_id": "i", "by": "ana", "x_id": x_id})
    scene = Scene(monkeypatch, post(state="queued", handed=True, wish=wish), of=[])
    scene.there, scene.knows = item(item_id="i", channel="public"), knows
    scene.look()
    assert [name for name, *_ in scene.done] == done
    assert [(queue, why.split(" ")[0]) for queue, why in scene.woken] == [(QUEUE, f"i|{do}")]
    assert scene.put[-1].wish is None
