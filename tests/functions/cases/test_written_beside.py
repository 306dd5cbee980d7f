"""What `cases` looks up of settings and incidents, counts, charges and lists beside a case that it writes."""

from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError
from tests.changing import changed
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World

from care.model.case import Case, LastMessage
from care.model.clocks import Clock
from care.model.context import ContextPost
from care.model.customer import Customer
from care.model.decision import Decision
from care.model.events import IncidentTouched, SettingsChanged
from care.model.incident import Incident
from care.model.messages import Author, Message
from care.model.outcomes import Code, outcome
from care.model.stored_message import StoredMessage
from care.model.x_events import AccessRevoked, MessageReceived
from care.tables.account_reads import UnknownAccount
from care.tables.search_index import NotWritten
from cases.enrich import completed
from cases.records import Records

MINUTE = timedelta(minutes=1)
CUSTOMER = Customer(account_id=SHOP, customer_id=MARTA)
CASE = Case(
    case_id="C1",
    account_id=SHOP,
    customer=CUSTOMER,
    opened_at=NIGHT,
    last_message=LastMessage(id="9", channel="public", at=NIGHT),
)
WHOSE: Any = {"account_id": SHOP, "customer_id": MARTA, "case_id": "C1"}
AROUND = tuple(ContextPost(id=one) for one in ("7", "8"))
MESSAGE = Message(id="9", channel="public", text="no va la web", at=NIGHT, summons=True, around=AROUND)
WROTE = MessageReceived(account_id=SHOP, customer_id=MARTA, author=Author(id=MARTA), message=MESSAGE, beside=("7",))
STORED = StoredMessage(id="9", channel="public", by="customer", at=NIGHT, text="no va la web")


class Kept:
    """The stores as `Records` writes to them; `fails` is what the index or the budget raises."""

    def __init__(self, fails: Exception | None = None, metered: bool = True, known: Any = None) -> None:
        self.counted: list[tuple[str, int]] = []
        self.did: list[tuple[Any, ...]] = []
        self.lines: list[tuple[str, dict[str, Any]]] = []
        self._fails, self._metered, self._known = fails, metered, known

    @property
    def records(self) -> Records:
        def note(name: str, back: Any = None) -> Any:
            def noted(*told: Any, **more: Any) -> Any:
                self.did.append((name, *told, more))
                if self._fails is not None:
                    raise self._fails
                return back

            return noted

        def line(what: str, **more: Any) -> None:
            self.lines.append((what, more))

        around = SimpleNamespace(one=lambda *_: self._known, keep=lambda *told: self.did.append(("around", *told)))
        made: tuple[Any, ...] = (
            SimpleNamespace(messages=lambda _: [STORED]),
            SimpleNamespace(of_case=lambda *_: []),
            around,
            SimpleNamespace(add=note("found by"), replace=note("found anew by")),
            SimpleNamespace(record=lambda _, one: self.did.append(("withheld", one))),
            SimpleNamespace(meter=note("meter", self._metered)),
            SimpleNamespace(info=line, warning=line),
            SimpleNamespace(add_metric=lambda name, value, **_: self.counted.append((name, value))),
        )
        return Records(*made)

    def keep(self, event: Any = WROTE, **decided: Any) -> "Kept":
        decision = Decision(CUSTOMER, **{"because": (), "case": CASE, "messages": (STORED,), **decided})
        self.records.keep(event, decision, ACCOUNT, NIGHT + MINUTE)
        return self

    def of(self, name: str) -> list[tuple[Any, ...]]:
        return [one[1:] for one in self.did if one[0] == name]


def test_an_event_is_counted_once_and_its_line_names_the_case_and_no_text():
    kept = Kept().keep()
    assert kept.counted == [("EventApplied", 1)]
    [(what, told)] = kept.lines
    assert (what, told["event_id"], told["case_id"], list(told["because"])) == (
        "event.applied",
        WROTE.event_id,
        "C1",
        [],
    )
    assert "no va" not in repr(kept.lines)
    nobody = Kept().keep(case=None, messages=())
    assert nobody.lines[0][1]["case_id"] == ""


