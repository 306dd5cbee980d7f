"""What the pages and the API tell of an account's own posts: plans, the calendar, what was posted, who answered."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from care import late
from care.courtesy.posts import OWN
from care.model.account import Account
from care.model.months import month_of
from care.model.outbox_item import Item, queue_of
from care.model.own_post import OwnPost
from care.model.stored_message import StoredMessage
from care.posts.calendar import Day, became, days_of, of_post
from care.posts.looking import Look, look_at
from care.posts.suggesting import Worth, worth_sharing
from care.search import asked_of
from care.tables.own_items import by_itself, of_posts
from care.tables.queue import View, Wanted
from care.tables.queue_rows import Row
from care.tables.search import Sought
from desk.dependencies import budget, conversations, dynamodb, outbox, own_posts, queue, search, settings

_NEWEST: Final = 60
_REPLIES_OF: Final = 12  # posts of which the replies are counted on a page
_WEEK = timedelta(days=7)
_LISTS: Final[tuple[View, ...]] = ("open", "waiting", "resolved")
_MONTH = late.pattern(r"20\d{2}-(0[1-9]|1[0-2])")


class Posted(NamedTuple):
    """A post that is on its way or went: what became of each of its parts, and the cases that answer it."""

    post: OwnPost
    state: str
    items: tuple[Item, ...]
    replies: tuple[Row, ...] = ()


class Overview(NamedTuple):
    """All that the page shows of an account."""

    days: tuple[Day, ...]
    first: date
    open: Sequence[OwnPost]
    posted: Sequence[Posted]
    unclear: Sequence[Posted]
    said: Sequence[Item]
    looks: Mapping[str, Look]
    deleted: Mapping[str, Item]


class Reply(NamedTuple):
    """What a customer answered to a post, and what was last done with it."""

    row: Row
    message: StoredMessage
    act: Item | None


def month_asked(asked: str, account: Account, now: datetime) -> date:
    """The first day of the month that an address names, else of the present one."""
    if _MONTH.fullmatch(asked):
        return date(int(asked[:4]), int(asked[5:]), 1)
    return now.astimezone(account.hours.zone).date().replace(day=1)


def overview(account: Account, first: date, now: datetime) -> Overview:
    """A month of an account, with whole weeks, and what there is to decide."""
    start = first - timedelta(days=first.weekday())
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    end = last + timedelta(days=6 - last.weekday())
    waiting = own_posts.open(account.id)
    known = {post.post_id: post for post in (*own_posts.newest(account.id, _NEWEST), *waiting)}
    items = of_posts(dynamodb, settings.outbox_table, account.id, min(known, default="~")) if known else []
    said = by_itself(dynamodb, settings.outbox_table, account.id, start, end)
    posted = [_posted(post, items) for _, post in sorted(known.items(), reverse=True) if post.state == "queued"]
    spent = budget.sent(account, month_of(now))
    return Overview(
        days=days_of(account, start, end, known.values(), [*items, *said], now),
        first=first,
        open=waiting,
        posted=[_with_replies(one, account) if at < _REPLIES_OF else one for at, one in enumerate(posted)],
        unclear=[one for one in posted if one.state == "unconfirmed"],
        said=sorted((one for one in said if one.purpose == "courtesy"), key=lambda one: one.created_at, reverse=True),
        looks={post.post_id: look_at(post, account, now, spent=spent) for post in waiting if post.state == "asked"},
        deleted={one.on: one for one in said if one.act == "delete"},
    )


def posted_of(post: OwnPost, account: Account) -> Posted:
    """One post with what became of it."""
    items = of_posts(dynamodb, settings.outbox_table, account.id, post.post_id, post.post_id)
    return _with_replies(_posted(post, items), account)


def deleted_of(posted: Posted) -> dict[str, Item]:
    """Of each part that somebody had deleted, what became of that."""
    ids = [item.x_id for item in posted.items if item.x_id]
    queue_name = queue_of(posted.post.account_id, "public")
    return {one: item for one in ids if (item := outbox.item(queue_name, f"{OWN}:delete:{one}")) is not None}


def replies_of(posted: Posted, account: Account) -> list[Reply]:
    """What customers answered to a post, each with what was done with it."""
    ids = {item.x_id for item in posted.items if item.x_id}
    found = []
    for row in posted.replies:
        acts = [item for item in outbox.of_case(account.id, row.case_id) if item.act]
        for message in conversations.messages(row.case_id):
            if message.by != "customer" or not {message.in_reply_to, message.quotes} & ids:
                continue
            of_it = [item for item in acts if item.on in message.ids]
            found.append(Reply(row, message, max(of_it, key=lambda one: one.created_at, default=None)))
    return found


def worth_it(account: Account, now: datetime) -> tuple[Worth, ...]:
    """The articles that most customers asked for within a week, of the cases that lists show first."""
    rows = [row for view in _LISTS for row in queue.page(Wanted(account.id, view)).rows]
    lately = [row for row in rows if now - row.last_at <= _WEEK]
    return worth_sharing(account, [(row.language, row.excerpt) for row in lately if row.excerpt])


def as_data(posted: Posted, look: Look | None = None) -> dict[str, Any]:
    """A post as the API tells of it."""
    post = posted.post
    told = post.model_dump(mode="json", exclude={"files", "account_id", "handed"})
    parts = [
        {"item_id": one.item_id, "state": one.state, "x_id": one.x_id, "why": [str(why.code) for why in one.because]}
        for one in posted.items
    ]
    files = [{"id": one.id, "alt": one.alt, "content_type": one.content_type} for one in post.files]
    more = {"became": posted.state, "sent": parts, "files": files}
    return {**told, **more, "replies": [row.case_id for row in posted.replies], **(_of_look(look) if look else {})}


def _of_look(look: Look) -> dict[str, Any]:
    told = {name: [str(one.code) for one in getattr(look, name)] for name in ("refused", "held", "warned")}
    parts = [{"text": part.text, "length": part.length, "price": part.price} for part in look.parts]
    return {"parts": parts, "price": look.price, "link": look.link, **told}


def _posted(post: OwnPost, items: Sequence[Item]) -> Posted:
    its = tuple(sorted((one for one in items if of_post(one) == post.post_id), key=lambda one: one.part))
    return Posted(post, became(post, its), its)


def _with_replies(posted: Posted, account: Account) -> Posted:
    rows: dict[str, Row] = {}
    for item in posted.items:
        if item.x_id:
            page = search.find(Sought(account.id, asked_of(f"{item.x_id} ")))
            rows |= {one.row.case_id: one.row for one in page.found}
    return posted._replace(replies=tuple(rows.values()))
