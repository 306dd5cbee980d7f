"""What is refused when texts are saved, with its place and its remedy."""

import pytest
from infra.settings_file import problems
from pydantic import ValidationError
from tests.unit.texts.shop import shop

from care.model.account import Account
from care.model.settings.text_rules import STOP_WORDS, incident_problems
from care.model.settings.texts import TextSettings
from care.triage.opt_out import wants_out


def refusals(**texts) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        shop(texts=texts)
    return problems(refused.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Hola {nombre}: {return}", "{nombre} is unknown (did you mean {name}?)"),
        ("Hola {NAME}: {return}", "{NAME} is unknown (did you mean {name}?)"),
        ("Hola { name }: {return}", "{ name } is unknown (did you mean {name}?)"),
        ("Hola {}: {return}", "{} is unknown"),
        ("{label}: {return}", "{label} is unknown"),
        ("Volvemos {return", "a brace is not closed"),
        ("Volvemos return}", "a brace is not closed"),
        ("Volvemos {{return}}", "a brace is not closed"),
        ("Volvemos pronto", "{return} is missing"),
        ("{name} {return}", "it says nothing"),
        ("", "it says nothing"),
        ("Volvemos\u202e {return}", "U+202E"),
        ("Volvemos\x00 {return}", "U+0000"),
        ("Volvemos\u200b {return}", "U+200B"),
        ("Hola @{name}, {return}", "{name} touches the word beside it"),
        ("Hola {name}.com, {return}", "{name} touches the word beside it"),
        ("Hola x.com/{name} {return}", "{name} touches the word beside it"),
        ("Hola {name}{return}", "{name} touches the word beside it"),
        ("Un mensaje para {name}: {return}", "“para {name}” breaks for a customer without a name"),
        ("Mira tienda.com. {return}", "X takes $0.20"),
        ("Mira https://tienda.example/x {return}", "X takes $0.20"),
        ("Volvemos {return}: {privacy}", "X takes $0.20"),
        ("Llama al 612 345 678 o espera: {return}", "(phone)"),
        ("Escribe a hola@tienda.com, {return}", "(email)"),
        ("a" * 400 + " {return}", "401 text + 86 return = 487 of 280; make the text shorter by 207"),
        ("日" * 100 + " {return}", "201 text + 86 return = 287 of 280"),
        ("👩‍👩‍👧‍👦" * 100 + "a {return}", "202 text + 86 return = 288 of 280"),
    ],
)
def test_a_text_that_cannot_be_said_is_refused_at_its_place_with_the_reason(text, why):
    said = refusals(closed={"es": ["Volvemos {return}.", text]})
    assert said
    assert all(line.startswith("texts.closed.es[1]: ") for line in said)
    assert any(why in line for line in said)


def test_the_sum_that_does_not_fit_is_shown_part_by_part():
    longest = "a" * 129 + " {name} {return} {case}"
    assert shop(texts={"closed": {"es": [longest]}}).texts.closed.es == (longest,)
    assert refusals(closed={"es": ["a" + longest]}) == [
        "texts.closed.es[0]: 133 text + 50 name + 86 return + 12 case = 281 of 280; make the text shorter by 1"
    ]


def test_each_wrong_text_is_named_not_only_the_first():
    texts = {"es": ["Volvemos {return}", "x"], "pt": ["y {x}"], "en": "back"}
    assert [line.partition(": ")[0] for line in refusals(closed=texts)] == [
        "texts.closed.es[1]",
        "texts.closed.pt[0]",
        "texts.closed.en[0]",
    ]


@pytest.mark.parametrize(
    ("texts", "place"),
    [
        ({"opne": {}}, "texts.opne"),
        ({"open": {"fr": ["Bonjour"]}}, "texts.open.fr"),
        ({"private": {"private_request": {"es": "x"}}}, "texts.private.private_request"),
        ({"absences": {"Navidad": {"es": "Fuera"}}}, "texts.absences.Navidad.es[0]"),
        ({"private": {"closed": {"es": "z" * 10_000}}}, "texts.private.closed.es[0]"),
        ({"incident": {"es": "Hay una avería"}}, "texts.incident.es[0]"),
        ({"open": {"es": "Volvemos {return}"}}, "texts.open.es[0]"),
        ({"never": {"es": "Volvemos {return}"}}, "texts.never.es[0]"),
        ({"note": {"es": ""}}, "texts.note.es"),
        ({"open": {"es": ["x"] * 21}}, "texts.open.es"),
    ],
)
def test_a_refusal_names_its_place(texts, place):
    assert {line.partition(": ")[0] for line in refusals(**texts)} == {place}


@pytest.mark.parametrize(
    ("note", "why"),
    [
        ("Mensaje automático. Responde BAJA.", "{privacy} is missing"),
        ("Mensaje automático. {privacy}", "how to stop"),
        ("Mensaje automático. {privacy} Responde baja.", "how to stop"),
        ("Mensaje automático. {privacy} REBAJA", "how to stop"),
        ("Soy Luna. {privacy} Responde BAJA.", "does not say that the message is automatic"),
        ("Hola {name}, mensaje automático. {privacy} Responde BAJA.", "{name} is unknown"),
        ("Mensaje automático. {privacy}BAJA Responde BAJA.", "touches"),
        ("Mensaje automático. {privacy} Responde BAJA." + "x" * 600, "of 600 characters"),
    ],
)
def test_the_note_of_automatic_dms_cannot_lose_what_x_asks_for(note, why):
    said = refusals(note={"es": note})
    assert any(line.startswith("texts.note.es: ") and why in line for line in said)


def test_each_stop_word_that_a_note_may_name_stops():
    assert all(wants_out(word) for words in STOP_WORDS.values() for word in words)


def test_what_is_allowed_by_its_flag_is_accepted():
    texts = TextSettings.model_validate(
        {
            "allow_links": True,
            "absence_without_return": True,
            "open": {"es": "Mira tienda.com mientras lo vemos."},
            "absence": {"es": "Estamos fuera ({label})."},
        }
    )
    assert texts.absence.es == ("Estamos fuera ({label}).",)


def test_links_and_length_of_a_post_are_no_matter_in_a_dm():
    texts = TextSettings.model_validate({"private": {"open": {"es": "Mira tienda.com. " + "a" * 5_000}}})
    assert texts.private.open.es[0].startswith("Mira")


def test_texts_that_were_stored_are_read_though_they_would_no_longer_be_accepted():
    stored = shop().model_dump(mode="json", by_alias=True) | {"texts": {"closed": {"es": ["Volvemos pronto"]}}}
    assert Account.model_validate(stored, context={"stored": True}).texts.closed.es == ("Volvemos pronto",)


def test_what_is_stored_holds_only_what_was_given_and_reads_back_the_same():
    account = shop(texts={"closed": {"es": "Volvemos {return}."}, "allow_links": True})
    assert account.texts.model_dump(mode="json") == {"closed": {"es": ["Volvemos {return}."]}, "allow_links": True}
    assert Account.model_validate_json(account.model_dump_json(by_alias=True)) == account
    assert shop().texts.model_dump(mode="json") == {}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Hay una avería, {name}", "{name} is unknown"),
        ("x" * 241, "241 of 240"),
        ("Mira tienda.com", "$0.20"),
        ("Llama al 612 345 678", "(phone)"),
        ("Hay una avería", ""),
    ],
)
def test_an_incidents_text_is_checked_by_the_same_rules(text, why):
    found = incident_problems(text)
    assert bool(found) is bool(why)
    assert why in "".join(map(str, found))
