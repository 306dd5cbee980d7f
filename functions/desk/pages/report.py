"""The report: today, a month, the trend of six; tables with their charts, for paper and for spreadsheets.

It reads the items of days (some ninety a month) and sums, so a month of a million messages asks for no more than an
empty one.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache, partial
from typing import Any, Literal
from urllib.parse import urlencode

from babel.dates import format_date

from care import aws
from care.model.account import Account
from care.model.months import month_starts
from care.model.outcomes import Code, outcome
from care.model.tallies import Tallies, total
from care.report.definitions import DEFINITIONS, measured
from care.report.words import said
from care.tables.budget import Spent
from desk.actions import record
from desk.dependencies import budget, logger, reports, settings
from desk.dispatch import NotYours
from desk.labels import N_
from desk.languages import translated
from desk.measure_labels import measure_label
from desk.places import supervised_by
from desk.renderer import notice, reader, render
from desk.report_view import sheets
from desk.requests import BadRequest, Request
from desk.responses import SAFE, Response, page, see
from desk.sheets import ReportData

type ReportView = Literal["today", "month", "trend"]
VIEWS: dict[ReportView, str] = {"today": N_("Today"), "month": N_("Month"), "trend": N_("Trend")}
_MONTH = re.compile(r"20\d{2}-(0[1-9]|1[0-2])")
_MONTHS = 6
# What a supervisor looks at first.
_FIRST = (
    "messages_in", "customers", "first_response_wall_p50", "first_response_wall_within_hour", "sla_kept",
    "csat_mean_of_10", "nps_would_recommend", "spent_per_case",
)  # fmt: skip


def show(request: Request) -> Response:
    """The page."""
    yours = supervised_by(request)
    if not yours:
        return page(render(request, "nothing_yours.html"))
    account, view, month = _asked(request, yours)
    told = _told(request, account, view, month)
    figures = measured(told.period)
    units = {one.name: one.unit for one in DEFINITIONS}
    known = _FIRST if told.spent is not None else [name for name in _FIRST if units[name] != "micro-dollars"]
    values = {
        "account": account,
        "yours": yours,
        "view": view,
        "views": [(name, label, _href(account, name, month)) for name, label in VIEWS.items()],
        "month": month,
        "title": _title(view, month, told.language, request, account),
        "tiles": [(measure_label(name, told.t), said(figures[name], units[name])) for name in known],
        "never": figures["never_answered"],
        "sheets": list(sheets(told).values()),
        "empty": not any(tallies.counts for tallies in told.parts.values()),
        "csv_href": lambda sheet: f"/desk/report/table/{sheet}?{_query(account, view, month)}",
        "asked": request.query.get("added") == "up",
    }
    return page(render(request, "report.html", **values))


def table(request: Request) -> Response:
    """One table as CSV, with numbers as they are."""
    account, view, month = _asked(request, supervised_by(request))
    found = sheets(_told(request, account, view, month)).get(request.params["name"])
    if found is None:
        raise BadRequest(outcome(Code.no_such_table))
    name = f"{account.username}-{view}-{month if view != 'today' else request.now.date()}-{found.name}.csv"
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
    answer = _lambda().invoke(FunctionName=settings.report_function, Payload=payload)
    if "FunctionError" in answer:
        logger.error("desk.report_failed")
        return notice(request, 503)
    return see(f"/desk/report?{_query(request.account, 'today', '')}&added=up")


@cache
def _lambda() -> Any:
    return aws.client("lambda")


def _asked(request: Request, yours: list[Account]) -> tuple[Account, ReportView, str]:
    """The account, the view and the month of an address; NotYours for another's account."""
    wanted = request.query.get("account", yours[0].id if yours else "")
    account = next((one for one in yours if one.id == wanted), None)
    if account is None:
        raise NotYours
    view: ReportView = next((name for name in VIEWS if name == request.query.get("view")), "month")
    month = request.query.get("month", "")
    present = f"{request.now.astimezone(account.hours.zone):%Y-%m}"
    return account, view, month if _MONTH.fullmatch(month) and view != "today" else present


def _told(request: Request, account: Account, view: ReportView, month: str) -> ReportData:
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
        case "trend":
            by_month = {one: reports.days(account.id, one) for one in _months_until(month)}
            parts = {
                str(format_date(month_starts(one).date(), "MMM y", locale=language)): total(days.values())
                for one, days in by_month.items()
            }
            all_days = {day: tallies for days in by_month.values() for day, tallies in days.items()}
            return ReportData(parts, all_days, _summed(account, list(by_month)), language, t)


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
    return str(format_date(date.fromisoformat(day), "d MMM", locale=language))


def _title(view: ReportView, month: str, language: str, request: Request, account: Account) -> str:
    if view == "today":
        local = request.now.astimezone(account.hours.zone).date()
        return str(format_date(local, "full", locale=language))
    last = str(format_date(month_starts(month).date(), "LLLL y", locale=language))
    return last if view == "month" else translated(language, N_("Six months until %(month)s")) % {"month": last}


def _query(account: Account, view: str, month: str) -> str:
    given = {"account": account.id, "view": view, "month": month if view != "today" else ""}
    return urlencode({name: value for name, value in given.items() if value})


def _href(account: Account, view: str, month: str) -> str:
    return f"/desk/report?{_query(account, view, month)}"
