"""The report as tables and charts, from tallies of days or months: which ones there are, and what is in each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import get_args

from babel.dates import get_day_names

from care.budget.store import Spent
from care.report.definitions import DEFINITIONS, measured
from care.report.measures import Figure, Period
from care.report.tallies import Tallies, total
from care.report.week import Hour, week_of
from care.report.words import interval, said
from care.triage import Topic
from desk.charts import Bar, Line, Series, Span, Square, bars, heat, lines, spans
from desk.labels import LABELS, N_
from desk.measure_labels import measure_label
from desk.sheets import Cell, Column, Sheet, value

# What customers expect who write to a brand on X, and those of them who complain (design 1).
EXPECTED, EXPECTED_BY_COMPLAINERS = 0.53, 0.72
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Told:
    """What the report is told of: `parts` are its days (or months) by their label, `days` all its days by their date.

    `spent` is what X charged in the months of the period, by purpose; None where that is not known for it.
    """

    parts: Mapping[str, Tallies]
    days: Mapping[str, Tallies]
    spent: Mapping[str, Spent] | None
    language: str
    t: Callable[[str], str]

    @property
    def period(self) -> Period:
        """All of it."""
        spent = {purpose: one.micro_dollars for purpose, one in (self.spent or {}).items()}
        return Period(total(self.parts.values()), spent)


def sheets(told: Told) -> dict[str, Sheet]:
    """All tables by their names, in the order of the page."""
    figures = measured(told.period)
    made = (
        _response(told), _week(told), _volumes(told), _topics(told), _kept(told, figures), _surveys(told, figures),
        _selfservice(told, figures), *_spending(told, figures), _measures(told, figures),
    )  # fmt: skip
    return {sheet.name: sheet for sheet in made}


def _response(told: Told) -> Sheet:
    t, labels = told.t, list(told.parts)
    by_part = [measured(Period(tallies)) for tallies in told.parts.values()]
    names = ("first_response_wall_p50", "first_response_wall_p90", "first_response_open_p50")
    share = "first_response_wall_within_hour"
    minutes = [Series(measure_label(name, t), [value(one[name]) for one in by_part]) for name in names[:2]]
    shares = [Series(measure_label(share, t), [value(one[share]) for one in by_part])]
    charts = (
        lines(
            t(N_("First response, as the customer felt it")), _spoken(labels, minutes, "seconds"), labels, minutes,
            lambda number: said(Figure(number, 0), "seconds"), (Line(_HOUR, t(N_("1 hour"))),),
        ),
        lines(
            t(N_("Answered within an hour")), _spoken(labels, shares, "share"), labels, shares,
            lambda number: f"{number:.0%}",
            (
                Line(EXPECTED, t(N_("53 %: who expect it"))),
                Line(EXPECTED_BY_COMPLAINERS, t(N_("72 %: who expect it of those who complain"))),
            ),
            most=1,
        ),
    ) if len(labels) > 1 else ()  # fmt: skip
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


def _week(told: Told) -> Sheet:
    t = told.t
    week = week_of(told.days)
    days = get_day_names("abbreviated", locale=told.language)
    names = [days[day] for day in range(7)]
    most = max((hour.messages for row in week for hour in row), default=0) or 1
    hours = [str(hour) for hour in range(24)]

    def busy(hour: Hour) -> Square:
        return Square(hour.messages / most, str(hour.messages)) if hour.messages else Square(None, "")

    def quick(hour: Hour) -> Square:
        return Square(hour.share, f"{hour.share * 100:.0f}") if hour.share is not None else Square(None, "")

    when = t(N_("By weekday and hour of the account's zone."))
    charts = (
        heat(t(N_("Messages of customers")), when, names, hours, [[busy(hour) for hour in row] for row in week]),
        heat(
            t(N_("Answered within an hour, in %")), when, names, hours, [[quick(hour) for hour in row] for row in week]
        ),
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


def _volumes(told: Told) -> Sheet:
    t, labels = told.t, list(told.parts)
    by_part = [measured(Period(tallies)) for tallies in told.parts.values()]
    series = [Series(measure_label(name, t), [value(one[name]) for one in by_part]) for name in _VOLUMES[:3]]
    title = t(N_("Volumes"))
    drawn = lines(title, _spoken(labels, series, "messages"), labels, series, lambda number: f"{number:,.0f}")
    columns = (
        Column(t(N_("Day or month")), "part"),
        *(Column(measure_label(name, t), name, "messages") for name in _VOLUMES),
    )
    rows = tuple((label, *(value(one[name]) for name in _VOLUMES)) for label, one in zip(labels, by_part, strict=True))
    return Sheet("volumes", title, columns, rows, (drawn,) if len(labels) > 1 else ())


def _topics(told: Told) -> Sheet:
    t, tallies = told.t, told.period.tallies
    rows: list[tuple[Cell, ...]] = []
    shown = ("cases_opened", "cases_resolved", "first_response_wall_within_hour", "sla_kept")
    for topic in get_args(Topic):
        one = measured(Period(tallies.of(lambda cell, topic=topic: cell[1] == topic)))  # type: ignore[misc]
        if value(one["cases_opened"]):
            rows.append((t(LABELS.get(topic, topic)), *(value(one[name]) for name in shown)))
    rows.sort(key=lambda row: -float(row[1] or 0))
    title = t(N_("Topics"))
    drawn = [Bar(str(row[0]), float(row[1] or 0), f"{row[1]:,.0f}") for row in rows]
    units = {"cases_opened": "cases", "cases_resolved": "cases"}
    columns = (
        Column(t(N_("Topic")), "topic"),
        *(Column(measure_label(name, t), name, "cases" if name in units else "share") for name in shown),
    )
    told_of = ", ".join(f"{bar.name} {bar.said}" for bar in drawn)
    return Sheet("topics", title, columns, tuple(rows), (bars(title, told_of, drawn),) if drawn else ())


def _shares(told: Told, figures: Mapping[str, Figure | None], name: str, title: str, which: list[str]) -> Sheet:
    """Shares with their intervals, those of which something can be told as whiskers."""
    t = told.t
    drawn = [
        Span(measure_label(one, t), figure.value, figure.low, figure.high, f"{figure.value:.0%} (n={figure.n})")
        for one in which
        if (figure := figures[one]) is not None and figure.low is not None and figure.high is not None
    ]
    units = {definition.name: definition.unit for definition in DEFINITIONS}
    shares = [span for one, span in zip(which, drawn, strict=False) if units[one] == "share"]
    told_of = "; ".join(f"{span.name} {span.said}, {span.low:.0%} - {span.high:.0%}" for span in shares)
    columns = (
        Column(t(N_("Measure")), "measure"),
        Column(t(N_("Value")), "value"),
        Column(t(N_("95 % interval")), "interval"),
        Column("n", "n", "cases"),
    )
    rows = tuple(
        (measure_label(one, t), said(figures[one], units[one]), interval(figures[one], units[one]), _n(figures[one]))
        for one in which
    )
    return Sheet(name, title, columns, rows, (spans(title, told_of, shares),) if shares else ())


def _kept(told: Told, figures: Mapping[str, Figure | None]) -> Sheet:
    which = ["first_response_wall_within_hour", "sla_kept", "promises_kept", "moved_to_private"]
    return _shares(told, figures, "kept", told.t(N_("Targets and promises")), which)


def _surveys(told: Told, figures: Mapping[str, Figure | None]) -> Sheet:
    units = {one.name: one.unit for one in DEFINITIONS}
    which = [one.name for one in DEFINITIONS if one.name.startswith(("csat", "nps"))]
    which.sort(key=lambda name: units[name] != "share")  # those with a chart first
    return _shares(told, figures, "surveys", told.t(N_("Surveys")), which)


def _selfservice(told: Told, figures: Mapping[str, Figure | None]) -> Sheet:
    which = ["selfservice_solved", "selfservice_handed_over", "selfservice_conversations"]
    return _shares(told, figures, "selfservice", told.t(N_("Self-service")), which)


def _spending(told: Told, figures: Mapping[str, Figure | None]) -> list[Sheet]:
    if told.spent is None:
        return []
    t = told.t
    ordered = sorted(told.spent.items(), key=lambda pair: -pair[1].micro_dollars)
    opened = value(figures["cases_opened"]) or 0
    rows: list[tuple[Cell, ...]] = [
        (
            t(LABELS.get(f"spent on {name}", name)),
            one.sends,
            one.micro_dollars,
            one.micro_dollars / opened if opened else None,
        )
        for name, one in ordered
    ]
    rows.append((
        t(N_("Total")), sum(one.sends for _, one in ordered), value(figures["spent"]), value(figures["spent_per_case"])
    ))  # fmt: skip
    title = t(N_("Dollars at X"))
    drawn = [
        Bar(
            t(LABELS.get(f"spent on {name}", name)),
            one.micro_dollars,
            said(Figure(one.micro_dollars, 0), "micro-dollars"),
        )
        for name, one in ordered
    ]
    columns = (
        Column(t(N_("Purpose")), "purpose"),
        Column(t(N_("Number")), "number", "messages"),
        Column(t(N_("Dollars")), "micro_dollars", "micro-dollars"),
        Column(t(N_("For each case opened")), "micro_dollars_per_case", "micro-dollars"),
    )
    told_of = ", ".join(f"{bar.name} {bar.said}" for bar in drawn)
    note = t(N_("By our price table, in months of UTC; AWS is not in it."))
    return [Sheet("spending", title, columns, tuple(rows), (bars(title, told_of, drawn),) if drawn else (), note)]


def _measures(told: Told, figures: Mapping[str, Figure | None]) -> Sheet:
    t = told.t
    columns = (
        Column(t(N_("Measure")), "measure"),
        Column(t(N_("Value")), "value"),
        Column(t(N_("95 % interval")), "interval"),
        Column("n", "n", "cases"),
        Column(t(N_("Name in files")), "name"),
    )
    rows = tuple(
        (
            measure_label(one.name, t),
            said(figures[one.name], one.unit),
            interval(figures[one.name], one.unit),
            _n(figures[one.name]),
            one.name,
        )
        for one in DEFINITIONS
        if told.spent is not None or one.unit != "micro-dollars"
    )
    return Sheet("measures", t(N_("All measures")), columns, rows)


def _n(figure: Figure | None) -> int | None:
    return None if figure is None else figure.n


def _spoken(labels: list[str], series: list[Series], unit: str) -> str:
    """A chart in one sentence for who does not see it: its first and last values; the table has all."""
    parts = []
    for one in series:
        known = [(label, v) for label, v in zip(labels, one.values, strict=True) if v is not None]
        if known:
            (first, start), (last, end) = known[0], known[-1]
            words = [said(Figure(number, 0), unit) for number in (start, end)]  # type: ignore[arg-type]
            parts.append(f"{one.name}: {first} {words[0]}, {last} {words[1]}")
    return "; ".join(parts)
