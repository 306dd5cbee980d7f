"""What surveys would have done, before they are switched on."""

from copy import replace
from datetime import timedelta

import pytest
from tests.changing import changed
from tests.unit.case.conftest import OPEN, Telling, shop

from care.model.case import Case
from care.model.outcomes import Code, outcome
from care.survey.simulation import simulated

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SINCE = OPEN - timedelta(days=30)


def resolved(**customer) -> Case:
    story = Telling(shop(survey={"enabled": False}))
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    story.answers(OPEN + HOUR / 60, channel="private")
    story.resolves(OPEN + HOUR / 30)
    return replace(story.case, customer=changed(story.case.customer, **customer))


def test_a_survey_that_is_still_switched_off_is_simulated_as_if_it_were_on():
    told = simulated([resolved()], shop(survey={"enabled": False, "kind": "nps"}), SINCE)
    [asked] = told.asked
    assert (asked.at, asked.command.survey_kind) == (OPEN + 3 * HOUR + HOUR / 30, "nps")


def test_who_opted_out_or_was_asked_lately_is_not_asked_and_the_reason_is_counted():
    out, lately = resolved(opted_out_at=OPEN), resolved(surveyed_at=SINCE - HOUR)
    told = simulated([out, lately], shop(), SINCE)
    assert told.left_out[outcome(Code.customer_opted_out)] == 1
    assert len(told.asked) == 1  # a question of a month ago cools down no more
    assert simulated([lately], shop(survey={"cooldown_days": 60}), SINCE).left_out == {outcome(Code.asked_lately): 1}


def test_a_customer_of_two_cases_is_asked_once_and_what_was_really_asked_meanwhile_counts_for_nothing():
    cases = [resolved(surveyed_at=OPEN), replace(resolved(), case_id="OTHER")]
    told = simulated(cases, shop(), SINCE)
    assert [one.command.case_id for one in told.asked] == [cases[0].case_id]
    assert told.left_out == {outcome(Code.asked_lately): 1}


@pytest.mark.parametrize(("before", "asked"), [(timedelta(microseconds=1), False), (timedelta(), True)])
def test_a_simulation_forgets_what_was_really_asked_from_its_first_instant_on(before, asked):
    story = Telling(shop(survey={"enabled": False}))
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    story.answers(OPEN + HOUR / 60, channel="private")
    story.resolves(OPEN + HOUR / 30)
    customer = replace(story.case.customer, surveyed_at=OPEN - DAY - before)
    told = simulated([replace(story.case, customer=customer)], shop(), OPEN - DAY)
    assert (len(told.asked), dict(told.left_out)) == ((1, {}) if asked else (0, {outcome(Code.asked_lately): 1}))
