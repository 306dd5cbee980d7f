"""What holds for every text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.br import cpf
from stdnum.es import dni
from stdnum.es import iban as spanish_iban
from stdnum.es.ccc import calc_check_digits
from stdnum.iban import calc_check_digits as iban_check_digits

from care.privacy.finder import find
from care.privacy.kinds import Kind
from care.privacy.mask import redact

COUNTRIES = st.sampled_from([("ES",), ("PT", "ES"), ("BR",), ("US", "MX", "AR"), ()])
# Pieces that rules look for, so that random texts come near them.
PIECES = st.sampled_from(
    [
        *"@.:#/()+-'\"…•º\u200b\u20e3٦６éa1=?&€$",
        *[
            "6️⃣",
            "12",
            "612",
            "345",
            "678",
            "+34",
            "ES87",
            "gmail.com",
            " arroba ",
            " at ",
            " dot ",
            "pin ",
            "clave ",
            "es ",
        ],
        *[
            "contraseña: ",
            "pedido ",
            "nº",
            "dni ",
            "cpf ",
            "c/ ",
            "calle ",
            "Mayor 15",
            "3º",
            "street",
            "token=",
            "http://",
        ],
        *["www.", "wa.me/", "tel ", "52601815X", "4585640830940928", "factura ", "cep ", "12/05/2026", "mil", "%40"],
    ]
)
NEAR = st.lists(st.one_of(PIECES, st.just(" "), st.just(" "), st.characters()), max_size=40).map("".join)
DIGITS = "0123456789"
# Words that are no part of any finding; they stand apart from it.
AROUND = st.lists(
    st.sampled_from(["hola", "ñ", "¿qué", "😀", "\n", "gracias!", "@ana", "#tag", "15:30"]), max_size=6
).map(" ".join)


@given(text=st.one_of(NEAR, st.text()), countries=COUNTRIES)
@example(text="\ud800\udc00 612345678", countries=("ES",))
@example(text="İ" * 3 + "ß½㎏ﷺ 612345678", countries=("ES",))
def test_findings_of_any_text_are_in_it_in_order_and_apart(text, countries):
    found = find(text, countries)
    places = [place for one in found for place in (one.start, one.end)]
    assert places == sorted(places)
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@given(text=st.one_of(NEAR, st.text()), countries=COUNTRIES)
def test_nothing_is_found_in_a_masked_text(text, countries):
    assert find(redact(text, countries=countries), countries) == []


def digits(count):
    return st.text(DIGITS, min_size=count, max_size=count)


def is_found(kind, before, number, after):
    text = f"{before} {number} {after}"
    start = len(before) + 1
    spans = [(found.start, found.end) for found in find(text, ("ES", "BR")) if found.kind is kind]
    assert any(since <= start and start + len(number) <= until for since, until in spans), text


@given(digits(8), st.sampled_from(["", "-", " "]), AROUND, AROUND)
def test_every_dni_is_found(number, separator, before, after):
    is_found(Kind.IDENTITY, before, number + separator + dni.calc_check_digit(number), after)


@given(digits(9).filter(lambda number: len(set(number)) > 1), st.booleans(), AROUND, AROUND)
def test_every_cpf_is_found(number, formatted, before, after):
    first = next(str(one) + str(two) for one in range(10) for two in range(10) if cpf.is_valid(f"{number}{one}{two}"))
    is_found(Kind.IDENTITY, before, cpf.format(number + first) if formatted else number + first, after)


@given(
    st.sampled_from(["4", "51", "5500", "2221", "37", "6011", "3530"]),
    digits(14),
    st.sampled_from(["", " ", "-", ".", "\u200b", "\u00a0"]),
    AROUND,
    AROUND,
)
def test_every_card_is_found(prefix, rest, separator, before, after):
    number = (prefix + rest)[: 14 if prefix == "37" else 15]
    number += luhn.calc_check_digit(number)
    groups = [number[place : place + 4] for place in range(0, len(number), 4)]
    is_found(Kind.CARD, before, separator.join(groups), after)


@given(digits(8), digits(10), st.sampled_from(["", " ", "-"]), AROUND, AROUND)
def test_every_spanish_iban_is_found(bank, account, separator, before, after):
    number = bank + calc_check_digits(f"{bank}00{account}") + account
    iban = "ES" + iban_check_digits(f"ES00{number}") + number
    assert spanish_iban.is_valid(iban)
    groups = [iban[place : place + 4] for place in range(0, len(iban), 4)]
    is_found(Kind.IBAN, before, separator.join(groups), after)


@pytest.mark.parametrize("spoken", ["", "mi "])
@given(digits(8), AROUND)
def test_every_spanish_mobile_is_found(spoken, rest, before):
    is_found(Kind.PHONE, f"{before} {spoken}móvil", f"6{rest}", "gracias")
