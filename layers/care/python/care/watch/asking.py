"""When a saved search is asked, how much of it one run reads, and why it is not asked."""

from copy import replace
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from care.budget.months import stands
from care.budget.prices import read_price
from care.model.account import Account
from care.model.months import next_month
from care.model.outcomes import Code, Outcomes, outcome
from care.model.progress import Progress
from care.model.snowflake import id_at
from care.model.watch import SavedSearch, SearchSeen
from care.reconcile.searches import SEARCHED

MOST_PAGES: Final = 2
"""Of one search in one run; the next run goes on from there."""
LEAST: Final = 10
"""X shows no fewer posts a page."""
_LARGEST: Final = 100
_FIRST: Final = timedelta(days=1)
"""A new search begins with what was posted since then."""
_SOON: Final = timedelta(minutes=15)
_SLACK: Final = timedelta(minutes=2)
"""Runs are a quarter of an hour apart, and not to the second."""
_TRIES: Final = 4
"""So often in a row what failed is asked again at the next run; then at its next time."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask X for a page of `size` posts since an id; `resume` is X's token of one that goes on."""

    since: str
    resume: str
    size: int


def is_due(search: SavedSearch, seen: SearchSeen, now: datetime) -> bool:
    """True for one that is to be looked at now; what X refused waits until a person changes it."""
    if search.paused:
        return False
    if seen.of != search.number or seen.next_at is None:
        return True
    return seen.next_at - _SLACK <= now and not _refused(seen)


def step(
    search: SavedSearch, seen: SearchSeen, account: Account, spent: int, month: int, now: datetime
) -> Ask | Outcomes:
    """The page to ask for, or why none is: `spent` are the search's micro-dollars of the month, `month` the account's.

    X takes what a page costs from what is found, so a page is never larger than what is left pays for.
    """
    if account.paused_at is not None:
        return (outcome(Code.search_paused),)
    if account.budget.hard and stands(account, month) == "hard":
        return (outcome(Code.search_month_spent, until=f"{next_month(now):%Y-%m-%d}"),)
    room = (search.month_micro_dollars - spent) // read_price("post", account, own=False)
    if room < LEAST:
        return (outcome(Code.search_budget_spent, until=f"{next_month(now):%Y-%m-%d}"),)
    place = _place(seen, now)
    return Ask(place.since, place.resume, min(_LARGEST, room))


def begun(search: SavedSearch, seen: SearchSeen, now: datetime) -> SearchSeen:
    """What is remembered before X is asked: who comes meanwhile finds that it is not due.

    From where it begins, too: what is said while X does not answer is found when it does.
    """
    anew = seen.of != search.number
    return replace(
        seen,
        of=search.number,
        progress=_place(seen, now),
        why=() if anew else seen.why,
        tries=0 if anew else seen.tries,
        next_at=now + _SOON,
    )


def read(seen: SearchSeen, newest: str | None, next_token: str | None, found: int, now: datetime) -> SearchSeen:
    """After a page."""
    place = _place(seen, now).after(newest, next_token, now)
    return replace(seen, progress=place, asked_at=now, why=(), tries=0, found=seen.found + found)


def rested(search: SavedSearch, seen: SearchSeen, now: datetime) -> SearchSeen:
    """When a run is done with it: what is not read to its end goes on at the next run."""
    more = seen.progress is not None and seen.progress.resume
    return replace(seen, next_at=now + (_SOON if more else timedelta(minutes=search.every)))


def held(search: SavedSearch, seen: SearchSeen, why: Outcomes, now: datetime) -> SearchSeen:
    """Not asked for a reason of ours: looked at again at the next run, which costs nothing."""
    return replace(seen, why=why, next_at=now + min(_SOON * 4, timedelta(minutes=search.every)))


def failed(search: SavedSearch, seen: SearchSeen, until: datetime | None, now: datetime) -> SearchSeen:
    """X does not want to be asked until then, or gave no answer."""
    why = (outcome(Code.search_waits),)
    if until is not None:
        return replace(seen, why=why, next_at=until + _SLACK)
    tries = seen.tries + 1
    if tries < _TRIES:
        return replace(seen, why=why, tries=tries, next_at=now + _SOON)
    return replace(seen, why=why, tries=0, next_at=now + max(_SOON, timedelta(minutes=search.every)))


def refused(seen: SearchSeen, now: datetime, *, allowed: bool) -> SearchSeen:
    """X said no. It may have forgotten the page at which it was to go on; else the query is to be mended.

    Where the account may not search, that is asked for again once a day: somebody may have given it the right.
    """
    if not allowed:
        return replace(seen, why=(outcome(Code.search_not_allowed),), next_at=now + timedelta(days=1))
    if seen.progress is not None and seen.progress.resume:
        return replace(seen, progress=seen.progress.anew(), next_at=now + _SOON)
    return replace(seen, why=(outcome(Code.search_refused),), next_at=now + timedelta(days=1))


def _refused(seen: SearchSeen) -> bool:
    return any(one.code == Code.search_refused for one in seen.why)


def _place(seen: SearchSeen, now: datetime) -> Progress:
    place = seen.progress or Progress(since=id_at(now - _FIRST))
    return place.not_before(now - SEARCHED)


@dataclass(frozen=True, slots=True)
class Price:
    """What a search costs at most in a month, how many posts that are, and what one costs."""

    micro_dollars: int
    posts: int
    each: int


def price(month_micro_dollars: int, account: Account) -> Price:
    """X asks for each post that it shows, and nothing where it finds none."""
    each = read_price("post", account, own=False)
    posts = month_micro_dollars // each
    return Price(posts * each, posts, each)
