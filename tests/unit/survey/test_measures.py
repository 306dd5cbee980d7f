"""The measures of the surveys against figures reckoned by hand, and what holds for any scores."""

from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.there import there

from care.survey.measures import (
    RECOMMENDS_FROM,
    Measure,
    Measures,
    SurveyTally,
    by_agent,
    measures,
    student,
    tally,
    wilson,
    would_recommend,
)

CSAT = st.lists(st.integers(min_value=1, max_value=5), max_size=60)
NPS = st.lists(st.integers(min_value=0, max_value=10), max_size=60)


def of(kind, scores, asked=None, **settings) -> Measures:
    return measures(tally(kind, scores, len(scores) if asked is None else asked), **settings)


@pytest.mark.parametrize("kind", ["csat", "nps"])
def test_nothing_asked_measures_nothing(kind):
    empty = of(kind, [])
    assert (empty.n, empty.asked) == (0, 0)
    assert {empty.response_rate, empty.mean_of_10, empty.would_recommend, empty.top_two, empty.nps} == {None}


def test_nothing_answered_is_a_response_rate_of_zero_and_nothing_else():
    silent = of("nps", [], asked=40)
    rate = there(silent.response_rate)
    assert (rate.value, rate.low, rate.n) == (0, 0, 40)
    assert (silent.mean_of_10, silent.nps) == (None, None)


@pytest.mark.parametrize(
    ("part", "n", "low", "high"),
    [
        # The first three are statsmodels' proportion_confint(method="wilson"); the last two are the closed form
        # 1 - z²/(n + z²) and its mirror.
        (8, 10, 0.490162, 0.943318),
        (94, 100, 0.875232, 0.972214),
        (1, 3, 0.061492, 0.792340),
        (0, 10, 0.0, 3.841459 / 13.841459),
        (10, 10, 10 / 13.841459, 1.0),
    ],
)
def test_wilsons_interval_is_that_of_the_books(part, n, low, high):
    assert wilson(part, n) == pytest.approx((low, high), abs=1e-6)


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(1, 12.7062), (10, 2.22814), (11, 2.20099), (30, 2.04227), (100, 1.98397), (1000, 1.96234)],
)
def test_students_quantile_is_that_of_the_tables(freedom, quantile):
    assert student(freedom) == pytest.approx(quantile, abs=5e-5)


def test_the_mean_of_csat_is_stretched_to_ten_and_its_interval_is_students():
    # 5, 4, 3: 10, 7.5, 5 of ten; deviation 2.5, error 2.5/√3 = 1.44338, times 4.3027 is 6.2104: cut off at 10.
    measured = of("csat", [5, 4, 3]).mean_of_10
    assert there(measured).low == pytest.approx(1.2896, abs=1e-3)
    assert measured == Measure(7.5, there(measured).low, 10.0, 3)


def test_the_mean_of_nps_is_as_given():
    # 8, 9, 10, 7, 6, 8: mean 8, squares about it 10, error √(10/5/6) = 0.57735, times 2.5706 is 1.48413.
    measured = there(of("nps", [8, 9, 10, 7, 6, 8]).mean_of_10)
    assert (measured.value, measured.low, measured.high) == pytest.approx((8, 6.51587, 9.48413), abs=1e-4)


def test_the_mean_of_scores_all_alike_has_no_interval():
    assert of("csat", [5] * 30).mean_of_10 == Measure(10, None, None, 30)
    assert of("nps", [7]).mean_of_10 == Measure(7, None, None, 1)


def test_the_interval_of_nps_is_the_adjusted_wald_one():
    # 60 promoters, 25 passives, 15 detractors: p = 60.75/103, q = 15.75/103, p - q = 0.4368932,
    # variance (p + q - 0.4368932²)/103 = 0.0053577, root 0.0731963, times 1.959964 is 0.1434621.
    measured = there(of("nps", [10] * 30 + [9] * 30 + [7] * 25 + [3] * 15).nps)
    assert (measured.value, measured.low, measured.high) == pytest.approx((45, 29.34311, 58.03553), abs=1e-4)