@pytest.mark.parametrize(
    ("code", "name"), [(Code.sla_warned, "SlaWarning"), (Code.sla_breached, "SlaBreach"), (Code.case_resolved, "")]
)
def test_what_the_alarms_count_is_counted(code: Code, name: str):
    kept = Kept().keep(because=(outcome(code),))
    assert kept.counted == [("EventApplied", 1)] + ([(name, 1)] if name else [])


def test_a_permission_that_was_taken_back_is_counted():
    kept = Kept().keep(AccessRevoked(account_id=SHOP, at=NIGHT), case=None, messages=())
    assert kept.counted == [("EventApplied", 1), ("AccessRevoked", 1)]


@pytest.mark.parametrize(("case", "case_id"), [(CASE, "C1"), (None, "")])
def test_what_a_pause_withheld_is_listed_with_its_case_and_counted(case: Case | None, case_id: str):
    withheld = outcome(Code.withheld, purpose="survey")
    kept = Kept().keep(case=case, because=(withheld,))
    [(one,)] = kept.of("withheld")
    assert (one.key, one.purpose, one.at, one.case_id) == (WROTE.event_id, "survey", NIGHT + MINUTE, case_id)
    assert ("AutomaticWithheld", 1) in kept.counted


def test_what_x_shows_beside_a_message_that_is_kept_is_kept_unless_it_is_known():
    kept = Kept().keep()
    assert kept.of("around") == [(SHOP, replace(AROUND[0], known_at=NIGHT + MINUTE), NIGHT + MINUTE)]
    assert Kept(known=AROUND[0]).keep().of("around") == []
    assert Kept().keep(messages=(replace(STORED, id="5"),)).of("around") == [], "another message was kept"


@pytest.mark.parametrize("fails", [NotWritten("x"), BotoCoreError()])
def test_what_is_not_found_or_not_charged_holds_nobody_and_is_counted(fails: Exception):
    kept = Kept(fails)
    if isinstance(fails, NotWritten):
        kept.records._have_found(WROTE, Decision(CUSTOMER, (), CASE, (STORED,)), ACCOUNT, NIGHT)
        assert kept.counted == [("NotIndexed", 1)]
        return
    kept.keep()
    assert kept.counted == [("NotIndexed", 1), ("EventApplied", 1), ("NotMetered", 1)]


def test_a_delivery_is_charged_to_its_case_and_one_that_others_charged_meanwhile_is_counted():
    kept = Kept().keep()
    assert kept.of("meter") == [(SHOP, "event", 1, 5_000, NIGHT + MINUTE, {"case_id": "C1"})]
    assert Kept().keep(case=None).of("meter")[0][-1] == {"case_id": ""}
    assert ("NotMetered", 1) in Kept(metered=False).keep().counted
    free = replace(WROTE, message=replace(MESSAGE, summons=False))
    assert Kept(metered=False).keep(free).counted == [("EventApplied", 1)], "what costs nothing is not charged"


def test_a_new_case_is_found_by_its_words_and_one_that_changed_by_all_that_is_left():
    new = Kept().keep().of("found by")
    assert new[0][-1] == {"is_new": True}
    assert Kept().keep(case=replace(CASE, version=3)).of("found by")[0][-1] == {"is_new": False}
    gone = replace(STORED, deleted_at=NIGHT, text="")
    assert Kept().keep(messages=(gone,)).of("found anew by")


# What is looked up of settings and incidents.


