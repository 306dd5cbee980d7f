"""Work in one place: what is done with a reply, whose it was, the list beside a case, a customer's other matters."""

import re
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, SHOP
from tests.functions.desk.conftest import OTHER, Desk

from care.model.case import Case
from care.model.events import SendSettled
from care.model.outcomes import Code, codes
from care.outbox.report import report_of
from care.queues import send_all

CUSTOMER = "3000000000000000077"


def reply(desk: Desk, case: str, action: str, **more: str) -> None:
    answer = desk.post(f"/desk/cases/{case}/do/reply", "agent", channel="private", action_id=action, **more)
    assert answer.status == 303, answer.body
    desk.apply()


def settle(desk: Desk, case: str, action: str, became: str = "sent") -> Case:
    [item] = [one for one in desk.world.outbox.of_case(SHOP, case) if one.item_id.endswith(action)]
    event: SendSettled = report_of(item, became, desk.now(), "9001")
    assert send_all(desk.world.sqs, desk.world.queues["events"], [event])
    desk.apply()
    found = desk.world.conversations.case(case)
    assert found is not None
    return found


def test_a_reply_resolves_its_case_once_x_has_it(desk: Desk):
    case = desk.writes("hola, mi paquete", private=True, customer=CUSTOMER)
    reply(desk, case, "a" * 32, text="Sale hoy", then="resolve")
    on_its_way = desk.world.conversations.case(case)
    assert on_its_way is not None
    assert on_its_way.state == "open"
    assert settle(desk, case, "a" * 32).state == "resolved"


def test_a_reply_that_x_refuses_leaves_its_case_open(desk: Desk):
    case = desk.writes("hola, mi paquete", private=True, customer=CUSTOMER)
    reply(desk, case, "a" * 32, text="Sale hoy", then="resolve")
    assert settle(desk, case, "a" * 32, "refused").state == "open"


def test_who_writes_before_the_reply_has_gone_is_not_resolved_away(desk: Desk):
    case = desk.writes("hola, mi paquete", private=True, customer=CUSTOMER)
    reply(desk, case, "a" * 32, text="Sale hoy", then="resolve")
    desk.world.clock.write_text("120")
    desk.writes("¡y la factura!", private=True, customer=CUSTOMER)
    after = settle(desk, case, "a" * 32)
    assert after.state == "waiting"
    told = desk.world.conversations.became(SHOP, CUSTOMER, f"settled:{case}:reply:{'a' * 32}:sent")
    assert told is not None
    assert Code.customer_wrote_since in codes(told)


def test_a_reply_puts_its_case_out_of_sight_or_gives_it_to_a_colleague(desk: Desk):
    case = desk.writes("hola, mi paquete", private=True, customer=CUSTOMER)
    reply(desk, case, "a" * 32, text="Lo miramos", then="snooze", preset="next_week")
    snoozed = settle(desk, case, "a" * 32)
    assert snoozed.snoozed_until is not None
    assert snoozed.snoozed_until.astimezone(ACCOUNT.hours.zone).weekday() == 0
    reply(desk, case, "b" * 32, text="Te lo dice Luis", then="assign", to="luis@shop.example")
    assert settle(desk, case, "b" * 32).assignee == "luis@shop.example"


def test_a_case_that_a_colleague_resolved_meanwhile_is_not_put_out_of_sight(desk: Desk):
    case = desk.writes("hola, mi paquete", private=True, customer=CUSTOMER)
    reply(desk, case, "a" * 32, text="Lo miramos", then="snooze", preset="next_week")
    desk.post(f"/desk/cases/{case}/do/resolve", "colleague")
    desk.apply()
    after = settle(desk, case, "a" * 32)
    assert (after.state, after.snoozed_until) == ("resolved", None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"then": "snooze"},
        {"then": "burn"},
        {"then": "snooze", "preset": "someday"},
        {"then": "snooze", "until": "9999-12-31T00:00"},
    ],
)
def test_what_cannot_be_done_afterwards_is_refused_with_the_reply(desk: Desk, wrong: dict[str, str]):
    case = desk.writes("hola", private=True, customer=CUSTOMER)
    body = {"channel": "private", "text": "Hola", **wrong}
    answer = desk.post(f"/desk/cases/{case}/do/reply", "agent", **body)
    assert answer.status == 422
    desk.apply()
    assert not [item for item in desk.world.outbox.of_case(SHOP, case) if item.purpose == "reply"]


