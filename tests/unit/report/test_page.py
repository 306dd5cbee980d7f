"""The docs page is what the definitions say."""

import pytest
from infra.pages import report_page
from infra.pages.report_page import PAGE, page
from tests.there import there

from care.model.count import Count
from care.model.tallies import Tallies
from care.report import definitions
from care.report.measures import ReportPeriod


def test_the_page_of_definitions_is_written_from_them():
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew with `python -m infra.pages.report_page`"


def test_definitions_made_anew_say_what_was_reviewed(monkeypatch: pytest.MonkeyPatch):
    made = definitions._all()
    monkeypatch.setattr(report_page, "DEFINITIONS", made)
    assert PAGE.read_text(encoding="utf-8") == page()
    for one in made:
        counted = Tallies()
        for count in one.example:
            counted.add(count)
        assert there(one.read(ReportPeriod(counted))).value == pytest.approx(one.gives, rel=0.01), one.name


def test_a_score_of_seven_recommends_and_one_of_six_does_not():
    [one] = (one for one in definitions._surveys() if one.name == "nps_would_recommend")
    assert "from 7 to 10" in one.formula
    counted = Tallies()
    for score in (6, 7):
        counted.add(Count("2026-11-24", 9, "private", "question", "score_nps", score))
    assert there(one.read(ReportPeriod(counted))).value == 0.5