def test_changed_settings_come_with_the_hours_by_which_running_clocks_were_counted():
    clocks = (
        Clock(kind="first_response", started_at=NIGHT, running_since=NIGHT, version=3),
        Clock(kind="resolution", started_at=NIGHT, version=4),
        Clock(kind="next_response", started_at=NIGHT, running_since=NIGHT, version=6),
    )
    case = changed(CASE, clocks=clocks, settings_version=5)
    asked: list[int] = []

    def version(_account: str, number: int) -> Any:
        asked.append(number)
        if number == 6:
            raise UnknownAccount("dropped")
        return ACCOUNT

    event = SettingsChanged(**WHOSE, settings_version=7)
    told = completed(event, SimpleNamespace(case=lambda _: case), SimpleNamespace(version=version))  # type: ignore[arg-type]
    assert isinstance(told, SettingsChanged)
    assert (sorted(asked), sorted(told.before)) == ([3, 5, 6], [3, 5])
    assert told.before[3] == ACCOUNT.hours.model_dump(mode="json")
    gone = completed(event, SimpleNamespace(case=lambda _: None), None)  # type: ignore[arg-type]
    assert gone == event


WEB = Incident(incident_id="web", terms=("la web",), texts={"es": "Va lenta."}, started_at=NIGHT)
APP = replace(WEB, incident_id="app", terms=("la app",))
SITE = replace(WEB, incident_id="site")


@pytest.mark.parametrize(
    ("incidents", "ended", "by", "matches", "goes_on"),
    [
        ((WEB,), False, "customer", True, ""),
        ((APP,), False, "customer", False, ""),
        ((WEB,), False, "person", False, ""),
        ((replace(WEB, ended_at=NIGHT),), False, "customer", False, ""),
        ((SITE,), False, "customer", False, ""),
        ((WEB, SITE), True, "customer", False, "site"),
        ((WEB, APP), True, "customer", False, ""),
        ((WEB,), True, "customer", False, ""),
    ],
)
def test_an_incident_comes_with_whether_the_customers_words_are_about_it_or_about_another(
    incidents: Any, ended: bool, by: Any, matches: bool, goes_on: str
):
    event = IncidentTouched(**WHOSE, incident_id="web", ended=ended)
    conversations: Any = SimpleNamespace(messages=lambda _: [replace(STORED, by=by)])
    accounts: Any = SimpleNamespace(get=lambda _: replace(ACCOUNT, incidents=incidents))
    told: Any = completed(event, conversations, accounts)
    assert (told.matches, told.goes_on) == (matches, goes_on)


# The handler itself.


@pytest.mark.parametrize(("news", "fresh"), [(True, True), (False, False)])
def test_settings_are_read_anew_for_what_tells_of_news_alone(world: World, news: bool, fresh: bool):
    handler: Any = world.handler("cases")
    asked: list[str] = []

    def read(_account_id: str) -> Any:
        asked.append("fresh")
        return ACCOUNT

    accounts = SimpleNamespace(get=lambda _: ACCOUNT, fresh=read, served=lambda: frozenset({MARTA}))
    world.monkeypatch.setattr(handler, "accounts", accounts)
    world.monkeypatch.setattr(handler, "is_news", lambda *_: news)
    assert handler._decided(WROTE, NIGHT) == (), "another served account wrote"
    assert asked == (["fresh"] if fresh else [])


def test_a_decision_changes_something_if_any_part_of_it_does(world: World):
    same = world.handler("cases")._changes_nothing
    assert same(CASE, Decision(CUSTOMER, (), CASE))
    assert same(CUSTOMER, Decision(CUSTOMER, ()))
    other = replace(CUSTOMER, username="marta")
    release: Any = object()
    for decision in (
        Decision(CUSTOMER, (), replace(CASE, urgency=5)),
        Decision(other, (), CASE),
        Decision(CUSTOMER, (), CASE, (STORED,)),
        Decision(CUSTOMER, (), CASE, (), (release,)),
        Decision(CUSTOMER, ()),
    ):
        assert not same(CASE, decision)
    assert not same(CUSTOMER, Decision(CUSTOMER, (), CASE)), "a new case"
    assert not same(CUSTOMER, Decision(other, ()))
