"""Settings through the handler: shown, tried, saved as a version, refused with the place, and never lost to another."""

import importlib
import json
import re
from html import unescape
from types import SimpleNamespace

import pytest
from tests.functions.conftest import ACCOUNT, SHOP, WEEK
from tests.functions.desk.conftest import ORIGIN, Desk
from tests.functions.desk.settings_forms import BASE, SECTIONS, account, filled_in, form_of, put
from tests.there import there

from care.tables.accounts import Accounts
from care.tables.audit import Audit

SELFSERVICE = {
    "articles": [
        {
            "id": "returns",
            "question": {"es": "¿Cómo devuelvo un producto?"},
            "variants": {"es": ["plazo de devolución"]},
            "answer": {"es": "Tienes 30 días."},
        }
    ],
    "lookups": [
        {
            "id": "order",
            "asks": {"es": ["¿Dónde está mi pedido?"]},
            "url": "https://api.shop.example/orders/{order}",
            "fields": {"status": "order.status"},
            "answer": {"es": "Está {status}."},
            "parameters": [{"name": "order", "pattern": r"LN-\d{5}", "prompt": {"es": "¿Qué número?"}}],
        }
    ],
}
FULL = {
    "hours": {
        "timezone": "Europe/Madrid",
        "weekly": WEEK | {"sat": [["22:00", "02:00"]], "sun": [["20:00", "24:00"]]},
        "dates": [
            {"from": "2026-01-06", "open": [], "label": "Reyes"},
            {"from": "2026-12-24", "to": "2026-12-26", "open": [["10:00", "12:00"], ["16:00", "18:00"]]},
        ],
        "absences": [
            {"from": "2026-10-25T00:30:00Z", "to": "2026-10-25T01:30:00Z", "label": "cambio de hora"},
            {"from": "2027-01-02T09:00:30Z", "to": "2027-01-03T09:00:00Z"},
        ],
    },
    "selfservice": SELFSERVICE,
    "texts": {"closed": {"es": ["Hola, volvemos {return}.", "Volvemos {return}, gracias."]}, "allow_links": True},
    "triage": {
        "added": [{"language": "es", "topic": "complaint", "phrase": "vaya tela", "weight": 6}],
        "switched_off": ["es:complaint:no funciona"],
        "changed": [{"id": "es:complaint:averiad*", "weight": 9}],
    },
    "second_look": ["abogado", "denuncia"],
    "survey": {"sampling": 0.35, "texts": {"nps": {"en": ["From 0 (no) to 10 (yes), would you recommend us?"]}}},
    "sla": {"resolution_minutes": 900},
    "courtesy": {"greeting": True, "thanks": "private", "texts": {"goodbye": {"pt": ["Voltamos {return}."]}}},
}


@pytest.mark.parametrize(
    "where",
    [
        *SECTIONS,
        "texts?part=private.open",
        "texts?part=note",
        "texts?part=absences.cambio%20de%20hora",
        "courtesy?part=goodbye",
        "selfservice?part=articles.returns",
        "selfservice?part=lookups.order",
    ],
)
def test_a_form_that_is_saved_as_it_was_shown_changes_nothing(desk: Desk, where):
    put(desk, **FULL)
    before = account(desk)
    fields = form_of(desk, where)
    answer = desk.post(f"{BASE}/{where.partition('?')[0]}", "supervisor", **fields, do="save")
    assert answer.status == 303, answer.body
    after = account(desk)
    assert after.version == before.version + 1
    assert json.loads(after.model_dump_json(by_alias=True)) == json.loads(before.model_dump_json(by_alias=True))


