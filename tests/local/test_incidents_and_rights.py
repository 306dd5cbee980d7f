"""Incidents, personal data in public, new hours and the customer's rights, as people meet them."""

import tomllib
from datetime import timedelta
from pathlib import Path

from tests.local.running import ROOT, Running

SATURDAY, TUESDAY = 5, 1
DEMO = (ROOT / "infra" / "local" / "demo.toml").read_text()


def test_an_incident_tells_who_asks_about_it_and_its_end_tells_who_waits(x: Running):
    x.to_weekday(SATURDAY, 20)
    texts = ("--text", "es=La web no funciona; lo estamos arreglando.", "--end-text", "es=La web ya funciona.")
    x.centralita("incidents", "open", "tiendaluna", "web", "--term", "la web", *texts)
    # Settings are read again within half a minute of the machine's clock: the sweep tells of the incident at once.
    dm = x.simulate("dm", **{"from": x.customer(), "text": "hola, la web no me carga"})
    x.move(x.now() + timedelta(minutes=2))
    other = x.simulate("dm", **{"from": x.customer(), "text": "hola, ¿tenéis botas?"})
    x.settle()
    x.centralita("incidents", "close", "tiendaluna", "web")
    x.move(x.now() + timedelta(minutes=2))
    told = x.dms_to(dm["from"])
    assert [text for text in told if "La web ya funciona." in text] == told[-1:]
    assert not any("La web" in text for text in x.dms_to(other["from"]))


def test_personal_data_in_public_is_answered_with_how_to_delete_it_and_go_on_in_private(x: Running):
    x.to_weekday(SATURDAY, 21)
    post = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna mi correo es marta.gz@gmail.com"})
    x.settle()
    [reply] = x.replies_to(post)
    assert "marta" not in reply
    assert "privado" in reply.lower()


def test_saved_hours_are_shown_and_kept_to_at_once_and_pulled_as_a_file(x: Running, tmp_path: Path):
    x.to_weekday(TUESDAY, 9, 30)
    post = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna ¿dónde está mi pedido?"})
    x.settle()
    [before] = x.cases(post["from"])
    file = tmp_path / "luna.toml"
    file.write_text(DEMO.replace('tue = [["09:00", "14:00"], ["16:00", "19:00"]]', 'tue = [["09:00", "10:00"]]'))
    assert "is stored" in x.centralita("accounts", "push", str(file), "--yes")
    try:
        x.move(x.now() + timedelta(minutes=2))
        [after] = x.cases(post["from"])
        assert after["respond_by"] > before["respond_by"]
        assert after["settings_version"] == before["settings_version"] + 1
        pulled = tomllib.loads(x.centralita("accounts", "pull", "tiendaluna"))
        assert pulled["hours"]["weekly"]["tue"] == [["09:00", "10:00"]]
    finally:
        file.write_text(DEMO)
        x.centralita("accounts", "push", str(file), "--yes")
        x.settle()
    assert "first response" in x.centralita("cases", "explain", after["case_id"])


def test_the_hours_page_is_served_by_the_run(x: Running):
    page = x.http.get("/hours/tiendaluna", headers={"accept-language": "es"})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "hora de Madrid" in page.text
    assert x.http.get("/hours/TiendaLuna.json").json()["account"]["username"] == "tiendaluna"
    assert f"{x.base}/hours/tiendaluna" in x.http.get("/hours/tiendaluna.jsonld").text
    assert x.http.get("/hours/nobody").status_code == 404


def test_a_customer_is_exported_and_erased(x: Running):
    x.to_weekday(SATURDAY, 22)
    dm = x.simulate("dm", **{"from": x.customer(), "text": "me llamo Marta y no quiero estar aquí"})
    x.settle()
    assert "me llamo Marta" in x.centralita("customers", "export", "tiendaluna", dm["from"])
    x.centralita("customers", "erase", "tiendaluna", dm["from"], "--yes")
    x.settle()
    assert "me llamo Marta" not in str(x.everything_stored())
    x.simulate("redeliver", last=20)
    x.settle()
    assert x.cases(dm["from"]) == []


def test_a_post_that_is_deleted_on_x_loses_its_text_here(x: Running):
    post = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna esto lo borro luego"})
    x.settle()
    x.simulate("delete", id=post["id"])
    x.settle()
    [case] = x.cases(post["from"])
    assert "esto lo borro luego" not in str(x.everything_stored())
    assert x.story(case["case_id"])["messages"][0]["deleted_at"]


def test_an_agents_actions_at_the_terminal_reach_the_customer_and_the_case(x: Running):
    at = x.to_weekday(TUESDAY, 9, 10)
    dm = x.simulate("dm", **{"from": x.customer(), "text": "hola, ¿me decís cuándo llega mi pedido?"})
    x.settle()
    [case] = x.cases(dm["from"])
    case_id = case["case_id"]
    assert "assigned" in x.centralita("cases", "assign", case_id, "ana")
    assert "note saved" in x.centralita("cases", "note", case_id, "llamar al almacén")
    due = (at + timedelta(hours=3)).isoformat()
    assert "promise saved" in x.centralita("cases", "promise", case_id, "decirle el día", due)
    x.centralita("cases", "reply", case_id, "Te lo digo hoy mismo.")
    x.move(x.now() + timedelta(minutes=2))
    assert x.dms_to(dm["from"]) == ["Te lo digo hoy mismo."]
    story = x.story(case_id)
    assert (story["case"]["state"], story["case"]["assignee"]) == ("waiting", "ana")
    assert [m["by"] for m in story["messages"] if m["channel"] == "private"] == ["customer", "centralita"]
    x.move(at + timedelta(hours=4))
    assert [p["state"] for p in x.story(case_id)["case"]["promises"]] == ["broken"]
    assert "already passed" in x.centralita("cases", "snooze", case_id, at.isoformat(), status=1)
    assert "resolved" in x.centralita("cases", "resolve", case_id)
