"""What is the brand's own is no customer's: by the account's list, and by how a customer speaks of it."""

import pytest

from care.privacy.finder import find
from care.privacy.kinds import Kind
from care.privacy.mask import redact

OWN = ("+34 912 345 678", "hola@tiendaluna.example", "@soporte.example", "C/ Mayor, 5, 28013 Madrid", "Luna Centro")


def parts(text, own=(), **how):
    return [text[found.start : found.end] for found in find(text, ("ES",), own, **how)]


@pytest.mark.parametrize(
    "text",
    [
        "el 912 345 678 no va",
        "el 0034 912345678 no va",
        "mi queja a hola@tiendaluna.example",
        "mi correo? ana@soporte.example",
        "en la calle Mayor 5 no abren",
        "calle Mayor, 5 de Madrid",
        "Luna Centro, avenida de América 27, cerrada",
    ],
)
def test_what_is_listed_is_the_brands_whoever_speaks(text):
    assert parts(text, OWN) == parts(text, OWN, by_customer=False) == []
    assert len(parts(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "vivo en calle Mayor 5, 3º B",
        "vivo en calle Mayor 15",
        "mi móvil 612 345 678",
        "escribid a ana@tiendaluna.example",
        "calle Menor 5",
    ],
)
def test_what_differs_from_the_list_is_the_customers(text):
    assert len(parts(text, OWN)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "en vuestro teléfono 912 345 679 no contesta nadie",
        "la tienda de la calle Mayor 15 está cerrada",
        "llevo una hora llamando al 915 123 456",
        "he escrito a ana.ruiz@empresa.example y nada",
        "si llamas al 915 123 456 no contesta nadie",
        "your branch at 10 Downing Street is shut",
        "liguei para o 213 456 789",
    ],
)
def test_what_a_customer_calls_the_brands_is_the_brands_and_the_same_words_of_the_brand_prove_nothing(text):
    countries = ("ES", "PT", "GB")
    assert find(text, countries) == []
    assert len(find(text, countries, by_customer=False)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "llamadme a mi teléfono 912 345 679",
        "vuestra app pide mi número: 612 345 678",
        "en mi tienda de calle Mayor 15 no hay luz",
        "he escrito desde ana.ruiz@gmail.com y nada",
        "llamo desde mi casa, el 912 345 679",
    ],
)
def test_what_is_the_customers_own_stays_so_beside_the_brands_name(text):
    assert len(parts(text)) == 1


def test_what_is_the_brands_is_not_masked_and_what_is_kept_is_not_either():
    text = "pedido 123456789, vuestro teléfono 912 345 678, mi DNI 52601815X"
    assert redact(text, own=OWN, keep={Kind.REFERENCE}) == text.replace("52601815X", "•••5X")
