"""Who is to get a new case, where its account shares them: asked for those messages alone that may open one."""

from copy import replace
from datetime import datetime
from typing import NamedTuple

from care.case.sharing import drawn, next_one
from care.model.account import Account
from care.model.case import Case
from care.model.customer import Customer
from care.model.events import Event
from care.model.x_events import MessageReceived
from care.tables.here import Here
from care.tables.people import People
from care.tables.queue import Queue, Wanted

_MOST = 20  # people whose cases are counted


class Sharing(NamedTuple):
    """What it is decided by."""

    here: Here
    people: People
    queue: Queue

    def with_whose(self, event: Event, known: Case | Customer, account: Account, now: datetime) -> Event:
        """The event with who of those who are here, and still work for the account, has the fewest cases of their own.

        Where more are here than are counted, the message draws some of them.
        """
        may_open = isinstance(known, Customer) or known.state == "resolved"
        if not account.desk.shares_new or not may_open or not isinstance(event, MessageReceived):
            return event
        here = set(self.here.now(account.id, now))
        work = {one.id for one in self.people.all() if one.sees(account.id)} if here else set()
        some = drawn(here & work, event.message.id, _MOST)
        load = {one: self.queue.count(Wanted(account.id, "mine", one)).number for one in some}
        return replace(event, whose=next_one(load, event.message.id))
