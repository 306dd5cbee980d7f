"""The cases that a simulation looks back on."""

from copy import replace
from datetime import datetime

from care.case.model import Case
from care.conversations import Conversations
from care.desk.rows import queue_key_of


def resolved_since(
    conversations: Conversations, account_id: str, since: datetime, most: int | None = None
) -> tuple[list[Case], bool]:
    """The cases resolved since then, oldest first, each with its customer as known now; the newest `most` of them.

    The second value tells whether there were more. Cases come newest first, so nothing older than `since` is read but
    the rest of one page.
    """
    found: list[Case] = []
    after, whole = "", False
    while not whole and (page := list(conversations.queue(account_id, "resolved", after=after))):
        fresh = [case for case in page if case.resolved_at is not None and case.resolved_at >= since]
        found.extend(fresh)
        whole = len(fresh) < len(page) or (most is not None and len(found) > most)
        after = queue_key_of(page[-1])
    more = most is not None and len(found) > most
    found = found[:most]
    customers = {id_: conversations.customer(account_id, id_) for id_ in {case.customer.customer_id for case in found}}
    with_customers = [replace(case, customer=customers[case.customer.customer_id]) for case in found]
    return sorted(with_customers, key=lambda case: case.resolved_at or since), more
