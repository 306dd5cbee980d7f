"""The board, the report of any days and by person, and what a version of the settings changed."""

import re
from copy import replace
from datetime import datetime, timedelta

import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import PEOPLE, Desk

from care.model.events import SendSettled
from care.queues import send_all
from care.tables.accounts import Accounts
from care.tables.reports import Reports

ANA = PEOPLE["agent"].id


def answered(desk: Desk, case_id: str) -> None:
    """Ana answers, and X has it."""
    form = {"channel": "public", "text": "Hola", "action_id": "answer-of-ana"}
    assert desk.post(f"/desk/cases/{case_id}/do/reply", "agent", **form).status == 303
    desk.apply()
    case = desk.world.conversations.case(case_id)
    assert case is not None
    told = SendSettled.model_validate(
        {
            **case.ids,
            "item_id": f"{case_id}:reply:answer-of-ana",
            "purpose": "reply",
            "channel": "public",
            "outcome": "sent",
        }
        | {"at": desk.now(), "text": "Hola", "x_id": "2126299999999999777", "written_by": ANA}
    )
    assert send_all(desk.world.sqs, desk.world.queues["events"], [told])
    desk.apply()


def test_the_board_is_the_supervisors_and_tells_who_waits_with_whom(desk: Desk):
    first = desk.writes("@tiendaluna la lámpara llegó rota, <i>qué vergüenza</i>", name="<b>Marta</b>")
    desk.writes("@tiendaluna ¿a qué hora abrís?", name="Iker")
    assert desk.post(f"/desk/cases/{first}/do/assign", "agent", to=ANA).status == 303
    desk.apply()
    page = desk.get(f"/desk/steer/{SHOP}/board", "supervisor").body
    assert re.search(r"<dt>Wait for an answer</dt><dd>2</dd>", page)
    assert re.search(r'<th scope="row">Ana</th><td>1</td>', page)
    assert re.search(r'<th scope="row">nobody</th><td>1</td>', page)
    assert "&lt;b&gt;Marta" in page
    live = desk.get(f"/desk/steer/{SHOP}/board/live", "supervisor")
    again = desk.get(f"/desk/steer/{SHOP}/board/live", "supervisor", if_none_match=live.headers["etag"])
    assert again.status in {200, 304}
    assert desk.get(f"/desk/steer/{SHOP}/board", "agent").status == 403


def test_the_report_tells_of_any_days_and_of_each_person(desk: Desk):
    case_id = desk.writes("@tiendaluna la lámpara llegó rota")
    answered(desk, case_id)
    assert desk.post(f"/desk/cases/{case_id}/do/resolve", "agent").status == 303
    desk.apply()
    Reports(desk.world.dynamodb, "conversations", "accounts").roll(SHOP, desk.now().date())
    today = desk.now().date()
    days = f"since={today - timedelta(days=40)}&until={today + timedelta(days=1)}"
    page = desk.get(f"/desk/report?account={SHOP}&view=range&{days}", "supervisor").body
    assert re.search(r'<th scope="row">Ana</th><td>1</td><td>1</td><td>0</td>', page)
    table = desk.get(f"/desk/report/table/agents?account={SHOP}&view=range&{days}", "supervisor")
    assert table.body.splitlines()[1].startswith("Ana,1,1,0")
    assert ANA not in table.body
    before = f"since={today - timedelta(days=40)}&until={today - timedelta(days=20)}"
    assert "Ana" not in desk.get(f"/desk/report/table/agents?account={SHOP}&view=range&{before}", "supervisor").body
    assert desk.get(f"/desk/report?account={SHOP}&view=range&{days}", "agent").status == 403


@pytest.mark.parametrize(
    "days",
    [
        "",
        "since=x&until=y",
        "since=2026-11-30&until=2026-11-01",
        "since=0001-01-01&until=9999-12-31",
        "since=2020-01-01&until=2026-11-01",
    ],
)
def test_a_range_that_makes_no_sense_is_a_range_that_does(desk: Desk, days: str):
    page = desk.get(f"/desk/report?account={SHOP}&view=range&{days}", "supervisor")
    assert page.status == 200
    found = re.findall(r'type="date" name="\w+" value="([\d-]+)"', page.body)
    since, until = map(datetime.fromisoformat, found)
    assert timedelta(0) <= until - since <= timedelta(days=366)


def test_a_version_tells_what_it_changed_and_only_to_who_may(desk: Desk):
    accounts = Accounts(desk.world.dynamodb, "accounts")
    account = accounts.fresh(SHOP)
    accounts.put(replace(account, desk=replace(account.desk, influencer_followers=777)))
    number = accounts.fresh(SHOP).version
    address = f"/desk/settings/{SHOP}/versions?shows="
    page = desk.get(f"{address}{number}", "supervisor").body
    assert "<del>10000</del>" in page
    assert "<ins>777</ins>" in page
    assert desk.get(f"{address}{number}", "agent").status == 403
    assert desk.get(f"{address}999", "supervisor").status == 404
    assert desk.get(f"{address}evil", "supervisor").status == 404
