"""Portuguese is said as Portugal says it to who writes so, and where an account's customers are; each text is whole."""

import re
import tomllib
from importlib import resources

import pytest
from tests.unit.texts.shop import OPEN, SATURDAY, shop

from care.courtesy.texts import shipped as courtesies
from care.model.settings.courtesy import PLACEHOLDERS as COURTESY
from care.model.settings.occasions import OCCASIONS
from care.model.settings.placeholders import placeholders
from care.selfservice.phrases import WORDINGS
from care.texts.composition import About, automatic_note, sayings
from care.texts.shipped_texts import shipped
from care.triage.varieties import country_of, tagged

BRAZILIAN = re.compile(
    r"(?i)(?<!\w)(?:você|vocês|conosco|equipe|contato|registr\w+|usuári\w+|tela|arquivo|excluir|salvar|post|celular|anotado"
    r"|detalhes|transtorno|com certeza|(?:está|estamos|estão|estou) \w+ndo)(?!\w)"
)


def brands_own() -> dict[str, list[str]]:
    """All that is shipped in the Portuguese of Portugal for customers, by where it stands."""
    questions = tomllib.loads(resources.files("care.survey").joinpath("questions.toml").read_text("utf-8"))
    desk = tomllib.loads(resources.files("care.desk").joinpath("texts.toml").read_text("utf-8"))
    own = shipped("pt-PT")
    return {
        "occasions": [text for texts in own.texts.values() for text in texts],
        "notes": [own.note, *own.samples.values(), *own.stop.values()],
        "courtesy": [text for texts in courtesies("pt-PT").values() for text in texts],
        "surveys": [text for kinds in questions.values() for one in kinds.values() for text in one["pt-PT"]],
        "selfservice": list(WORDINGS["pt-PT"]),
        "insertions": list(desk["pt-PT"].values()),
    }


def test_nothing_that_is_said_in_portuguese_is_missing_in_that_of_portugal():
    for occasion in OCCASIONS:
        assert len(shipped("pt-PT").texts[occasion]) == len(shipped("pt").texts[occasion])
    assert shipped("pt-PT").stop.keys() == shipped("pt").stop.keys()
    assert all(len(courtesies("pt-PT")[said]) == len(courtesies("pt")[said]) for said in COURTESY)
    assert all(WORDINGS["pt-PT"])


def test_the_same_is_filled_in():
    for occasion in OCCASIONS:
        here, there = (shipped(language).texts[occasion] for language in ("pt-PT", "pt"))
        assert here
        assert [placeholders(text) for text in here] == [placeholders(text) for text in there]


def test_no_brazilian_word_stands_in_it():
    said = brands_own()
    assert all(said.values())
    assert len(said) > 5
    for texts in said.values():
        assert [text for text in texts if BRAZILIAN.search(text) or country_of(text) == "BR"] == []


@pytest.mark.parametrize(
    ("tag", "countries", "spoken"),
    [
        ("pt", ["BR"], "pt"),
        ("pt-PT", ["BR"], "pt-PT"),
        ("pt", ["PT"], "pt-PT"),
        ("pt-BR", ["PT"], "pt"),
        ("pt", ["ES", "PT"], "pt"),
        ("es", ["PT"], "es"),
        ("fr", ["PT"], "pt-PT"),
        ("", ["PT", "BR"], "pt-PT"),
    ],
)
def test_who_is_unsure_gets_the_accounts_own_portuguese(tag: str, countries: list[str], spoken: str):
    assert shop(language="pt", countries=countries).spoken(tag) == spoken


def test_an_acknowledgement_is_european_to_the_note_and_the_hour():
    account = shop(language="pt", countries=["PT"])
    said = sayings(account, "closed", "private", "pt-PT", SATURDAY, About(name="Rui"))
    assert all("9h00" in one for one in said)
    assert all(one.endswith(automatic_note("pt-PT", account)) for one in said)
    assert any("equipa" in one for one in said)
    assert "tratamos do assunto" in " ".join(sayings(account, "invitation", "public", "pt-PT", OPEN, About()))


def test_a_brands_own_portuguese_texts_are_said_in_both():
    account = shop(language="pt", countries=["PT"], texts={"open": {"pt": ["Cá estamos, {name}."]}})
    assert sayings(account, "open", "public", "pt-PT", OPEN, About(name="Rui")) == ["Cá estamos, Rui."]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("o comboio das sete não passou", "PT"),
        ("estou à espera há duas horas", "PT"),
        ("continuam a cobrar o que cancelei", "PT"),
        ("a minha morada mudou e ninguém me contacta", "PT"),
        ("partiram-me o ecrã do telemóvel", "PT"),
        ("me mandaram o produto errado", "BR"),
        ("estou tentando falar com vocês", "BR"),
        ("o ônibus atrasou de novo", "BR"),
        ("meu celular não liga", "BR"),
        ("boa tarde", ""),
        ("não funciona", ""),
        ("quero o reembolso", ""),
    ],
)
def test_the_country_is_told_by_what_only_one_of_them_writes(text: str, country: str):
    assert country_of(text) == country


def test_what_was_told_once_holds_until_the_other_is_told():
    assert tagged("pt", "estou à espera do comboio", "", "BR") == "pt-PT"
    assert tagged("pt", "obrigado", "pt-PT", "BR") == "pt-PT"
    assert tagged("pt", "me cobraram no pix", "pt-PT", "BR") == "pt"
    assert tagged("pt", "me cobraram no pix", "", "PT") == "pt-BR"
    assert tagged("es", "hola", "pt-PT", "PT") == "es"
