"""What a survey says: in the customer's language, with its scale, the privacy policy and how to stop."""

import re

import pytest
from tests.unit.case.conftest import OPEN, shop

from care.model.commands import AskSurvey
from care.survey.texts import compose, sayings

ENDS = {"csat": ("1", "5"), "nps": ("0", "10")}


def command(kind="csat", language="es", says="question", item_id="C:survey:1") -> AskSurvey:
    values = {"account_id": "1", "customer_id": "2", "case_id": "C", "item_id": item_id, "asked_at": OPEN}
    return AskSurvey.model_validate({**values, "language": language, "survey_kind": kind, "says": says})


@pytest.mark.parametrize("says", ["question", "again"])
@pytest.mark.parametrize("kind", ["csat", "nps"])
@pytest.mark.parametrize("language", ["es", "pt", "en", "pt-PT"])
def test_each_way_to_ask_explains_both_ends_of_its_scale_in_one_line(says, kind, language):
    said = sayings(command(kind, language, says), shop(), language)
    assert len(set(said)) >= 2
    for text in said:
        assert "\n" not in text
        assert set(ENDS[kind]) <= set(re.findall(r"\d+", text))


@pytest.mark.parametrize(("language", "stop"), [("es", "BAJA"), ("pt", "SAIR"), ("en", "STOP"), ("fr", "BAJA")])
def test_a_question_ends_with_the_note_that_it_is_automatic_the_policy_and_how_to_stop(language, stop):
    text = compose(command(language=language), shop(), OPEN).text
    assert "https://tiendaluna.example/privacidad" in text
    assert stop in text


def test_variants_take_turns_over_cases_and_stay_the_same_for_one():
    texts = {compose(command(item_id=f"C{n}:survey:1"), shop(), OPEN).text for n in range(40)}
    assert len(texts) == 3
    assert compose(command(), shop(), OPEN) == compose(command(), shop(), OPEN)


def test_an_account_asks_in_its_own_words_in_the_languages_that_it_gave():
    own = shop(survey={"texts": {"csat": {"es": "¿Qué tal? Un número del 1 (mal) al 5 (bien)."}}})
    assert compose(command(), own, OPEN).text.startswith("¿Qué tal? Un número del 1 (mal) al 5 (bien).")
    assert "from 1 (" in compose(command(language="en"), own, OPEN).text.lower()


def test_an_own_question_without_its_scale_is_refused_with_its_place():
    with pytest.raises(ValueError, match=r"nps\.es\.0\n +does not explain its scale; say what 0 and 10 mean"):
        shop(survey={"texts": {"nps": {"es": "¿Nos recomendarías? Dinos un número."}}})


def test_a_question_is_not_sent_after_closing_unless_the_account_says_otherwise():
    assert compose(command(), shop(), OPEN).wanted_until == shop().hours.next_closing(OPEN)
    assert compose(command(), shop(survey={"inside_hours": False}), OPEN).wanted_until is None
