"""Mentions, DMs and answers that X never delivered: read from its lists and put on `events.fifo`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import assert_never

from care.model.account import Account
from care.model.events import Event
from care.model.months import month_of
from care.model.outbox_item import queue_of
from care.model.progress import Progress
from care.model.x_events import MessageEchoed, MessageReceived
from care.reconcile.plan import (
    DMS,
    MENTIONS,
    Enqueue,
    EventPage,
    FindCases,
    FindNew,
    FindSpent,
    Reading,
    ReadOwn,
    ReadPage,
    Step,
    missed,
    own_answers,
    plan,
    stop,
    with_page,
    without_page,
)
from care.x.client import XClient
from care.x.errors import CredentialsRefused, OutOfCredit, Refused
from care.x.missed_messages import events_of_dms, events_of_posts
from care.x.values import DmEvent, Post, ResultPage
from reconcile.run import Run, Waits

_STATES = ("open", "waiting")


@dataclass(frozen=True, slots=True)
class Recovered:
    """What an account's lists hold, as in `care.reconcile.plan.Reading`, and why nothing more can be asked."""

    lists: dict[str, Progress]
    direct: Sequence[Event]
    whole: bool
    stopped: CredentialsRefused | OutOfCredit | None


def recover(run: Run, account: Account, x: XClient, lists: dict[str, Progress], waits: Waits) -> Recovered:
    """Put on events.fifo what is new in the account's lists, and say what was found."""
    reading, stopped = Reading(account, run.now, lists), None
    while not isinstance(step := plan(reading), Enqueue):
        try:
            reading = _performed(step, reading, run, x, waits)
        except (CredentialsRefused, OutOfCredit) as error:
            reading, stopped = stop(reading), error
    run.tell("BrandSearchHeld", int(reading.brand_held))
    run.tell("BrandPostsLeftOut", int(reading.brand_left_out))
    run.enqueue(step.events)
    run.tell("EventRecovered", missed(step.events, run.now))
    run.tell("EchoFound", sum(isinstance(event, MessageEchoed) for event in step.events))
    if step.events:
        run.logger.info("events.found", account_id=account.id, events=[event.event_id for event in step.events])
    return Recovered(reading.places, reading.direct, reading.whole, stopped)


def _performed(step: Step, reading: Reading, run: Run, x: XClient, waits: Waits) -> Reading:
    account = reading.account
    match step:
        case ReadPage():
            return _with_page(step, reading, run, x, waits)
        case FindCases():
            found = [case for state in _STATES for case in run.conversations.queue(account.id, state)]
            return replace(reading, cases=found)
        case FindSpent():
            return replace(reading, spent=run.budget.total(account.id, month_of(run.now)).micro_dollars)
        case FindNew(events=events):
            return replace(reading, new=[event for event in events if _is_new(run, event)])
        case ReadOwn(since=since):
            own = _own_posts(run, account, x, since, waits)
            return replace(reading, own=[event for event in own_answers(own) if _is_new(run, event)])
        case Enqueue():
            return reading
        case _:
            assert_never(step)


def _with_page(step: ReadPage, reading: Reading, run: Run, x: XClient, waits: Waits) -> Reading:
    account, listing = reading.account, step.listing
    try:
        page = run.ask(waits, listing.call, _question(step, account, x))
    except Refused as error:
        run.refused(error)
        return without_page(reading, listing, refused=True)
    if page is None:
        return without_page(reading, listing, refused=False)
    run.charge(account, "dm_event" if listing == DMS else "post", page, own=not listing.query)
    run.tell("FoundUnreadable", page.unreadable)
    newest = max((item.id for item in page.items), key=int, default=None)
    return with_page(reading, listing, EventPage(_events(account, page), newest, page.next_token))


def _question(step: ReadPage, account: Account, x: XClient) -> Callable[[], ResultPage[Post] | ResultPage[DmEvent]]:
    since, resume = step.since, step.resume or None
    if step.listing == MENTIONS:
        return partial(x.mentions, account.id, since_id=since, pagination=resume)
    if step.listing == DMS:
        return partial(x.dm_events, since_id=since, pagination=resume)
    size = step.listing.size
    return partial(x.search_recent, step.listing.query, since_id=since, pagination=resume, max_results=size)


def _events(account: Account, page: ResultPage[Post] | ResultPage[DmEvent]) -> list[Event]:
    posts = [item for item in page.items if isinstance(item, Post)]
    dms = [item for item in page.items if isinstance(item, DmEvent)]
    found = events_of_posts(account.id, posts, page.users, page.media)
    return found + events_of_dms(account.id, dms, page.users, page.media)


def _own_posts(run: Run, account: Account, x: XClient, since: str, waits: Waits) -> list[Event]:
    """What the account's people wrote in X's own app while deliveries were lost, so that no case waits for it."""
    try:
        page = run.ask(waits, "user_posts", partial(x.user_posts, account.id, since_id=since))
    except Refused as error:
        run.refused(error)
        return []
    if page is None:
        return []
    run.charge(account, "post", page)
    return events_of_posts(account.id, page.items, page.users, page.media)


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
