"""The queue: cases that wait for an answer, the most pressing first."""

import secrets
import time
from collections.abc import Callable, Iterator
from copy import replace
from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from care.desk.presets import PRESETS
from care.model.incident import Incident
from care.model.outcomes import Code, outcome
from care.model.person import MOST_VIEWS, Person, SavedView
from care.model.settings.contacts import KnownSettings
from care.tables.queue import SORTS, CaseCount, QueuePage, View, Wanted
from care.tables.queue_rows import Row, is_late
from desk.dependencies import answering, here, people, queue, tags_in_use
from desk.dispatch import NotYours
from desk.labels import N_
from desk.places import ALL, QueueFilter, accounts_of, colleagues_in, inbox_of, place_kept, place_of
from desk.renderer import reader, render
from desk.requests import BadRequest, Request
from desk.responses import Response, fragment, page, see

_TABS: tuple[tuple[View, str], ...] = (
    ("open", N_("To answer")),
    ("mine", N_("Mine")),
    ("mentions", N_("I am named")),
    ("waiting", N_("Waiting for the customer")),
    ("leads", N_("Leads")),
    ("influencers", N_("Influencers")),
    ("journalists", N_("Journalists")),
    ("partners", N_("Partners")),
    ("unsure", N_("Not clear")),
    ("unwanted", N_("Looks like spam")),
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
    zone: ZoneInfo
    account: str = ""


class KeptView(NamedTuple):
    """A list that somebody keeps."""

    name: str
    href: str
    query: str
    counted: CaseCount | None
    is_shown: bool


def show(request: Request) -> Response:
    """The page."""
    if not (place := inbox_of(request)):
        return page(render(request, "nothing_yours.html"))
    found = queue.page(*place.each)
    return page(render(request, "queue.html", **_values(request, place, found)))


def rows(request: Request) -> Response:
    """The rows and counts alone, each few seconds."""
    if not (place := inbox_of(request)):
        raise NotYours
    found = queue.page(*place.each)
    values = _values(request, place, found)
    beside = request.query.get("beside", "")[:40]
    html = render(request, "beside.html" if beside else "queue_rows.html", beside=beside, **values)
    return fragment(html, request.headers.get("if-none-match", ""))


def keep(request: Request) -> Response:
    """Keep the list that is looked at, with its filters and under a name, or drop one that was kept."""
    me, name = request.who.person.id, " ".join(str(request.form.get("name", "")).split())[:40]
    place = place_of(replace(request, query=dict(parse_qsl(str(request.form.get("list", ""))[:400]))))
    if place is None:
        raise NotYours
    drops = request.form.get("drop") == "true"
    if not name:
        raise BadRequest(outcome(Code.view_without_name))

    def changed(person: Person) -> Person:
        others = tuple(one for one in person.views if one.name != name)
        if drops:
            return replace(person, views=others)
        if len(others) >= MOST_VIEWS:
            raise BadRequest(outcome(Code.too_many_views, most=MOST_VIEWS))
        return replace(person, views=(*others, SavedView(name=name, query=place.query)))

    if people.change(me, changed) is None:
        raise BadRequest(outcome(Code.no_such_person))
    return see(place.href(after=""))


def _is_wanted(view: View, place: QueueFilter) -> bool:
    """Whether a list has its tab: those of journalists and of partners where an account has settings for them."""
    if view not in {"journalists", "partners"}:
        return True
    return any(getattr(one.contacts, view) != KnownSettings() for one in place.of)


def _values(request: Request, place: QueueFilter, found: QueuePage) -> dict[str, object]:
    now, wanted, me = request.now, place.wanted, request.who.person.id
    everybody = people.all()
    names = {person.id: person.name for person in everybody}
    by_id = {account.id: account for account in place.of}
    busy = {row.case_id: row.person_id for account in place.of for row in answering.now(account.id, now)}
    shown = [
        ShownRow(
            row,
            is_late(row, now),
            _name(names, row.assignee),
            _name(names, busy.get(row.case_id, "")),
            by_id[row.account_id].hours.zone,
            by_id[row.account_id].name if place.is_all else "",
        )
        for row in found.rows
    ]
    tabs = [
        Tab(*tab, place.href(view=tab[0], incident="", after=""), _tab_count(place, tab[0], me))
        for tab in _TABS
        if tab[0] == wanted.view or _is_wanted(tab[0], place)
    ]
    return {
        "place": place,
        "account": place.account,
        "whose": "" if place.is_all else place.account.name,
        "all_accounts": ALL,
        "shown": shown,
        "partial": found.partial,
        "tabs": tabs,
        "views": list(_views(request, place)),
        "sorts": SORTS,
        "incidents": list(_open(place, now)),
        "further": place.href(after=found.after) if found.after else "",
        "first": place.href(after="") if wanted.after else "",
        "rows_href": place.href("/desk/cases/rows"),
        "from_here": place.href(""),
        "me": me,
        "here": _here(request, place, names),
        "reader": reader(request),
        "choosing": True,
        "colleagues": colleagues_in(place.of, everybody),
        "presets": PRESETS,
        "tags": sorted({tag for account in place.of for tag in tags_in_use.offered(account.id)}),
        "new_id": lambda: secrets.token_hex(16),
    }


def _here(request: Request, place: QueueFilter, names: dict[str, str]) -> list[str]:
    """Who is here for the accounts that share their new cases; that the visitor looks is remembered."""
    who, found = request.who, []
    for account in place.of:
        if account.desk.shares_new and who.may_in(account.id, "agents"):
            if not who.person.away and who.session_id:
                here.look(account.id, who.person.id, request.now)
            found += here.now(account.id, request.now)
    return sorted({_name(names, one) for one in found}, key=str.casefold)


def be_here(request: Request) -> Response:
    """Say that one is away, and gets no new cases, or that one is here again."""
    away = request.form.get("away") == "true"
    if people.change(request.who.person.id, lambda person: replace(person, away=away)) is None:
        raise BadRequest(outcome(Code.no_such_person))
    for account in accounts_of(request) if away else ():
        here.leave(account.id, request.who.person.id)
    return see(str(request.form.get("to", "")))


def _views(request: Request, place: QueueFilter) -> Iterator[KeptView]:
    """The lists that the visitor keeps, with their counts; one of an account that is theirs no more is left out."""
    me = request.who.person
    for view in me.views:
        if (kept := place_kept(view.query, place.yours, me.id)) is not None:
            yield KeptView(view.name, kept.href(), kept.query, _count(kept), is_shown=kept.query == place.query)


def _open(place: QueueFilter, now: datetime) -> Iterator[tuple[Incident, str]]:
    for account in place.of:
        for incident in account.incidents:
            if incident.is_open(now):
                href = place.href(account=account.id, view="incident", incident=incident.incident_id, after="")
                yield incident, href


def _name(names: dict[str, str], person_id: str) -> str:
    return names.get(person_id, person_id)


def _tab_count(place: QueueFilter, view: View, me: str) -> CaseCount | None:
    """How many there are of a list; over several accounts only of those that are looked at all the time."""
    if len(place.of) > 1 and view not in {"open", "mine", "mentions", place.wanted.view}:
        return None
    of = me if view in {"mine", "mentions"} else ""
    return _count(place._replace(wanted=replace(place.wanted, view=view, of=of)))


def _count(place: QueueFilter, clock: Callable[[], float] = time.monotonic) -> CaseCount | None:
    """How many there are, with the filters; what is resolved is not counted: it only grows."""
    if place.wanted.view == "resolved":
        return None
    found = [_counted_lately(replace(one, after="", sort="pressing"), clock) for one in place.each]
    return CaseCount(sum(one.number for one in found), more=any(one.more for one in found))


def _counted_lately(wanted: Wanted, clock: Callable[[], float]) -> CaseCount:
    kept = _counted.get(wanted)
    if kept is None or clock() - kept[0] > _COUNTED_EVERY:
        if len(_counted) >= _MOST_KEPT:
            _counted.clear()
        kept = (clock(), queue.count(wanted))
        _counted[wanted] = kept
    return kept[1]
