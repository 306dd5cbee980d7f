"""Finding cases: by words, names, numbers and ids, in all accounts that one may see or in one of them."""

from datetime import datetime, time, timedelta
from typing import NamedTuple, get_args

from care.instants import utc_text
from care.model.account import Account
from care.search import asked_of
from care.tables.queue_rows import Row, is_late
from care.tables.search import PAGE, SearchPage, Sought
from care.triage.verdict import Topic
from desk.dependencies import people, search, tags_in_use
from desk.dispatch import NotYours
from desk.labels import N_
from desk.pages.queue import ShownRow
from desk.places import MOST_TOGETHER, accounts_of, colleagues_in
from desk.questions import Question
from desk.renderer import reader, render
from desk.requests import Request
from desk.responses import Response, as_json, page

_CHOICES = (
    ("state", N_("State"), ("open", "waiting", "resolved")),
    ("topic", N_("Topic"), get_args(Topic)),
    ("channel", N_("Channel"), ("public", "private")),
    ("language", N_("Language"), ("es", "pt", "en")),
)


class _Answer(NamedTuple):
    """`accounts` are those that were looked through, of `yours`."""

    asked: Question
    yours: list[Account]
    accounts: list[Account]
    found: SearchPage


def show(request: Request) -> Response:
    """The page."""
    asked, yours, accounts, found = _looked(request)
    everybody = people.all()
    names = {person.id: person.name for person in everybody}
    by_id = {account.id: account for account in accounts}
    shown = [_shown(one.row, names, request.now, by_id[one.row.account_id]) for one in found.found]
    values = {
        "asked": asked,
        "yours": yours,
        "left_out": len(yours) - len(accounts) if not asked.account else 0,
        "choices": _CHOICES,
        "colleagues": colleagues_in(accounts, everybody),
        "tags": sorted({tag for account in accounts for tag in tags_in_use.offered(account.id)}),
        "shown": shown,
        "common": bool(asked.q.strip()) and not asked_of(asked.q).words,
        "partial": found.partial,
        "further": asked.href(found.after) if found.after else "",
        "me": request.who.person.id,
        "reader": reader(request),
    }
    return page(render(request, "search.html", **values))


def as_data(request: Request) -> Response:
    """Cases in which all words of `q` are, the newest first, with when they were opened; `after` begins the next page.

    A word is found whole, the last one also as a beginning. Without `account` all accounts that the visitor sees are
    looked through, ten at most.
    """
    found = _looked(request).found
    rows = [{**one.row.model_dump(mode="json"), "opened_at": utc_text(one.place.opened_at)} for one in found.found]
    return as_json({"rows": rows, "after": found.after, "partial": found.partial})


def _looked(request: Request) -> _Answer:
    asked = Question.model_validate(dict(request.query))
    yours = accounts_of(request)
    accounts = [one for one in yours if asked.account in ("", one.id)][:MOST_TOGETHER]
    if not accounts:
        raise NotYours
    found = [search.find(_sought(asked, account)) for account in accounts]
    return _Answer(asked, yours, accounts, _together(found))


def _sought(asked: Question, account: Account) -> Sought:
    zone = account.hours.zone
    return Sought(
        account_id=account.id,
        asked=asked_of(asked.q),
        state=asked.state,
        assignee=asked.assignee,
        topic=asked.topic,
        language=asked.language,
        channel=asked.channel,
        tag=asked.tag,
        since=datetime.combine(asked.since, time(), zone) if asked.since else None,
        until=datetime.combine(asked.until + timedelta(days=1), time(), zone) if asked.until else None,
        after=asked.after,
    )


def _together(pages: list[SearchPage]) -> SearchPage:
    """The pages of several accounts as one, the newest cases first, as far as each was looked through."""
    end = min((one.after for one in pages if one.after), default="")
    all_of_them = sorted((found for one in pages for found in one.found), key=lambda one: one.place)
    some = [one for one in all_of_them if not end or one.place.text <= end]
    after = some[PAGE - 1].place.text if len(some) > PAGE else end
    return SearchPage(tuple(some[:PAGE]), after, partial=any(one.partial for one in pages))


def _shown(row: Row, names: dict[str, str], now: datetime, account: Account) -> ShownRow:
    return ShownRow(row, is_late(row, now), names.get(row.assignee, row.assignee), "", account.hours.zone)
