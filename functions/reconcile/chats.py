"""What no event tells of encrypted chats: requests that only X's own app shows. What stayed shut is tried again.

Once an hour for an account: nothing else depends on it, and X counts what it is asked.
"""

from datetime import timedelta

from pydantic import AwareDatetime

from care.model.account import Account
from care.model.envelope import Value
from care.model.outcomes import Code, outcome
from care.queues import send_all
from care.x.client import XClient
from care.x.errors import OutOfCredit, XError
from reconcile.run import Run

_EACH = timedelta(minutes=59)  # an hour, for a run that comes a moment before it
_TOLD_EACH = timedelta(hours=24)
REQUESTS = "https://x.com/messages/requests"


class ChatsSeen(Value):
    """When X was asked last, and when the supervisors were told of requests."""

    asked_at: AwareDatetime | None = None
    told_at: AwareDatetime | None = None


def look_after_chats(run: Run, account: Account, x: XClient) -> None:
    """Tell supervisors of requests that wait in X, and have what is shut opened, if it can be by now."""
    name = f"CHATS#{account.id}"
    kept = run.memory.read(name, ChatsSeen)
    seen = kept.value if kept else ChatsSeen()
    if seen.asked_at is not None and run.now - seen.asked_at < _EACH:
        return
    waits = run.chats.waiting(account.id, run.now)
    if waits and send_all(run.sqs, run.chats_queue_url, waits):
        run.tell("ChatTriedAgain", len(waits))
    told_at = seen.told_at
    try:
        waiting = x.chats.has_requests()
    except OutOfCredit:
        raise
    except XError as error:
        waiting = False  # also where the account does not chat at all
        run.logger.info("chats.not_shown", account_id=account.id, error=type(error).__name__, status=error.status)
    if waiting and (told_at is None or run.now - told_at >= _TOLD_EACH):
        text = f"Message requests wait in X, which no API shows or accepts: {REQUESTS}"
        run.notice(account.id, text, (outcome(Code.chat_requests_wait, link=REQUESTS),))
        run.tell("ChatRequestsWait")
        told_at = run.now
    run.memory.write(name, ChatsSeen(asked_at=run.now, told_at=told_at), kept)
