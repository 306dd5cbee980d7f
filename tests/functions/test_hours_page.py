"""The public hours page as the HTTP API calls it, over a real table in moto."""

import importlib
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import boto3
import pytest
from moto import mock_aws
from tests.functions.conftest import AWS
from tests.functions.starting import clients, function
from tests.template_tables import make_table

from care import aws
from care.hours import calendar
from care.model.account import Account

MONDAY_MORNING = "2026-11-23T10:00:00+01:00"
LUNCH = "2026-11-23T15:00:00+01:00"
SATURDAY = "2026-11-28T12:00:00+01:00"
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
SETTINGS = {
    "id": "2000000000000000001",
    "username": "TiendaLuna",
    "name": "Tienda Luna",
    "language": "es",
    "privacy_url": "https://tiendaluna.example/privacidad",
    "channels": [
        {"label": "Ayuda en la web", "url": "https://tiendaluna.example/ayuda"},
        {"label": "900 123 456", "url": "tel:+34900123456"},
    ],
    "hours": {
        "timezone": "Europe/Madrid",
        "weekly": {day: [["09:00", "14:00"], ["16:00", "19:00"]] for day in WORKDAYS},
        "dates": [
            {"from": "2026-12-08", "open": [], "label": "Inmaculada"},
            {"from": "2027-08-15", "open": [], "label": "Asunción"},
        ],
        "absences": [{"from": "2026-12-02T12:00:00Z", "to": "2026-12-02T15:00:00Z", "label": "Inventario"}],
    },
}


class Page:
    """The function with its table, at an instant that the test chooses."""

    def __init__(self, handler, clock):
        self.handler = handler
        self.clock = clock

    def at(self, instant):
        ahead = datetime.fromisoformat(instant) - datetime.now(UTC)
        self.clock.write_text(str(ahead.total_seconds()), encoding="ascii")
        return self

    def put(self, **changes):
        self.handler.accounts.put(Account.model_validate(SETTINGS | changes))
        return self

    def get(self, path, method="GET", lang=None, **headers):
        event = {
            "rawPath": path,
            "headers": {name.replace("_", "-"): value for name, value in headers.items()},
            "requestContext": {"domainName": "help.example", "http": {"method": method, "path": path}},
        }
        if lang is not None:
            event["queryStringParameters"] = {"lang": lang}
        return self.handler.handle(event, None)


