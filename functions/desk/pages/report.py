"""The report: today, a month, the trend of six; tables with their charts, for paper and for spreadsheets.

It reads the items of days (some ninety a month) and sums, so a month of a million messages asks for no more than an
empty one.
"""

import json
from collections.abc import Mapping
from copy import replace
from datetime import date, timedelta
from functools import partial
from typing import Literal, NamedTuple
from urllib.parse import urlencode

from babel.dates import format_date, format_interval

from care import late
from care.model.account import Account
from care.model.months import month_starts
from care.model.outcomes import Code, outcome
from care.model.tallies import Tallies, total
from care.report.definitions import DEFINITIONS, measured
from care.report.words import said
from care.tables.spending import Spent
from desk.actions import record
from desk.dependencies import budget, lambdas, logger, people, reports, settings
from desk.dispatch import NotYours
from desk.labels import N_
from desk.languages import babels, translated
from desk.measure_labels import measure_label
from desk.places import supervised_by
from desk.renderer import notice, reader, render
from desk.report_view import sheets
from desk.requests import BadRequest, Request
from desk.responses import SAFE, Response, page, see
from desk.sheets import ReportData

type ReportView = Literal["today", "month", "trend", "range"]
VIEWS: dict[ReportView, str] = {
    "today": N_("Today"),
    "month": N_("Month"),
    "trend": N_("Trend"),
    "range": N_("From … to …"),
}
_MONTH = late.pattern(r"20\d{2}-(0[1-9]|1[0-2])")
_FIRST_DAY, _LAST_DAY = date(2020, 1, 1), date(2099, 12, 31)
_MONTHS = 6
_LONGEST = 366  # days of a range: each month of it is read
_BY_DAY = 62  # days of a range that are shown one by one; a longer one is shown by months
# What a supervisor looks at first.
_FIRST = (
    "messages_in", "customers", "first_response_wall_p50", "first_response_wall_within_hour", "sla_kept",
    "csat_mean_of_10", "nps_would_recommend", "spent_per_case",
)  # fmt: skip


class Asked(NamedTuple):
    """Whose report it is, of what; `since` and `until` are the days of a range, both of them in it."""

    account: Account
    view: ReportView
    month: str
    since: date
    until: date

    @property
    def query(self) -> str:
        """As an address has it."""
        return self.of(self.view)

    def of(self, view: str) -> str:
        """The same of another view."""
        given = {"account": self.account.id, "view": view, "month": self.month if view in {"month", "trend"} else ""}
        if view == "range":
            given |= {"since": self.since.isoformat(), "until": self.until.isoformat()}
        return urlencode({name: value for name, value in given.items() if value})


def show(request: Request) -> Response:
    """The page."""
    yours = supervised_by(request)
    if not yours:
        return page(render(request, "nothing_yours.html"))
    asked = asked_for(request, yours)
    account, view, month = asked.account, asked.view, asked.month
    told = told_of(request, asked)
    figures = measured(told.period)
    units = {one.name: one.unit for one in DEFINITIONS}
    known = _FIRST if told.spent is not None else [name for name in _FIRST if units[name] != "micro-dollars"]
    values = {
        "account": account,
        "yours": yours,
        "view": view,
        "views": [(name, label, f"/desk/report?{asked.of(name)}") for name, label in VIEWS.items()],
        "month": month,
        "since": asked.since,
        "until": asked.until,
        "title": _title(asked, told.language, request),
        "tiles": [(measure_label(name, told.t), said(figures[name], units[name], told.language)) for name in known],
        "never": figures["never_answered"],
        "sheets": list(sheets(told).values()),
        "empty": not any(tallies.counts for tallies in told.parts.values()),
        "csv_href": lambda sheet: f"/desk/report/table/{sheet}?{asked.query}",
        "asked": request.query.get("added") == "up",
    }
    return page(render(request, "report.html", **values))


def table(request: Request) -> Response:
    """One table as CSV, with numbers as they are."""
    asked = asked_for(request, supervised_by(request))
    found = sheets(told_of(request, asked)).get(request.params["name"])
    if found is None:
        raise BadRequest(outcome(Code.no_such_table))
    of = {"today": request.now.date(), "range": f"{asked.since}-{asked.until}"}.get(asked.view, asked.month)
    name = f"{asked.account.username}-{asked.view}-{of}-{found.name}.csv"
    headers = {
        **SAFE,
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
    }
    # The mark tells spreadsheets that it is UTF-8.
    return Response(200, headers=headers, body="\ufeff" + found.as_csv())


def add_up(request: Request) -> Response:
    """Have what was counted until now added up, which else happens each hour."""
    if request.account is None:
        raise NotYours
    record(request, request.account.id, "report asked")
    payload = json.dumps({"account_id": request.account.id}).encode()
    answer = lambdas().invoke(FunctionName=settings.report_function, Payload=payload)
    if "FunctionError" in answer:
        logger.error("desk.report_failed")
        return notice(request, 503)
    return see(f"/desk/report?{urlencode({'account': request.account.id, 'view': 'today'})}&added=up")


