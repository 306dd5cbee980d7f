"""Decides, without a store, what X's answer to a send makes of the item."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from care.model.outbox_item import Item
from care.model.outcomes import Code, outcome
from care.model.rate_limits import Limits
from care.model.refusals import RefusalReason
from care.outbox.plan import Settle, of_part
from care.reconcile.sends import Own
from care.x.errors import CredentialsRefused, OutcomeUnknown, OutOfCredit, Refused, RetryLater, ServerFailed, XError

# How long a queue is held when X does not say: a failure of X passes within minutes, and the wait lets the echo of a
# send that was done after all come first; keys and credit need a person.
_AFTER_FAILURE = timedelta(minutes=1)
_AFTER_CREDENTIALS = timedelta(minutes=15)
_MOST_FAILURES = 15


@dataclass(frozen=True, slots=True)
class Release:
    """Back into its lane, whose queue waits until then. In doubt X may have done it, and charged it."""

    until: datetime
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Reword:
    """Back into its lane in its other words: X did nothing."""


def after_failure(item: Item, error: XError, now: datetime) -> Settle | Release | Reword:
    """What becomes of a claimed item of which X said this instead of taking it."""
    match error:
        case RetryLater(until=until):
            return Release(max(until, now) if until else now + _AFTER_FAILURE)
        case ServerFailed():
            # A post can be tried again, because X takes no text twice; before a DM is, X is asked whether it is there.
            return Release(now + _AFTER_FAILURE * min(item.attempts, _MOST_FAILURES), doubtful=True)
        case CredentialsRefused() | OutOfCredit():
            return Release(now + _AFTER_CREDENTIALS)
        case Refused(reason=RefusalReason.duplicate) if item.doubtful:
            # The attempt that seemed to fail was done, and this one was not.
            return Settle("unconfirmed", (outcome(Code.same_text_at_x),), gives_back=True)
        case Refused(reason=RefusalReason.duplicate) if item.other:
            return Reword()
        case Refused(reason=why):
            return Settle("refused", of_part(item, (outcome(Code(why)),)), gives_back=True)
        case OutcomeUnknown():
            return Settle("unconfirmed", (outcome(Code.no_answer_of_x),))
        case _:
            return Settle("unconfirmed", (outcome(Code.x_failed, error=type(error).__name__),))


def after_look(found: Own | Literal["not shown"] | None) -> Settle | None:
    """What becomes of a DM in doubt that X was asked for; None if it is certainly not there, and may be sent."""
    match found:
        case None:
            return None
        case "not shown":
            return Settle("unconfirmed", (outcome(Code.not_shown_by_x),), gives_back=True)
        case Own(x_id=x_id):
            return Settle("sent", x_id=x_id, gives_back=True)


def waits_until(limits: Limits | None) -> datetime | None:
    """When X's counters let the next send through, if this one used them up."""
    if limits is None:
        return None
    windows = [w for w in (limits, limits.user_day, limits.app_day) if w is not None and w.remaining == 0]
    return max((w.reset for w in windows), default=None)
