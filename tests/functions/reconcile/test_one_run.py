"""Single decisions of a run over values: in which turn searches are asked, what is remembered, counted and told."""

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, NIGHT, SHOP

from care.model.chat import ChatWaits
from care.model.outcomes import Code
from care.model.reconcile_state import AccountSeen
from care.model.refusals import RefusalReason
from care.model.watch import SavedSearch, SearchSeen
from care.x.errors import CredentialsRefused, OutOfCredit, Refused, ServerFailed
from reconcile import chats as chats_module
from reconcile import watching as module
from reconcile.chats import ChatsSeen, look_after_chats
from reconcile.watching import watch

MINUTE = timedelta(minutes=1)


class Run:
    """What a run shares; `done` is what it counted, `lines` what it logged."""

    def __init__(self, kept: Any = None, value: Any = None) -> None:
        self.now = NIGHT
        self.done: Counter[str] = Counter()
        self.lines: list[tuple[str, dict[str, Any]]] = []
        self.notices: list[tuple[Any, ...]] = []
        self.written: list[Any] = []
        self.refusals: list[Exception] = []
        self.limit = 99
        self.waits: list[dict[str, Any]] = []
        say = lambda name, **more: self.lines.append((name, more))  # noqa: E731
        self.logger = SimpleNamespace(info=say, warning=say, error=say)
        self.memory = SimpleNamespace(
            read=lambda name, kind: kept if kept is None else SimpleNamespace(value=value or kept),
            write=lambda name, value, before: self.written.append((name, value)),
        )
        self.x = SimpleNamespace(client=lambda account_id, app: SimpleNamespace(search_recent=lambda *_, **__: None))
        self.budget = SimpleNamespace(
            of_search=lambda *_: 0, total=lambda *_: SimpleNamespace(micro_dollars=0), meter=lambda *_, **__: True
        )
        self.chats = SimpleNamespace(waiting=lambda account_id, now: self.shut)
        self.shut: list[Any] = []
        self.sqs, self.chats_queue_url = None, ""
        self.served: frozenset[str] = frozenset()
        self.answer: Any = SimpleNamespace(items=[], unreadable=0, next_token="", users=[], media=[])

    def enough(self) -> bool:
        self.limit -= 1
        return self.limit < 0

    def tell(self, metric: str, count: int = 1) -> None:
        self.done[metric] += count

    def notice(self, *told: Any) -> None:
        self.notices.append(told)

    def refused(self, error: Exception) -> None:
        self.refusals.append(error)

    def ask(self, waits: dict[str, Any], call: str, _question: Any) -> Any:
        self.waits.append(dict(waits))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Searches:
    """The searches of one account, and what is remembered of each."""

    def __init__(self, *some: SavedSearch, seen: dict[str, SearchSeen] | None = None, taken: str = "") -> None:
        self.some, self.seen, self.taken = some, seen or {}, taken
        self.kept: list[tuple[str, SearchSeen]] = []

    def all(self, account_id: str) -> list[Any]:
        assert account_id == SHOP
        return [SimpleNamespace(search=one, seen=self.seen.get(one.name, SearchSeen())) for one in self.some]

    def remember(self, search: SavedSearch, seen: SearchSeen) -> SearchSeen | None:
        self.kept.append((search.name, seen))
        return None if search.name == self.taken else seen

    @property
    def last(self) -> dict[str, SearchSeen]:
        return dict(self.kept)


def saved(name: str, **more: Any) -> SavedSearch:
    made = {"search_id": name.encode().hex().upper().ljust(12, "0")[:12], "account_id": SHOP, "name": name}
    told = {**made, "query": f"#{name}", "made_at": NIGHT, "made_by": "sara", "changed_at": NIGHT, **more}
    return SavedSearch.model_validate(told)


def asked(run: Run, searches: Searches) -> list[str]:
    out: Any = run
    watch(out, ACCOUNT, searches, None)  # type: ignore[arg-type]
    return list(dict.fromkeys(name for name, _ in searches.kept))


def before(name: str, minutes: int) -> dict[str, SearchSeen]:
    return {name: SearchSeen(of=saved(name).number, next_at=NIGHT - minutes * MINUTE)}


def test_the_search_that_waits_for_longest_is_asked_first_and_a_new_one_now():
    seen = {**before("a", 1), **before("b", 30), **before("c", 10)}
    run = Run()
    assert asked(run, Searches(saved("a"), saved("new"), saved("b"), saved("c"), seen=seen)) == ["b", "c", "a", "new"]
    assert run.done["SearchAsked"] == 4


def test_one_that_another_run_is_at_is_left_to_it():
    run = Run()
    searches = Searches(saved("a"), saved("b"), taken="a")
    assert asked(run, searches) == ["a", "b"]
    assert [name for name, _ in searches.kept] == ["a", "b", "b"]
    assert run.done["SearchAsked"] == 1


@pytest.mark.parametrize(("minutes", "waits"), [(5, True), (0, False), (-5, False)])
def test_when_x_may_be_asked_again_is_known_from_the_search_of_mentions(minutes: int, waits: bool):
    until = NIGHT + minutes * MINUTE
    run = Run(kept=True, value=AccountSeen(waits={"search_recent": until}))
    asked(run, Searches(saved("a")))
    assert run.waits == [{"search_recent": until} if waits else {}]
    fresh = Run()
    asked(fresh, Searches(saved("a")))
    assert fresh.waits == [{}]


