"""Who is to get a new case, where its account shares them: asked for those messages alone that may open one."""

from copy import replace
from datetime import datetime

from care.case.sharing import next_one
from care.model.account import Account
from care.model.case import Case, Customer
from care.model.events import Event, MessageReceived
from care.tables.here import Here
from care.tables.queue import Queue, Wanted

_MOST = 20  # people whose cases are counted


def with_whose(
    event: Event, known: Case | Customer, account: Account, here: Here, queue: Queue, now: datetime
) -> Event:
    """The event with who of those who are here has the fewest cases of their own."""
    may_open = isinstance(known, Customer) or known.state == "resolved"
    if not account.desk.shares_new or not may_open or not isinstance(event, MessageReceived):
        return event
    people = here.now(account.id, now)[:_MOST]
    load = {one: queue.count(Wanted(account.id, "mine", one)).number for one in people}
    return replace(event, whose=next_one(load, event.message.id))
