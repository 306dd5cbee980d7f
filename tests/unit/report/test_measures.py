"""Each measure is what its definition's example says, and days add up to months."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.there import there

from care.model.count import Count
from care.model.tallies import Tallies, by_day, total
from care.report.definitions import DEFINITIONS, measured
from care.report.measures import ReportPeriod
from care.report.words import interval, said

COUNTS = st.lists(
    st.builds(
        Count,
        day=st.dates().map(lambda d: f"2026-11-{d.day:02}"),
        hour=st.integers(0, 23),
        channel=st.sampled_from(["public", "private"]),
        topic=st.sampled_from(["complaint", "thanks", "question"]),
        measure=st.sampled_from(
            ["opened", "first_wall", "first_open", "sla_kept", "sla_missed", "asked_nps", "score_nps", "messages_in"]
        ),
        value=st.integers(0, 10),
        n=st.integers(-1, 3),
    ),
    max_size=60,
)


def tallies(*counts) -> Tallies:
    made = Tallies()
    for count in counts:
        made.add(count)
    return made


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda d: d.name)
def test_the_example_of_a_definition_gives_what_it_says(definition):
    figure = definition.read(ReportPeriod(tallies(*definition.example)))
    assert figure is not None
    assert figure.value == pytest.approx(definition.gives, rel=0.01)
    assert definition.formula
    assert definition.excluded


def test_names_are_told_once():
    names = [definition.name for definition in DEFINITIONS]
    assert len(names) == len(set(names))


@given(COUNTS)
def test_nothing_raises_and_no_share_leaves_its_bounds(counts):
    for definition in DEFINITIONS:
        figure = definition.read(ReportPeriod(tallies(*counts)))
        if figure is not None and definition.unit == "share":
            assert 0 <= figure.value <= 1
            assert figure.low is not None
            assert figure.low <= figure.value <= there(figure.high) + 1e-12
        assert said(figure, definition.unit)
        interval(figure, definition.unit)


@given(COUNTS)
def test_a_month_is_the_sum_of_its_days_also_after_they_were_stored(counts):
    days = [Tallies.of_json(json.loads(json.dumps(day.to_json()))) for day in by_day(counts).values()]
    assert measured(ReportPeriod(total(days))) == measured(ReportPeriod(tallies(*counts)))


def test_a_case_that_nobody_answered_counts_as_not_answered_within_the_hour():
    seen = tallies(
        *(Count("2026-11-24", 9, "public", "complaint", "opened") for _ in range(4)),
        Count("2026-11-24", 9, "public", "complaint", "first_wall", 3600),
        Count("2026-11-24", 9, "public", "complaint", "first_wall", 3601),
        Count("2026-11-24", 9, "public", "thanks", "opened"),
    )
    figures = measured(ReportPeriod(seen))
    assert there(figures["first_response_wall_within_hour"]).value == 0.25
    assert there(figures["never_answered"]).value == 2
    assert there(figures["cases_opened"]).value == 5


def test_money_is_told_per_case():
    period = ReportPeriod(
        tallies(*(Count("2026-11-24", 9, "public", "lead", "opened") for _ in range(4))), {"reply": 60_000}
    )
    assert there(measured(period)["spent_per_case"]).value == 15_000