def test_nobody_gives_a_case_with_a_reply_to_who_may_not_see_it(desk: Desk):
    case = desk.writes("hola", private=True, customer=CUSTOMER)
    body = {"channel": "private", "text": "Hola", "then": "assign", "to": "eva@other.example"}
    assert desk.post(f"/desk/cases/{case}/do/reply", "agent", **body).status == 400


def test_everybody_sees_who_wrote_a_reply_on_its_way_and_afterwards(desk: Desk):
    case = desk.writes("hola", private=True, customer=CUSTOMER)
    reply(desk, case, "a" * 32, text="Buenas, ¿qué tal?")
    before = re.search(r"<strong>\s*Ana\s*</strong>", desk.get(f"/desk/cases/{case}", "colleague").body)
    settle(desk, case, "a" * 32)
    after = re.search(r"<strong>\s*Ana\s*</strong>", desk.get(f"/desk/cases/{case}", "colleague").body)
    assert before
    assert after
    story = desk.get(f"/desk/api/cases/{case}", "agent").json()["story"]
    assert {one["who"] for one in story if one["purpose"] == "reply"} == {"ana@shop.example"}


def test_a_preset_snoozes_without_a_date(desk: Desk):
    case = desk.writes("hola", private=True, customer=CUSTOMER)
    assert desk.post(f"/desk/cases/{case}/do/snooze", "agent", preset="in_two_hours", until="").status == 303
    desk.apply()
    found = desk.world.conversations.case(case)
    assert found is not None
    assert found.snoozed_until is not None
    assert desk.post(f"/desk/cases/{case}/do/snooze", "agent", until="").status == 422


def test_the_list_beside_a_case_keeps_the_filters_and_marks_the_case(desk: Desk):
    case = desk.writes("@tiendaluna uno", name="Uno")
    other = desk.writes("@tiendaluna dos", name="Dos")
    row = re.search(rf'href="([^"]*{case}[^"]*)"', desk.get("/desk/cases?channel=public", "agent").body)
    assert row
    assert "channel=public" in row[1]
    page = desk.get(row[1].replace("&amp;", "&"), "agent").body
    beside = re.search(r'data-beside="([^"]*)"', page)
    assert beside
    shown = desk.get(beside[1].replace("&amp;", "&"), "agent").body
    assert f'href="/desk/cases/{other}?account={SHOP}&amp;view=open&amp;channel=public"' in shown
    current = re.search(r'id="beside-(\w+)"[^>]*aria-current', shown)
    assert current
    assert current[1] == case
    back = re.search(r'class="back" href="([^"]*)"', page)
    assert back
    assert "channel=public" in back[1]


def test_a_customers_other_matters_stand_beside_a_case_and_in_the_api(desk: Desk):
    first = desk.writes("hola, mi paquete", private=True, customer=CUSTOMER)
    desk.post(f"/desk/cases/{first}/do/resolve", "agent", action_id="a" * 32)
    desk.apply()
    desk.world.clock.write_text(str(60 * 60 * 24 * 20))
    second = desk.writes("@tiendaluna otra cosa", customer=CUSTOMER)
    theirs = desk.writes("@otra otra cosa", customer=CUSTOMER, account=OTHER)
    assert len({first, second, theirs}) == 3
    page = desk.get(f"/desk/cases/{second}", "agent").body
    assert f'href="/desk/cases/{first}"' in page
    assert theirs not in page
    history: list[dict[str, Any]] = desk.get(f"/desk/api/cases/{second}", "agent").json()["history"]
    assert [one["case_id"] for one in history] == [second, first]
    assert history[1]["state"] == "resolved"
    # Who wrote a DM on an earlier matter may be answered by DM on this one.
    ways = {way["channel"]: way for way in desk.get(f"/desk/api/cases/{second}", "agent").json()["ways"]}
    assert ways["private"]["open"]


def test_scores_of_other_matters_are_for_supervisors(desk: Desk):
    first = desk.writes("hola", private=True, customer=CUSTOMER)
    survey = {"state": {"S": "answered"}, "kind": {"S": "csat"}, "score": {"N": "2"}}
    desk.world.dynamodb.update_item(
        TableName="conversations",
        Key={"pk": {"S": f"CASE#{first}"}, "sk": {"S": "CASE"}},
        UpdateExpression="SET survey = :survey",
        ExpressionAttributeValues={":survey": {"M": survey}},
    )
    for who, score in (("agent", None), ("supervisor", 2)):
        history = desk.get(f"/desk/api/cases/{first}", who).json()["history"]
        assert history[0].get("score") == score, who