def test_nps_has_an_interval_where_all_are_promoters():
    measured = there(of("nps", [10] * 5).nps)
    assert measured.value == measured.high == 100
    assert 0 < there(measured.low) < 60


def test_who_would_recommend_begins_at_seven_unless_stated():
    scores = [10, 9, 8, 7, 6, 5]
    assert there(of("nps", scores).would_recommend).value == pytest.approx(4 / 6)
    assert there(of("nps", scores, recommends_from=9).would_recommend).value == pytest.approx(2 / 6)
    assert there(of("nps", scores, recommends_from=0).would_recommend).value == 1
    with pytest.raises(ValueError, match="between 0 and 10"):
        of("nps", scores, recommends_from=11)


def test_what_was_not_asked_is_not_measured():
    assert (of("csat", [5]).nps, of("csat", [5]).would_recommend, of("nps", [9]).top_two) == (None, None, None)


def test_an_agent_is_measured_from_ten_scores_on():
    agents = by_agent({"ana": tally("csat", [5] * 10, 20), "luis": tally("csat", [1] * 9, 20)})
    assert there(agents["ana"]).n == 10
    assert agents["luis"] is None


@pytest.mark.parametrize(("kind", "score"), [("csat", 0), ("csat", 6), ("nps", -1), ("nps", 11)])
def test_a_score_off_the_scale_is_refused(kind, score):
    with pytest.raises(ValueError, match="lies between"):
        tally(kind, [score], 1)


def test_more_answers_than_surveys_are_refused():
    with pytest.raises(ValueError, match="2 answers to 1 surveys"):
        tally("csat", [5, 5], 1)


def test_csat_and_nps_are_never_added_up():
    with pytest.raises(ValueError, match="different questions"):
        tally("csat", [5], 1) + tally("nps", [5], 1)


@given(CSAT, CSAT, st.integers(min_value=0, max_value=50))
def test_a_month_is_the_sum_of_its_days(one, other, unanswered):
    days = tally("csat", one, len(one) + unanswered) + tally("csat", other, len(other))
    assert measures(days) == of("csat", one + other, len(one) + len(other) + unanswered)


@given(CSAT.map(lambda scores: ("csat", scores)) | NPS.map(lambda scores: ("nps", scores)))
def test_every_figure_lies_in_its_interval_and_its_interval_in_its_bounds(given_scores):
    kind, scores = given_scores
    measured = of(kind, scores, asked=len(scores) + 3)
    bounds = {
        "response_rate": (0, 1),
        "mean_of_10": (0, 10),
        "would_recommend": (0, 1),
        "top_two": (0, 1),
        "nps": (-100, 100),
    }
    for name, (least, most) in bounds.items():
        measure = getattr(measured, name)
        if measure is not None:
            low = measure.value if measure.low is None else measure.low
            high = measure.value if measure.high is None else measure.high
            assert least <= low <= measure.value <= high <= most


@given(NPS.filter(bool))
def test_nps_and_the_mean_turn_over_with_the_scores(scores):
    # Promoters are two and detractors seven of eleven, so they are turned over by class and not by score.
    turned = [{0: 10, 10: 0}.get(score, 7 if 6 < score < 9 else 0 if score > 8 else 10) for score in scores]
    measured, mirrored = there(of("nps", scores).nps), there(of("nps", turned).nps)
    assert mirrored.value == pytest.approx(-measured.value)
    assert (mirrored.low, mirrored.high) == pytest.approx((-there(measured.high), -there(measured.low)))
    mean_ = there(of("nps", scores).mean_of_10)
    against = there(of("nps", [10 - score for score in scores]).mean_of_10)
    assert against.value == pytest.approx(10 - mean_.value)
    if mean_.low is not None:
        ends = 10 - there(mean_.high), 10 - mean_.low
        assert (against.low, against.high) == pytest.approx(ends, abs=1e-9)


@given(st.integers(min_value=1, max_value=500), st.data())
def test_wilsons_interval_turns_over_and_rises_with_the_share(n, data):
    part = data.draw(st.integers(min_value=0, max_value=n))
    low, high = wilson(part, n)
    assert wilson(n - part, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)
    if part < n:
        above = wilson(part + 1, n)
        assert above[0] > low
        assert above[1] > high or part + 1 == n


