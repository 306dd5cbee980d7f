"""Buttons under a survey's question: off unless wanted, read by their id, and those of an old question rate nothing."""

from copy import replace
from datetime import timedelta

import pytest
from tests.unit.case.conftest import OPEN, Telling, shop

from care.case.surveys import survey_answer
from care.model.case import Survey
from care.model.commands import AskSurvey
from care.model.messages import Message
from care.survey.texts import compose


def asked(**more: str) -> AskSurvey:
    told = {"survey_kind": "csat", **more}
    return AskSurvey.model_validate(
        {
            "account_id": "1",
            "customer_id": "2",
            "case_id": "C",
            "item_id": "C:survey:1",
            "language": "es",
            "asked_at": OPEN,
        }
        | told
    )


@pytest.mark.parametrize(("kind", "scale"), [("csat", ["1", "2", "3", "4", "5"]), ("nps", [str(n) for n in range(11)])])
def test_a_question_has_the_scale_as_buttons_where_they_are_wanted_and_says_it_in_words_all_the_same(kind, scale):
    plain, account = shop(), shop()
    account = replace(account, chat=replace(account.chat, buttons=True))
    assert compose(asked(survey_kind=kind), plain, OPEN).options == ()
    item = compose(asked(survey_kind=kind), account, OPEN)
    assert [one.id for one in item.options] == scale
    assert item.text == compose(asked(survey_kind=kind), plain, OPEN).text
    assert compose(asked(survey_kind=kind, says="thanks"), account, OPEN).options == ()


@pytest.mark.parametrize(
    ("request_id", "option", "score"),
    [("CASE:survey:2", "4", 4), ("CASE:survey:1", "4", None), ("OTHER:survey:2", "1", None), ("", "", 5)],
)
def test_a_button_counts_for_its_own_question_by_its_id_whatever_its_label_says(request_id, option, score):
    story = Telling(shop())
    story.writes("hola, ¿mi pedido?", OPEN, channel="private")
    request_id = request_id.replace("CASE", story.case.case_id)
    survey = Survey(state="asked", kind="csat", asked_at=OPEN, item_id=f"{story.case.case_id}:survey:2")
    case = replace(story.case, survey=survey)
    pressed = Message(
        id="b-1",
        channel="private",
        text="5",
        at=OPEN + timedelta(minutes=1),
        chat=True,
        request=request_id,
        option=option,
    )
    found = survey_answer(case, pressed, shop())
    given = found.case.survey.score if found is not None and found.case.survey is not None else None
    assert given == score
