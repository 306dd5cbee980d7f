"""The month on one page: in three languages, escaped, and only when it is time."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.outbox.making import account

from care.model.count import Count
from care.model.tallies import by_day, total
from care.numbers import money
from care.report.definitions import DEFINITIONS
from care.report.measures import ReportPeriod
from care.report.summary import _words, due_month, month_before, summary


def period(*counts: Count) -> ReportPeriod:
    return ReportPeriod(total(by_day(counts).values()), {"reply": 1_230_000})


BUSY = period(
    *(Count("2026-11-24", 10, "public", "complaint", measure, value) for measure, value in
      (("messages_in", 0), ("messages_in", 0), ("cases_opened", 0), ("customers", 0))),
)  # fmt: skip


class Read(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.said = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.said += f"{data} "


@pytest.mark.parametrize(
    ("language", "subject", "label"),
    [
        ("es", "Tienda Luna: noviembre de 2026", "Mensajes recibidos"),
        ("pt", "Tienda Luna: novembro de 2026", "Mensagens recebidas"),
        ("en", "Tienda Luna: November 2026", "Messages received"),
    ],
)
def test_a_month_reads_in_the_accounts_language_as_a_page_and_as_text(language, subject, label):
    made = summary(account(language=language), "2026-11", BUSY, ReportPeriod())
    assert made.subject == subject
    assert f'<html lang="{language}">' in made.html
    for said in (Read(made.html).said, made.text):
        assert label in said
        assert money(1_230_000, language) in said


def test_every_measure_of_the_page_is_one_of_the_reports_in_each_language():
    names = {definition.name for definition in DEFINITIONS}
    spanish = set(_words()["es"]["measures"])
    assert spanish <= names
    assert all(set(words["measures"]) == spanish for words in _words().values())
    assert all(set(words) == set(_words()["es"]) for words in _words().values())


def test_a_month_without_anything_says_so():
    made = summary(account(), "2026-11", ReportPeriod(), ReportPeriod())
    assert "no se contó nada" in made.html
    assert "no se contó nada" in made.text


@given(st.text(min_size=1, max_size=50))
def test_no_name_becomes_markup(name):
    plain = Read(summary(account(), "2026-11", BUSY, ReportPeriod()).html).tags
    assert Read(summary(account(name=name), "2026-11", BUSY, ReportPeriod()).html).tags == plain


MADRID = ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(
    ("now", "month"),
    [
        (datetime(2026, 12, 1, 6, 59, tzinfo=UTC), None),
        (datetime(2026, 12, 1, 7, 0, tzinfo=UTC), "2026-11"),
        (datetime(2026, 12, 7, 22, 59, tzinfo=UTC), "2026-11"),
        (datetime(2026, 12, 7, 23, 0, tzinfo=UTC), None),
        (datetime(2027, 1, 2, 12, 0, tzinfo=UTC), "2026-12"),
    ],
)
def test_the_page_is_made_in_the_first_week_by_the_accounts_own_clock(now, month):
    assert due_month(now, MADRID) == month


def test_the_month_before_january_is_december():
    assert month_before("2027-01") == "2026-12"
