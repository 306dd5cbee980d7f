"""What becomes of the question of a survey: planned, asked, expired, or none."""

from collections.abc import Callable
from copy import replace
from datetime import timedelta

import pytest
from tests.there import there
from tests.unit.case.conftest import OPEN, Telling, settled, shop

from care.model.outcomes import Code, codes

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOW = OPEN + 4 * HOUR
ASKED = OPEN + 3 * HOUR + 4 * MINUTE


def dm(question, text, now=NOW, **message):
    return question.writes(text, now, channel="private", **message)


@pytest.fixture
def question(surveyed: Callable[[], Telling]) -> Telling:
    return surveyed()


@pytest.fixture
def wrote(story: Telling) -> Telling:
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    return story


@pytest.fixture
def planned(wrote: Telling) -> Telling:
    wrote.answers(OPEN + MINUTE, channel="private")
    wrote.resolves(OPEN + 2 * MINUTE)
    assert there(wrote.case.survey).state == "planned"
    return wrote


def test_a_question_that_was_sent_is_waited_for_as_long_as_the_account_says(question: Telling):
    assert question.case.timers == {"survey_expiry": ASKED + 7 * DAY}
    assert (there(question.case.survey).asked_at, question.case.customer.surveyed_at) == (ASKED, ASKED)


@pytest.mark.parametrize("item", ["again:7", "thanks"])
def test_what_is_said_after_the_question_is_no_question_of_its_own(question: Telling, item):
    if item == "thanks":
        dm(question, "5")
    before = question.case
    [message] = settled(question, "survey", "sent", NOW + HOUR, f"{before.case_id}:survey:{item}", x_id="77").messages
    assert (question.case.survey, question.case.timers) == (before.survey, before.timers)
    assert (question.case.customer.surveyed_at, message.purpose) == (ASKED, "survey")


def test_a_survey_stays_of_the_kind_that_it_was_planned_as(question: Telling):
    planned = Telling()
    dm(planned, "quiero cambiar la talla", OPEN)
    planned.answers(OPEN + MINUTE, channel="private")
    planned.resolves(OPEN + 2 * MINUTE)
    planned.account = shop(survey={"kind": "nps"})
    settled(planned, "survey", "sent", NOW)
    assert there(planned.case.survey).kind == "csat"
    unknown = replace(planned.case, survey=None)  # it was dropped, and went all the same
    planned.known = unknown
    settled(planned, "survey", "sent", NOW)
    assert there(planned.case.survey).kind == "nps"


@pytest.mark.parametrize(
    ("item", "outcome", "stays"),
    [
        ("{case}:survey:1", "refused", False),
        ("{case}:survey:1", "withdrawn", False),
        ("{case}:survey:1", "unconfirmed", True),
        ("{case}:survey:again:7", "withdrawn", True),
        ("{case}:survey:thanks", "refused", True),
    ],
)
def test_a_planned_question_that_does_not_go_is_none_and_what_is_no_question_takes_none_away(
    planned: Telling, item, outcome, stays
):
    settled(planned, "survey", outcome, item_id=item.format(case=planned.case.case_id))
    assert (planned.case.survey is not None) == stays


def test_an_acknowledgement_that_does_not_go_takes_no_survey_away(planned: Telling):
    settled(planned, "acknowledgement", "refused")
    assert there(planned.case.survey).state == "planned"


def test_a_question_that_was_asked_stays_asked_whatever_is_withdrawn_later(surveyed: Callable[[], Telling]):
    story = surveyed()
    settled(story, "survey", "withdrawn")
    assert there(story.case.survey).state == "asked"


@pytest.mark.parametrize(
    ("state", "then", "because"),
    [
        (None, None, (Code.no_survey_awaited,)),
        ("planned", "planned", (Code.no_survey_awaited,)),
        ("asked", "expired", (Code.survey_expired,)),
        ("answered", "answered", (Code.no_survey_awaited,)),
    ],
)
def test_only_a_survey_that_was_asked_expires(surveyed: Callable[[], Telling], state, then, because):
    story = surveyed()
    survey = replace(there(story.case.survey), state=state) if state else None
    story.known = replace(story.case, survey=survey)
    assert codes(story.falls_due().because) == because
    assert (story.case.survey and story.case.survey.state) == then
    assert story.case.timers == {}
