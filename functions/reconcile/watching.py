"""The saved searches of an account: asked in their turn, each within its budget. What they find goes to a list."""

from functools import partial

from pydantic_core import PydanticCustomError

from care.budget.prices import read_price
from care.model.account import Account
from care.model.months import month_of
from care.model.reconcile_state import AccountSeen
from care.model.refusals import RefusalReason
from care.model.watch import SavedSearch, SearchSeen
from care.model.x_events import MessageReceived
from care.tables.finds import Finds
from care.tables.searches import Searches
from care.watch.asking import MOST_PAGES, Ask, begun, failed, held, is_due, read, refused, rested, step
from care.watch.finding import find_of, is_listed
from care.watch.queries import asked
from care.x.client import XClient
from care.x.errors import CredentialsRefused, OutOfCredit, Refused
from care.x.missed_messages import events_of_posts
from care.x.values import Post, ResultPage
from reconcile.run import Run, Waits

_CALL = "search_recent"
_NOT_ALLOWED = {RefusalReason.no_permission, RefusalReason.account_must_ask, RefusalReason.suspended}


def watch(run: Run, account: Account, searches: Searches, finds: Finds) -> None:
    """Ask the searches that are due. One that fails keeps no other from its turn."""
    due = [one for one in searches.all(account.id) if is_due(one.search, one.seen, run.now)]
    if not due or run.enough():
        return
    # X counts all searches of an account together: what it said to the search of mentions holds for these.
    kept = run.memory.read(f"SEEN#{account.id}", AccountSeen)
    waits: Waits = {name: until for name, until in (kept.value.waits if kept else {}).items() if until > run.now}
    x = run.x.client(account.id, account.app)
    for one in sorted(due, key=lambda each: (each.seen.next_at or run.now, each.search.search_id)):
        if run.enough():
            return
        seen = searches.remember(one.search, begun(one.search, one.seen, run.now))
        if seen is None:
            continue  # another run is at it
        try:
            became = _asked(run, account, x, one.search, seen, waits, finds)
        except (CredentialsRefused, OutOfCredit) as error:
            searches.remember(one.search, failed(one.search, seen, None, run.now))
            if isinstance(error, OutOfCredit):
                raise
            run.tell("CredentialsRefused")
            return
        except Exception as error:  # noqa: BLE001  whatever is wrong with one search, the others have their turn
            run.tell("SearchFailed")
            run.logger.warning("search.failed", search_id=one.search.search_id, error=type(error).__name__)
            became = failed(one.search, seen, None, run.now)
        searches.remember(one.search, became)


def _asked(
    run: Run, account: Account, x: XClient, search: SavedSearch, seen: SearchSeen, waits: Waits, finds: Finds
) -> SearchSeen:
    try:
        query = asked(search.query, account.username)
    except PydanticCustomError:
        # It was checked when it was saved; the account may have another name since, or another release knows more.
        return refused(seen, run.now, allowed=True)
    for _ in range(MOST_PAGES):
        month = month_of(run.now)
        spent = run.budget.of_search(account.id, month, search.search_id)
        total = run.budget.total(account.id, month).micro_dollars
        wanted = step(search, seen, account, spent, total, run.now)
        if not isinstance(wanted, Ask):
            run.tell("SearchHeld")
            return held(search, seen, wanted, run.now)
        question = partial(
            x.search_recent, query, since_id=wanted.since, pagination=wanted.resume or None, max_results=wanted.size
        )
        try:
            page = run.ask(waits, _CALL, question)
        except Refused as error:
            run.refused(error)
            return refused(seen, run.now, allowed=error.reason not in _NOT_ALLOWED)
        if page is None:
            return failed(search, seen, waits.get(_CALL), run.now)
        things = len(page.items) + page.unreadable
        price = things * read_price("post", account, own=False)
        run.budget.meter(account.id, "reading", things, price, run.now, search_id=search.search_id)
        run.tell("FoundUnreadable", page.unreadable)
        newest = max((item.id for item in page.items), key=int, default=None)
        listed = sum(_listed(run, account, search, post, page, finds) for post in page.items)
        run.tell("PostFound", listed)
        seen = read(seen, newest, page.next_token, listed, run.now)
        if not page.next_token:
            break
    run.tell("SearchAsked")
    return rested(search, seen, run.now)


def _listed(run: Run, account: Account, search: SavedSearch, post: Post, page: ResultPage[Post], finds: Finds) -> bool:
    """List one post, unless it is a case's already, or of somebody of whom nothing is to be kept."""
    for event in events_of_posts(account.id, [post], page.users, page.media):
        if not isinstance(event, MessageReceived) or event.customer_id in run.served:
            continue
        known, gone = run.conversations.fate(account.id, event.message.id)
        if known is not None or gone:
            continue
        customer = run.conversations.customer(account.id, event.customer_id)
        if is_listed(event, customer):
            return finds.add(find_of(event, search, post.raw, run.now))
    return False
