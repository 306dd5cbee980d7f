"""The queue: cases that wait for an answer, the most urgent first."""

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from care.desk.presets import PRESETS
from care.model.account import Account
from care.model.envelope import Channel
from care.model.incident import Incident
from care.model.person import Person
from care.tables.accounts import UnknownAccount, UnreadableSettings
from care.tables.queue import VIEWS, CaseCount, QueuePage, View, Wanted
from care.tables.queue_rows import Row, is_late
from desk.dependencies import accounts, answering, people, queue, tags_in_use
from desk.dispatch import NotYours
from desk.labels import N_
from desk.renderer import reader, render
from desk.requests import Request
from desk.responses import Response, fragment, page

_TABS: tuple[tuple[View, str], ...] = (
    ("open", N_("To answer")),
    ("mine", N_("Mine")),
    ("waiting", N_("Waiting for the customer")),
    ("leads", N_("Leads")),
    ("influencers", N_("Influencers")),
    ("unsure", N_("Not clear")),
    ("snoozed", N_("Snoozed")),
    ("resolved", N_("Resolved")),
)
# Several agents look at the same queue: what was counted a moment ago is true enough for all of them.
_COUNTED_EVERY = 4.0  # seconds of the machine's clock
_MOST_KEPT = 500
_counted: dict[Wanted, tuple[float, CaseCount]] = {}


class Tab(NamedTuple):
    """A list with its address and its count."""

    view: View
    label: str
    href: str
    counted: CaseCount | None


class ShownRow(NamedTuple):
    """A row with what only the moment knows."""

    row: Row
    late: bool
    assignee: str
    answering: str


class QueueFilter(NamedTuple):
    """What of the queue is asked for, and in which of the visitor's accounts."""

    account: Account
    yours: list[Account]
    wanted: Wanted

    def href(self, base: str = "/desk/cases", **changes: str) -> str:
        """The address of this place, or of a page under `base` that knows it, with some of its filters changed."""
        now = {
            "account": self.wanted.account_id,
            "view": self.wanted.view,
            "incident": self.wanted.of if self.wanted.view == "incident" else "",
            "channel": self.wanted.channel or "",
            "language": self.wanted.language,
            "tag": self.wanted.tag,
            "after": self.wanted.after,
            **changes,
        }
        return f"{base}?{urlencode({name: value for name, value in now.items() if value})}"


def show(request: Request) -> Response:
    """The page."""
    if not (place := place_of(request)):
        return page(render(request, "nothing_yours.html"))
    found = queue.page(place.wanted)
    return page(render(request, "queue.html", **_values(request, place, found)))


def rows(request: Request) -> Response:
    """The rows and counts alone, each few seconds."""
    if not (place := place_of(request)):
        raise NotYours
    found = queue.page(place.wanted)
    values = _values(request, place, found)
    beside = request.query.get("beside", "")[:40]
    html = render(request, "beside.html" if beside else "queue_rows.html", beside=beside, **values)
    return fragment(html, request.headers.get("if-none-match", ""))


def place_of(request: Request) -> QueueFilter | None:
    """What the address asks for; None if no account is the visitor's, NotYours if this one is not."""
    yours = accounts_of(request)
    if not yours:
        return None
    asked = request.query.get("account", yours[0].id)
    account = next((account for account in yours if account.id == asked), None)
    if account is None:
        raise NotYours
    return place_in(request, account, yours)


def place_in(request: Request, account: Account, yours: list[Account]) -> QueueFilter:
    """What the address asks for of the queue of one account."""
    view: View = next((view for view in VIEWS if view == request.query.get("view")), "open")
    channels: dict[str, Channel] = {"public": "public", "private": "private"}
    language = request.query.get("language", "")
    of = {"mine": request.who.person.id, "incident": request.query.get("incident", "")}.get(view, "")
    wanted = Wanted(
        account_id=account.id,
        view=view,
        of=of[:100],
        channel=channels.get(request.query.get("channel", "")),
        language=language if language in {"es", "pt", "en"} else "",
        tag=request.query.get("tag", "")[:30],
        after=request.query.get("after", "")[:100],
    )
    return QueueFilter(account, yours, wanted)


def accounts_of(request: Request) -> list[Account]:
    """The accounts that the visitor sees, by name."""
    person = request.who.person
    if person.all_accounts:
        found = accounts.known()
    else:
        found = []
        for account_id in person.accounts:
            try:
                found.append(accounts.get(account_id))
            except (UnknownAccount, UnreadableSettings):
                continue
    return sorted(found, key=lambda account: account.name.casefold())


def colleagues_of(account: Account, everybody: Iterable[Person]) -> list[Person]:
    """Those to whom its cases may be given: whoever sees them, and is not there for the stack alone."""
    return [one for one in everybody if one.sees(account.id) and one.roles != ("operators",)]


def supervised_by(request: Request) -> list[Account]:
    """The accounts in which the visitor is a supervisor, by name."""
    return [account for account in accounts_of(request) if request.who.may_in(account.id, "supervisors")]


def _values(request: Request, place: QueueFilter, found: QueuePage) -> dict[str, object]:
    now, wanted = request.now, place.wanted
    everybody = people.all()
    names = {person.id: person.name for person in everybody}
    busy = {row.case_id: row.person_id for row in answering.now(place.account.id, now)}
    shown = [
        ShownRow(row, is_late(row, now), _name(names, row.assignee), _name(names, busy.get(row.case_id, "")))
        for row in found.rows
    ]
    tabs = [Tab(*tab, place.href(view=tab[0], incident="", after=""), _count(place, tab[0], request)) for tab in _TABS]
    return {
        "place": place,
        "account": place.account,
        "zone": place.account.hours.zone,
        "shown": shown,
        "tabs": tabs,
        "incidents": [(i, place.href(view="incident", incident=i.incident_id, after="")) for i in _open(place, now)],
        "further": place.href(after=found.after) if found.after else "",
        "first": place.href(after="") if wanted.after else "",
        "rows_href": place.href("/desk/cases/rows"),
        "me": request.who.person.id,
        "reader": reader(request),
        "choosing": True,
        "colleagues": colleagues_of(place.account, everybody),
        "presets": PRESETS,
        "tags": tags_in_use.offered(place.account.id),
        "new_id": lambda: secrets.token_hex(16),
    }


def _open(place: QueueFilter, now: datetime) -> list[Incident]:
    return [incident for incident in place.account.incidents if incident.is_open(now)]


def _name(names: dict[str, str], person_id: str) -> str:
    return names.get(person_id, person_id)


def _count(
    place: QueueFilter, view: View, request: Request, clock: Callable[[], float] = time.monotonic
) -> CaseCount | None:
    """How many there are of a list, with the filters of the page; what is resolved is not counted: it only grows."""
    if view == "resolved":
        return None
    of = request.who.person.id if view == "mine" else ""
    wanted = replace(place.wanted, view=view, of=of, after="")
    kept = _counted.get(wanted)
    if kept is None or clock() - kept[0] > _COUNTED_EVERY:
        if len(_counted) >= _MOST_KEPT:
            _counted.clear()
        kept = (clock(), queue.count(wanted))
        _counted[wanted] = kept
    return kept[1]
