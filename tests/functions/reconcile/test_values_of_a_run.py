"""Over values: when X is asked, how an account stands, which tokens are renewed, which sends X shows."""

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import NIGHT
from tests.unit.outbox.making import MARTA, SHOP, account, item

from care.model.grant import Grant
from care.model.outbox_item import Item
from care.model.rate_limits import Limits
from care.model.refusals import RefusalReason
from care.reconcile.surge import Surge
from care.x.errors import CredentialsRefused, OutOfCredit, Refused, RetryLater, ServerFailed
from care.x.values import DmEvent, ResultPage
from reconcile import renewal
from reconcile.renewal import renew_all
from reconcile.run import Run
from reconcile.standing import look
from reconcile.unconfirmed_sends import look_up

MINUTE = timedelta(minutes=1)
LATER = NIGHT + 9 * MINUTE


def a_run(enough: bool = False, **stores: Any) -> Run:
    nothing: Any = None
    names = ("conversations", "outbox", "memory", "budget", "x", "sqs", "chats")
    quiet: Any = SimpleNamespace(info=lambda *_, **__: None)
    quiet.warning = quiet.error = quiet.info
    return Run(
        now=NIGHT,
        enough=lambda: enough,
        **{name: stores.get(name, nothing) for name in names},
        served=frozenset(),
        events_queue_url="events",
        sends_queue_url="sends",
        chats_queue_url="chats",
        notice=nothing,
        connection_lost=nothing,
        logger=quiet,
        metrics=SimpleNamespace(add_metric=lambda **_: None),  # type: ignore[arg-type]
    )


def raises(error: Exception) -> Any:
    def ask() -> Any:
        raise error

    return ask


@pytest.mark.parametrize(
    ("known", "asks"), [(None, True), (NIGHT, True), (NIGHT - MINUTE, True), (NIGHT + timedelta(seconds=1), False)]
)
def test_x_is_asked_from_the_instant_that_it_named_and_what_it_said_is_forgotten_then(known: Any, asks: bool):
    waits = {"posts": known, "dms": LATER} if known else {"dms": LATER}
    run = a_run()
    assert run.ask(waits, "posts", lambda: "answer") == ("answer" if asks else None)
    assert waits == ({"dms": LATER} if asks else {"posts": known, "dms": LATER})
    assert run.done["QuestionPutOff"] == (0 if asks else 1)


def test_a_run_whose_time_is_up_asks_nothing():
    run = a_run(enough=True)
    assert run.ask({}, "posts", lambda: "answer") is None
    assert run.done == Counter({"QuestionPutOff": 1})


@pytest.mark.parametrize(
    ("error", "until", "metric"),
    [
        (RetryLater(LATER, status=429), LATER, "ToldToWait"),
        (RetryLater(NIGHT - MINUTE, status=429), NIGHT, "ToldToWait"),
        (RetryLater(status=503), NIGHT + 5 * MINUTE, "ToldToWait"),
        (ServerFailed(status=500), None, "QuestionFailed"),
    ],
)
def test_when_x_may_be_asked_again_is_kept_and_what_failed_is_counted(error: Any, until: Any, metric: str):
    run, waits = a_run(), dict[str, Any]()
    assert run.ask(waits, "posts", raises(error)) is None
    assert waits == ({"posts": until} if until else {})
    assert run.done == Counter({metric: 1})


@pytest.mark.parametrize("error", [CredentialsRefused(), OutOfCredit(), Refused(RefusalReason.no_permission)])
def test_what_ends_more_than_one_call_is_the_callers(error: Exception):
    with pytest.raises(type(error)):
        a_run().ask({}, "posts", raises(error))


@pytest.mark.parametrize(("left", "waits"), [(0, {"posts": LATER}), (1, {})])
def test_the_last_call_of_a_window_is_followed_by_none_before_its_end(left: int, waits: Any):
    told = dict[str, Any]()
    a_run().ask(told, "posts", lambda: SimpleNamespace(limits=Limits(9, left, LATER)))
    assert told == waits


@pytest.mark.parametrize("known", [True, False])
def test_what_x_refuses_is_counted_and_a_sentence_that_nobody_knows_once_more(known: bool):
    run = a_run()
    run.refused(Refused(RefusalReason.unknown, detail_known=known, sentence=None if known else "x"))
    assert run.done == Counter({"QuestionRefused": 1} if known else {"QuestionRefused": 1, "RefusalUnknown": 1})


