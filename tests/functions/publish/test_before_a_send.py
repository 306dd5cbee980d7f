"""What a publisher does before a send: keys, seals, files; what holds the queue and what the item alone."""

from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.unit.outbox.making import START, account, item

from care.budget.prices import Cost
from care.model.chat import Sealed
from care.model.files import OutFile
from care.model.outbox_item import Item
from care.model.outcomes import Code, outcome
from care.model.refusals import RefusalReason
from care.outbox.plan import Hold, Send, Settle
from care.tables.media import NotThere
from care.tables.outbox_keys import NO_LANE
from care.x.credentials import UnreadableSecret
from care.x.errors import CredentialsRefused, OutOfCredit, Refused, RetryLater, ServerFailed
from publish.delivery import Delivery
from publish.drain import drain
from publish.facts import FactFinder
from publish.sealed_files import _instant
from publish.uploading import Uploading

MINUTE = timedelta(minutes=1)
SEND = Send(Cost(15_000, outcome(Code.price_dm)))
SEALED = Sealed(message_id="M1", content="c", signature="s", key_version="1")
CHAT = item(by="chat", state="waiting")
FILE = OutFile(id="1", content_type="image/png", size=9, place="p")


class Scene:
    """A publisher before a send: `x` and `key` are what is found, or raised."""

    def __init__(self, x: Any = None, key: Any = None, seals: bool = True) -> None:
        self.did: list[tuple[Any, ...]] = []
        self.counted: list[str] = []
        self._x, self._key, self._seals = x, key, seals

    def delivery(self) -> Delivery:
        def found(what: Any) -> Any:
            if isinstance(what, Exception):
                raise what
            return what

        def seal(one: Item, made: Sealed, _now: Any) -> Item | None:
            return replace(one, sealed=made) if self._seals else None

        def note(name: str) -> Any:
            return lambda *told, **more: self.did.append((name, *told, more))

        quiet: Any = SimpleNamespace(error=lambda *_, **__: None, warning=lambda *_, **__: None)
        parts: dict[str, Any] = {
            "account": account(),
            "outbox": SimpleNamespace(settle=note("settle"), seal=seal),
            "budget": None,
            "x": lambda: found(self._x),
            "sealing": SimpleNamespace(key=lambda *_: found(self._key)),
            "uploading": None,
            "sealed_files": SimpleNamespace(drop=note("drop")),
            "way": None,
            "tell_case": None,
            "notice": None,
            "learn_reply": None,
            "now": lambda: START,
            "logger": quiet,
            "metrics": SimpleNamespace(add_metric=lambda name, **_: self.counted.append(name)),
        }
        return Delivery(**parts)

    def sealed(self) -> Any:
        return self.delivery()._sealed(CHAT, SimpleNamespace(chats=None), START)  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [CredentialsRefused(), UnreadableSecret("x")])
def test_without_keys_the_queue_waits_a_quarter_of_an_hour_and_somebody_hears_of_it(error: Exception):
    scene = Scene(error)
    assert scene.delivery()._send(item(), SEND, START) == Hold("queue", START + 15 * MINUTE)
    assert (scene.counted, scene.did) == (["CredentialsRefused"], [])


def test_files_that_its_way_does_not_take_are_refused_before_anything_is_claimed():
    scene = Scene(SimpleNamespace())
    files = (FILE, replace(FILE, id="2"))
    assert scene.delivery()._send(item(files=files), SEND, START) is None
    [(_, one, state, at, more)] = scene.did
    assert (one.item_id, state, at, bool(more["why"])) == ("C1:reply:1", "refused", START, True)


@pytest.mark.parametrize(
    ("error", "until", "counted"),
    [
        (ServerFailed(status=500), 2, []),
        (RetryLater(START + 9 * MINUTE), 9, []),
        (RetryLater(START + MINUTE), 2, []),
        (RetryLater(), 2, []),
        (RetryLater(START + timedelta(days=3)), 15, []),
        (CredentialsRefused(), 2, ["CredentialsRefused"]),
        (OutOfCredit(), 2, ["OutOfCredit"]),
    ],
)
def test_where_x_does_not_show_what_a_seal_takes_the_item_waits_alone(error: Any, until: int, counted: list[str]):
    scene = Scene(key=error)
    assert scene.sealed() == Hold("item", START + until * MINUTE)
    assert (scene.counted, scene.did) == (counted, [])


