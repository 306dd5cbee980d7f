"""Over values: one renewal of a token, one post that a search found, and what is told where nobody listens."""

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import NIGHT, SHOP
from tests.functions.reconcile.test_values_of_a_run import GRANT, Standing, a_run
from tests.unit.watch.making import SEARCH

from care.model.customer import Customer
from care.model.grant import TokenPair
from care.model.messages import Author, Message
from care.model.refusals import RefusalReason
from care.model.x_events import MessageEchoed, MessageReceived
from care.tables.grants import LeaseHeld
from care.x.credentials import UnreadableSecret
from care.x.errors import CredentialsRefused, Refused, RetryLater, ServerFailed
from reconcile import watching
from reconcile.renewal import _renew
from reconcile.watching import _listed

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def pair(minutes: int) -> TokenPair:
    until = NIGHT + minutes * MINUTE
    return TokenPair(access="a", refresh="r", expires_at=until, renewed_at=until - 2 * HOUR, scopes=("tweet.read",))


class Renewal:
    """One renewal: the stored pair, what X answers, and what is known of an answer that was lost."""

    def __init__(self, stored: Any, answer: Any = None, asked_at: Any = None, held: bool = False) -> None:
        self.did: list[tuple[Any, ...]] = []
        self._held = held

        def found(what: Any) -> Any:
            if isinstance(what, Exception):
                raise what
            return what

        def note(name: str) -> Any:
            return lambda *told, **_: self.did.append((name, *told))

        def refresh(*_: Any) -> Any:
            self.did.append(("asked X",))
            return found(answer)

        grants: Any = SimpleNamespace(
            lease=self._lease,
            get=lambda _: SimpleNamespace(asked_at=asked_at),
            **{name: note(name) for name in ("refused", "record", "asking", "not_asked")},
        )
        tokens: Any = SimpleNamespace(read=lambda _: found(stored), write=note("write"))
        x: Any = SimpleNamespace(token_address=lambda _: SimpleNamespace(refresh=refresh))
        self.run = a_run(x=x)
        _renew(self.run, grants, tokens, GRANT, "main")

    @contextmanager
    def _lease(self, _account: str, _now: Any) -> Any:
        if self._held:
            raise LeaseHeld("x")
        yield

    @property
    def names(self) -> list[str]:
        return [one[0] for one in self.did]


OLD, NEW = pair(-1), pair(119)


def test_a_pair_that_is_due_is_asked_for_kept_and_noted():
    scene = Renewal(OLD, NEW)
    assert scene.did == [
        ("asking", "1", NIGHT),
        ("asked X",),
        ("write", "1", NEW),
        ("record", "1", NEW, NIGHT),
    ]
    assert scene.run.done == Counter({"PermissionRenewed": 1})


def test_what_another_run_renewed_is_noted_and_x_is_asked_nothing():
    scene = Renewal(NEW)
    assert scene.did == [("record", "1", NEW, NIGHT)]
    assert scene.run.done == Counter()


@pytest.mark.parametrize(
    ("stored", "answer", "names", "metric"),
    [
        (None, None, ["refused"], "PermissionRefused"),
        (OLD, Refused(RefusalReason.invalid, status=400), ["asking", "asked X", "refused"], "PermissionRefused"),
        (OLD, CredentialsRefused(), ["asking", "asked X", "not_asked"], "CredentialsRefused"),
        (OLD, RetryLater(), ["asking", "asked X", "not_asked"], "RenewalFailed"),
        (OLD, ServerFailed(status=500), ["asking", "asked X"], "RenewalFailed"),
        (UnreadableSecret("x"), None, [], "CredentialsRefused"),
    ],
)
def test_what_is_lost_refused_or_put_off_is_told_and_leaves_the_right_mark(
    stored: Any, answer: Any, names: list[str], metric: str
):
    scene = Renewal(stored, answer)
    assert scene.names == names
    assert scene.run.done == Counter({metric: 1})


def test_a_lease_that_another_holds_is_waited_for_and_an_answer_that_was_lost_is_not_asked_for_again():
    assert Renewal(OLD, NEW, held=True).run.done == Counter({"RenewalUnderWay": 1})
    lost = Renewal(pair(50), NEW, asked_at=NIGHT - 10 * MINUTE)
    assert (lost.names, lost.run.done) == ([], Counter({"PermissionUnclear": 1}))


def test_where_nobody_is_told_the_months_dollars_are_not_told():
    scene = Standing(None, 0, told=False, spent=10_000_000)
    assert (scene.facts, scene.written, scene.counted) == ([], [], "")


WROTE = MessageReceived(
    account_id=SHOP,
    customer_id="3",
    author=Author(id="3"),
    message=Message(id="900", channel="public", text="bambas", at=NIGHT),
)
ECHO = MessageEchoed(account_id=SHOP, customer_id="3", message=WROTE.message)


@pytest.mark.parametrize(
    ("events", "served", "known", "gone", "erased", "listed"),
    [
        ([WROTE], (), None, False, False, True),
        ([ECHO, WROTE], (), None, False, False, True),
        ([ECHO], (), None, False, False, False),
        ([], (), None, False, False, False),
        ([WROTE], ("3",), None, False, False, False),
        ([WROTE], (), object(), False, False, False),
        ([WROTE], (), None, True, False, False),
        ([WROTE], (), None, False, True, False),
    ],
    ids=[
        "found",
        "beside an echo",
        "an echo",
        "nothing",
        "a served account's",
        "a case's",
        "gone",
        "of who was erased",
    ],
)
def test_a_post_is_listed_unless_it_is_a_cases_or_of_whom_nothing_is_kept(
    monkeypatch: pytest.MonkeyPatch, events: Any, served: Any, known: Any, gone: bool, erased: bool, listed: bool
):
    monkeypatch.setattr(watching, "events_of_posts", lambda *_: events)
    customer = Customer(account_id=SHOP, customer_id="3", erased_at=NIGHT if erased else None)
    conversations = SimpleNamespace(fate=lambda *_: (known, gone), customer=lambda *_: customer)
    run: Any = SimpleNamespace(served=frozenset(served), conversations=conversations, now=NIGHT)
    added: list[Any] = []

    def add(find: Any) -> bool:
        added.append(find)
        return True

    page: Any = SimpleNamespace(users={}, media={})
    post: Any = SimpleNamespace(raw={})
    account: Any = SimpleNamespace(id=SHOP)
    assert _listed(run, account, SEARCH, post, page, SimpleNamespace(add=add)) is listed  # type: ignore[arg-type]
    assert [one.post_id for one in added] == (["900"] if listed else [])
