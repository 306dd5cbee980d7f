"""A figure as people read it, and what it rests on."""

from datetime import UTC, datetime

import pytest
from tests.there import there
from tests.unit.outbox.making import account
from tests.unit.report.test_summary import Read

from care.model.count import Count
from care.model.tallies import Tallies
from care.report.definitions import measured
from care.report.measures import Figure, ReportPeriod, survey_tally
from care.report.summary import due_month, summary
from care.report.week import Hour, week_of
from care.report.words import interval, said

HOUR, DAY = 3600, 86_400


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (59.5, "1 min"),
        (119, "1 min"),
        (HOUR - 1, "59 min"),
        (HOUR, "1 h 00 min"),
        (HOUR + 5 * 60 + 59, "1 h 05 min"),
        (DAY - 1, "23 h 59 min"),
        (DAY, "1 d 0 h"),
        (2 * DAY + 3 * HOUR + 59 * 60, "2 d 3 h"),
    ],
)
def test_a_duration_is_told_in_its_two_largest_units(seconds, words):
    assert said(Figure(seconds, 1), "seconds") == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.9424, "share", {"en": "94.2 %", "es": "94,2 %", "pt": "94,2 %"}),
        (8.66, "points", {"en": "8.7", "es": "8,7", "pt": "8,7"}),
        (12_345_000, "micro-dollars", {"en": "$12.35", "es": "12,35 US$", "pt": "US$ 12,35"}),
        (1234, "cases", {"en": "1,234", "es": "1234", "pt": "1.234"}),
    ],
)
def test_a_value_is_told_with_its_unit_as_its_language_writes_it(value, unit, words):
    assert {language: said(Figure(value, 1), unit, language) for language in words} == words
    assert said(Figure(value, 1), unit) == words["en"]


def test_what_cannot_be_told_is_a_dash_and_has_no_interval():
    assert said(None, "cases") == "-"
    assert interval(None, "share") == ""
    for half in (Figure(0.5, 2, low=0.1), Figure(0.5, 2, high=0.9), Figure(0.5, 2)):
        assert interval(half, "share") == ""


def test_an_interval_is_told_from_its_lower_to_its_upper_end():
    figure = Figure(0.5, 2, 0.0, 0.9)
    assert interval(figure, "share") == "0.0 % to 90.0 %"
    assert interval(figure, "share", "es") == "0,0 % a 90,0 %"
    assert interval(figure, "share", "pt") == "0,0 % a 90,0 %"


def counted(*told: tuple[str, int], channel: str = "public", topic: str = "complaint") -> Tallies:
    made = Tallies()
    for measure, n in told:
        made.add(Count("2026-11-24", 9, channel, topic, measure, 0, n))
    return made


def together(*parts: Tallies) -> ReportPeriod:
    whole = Tallies()
    for part in parts:
        whole += part
    return ReportPeriod(whole)


def test_thanks_and_noise_wait_for_no_answer():
    quiet = [counted(("opened", 3), ("first_wall", 2), topic=topic) for topic in ("thanks", "noise")]
    figures = measured(together(*quiet, counted(("opened", 2), ("first_wall", 1))))
    assert figures["never_answered"] == Figure(1, 2)
    assert there(figures["first_response_wall_within_hour"]).n == 2
    assert there(figures["first_response_wall_p50"]).n == 1
    alone = measured(together(*quiet))
    assert (alone["never_answered"], alone["first_response_wall_within_hour"]) == (Figure(0, 0), None)
    assert alone["first_response_wall_p50"] is None


def test_no_correction_takes_a_figure_below_nothing_or_a_share_above_all():
    figures = measured(together(counted(("messages_in", -1), ("opened", 1), ("first_wall", 3), ("talks", 1))))
    assert figures["messages_in"] == Figure(0, 0)
    assert figures["never_answered"] == Figure(0, 1)
    assert there(figures["first_response_wall_within_hour"]).value == 1
    taken_back = measured(together(counted(("opened", -1), ("first_wall", -2), ("talks", 2), ("talks_solved", -1))))
    assert taken_back["never_answered"] == Figure(1, 0)
    assert there(taken_back["selfservice_solved"]).value == 0


def test_what_moved_to_private_is_a_share_of_what_was_opened_in_public():
    public = counted(("opened", 4), ("moved_to_private", 1))
    private = counted(("opened", 5), ("moved_to_private", 5), channel="private")
    figure = there(measured(together(public, private))["moved_to_private"])
    assert (figure.value, figure.n) == (0.25, 4)


