"""The report as tables and charts, from tallies of days or months: which ones there are, and what is in each."""

from collections.abc import Callable
from functools import partial
from typing import get_args

from babel.dates import get_day_names

from care.numbers import written
from care.report.definitions import measured
from care.report.measures import Figure, ReportPeriod
from care.report.week import Hour, week_of
from care.report.words import said
from care.triage.verdict import Topic
from desk.charts import Bar, ReferenceLine, Series, Square, bars, heat, lines
from desk.labels import LABELS, N_
from desk.languages import babels
from desk.measure_labels import measure_label
from desk.report_figures import agents, all_measures, kept, selfservice, spending, surveys
from desk.sheets import Cell, Chart, Column, ReportData, Sheet, value

# What customers expect who write to a brand on X, and those of them who complain.
EXPECTED, EXPECTED_BY_COMPLAINERS = 0.53, 0.72
# Minutes in which people count how long something takes: up to half an hour, hours, days.
_DURATIONS = (1, 5, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 7_200, 14_400)


def sheets(told: ReportData) -> dict[str, Sheet]:
    """All tables by their names, in the order of the page."""
    figures = measured(told.period)
    made = (
        _response(told), _week(told), _volumes(told), _topics(told), kept(told, figures), surveys(told, figures),
        agents(told), selfservice(told, figures), *spending(told, figures), all_measures(told, figures),
    )  # fmt: skip
    return {sheet.name: sheet for sheet in made}


def _response(told: ReportData) -> Sheet:
    t, labels = told.t, list(told.parts)
    by_part = [measured(ReportPeriod(tallies)) for tallies in told.parts.values()]
    names = ("first_response_wall_p50", "first_response_wall_p90", "first_response_open_p50")
    share = "first_response_wall_within_hour"
    felt, within = t(N_("First response, as the customer felt it")), t(N_("Answered within an hour"))
    percent = partial(_percent, told.language)
    minutes = [
        Series(name, [None if (seconds := value(one[measure])) is None else seconds / 60 for one in by_part])
        for name, measure in ((t(N_("half of them")), names[0]), (t(N_("nine of ten")), names[1]))
    ]
    shares = [Series(within, [value(one[share]) for one in by_part])]
    charts: tuple[Chart, ...] = ()
    if len(labels) > 1:
        marks = (
            ReferenceLine(EXPECTED, t(N_("53 %: who expect it"))),
            ReferenceLine(EXPECTED_BY_COMPLAINERS, t(N_("72 %: who expect it of those who complain"))),
        )
        hour = (ReferenceLine(60, t(N_("1 hour"))),)
        charts = (
            Chart(
                felt,
                lines(felt, _spoken(labels, minutes, _minutes), labels, minutes, _minutes, hour, steps=_DURATIONS),
            ),
            Chart(within, lines(within, _spoken(labels, shares, percent), labels, shares, percent, marks, most=1)),
        )
    columns = (
        Column(t(N_("Day or month")), "part"),
        *(Column(measure_label(name, t), name, "seconds") for name in names),
        Column(measure_label(share, t), share, "share"),
        Column(measure_label("cases_opened", t), "cases_opened", "cases"),
    )
    rows = tuple(
        (label, *(value(one[name]) for name in (*names, share, "cases_opened")))
        for label, one in zip(labels, by_part, strict=True)
    )
    note = t(N_("A case that nobody answered counts as not answered within the hour; automatic messages never count."))
    return Sheet("response", t(N_("First response")), columns, rows, charts, note)


