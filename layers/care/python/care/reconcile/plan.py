"""Plans what to read to find messages that X never delivered: the next step, decided from what was read so far.

`plan` names one step. The function performs it, puts the answer into the `Reading`, and asks again. The lists come in
an order: mentions and DMs, then the threads of open cases, then posts that only name the brand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from care.budget.months import stands
from care.model.account import Account
from care.model.case import Case
from care.model.events import Event
from care.model.progress import Progress, begun
from care.model.snowflake import id_at
from care.model.x_events import MessageEchoed, MessageReceived
from care.reconcile.findings import in_order, unsummoned
from care.reconcile.searches import SEARCHED, brand_query, concerns, thread_query, threads

_BRAND_POSTS = 50  # what one run may spend on posts that only name the brand
# A delivery that is on its way is not one that was missed.
_DELIVERED_WITHIN = timedelta(minutes=1)
# A trouble that lost a customer's message may have lost an answer to somebody else before: so long runs are apart.
_TROUBLE_BEGAN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Listing:
    """One of X's lists. `call` is the question to X, and `pages` is how many of it one run reads.

    A search has a `query`, and that of a thread the customer whose case it is.
    """

    name: str
    call: str
    pages: int
    query: str = ""
    size: int = 100
    customer_id: str = ""


# X keeps 800 mentions; DMs may be read 15 times in 15 minutes, look-ups included.
MENTIONS = Listing("mentions", "mentions", pages=8)
DMS = Listing("dm_events", "dm_events", pages=3)
_DIRECT = (MENTIONS, DMS)


@dataclass(frozen=True, slots=True)
class EventPage:
    """A page of a list as events, with its newest id and the token of the page that follows."""

    events: Sequence[Event]
    newest: str | None
    next_token: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of an account's lists in this run, and how far.

    `ended` names the lists that are done with. `direct` is what was written to the account itself, and `whole` says
    that mentions and DMs were read to their end. `stopped` says that X answers nothing more for the account. `cases`
    are the open ones, `spent` the month's micro-dollars, `new` is what is in no case yet, and `own` what the account
    answered in X's own app: each None until it was looked up.
    """

    account: Account
    now: datetime
    lists: Mapping[str, Progress]
    pages: int = 0
    ended: frozenset[str] = frozenset()
    events: tuple[Event, ...] = ()
    direct: tuple[Event, ...] = ()
    whole: bool = True
    stopped: bool = False
    brand_left_out: bool = False
    cases: Sequence[Case] | None = None
    spent: int | None = None
    new: Sequence[Event] | None = None
    own: Sequence[Event] | None = None

    @property
    def brand_held(self) -> bool:
        """True if the month's dollars are spent: nobody wrote to the account there, so it is the first to go."""
        account = self.account
        return self.spent is not None and account.budget.hard and stands(account, self.spent) == "hard"

    @property
    def places(self) -> dict[str, Progress]:
        """How far each list was read, without those of threads that are searched no more."""
        listings = _listings(self)
        names = {one.name for one in listings}
        kept = {name: at for name, at in self.lists.items() if not name.startswith("thread:") or name in names}
        return kept | {one.name: _place(self, one) for one in listings}


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Ask X for a page of a list: `resume` is X's token of one that goes on."""

    listing: Listing
    since: str
    resume: str


@dataclass(frozen=True, slots=True)
class FindCases:
    """Look up the account's open cases."""


@dataclass(frozen=True, slots=True)
class FindSpent:
    """Look up what the month has cost so far."""


