"""Single facts of what is found, where it begins and ends, and what is passed over."""

import subprocess
import sys

import pytest

from care.privacy import finder
from care.privacy.address_words import TOWNS
from care.privacy.finder import find
from care.privacy.kinds import Found, Kind

IBAN = "ES87 2100 1713 4597 0357 0869"


def parts(text, *countries):
    return [(found.kind, text[found.start : found.end]) for found in find(text, countries or ("ES",))]


def test_a_finding_says_where_it_stands():
    text = "Hola, soy Ana: ana@gmail.com o 612345678."
    assert find(text) == [Found(Kind.EMAIL, 15, 28), Found(Kind.PHONE, 31, 40)]


def test_a_finding_cannot_be_changed_and_holds_no_text():
    found = find("PIN: 1234")[0]
    with pytest.raises(AttributeError):
        found.start = 0  # type: ignore[misc]  # that is the point
    assert "1234" not in repr(found)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("６１２３４５６７８", Kind.PHONE),
        ("٦١٢٣٤٥٦٧٨", Kind.PHONE),
        ("6\u200b1\u200b2\u200b345678", Kind.PHONE),
        ("6\u03012345678\u0301".replace("6", "61", 1), Kind.PHONE),
        ("6️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", Kind.PHONE),
        ("612\u00a0345\u2011678", Kind.PHONE),
        ("𝟔𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", Kind.PHONE),
        ("５２６０１８１５Ｘ", Kind.IDENTITY),
        ("ma\u200drta@gma\u00adil.com", Kind.EMAIL),
        ("4585\u20096408\u20093094\u20090928", Kind.CARD),
    ],
)
def test_what_is_written_in_other_characters_is_found_whole(written, kind):
    assert parts(f"ñandú 😀 {written} ¡sí!") == [(kind, written)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pedido 4585640830940928", [(Kind.CARD, "4585640830940928")]),
        ("pedido 612345678", [(Kind.REFERENCE, "612345678")]),
        (f"mi IBAN {IBAN} y mi clave 4821", [(Kind.IBAN, IBAN), (Kind.SECRET, "4821")]),
        ("contraseña: ana@gmail.com!x9", [(Kind.EMAIL, "ana@gmail.com!x9")]),
        ("DNI 52601815X", [(Kind.IDENTITY, "52601815X")]),
        ("C/ Mayor 15, 3º B, 28013 Madrid", [(Kind.ADDRESS, "C/ Mayor 15, 3º B, 28013 Madrid")]),
    ],
)
def test_of_two_readings_the_surer_or_longer_stands_and_nothing_of_either_is_left_open(text, found):
    assert parts(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("la calle que no es, avenida de América 27", (Kind.ADDRESS, "avenida de América 27")),
        ("there were 5 people at 10 Downing St", (Kind.ADDRESS, "10 Downing St")),
        ("la ñ 52601815-X", (Kind.IDENTITY, "52601815-X")),
        ("ES00 ES87 2100 1713 4597 0357 0869", (Kind.IBAN, IBAN)),
        ("4000 4585 6408 3094 0928", (Kind.CARD, "4585 6408 3094 0928")),
        ("son 15 612 345 678", (Kind.PHONE, "612 345 678")),
    ],
)
def test_what_begins_within_a_near_miss_is_found(text, found):
    assert parts(text) == [found]


@pytest.mark.parametrize(
    ("number", "country", "kind"),
    [
        ("52601815X", "ES", Kind.IDENTITY),
        ("Y3231948W", "ES", Kind.IDENTITY),
        ("A78666617", "ES", Kind.IDENTITY),
        ("571535429", "PT", Kind.IDENTITY),
        ("12345678 9 ZX5", "PT", Kind.IDENTITY),
        ("238.288.185-28", "BR", Kind.IDENTITY),
        ("49.633.119/0001-90", "BR", Kind.IDENTITY),
        ("12.ABC.345/01DE-35", "BR", Kind.IDENTITY),
        ("20-86365168-9", "AR", Kind.IDENTITY),
        ("12.532.272-7", "CL", Kind.IDENTITY),
        ("PEGM850412MDFRRR06", "MX", Kind.IDENTITY),
        ("GODE561231GR8", "MX", Kind.IDENTITY),
        ("900772820-1", "CO", Kind.IDENTITY),
        ("20246155888", "PE", Kind.IDENTITY),
        ("912345678", "PT", Kind.PHONE),
        ("11 98765-4321", "BR", Kind.PHONE),
    ],
)
def test_what_is_national_is_looked_for_in_the_countries_of_the_account(number, country, kind):
    assert parts(f"aquí {number} gracias", country) == [(kind, number)]
    assert find(f"aquí {number} gracias", ()) == []


@pytest.mark.parametrize("number", ["52601815Y", "238.288.185-29", "4585640830940927", "ES87 2100 1713 4597 0357 0868"])
def test_a_number_whose_check_digits_do_not_hold_is_none_on_its_own(number):
    assert parts(f"aquí {number} gracias", "ES", "BR") == []


