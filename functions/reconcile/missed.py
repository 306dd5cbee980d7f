"""Mentions, DMs and answers that X never delivered: read from its lists, and put on the way of all others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from care.account import Account
from care.budget.months import month_of, stands
from care.events import Event, MessageEchoed, MessageReceived
from care.outbox.model import queue_of
from care.reconcile.found import events_of_dms, events_of_posts, in_order, unsummoned
from care.reconcile.progress import Progress, begun
from care.reconcile.searching import SEARCHED, brand_query, concerns, thread_query, threads
from care.reconcile.snowflake import id_at
from care.x.client import XClient
from care.x.errors import CredentialsRefused, OutOfCredit, Refused
from care.x.values import DmEvent, Page, Post
from reconcile.running import Run, Waits

# Pages of a list that one run reads. X keeps 800 mentions; DMs may be read 15 times in 15 minutes, look-ups included.
_MENTION_PAGES = 8
_DM_PAGES = 3
_BRAND_POSTS = 50  # what one run may spend on posts that only name the brand
_SEARCH = "search_recent"
_STATES = ("open", "waiting")
# A delivery that is on its way is not one that was missed.
_DELIVERED_WITHIN = timedelta(minutes=1)
# A trouble that lost a customer's message may have lost an answer to somebody else before: so long runs are apart.
_TROUBLE_BEGAN = timedelta(minutes=15)


class _Read[Found](Protocol):
    """A question to X for one page of a list."""

    def __call__(self, *, since_id: str, pagination: str | None) -> Page[Found]:
        """One page, newest first."""


@dataclass(slots=True)
class Found:
    """What an account's lists hold, and how far they were read.

    `direct` is what was written to the account itself; `whole` says that mentions and DMs were read to their end.
    `stopped` is why nothing more can be asked for the account; what was read until then, and paid for, is kept.
    """

    lists: dict[str, Progress]
    events: list[Event] = field(default_factory=list)
    direct: list[Event] = field(default_factory=list)
    whole: bool = True
    stopped: CredentialsRefused | OutOfCredit | None = None


def recover(run: Run, account: Account, x: XClient, lists: dict[str, Progress], waits: Waits) -> Found:
    """Put on events.fifo what is new in the account's lists, and say what was found."""
    found = Found(dict(lists))
    _direct(run, account, x, found, waits)
    _threads(run, account, x, found, waits)
    _brand(run, account, x, found, waits)
    new = [event for event in in_order(found.events) if _is_new(run, event)]
    new = in_order([*new, *_own_answers(run, account, x, found, new, waits)])
    run.enqueue(new)
    run.tell("EventRecovered", sum(_is_missed(event, run.now) for event in new))
    run.tell("EchoFound", sum(isinstance(event, MessageEchoed) for event in new))
    if new:
        run.logger.info("events.found", account_id=account.id, events=[event.event_id for event in new])
    return found


def _direct(run: Run, account: Account, x: XClient, found: Found, waits: Waits) -> None:
    """What is written to the account: mentions, as X counts them, and DMs."""

    def mentions(*, since_id: str, pagination: str | None) -> Page[Post]:
        return x.mentions(account.id, since_id=since_id, pagination=pagination)

    def dms(*, since_id: str, pagination: str | None) -> Page[DmEvent]:
        return x.dm_events(since_id=since_id, pagination=pagination)

    for page in _pages(run, account, found, "mentions", mentions, _MENTION_PAGES, waits):
        found.direct += events_of_posts(account.id, page.items, page.users)
    for dm_page in _pages(run, account, found, "dm_events", dms, _DM_PAGES, waits):
        found.direct += events_of_dms(account.id, dm_page.items, dm_page.users)
    found.events += found.direct


def _threads(run: Run, account: Account, x: XClient, found: Found, waits: Waits) -> None:
    cases = [case for state in _STATES for case in run.conversations.queue(account.id, state)]
    searched = threads(cases, run.now)
    names = {f"thread:{case.public_thread}" for case in searched}
    found.lists = {name: at for name, at in found.lists.items() if not name.startswith("thread:") or name in names}
    for case in searched:
        read = _search(x, thread_query(case.public_thread))
        for page in _pages(run, account, found, f"thread:{case.public_thread}", read, 1, waits, call=_SEARCH):
            events = events_of_posts(account.id, page.items, page.users)
            found.events += [event for event in events if concerns(event, case.customer.customer_id)]