@dataclass(frozen=True, slots=True)
class FindNew:
    """Look up which of these events are in no case yet."""

    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class ReadOwn:
    """Ask X for the account's own posts since an id."""

    since: str


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Put these on their way to the cases: the last step."""

    events: Sequence[Event]


type Step = ReadPage | FindCases | FindSpent | FindNew | ReadOwn | Enqueue


def plan(reading: Reading) -> Step:
    """The next step of a run for one account."""
    for listing in () if reading.stopped else _listings(reading):
        if listing.name not in reading.ended:
            place = _place(reading, listing)
            return ReadPage(listing, place.since, place.resume)
    if reading.cases is None:
        return FindCases()
    if reading.spent is None and brand_query(reading.account):
        return FindSpent()
    if reading.new is None:
        return FindNew(in_order(reading.events))
    if reading.own is None and not reading.stopped and (since := _trouble_began(reading.new)):
        return ReadOwn(id_at(since))
    return Enqueue(in_order([*reading.new, *(reading.own or ())]))


def with_page(reading: Reading, listing: Listing, shown: EventPage) -> Reading:
    """The reading after X showed a page."""
    place = _place(reading, listing).after(shown.newest, shown.next_token, reading.now)
    pages, is_end = reading.pages + 1, not place.resume
    over = is_end or pages >= listing.pages
    reading = replace(
        reading,
        pages=0 if over else pages,
        ended=reading.ended | {listing.name} if over else reading.ended,
        events=(*reading.events, *_kept(listing, shown.events)),
    )
    if listing in _DIRECT:
        whole = reading.whole and (is_end or not over)
        reading = replace(reading, direct=(*reading.direct, *shown.events), whole=whole)
    elif listing.name == "brand" and not is_end:
        # The budget of this run is spent, and that of the next is for what is new then.
        place = place.anew().after(place.top, None, reading.now)
        reading = replace(reading, brand_left_out=True)
    return replace(reading, lists={**reading.lists, listing.name: place})


def without_page(reading: Reading, listing: Listing, *, refused: bool) -> Reading:
    """The reading after X showed nothing; if it refused the question, it may not know the page token any more."""
    place = _place(reading, listing)
    return replace(
        reading,
        pages=0,
        ended=reading.ended | {listing.name},
        whole=reading.whole and listing not in _DIRECT,
        lists={**reading.lists, listing.name: place.anew() if refused else place},
    )


def stop(reading: Reading) -> Reading:
    """The reading after X said that it answers nothing more for the account; what was read, and paid for, is kept."""
    return replace(reading, stopped=True, whole=reading.whole and all(one.name in reading.ended for one in _DIRECT))


def own_answers(events: Iterable[Event]) -> list[Event]:
    """Those of the account's posts that answer a customer."""
    return [event for event in events if isinstance(event, MessageEchoed) and event.customer_id]


def missed(events: Iterable[Event], now: datetime) -> int:
    """How many messages of customers X should have delivered by now."""
    return sum(isinstance(one, MessageReceived) and now - one.message.at >= _DELIVERED_WITHIN for one in events)


def _listings(reading: Reading) -> list[Listing]:
    """The lists of this run, as far as they are known, in the order in which they are read."""
    found = [*_DIRECT]
    for case in threads(reading.cases or (), reading.now):
        query, customer = thread_query(case.public_thread), case.customer.customer_id
        found.append(Listing(f"thread:{case.public_thread}", "search_recent", 1, query, customer_id=customer))
    query = brand_query(reading.account)
    if query and reading.spent is not None and not reading.brand_held:
        found.append(Listing("brand", "search_recent", 1, query, _BRAND_POSTS))
    return found


def _place(reading: Reading, listing: Listing) -> Progress:
    place = reading.lists.get(listing.name) or begun(reading.now)
    return place.not_before(reading.now - SEARCHED) if listing.query else place


def _kept(listing: Listing, events: Sequence[Event]) -> Sequence[Event]:
    if listing.name == "brand":
        return unsummoned(events)
    if listing.customer_id:
        return [event for event in events if concerns(event, listing.customer_id)]
    return events


def _trouble_began(new: Iterable[Event]) -> datetime | None:
    """From when on answers in X's own app may have been lost; None if no customer's message is new.

    Each post that X shows is paid, so it is asked where a customer's message is new: the only sign that some were lost.
    One of this very moment counts as well, for the run after this one would find nothing new and never ask.
    """
    first = min((one.message.at for one in new if isinstance(one, MessageReceived)), default=None)
    return first - _TROUBLE_BEGAN if first else None