def test_nothing_is_counted_as_nothing():
    run = a_run()
    run.tell("PostFound", 0)
    assert run.done == Counter()


# How an account stands.


class Standing:
    """What is remembered of an account, how many complaints came within the hour, and what is told."""

    def __init__(self, before: Surge | None, complaints: int, told: bool = True, spent: int = 0, hard: bool = False):
        self.facts: list[dict[str, Any]] = []
        self.written: list[Surge] = []
        kept = SimpleNamespace(value=before) if before else None
        memory: Any = SimpleNamespace(
            read=lambda *_: kept, write=lambda _sk, value, _before: self.written.append(value)
        )
        reports: Any = SimpleNamespace(lately=lambda *_: complaints, days=lambda *_: {})
        budget: Any = SimpleNamespace(sent=lambda *_: spent, was_told=lambda *_: hard)
        settings = account(budget={"month_dollars": 10, "soft_share": 0.8, "hard": True})
        tell: Any = (lambda one: self.facts.extend(one.facts)) if told else None
        self.counted = look(settings, NIGHT, memory, reports, budget, tell)

    @property
    def kinds(self) -> list[str]:
        return [one["kind"] for one in self.facts]


SINCE = NIGHT - 30 * MINUTE


@pytest.mark.parametrize(
    ("before", "complaints", "told", "kinds", "after", "counted"),
    [
        (None, 9, True, [], None, ""),
        (None, 10, True, ["surge.began"], Surge(since=NIGHT), "SurgeBegan"),
        (None, 10, False, [], Surge(since=NIGHT, unheard=True), "SurgeBegan"),
        (Surge(since=SINCE), 10, True, [], None, ""),
        (Surge(since=SINCE), 5, True, [], None, ""),
        (Surge(since=SINCE), 4, True, ["surge.ended"], Surge(), "SurgeEnded"),
        (Surge(since=SINCE), 4, False, [], Surge(), "SurgeEnded"),
        (Surge(since=SINCE, unheard=True), 10, True, ["surge.began"], Surge(since=SINCE), ""),
        (Surge(since=SINCE, unheard=True), 10, False, [], None, ""),
        (Surge(since=SINCE, unheard=True), 4, True, [], Surge(), "SurgeEnded"),
        (Surge(since=SINCE), 10, False, [], None, ""),
    ],
)
def test_of_a_surge_its_beginning_and_its_end_are_told_once_to_who_heard_of_it(
    before: Any, complaints: int, told: bool, kinds: list[str], after: Any, counted: str
):
    scene = Standing(before, complaints, told)
    assert (scene.kinds, scene.counted) == (kinds, counted)
    assert scene.written == ([after] if after else [])


@pytest.mark.parametrize(
    ("spent", "before", "hard", "kinds", "after"),
    [
        (7_999_999, "", False, [], ""),
        (8_000_000, "", False, ["budget.soft"], "2026-11 10000000 soft"),
        (9_999_999, "2026-11 10000000 soft", False, [], ""),
        (9_999_999, "2026-11 10000000 soft", True, ["budget.hard"], "2026-11 10000000 hard"),
        (10_000_000, "2026-11 10000000 soft", False, ["budget.hard"], "2026-11 10000000 hard"),
        (10_000_000, "2026-11 10000000 hard", False, [], ""),
        (8_000_000, "2026-11 10000000 hard", False, [], ""),
        (8_000_000, "2026-10 10000000 hard", False, ["budget.soft"], "2026-11 10000000 soft"),
        (8_000_000, "2026-11 9000000 hard", False, ["budget.soft"], "2026-11 10000000 soft"),
    ],
)
def test_each_limit_of_a_month_is_told_once(spent: int, before: str, hard: bool, kinds: list[str], after: str):
    scene = Standing(Surge(budget=before), 0, spent=spent, hard=hard)
    assert scene.kinds == kinds
    assert [one.budget for one in scene.written] == ([after] if after else [])


# Which tokens are renewed.

GRANT = Grant(account_id="1", granted_at=NIGHT - 90 * MINUTE, expires_at=NIGHT + MINUTE)


