"""When a customer is asked, and what an answer is (docs/design.md, 4.7): each condition one test."""

from collections.abc import Callable
from copy import replace
from datetime import timedelta

import pytest
from tests.there import there
from tests.unit.case.conftest import LUNCH, OPEN, Telling, shop

from care.model.commands import AskSurvey
from care.model.incident import Incident
from care.model.outcomes import Code, outcome
from care.survey.rules import HARD_COOLDOWN, plan, planned_at

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def handled(story: Telling, **told: bool) -> Telling:
    story.writes("quiero cambiar la talla", OPEN, channel="private" if told.get("private", True) else "public")
    if told.get("answered", True):
        story.answers(OPEN + MINUTE, channel="private")
    story.resolves(OPEN + 2 * MINUTE)
    return story


def test_a_handled_case_is_asked_about_three_quiet_hours_after_its_resolution(story: Telling):
    handled(story)
    assert story.case.due_at == OPEN + 3 * HOUR + 2 * MINUTE
    [command] = story.falls_due().commands
    assert isinstance(command, AskSurvey)
    assert command.survey_kind == "csat"


def test_a_survey_that_would_fall_into_a_break_waits_for_the_opening(story: Telling):
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    story.answers(OPEN + HOUR, channel="private")
    story.resolves(OPEN + 2 * HOUR)  # 12:00 in Madrid, so 15:00: the break
    assert story.case.due_at == LUNCH.replace(hour=15, minute=0)


@pytest.mark.parametrize("told", [{"answered": False}, {"private": False}])
def test_no_survey_without_a_persons_answer_or_without_private_contact(story: Telling, told):
    assert handled(story, **told).case.survey is None
    assert story.case.due_at is None


def test_no_survey_where_it_is_switched_off_or_the_customer_opted_out(story: Telling):
    story.account = shop(survey={"enabled": False})
    assert handled(story).case.survey is None
    other = Telling()
    other.writes("hola, una talla", OPEN, channel="private")
    other.answers(OPEN + MINUTE)
    other.writes("BAJA", OPEN + 2 * MINUTE, channel="private")
    other.resolves(OPEN + 3 * MINUTE)
    assert other.case.survey is None


def test_a_new_message_or_a_reopening_before_the_question_cancels_it(story: Telling):
    handled(story)
    story.writes("otra cosa", OPEN + HOUR, channel="private")
    assert (story.case.survey, story.case.due_at and story.case.timers.get("survey")) == (None, None)
    other = handled(Telling())
    other.reopens(OPEN + HOUR)
    assert other.case.survey is None


def test_a_persons_message_after_the_resolution_makes_the_question_wait_for_quiet_anew(story: Telling):
    handled(story)
    story.answers(OPEN + HOUR / 2, channel="private")
    assert story.case.timers["survey"] == OPEN + 3.5 * HOUR


def test_nobody_is_asked_twice_in_a_week(surveyed: Callable[[], Telling]):
    story = surveyed()
    story.writes("otra cosa: ¿tenéis botas?", OPEN + timedelta(days=3), channel="private")
    story.answers(OPEN + timedelta(days=3, minutes=1))
    story.resolves(OPEN + timedelta(days=3, minutes=2))
    assert "survey" not in story.case.timers


def test_an_answer_is_kept_with_its_comment_and_changes_nothing_else(surveyed: Callable[[], Telling]):
    story = surveyed()
    decision = story.writes("un 4, gracias", OPEN + 4 * HOUR, channel="private")
    survey = story.case.survey
    assert survey is not None
    assert (survey.state, survey.score, survey.comment, story.case.state) == ("answered", 4, "gracias", "resolved")
    [thanks] = decision.commands
    assert isinstance(thanks, AskSurvey)
    assert thanks.says == "thanks"
    assert story.case.due_at is None


def test_a_score_never_changes(surveyed: Callable[[], Telling]):
    story = surveyed()
    story.writes("5", OPEN + 4 * HOUR, channel="private")
    story.writes("1", OPEN + 5 * HOUR, channel="private")
    assert story.case.survey is not None
    assert story.case.survey.score == 5


def test_an_unanswered_survey_expires_after_seven_days(surveyed: Callable[[], Telling]):
    story = surveyed()
    story.falls_due()
    assert story.case.survey is not None
    assert story.case.survey.state == "expired"


def test_a_refused_or_withdrawn_question_leaves_no_survey_behind(story: Telling):
    handled(story)
    story.falls_due()
    story.settles("survey", "refused", OPEN + 4 * HOUR)
    assert story.case.survey is None


def test_an_answer_that_brings_a_new_matter_keeps_the_score_and_reopens(surveyed: Callable[[], Telling]):
    story = surveyed()
    story.writes("un 2, y sigue sin funcionar", OPEN + 4 * HOUR, channel="private")
    assert story.case.survey is not None
    assert (story.case.survey.score, story.case.state) == (2, "open")


