"""Cures of alarms of our own work, followed as the runbook has them."""

import re
from collections.abc import Callable
from copy import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.functions.conftest import NIGHT, SHOP, World
from tests.functions.cures.conftest import Operator
from tests.functions.desk.conftest import Desk, desk
from tests.functions.test_acknowledge_and_publish import X
from tests.functions.test_budget import case, item, publish, set_up, write

from care.model.actions import CaseResolved, ReplyWritten
from care.model.case import Case
from care.model.events import Event
from care.queues import send_all
from care.x.delivery import read_delivery

__all__ = ["case", "desk"]  # fixtures of other tests

Mention = Callable[..., dict[str, Any]]


def test_what_waits_while_x_is_away_is_named_by_the_doctor_and_goes_when_x_is_back(
    world: World, operator: Operator, case: Case
):
    x = X(world)
    x.next = [503] * 50
    reply = write(world, case, "Ya va", channel="private")
    publish(world)
    publish(world, timedelta(minutes=12))
    assert operator.rings("OldestReady")
    check = operator.doctor()["@tiendaluna DMs waiting"]
    assert reply in check["said"]
    assert re.search("held until|keeps failing", check["said"])
    assert reply in operator.run("outbox", "list", "tiendaluna")
    x.next = []
    publish(world, timedelta(minutes=25))
    assert item(world, reply, "private").state == "sent"
    operator.counted.clear()
    publish(world, timedelta(minutes=26))
    assert not operator.rings("OldestReady")
    assert operator.doctor() == {}


def test_a_token_that_was_withdrawn_and_is_still_used_is_named_and_its_program_gets_a_new_one(
    world: World, operator: Operator, desk: Desk
):
    world.at(datetime.now(UTC))  # a token is over in real time

    def made(name: str) -> str:
        said = operator.run("people", "token", name, "--role", "agents", "--account", "tiendaluna")
        found = re.search(r"centralita_\S+", said)
        assert found
        return found[0]

    def asks(token: str) -> int:
        return desk.call("GET", "/desk/api/cases", headers={"authorization": f"Bearer {token}"}).status

    old = made("crm")
    assert (asks(old), operator.rings("WithdrawnToken")) == (200, False)
    operator.run("people", "withdraw", "crm")
    assert (asks(old), operator.rings("WithdrawnToken")) == (401, True)
    assert [line["called"] for line in operator.logged("desk.withdrawn_token")] == ["crm"]
    new = made("crm")
    assert "crm  agents" in operator.run("people", "tokens")
    assert (asks(new), operator.rings("WithdrawnToken")) == (200, False)


def test_a_send_of_which_x_said_nothing_is_settled_by_a_persons_verdict(
    world: World, operator: Operator, case: Case, monkeypatch: pytest.MonkeyPatch
):
    from tests.functions.cures.test_at_x import the_net

    x = X(world)
    x.next = [httpx.ReadTimeout("late")]
    reply = write(world, case, "Ya va")
    publish(world)
    assert item(world, reply).state == "unconfirmed"
    the_net(world, monkeypatch)
    for minutes in (5, 10, 16):
        world.at(NIGHT + timedelta(minutes=minutes))
        world.call("reconcile")
    assert operator.rings("SendUnconfirmed")
    assert reply in operator.run("outbox", "list", "tiendaluna")
    # The command waits for what becomes of it, and `cases` applies it meanwhile.
    monkeypatch.setattr("time.sleep", lambda _: world.drain("events", "cases"))
    operator.run("outbox", "decide", reply, "again", "--by", "sara@shop.example")
    world.drain("events", "cases")
    publish(world, timedelta(minutes=20))
    assert item(world, reply).state == "sent"
    world.at(NIGHT + timedelta(minutes=31))
    world.call("reconcile")
    assert not operator.rings("SendUnconfirmed")