def _brand(run: Run, account: Account, x: XClient, found: Found, waits: Waits) -> None:
    query = brand_query(account)
    if not query:
        return
    spent = run.budget.total(account.id, month_of(run.now)).micro_dollars
    if account.budget.hard and stands(account, spent) == "hard":
        run.tell("BrandSearchHeld")  # nobody wrote to the account there, so it is the first to go without
        return
    read = _search(x, query, _BRAND_POSTS)
    for page in _pages(run, account, found, "brand", read, 1, waits, call=_SEARCH):
        found.events += unsummoned(events_of_posts(account.id, page.items, page.users))
        if found.lists["brand"].resume:
            # The budget of this run is spent, and that of the next is for what is new then.
            run.tell("BrandPostsLeftOut")
            found.lists["brand"] = found.lists["brand"].anew().after(found.lists["brand"].top, None, run.now)


def _search(x: XClient, query: str, size: int = 100) -> _Read[Post]:
    def read(*, since_id: str, pagination: str | None) -> Page[Post]:
        return x.search_recent(query, since_id=since_id, pagination=pagination, max_results=size)

    return read


def _pages[Item: (Post, DmEvent)](
    run: Run, account: Account, found: Found, name: str, read: _Read[Item], most: int, waits: Waits, call: str = ""
) -> list[Page[Item]]:
    """At most so many pages of a list, from where the last run stopped; how far that came is kept in `found`."""
    place = found.lists.get(name) or begun(run.now)
    if call == _SEARCH:
        place = place.not_before(run.now - SEARCHED)
    pages: list[Page[Item]] = []
    ended = False
    while len(pages) < most and not ended and found.stopped is None:
        try:
            page = run.ask(waits, call or name, partial(read, since_id=place.since, pagination=place.resume or None))
        except Refused as error:
            run.refused(error)
            place = place.anew()  # X may not know the page token any more
            break
        except (CredentialsRefused, OutOfCredit) as error:
            found.stopped = error
            break
        if page is None:
            break
        pages.append(page)
        run.charge(account, "dm_event" if name == "dm_events" else "post", page, own=call != _SEARCH)
        run.tell("FoundUnreadable", page.unreadable)
        newest = max((item.id for item in page.items), key=int, default=None)
        place = place.after(newest, page.next_token, run.now)
        ended = not place.resume
    found.lists[name] = place
    if call != _SEARCH:
        found.whole = found.whole and ended
    return pages


def _own_answers(
    run: Run, account: Account, x: XClient, found: Found, new: Sequence[Event], waits: Waits
) -> list[Event]:
    """What the account's people answered in X's own app while deliveries were lost, so that no case waits for it.

    Each post that X shows is paid, so it is asked where a customer's message is new: the only sign that some were lost.
    One of this very moment counts as well, for the run after this one would find nothing new and never ask.
    """
    missed = [e.message.at for e in new if isinstance(e, MessageReceived)]
    if not missed or found.stopped is not None:
        return []
    since = id_at(min(missed) - _TROUBLE_BEGAN)
    try:
        page = run.ask(waits, "user_posts", partial(x.user_posts, account.id, since_id=since))
    except Refused as error:
        run.refused(error)
        return []
    except (CredentialsRefused, OutOfCredit) as error:
        found.stopped = error
        return []
    if page is None:
        return []
    run.charge(account, "post", page)
    events = events_of_posts(account.id, page.items, page.users)
    return [event for event in events if isinstance(event, MessageEchoed) and event.customer_id and _is_new(run, event)]


def _is_new(run: Run, event: Event) -> bool:
    """False for what is in a case already, and for what cases would leave out."""
    match event:
        case MessageReceived():
            return event.customer_id not in run.served and run.conversations.applied(event) is None
        case MessageEchoed():
            if run.conversations.reference(event.account_id, event.message.id) is not None:
                return False
            return not run.outbox.knows(queue_of(event.account_id, event.message.channel), event.message.id)
        case _:
            return True


def _is_missed(event: Event, now: datetime) -> bool:
    return isinstance(event, MessageReceived) and now - event.message.at >= _DELIVERED_WITHIN
