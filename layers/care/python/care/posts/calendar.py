"""What an account posts by itself and what people have it post, day by day: planned, gone, missed."""

from collections.abc import Iterable, Iterator
from copy import replace
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from care.courtesy.posts import next_look, posts_due
from care.courtesy.texts import item_of_post
from care.hours import Hours
from care.model.account import Account
from care.model.outbox_item import Item
from care.model.own_post import WHOLE, OwnPost

_MOST_LOOKS = 400


@dataclass(frozen=True, slots=True)
class Entry:
    """One post on the calendar: what a person wrote (`post_id`), or what the account says by itself.

    `expected` says that it is reckoned from the hours as they are now, and not written yet.
    """

    at: datetime
    what: str
    state: str
    text: str
    post_id: str = ""
    x_id: str = ""
    expected: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """One day in the account's zone; `note` is what its hours say of it besides the week."""

    day: date
    entries: tuple[Entry, ...]
    is_open: bool
    label: str = ""


def days_of(
    account: Account, first: date, last: date, posts: Iterable[OwnPost], items: Iterable[Item], now: datetime
) -> tuple[Day, ...]:
    """The days from `first` to `last`, each with its posts in their order."""
    zone = account.hours.zone
    entries = [
        entry
        for entry in (*_written(posts, items), *expected(account, first, last, now))
        if first <= entry.at.astimezone(zone).date() <= last
    ]
    entries.sort(key=lambda entry: entry.at)
    days = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        its = tuple(entry for entry in entries if entry.at.astimezone(zone).date() == day)
        days.append(Day(day, its, _opens_on(account.hours, day), _label(account.hours, day)))
    return tuple(days)


def became(post: OwnPost, items: Iterable[Item]) -> str:
    """What became of a post: the state of its plan, then of the first of its items that is not sent, else sent."""
    if post.state != "queued":
        return post.state
    its = [item for item in items if of_post(item) == post.post_id]
    if not its:
        return "waiting"
    behind = next((item for item in sorted(its, key=lambda one: one.part) if item.state != "sent"), None)
    if behind is not None:
        return behind.state
    return "sent" if any(item.part == item.parts for item in its) else "waiting"


def of_post(item: Item) -> str:
    """The post of an item, or empty."""
    return item.item_id.removeprefix(WHOLE).partition(":")[0] if item.item_id.startswith(WHOLE) else ""


def expected(account: Account, first: date, last: date, now: datetime) -> Iterator[Entry]:
    """What the account will say by itself from now on, by the rules that make it and the hours as they are."""
    if account.paused_at is not None:
        return
    zone = account.hours.zone
    end = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)
    start = max(now, datetime.combine(first, time(), zone).astimezone(UTC))
    seen: set[str] = set()
    # Whether an incident that lasts now lasts then, nobody knows.
    account = replace(account, incidents=())
    at: datetime | None = next_look(account, start)
    for _ in range(_MOST_LOOKS):
        if at is None or at >= end:
            return
        for post in posts_due(account, at):
            if post.item_id in seen or post.at < start:
                continue
            seen.add(post.item_id)
            if (item := item_of_post(post, account, at)) is not None:
                yield Entry(post.at, post.kind, "planned", item.text, expected=True)
        at = next_look(account, at)


def _written(posts: Iterable[OwnPost], items: Iterable[Item]) -> Iterator[Entry]:
    items = tuple(items)
    for post in posts:
        if post.state == "tip" or (post.state == "draft" and post.at is None):
            continue
        its = [item for item in items if of_post(item) == post.post_id]
        went = next((item for item in its if item.part == 1), None)
        at = (went.settled_at if went is not None and went.state == "sent" else None) or post.begins
        yield Entry(at, "post", became(post, its), post.text, post.post_id, went.x_id if went else "")
    for item in items:
        kind = item.item_id.split(":")[1]
        if item.purpose == "courtesy":
            yield Entry(item.settled_at or item.created_at, kind, item.state, item.text, x_id=item.x_id)


def _opens_on(hours: Hours, day: date) -> bool:
    start = datetime.combine(day, time(), hours.zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), hours.zone).astimezone(UTC)
    opens = hours.next_opening(start)
    return hours.is_open(start) or (opens is not None and opens < end)


def _label(hours: Hours, day: date) -> str:
    return hours.explain(datetime.combine(day, time(12), hours.zone).astimezone(UTC)).label or ""
