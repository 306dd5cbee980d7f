"""A month on one page, in the account's language: as HTML that mail programs show, and as plain text."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from html import escape
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from care.model.account import Account
from care.model.settings.occasions import Language, language_of
from care.report.definitions import DEFINITIONS, measured
from care.report.measures import ReportPeriod
from care.report.words import interval, said

# From the morning of the first day, when what came late in the night is in, and no later than a week after.
_FROM_HOUR = 8
_UNTIL_DAY = 7

_PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head>
<body style="margin:0;padding:24px;background:#f6f6f4;color:#1c1c1a;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:640px;margin:0 auto;background:#fff;padding:24px;border-radius:8px">
<h1 style="font-size:24px;margin:0">{title}</h1><p style="margin:4px 0 16px">{intro}</p>
{body}
<p style="font-size:13px;color:#5a5a55;margin:16px 0 0">{foot}</p>
</div></body></html>
"""
_CELL = "padding:8px 4px;border-bottom:1px solid #e4e4df"


@dataclass(frozen=True, slots=True)
class Summary:
    """The subject, the page and its plain-text alternative."""

    subject: str
    html: str
    text: str


def summary(account: Account, month: str, period: ReportPeriod, before: ReportPeriod) -> Summary:
    """The page of a month ("2026-11") beside the month before. A figure that cannot be told is left out."""
    words = _words()[account.variety]
    title = words["title"].format(name=account.name, month=_named(month, account.variety.replace("-", "_")))
    rows = _rows(words, period, before, language_of(account.variety))
    if not rows:
        page = _page(account, words, title, f"<p>{escape(words['none'])}</p>")
        return Summary(title, page, f"{title}\n\n{words['none']}\n")
    lines = [_line(words, *row) for row in rows]
    body = "".join(_row(*row) for row in rows)
    empty, last = f'<th style="{_CELL}"></th>', f'<th style="{_CELL};text-align:right">{escape(words["before"])}</th>'
    head = f"<thead><tr>{empty}{empty}{last}</tr></thead>"
    table = f'<table style="border-collapse:collapse;width:100%">{head}<tbody>{body}</tbody></table>'
    text = "\n".join([title, words["intro"], "", *lines, "", words["foot"], ""])
    return Summary(title, _page(account, words, title, table), text)


def due_month(now: datetime, zone: ZoneInfo) -> str | None:
    """The month whose page is made at `now`, in the first week of the next one; None at any other time."""
    local = now.astimezone(zone)
    if local.day > _UNTIL_DAY or (local.day == 1 and local.hour < _FROM_HOUR):
        return None
    return month_before(f"{local:%Y-%m}")


def month_before(month: str) -> str:
    """The month before a month: "2026-12" of "2027-01"."""
    return f"{date.fromisoformat(f'{month}-01') - timedelta(days=1):%Y-%m}"


def _rows(
    words: dict[str, Any], period: ReportPeriod, before: ReportPeriod, language: Language
) -> list[tuple[str, str, str, str]]:
    if not period.tallies.counts:
        return []
    now, was = measured(period), measured(before)
    units = {definition.name: definition.unit for definition in DEFINITIONS}
    return [
        (
            label,
            *(put(now[name], units[name], language) for put in (said, interval)),
            said(was[name], units[name], language),
        )
        for name, label in words["measures"].items()
        if now[name] is not None
    ]


def _line(words: dict[str, Any], label: str, value: str, range_: str, was: str) -> str:
    beside = f" ({range_})" if range_ else ""
    return f"{label}: {value}{beside}; {words['before']}: {was}"


def _row(label: str, value: str, range_: str, was: str) -> str:
    beside = f'<br><span style="font-size:13px;color:#5a5a55">{escape(range_)}</span>' if range_ else ""
    return (
        f'<tr><th scope="row" style="{_CELL};text-align:left;font-weight:400">{escape(label)}</th>'
        f'<td style="{_CELL};text-align:right"><strong>{escape(value)}</strong>{beside}</td>'
        f'<td style="{_CELL};text-align:right;color:#5a5a55">{escape(was)}</td></tr>'
    )


def _page(account: Account, words: dict[str, Any], title: str, body: str) -> str:
    return _PAGE.format(
        language=account.variety,
        title=escape(title),
        intro=escape(words["intro"]),
        body=body,
        foot=escape(words["foot"]),
    )


def _named(month: str, language: str) -> str:
    from babel.dates import format_skeleton  # noqa: PLC0415  Babel, for the page of a month

    return str(format_skeleton("yMMMM", date.fromisoformat(f"{month}-01"), locale=language))


@cache
def _words() -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  only the page of a month pays

    return tomllib.loads(resources.files(__package__).joinpath("summary.toml").read_text("utf-8"))