def test_new_hours_are_previewed_and_then_saved_with_who_and_when_and_a_sweep(desk: Desk):
    fields = form_of(desk, "hours") | {
        "weekly.wed.0.from": "8:30",
        "dates.0.from": "2026-12-25",
        "dates.0.label": "Navidad",
    }
    shown = desk.post(f"{BASE}/hours", "supervisor", **fields, do="preview")
    assert shown.status == 200
    assert re.search("mañana, miércoles 25 de noviembre,? a las 8:30, hora de Madrid", shown.body)
    assert re.search("tomorrow, [^<]* at 8:30", shown.body)
    assert "Navidad" in shown.body
    assert account(desk).version == 1, "a preview stores nothing"
    saved = desk.post(f"{BASE}/hours", "supervisor", **fields, do="save")
    assert saved.headers["location"].endswith("/hours?saved=2")
    now = account(desk)
    assert now.hours.weekly["wed"][0] == ("08:30", "14:00")
    [version, *_] = Accounts(desk.world.dynamodb, "accounts").versions(SHOP)
    assert (version.number, version.saving.by, version.saving.about) == (2, "sara@shop.example", "hours")
    assert version.saving.at is not None
    rows = desk.world.dynamodb.scan(TableName="conversations")["Items"]
    assert [row["sk"]["S"] for row in rows if row["pk"]["S"] == f"SWEEP#{SHOP}"] == ["SWEEP#settings:2"]
    [(_, deed)] = Audit(desk.world.dynamodb, "accounts").month(SHOP, "2026-11")
    assert (deed.by, deed.what, deed.about) == ("sara@shop.example", "settings", "hours, on version 1")


def test_public_holidays_of_a_country_join_the_dates_as_push_does(desk: Desk):
    fields = form_of(desk, "hours") | {"country": "es", "region": "MD"}
    assert desk.post(f"{BASE}/hours", "supervisor", **fields).status == 303
    now = account(desk)
    assert there(now.holidays).years == (2026,)
    assert any(entry.label == "Natividad del Señor" for entry in now.hours.dates)
    wrong = desk.post(f"{BASE}/hours", "supervisor", **form_of(desk, "hours") | {"country": "XX", "region": ""})
    assert wrong.status == 422
    assert "no public holidays are known of “XX”" in wrong.body


def test_of_two_who_change_the_settings_the_second_is_told_and_loses_nothing(desk: Desk):
    first = form_of(desk, "hours") | {"weekly.mon.0.from": "10:00"}
    second = form_of(desk, "hours") | {"weekly.mon.0.from": "11:00"}
    assert desk.post(f"{BASE}/hours", "supervisor", **first).status == 303
    told = desk.post(f"{BASE}/hours", "supervisor", **second)
    assert told.status == 409
    assert "Somebody else saved meanwhile" in told.body
    assert "Sara" in told.body
    assert 'name="weekly.mon.0.from" value="11:00"' in told.body
    assert account(desk).hours.weekly["mon"][0][0] == "10:00"
    assert desk.post(f"{BASE}/hours", "supervisor", **filled_in(told.body)).status == 303, "on purpose it goes"
    assert account(desk).hours.weekly["mon"][0][0] == "11:00"


def test_a_version_that_comes_at_the_very_moment_stops_the_saving(desk: Desk):
    from care.tables.accounts import SavedMeanwhile

    store = Accounts(desk.world.dynamodb, "accounts")
    store.put(ACCOUNT)
    with pytest.raises(SavedMeanwhile):
        store.put(ACCOUNT, on=1)
    assert store.put(ACCOUNT, on=2) == 3


def test_texts_are_shown_in_three_languages_with_their_length_before_they_are_saved(desk: Desk):
    fields = form_of(desk, "texts") | {"pt.0": "Voltamos {return}. 👍"}
    body = unescape(desk.post(f"{BASE}/texts", "supervisor", **fields, do="preview").body)
    assert "Voltamos amanhã, quarta-feira, 25 de novembro" in body
    assert re.search(r"Voltamos amanhã[^<]*<span class=\"counted\"[^>]*>\d+ / 280<", body)
    assert body.count("as shipped") >= 2
    assert desk.post(f"{BASE}/texts", "supervisor", **fields).status == 303
    assert account(desk).texts.closed.pt == ("Voltamos {return}. 👍",)
    assert account(desk).texts.closed.es == ()