@pytest.mark.parametrize(("kind", "score", "followed"), [("csat", 2, True), ("csat", 3, False), ("nps", 6, True)])
def test_a_bad_score_is_a_task_for_a_supervisor_and_gets_no_automatic_thanks(kind, score, followed):
    story = Telling(shop(survey={"kind": kind}))
    handled(story)
    story.falls_due()
    story.settles("survey", "sent", OPEN + 3 * HOUR + 4 * MINUTE)
    decision = story.writes(str(score), OPEN + 4 * HOUR, channel="private")
    tasks = [promise.promise_id for promise in story.case.promises]
    assert (tasks, bool(decision.commands)) == (["follow-up"] if followed else [], not followed)
    assert not followed or story.account.hours.is_open(story.case.promises[0].due_at)


def test_alternating_asks_some_of_this_and_some_of_that(story: Telling):
    kinds = set()
    for n in range(12):
        other = Telling(shop(survey={"kind": "alternating"}))
        other.count = 5000 + n * 100
        kinds.add(there(handled(other).case.survey).kind)
    assert kinds == {"csat", "nps"}


def test_nobody_is_asked_twice_within_a_day_whatever_the_account_sets(surveyed: Callable[[], Telling]):
    story = surveyed()
    asked = story.case.customer.surveyed_at
    assert asked is not None
    lax = shop(survey={"cooldown_days": 1, "quiet_minutes": 5, "inside_hours": False})
    soon = replace(story.case, survey=None, resolved_at=asked + 23 * HOUR, timers={})
    assert planned_at(soon, lax) == outcome(Code.asked_lately)
    late = replace(soon, resolved_at=asked + HARD_COOLDOWN)
    assert planned_at(late, lax) == asked + HARD_COOLDOWN + 5 * MINUTE
    with pytest.raises(ValueError, match="cooldown_days"):
        shop(survey={"cooldown_days": 0})


def test_a_merged_case_is_not_asked_about(story: Telling):
    handled(story)
    merged = replace(story.case, merged_into="OTHER", survey=None)
    assert plan(merged, story.account).survey is None


@pytest.mark.parametrize(("setting", "asked"), [({}, False), ({"noise": True}, True)])
def test_noise_is_asked_about_only_where_the_account_wants_it(story: Telling, setting, asked):
    handled(story)
    noise = replace(story.case, topic="noise", survey=None)
    assert (plan(noise, shop(survey=setting)).survey is not None) is asked


def test_sampling_asks_a_share_the_same_at_every_look(story: Telling):
    handled(story)
    cases = [replace(story.case, case_id=f"C{n}", survey=None) for n in range(400)]
    for share in (0.0, 0.25, 1.0):
        account = shop(survey={"sampling": share})
        asked = [plan(case, account).survey is not None for case in cases]
        assert asked == [plan(case, account).survey is not None for case in cases]
        assert abs(sum(asked) / 400 - share) < 0.08


def test_a_survey_does_not_wait_for_open_hours_where_the_account_says_so(story: Telling):
    story.account = shop(survey={"inside_hours": False})
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    story.answers(OPEN + HOUR, channel="private")
    story.resolves(OPEN + 2 * HOUR)
    assert story.case.due_at == OPEN + 5 * HOUR  # in the break
    [command] = story.falls_due().commands
    assert isinstance(command, AskSurvey)


@pytest.mark.parametrize(
    ("setting", "own", "other"), [("others", False, True), ("none", False, False), ("all", True, True)]
)
def test_whose_cases_are_asked_about_while_an_incident_is_open_is_a_setting(setting, own, other):
    incident = Incident.model_validate(
        {"incident_id": "web", "terms": ["talla"], "texts": {"es": "x"}, "started_at": OPEN - HOUR}
    )
    for text, asked in (("quiero cambiar la talla", own), ("¿tenéis botas?", other)):
        story = Telling(replace(shop(survey={"during_incidents": setting}), incidents=(incident,)))
        story.writes(text, OPEN, channel="private")
        story.answers(OPEN + MINUTE, channel="private")
        story.resolves(OPEN + 2 * MINUTE)
        assert (story.case.survey is not None) is asked


def test_the_agent_of_a_score_is_who_had_answered_when_the_question_went(story: Telling):
    handled(story)
    story.known = replace(story.case, answered_by="ana")
    story.falls_due()
    story.settles("survey", "sent", OPEN + 3 * HOUR + 4 * MINUTE)
    story.known = replace(story.case, answered_by="luis")
    story.writes("5", OPEN + 4 * HOUR, channel="private")
    assert story.case.survey is not None
    assert story.case.survey.agent == "ana"


def test_a_case_whose_incident_is_open_is_not_asked_about(story: Telling):
    incident = Incident.model_validate(
        {"incident_id": "web", "terms": ["talla"], "texts": {"es": "x"}, "started_at": OPEN - HOUR}
    )
    story.account = replace(shop(), incidents=(incident,))
    assert handled(story).case.survey is None
