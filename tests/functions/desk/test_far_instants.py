"""Instants at the end of the calendar: refused where they come in, and no page falls over those that are stored."""

from copy import replace
from datetime import datetime

import pytest
from tests.functions.conftest import ACCOUNT, SHOP
from tests.functions.desk.conftest import Desk
from tests.functions.desk.settings_forms import BASE, account, form_of
from tests.there import there

from care.hours import Hours
from care.tables.accounts import Accounts
from care.tables.attributes import attributes_of, item_of, plain

FAR = "9999-12-31T23:59:59Z"
INCIDENT = {"incident_id": "web", "terms": "web caída", "text_es": "Lo sabemos.", "end_es": "Ya funciona."}


@pytest.mark.parametrize(
    ("kind", "field", "more"), [("promise", "due_at", {"text": "llamar"}), ("snooze", "until", {})]
)
@pytest.mark.parametrize("instant", [FAR, "9999-12-31T23:59", "0001-01-01T00:00", "2006-03-20T10:00"])
def test_a_promise_or_a_snooze_out_of_reach_is_refused(desk: Desk, kind, field, more, instant):
    case_id = desk.writes("¿Dónde está mi pedido?")
    refused = desk.post(f"/desk/cases/{case_id}/do/{kind}", "agent", **more, **{field: instant})
    assert refused.status == 422
    assert "choose a date from 2006-03-21 to 2099-12-31" in refused.body


def test_an_incident_whose_end_is_expected_out_of_reach_is_refused(desk: Desk):
    refused = desk.post(f"/desk/steer/{SHOP}/incidents", "supervisor", **INCIDENT, until=FAR)
    assert refused.status == 422
    assert Accounts(desk.world.dynamodb, "accounts").get(SHOP).incidents == ()


def test_an_absence_out_of_reach_is_refused_beside_its_field(desk: Desk):
    form = form_of(desk, "hours") | {"absences.0.from": "2026-12-26T10:00", "absences.0.to": "9999-12-31T10:00"}
    refused = desk.post(f"{BASE}/hours", "supervisor", **form)
    assert refused.status == 422
    assert "choose a date from 2006-03-21 to 2099-12-31" in refused.body
    assert account(desk).version == 1


def test_more_special_dates_than_the_form_can_take_are_refused_and_the_form_says_so(desk: Desk):
    dates = {f"dates.{n}.from": f"{2027 + n // 336}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}" for n in range(500)}
    refused = desk.post(f"{BASE}/hours", "supervisor", **(form_of(desk, "hours") | dates))
    assert refused.status == 422
    assert "400 fit" in refused.body


def test_pages_show_a_promise_a_snooze_an_incident_and_an_absence_that_were_stored_before(desk: Desk):
    case_id = desk.writes("¿Dónde está mi pedido?")
    desk.post(f"/desk/cases/{case_id}/do/promise", "agent", text="llamar", due_at="2027-01-01T10:00")
    desk.post(f"/desk/cases/{case_id}/do/snooze", "agent", until="2027-01-01T10:00")
    desk.post(f"/desk/steer/{SHOP}/incidents", "supervisor", **INCIDENT, until="2027-01-01T10:00")
    desk.apply()
    dynamodb, far = desk.world.dynamodb, datetime.fromisoformat(FAR)
    case = there(desk.world.conversations.case(case_id))
    later = replace(case, promises=tuple(replace(one, due_at=far) for one in case.promises), snoozed_until=far)
    key = attributes_of({"pk": f"CASE#{case_id}", "sk": "CASE"})
    row = dynamodb.get_item(TableName="conversations", Key=key)["Item"]
    values = {name: value for name, value in plain(later).items() if name in {"promises", "snoozed_until"}}
    dynamodb.put_item(TableName="conversations", Item={**row, **item_of(values)})
    hours = Hours.model_validate(
        {**ACCOUNT.hours.model_dump(), "absences": [{"from": "2027-01-01T00:00:00Z", "to": FAR}]}
    )
    row = dynamodb.get_item(TableName="accounts", Key=attributes_of({"pk": "ACCOUNTS", "sk": SHOP}))["Item"]
    row["settings"]["S"] = replace(ACCOUNT, hours=hours).model_dump_json(by_alias=True)
    row["incidents"]["S"] = row["incidents"]["S"].replace("2027-01-01T10:00:00+01:00", FAR)
    assert FAR in row["incidents"]["S"]
    dynamodb.put_item(TableName="accounts", Item=row)
    case = there(desk.world.conversations.case(case_id))
    assert (case.snoozed_until, case.promises[0].due_at) == (far, far)
    for path in (
        *("/desk/cases", "/desk/cases?view=snoozed", "/desk/cases?view=promises", f"/desk/cases/{case_id}"),
        *(f"/desk/steer/{SHOP}/incidents", f"{BASE}/hours"),
    ):
        assert desk.get(path, "supervisor").status == 200, path
    for ending in ("", ".json", ".ics"):
        event = {
            "rawPath": f"/hours/tiendaluna{ending}",
            "requestContext": {"domainName": "h.example", "http": {"method": "GET"}},
            "headers": {},
        }
        told = desk.world.call("hours_page", {"version": "2.0", "rawQueryString": "", **event})
        assert told["statusCode"] == 200, ending
    ended = desk.post(f"/desk/steer/{SHOP}/incidents/web/end", "supervisor", end_es="Ya.")
    assert ended.status == 303
