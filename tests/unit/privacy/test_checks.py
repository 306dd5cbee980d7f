"""Numbers that are known by a check: found with the right one, and passed over with every other."""

import pytest

from care.privacy.finder import find
from care.privacy.kinds import Kind

LENGTHS = {
    "NO": 15, "BE": 16, "DK": 18, "FI": 18, "NL": 18, "MK": 19, "AT": 20, "EE": 20, "LU": 20, "CH": 21, "HR": 21,
    "LV": 21, "BG": 22, "DE": 22, "GB": 22, "IE": 22, "CR": 22, "AE": 23, "IL": 23, "GI": 23, "AD": 24, "ES": 24,
    "CZ": 24, "SE": 24, "RO": 24, "PT": 25, "ST": 25, "IS": 26, "TR": 26, "FR": 27, "IT": 27, "GR": 27, "MC": 27,
    "PL": 28, "CY": 28, "HU": 28, "DO": 28, "GT": 28, "SV": 28, "BR": 29, "UA": 29, "QA": 29, "JO": 30, "KW": 30,
    "MT": 31, "SC": 31, "LC": 32, "RU": 33,
}  # fmt: skip


def iban(country: str, length: int, wrong: int = 0) -> str:
    """An account of a country, with its check digits or with others."""
    account = "".join(str((7 * place + 3) % 10) for place in range(length - 4))
    letters = "".join(str(ord(one) - 55) for one in country)
    check = (98 - int(f"{account}{letters}00") % 97 + wrong - 2) % 97 + 2
    return f"{country}{check:02}{account}"


def kinds(text: str) -> set[Kind]:
    return {one.kind for one in find(text, ("ES",))}


@pytest.mark.parametrize(("country", "length"), LENGTHS.items())
def test_an_account_of_each_country_has_its_length_and_its_check(country: str, length: int):
    right = iban(country, length)
    [found] = [one for one in find(f"aquí va {right} gracias", ("ES",)) if one.kind is Kind.IBAN]
    assert (found.start, found.end) == (8, 8 + length)
    assert Kind.IBAN not in kinds(f"aquí va {iban(country, length, wrong=1)} gracias")
    assert Kind.IBAN not in kinds(f"aquí va {iban(country, length + 1)} gracias")


def control(number: str) -> int:
    rest = 11 - sum(w * int(one) for w, one in zip((1, 2, 4, 8, 5, 10, 9, 7, 3, 6), number, strict=True)) % 11
    return {10: 1, 11: 0}.get(rest, rest)


@pytest.mark.parametrize("place", range(10))
def test_an_account_as_it_was_written_before_the_iban_is_known_by_both_its_checks(place: int):
    bank, account = "21001713", "".join("9" if at == place else "1" for at in range(10))
    right = f"{bank}{control('00' + bank)}{control(account)}{account}"
    assert Kind.IBAN in kinds(f"ingresadlo en {right[:4]} {right[4:8]} {right[8:10]} {right[10:]} por favor")
    other = f"{right[:9]}{(int(right[9]) + 1) % 10}{right[10:]}"
    assert Kind.IBAN not in kinds(f"ingresadlo en {other[:4]} {other[4:8]} {other[8:10]} {other[10:]} por favor")


@pytest.mark.parametrize(("letter", "value"), [("A", 2), ("H", 9), ("I", 0), ("S", 0), ("Z", 7), ("4", 4)])
def test_a_parcel_of_ups_is_known_by_its_check(letter: str, value: int):
    body = f"{letter}2345E02050345"[:15].ljust(15, "6")
    values = [value, *(int(one) if one.isdecimal() else (ord(one.lower()) - ord("a") + 2) % 10 for one in body[1:])]
    check = -sum(one * (1 + place % 2) for place, one in enumerate(values)) % 10
    assert Kind.REFERENCE in kinds(f"va por 1Z{body}{check} hoy")
    assert Kind.REFERENCE not in kinds(f"va por 1Z{body}{(check + 1) % 10} hoy")


@pytest.mark.parametrize(
    ("text", "is_secret"),
    [
        ("mi contraseña es PerroAzul", True),
        ("mi contraseña es perroAzul", True),
        ("mi contraseña es perroazul9", True),
        ("la contraseña es INCORRECTA siempre", False),
        ("la contraseña es incorrecta siempre", False),
        ("el código es AB12CD", True),
        ("el código es ABCDE1", False),
        ("el código es A12", False),
    ],
)
def test_a_password_or_code_that_is_told_is_a_secret_and_what_is_said_of_one_is_none(text: str, is_secret: bool):
    assert (Kind.SECRET in kinds(text)) is is_secret
