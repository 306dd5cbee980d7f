"""New settings reach every open case, and holidays come each year by themselves."""

from collections.abc import Callable
from copy import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.changing import changed
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World

from care.model.account import HolidaySettings
from care.model.actions import NoteWritten
from care.model.case import Case
from care.model.events import IncidentTouched, SettingsChanged
from care.model.incident import Incident
from care.queues import send_all
from care.tables.accounts import Accounts
from care.tables.fanout import Sweeps
from care.x.delivery import read_delivery

MORNING = NIGHT.replace(hour=9)


def test_saved_hours_move_the_deadlines_of_all_open_cases(world: World, mention: Callable[..., dict[str, Any]]):
    world.at(MORNING)
    customers = [str(700 + n) for n in range(25)]
    for n, customer in enumerate(customers):
        body = mention(str(1000 + n), author_id=customer, created_at=MORNING.isoformat())
        send_all(world.sqs, world.queues["events"], read_delivery(body).events)
    world.drain("events", "cases")
    later = changed(ACCOUNT.hours, weekly={"fri": [["09:00", "14:00"]]})
    version = Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, hours=later))
    Sweeps(world.dynamodb, "conversations").begin(SHOP, f"settings:{version}", MORNING)
    world.at(MORNING + timedelta(minutes=1))
    assert world.call("hours")["swept"] == 25
    assert world.call("hours")["swept"] == 0
    world.drain("events", "cases")
    cases = [_case(world, customer) for customer in customers]
    assert {case.settings_version for case in cases} == {version}
    # A minute of four hours was used by the old hours, and the few seconds that the test takes.
    noon = datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert all(timedelta(minutes=1) <= noon - (case.respond_by or noon) < timedelta(minutes=3) for case in cases)


def test_whatever_comes_to_a_case_before_the_sweep_finds_it_reckoned_by_the_new_hours(
    world: World, mention: Callable[..., dict[str, Any]]
):
    world.at(MORNING)
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1", created_at=MORNING.isoformat())).events)
    world.drain("events", "cases")
    customer = _mention_author(mention)
    later = changed(ACCOUNT.hours, weekly={"fri": [["09:00", "14:00"]]})
    accounts = Accounts(world.dynamodb, "accounts")
    version = accounts.put(replace(ACCOUNT, hours=later))
    world.handler("cases").accounts.fresh(SHOP)
    two_hours = MORNING + timedelta(hours=2)
    world.at(two_hours)
    case_id = _case(world, customer).case_id
    whose = {"account_id": SHOP, "customer_id": customer, "case_id": case_id, "action_id": "n", "by": "ana"}
    send_all(world.sqs, world.queues["events"], [NoteWritten(**whose, at=two_hours, text="Ha llamado.")])
    world.drain("events", "cases")
    noted = _case(world, customer)
    [used] = [clock.open_seconds for clock in noted.clocks if clock.kind == "first_response"]
    assert (noted.settings_version, used // 60) == (version, 120)
    sweep = SettingsChanged(account_id=SHOP, customer_id=customer, case_id=case_id, settings_version=version)
    send_all(world.sqs, world.queues["events"], [sweep])
    world.drain("events", "cases")
    assert _case(world, customer) == noted


def _mention_author(mention: Callable[..., dict[str, Any]]) -> str:
    author: str = mention("1")["data"]["payload"]["author_id"]
    return author


def test_a_version_that_was_stored_stays_readable(world: World):
    accounts = Accounts(world.dynamodb, "accounts")
    second = accounts.put(replace(ACCOUNT, name="Luna"))
    assert (accounts.version(SHOP, second - 1).name, accounts.version(SHOP, second).name) == ("Tienda Luna", "Luna")
    assert accounts.get(SHOP).version == second


def test_in_december_the_next_years_holidays_join_the_dates_with_a_notice(world: World):
    accounts = Accounts(world.dynamodb, "accounts")
    keeping = HolidaySettings(country="ES", region="MD", years=(2026,))
    accounts.put(replace(ACCOUNT, holidays=keeping))
    for now, expected in ((datetime(2026, 11, 30, 9, tzinfo=UTC), 0), (datetime(2026, 12, 1, 10, tzinfo=UTC), 1)):
        world.at(now)
        world.call("hours")
        dates = Accounts(world.dynamodb, "accounts").get(SHOP).hours.dates
        assert bool(dates) == bool(expected)
        assert all(entry.first.year == 2027 and entry.label for entry in dates)
    assert len(accounts.notices(SHOP)) == 1
    world.call("hours")
    assert len(accounts.notices(SHOP)) == 1


def _case(world: World, customer: str) -> Case:
    case = world.conversations.case(world.conversations.customer(SHOP, customer).case_id)
    assert case is not None
    return case


def outage(name: str, **values: Any) -> Incident:
    told = {"texts": {"es": "No va."}, "end_texts": {"es": "Ya va."}, "started_at": NIGHT - timedelta(minutes=1)}
    return Incident.model_validate({"incident_id": name, "terms": ["pedido"], **told, **values})


def test_an_incident_that_ended_at_once_attaches_nobody_and_the_next_attaches_who_waits_for_that_end(
    world: World, mention: Callable[..., dict[str, Any]]
):
    accounts = Accounts(world.dynamodb, "accounts")
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    world.drain("events", "cases")
    case_id = world.conversations.customer(SHOP, MARTA).case_id

    def tell(incident_id: str, *, ended: bool) -> str:
        whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": case_id}
        event = IncidentTouched(**whose, incident_id=incident_id, ended=ended)
        send_all(world.sqs, world.queues["events"], [event])
        world.drain("events", "cases")
        case = world.conversations.case(case_id)
        assert case is not None
        return case.incident_id

    accounts.change_incidents(SHOP, lambda _account: [outage("short", ended_at=NIGHT)])
    assert tell("short", ended=False) == ""
    accounts.change_incidents(SHOP, lambda _account: [outage("web")])
    assert tell("web", ended=False) == "web"
    accounts.change_incidents(SHOP, lambda _account: [outage("web", ended_at=NIGHT), outage("again")])
    assert tell("again", ended=False) == "web"
    assert tell("web", ended=True) == "again"