def asked_for(request: Request, yours: list[Account]) -> Asked:
    """What an address asks for; NotYours for another's account."""
    wanted = request.query.get("account", yours[0].id if yours else "")
    account = next((one for one in yours if one.id == wanted), None)
    if account is None:
        raise NotYours
    view: ReportView = next((name for name in VIEWS if name == request.query.get("view")), "month")
    month = request.query.get("month", "")
    today = request.now.astimezone(account.hours.zone).date()
    month = month if _MONTH.fullmatch(month) and view != "today" else f"{today:%Y-%m}"
    since, until = _range(request.query, today)
    return Asked(account, view, month, since, until)


def _range(query: Mapping[str, str], today: date) -> tuple[date, date]:
    """The days of a range, in their order and no more than a year; the last thirty where none are named."""
    try:
        days = sorted((date.fromisoformat(query["since"]), date.fromisoformat(query["until"])))
    except (KeyError, ValueError):
        return today - timedelta(days=29), today
    if not _FIRST_DAY <= days[0] <= days[1] <= _LAST_DAY:
        return today - timedelta(days=29), today
    return max(days[0], days[1] - timedelta(days=_LONGEST - 1)), days[1]


def told_of(request: Request, asked: Asked) -> ReportData:
    """What the report is told of."""
    names = {person.id: person.name for person in people.all()}
    return replace(_data(request, asked), names=names)


def _data(request: Request, asked: Asked) -> ReportData:
    account, view, month = asked.account, asked.view, asked.month
    language = reader(request)
    t = partial(translated, language)
    match view:
        case "today":
            today = request.now.astimezone(account.hours.zone).date().isoformat()
            found = reports.days(account.id, month).get(today, Tallies())
            return ReportData({_day(today, language): found}, {today: found}, None, language, t)
        case "month":
            days = reports.days(account.id, month)
            parts = {_day(day, language): tallies for day, tallies in days.items()}
            return ReportData(parts, days, budget.by_purpose(account.id, month), language, t)
        case "range":
            first, last = asked.since.isoformat(), asked.until.isoformat()
            wanted = {
                day: tallies
                for one in _months_between(asked.since, asked.until)
                for day, tallies in reports.days(account.id, one).items()
                if first <= day <= last
            }
            if (asked.until - asked.since).days < _BY_DAY:
                parts = {_day(day, language): tallies for day, tallies in wanted.items()}
            else:
                months = dict.fromkeys(day[:7] for day in wanted)
                parts = {
                    _month_name(one, language): total(tallies for day, tallies in wanted.items() if day[:7] == one)
                    for one in months
                }
            return ReportData(parts, wanted, None, language, t)
        case "trend":
            by_month = {one: reports.days(account.id, one) for one in _months_until(month)}
            parts = {_month_name(one, language): total(days.values()) for one, days in by_month.items()}
            all_days = {day: tallies for days in by_month.values() for day, tallies in days.items()}
            return ReportData(parts, all_days, _summed(account, list(by_month)), language, t)


def _month_name(month: str, language: str) -> str:
    return str(format_date(month_starts(month).date(), "MMM y", locale=babels(language)))


def _months_between(since: date, until: date) -> list[str]:
    numbers = range(since.year * 12 + since.month - 1, until.year * 12 + until.month)
    return [f"{one // 12}-{one % 12 + 1:02}" for one in numbers]


def _summed(account: Account, months: list[str]) -> Mapping[str, Spent]:
    found: dict[str, Spent] = {}
    for month in months:
        for purpose, one in budget.by_purpose(account.id, month).items():
            before = found.get(purpose, Spent(0, 0))
            found[purpose] = Spent(before.micro_dollars + one.micro_dollars, before.sends + one.sends)
    return found


def _months_until(month: str) -> list[str]:
    """Six months up to this one, the oldest first."""
    year, number = map(int, month.split("-"))
    counted = range(year * 12 + number - _MONTHS, year * 12 + number)
    return [f"{one // 12}-{one % 12 + 1:02}" for one in counted]


def _day(day: str, language: str) -> str:
    return str(format_date(date.fromisoformat(day), "d MMM", locale=babels(language)))


def _title(asked: Asked, language: str, request: Request) -> str:
    view, month = asked.view, asked.month
    if view == "range":
        return str(format_interval(asked.since, asked.until, "yMMMd", locale=babels(language)))
    if view == "today":
        local = request.now.astimezone(asked.account.hours.zone).date()
        return str(format_date(local, "full", locale=babels(language)))
    last = str(format_date(month_starts(month).date(), "LLLL y", locale=babels(language)))
    return last if view == "month" else translated(language, N_("Six months until %(month)s")) % {"month": last}
