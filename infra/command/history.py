"""Brings in what customers wrote before an account was connected, as far as X still shows it.

The account's own posts are read beside it, so that what was answered is not taken for open. What is in a case already
is not brought in again: an event of the same message is applied once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from care.budget.prices import read_price
from care.model.account import Account
from care.model.events import Event
from care.model.snowflake import id_at
from care.model.x_events import MessageEchoed, MessageReceived
from care.reconcile.plan import own_answers
from care.x.client import XClient
from care.x.missed_messages import events_of_dms, events_of_posts
from care.x.values import DmEvent, Post, ResultPage

LONGEST = timedelta(days=7)
_PAGE = 100  # X's largest


@dataclass(frozen=True, slots=True)
class History:
    """What X showed. `cut` names the lists of which there is more than was wanted."""

    events: tuple[Event, ...]
    read: int
    micro_dollars: int
    cut: tuple[str, ...]

    @property
    def received(self) -> int:
        """How many messages of customers there are."""
        return sum(isinstance(event, MessageReceived) for event in self.events)

    @property
    def answered(self) -> int:
        """How many answers of the account there are."""
        return sum(isinstance(event, MessageEchoed) for event in self.events)


def most_micro_dollars(account: Account, most: int) -> int:
    """What reading so many things of each of the three lists costs at most."""
    posts = 2 * most * read_price("post", account)
    return posts + most * read_price("dm_event", account)


@dataclass(slots=True)
class _Reading:
    account: Account
    most: int
    events: list[Event] = field(default_factory=list)
    read: int = 0
    micro_dollars: int = 0
    cut: list[str] = field(default_factory=list)

    def pages[Item: (Post, DmEvent)](
        self, name: str, kind: str, ask: Callable[[str | None], ResultPage[Item]]
    ) -> Iterator[ResultPage[Item]]:
        """Page after page, until the list or what is wanted of it is at its end."""
        token, seen = None, 0
        while True:
            page = ask(token)
            things = len(page.items) + page.unreadable
            seen, self.read = seen + things, self.read + things
            self.micro_dollars += things * read_price(kind, self.account)
            yield page
            token = page.next_token
            if token is None or not things:
                return
            if seen + _PAGE > self.most:
                self.cut.append(name)
                return


def read(x: XClient, account: Account, now: datetime, days: int, most: int) -> History:
    """The mentions, DMs and own answers of the last `days`, at most `most` of each list; XError as X refuses it."""
    span = min(timedelta(days=days), LONGEST)
    since, begins = id_at(now - span), now - span
    reading = _Reading(account, most)
    mentions = reading.pages("mentions", "post", lambda token: x.mentions(account.id, since_id=since, pagination=token))
    for page in mentions:
        reading.events += events_of_posts(account.id, page.items, page.users, page.media)
    dms = reading.pages("DMs", "dm_event", lambda token: x.dm_events(since_id=since, pagination=token))
    for messages in dms:
        reading.events += events_of_dms(account.id, messages.items, messages.users, messages.media)
    own = reading.pages("own posts", "post", lambda token: x.user_posts(account.id, since_id=since, pagination=token))
    for page in own:
        reading.events += own_answers(events_of_posts(account.id, page.items, page.users, page.media))
    found = sorted(_since(reading.events, begins), key=_at)
    return History(tuple(found), reading.read, reading.micro_dollars, tuple(reading.cut))


def _since(events: Iterable[Event], begins: datetime) -> Iterator[MessageReceived | MessageEchoed]:
    for event in events:
        if isinstance(event, MessageReceived | MessageEchoed) and event.message.at >= begins:
            yield event


def _at(event: MessageReceived | MessageEchoed) -> datetime:
    return event.message.at
