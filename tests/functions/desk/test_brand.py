"""What was only in the file is on a page: the brand's name, channels, names that are searched for, shorter words."""

from html import unescape

import pytest
from tests.functions.desk.conftest import Desk
from tests.functions.desk.settings_forms import BASE, account, form_of


def save(desk: Desk, **more: str) -> tuple[int, str]:
    answer = desk.post(f"{BASE}/brand", "supervisor", **(form_of(desk, "brand") | more), do="save")
    return answer.status, unescape(answer.body)


def test_what_is_typed_is_stored_and_shown_as_it_was_typed(desk: Desk):
    more = {
        "name": "Luna e Hijos",
        "channels.0.label": "Correo",
        "channels.0.url": "ayuda@luna.example",
        "channels.1.label": "Teléfono",
        "channels.1.url": "+34 900 10 20 30",
        "channels.2.label": "Ayuda",
        "channels.2.url": "https://luna.example/ayuda",
        "brand_terms": "Tienda Luna\nLuna Hogar",
        "abbreviations.0.long": "por favor",
        "abbreviations.0.short": "pf",
        "summary_to": "jefa@luna.example",
    }
    assert save(desk, **more)[0] == 303
    stored = account(desk)
    assert stored.name == "Luna e Hijos"
    assert [str(one.url) for one in stored.channels] == [
        "mailto:ayuda@luna.example",
        "tel:+34900102030",
        "https://luna.example/ayuda",
    ]
    assert stored.brand_terms == ("Tienda Luna", "Luna Hogar")
    assert stored.abbreviations == {"por favor": "pf"}
    assert stored.summary_to == ("jefa@luna.example",)
    shown = form_of(desk, "brand")
    assert (shown["channels.0.url"], shown["channels.1.url"]) == ("ayuda@luna.example", "+34900102030")
    assert save(desk)[0] == 303
    assert account(desk).channels == stored.channels, "what nobody changed stays"


@pytest.mark.parametrize(
    ("place", "more"),
    [
        ("name", {"name": ""}),
        ("name", {"name": "x" * 51}),
        ("privacy_url", {"privacy_url": "javascript:alert(1)"}),
        ("channels.0", {"channels.0.label": "Mal", "channels.0.url": "javascript:alert(1)"}),
        ("channels.0", {"channels.0.label": "", "channels.0.url": "ayuda@luna.example"}),
        ("brand_terms", {"brand_terms": '"comillas"'}),
        ("summary_to", {"summary_to": "nadie"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(desk: Desk, place: str, more: dict[str, str]):
    before = account(desk)
    status, body = save(desk, **more)
    assert status == 422
    assert f'id="wrong-{place}"' in body
    assert account(desk) == before