@pytest.mark.parametrize(
    "text",
    ["mi DNI 52601815Y", "meu CPF 238.288.185-29", "mi IBAN ES87 2100 1713 4597 0357 0868", "pasaporte AAB123456"],
)
def test_a_mistyped_number_is_found_by_the_word_in_front(text):
    assert len(parts(text, "JP")) == 1


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("https://t.co/612345678", []),
        ("https://x.com/ana/status/1789456123456789012", []),
        ("https://example.com/pago/4585640830940928", []),
        ("https://example.com/?email=ana@gmail.com", [(Kind.EMAIL, "ana@gmail.com")]),
        ("https://example.com/?email=ana%40gmail.com", [(Kind.EMAIL, "ana%40gmail.com")]),
        ("mailto:ana@gmail.com", [(Kind.EMAIL, "ana@gmail.com")]),
        ("https://example.com/?reset_token=9f8a7b6c", [(Kind.SECRET, "9f8a7b6c")]),
        ("https://wa.me/34612345678", [(Kind.PHONE, "/34612345678")]),
    ],
)
def test_in_a_link_only_what_it_names_is_found(link, found):
    assert parts(f"mirad {link} gracias") == found


@pytest.mark.parametrize(
    "number", ["900123456", "902 123 456", "+1 800 275 2273", "112", "016", "1004", "+44 800 123 4567"]
)
def test_a_number_that_only_a_business_has_is_nobodys(number):
    assert parts(f"llamad al {number} gracias", "ES", "GB") == []


@pytest.mark.parametrize("town", sorted(TOWNS))
def test_a_known_town_belongs_to_the_address_before_it_however_it_is_written(town):
    text = f"calle mayor 5, {town} gracias"
    assert [text[one.end :] for one in find(text)] == [" gracias"]


@pytest.mark.parametrize("handle", ["@ana612345678", "@user@mastodon.social", "#ana612345678", "@612345678"])
def test_names_and_tags_are_passed_over(handle):
    assert parts(f"hola {handle} gracias") == []


@pytest.mark.parametrize("country", ["es", "ESP", "", "Spain"])
def test_what_is_no_country_is_refused(country):
    with pytest.raises(ValueError, match="two capital letters"):
        find("hola", (country,))


def test_importing_loads_no_table_and_finding_words_needs_none():
    code = (
        "import sys; from care.privacy.finder import find; find('mi PIN: 1234, ana@gmail.com, C/ Mayor 15');"
        "print([name for name in sys.modules if name.split('.')[0] in {'phonenumbers', 'stdnum'}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        timeout=60,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout.strip() == b"[]"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nací el 3 de mayo de 1979 en Vigo", "3 de mayo de 1979"),
        ("fecha de nacimiento: 03/05/1979", "03/05/1979"),
        ("data de nascimento 3-5-1979", "3-5-1979"),
        ("DOB 1979-05-03 if you need it", "1979-05-03"),
        ("I was born on May 3rd, 1979", "May 3rd, 1979"),
        ("mi curp LOMC850312MJCXXX99", "LOMC850312MJCXXX99"),
        ("CC 1018452397, radicado", "1018452397"),
        ("my PAN ABCPE1234F", "ABCPE1234F"),
        ("mándenlo a la Cra. 43A No. 7 Sur-170, Medellín", "Cra. 43A No. 7 Sur-170, Medellín"),
    ],
)
def test_a_date_of_birth_and_ids_of_other_countries_are_found_whole_behind_their_word(text, found):
    assert [text[one.start : one.end] for one in find(text, ("ES",))] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "pedí el 3 de mayo de 2026 y nada",
        "entrega 03/05/2026",
        "compré pan 2 veces",
        "nació un problema nuevo",
        "una moto de 125 cc",
    ],
)
def test_another_date_and_another_thing_of_that_name_are_not(text):
    assert find(text, ("ES",)) == []


def test_what_was_found_is_known_for_each_asking_apart_and_never_with_the_text():
    text = "Llamadme al 612 34 56 78"
    first = find(text)
    first.clear()  # the caller's own list
    assert [one.kind for one in find(text)] == ["phone"]
    assert find(text, own=["612 34 56 78"]) == []
    for number in range(500):
        find(f"Hola {number}")
    assert len(finder._known) <= finder._MOST_KNOWN
    assert "612" not in str(finder._known)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("contraseña provisional Roble4471 y nada", "Roble4471"),
        ("a minha senha temporária 5520 não entra", "5520"),
        ("my current password is tulip88", "tulip88"),
        ("mandaram o código 41 07 93 e eu não pedi", "41 07 93"),
        ("mi NIP es 4471", "4471"),
    ],
)
def test_a_code_is_found_behind_what_is_said_of_it_and_in_pairs_of_figures(text, code):
    assert [text[hit.start : hit.end] for hit in find(text, ("ES", "MX", "BR"))] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "la contraseña nueva no funciona",
        "contraseña actual obligatoria",
        "el código postal 28 01 30",
        "código de producto 12 34 56",
        "senha provisória expirada",
    ],
)
def test_what_is_said_of_a_code_is_none(text):
    assert list(find(text, ("ES", "BR"))) == []