def _week(told: ReportData) -> Sheet:
    t = told.t
    week = week_of(told.days)
    days = get_day_names("abbreviated", locale=babels(told.language))
    names = [days[day] for day in range(7)]
    most = max((hour.messages for row in week for hour in row), default=0) or 1
    hours = [str(hour) for hour in range(24)]

    def busy(hour: Hour) -> Square:
        return Square(hour.messages / most, str(hour.messages)) if hour.messages else Square(None, "")

    def quick(hour: Hour) -> Square:
        return Square(hour.share, f"{hour.share * 100:.0f}") if hour.share is not None else Square(None, "")

    when = t(N_("By weekday and hour of the account's zone."))
    charts = tuple(
        Chart(title, heat(title, when, names, hours, [[square(hour) for hour in row] for row in week]))
        for title, square in ((t(N_("Messages of customers")), busy), (t(N_("Answered within an hour, in %")), quick))
    )
    columns = (
        Column(t(N_("Weekday")), "weekday"),
        Column(t(N_("Hour")), "hour"),
        Column(measure_label("messages_in", t), "messages_in", "messages"),
        Column(measure_label("cases_opened", t), "cases_opened", "cases"),
        Column(t(N_("Answered within an hour")), "within_hour", "share"),
    )
    rows = tuple(
        (name, f"{hour:02}:00", one.messages, one.opened, one.share)
        for name, row in zip(names, week, strict=True)
        for hour, one in enumerate(row)
        if one.messages or one.opened
    )
    note = t(N_("A case belongs to the hour of its first message. Thanks and noise are counted here, too."))
    return Sheet("week", t(N_("Hours of the week")), columns, rows, charts, note)


_VOLUMES = (
    "messages_in", "messages_by_people", "messages_automatic", "customers_by_day",
    "cases_opened", "cases_resolved", "cases_reopened",
)  # fmt: skip


def _volumes(told: ReportData) -> Sheet:
    t, labels = told.t, list(told.parts)
    by_part = [measured(ReportPeriod(tallies)) for tallies in told.parts.values()]
    series = [Series(measure_label(name, t), [value(one[name]) for one in by_part]) for name in _VOLUMES[:3]]
    title = t(N_("Volumes"))
    number = partial(_number, told.language)
    drawn = Chart(title, lines(title, _spoken(labels, series, number), labels, series, number))
    columns = (
        Column(t(N_("Day or month")), "part"),
        *(Column(measure_label(name, t), name, "messages") for name in _VOLUMES),
    )
    rows = tuple((label, *(value(one[name]) for name in _VOLUMES)) for label, one in zip(labels, by_part, strict=True))
    return Sheet("volumes", title, columns, rows, (drawn,) if len(labels) > 1 else ())


def _topics(told: ReportData) -> Sheet:
    t, tallies = told.t, told.period.tallies
    rows: list[tuple[Cell, ...]] = []
    shown = ("cases_opened", "cases_resolved", "first_response_wall_within_hour", "sla_kept")
    for topic in get_args(Topic):
        one = measured(ReportPeriod(tallies.of(lambda cell, topic=topic: cell[1] == topic)))  # type: ignore[misc]
        if value(one["cases_opened"]):
            rows.append((t(LABELS.get(topic, topic)), *(value(one[name]) for name in shown)))
    rows.sort(key=lambda row: -float(row[1] or 0))
    title = t(N_("Topics"))
    drawn = [Bar(str(row[0]), float(row[1] or 0), _number(told.language, float(row[1] or 0))) for row in rows]
    units = {"cases_opened": "cases", "cases_resolved": "cases"}
    columns = (
        Column(t(N_("Topic")), "topic"),
        *(Column(measure_label(name, t), name, "cases" if name in units else "share") for name in shown),
    )
    told_of = ", ".join(f"{bar.name} {bar.said}" for bar in drawn)
    return Sheet("topics", title, columns, tuple(rows), (Chart("", bars(title, told_of, drawn)),) if drawn else ())


def _minutes(minutes: float) -> str:
    return said(Figure(minutes * 60, 0), "seconds")


def _percent(language: str, share: float) -> str:
    return f"{written(share * 100, 0, language)} %"


def _number(language: str, number: float) -> str:
    return written(number, 0, language)


def _spoken(labels: list[str], series: list[Series], said_as: Callable[[float], str]) -> str:
    """A chart in one sentence for who does not see it: its first and last values; the table has all."""
    parts = []
    for one in series:
        known = [(label, v) for label, v in zip(labels, one.values, strict=True) if v is not None]
        if known:
            (first, start), (last, end) = known[0], known[-1]
            parts.append(f"{one.name}: {first} {said_as(start)}, {last} {said_as(end)}")
    return "; ".join(parts)