@pytest.mark.parametrize(("dollars", "alarm"), [("0.02", "BudgetSoft"), ("0.01", "BudgetHard")])
def test_a_month_whose_dollars_are_spent_goes_on_with_more_of_them(
    world: World,
    operator: Operator,
    case: Case,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    dollars: str,
    alarm: str,
):
    X(world)
    set_up(world, budget={"month_dollars": dollars, "soft_share": 0.3, "hard": True})
    write(world, case, "Ya va")
    publish(world)
    assert operator.rings(alarm)
    assert "@tiendaluna budget" in operator.doctor()
    assert "reply" in operator.run("budget", "tiendaluna")
    held = write(world, case, "Ya llegó", 2)
    publish(world, timedelta(minutes=5))
    present = operator.account
    operator.pushes(tmp_path, replace(present, budget=replace(present.budget, month_dollars=Decimal(100))))
    X(world)
    publish(world, timedelta(minutes=10))
    if alarm == "BudgetHard":
        # What waited for a supervisor's word before goes on waiting for it.
        assert item(world, held).state == "held"
        assert held in operator.run("outbox", "list", "tiendaluna")
        monkeypatch.setattr("time.sleep", lambda _: world.drain("events", "cases"))
        operator.run("cases", "approve", case.case_id, held, "--by", "sara@shop.example")
        publish(world, timedelta(minutes=15))
    assert item(world, held).state == "sent"
    assert not operator.rings(alarm)
    assert "@tiendaluna budget" not in operator.doctor()


def events(world: World, *told: Event) -> None:
    assert send_all(world.sqs, world.queues["events"], list(told))
    world.drain("events", "cases")


def test_surveys_that_x_refuses_for_one_reason_are_listed_with_it_and_paused_in_the_settings(
    world: World, operator: Operator, desk: Desk, tmp_path: Path
):
    x = X(world)
    set_up(world, survey={"inside_hours": False, "quiet_minutes": 5})

    def resolved(customers: range) -> None:
        for number in customers:
            customer = str(3_000_000 + number)
            case_id = desk.writes("mi pedido no llega", private=True, customer=customer)
            whose = {"account_id": SHOP, "customer_id": customer, "case_id": case_id, "by": "ana", "at": NIGHT}
            events(world, ReplyWritten(**whose, action_id="r", channel="private", text="Ya va"))
            publish(world)
            events(world, CaseResolved(**whose, action_id="s"))
        world.received("acknowledgements")
        world.at(NIGHT + timedelta(minutes=10))
        world.call("hours")
        world.drain("events", "cases")
        world.drain("surveys", "survey")

    resolved(range(6))
    x.next = [(403, {"detail": "You are not permitted to send Direct Messages to this user."}, {})] * 6
    for minutes in (11, 20, 30, 40):
        publish(world, timedelta(minutes=minutes))
    assert operator.rings("SurveysNotSent")
    listed = operator.run("outbox", "list", "tiendaluna", "--state", "refused")
    assert "6 are refused" in listed
    present = operator.account
    operator.pushes(tmp_path, replace(present, survey=replace(present.survey, enabled=False)))
    X(world)
    resolved(range(6, 12))
    X(world).next = [(403, {"detail": "no"}, {})] * 20
    for minutes in (45, 55):
        publish(world, timedelta(minutes=minutes))
    assert not operator.rings("SurveysNotSent")


def test_for_customers_who_wait_beyond_their_target_an_incident_is_opened_or_another_target_holds(
    world: World, operator: Operator, mention: Mention, tmp_path: Path
):
    """More people cannot be had here, and what an incident tells whom has tests of its own."""
    open_hours = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def asks(customers: range, at: datetime) -> None:
        world.at(at)
        more = {"created_at": at.isoformat(), "text": "@tiendaluna la web"}
        told = [mention(str(number), author_id=str(4000 + number), **more) for number in customers]
        events(world, *(event for one in told for event in read_delivery(one).events))

    def falls_due(at: datetime) -> None:
        world.at(at)
        world.call("hours")
        for _ in range(3):
            world.drain("events", "cases")

    asks(range(11), open_hours)
    falls_due(open_hours + timedelta(hours=4, minutes=30))
    assert operator.rings("SlaBreach")
    texts = ("--text", "es=La web va lenta.", "--end-text", "es=Ya va.")
    assert "web is open" in operator.run("incidents", "open", "tiendaluna", "web", "--term", "la web", *texts)
    assert "web  since" in operator.run("incidents", "list", "tiendaluna")
    present = operator.account
    longer = replace(present.sla, complaint_minutes=600, other_minutes=600)
    operator.pushes(tmp_path, replace(present, sla=longer))
    asks(range(11, 12), open_hours + timedelta(hours=6))
    # By the targets before they would have been late an hour after the next opening.
    operator.counted.clear()
    falls_due(open_hours + timedelta(days=1, minutes=30))
    assert operator.counted["cases", "SlaBreach"] == []
