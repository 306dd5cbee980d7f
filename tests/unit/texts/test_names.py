"""Display names of X, which strangers choose, in our own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.length.weighted import weighted_length
from care.model.settings.placeholder_values import first_name
from care.model.settings.placeholders import fill


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Marta Gómez", "Marta"),
        ("  marta", "Marta"),
        ("JOSÉ LUIS", "José"),
        ("Ana-María Ruiz", "Ana-María"),
        ("O'Neil", "O'Neil"),
        ("🌸Marta🌸López", "Marta"),
        ("👩🏽‍💻 Lúa", "Lúa"),
        ("𝓜𝓪𝓻𝓽𝓪", "Marta"),
        ("\u202eMarta", "Marta"),
        ("Marta (tienda)", "Marta"),
        ("«Marta»", "Marta"),
        ("Jose\u0301", "José"),
        ("李", "李"),
        ("محمد علي", "\u2068محمد\u2069"),
        ("", ""),
        ("🌸🌸", ""),
        ("<script>alert(1)</script>", ""),
        ("{return}", ""),
        ("@otra", ""),
        ("#oferta", ""),
        ("https://malo.com", ""),
        ("malo.com", ""),
        ("Marta91", ""),
        ("M.", ""),
        ("612 345 678", ""),
        ("Dr. Pérez", ""),
        ("La Tienda", ""),
        ("Z" + "\u0302" * 9 + "algo", ""),
        ("x" * 51, ""),
        ("日" * 26, ""),
        ("\ud800", ""),
        ("ﷺ", "\u2068صلى\u2069"),
    ],
)
def test_a_customer_is_called_by_a_first_name_or_not_at_all(name, called):
    assert first_name(name) == called


@given(st.text(max_size=80))
def test_no_name_is_anything_but_letters_within_its_room(name):
    called = first_name(name)
    assert weighted_length(called) <= 50
    assert not set(called) & set('<>{}@#/.&"\n\u202e0123456789')
    called.encode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("¡Hola, {name}! Hemos recibido", "¡Hola! Hemos recibido"),
        ("Hola {name}, hemos recibido", "Hola, hemos recibido"),
        ("Hola, {name}, hemos recibido", "Hola, hemos recibido"),
        ("Hola, {name}: hemos recibido", "Hola: hemos recibido"),
        ("Hola — {name}: hemos recibido", "Hola: hemos recibido"),
        ("{name}, hemos recibido", "Hemos recibido"),
        ("Gracias. {name}, hemos recibido", "Gracias. Hemos recibido"),
        ("¡{name}, hola!", "¡Hola!"),
        ("¡{name}! Hola", "Hola"),
        ("Hola ({name}): hemos recibido", "Hola: hemos recibido"),
        ("Gracias, {name}.", "Gracias."),
        ("Hello {name}!\nWe have it", "Hello!\nWe have it"),
        ("Hola\n{name}, es tuyo", "Hola\nEs tuyo"),
    ],
)
def test_a_customer_without_a_name_leaves_no_punctuation_behind(text, said):
    assert fill(text, {"name": ""}) == said


def test_a_value_that_looks_like_a_placeholder_is_not_filled():
    assert fill("{brand}: {case}", {"brand": "{case}", "case": "1"}) == "{case}: 1"