def test_when_time_is_up_the_next_run_goes_on():
    run = Run()
    run.limit = 2
    assert asked(run, Searches(saved("a"), saved("b"))) == ["a"]
    none = Run()
    none.limit = 0
    assert asked(none, Searches(saved("a"))) == []


def test_a_query_that_is_none_any_more_is_refused_until_somebody_changes_it(monkeypatch: pytest.MonkeyPatch):
    from pydantic_core import PydanticCustomError

    def wrong(*_: Any) -> str:
        raise PydanticCustomError("wrong", "wrong")

    run, searches = Run(), Searches(saved("a"))
    with monkeypatch.context() as changed:
        changed.setattr(module, "asked", wrong)
        asked(run, searches)
    assert [one.code for one in searches.last["a"].why] == [Code.search_refused]
    assert run.waits == [], "X is not asked"


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (RefusalReason.no_permission, Code.search_not_allowed),
        (RefusalReason.suspended, Code.search_not_allowed),
        (RefusalReason.unknown, Code.search_refused),
    ],
)
def test_what_x_refuses_is_told_as_the_query_or_as_what_the_account_may(reason: RefusalReason, code: Code):
    run, searches = Run(), Searches(saved("a"), saved("b"))
    run.answer = Refused(reason, call="search", status=403)
    assert asked(run, searches) == ["a", "b"]
    assert [one.code for one in searches.last["a"].why] == [code]
    assert len(run.refusals) == 2


@pytest.mark.parametrize(("error", "ends"), [(CredentialsRefused, True), (OutOfCredit, True), (ServerFailed, False)])
def test_what_ends_more_than_one_search_ends_the_turn(error: Any, ends: bool):
    run, searches = Run(), Searches(saved("a"), saved("b"))
    run.answer = error(call="search", status=401)
    if error is OutOfCredit:
        with pytest.raises(OutOfCredit):
            asked(run, searches)
    else:
        asked(run, searches)
    assert ("b" in searches.last) is not ends
    assert searches.last["a"].tries == 1
    assert run.done["CredentialsRefused"] == (1 if error is CredentialsRefused else 0)
    assert run.done["SearchFailed"] == (0 if ends else 2)


def chats(run: Run, waiting: Any = True, told_at: Any = None) -> None:
    def has_requests() -> bool:
        if isinstance(waiting, Exception):
            raise waiting
        return bool(waiting)

    out: Any = run
    x: Any = SimpleNamespace(chats=SimpleNamespace(has_requests=has_requests))
    look_after_chats(out, ACCOUNT, x)


@pytest.mark.parametrize(
    ("ago", "told"), [(None, True), (timedelta(hours=24), True), (timedelta(hours=24) - MINUTE, False)]
)
def test_that_requests_wait_is_told_once_a_day(ago: Any, told: bool):
    seen = ChatsSeen(asked_at=NIGHT - timedelta(hours=1), told_at=None if ago is None else NIGHT - ago)
    run = Run(kept=True, value=seen)
    chats(run)
    assert bool(run.notices) is told
    assert run.done["ChatRequestsWait"] == (1 if told else 0)
    assert run.written == [(f"CHATS#{SHOP}", ChatsSeen(asked_at=NIGHT, told_at=NIGHT if told else seen.told_at))]
    if told:
        assert run.notices[0][0] == SHOP
    else:
        assert run.notices == []


@pytest.mark.parametrize(("minutes", "asks"), [(59, True), (58, False)])
def test_x_is_asked_for_requests_each_hour(minutes: int, asks: bool):
    run = Run(kept=True, value=ChatsSeen(asked_at=NIGHT - minutes * MINUTE))
    chats(run, waiting=False)
    assert bool(run.written) is asks


def test_an_account_that_does_not_chat_is_no_fault_and_one_without_credit_is(monkeypatch: pytest.MonkeyPatch):
    run = Run()
    chats(run, waiting=Refused(RefusalReason.no_permission, call="chat", status=403))
    assert [name for name, _ in run.lines] == ["chats.not_shown"]
    assert run.written == [(f"CHATS#{SHOP}", ChatsSeen(asked_at=NIGHT))]
    with pytest.raises(OutOfCredit):
        chats(Run(), waiting=OutOfCredit(call="chat", status=402))


@pytest.mark.parametrize("taken", [True, False])
def test_what_stayed_shut_is_counted_where_the_queue_took_it(monkeypatch: pytest.MonkeyPatch, taken: bool):
    sent: list[Any] = []
    monkeypatch.setattr(chats_module, "send_all", lambda _sqs, _url, some: sent.extend(some) or taken)  # type: ignore[func-returns-value]
    run = Run()
    run.shut = [ChatWaits(account_id=SHOP, customer_id=one, at=NIGHT) for one in ("31", "32")]
    chats(run, waiting=False)
    assert run.done["ChatTriedAgain"] == (2 if taken else 0)
    assert sent == run.shut
