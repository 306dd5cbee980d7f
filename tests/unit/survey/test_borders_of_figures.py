"""Figures of surveys to their last digit, and the borders of what is looked back on, asked in own words, and said."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import OPEN, SHOP, Telling, shop

from care.case.commands import AskSurvey
from care.case.model import Case, Customer, LastMessage
from care.desk.rows import queue_key_of
from care.outcomes import Code, outcome
from care.survey.measures import RECOMMENDS_FROM, Tally, measures, student, tally, wilson, would_recommend
from care.survey.past import resolved_since
from care.survey.questions import LONGEST, MOST_WAYS, SHORTEST, SurveyTexts
from care.survey.simulation import simulated
from care.survey.texts import compose

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(11, 2.2009802553), (12, 2.1788096741), (20, 2.0859632084), (60, 2.0002978211)]
)
def test_students_quantile_is_that_of_the_handbooks_series_to_ten_digits(freedom, quantile):
    # The four terms of Abramowitz and Stegun 26.7.5 for z = 1.95996398454, reckoned with thirty decimals.
    assert student(freedom) == pytest.approx(quantile, abs=1e-10)


@pytest.mark.parametrize("n", [2, 9, 10, 13, 26, 400])
def test_a_share_of_none_or_all_has_that_very_end_of_the_interval(n):
    assert wilson(0, n)[0] == 0.0
    assert wilson(n, n)[1] == 1.0


@pytest.mark.parametrize(
    ("threshold", "share"), [(0, 1.0), (1, 10 / 11), (6, 5 / 11), (7, 4 / 11), (9, 2 / 11), (10, 1 / 11)]
)
def test_who_would_recommend_is_counted_from_a_threshold_on_the_scale(threshold, share):
    assert would_recommend(Tally("nps", (1,) * 11, 11), threshold).value == pytest.approx(share)


def test_each_score_of_a_scale_given_once_shows_which_ones_count():
    csat, nps = measures(Tally("csat", (1,) * 5, 10)), measures(Tally("nps", (1,) * 11, 22))
    assert (csat.top_two.value, csat.mean_of_10.value, csat.response_rate.value) == (0.4, 5.0, 0.5)
    assert (nps.nps.value, nps.mean_of_10.value) == (pytest.approx(100 * (2 - 7) / 11), 5.0)


def test_who_would_recommend_begins_at_seven():
    assert RECOMMENDS_FROM == 7
    assert measures(tally("nps", [6, 7, 8], 3)).would_recommend.value == pytest.approx(2 / 3)
    for threshold in (-1, 11):
        with pytest.raises(ValueError, match="lies between 0 and 10"):
            would_recommend(tally("nps", [6], 1), threshold)


@pytest.mark.parametrize(
    ("kind", "told"),
    [("csat", "A tally of csat has 5 counts, from 1 to 5"), ("nps", "A tally of nps has 11 counts, from 0 to 10")],
)
def test_a_tally_of_another_length_is_told_how_many_counts_it_needs(kind, told):
    with pytest.raises(ValueError, match=told):
        Tally(kind, (0,) * 7, 10)


def test_own_questions_are_of_ten_to_six_hundred_characters_and_asked_in_twenty_ways_at_most():
    assert (SHORTEST, LONGEST, MOST_WAYS) == (10, 600, 20)


def question(length):
    return "Del 1 al 5" + "?" * (length - 10)


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


def resolved(number):
    at = OPEN - number * HOUR
    return Case(
        case_id=f"C{number}",
        account_id=SHOP,
        customer=Customer(account_id=SHOP, customer_id=str(number)),
        state="resolved",
        opened_at=at - HOUR,
        resolved_at=at,
        last_message=LastMessage(id="1", channel="private", at=at - HOUR),
    )


def test_a_look_back_goes_on_after_the_last_case_of_each_page():
    cases = [resolved(number) for number in range(8)]
    asked_after = []

    class Kept:
        def queue(self, account_id, state, after=""):
            asked_after.append(after)
            fresh = [case for case in cases if queue_key_of(case) > after] if after else cases
            return iter(fresh[:3])

        def customer(self, account_id, customer_id):
            return Customer(account_id=account_id, customer_id=customer_id)

    found, more = resolved_since(Kept(), SHOP, OPEN - 6 * HOUR)
    assert [case.case_id for case in found] == [f"C{number}" for number in (6, 5, 4, 3, 2, 1, 0)]
    assert (more, asked_after) == (False, ["", queue_key_of(cases[2]), queue_key_of(cases[5])])


@pytest.mark.parametrize(("before", "asked"), [(timedelta(microseconds=1), False), (timedelta(), True)])
def test_a_simulation_forgets_what_was_really_asked_from_its_first_instant_on(before, asked):
    story = Telling(shop(survey={"enabled": False}))
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    story.answers(OPEN + HOUR / 60, channel="private")
    story.resolves(OPEN + HOUR / 30)
    customer = story.case.customer.model_copy(update={"surveyed_at": OPEN - DAY - before})
    told = simulated([story.case.model_copy(update={"customer": customer})], shop(), OPEN - DAY)
    assert (len(told.asked), dict(told.left_out)) == ((1, {}) if asked else (0, {outcome(Code.asked_lately): 1}))