@pytest.fixture
def page(monkeypatch, tmp_path) -> Iterator[Page]:
    clock = tmp_path / "clock"
    environment = {
        "ACCOUNTS_TABLE": "accounts",
        "LOCAL_CLOCK": str(clock),
        **AWS,
        "POWERTOOLS_SERVICE_NAME": "hours_page",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with mock_aws(), monkeypatch.context() as here:
        here.setattr(boto3, "DEFAULT_SESSION", clients())
        here.setattr(aws, "session", clients)
        make_table(boto3.client("dynamodb"), "accounts")
        function("hours_page").start()
        yield Page(function("hours_page").handler, clock).at(MONDAY_MORNING).put()


class Read(HTMLParser):
    """What a page is made of: its texts, tags and attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags: list[tuple[str, dict[str, Any]]] = []
        self.links: dict[str, Any] = {}
        self.times: list[Any] = []
        self.words: list[str] = []
        self.feed(html)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        if "href" in found:
            self.links[found["href"]] = found
        if tag == "time":
            self.times.append(found["datetime"])

    def handle_data(self, data):
        self.words.append(data)


def test_the_page_says_what_a_customer_asks_first(page: Page):
    answer = page.get("/hours/tiendaluna")
    read = Read(answer["body"])
    assert answer["statusCode"] == 200
    assert answer["headers"]["content-type"] == "text/html; charset=utf-8"
    for said in (
        "Tienda Luna",
        "@TiendaLuna",
        "Ofrece atención al cliente en X",
        "Ahora abierto",
        "Abierto hasta las 14:00",
        "Enviar un mensaje privado",
        "Zona horaria: hora de Madrid (UTC+1)",
        "martes 8 de diciembre",
        "Inmaculada",
        "Inventario",
        "Ayuda en la web",
    ):
        assert said in read.text
    assert "Asunción" not in read.text  # nine months ahead
    assert read.links.keys() >= {
        "https://x.com/messages/compose?recipient_id=2000000000000000001",
        "https://x.com/TiendaLuna",
        "https://tiendaluna.example/ayuda",
        "tel:+34900123456",
        "https://tiendaluna.example/privacidad",
        "TiendaLuna/qr.svg",
        "TiendaLuna.ics",
    }
    assert {"09:00", "14:00", "16:00", "19:00", "2026-12-08", "2026-12-02T13:00+01:00"} <= set(read.times)


def test_today_is_marked_in_words_and_for_screen_readers(page: Page):
    read = Read(page.at(SATURDAY).get("/hours/tiendaluna")["body"])
    [today] = [found for tag, found in read.tags if tag == "tr" and found.get("aria-current")]
    assert today["aria-current"] == "date"
    assert re.search(r"sábado hoy Cerrado", read.text)
    assert "Ahora cerrado Volvemos el lunes 30 de noviembre a las 9:00 (hora de Madrid)" in read.text


def test_a_day_of_the_coming_week_that_differs_says_so_in_its_row(page: Page):
    read = Read(page.at("2026-12-03T10:00:00+01:00").get("/hours/tiendaluna")["body"])
    assert "martes 9:00 – 14:00 , 16:00 – 19:00 martes 8 de diciembre : Cerrado · Inmaculada" in read.text


@pytest.mark.parametrize(
    ("accepted", "lang", "tag", "said"),
    [
        (None, None, "es", "Volvemos hoy a las 16:00"),
        ("pt-BR,pt;q=0.9,en;q=0.8", None, "pt-BR", "Voltamos hoje às 16h"),
        ("de, fr;q=0.9, en-GB;q=0.7, es;q=0.3", None, "en-GB", "Back today at 4:00 pm"),
        ("de, fr;q=0.9", None, "es", "Volvemos hoy a las 16:00"),
        ("en;q=0, pt;q=0.1", None, "pt", "Voltamos hoje às 16h00"),
        ("en", "pt", "pt", "Voltamos hoje às 16h00"),
        ("en", "fr", "en", "Back today at 4:00 pm"),
    ],
)
def test_the_visitor_reads_their_own_language(page: Page, accepted, lang, tag, said):
    headers = {"accept_language": accepted} if accepted else {}
    read = Read(page.at(LUNCH).get("/hours/tiendaluna", lang=lang, **headers)["body"])
    assert dict(read.tags)["html"]["lang"] == tag
    assert said in read.text


def test_an_account_is_found_however_its_name_is_written(page: Page):
    bodies = {page.get(f"/hours/{name}")["body"] for name in ("tiendaluna", "TIENDALUNA", "TiendaLuna")}
    assert len(bodies) == 1


@pytest.mark.parametrize(
    ("path", "kind", "said"),
    [
        ("/hours/nobody", "text/html; charset=utf-8", "Não há nenhum horário aqui"),
        ("/hours/nobody.json", "application/json", "Não há nenhum horário aqui"),
        ("/hours/nobody.jsonld", "application/json", "Não há nenhum horário aqui"),
        ("/hours/nobody.ics", "text/plain; charset=utf-8", "Não há nenhum horário aqui"),
        ("/hours/nobody/qr.svg", "text/plain; charset=utf-8", "Não há nenhum horário aqui"),
        ("/hours/<script>alert(1)</script>", "text/html; charset=utf-8", "Não há nenhum horário aqui"),
        ("/hours/tiendaluna.xml", "text/html; charset=utf-8", "Não há nenhum horário aqui"),
        ("/hours/tiendaluna/", "text/html; charset=utf-8", "Não há nenhum horário aqui"),
    ],
)
def test_what_is_not_there_is_said_kindly_in_the_visitors_language(page: Page, path, kind, said):
    answer = page.get(path, accept_language="pt")
    assert (answer["statusCode"], answer["headers"]["content-type"]) == (404, kind)
    assert said in answer["body"]
    assert "<script" not in answer["body"]
    assert answer["headers"]["content-language"] == "pt"
    if kind == "application/json":
        assert set(json.loads(answer["body"])) == {"error"}


def test_the_page_holds_no_script_and_takes_nothing_from_elsewhere(page: Page):
    answer = page.get("/hours/tiendaluna")
    read = Read(answer["body"])
    policy = answer["headers"]["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "script" not in {tag for tag, _ in read.tags}
    for tag, found in read.tags:
        assert not {name for name in found if name.startswith("on") or name in {"src", "style"}}, (tag, found)
        if tag == "link":
            assert found["href"].startswith(("data:", "TiendaLuna.", "?lang=")), found


def test_settings_cannot_break_out_of_the_page(page: Page):
    nasty = '"><script>alert(1)</script>'
    page.put(
        name=nasty,
        channels=[{"label": nasty, "url": "https://x.example/?q=%22&a=<b>"}],
        hours={"timezone": "UTC", "dates": [{"from": "2026-11-24", "open": [], "label": nasty}]},
    )
    answer = page.get("/hours/tiendaluna")
    assert "<script" not in answer["body"]
    assert answer["body"].count("&lt;script&gt;") >= 4
    assert "<script" not in page.get("/hours/tiendaluna/qr.svg")["body"]


def test_every_answer_may_be_cached_for_a_minute_by_language_and_not_past_a_change(page: Page):
    headers = page.get("/hours/tiendaluna")["headers"]
    assert (headers["cache-control"], headers["vary"]) == ("public, max-age=60", "Accept-Language")
    almost_lunch = page.at("2026-11-23T13:59:40+01:00").get("/hours/tiendaluna.json")
    assert json.loads(almost_lunch["body"])["open"]
    [age] = re.findall(r"^public, max-age=(\d+)$", almost_lunch["headers"]["cache-control"])
    assert int(age) <= 20


@pytest.mark.parametrize("form", ["", ".json", ".jsonld", ".ics", "/qr.svg", "/badge.svg"])
def test_the_same_content_is_not_sent_twice(page: Page, form):
    first = page.get(f"/hours/tiendaluna{form}")
    tag = first["headers"]["etag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        again = page.get(f"/hours/tiendaluna{form}", if_none_match=known)
        assert again["statusCode"] == 304
        assert "body" not in again
        assert again["headers"].keys() == {"etag", "cache-control", "vary"}
    assert page.get(f"/hours/tiendaluna{form}", if_none_match='"other"')["statusCode"] == 200


def test_a_calendar_does_not_seem_new_before_its_day_ends(page: Page):
    tags = [
        page.at(instant).get("/hours/tiendaluna.ics")["headers"]["etag"]
        for instant in (MONDAY_MORNING, LUNCH, "2026-11-24T00:00:10+01:00")
    ]
    assert tags[0] == tags[1] != tags[2]


def test_new_hours_or_another_language_are_other_content(page: Page):
    tags = [page.get("/hours/tiendaluna", lang=lang)["headers"]["etag"] for lang in ("es", "en")]
    page.put(hours={"timezone": "Europe/Madrid", "always": True})
    tags.append(page.get("/hours/tiendaluna", lang="es")["headers"]["etag"])
    assert len(set(tags)) == 3


def test_head_says_what_get_would_without_the_body(page: Page):
    head, get = (page.get("/hours/tiendaluna", method=method) for method in ("HEAD", "GET"))
    assert "body" not in head
    assert (head["statusCode"], head["headers"]) == (get["statusCode"], get["headers"])
    assert page.get("/hours/tiendaluna", method="POST")["statusCode"] == 405


def test_programs_read_the_same_as_json(page: Page):
    answer = page.get("/hours/tiendaluna.json")
    said = json.loads(answer["body"])
    assert answer["headers"]["access-control-allow-origin"] == "*"
    assert said["open"] is True
    assert said["until"] == "2026-11-23T13:00:00Z"
    assert said["status"]["en"] == "Open until 2:00 pm"


def test_search_engines_read_the_same_as_json_ld_with_the_pages_own_address(page: Page):
    said = json.loads(page.get("/hours/tiendaluna.jsonld")["body"])
    assert said["url"] == "https://help.example/hours/TiendaLuna"
    assert said["openingHoursSpecification"][0]["opens"] == "09:00"


def test_calendars_read_the_same_as_ics(page: Page):
    answer = page.get("/hours/tiendaluna.ics")
    assert answer["headers"]["content-type"] == "text/calendar; charset=utf-8"
    assert answer["body"].startswith("BEGIN:VCALENDAR\r\n")
    assert "BEGIN:VAVAILABILITY" in answer["body"]
    with pytest.raises(ValueError, match="opening hours"):
        calendar.read(answer["body"].encode(), date(2026, 11, 1), date(2026, 12, 31))


def test_the_qr_code_is_one_drawing_without_script(page: Page):
    answer = page.get("/hours/tiendaluna/qr.svg")
    drawing = ET.fromstring(answer["body"])
    assert answer["headers"]["content-type"] == "image/svg+xml"
    assert {element.tag.rpartition("}")[2] for element in drawing.iter()} == {"svg", "title", "g", "path"}


@pytest.mark.parametrize(
    ("at", "language", "says"),
    [
        ("2026-11-23T10:00:00+01:00", "es", "Atendemos en X: Ahora abierto"),
        ("2026-11-23T23:00:00+01:00", "es", "Atendemos en X: Ahora cerrado"),
        ("2026-11-23T10:00:00+01:00", "en", "We answer on X: Open now"),
    ],
)
def test_the_badge_says_whether_it_is_open_to_any_site_without_script_or_cookie(page: Page, at, language, says):
    answer = page.at(at).get("/hours/tiendaluna/badge.svg", lang=language)
    drawing = ET.fromstring(answer["body"])
    assert drawing.get("aria-label") == says
    assert {element.tag.rpartition("}")[2] for element in drawing.iter()} == {"svg", "title", "rect", "path", "text"}
    assert answer["headers"]["cross-origin-resource-policy"] == "cross-origin"
    assert "set-cookie" not in answer["headers"]
    assert not answer.get("cookies")


def test_the_address_is_the_one_that_the_operator_chose(page: Page, monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "https://ayuda.tiendaluna.example/")
    handler = importlib.reload(page.handler)
    said = json.loads(Page(handler, page.clock).get("/hours/tiendaluna.jsonld")["body"])
    assert said["url"] == "https://ayuda.tiendaluna.example/hours/TiendaLuna"


def test_a_table_that_does_not_answer_is_our_fault_and_is_not_cached(page: Page, capsys):
    boto3.client("dynamodb").delete_table(TableName="accounts")
    handler = importlib.reload(page.handler)
    answer = Page(handler, page.clock).get("/hours/tiendaluna", accept_language="en")
    assert answer["statusCode"] == 503
    assert answer["headers"]["cache-control"] == "no-store"
    assert "The fault is ours" in answer["body"]
    assert "PageFailed" in capsys.readouterr().out


def test_what_a_visitor_typed_is_not_logged(page: Page, capsys):
    page.get("/hours/somebody_else")
    page.get("/hours/tiendaluna", accept_language="en")
    logged = capsys.readouterr().out
    assert '"PageMissing"' in logged
    assert '"PageServed"' in logged
    assert "somebody_else" not in logged


def test_json_waits_neither_for_templates_nor_for_calendars():
    asked = (
        "import os, sys\n"
        "os.environ |= {'ACCOUNTS_TABLE': 'a', 'AWS_DEFAULT_REGION': 'eu-west-1'}\n"
        "sys.path[:0] = ['functions', 'layers/care/python']\n"
        "import hours_page.handler\n"
        "sys.exit(bool({'jinja2', 'segno', 'icalendar', 'babel', 'holidays'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", asked], check=False, timeout=60).returncode == 0