def test_what_x_refuses_or_cannot_be_sealed_is_refused_with_its_reason():
    for key, why in (
        (Refused(RefusalReason.cannot_dm), outcome(Code.cannot_dm)),
        (Settle("refused", (outcome(Code.chat_no_keys),)), outcome(Code.chat_no_keys)),
    ):
        scene = Scene(key=key)
        assert scene.sealed() is None
        assert scene.did == [("settle", CHAT, "refused", START, {"why": (why,)})]


@pytest.mark.parametrize("seals", [True, False])
def test_what_was_sealed_of_its_files_goes_once_the_item_is_sealed_itself(seals: bool):
    scene = Scene(key=SEALED, seals=seals)
    kept = scene.sealed()
    assert kept == (replace(CHAT, sealed=SEALED) if seals else None), "somebody else was first"
    assert scene.did == ([("drop", kept, {})] if seals else [])


class Keeping:
    """A file of an item on its way to X."""

    def __init__(self, made: Any) -> None:
        self.refitted: list[Item] = []
        self.settled: list[Any] = []
        self.counted: list[str] = []
        outbox: Any = SimpleNamespace(
            refit=self.refitted.append, settle=lambda _one, state, _now, why: self.settled.append((state, why))
        )
        quiet: Any = SimpleNamespace(warning=lambda *_, **__: None)
        nothing: Any = None

        def done() -> Any:
            if isinstance(made, Exception):
                raise made
            return made

        one = item(files=(replace(FILE, failures=1),))
        uploading = Uploading(nothing, outbox, quiet, self.counted.append)
        self.held = uploading.keep(one, one.files[0], "append", START, done)


def test_where_nobody_pays_the_queue_waits_and_nothing_is_kept():
    scene = Keeping(OutOfCredit())
    assert scene.held == Hold("queue", START + 15 * MINUTE)
    assert (scene.counted, scene.refitted, scene.settled) == (["OutOfCredit"], [], [])


@pytest.mark.parametrize("error", [ServerFailed(status=500), RetryLater(START + MINUTE), CredentialsRefused()])
def test_a_step_that_x_does_not_take_is_done_again_and_counted(error: Any):
    scene = Keeping(error)
    assert (scene.held, scene.settled) == (None, [])
    [kept] = scene.refitted
    assert kept.files[0].failures == 2
    assert kept.tries_again_at is not None
    assert kept.tries_again_at > START


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (NotThere(), Code.file_gone),
        (Refused(RefusalReason.invalid), Code.file_not_taken),
        (outcome(Code.file_not_taken), Code.file_not_taken),
    ],
)
def test_a_file_that_is_gone_or_refused_ends_its_item_with_the_reason(made: Any, why: Code):
    scene = Keeping(made)
    assert (scene.settled, scene.refitted) == ([("refused", (outcome(why),))], [])


def test_a_file_that_x_works_on_is_asked_for_again_at_its_time():
    scene = Keeping(START + 3 * MINUTE)
    [kept] = scene.refitted
    assert (kept.tries_again_at, kept.files[0].asked, kept.files[0].failures) == (START + 3 * MINUTE, 1, 0)
    [kept] = Keeping(replace(FILE, appended=9)).refitted
    assert (kept.tries_again_at, kept.files[0].appended) == (None, 9)


@pytest.mark.parametrize(
    ("seconds", "known"),
    [(None, False), (10**18, False), (-(10**18), False), (1_800_000_000, True), (253_402_300_799, False)],
)
def test_an_end_that_x_names_is_known_as_far_as_it_can_be_true(seconds: int | None, known: bool):
    assert (_instant(seconds) is not None) is known


@pytest.mark.parametrize(
    ("step", "held"), [(None, (START, NO_LANE)), (Hold("queue", START + 9 * MINUTE), (START + 9 * MINUTE,))]
)
def test_a_run_whose_time_is_up_has_the_queue_woken_at_once_or_when_x_is_to_be_asked_again(step: Any, held: Any):
    found: list[Any] = []
    first = SimpleNamespace(item=item(), beside=None, alone=False)
    outbox = SimpleNamespace(
        first=lambda *_: first, gates=SimpleNamespace(hold=lambda _queue, *told: found.append(told))
    )
    times = iter([False, True])
    delivery: Any = SimpleNamespace(
        outbox=outbox, now=lambda: START, way=SimpleNamespace(gate=lambda: None), advance=lambda *_, **__: step
    )

    nothing: Any = None
    finder = FactFinder(nothing, nothing, nothing, nothing, nothing)
    drain("q", delivery, finder, enough=lambda: next(times))
    assert found == [held]