def test_a_pasted_text_is_explained_by_the_rules_as_they_stand_in_the_form(desk: Desk):
    fields = form_of(desk, "lexicon") | {"added.0.phrase": "vaya tela", "added.0.weight": "7"}
    answer = desk.post(f"{BASE}/lexicon", "supervisor", **fields, do="try", try_text="vaya tela con el envío")
    body = unescape(answer.body)
    assert "“vaya tela”" in body
    assert "es:complaint:vaya tela" in body
    assert account(desk).version == 1
    assert "vaya tela" not in answer.headers.get("location", "")


def test_the_simulation_counts_what_would_have_been_asked_and_stores_nothing(desk: Desk):
    desk.writes("hola, no funciona", private=True)
    body = desk.post(f"{BASE}/surveys", "supervisor", **form_of(desk, "surveys"), do="simulate").body
    assert "0 of 0 resolved cases would have been asked about, at $0" in body
    assert account(desk).version == 1


def test_articles_and_lookups_are_added_changed_tried_and_deleted(desk: Desk):
    new = form_of(desk, "selfservice?part=articles.") | {
        "question.es": "¿Cómo devuelvo un producto?",
        "variants.es": "plazo de devolución\nquiero cambiar la talla",
        "answer.es": "Tienes 30 días.",
    }
    assert desk.post(f"{BASE}/selfservice", "supervisor", **new).status == 303
    [article] = account(desk).selfservice.articles
    assert (article.id, article.variants.es[1]) == ("como-devuelvo-un-producto", "quiero cambiar la talla")
    tried = form_of(desk, "selfservice") | {"do": "try", "try_text": "quiero cambiar la talla", "try_language": "es"}
    body = desk.post(f"{BASE}/selfservice", "supervisor", **tried).body
    assert "Tienes 30 días." in body
    assert "It asks for an entry" in body
    assert "Self-service is off" in body
    on = form_of(desk, "selfservice") | {"enabled": "true"}
    assert desk.post(f"{BASE}/selfservice", "supervisor", **on).status == 303
    assert account(desk).selfservice.enabled
    gone = form_of(desk, f"selfservice?part=articles.{article.id}") | {"do": "delete"}
    assert desk.post(f"{BASE}/selfservice", "supervisor", **gone).status == 303
    assert account(desk).selfservice.articles == ()
    assert not account(desk).selfservice.enabled, "nothing is left to offer"
    again = desk.post(f"{BASE}/selfservice", "supervisor", **gone)
    assert again.status == 422
    assert "there is no such entry any more" in again.body


def test_versions_are_listed_and_one_can_be_gone_back_to(desk: Desk):
    changed = form_of(desk, "targets") | {"complaint_minutes": "30", "second_look": "abogado"}
    desk.post(f"{BASE}/targets", "supervisor", **changed)
    page = desk.get(f"{BASE}/versions", "supervisor").body
    assert "Sara" in page
    asked = desk.get(f"{BASE}/versions?number=1", "supervisor").body
    assert "Words for approval" in asked
    stale = desk.post(f"{BASE}/versions/1/back", "supervisor", version="1")
    assert stale.status == 409
    assert account(desk).sla.complaint_minutes == 30
    assert desk.post(f"{BASE}/versions/1/back", "supervisor", version="2").status == 303
    now = account(desk)
    assert (now.version, now.sla.complaint_minutes, now.second_look) == (3, 60, ())
    for number in ("99", "0", "x", "1" * 50):
        assert desk.post(f"{BASE}/versions/{number}/back", "supervisor", version="3").status == 404
    assert desk.get(f"{BASE}/versions?number=99", "supervisor").status == 404