def test_a_survey_whose_answer_came_without_its_question_was_asked():
    made = Tallies()
    for score, n in ((1, 2), (5, 3), (3, 1), (3, -2)):
        made.add(Count("2026-11-24", 9, "private", "question", "score_csat", score, n))
    told = survey_tally("csat", made)
    assert (told.counts, told.asked) == ((2, 0, 0, 0, 3), 5)
    made.add(Count("2026-11-24", 9, "private", "question", "asked_csat", 0, 7))
    assert survey_tally("csat", made).asked == 7
    assert survey_tally("nps", made).n == 0


def test_money_is_that_of_all_purposes_and_of_no_cases_there_is_none_per_case():
    figures = measured(ReportPeriod(counted(("opened", 3)), {"reply": 60_000, "reading": 30_000}))
    assert figures["spent"] == Figure(90_000, 2)
    assert figures["spent_per_case"] == Figure(30_000, 3)
    for opened in (0, -1):
        assert measured(ReportPeriod(counted(("opened", opened)), {"reply": 1}))["spent_per_case"] is None
    assert there(measured(ReportPeriod(counted(("opened", 1)), {"reply": 1}))["spent_per_case"]).value == 1


def test_the_hours_of_a_week_count_each_of_three_things_and_a_correction_takes_none_below_nothing():
    days = {"2026-11-23": Tallies(), "2026-11-29": Tallies(), "2026-11-30": Tallies()}
    for measure, n in (("messages_in", 5), ("opened", 2), ("first_wall", 3)):
        days["2026-11-23"].add(Count("2026-11-23", 0, "public", "question", measure, HOUR, n))
        days["2026-11-30"].add(Count("2026-11-30", 0, "public", "question", measure, HOUR + 1, n))
        days["2026-11-29"].add(Count("2026-11-29", 23, "public", "question", measure, 1, -n))
    week = week_of(days)
    assert (week[0][0], week[6][23]) == (Hour(10, 4, 3), Hour())
    assert week[0][0].share == 0.75
    assert Hour(1, 2, 3).share == 1
    assert Hour(1, 1, 0).share == 0


@pytest.mark.parametrize(
    ("settings", "figures"),
    [
        ({"language": "es"}, ("1234", "25,0 %", " a ", "US$")),
        ({"language": "pt"}, ("1.234", "25,0 %", " a ", "US$")),
        ({"language": "pt", "countries": ["PT"]}, ("1.234", "25,0 %", " a ", "US$")),
        ({"language": "en"}, ("1,234", "25.0 %", " to ", "$")),
    ],
    ids=["es", "pt", "pt-PT", "en"],
)
def test_the_page_of_a_month_writes_its_figures_as_its_language_does(settings, figures):
    told = ReportPeriod(counted(("messages_in", 1234), ("sla_kept", 1), ("sla_missed", 3)), {"reply": 1_230_000})
    made = summary(account(**settings), "2026-11", told, ReportPeriod())
    for text in (made.text, Read(made.html).said):
        for figure in figures:
            assert figure in text


def test_each_line_of_a_month_has_its_figure_its_interval_and_the_month_before():
    now = ReportPeriod(counted(("messages_in", 7), ("sla_kept", 1), ("sla_missed", 1)), {"reply": 1_230_000})
    before = ReportPeriod(counted(("messages_in", 4)))
    made = summary(account(language="en"), "2026-11", now, before)
    lines = made.text.split("\n")
    assert lines == [
        "Tienda Luna: November 2026",
        "Customer care on X, the month in one page.",
        "",
        "Messages received: 7; month before: 4",
        "Customers: 0; month before: 0",
        "Cases opened: 0; month before: 0",
        "Cases resolved: 0; month before: 0",
        "Cases never answered: 0; month before: 0",
        "Response targets kept: 50.0 % (9.5 % to 90.5 %); month before: -",
        "Spent at X: $1.23; month before: $0.00",
        "",
        lines[-2],
        "",
    ], "of what cannot be told there is no line"
    read = Read(made.html)
    assert (read.tags.count("tr"), read.tags.count("br")) == (1 + 7, 1)
    assert "9.5 % to 90.5 %" in read.said


def test_the_month_before_is_told_on_any_hour_of_the_days_after_the_first():
    zone = account(hours={"timezone": "Europe/Madrid", "always": True}).hours.zone
    assert due_month(datetime(2026, 12, 1, 23, 0, tzinfo=UTC), zone) == "2026-11", "the second, in the night"
    assert due_month(datetime(2026, 11, 30, 22, 0, tzinfo=UTC), zone) is None
