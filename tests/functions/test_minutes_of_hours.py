"""What a minute of `hours` tells and counts, over values: sweeps, courtesies, holidays and gifts, each by itself."""

from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.functions.conftest import ACCOUNT, NIGHT, SHOP, World

from care.gifts.settling import Became
from care.model.formats import NewerFormat
from care.tables.account_reads import UnknownAccount, UnreadableSettings
from care.tables.gift_rows import GiftChanged
from hours import courtesies as courtesies_module
from hours import gifts as gifts_module
from hours import holidays as holidays_module
from hours.courtesies import Courtesies
from hours.gifts import Given
from hours.holidays import refresh_holidays

OTHER = "2000000000000000002"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BUSY = ClientError({"Error": {"Code": "ThrottlingException"}}, "GetItem")


class Making:
    """The agenda of some accounts, and what one look at each gives."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, account: Any = ACCOUNT, posts: int = 0, **stands: Any) -> None:
        self.looked: list[tuple[str, Any]] = []
        self.woken: list[str] = []
        self.withheld: list[tuple[Any, ...]] = []
        self.lines: list[tuple[str, dict[str, Any]]] = []
        self.account, self.stands = account, stands
        self.due = [SHOP]
        posts_due = [SimpleNamespace(item_id=f"p{number}", at=NIGHT) for number in range(posts)]
        item = stands.get("item", SimpleNamespace(queue=f"{SHOP}#public", item_id="i1"))
        monkeypatch.setattr(courtesies_module, "posts_due", lambda *_: posts_due)
        monkeypatch.setattr(courtesies_module, "item_of_post", lambda *_: item)
        monkeypatch.setattr(courtesies_module, "next_look", lambda *_: stands.get("next"))
        monkeypatch.setattr(courtesies_module, "account_of", lambda key: key)
        monkeypatch.setattr(courtesies_module, "is_of_planned", lambda _: stands.get("of_planned", False))
        monkeypatch.setattr(
            courtesies_module, "wake", lambda _sqs, _url, queue, why: self.woken.append(why.split(" ")[0])
        )

    def _fresh(self, account_id: str) -> Any:
        found = self.account.get(account_id, ACCOUNT) if isinstance(self.account, dict) else self.account
        if isinstance(found, Exception):
            raise found
        return found

    def make(self, now: Any = NIGHT) -> int:
        say = lambda name, **more: self.lines.append((name, more))  # noqa: E731
        stands = self.stands
        out: Any = SimpleNamespace
        return Courtesies(
            agenda=out(due=lambda _: list(self.due), looked=lambda key, at: self.looked.append((key, at))),
            accounts=out(fresh=self._fresh),
            outbox=out(add=lambda _: stands.get("new", True)),
            withheld=out(record=lambda *told: self.withheld.append(told)),
            planned=out(look=lambda *_: stands.get("planned", (0, None))),
            given=out(look=lambda *_: stands.get("given")),
            sqs=None,  # type: ignore[arg-type]
            sends_queue_url="",
            logger=out(info=say, warning=say, error=say),
        ).make(now)


def test_the_earliest_of_what_comes_is_when_an_account_is_looked_at_again(monkeypatch: pytest.MonkeyPatch):
    made = Making(monkeypatch, next=NIGHT + 3 * HOUR, planned=(2, NIGHT + 2 * HOUR), given=NIGHT + HOUR)
    assert made.make() == 2
    assert made.looked == [(SHOP, NIGHT + HOUR)]
    nothing = Making(monkeypatch)
    assert (nothing.make(), nothing.looked) == (0, [(SHOP, None)])


@pytest.mark.parametrize(("new", "count"), [(True, 2), (False, 0)])
def test_posts_that_are_new_are_counted_and_the_publisher_is_woken_for_all(monkeypatch: Any, new: bool, count: int):
    made = Making(monkeypatch, posts=2, new=new)
    assert made.make() == count
    assert made.woken == ["i1", "i1"]
    assert [(name, more["new"]) for name, more in made.lines] == [("courtesy.composed", new)] * 2


def test_in_a_pause_a_post_is_listed_as_withheld_and_not_counted(monkeypatch: pytest.MonkeyPatch):
    paused = replace(ACCOUNT, paused_at=NIGHT)
    made = Making(monkeypatch, paused, posts=1)
    assert made.make() == 0
    assert [(account.id, one.key, one.purpose) for account, one in made.withheld] == [(SHOP, "p0", "courtesy")]
    assert made.woken == []
    nothing = Making(monkeypatch, posts=1, item=None)
    assert (nothing.make(), nothing.woken) == (0, [])


@pytest.mark.parametrize(
    ("stands", "wakes"),
    [
        ({}, False),
        ({"of_planned": True}, True),
        ({"next": NIGHT}, True),
        ({"planned": (0, NIGHT)}, True),
        ({"given": NIGHT}, False),
    ],
)
def test_a_look_without_a_post_wakes_the_publisher_where_one_may_have_been_left(
    monkeypatch: Any, stands: Any, wakes: bool
):
    made = Making(monkeypatch, **stands)
    made.make()
    assert bool(made.woken) is wakes


def test_an_account_that_is_gone_is_looked_at_no_more(monkeypatch: pytest.MonkeyPatch):
    made = Making(monkeypatch, UnknownAccount(SHOP), next=NIGHT)
    assert (made.make(), made.looked) == (0, [(SHOP, None)])


@pytest.mark.parametrize("minute", [0, 1])
def test_one_that_fails_holds_no_other_and_is_told_at_the_end(monkeypatch: Any, minute: int):
    made = Making(monkeypatch, {SHOP: BUSY}, planned=(1, NIGHT + HOUR))
    made.due = [SHOP, OTHER]
    with pytest.raises(RuntimeError, match="of 1 accounts"):
        made.make(NIGHT + minute * MINUTE)
    assert made.looked == [(OTHER, NIGHT + HOUR)]
    assert [(name, more["account_id"]) for name, more in made.lines] == [("courtesy.failed", SHOP)]


@pytest.mark.parametrize("why", [NewerFormat("x"), UnreadableSettings(SHOP)])
def test_what_another_release_wrote_waits_and_fails_nobody(monkeypatch: Any, why: Exception):
    made = Making(monkeypatch, {SHOP: why})
    made.due = [SHOP, OTHER]
    assert made.make() == 0
    assert made.looked == [(OTHER, None)]
    assert [(name, more["account_id"]) for name, more in made.lines] == [("courtesy.waits", SHOP)]


def refreshed(monkeypatch: pytest.MonkeyPatch, due: Any, *changes: Any) -> tuple[Any, list[Any]]:
    """What a look at the holidays of two accounts counts, and what was put, told and remembered."""
    did: list[Any] = []
    results = iter(changes)

    def resolved(account: Any, _years: Any) -> Any:
        found = next(results)
        if isinstance(found, Exception):
            raise found
        return replace(account, name="changed") if found else account

    monkeypatch.setattr(holidays_module, "with_holidays", resolved)
    accounts: Any = SimpleNamespace(
        all=lambda: [ACCOUNT, replace(ACCOUNT, id=OTHER)],
        put=lambda account, *_, **__: did.append(("put", account.id)) or 7,  # type: ignore[func-returns-value]
        notice=lambda account_id, *_: did.append(("notice", account_id)),
        holidays_due=lambda: due,
        holidays_next=lambda at: did.append(("next", at)),
    )
    say = lambda name, **more: did.append((name, more["account_id"]))  # noqa: E731
    logger: Any = SimpleNamespace(info=say, error=say)
    try:
        return refresh_holidays(accounts, None, NIGHT, logger), did  # type: ignore[arg-type]
    except RuntimeError:
        return "failed", did


def test_holidays_are_counted_told_and_looked_at_again_next_time(monkeypatch: pytest.MonkeyPatch):
    count, did = refreshed(monkeypatch, None, True, False)
    assert count == 1
    assert did[:3] == [("put", SHOP), ("notice", SHOP), ("holidays.refreshed", SHOP)]
    assert [name for name, _ in did[3:]] == ["next"]
    assert did[-1][1] > NIGHT


def test_of_two_whose_holidays_came_both_are_counted(monkeypatch: pytest.MonkeyPatch):
    assert refreshed(monkeypatch, NIGHT, True, True)[0] == 2
    assert refreshed(monkeypatch, NIGHT + MINUTE, True, True) == (0, [])


def test_one_whose_holidays_fail_holds_no_other_and_all_are_looked_at_again_in_a_minute(
    monkeypatch: pytest.MonkeyPatch,
):
    told, did = refreshed(monkeypatch, None, ValueError("x"), True)
    assert told == "failed"
    assert did == [("holidays.failed", SHOP), ("put", OTHER), ("notice", OTHER), ("holidays.refreshed", OTHER)]


@pytest.mark.parametrize("hears", [True, False])
@pytest.mark.parametrize(
    ("why", "turn", "after", "told"),
    [
        ("incident:web:begin", 1, "", True),
        ("incident:web:end", 1, "", True),
        ("incident:web:begin", 2, "", False),
        ("incident:web:begin", 1, "C7", False),
        ("settings:7", 1, "", False),
    ],
)
def test_that_an_incident_began_is_told_once_to_who_wants_to_hear_it(
    world: World, monkeypatch: Any, hears: bool, why: str, turn: int, after: str, told: bool
):
    handler = world.handler("hours")
    swept: list[Any] = []
    monkeypatch.setattr(handler.sweeps, "next", lambda _: ([], ""))
    monkeypatch.setattr(handler.sweeps, "swept", lambda *what: swept.append(what))
    monkeypatch.setattr(handler.subscribers, "lately", lambda account_id: hears and account_id == SHOP)
    sweep = SimpleNamespace(account_id=SHOP, why=why, round=turn, after=after)
    assert handler._sweep_on(sweep, NIGHT) == 0
    assert len(swept) == 1
    messages = [one["body"] for one in world.received("facts")]
    assert len(messages) == (1 if told and hears else 0)
    kind = "incident.ended" if why.endswith("end") else "incident.opened"
    assert [kind in one for one in messages] == [True] * len(messages)


def test_a_sweep_that_the_queue_does_not_take_stays_and_one_of_a_newer_release_waits(world: World, monkeypatch: Any):
    handler = world.handler("hours")
    swept: list[Any] = []
    monkeypatch.setattr(handler.sweeps, "swept", lambda *what: swept.append(what))
    sweep = SimpleNamespace(account_id=SHOP, why="settings:7", round=1, after="")

    def newer(_: Any) -> Any:
        raise NewerFormat("x")

    monkeypatch.setattr(handler.sweeps, "next", newer)
    assert handler._sweep_on(sweep, NIGHT) == 0
    monkeypatch.setattr(handler.sweeps, "next", lambda _: ([], ""))
    monkeypatch.setattr(handler, "send_all", lambda *_: False)
    with pytest.raises(RuntimeError):
        handler._sweep_on(sweep, NIGHT)
    assert swept == []


class Gifts:
    """Gifts that are open and pools that may have news."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **stands: Any) -> None:
        self.settled: list[Any] = []
        self.sent: list[str] = []
        self.stands = stands
        monkeypatch.setattr(gifts_module, "next_of", lambda *_, **__: stands.get("became"))
        monkeypatch.setattr(gifts_module, "looks_again", lambda *_: NIGHT + HOUR)
        monkeypatch.setattr(gifts_module, "pool_looks_again", lambda *_: stands.get("pool_at"))
        monkeypatch.setattr(gifts_module, "news_of", lambda *_: stands.get("news", ()))
        monkeypatch.setattr(gifts_module, "send_fairly", lambda _sqs, _url, body, _account: self.sent.append(body))

    def look(self, *, is_open: bool = True) -> Any:
        gift = SimpleNamespace(
            gift_id="g1", account_id=SHOP, customer_id="3", case_id="", item_id="i", is_open=is_open, state="given"
        )
        stands, out = self.stands, SimpleNamespace
        say = lambda *_, **__: None  # noqa: E731

        def one(error: Any, value: Any) -> Any:
            def asked(*_: Any) -> Any:
                if error is not None:
                    raise error
                return value

            return asked

        given: Any = Given(
            gifts=out(open=lambda _: [gift] if stands.get("gift", True) else [], settle=one(stands.get("fails"), gift)),  # type: ignore[arg-type]
            pools=out(all=lambda _: [1] if stands.get("pool") else [], tell=one(stands.get("fails"), 1)),  # type: ignore[arg-type]
            outbox=out(),  # type: ignore[arg-type]
            conversations=out(),  # type: ignore[arg-type]
            sqs=None,  # type: ignore[arg-type]
            facts_queue_url="",
            logger=out(info=say, error=say),  # type: ignore[arg-type]
        )
        return given.look(ACCOUNT, NIGHT)


def test_a_gift_that_is_settled_is_looked_at_no_more_and_one_that_is_open_is(monkeypatch: pytest.MonkeyPatch):
    assert Gifts(monkeypatch).look() == NIGHT + HOUR
    assert Gifts(monkeypatch).look(is_open=False) is None


@pytest.mark.parametrize(
    ("fails", "minutes"),
    [(GiftChanged(), 1), (NewerFormat("x"), 5), (ValueError("x"), 5)],
)
def test_a_gift_that_cannot_be_settled_is_looked_at_again_soon(monkeypatch: Any, fails: Exception, minutes: int):
    became = Became("back", why=())
    assert Gifts(monkeypatch, became=became, fails=fails).look() == NIGHT + minutes * MINUTE


def test_the_earliest_of_gifts_and_pools_counts(monkeypatch: pytest.MonkeyPatch):
    assert Gifts(monkeypatch, pool=True, pool_at=NIGHT + MINUTE).look() == NIGHT + MINUTE
    assert Gifts(monkeypatch, pool=True, pool_at=NIGHT + 2 * HOUR).look() == NIGHT + HOUR
    assert Gifts(monkeypatch, pool=True, gift=False).look() is None
