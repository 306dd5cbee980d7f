"""What the settings refuse: what is wrong, with its place; what is hostile; and who may not."""

import json
import re
from copy import replace
from html import unescape

import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import OTHER, PEOPLE, Desk
from tests.functions.desk.settings_forms import BASE, SECTIONS, account, filled_in, form_of

from care.tables.people import People


@pytest.mark.parametrize(
    ("where", "changes", "place", "said"),
    [
        ("hours", {"weekly.mon.0.from": "nueve"}, "weekly.mon.0", "“nueve” is no time of day"),
        (
            "hours",
            {"weekly.mon.1.from": "13:00"},
            "weekly.mon.1",
            "one interval starts at 13:00, before another one ends",
        ),
        ("hours", {"timezone": "Europe/Madri"}, "timezone", "did you mean Europe/Madrid?"),
        ("hours", {"dates.0.from": "2026-12-26", "dates.0.to": "2026-12-24"}, "dates.0", "swap the two dates"),
        (
            "hours",
            {"absences.0.from": "2026-12-26T10:00", "absences.0.to": "2026-12-26T09:00"},
            "absences.0",
            "the end is",
        ),
        ("hours", {"always": "true"}, "always", "choose one"),
        ("texts", {"es.0": "Hola {nombre}, volvemos {return}"}, "es.0", "{nombre} is unknown"),
        ("texts", {"es.0": "Hola."}, "es.0", "{return} is missing"),
        ("texts", {"en.0": ("back {return}. " + "long " * 60).strip()}, "en.0", "too long"),
        ("texts?part=note", {"pt.0": "olá"}, "pt.0", "{privacy} is missing"),
        ("lexicon", {"added.0.phrase": "a*", "added.0.weight": "4"}, "added.0", "a * stands"),
        ("lexicon", {"added.0.phrase": "tela", "added.0.weight": "12"}, "added.0", "it has to be 9 or less"),
        ("lexicon", {"switched_off": "es:complaint:no funcoina"}, "switched_off", "did you mean"),
        ("targets", {"complaint_minutes": "pronto"}, "complaint_minutes", "it has to be a number"),
        ("targets", {"undo_seconds": "9999"}, "undo_seconds", "it has to be 600 or less"),
        ("targets", {"countries": "España"}, "countries", "characters that do not belong there"),
        ("surveys", {"sampling": "250"}, "sampling", "from 0 to 100"),
        ("surveys", {"texts.csat.es.0": "¿Qué tal te hemos atendido hoy?"}, "texts.csat.es.0", "say what 1 and 5 mean"),
        ("courtesy", {"thanks_minutes": ""}, "thanks_minutes", "it has to be a number"),
        ("courtesy?part=absence", {"es.0": "Hoy no estamos."}, "es.0", "{return} is missing"),
        ("courtesy?part=thanks", {"en.0": "Thanks, {name}!"}, "en.0", "{name} is unknown"),
        ("courtesy?part=greeting", {"en.0": "{brand} and {brand}"}, "en.0", "once is enough"),
        ("selfservice", {"enabled": "true"}, "enabled", "there is nothing to offer"),
        ("selfservice?part=articles.", {"question.es": "¿Qué?"}, "answer", "no language has a text"),
        ("selfservice?part=lookups.", {"url": "http://x.example/{order}"}, "url", ""),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_stored_or_lost(desk: Desk, where, changes, place, said):
    fields = form_of(desk, where) | changes
    answer = desk.post(f"{BASE}/{where.partition('?')[0]}", "supervisor", **fields)
    assert answer.status == 422
    body = unescape(answer.body)
    assert said in body, re.findall(r'class="problems.*?</div>', body, re.DOTALL)
    assert f'id="wrong-{place}' in body, "it is said beside the field"
    again = filled_in(answer.body)
    assert {name: again.get(name) for name in changes} == changes, "what was typed is still there"
    assert account(desk).version == 1
    live = desk.post(f"{BASE}/{where.partition('?')[0]}", "supervisor", {"hx-request": "true"}, **fields, do="try")
    assert live.status == 200
    assert "<form" not in live.body


def test_only_supervisors_of_the_account_may_and_only_by_their_own_pages(desk: Desk):
    people = People(desk.world.dynamodb, "accounts")
    fields = form_of(desk, "targets") | {"undo_seconds": "30"}
    for who in ("agent", "operator", "stranger"):
        assert desk.get(f"{BASE}/targets", who).status == 403
        assert desk.post(f"{BASE}/targets", who, **{**fields, "csrf": desk.csrf(who)}).status == 403
    assert (
        desk.call(
            "POST", f"{BASE}/targets", "supervisor", "do=save", {"content-type": "application/x-www-form-urlencoded"}
        ).status
        == 403
    )
    assert desk.post(f"{BASE}/targets", "supervisor", **fields | {"csrf": "x"}).status == 403
    people.change(PEOPLE["supervisor"].id, lambda one: replace(one, accounts=(OTHER,), all_accounts=False))
    desk.world.handler("desk")
    from desk.dependencies import people as kept

    kept._known = None
    assert desk.get(f"{BASE}/targets", "supervisor").status == 404
    assert desk.post(f"{BASE}/targets", "supervisor", **fields).status == 404
    assert desk.get(f"/desk/settings?account={SHOP}", "supervisor").status == 404
    assert account(desk).version == 1


@pytest.mark.parametrize(
    "hostile",
    [
        {"version": "x"},
        {"version": ""},
        {"version": "1" * 4000},
        {"part": "absences.<script>"},
        {"part": "private.private_request"},
        {"part": "__class__"},
        {"weekly.mon.99999999.from": "1"},
        {"dates.0.open": "-" * 3000},
        {"timezone": "../../etc/passwd"},
        {"timezone": "\x00"},
        {"country": "E" * 5000, "region": "<b>"},
        {"absences.0.from": "9999-12-31T23:59", "absences.0.to": "0001-01-01T00:00", "absences.0.label": "<img src=x>"},
    ],
)
@pytest.mark.parametrize("section", SECTIONS)
def test_hostile_fields_are_refused_or_ignored_and_never_break_a_page(desk: Desk, section, hostile):
    fields = form_of(desk, section) | hostile
    answer = desk.post(f"{BASE}/{section}", "supervisor", **fields)
    assert answer.status in {303, 400, 404, 422}, answer.body
    assert "<img src=x>" not in answer.body
    assert "<script>" not in answer.body.replace("<script src=", "")


def test_json_with_other_things_than_texts_is_refused(desk: Desk):
    body = json.dumps({"version": 1, "weekly.mon.0.from": ["x"]})
    headers = {"content-type": "application/json", "x-csrf-token": desk.csrf("supervisor")}
    assert desk.call("POST", f"{BASE}/hours", "supervisor", body, headers).status == 400