@given(CSAT.filter(bool), st.data())
def test_a_better_score_never_lowers_a_measure(scores, data):
    at = data.draw(st.integers(min_value=0, max_value=len(scores) - 1))
    better = [*scores[:at], min(5, scores[at] + 1), *scores[at + 1 :]]
    assert there(of("csat", better).mean_of_10).value >= there(of("csat", scores).mean_of_10).value
    assert there(of("csat", better).top_two).value >= there(of("csat", scores).top_two).value


@given(st.integers(min_value=1, max_value=30), st.integers(min_value=2, max_value=5))
def test_more_of_the_same_answers_narrow_every_interval(n, times):
    few, many = [10, 8, 2] * n, [10, 8, 2] * n * times
    for name in ("mean_of_10", "would_recommend", "nps"):
        wide, narrow = getattr(of("nps", few), name), getattr(of("nps", many), name)
        assert narrow.high - narrow.low < wide.high - wide.low


@given(NPS.filter(lambda scores: len(set(scores)) > 1))
def test_the_mean_and_its_interval_are_those_of_the_statistics_module(scores):
    measured = there(of("nps", scores).mean_of_10)
    reach = student(len(scores) - 1) * stdev(scores) / len(scores) ** 0.5
    assert measured.value == pytest.approx(mean(scores))
    assert measured.low == pytest.approx(max(0, mean(scores) - reach), abs=1e-9)
    assert measured.high == pytest.approx(min(10, mean(scores) + reach), abs=1e-9)


def test_students_t_is_that_of_the_books_to_the_last_digit_of_the_table():
    table = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281)
    assert tuple(student(freedom) for freedom in range(1, 11)) == table
    further = {11: 2.200985, 12: 2.178813, 15: 2.131450, 20: 2.085963, 30: 2.042272, 100: 1.983972}
    for freedom, quantile in further.items():
        assert student(freedom) == pytest.approx(quantile, abs=2e-5), freedom


@pytest.mark.parametrize(("kind", "counts"), [("csat", (1,) * 4), ("csat", (1,) * 6), ("nps", (0,) * 10 + (-1,))])
def test_a_tally_has_a_count_for_each_score_and_none_below_nothing(kind, counts):
    with pytest.raises(ValueError, match=f"A tally of {kind} has"):
        SurveyTally(kind, counts, 10)


@pytest.mark.parametrize(("kind", "low", "high"), [("csat", 1, 5), ("nps", 0, 10)])
def test_a_score_lies_on_its_scale(kind, low, high):
    assert tally(kind, [low, high], 2).n == 2
    for score in (low - 1, high + 1):
        with pytest.raises(ValueError, match="score lies between"):
            tally(kind, [score], 1)


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
    assert there(would_recommend(SurveyTally("nps", (1,) * 11, 11), threshold)).value == pytest.approx(share)


def test_each_score_of_a_scale_given_once_shows_which_ones_count():
    csat, nps = measures(SurveyTally("csat", (1,) * 5, 10)), measures(SurveyTally("nps", (1,) * 11, 22))
    assert (there(csat.top_two).value, there(csat.mean_of_10).value, there(csat.response_rate).value) == (0.4, 5.0, 0.5)
    assert there(nps.nps).value == pytest.approx(100 * (2 - 7) / 11)
    assert there(nps.mean_of_10).value == 5.0


def test_who_would_recommend_begins_at_seven():
    assert RECOMMENDS_FROM == 7
    assert there(measures(tally("nps", [6, 7, 8], 3)).would_recommend).value == pytest.approx(2 / 3)
    for threshold in (-1, 11):
        with pytest.raises(ValueError, match="lies between 0 and 10"):
            would_recommend(tally("nps", [6], 1), threshold)


@pytest.mark.parametrize(
    ("kind", "told"),
    [("csat", "A tally of csat has 5 counts, from 1 to 5"), ("nps", "A tally of nps has 11 counts, from 0 to 10")],
)
def test_a_tally_of_another_length_is_told_how_many_counts_it_needs(kind, told):
    with pytest.raises(ValueError, match=told):
        SurveyTally(kind, (0,) * 7, 10)
