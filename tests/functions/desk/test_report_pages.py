"""The report at the desk: what was counted is shown and can be taken away, and nobody else's is."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import Desk
from tests.functions.starting import clients

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def counted(desk: Desk) -> Desk:
    """A day with an answered complaint and an unanswered question."""
    world = desk.world
    world.at(MORNING)
    case_id = desk.writes("@tiendaluna no funciona, quiero mi dinero", private=True)
    desk.writes("@tiendaluna quiero comprar el vestido rojo")
    world.at(MORNING + timedelta(minutes=20))
    desk.post(f"/desk/cases/{case_id}/do/reply", "agent", channel="private", text="Lo miramos")
    desk.apply()
    desk.post(f"/desk/cases/{case_id}/do/resolve", "agent")
    desk.apply()
    world.call("report", {"account_id": SHOP})
    return desk


def table(html, name):
    """The rows of a table of the page."""
    found = re.search(rf'id="table-{name}">.*?<tbody>(.*?)</tbody>', html, re.DOTALL)
    assert found, f"the page has no table {name}"
    rows = re.findall(r"<tr>(.*?)</tr>", found[1], re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]


def test_a_month_shows_its_measures_with_charts_and_their_tables(counted: Desk):
    html = counted.get(f"/desk/report?account={SHOP}&month=2026-11", "supervisor").body
    assert ["Messages of customers", "2", "", "2", "messages_in"] in table(html, "measures")
    assert table(html, "topics") == [
        ["complaint", "1", "1", "0.0 %", "100.0 %"],
        ["lead", "1", "0", "0.0 %", "-"],
    ]
    assert table(html, "week")[0][:3] == ["Tue", "10:00", "2"]
    assert html.count('role="img"') >= 3
    assert "style=" not in html


def test_today_is_of_the_accounts_own_day_and_the_trend_of_six_months(counted: Desk):
    today = counted.get(f"/desk/report?account={SHOP}&view=today", "supervisor").body
    assert ["Messages of customers", "2", "", "2", "messages_in"] in table(today, "measures")
    assert "Dollars at X" not in today, "what a day cost is not known"
    trend = counted.get(f"/desk/report?account={SHOP}&view=trend&month=2026-11", "supervisor").body
    assert [row[0] for row in table(trend, "volumes")] == [
        "Jun 2026", "Jul 2026", "Aug 2026", "Sep 2026", "Oct 2026", "Nov 2026",
    ]  # fmt: skip
    assert table(trend, "volumes")[-1][1] == "2"


def test_a_month_in_which_nothing_was_counted_is_told_so(desk: Desk):
    answer = desk.get("/desk/report?month=2026-01", "supervisor")
    assert answer.status == 200
    assert "Nothing was counted yet" in answer.body


def test_every_table_is_a_file_for_spreadsheets(counted: Desk):
    html = counted.get(f"/desk/report?account={SHOP}&month=2026-11", "supervisor").body
    hrefs = [href.replace("&amp;", "&") for href in re.findall(r'class="csv" href="([^"]+)"', html)]
    assert len(hrefs) >= 8
    for href in hrefs:
        answer = counted.get(href, "supervisor")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert re.fullmatch(r'attachment; filename="[\w.-]+\.csv"', answer.headers["content-disposition"])
        assert answer.body.startswith("\ufeff")
        rows = list(csv.reader(io.StringIO(answer.body[1:])))
        assert len({len(row) for row in rows}) == 1, href


def test_more_cases_make_no_more_reads(counted: Desk):
    counted.get("/desk/report", "supervisor")
    asked = []
    clients().listen(
        "provide-client-params.dynamodb.Query",
        lambda params, **_: asked.append(params["ExpressionAttributeValues"][":pk"]["S"]),
    )
    path = f"/desk/report?account={SHOP}&view=trend&month=2026-11"
    counted.get(path, "supervisor")
    before = [pk for pk in asked if pk.startswith(("REPORT#", "SPENT#"))]
    for number in range(8):
        counted.writes(f"@tiendaluna ¿y el pedido {number}?")
    counted.world.call("report", {"account_id": SHOP})
    asked.clear()
    counted.get(path, "supervisor")
    assert [pk for pk in asked if pk.startswith(("REPORT#", "SPENT#"))] == before
    assert len(before) == 12
    assert not [pk for pk in asked if pk.startswith(("COUNTS#", "CASE#"))]


@pytest.mark.parametrize(
    "query",
    [
        "month=2026-13",
        "month=%00",
        "month=../../x",
        "view=<script>",
        "month=9999-12",
        "month=2026-11&account=",
        "view=trend&month=2000-01",
    ],
)
def test_hostile_addresses_are_answered_calmly(counted: Desk, query):
    answer = counted.get(f"/desk/report?{query}", "supervisor")
    assert answer.status in {200, 404}
    assert "<script>" not in answer.body.replace("<script src", "")


def test_another_accounts_report_is_not_there_and_agents_see_none(counted: Desk):
    assert counted.get(f"/desk/report?account={SHOP}", "agent").status == 403
    assert counted.get("/desk/report/table/measures", "operator").status == 403
    assert counted.get("/desk/report?account=2999", "supervisor").status == 404
    assert counted.get("/desk/report/table/nothing", "supervisor").status == 400
    assert counted.get("/desk/report/table/%2e%2e", "supervisor").status == 400


def test_a_supervisor_of_another_account_sees_its_own_report_alone(counted: Desk):
    assert counted.get(f"/desk/report?account={SHOP}", "rival").status == 404
    assert counted.get(f"/desk/report/table/measures?account={SHOP}", "rival").status == 404
    assert counted.post(f"/desk/report/{SHOP}/add-up", "rival").status == 404
    assert "Nothing was counted yet" in counted.get("/desk/report", "rival").body


def test_adding_up_needs_the_pages_own_form_and_is_recorded(counted: Desk):
    from care.tables.audit import Audit

    assert counted.post(f"/desk/report/{SHOP}/add-up", "supervisor", csrf="").status == 403
    answer = counted.post(f"/desk/report/{SHOP}/add-up", "supervisor")
    assert (answer.status, answer.headers["location"]) == (303, f"/desk/report?account={SHOP}&view=today&added=up")
    deeds = Audit(counted.world.dynamodb, "accounts").month(SHOP, f"{MORNING:%Y-%m}")
    assert deeds[0][1].what == "report asked"
