"""What is searched for: answers in threads that X delivers no event of, and posts that name the brand without an @.

X tells of a typed mention and of a direct answer. A customer who goes on under their own post, or who answers somebody
else in the thread, is found by the thread's id alone.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from care.model.account import Account
from care.model.case import Case
from care.model.events import Event
from care.model.x_events import MessageEchoed, MessageReceived

# Each thread is one search a run.
MOST_THREADS = 5
_LIVELY = timedelta(days=3)
# X searches seven days back and refuses to begin before them.
SEARCHED = timedelta(days=7) - timedelta(minutes=10)


def threads(cases: Iterable[Case], now: datetime) -> list[Case]:
    """The cases whose public threads are searched: those in which something was written last, one for each thread."""
    lively = [(at, case) for case in cases if case.public_thread and now - (at := _touched(case)) <= _LIVELY]
    newest: dict[str, Case] = {}
    for _, case in sorted(lively, key=lambda pair: (pair[0], pair[1].case_id), reverse=True):
        newest.setdefault(case.public_thread, case)
    return list(newest.values())[:MOST_THREADS]


def _touched(case: Case) -> datetime:
    instants = (case.last_public.at if case.last_public else None, case.person_answered_at)
    return max((at for at in instants if at), default=case.opened_at)


def thread_query(thread: str) -> str:
    """X's query for all posts of a thread."""
    return f"conversation_id:{thread} -is:retweet"


def brand_query(account: Account) -> str:
    """X's query for posts that name the brand and do not mention the account; empty without brand terms."""
    if not account.brand_terms:
        return ""
    names = " OR ".join(f'"{term}"' for term in account.brand_terms)
    return f"({names}) -from:{account.username} -@{account.username} -is:retweet"


def concerns(event: Event, customer_id: str) -> bool:
    """True for what the thread's own customer, the account, or somebody who speaks to the account wrote in it."""
    match event:
        case MessageReceived():
            spoken_to = event.message.summons or event.message.addressed != ""
            return spoken_to or event.customer_id == customer_id
        case MessageEchoed():
            return True
        case _:
            return False