def test_courtesies_show_what_they_cost_before_they_are_switched_on(desk: Desk):
    fields = form_of(desk, "courtesy")
    shown = unescape(desk.post(f"{BASE}/courtesy", "supervisor", **fields | {"greeting": "true"}, do="preview").body)
    posts = 21  # Mondays to Fridays of November 2026
    assert f"{posts} posts · $0.315" in shown
    assert not account(desk).courtesy.greeting, "nothing is stored yet"
    desk.post(f"{BASE}/courtesy", "supervisor", **fields | {"greeting": "true", "thanks": "everybody"}, do="save")
    assert (account(desk).courtesy.greeting, account(desk).courtesy.thanks) == (True, "everybody")
    texts = form_of(desk, "courtesy?part=greeting") | {"es.0": "Buenos días de {brand}: hoy {today}."}
    said = unescape(desk.post(f"{BASE}/courtesy", "supervisor", **texts, do="preview").body)
    assert "Buenos días de Tienda Luna: hoy de 9:00 a 14:00 y de 16:00 a 19:00." in said
    assert desk.post(f"{BASE}/courtesy", "supervisor", **texts, do="save").status == 303
    assert account(desk).courtesy.texts.greeting.es == ("Buenos días de {brand}: hoy {today}.",)
    assert account(desk).courtesy.greeting, "the other parts stay"
    assert desk.get(f"{BASE}/courtesy?part=nothing", "supervisor").status == 404


def test_the_price_of_a_chat_is_typed_in_dollars_and_stored_in_whole_micro_dollars(desk: Desk):
    fields = form_of(desk, "chats")
    assert (fields["price_micro_dollars"], fields["per_day"], fields["typing"]) == ("0.015", "500", "true")
    typed = fields | {"price_micro_dollars": "0,0125", "per_day": "40"}
    del typed["typing"]
    assert "$0.50" in unescape(desk.post(f"{BASE}/chats", "supervisor", **typed, do="try").body)
    assert desk.post(f"{BASE}/chats", "supervisor", **typed, do="save").status == 303
    chat = account(desk).chat
    assert (chat.price_micro_dollars, chat.per_day, chat.typing, chat.mark_read) == (12_500, 40, False, True)


@pytest.mark.parametrize(
    "price", ["", "free", "-1", "2", "0.0000001", "1e400", "1e999990", "1e999999", "NaN", "Infinity", "0.01 $"]
)
def test_a_price_of_a_chat_that_is_none_is_refused_at_its_field(desk: Desk, price: str):
    fields = form_of(desk, "chats") | {"price_micro_dollars": price}
    answer = desk.post(f"{BASE}/chats", "supervisor", **fields, do="save")
    assert answer.status == 422
    assert 'id="wrong-price_micro_dollars"' in answer.body
    assert account(desk).chat.price_micro_dollars == 15_000


def test_half_a_character_in_a_body_of_json_is_refused_and_breaks_no_page(desk: Desk):
    body = json.dumps(
        {"csrf": desk.csrf("supervisor"), "version": "1", "es.0": "\ud800 {return}", "timezone": "\ud800"}
    )
    headers = {"content-type": "application/json", "origin": ORIGIN}
    for section in SECTIONS:
        answer = desk.call("POST", f"{BASE}/{section}", "supervisor", body, headers)
        assert answer.status == 400
        answer.body.encode()


def test_what_the_profile_on_x_suggests_stands_in_the_field_and_is_stored_only_where_somebody_saves_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    desk.world.handler("desk")
    at_desk = importlib.import_module("desk.at_x")
    asked = form_of(desk, "targets") | {"do": "suggest"}
    profile = SimpleNamespace(name="Tienda Luna", description="912 345 678", location="", links=())
    monkeypatch.setattr(at_desk, "own_profile", lambda *_: profile)
    page = desk.post(f"{BASE}/targets", "supervisor", **asked).body
    assert "912 345 678\nTienda Luna</textarea>" in page
    assert "2 suggestions of your profile on X" in page
    assert account(desk).own_data == ()
    monkeypatch.setattr(at_desk, "own_profile", lambda *_: None)
    assert "X does not say at the moment" in desk.post(f"{BASE}/targets", "supervisor", **asked).body
