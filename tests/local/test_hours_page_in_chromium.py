"""The hours page in a real browser: the function's own answers, headers and all, behind a small server.

The server stands where the HTTP API stands; the whole local run is tested elsewhere.
"""

import importlib
import json
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import boto3
import pytest
from moto import mock_aws
from tests.local.browser import CHROMIUM, MISSING, launch
from tests.template_tables import make_table

from care.model.account import Account

WIDTHS = (320, 1200)
SETTINGS = {
    "id": "2000000000000000001",
    "username": "tiendaluna",
    "name": "Tienda Luna",
    "privacy_url": "https://tiendaluna.example/privacidad",
    "channels": [
        {"label": "Centro de ayuda", "url": "https://tiendaluna.example/ayuda"},
        {"label": "Teléfono: 900 123 456 (gratuito)", "url": "tel:+34900123456"},
        {"label": "atencion.al.cliente.muy.largo@tiendaluna.example", "url": "mailto:hola@tiendaluna.example"},
    ],
    "hours": {
        "timezone": "Europe/Madrid",
        "weekly": {
            **{day: [["09:00", "14:00"], ["16:00", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
            "sat": [["10:00", "12:00"], ["13:00", "15:00"], ["17:00", "24:00"]],
        },
        "dates": [
            {"from": "2026-12-08", "open": [], "label": "Inmaculada Concepción"},
            {"from": "2026-12-24", "open": [["09:00", "13:00"]], "label": "Nochebuena"},
            {"from": "2026-12-25", "to": "2027-01-06", "open": [], "label": "Vacaciones de Navidad y de Reyes"},
        ],
        "absences": [{"from": "2026-12-03T12:00:00+01:00", "to": "2026-12-03T17:30:00+01:00", "label": "Formación"}],
    },
}
OPEN, CLOSED = "2026-12-02T10:00:00+01:00", "2026-12-05T15:30:00+01:00"
SPECIAL = "2026-12-08T15:30:00+01:00"

# Of each text its colour and the first ground behind it that is not transparent, as [r, g, b] each.
CONTRAST = """() => {
  const numbers = (colour) => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own) continue;
    let ground = element;
    while (ground && numbers(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
    found.push([element.textContent.trim().slice(0, 40), numbers(getComputedStyle(element).color).slice(0, 3),
                numbers(getComputedStyle(ground).backgroundColor).slice(0, 3)]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def hours_page(tmp_path_factory):
    clock = tmp_path_factory.mktemp("clock") / "clock"
    with pytest.MonkeyPatch.context() as monkeypatch, mock_aws():
        for name, value in {
            "ACCOUNTS_TABLE": "accounts",
            "LOCAL_CLOCK": str(clock),
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "made-up",
            "AWS_SECRET_ACCESS_KEY": "made-up",
            "POWERTOOLS_SERVICE_NAME": "hours_page",
            "POWERTOOLS_METRICS_NAMESPACE": "Test",
        }.items():
            monkeypatch.setenv(name, value)
        make_table(boto3.client("dynamodb"), "accounts")
        sys.modules.pop("hours_page.handler", None)
        handler = importlib.import_module("hours_page.handler")
        handler.accounts.put(Account.model_validate(SETTINGS))
        server = ThreadingHTTPServer(("127.0.0.1", 0), _door(handler))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hours", clock
        server.shutdown()
        server.server_close()
        sys.modules.pop("hours_page.handler", None)


def _door(handler):
    class Door(BaseHTTPRequestHandler):
        def do_GET(self):
            url = urlsplit(self.path)
            answer = handler.handle(
                {
                    "rawPath": url.path,
                    "headers": dict(self.headers),
                    "queryStringParameters": dict(parse_qsl(url.query)),
                    "requestContext": {"domainName": "help.example", "http": {"method": "GET", "path": url.path}},
                },
                None,
            )
            self.send_response(answer["statusCode"])
            for name, value in answer["headers"].items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.get("body", "").encode())

        def log_message(self, *_):
            pass

    return Door


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM:
        pytest.skip(MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser, hours_page):
    """Opens the page as a visitor would; ends by asking that the browser had nothing to complain of."""
    address, clock = hours_page
    contexts, complaints, foreign = [], [], []

    def open_page(path="tiendaluna", *, now=OPEN, width=1200, scheme="light", locale="es-ES"):
        ahead = datetime.fromisoformat(now) - datetime.now(UTC)
        clock.write_text(str(ahead.total_seconds()), encoding="ascii")
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, locale=locale, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: None if request.url.startswith((address, "data:")) else foreign.append(request.url),
        )
        page.goto(f"{address}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert foreign == []


def luminance(colour):
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("now", "locale"), [(OPEN, "es-ES"), (CLOSED, "pt-BR"), (SPECIAL, "en-GB")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_fits_and_is_readable(opened, tmp_path, width, scheme, now, locale):
    page = opened(width=width, scheme=scheme, now=now, locale=locale)
    page.screenshot(path=tmp_path / "page.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for text, colour, ground in page.evaluate(CONTRAST):
        assert contrast(colour, ground) >= 4.5, (text, colour, ground)


def test_the_style_sheet_is_let_through_by_the_policy_and_dark_is_dark(opened):
    grounds = {}
    for scheme in ("light", "dark"):
        page = opened(scheme=scheme)
        grounds[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert grounds == {"light": "rgb(245, 246, 248)", "dark": "rgb(16, 21, 27)"}


def test_headings_landmarks_and_tables_can_be_walked_through(opened):
    page = opened()
    headings = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => h.tagName + ' ' + h.textContent)")
    assert headings == ["H1 Tienda Luna", "H2 Abierto hasta las 14:00", "H2 Otros canales"]
    for role, count in (("banner", 1), ("main", 1), ("contentinfo", 1), ("navigation", 1), ("table", 2)):
        assert page.get_by_role(role).count() == count, role
    captions = page.locator("caption").all_inner_texts()
    assert captions == ["Horario de la semana", "Próximas fechas especiales"]
    assert page.locator("th:not([scope])").count() == 0
    assert page.get_by_role("link", name="Enviar un mensaje privado").is_visible()
    assert page.locator("script").count() == 0


def test_what_a_finger_must_hit_is_large_enough(opened):
    page = opened(width=320)
    links = page.get_by_role("link").all()
    assert links
    for link in links:
        assert link.bounding_box()["height"] >= 24, link.inner_text()  # WCAG 2.2, 2.5.8


def test_the_visitor_changes_the_language_by_a_link(opened):
    page = opened(locale="en-GB", now=CLOSED)
    assert page.locator("#status").inner_text() == "Back today at 5:00 pm"
    page.get_by_role("link", name="Português").click()
    assert page.locator("html").get_attribute("lang") == "pt"
    assert page.locator("#status").inner_text() == "Voltamos hoje às 17h00"


def test_the_other_forms_are_where_the_page_says(opened):
    page = opened()
    paths = page.evaluate(
        "[...document.querySelectorAll('link[rel=alternate],footer>ul a')].map(a => a.href)"
        ".filter(href => href.startsWith(location.origin))"
    )
    answers = [page.request.get(path) for path in paths]
    assert {answer.headers["content-type"].partition(";")[0] for answer in answers} == {
        *("text/html", "application/json", "application/ld+json", "text/calendar", "image/svg+xml"),
    }
    assert all(answer.ok for answer in answers)


def test_the_qr_code_can_be_opened_and_printed(opened):
    page = opened("tiendaluna/qr.svg")
    box = page.locator("svg").bounding_box()
    assert box["width"] == box["height"] >= 200


def test_on_paper_it_is_the_hours_without_what_only_a_screen_can_do(opened, tmp_path):
    page = opened(scheme="dark", width=794)
    page.emulate_media(media="print", color_scheme="dark")
    page.screenshot(path=tmp_path / "print.png", full_page=True)
    assert not page.get_by_role("link", name="Enviar un mensaje privado").is_visible()
    assert not page.locator("footer").is_visible()
    assert page.get_by_text("Zona horaria").is_visible()
    assert (
        page.evaluate("getComputedStyle(document.body).color") == "rgb(22, 32, 43)"
    )  # dark on white, whatever the screen has


def test_a_page_that_is_not_there_fits_too(opened, hours_page):
    # The browser itself notes a 404 on its console, so this page is opened from one that exists.
    page = opened(width=320)
    answer = page.request.get(f"{hours_page[0]}/nobody")
    assert answer.status == 404
    page.set_content(answer.text())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.get_by_role("heading").inner_text() == "Aquí no hay ningún horario"
    assert json.loads(page.request.get(f"{hours_page[0]}/nobody.json").body())["error"]
