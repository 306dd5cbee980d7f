"""The tables of the report that tell of a whole period: shares with their intervals, dollars, and every measure."""

from collections.abc import Mapping

from care.numbers import written
from care.report.agents import by_agent
from care.report.definitions import DEFINITIONS
from care.report.measures import Figure
from care.report.words import interval, said
from desk.charts import Bar, Span, bars, spans
from desk.emphasis import N_
from desk.labels import LABELS
from desk.measure_labels import measure_label
from desk.sheets import Cell, Chart, Column, ReportData, Sheet, value


def _of(figure: Figure) -> str:
    return f"{figure.value * 100:.0f} % (n={figure.n})"


def _shares(told: ReportData, figures: Mapping[str, Figure | None], name: str, title: str, which: list[str]) -> Sheet:
    """Shares with their intervals, those of which something can be told as whiskers."""
    t = told.t
    units = {definition.name: definition.unit for definition in DEFINITIONS}
    drawn = [
        Span(
            measure_label(one, t),
            figure.value,
            figure.low,
            figure.high,
            _of(figure),
        )
        for one in which
        if units[one] == "share"
        and (figure := figures[one]) is not None
        and figure.low is not None
        and figure.high is not None
    ]
    told_of = "; ".join(f"{span.name} {span.said}, {span.low:.0%} - {span.high:.0%}" for span in drawn)
    columns = (
        Column(t(N_("Measure")), "measure"),
        Column(t(N_("Value")), "value"),
        Column(t(N_("95 % interval")), "interval"),
        Column("n", "n", "cases"),
    )
    rows = tuple(
        (
            measure_label(one, t),
            said(figures[one], units[one], told.language),
            interval(figures[one], units[one], told.language),
            _n(figures[one]),
        )
        for one in which
    )
    return Sheet(name, title, columns, rows, (Chart("", spans(title, told_of, drawn)),) if drawn else ())


def kept(told: ReportData, figures: Mapping[str, Figure | None]) -> Sheet:
    """What was to be kept: the hour, targets, promises."""
    which = ["first_response_wall_within_hour", "sla_kept", "promises_kept", "moved_to_private"]
    return _shares(told, figures, "kept", told.t(N_("Targets and promises")), which)


def surveys(told: ReportData, figures: Mapping[str, Figure | None]) -> Sheet:
    """CSAT and NPS, shares with their intervals."""
    units = {one.name: one.unit for one in DEFINITIONS}
    which = [one.name for one in DEFINITIONS if one.name.startswith(("csat", "nps"))]
    which.sort(key=lambda name: units[name] != "share")  # those with a chart first
    return _shares(told, figures, "surveys", told.t(N_("Surveys")), which)


def agents(told: ReportData) -> Sheet:
    """What each person did; who wrote in X's own app is not told by X."""
    t = told.t
    columns = (
        Column(t(N_("Person")), "person"),
        Column(t(N_("Replies")), "replies", "messages"),
        Column(t(N_("Cases resolved")), "resolved", "cases"),
        Column(t(N_("Surveys answered")), "scored", "cases"),
        Column(t(N_("Mean mark of the survey")), "mean_mark"),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in by_agent(told.period.tallies):
        name = told.names.get(one.person, one.person) or t(N_("in X's own app"))
        mean = written(one.mean, 1, told.language) if one.mean is not None else None
        rows.append((name, one.replies, one.resolved, sum(one.scores.values()), mean))
    title = t(N_("By person"))
    drawn = [Bar(str(row[0]), float(row[1] or 0), written(float(row[1] or 0), 0, told.language)) for row in rows]
    told_of = ", ".join(f"{bar.name} {bar.said}" for bar in drawn)
    note = t(N_("A case counts for who answered it last, a mark for who had answered when it was asked for."))
    charts = (Chart("", bars(title, told_of, drawn)),) if drawn else ()
    return Sheet("agents", title, columns, tuple(rows), charts, note)


def selfservice(told: ReportData, figures: Mapping[str, Figure | None]) -> Sheet:
    """What became of automatic conversations."""
    which = ["selfservice_solved", "selfservice_handed_over", "selfservice_conversations"]
    return _shares(told, figures, "selfservice", told.t(N_("Self-service")), which)


def spending(told: ReportData, figures: Mapping[str, Figure | None]) -> list[Sheet]:
    """What X charged, by purpose and for each case; no table where that is not known."""
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
            said(Figure(one.micro_dollars, 0), "micro-dollars", told.language),
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
    return [
        Sheet("spending", title, columns, tuple(rows), (Chart("", bars(title, told_of, drawn)),) if drawn else (), note)
    ]


def all_measures(told: ReportData, figures: Mapping[str, Figure | None]) -> Sheet:
    """Every measure of the definitions."""
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
            said(figures[one.name], one.unit, told.language),
            interval(figures[one.name], one.unit, told.language),
            _n(figures[one.name]),
            one.name,
        )
        for one in DEFINITIONS
        if told.spent is not None or one.unit != "micro-dollars"
    )
    return Sheet("measures", t(N_("All measures")), columns, rows)


def _n(figure: Figure | None) -> int | None:
    return None if figure is None else figure.n
