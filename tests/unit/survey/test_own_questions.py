"""An account's own questions: how long, how many, and which of them a customer reads."""

import pytest
from tests.unit.case.conftest import OPEN, SHOP, shop

from care.model.commands import AskSurvey
from care.model.settings.survey import LONGEST, MOST_WAYS, SHORTEST, SurveyTexts
from care.survey.texts import compose


def question(length):
    return "Del 1 al 5" + "?" * (length - 10)


def test_one_question_or_several_may_be_given():
    one = "Del 1 al 5, ¿qué tal te atendimos? 1 es mal, 5 es bien."
    assert SurveyTexts.model_validate({"csat": {"es": one}}).csat.es == (one,)
    assert SurveyTexts.model_validate({"csat": {"es": [one, f"Hola. {one}"]}}).csat.es == (one, f"Hola. {one}")
    with pytest.raises(ValueError, match=r"csat\.es\.1\n +does not explain its scale"):
        SurveyTexts.model_validate({"csat": {"es": [one, "¿Qué tal te atendimos, del 1 al 4?"]}})


def test_own_questions_are_of_ten_to_six_hundred_characters_and_asked_in_twenty_ways_at_most():
    assert (SHORTEST, LONGEST, MOST_WAYS) == (10, 600, 20)


@pytest.mark.parametrize(("length", "fits"), [(9, False), (10, True), (600, True), (601, False)])
def test_an_own_question_has_ten_to_six_hundred_characters_without_the_blanks_around_it(length, fits):
    text = question(length) if length >= 10 else "Del 1 a 5"
    if fits:
        assert SurveyTexts.model_validate({"csat": {"es": f"  {text}\n"}}).csat.es == (text,)
    else:
        with pytest.raises(ValueError, match="characters"):
            SurveyTexts.model_validate({"csat": {"es": f"  {text}\n"}})


@pytest.mark.parametrize(("number", "fits"), [(20, True), (21, False)])
def test_an_account_may_ask_in_twenty_ways(number, fits):
    ways = {"csat": {"pt": [question(10 + n) for n in range(number)]}}
    if fits:
        assert len(SurveyTexts.model_validate(ways).csat.pt) == 20
    else:
        with pytest.raises(ValueError, match="at most 20 items"):
            SurveyTexts.model_validate(ways)


def test_which_way_a_question_is_asked_goes_by_its_id_for_good():
    ways = [f"{way}: del 1 (mal) al 5 (bien)" for way in ("A", "B", "C")]
    account = shop(survey={"texts": {"csat": {"es": ways}}})
    said = ""
    for number in range(8):
        values = {"account_id": SHOP, "customer_id": "2", "case_id": "C", "item_id": f"C{number}:survey:1"}
        command = AskSurvey.model_validate({**values, "asked_at": OPEN, "language": "es", "survey_kind": "csat"})
        said += compose(command, account, OPEN).text[0]
    assert said == "CBBAAACC"
