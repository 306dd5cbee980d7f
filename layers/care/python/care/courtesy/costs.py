"""What an account's own posts would cost in a month, before any of them is switched on."""

from collections import Counter
from copy import replace
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from care.budget.prices import cost_of, prices
from care.courtesy.posts import PostKind, next_look, posts_due
from care.courtesy.texts import item_of_post
from care.model.account import Account


@dataclass(frozen=True, slots=True)
class Planned:
    """The posts of one kind in a month: how many, in micro-dollars, and whether they are switched on."""

    kind: PostKind
    on: bool
    posts: int
    micro_dollars: int


def month_of_posts(account: Account, first: date) -> list[Planned]:
    """What each kind would post in the month that begins on `first` in the account's zone, and what X asks for it.

    Counted by the rule that makes the posts, over the hours as they are now; incidents cannot be known. Each post costs
    X's price of a post, by `care.budget.prices`, unless a text of it holds a link.
    """
    courtesy = account.courtesy
    every = replace(courtesy, greeting=True, goodbye=True, absence=True)
    imagined = replace(account, courtesy=every, incidents=(), paused_at=None)
    after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    start, end = (datetime.combine(day, time(), account.hours.zone).astimezone(UTC) for day in (first, after))
    posts: Counter[PostKind] = Counter()
    costs: Counter[PostKind] = Counter()
    seen: set[str] = set()
    now: datetime | None = start
    while now is not None and now < end:
        for post in posts_due(imagined, now):
            item = item_of_post(post, imagined, now)
            if post.at < start or post.item_id in seen or item is None:
                continue
            seen.add(post.item_id)
            posts[post.kind] += 1
            costs[post.kind] += cost_of(item, account).micro_dollars
        now = next_look(imagined, now)
    switched: dict[PostKind, bool] = {
        "greeting": courtesy.greeting,
        "goodbye": courtesy.goodbye,
        "absence": courtesy.absence,
        "absence_end": courtesy.absence,
    }
    return [Planned(kind, on, posts[kind], costs[kind]) for kind, on in switched.items()]


def price_of_thanks() -> tuple[int, int]:
    """Micro-dollars of one thank-you to a thank-you: by DM, and in public as a reply to who summoned the account."""
    return prices().writes.dm, prices().writes.summoned_reply
