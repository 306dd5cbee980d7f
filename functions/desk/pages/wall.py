"""The board for a wall: large figures that refresh themselves, also without scripts, and name nobody."""

from datetime import timedelta
from typing import Any

from care.desk.wall import LINES, Wall, reached, wall
from care.model.account import Account
from care.model.tallies import Tallies, total
from care.report.measures import Figure
from care.watch.spreading import Step, together
from desk.dependencies import queue, remembered, reports, spreads
from desk.pages.supervision import account_of
from desk.renderer import render
from desk.requests import Request
from desk.responses import Response, as_json, page


def show(request: Request) -> Response:
    """The page. It has no menu: whoever passes by may read it. With `?still=true` it stays as it is."""
    account, still = account_of(request), request.query.get("still") == "true"
    values = {"account": account, "zone": account.hours.zone, "lines": LINES, "reached": reached, "still": still}
    html = render(request, "wall.html", wall=_wall(request, account), hours=_spread(request, account), **values)
    return page(html, headers={} if still else {"refresh": "60"})


def as_data(request: Request) -> Response:
    """How many wait, how many were answered within the hour, and whether there is a surge of complaints."""
    found = _wall(request, account_of(request))
    answer = {
        "open": found.is_open,
        "changes_at": found.changes_at.isoformat() if found.changes_at else None,
        "waiting": found.waiting,
        "more": found.more,
        "late": found.late,
        "waiting_since": found.since.isoformat() if found.since else None,
        "within_hour_today": _share(found.today),
        "within_hour_month": _share(found.month),
        "lines": list(LINES),
        "surge_since": found.surge_since.isoformat() if found.surge_since else None,
        "spread": [{**one._asdict(), "at": one.at.isoformat()} for one in _spread(request, account_of(request))],
    }
    return as_json(answer)


def _spread(request: Request, account: Account) -> list[Step]:
    """How far the complaints of two days spread in each of the last 24 hours, where X is asked for it."""
    if not account.desk.spread_micro_dollars:
        return []
    return together(spreads.lately(account.id, request.now), request.now - timedelta(days=1))


def _share(figure: Figure | None) -> dict[str, Any] | None:
    return None if figure is None else {"share": figure.value, "n": figure.n, "lines_reached": reached(figure.value)}


def _wall(request: Request, account: Account) -> Wall:
    today = request.now.astimezone(account.hours.zone).date().isoformat()
    days = reports.days(account.id, today[:7])
    waiting, more = queue.waiting(account.id)
    since = remembered.surge(account.id)
    return wall(account.hours, waiting, more, days.get(today, Tallies()), total(days.values()), since, request.now)