@pytest.mark.parametrize(
    ("grant", "renewed", "told"),
    [
        (GRANT, True, {}),
        (Grant(account_id="9", granted_at=NIGHT, expires_at=NIGHT), False, {}),
        (Grant(account_id="1", expires_at=NIGHT), False, {}),
        (Grant(account_id="1", granted_at=NIGHT), True, {}),
        (Grant(account_id="1", granted_at=NIGHT, expires_at=NIGHT + timedelta(days=1)), False, {}),
        (Grant(account_id="1", granted_at=NIGHT, expires_at=NIGHT, refused_at=NIGHT), False, {"PermissionRefused": 1}),
    ],
    ids=["due", "not served", "never given", "end unknown", "not due", "refused"],
)
def test_what_is_due_of_a_served_account_is_renewed_and_a_refused_one_is_told(
    monkeypatch: pytest.MonkeyPatch, grant: Grant, renewed: bool, told: Any
):
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(renewal, "_renew", lambda _run, _grants, _tokens, one, app: asked.append((one.account_id, app)))
    neighbour = Grant(account_id="2", granted_at=NIGHT, expires_at=NIGHT)
    run, nothing = a_run(), SimpleNamespace()
    renew_all(run, SimpleNamespace(all=lambda: [grant, neighbour]), nothing, {"1": "main", "2": "second"})  # type: ignore[arg-type]
    assert asked == ([("1", "main")] if renewed else []) + [("2", "second")]
    assert run.done == Counter(told)


# Which sends X shows.


class Outbox:
    """Unconfirmed DMs, and what became of them."""

    def __init__(self, *items: Item) -> None:
        self.items, self.settled, self.known = items, list[tuple[str, str]](), set[str]()

    def unconfirmed(self, queue: str) -> list[Item]:
        return [one for one in self.items if one.queue == queue]

    def knows(self, _queue: str, x_id: str) -> bool:
        return x_id in self.known

    def settle(self, one: Item, _state: str, _now: Any, *, x_id: str = "", **_: Any) -> None:
        self.settled.append((one.item_id, x_id))
        self.known.add(x_id)


def shown(x_id: str, sender: str = SHOP, at: Any = NIGHT - 9 * MINUTE, text: str = "Ya va") -> DmEvent:
    return DmEvent(x_id, "MessageCreate", None, sender, text, at, (), {})


def unclear(number: int, minutes: int | None, **changes: Any) -> Item:
    claimed = None if minutes is None else NIGHT - minutes * MINUTE
    at = NIGHT - 20 * MINUTE
    made = {"text": "Ya va", "state": "unconfirmed", "claimed_at": claimed, "created_at": at, "attempts": 1}
    return item(f"C1:reply:{number}", **{**made, **changes})


def looked_up(outbox: Outbox, *dms: DmEvent) -> tuple[dict[str, int], list[str]]:
    asked: list[str] = []

    def events(participant_id: str, since_id: str) -> ResultPage[DmEvent]:
        asked.append(participant_id)
        return ResultPage(dms)

    sqs: Any = SimpleNamespace(send_message_batch=lambda **_: {})
    budget: Any = SimpleNamespace(meter=lambda *_, **__: True)
    run = a_run(outbox=outbox, sqs=sqs, budget=budget)
    x: Any = SimpleNamespace(dm_events=events)
    return look_up(run, account(), x, {}, {}), asked


def test_of_two_with_the_same_text_the_one_that_was_claimed_first_has_the_first_message():
    outbox = Outbox(unclear(1, 10), unclear(2, 12), unclear(3, None))
    still, asked = looked_up(outbox, shown("81", at=NIGHT - 8 * MINUTE), shown("80"))
    assert outbox.settled == [("C1:reply:3", "80"), ("C1:reply:2", "81")]
    assert (still, asked) == ({"C1:reply:1": 1}, [MARTA])


@pytest.mark.parametrize(
    "other",
    [
        shown("80", sender=MARTA),
        shown("80", at=None),
        shown("80", text="Ya viene"),
        shown("80", at=NIGHT - 90 * MINUTE),
    ],
    ids=["the customer's own", "without an instant", "another text", "from before"],
)
def test_what_the_account_did_not_write_then_and_so_is_no_send_of_it(other: DmEvent):
    outbox = Outbox(unclear(1, 10))
    still, _ = looked_up(outbox, other)
    assert (outbox.settled, still) == ([], {"C1:reply:1": 1})


def test_eight_customers_are_asked_for_in_a_run_and_what_was_claimed_this_moment_is_not_looked_up():
    many = [unclear(number, 10, customer_id=str(number)) for number in range(1, 10)]
    still, asked = looked_up(Outbox(unclear(20, 1, customer_id="20", settled_at=NIGHT - MINUTE), *many))
    assert asked == [str(number) for number in range(1, 9)]
    assert still == {"C1:reply:20": 0, "C1:reply:9": 0} | {f"C1:reply:{number}": 1 for number in range(1, 9)}
