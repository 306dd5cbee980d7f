"""Decides, without a store, what X's answer to a send makes of the item."""

from copy import replace
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from care.chat.failures import why
from care.model.chat import Sealed
from care.model.outbox_item import Item
from care.model.outcomes import Code, Outcomes, outcome
from care.model.rate_limits import Limits
from care.model.refusals import RefusalReason
from care.outbox.circuit import Failure
from care.outbox.plan import Settle, of_part
from care.reconcile.sends import Own
from care.x.errors import CredentialsRefused, OutcomeUnknown, OutOfCredit, Refused, RetryLater, ServerFailed, XError

# The wait lets the echo of a send that was done after all come first; keys and credit need a person.
AFTER_CREDENTIALS = timedelta(minutes=15)
_AFTER_LIMITS = timedelta(minutes=1)
# An item that failed waits 2, 4, 8 and then 15 minutes: longer than a queue whose way is tried again, so that another
# recipient's item tries it.
_LONGEST_BACK_OFF = timedelta(minutes=15)
_MOST_FAILURES = 8
_LONGEST_FAILING = timedelta(hours=24)
# X's windows are of 15 minutes and of 24 hours: a reset that lies further away is not believed.
_LONGEST_WINDOW = timedelta(hours=24, minutes=5)
_WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Release:
    """Back into its lane, and tried again from `until` on. In doubt X may have done it, and charged it.

    `holds` is what waits until then: the item, or its whole queue.
    """

    until: datetime
    doubtful: bool = False
    holds: Literal["item", "queue"] = "item"


@dataclass(frozen=True, slots=True)
class Reword:
    """Back into its lane in its other words: X did nothing."""


@dataclass(frozen=True, slots=True)
class Reseal:
    """Back into its lane, to be sealed anew with other keys: X did nothing with this."""

    why: Outcomes


_MOST_RESEALED = 2


def after_failure(item: Item, error: XError, now: datetime) -> Settle | Release | Reword:
    """What becomes of a claimed item of which X said this instead of taking it."""
    if (settled := _after_failure_of_its_kind(item, error, now)) is not None:
        return settled
    match error:
        case RetryLater(status=429, until=until):
            return Release(believed(until, now) if until else now + _AFTER_LIMITS, holds="queue")
        case RetryLater(until=until):
            return _again(item, now, until, doubtful=False)
        case ServerFailed() if not _shows_alone(item):
            # A post can be tried again, because X takes no text twice; before a DM is, X is asked whether it is there.
            return _again(item, now, None, doubtful=True)
        case CredentialsRefused() | OutOfCredit():
            return Release(now + AFTER_CREDENTIALS, holds="queue")
        case Refused(reason=RefusalReason.duplicate) if item.doubtful:
            # The attempt that seemed to fail was done, and this one was not.
            return Settle("unconfirmed", (outcome(Code.same_text_at_x),), gives_back=True)
        case Refused(reason=RefusalReason.duplicate) if item.other:
            return Reword()
        case Refused(reason=reason):
            return Settle("refused", of_part(item, (outcome(Code(reason)),)), gives_back=True)
        case OutcomeUnknown() | ServerFailed():
            return Settle("unconfirmed", (outcome(Code.no_answer_of_x),))
        case _:
            return Settle("unconfirmed", (outcome(Code.x_failed, error=type(error).__name__),))


def _after_failure_of_its_kind(item: Item, error: XError, now: datetime) -> Settle | Release | None:
    """What is another for a sealed item or an act; None for what is the same for all."""
    if item.sealed is not None:
        return _after_failure_of_sealed(item, item.sealed, error, now)
    return _after_failure_of_act(item, error, now) if item.act else None


def _after_failure_of_act(item: Item, error: XError, now: datetime) -> Settle | Release | None:
    """What is another for what is done with a post that stands: done twice it is done once, so nothing is in doubt."""
    match error:
        case Refused(reason=RefusalReason.already_done):
            return Settle("sent", gives_back=True)
        case Refused(reason=RefusalReason.gone) if item.act == "delete":
            return Settle("sent", gives_back=True)  # it is not there, and that was wanted
        case OutcomeUnknown() | ServerFailed():
            return _again(item, now, None, doubtful=False)
    return None


def _shows_alone(item: Item) -> bool:
    """True for pictures without words: X knows nothing by which it would not take them twice."""
    return bool(item.files) and not item.text.strip()


def _after_failure_of_sealed(item: Item, sealed: Sealed, error: XError, now: datetime) -> Settle | Release | None:
    """What is another for a sealed item, which may be sent again as it is; None for what is the same for all."""
    match error:
        case RetryLater(status=429, until=until):
            # X counts chats apart: plain DMs of the same queue go on.
            return Release(believed(until, now) if until else now + _AFTER_LIMITS)
        case Refused(reason=RefusalReason.duplicate | RefusalReason.already_done) if item.attempts > 1:
            # X mints no message twice of one payload: an earlier attempt was it.
            return Settle("sent", x_id=sealed.message_id)
        case OutcomeUnknown():
            return _again(item, now, None, doubtful=True)
    return None


def after_chat_failure(item: Item, failure: str, now: datetime) -> Settle | Release | Reseal:
    """What becomes of a sealed item which X took and did not pass on, for this reason of its own.

    Sealed anew is only what has not left: an earlier attempt without an answer may have arrived.
    """
    match failure:
        case "NonLatestKeyVersion" | "RecipientKeyChanged" if item.doubtful:
            return Settle("unconfirmed", (outcome(Code.chat_old_key),))
        case "NonLatestKeyVersion" | "RecipientKeyChanged" if item.resealed < _MOST_RESEALED:
            return Reseal((why(failure),))
        case "RateLimitUpsell" | "TooManyMessages":
            if item.failures >= _MOST_FAILURES or (item.failing_since and now - item.failing_since >= _LONGEST_FAILING):
                return Settle("refused", of_part(item, (outcome(Code.chat_rate_limit),)), gives_back=True)
            return Release(now + _LONGEST_BACK_OFF)
        case "InternalError" | "GenericError" | "EmptyDetail":
            return _again(item, now, None, doubtful=False)
        case _:
            return Settle("refused", of_part(item, (why(failure),)), gives_back=True)


def tells_of_way(error: XError) -> Failure | None:
    """What a failed send says of the way to X; None if X answered, or speaks of windows, keys or credit."""
    match error:
        case OutcomeUnknown() | RetryLater(status=None):
            return "of the way"
        case RetryLater(status=429):
            return None
        case RetryLater() | ServerFailed():
            return "of the item"
    return None


def believed(until: datetime, now: datetime) -> datetime:
    """When X lets the next call through, as far as what it says can be true: never in the past nor after a day."""
    return max(until, now) if until <= now + _LONGEST_WINDOW else now + _WINDOW


def _again(item: Item, now: datetime, until: datetime | None, *, doubtful: bool) -> Settle | Release:
    """Tried again later and later, until it failed too often or too long; then a person sees it."""
    since = item.failing_since or now
    if item.failures >= _MOST_FAILURES or now - since >= _LONGEST_FAILING:
        because = of_part(item, (outcome(Code.x_keeps_failing, attempts=item.attempts),))
        sure = not (doubtful or item.doubtful)
        return Settle("refused" if sure else "unconfirmed", because, gives_back=sure)
    wait = min(timedelta(minutes=2 ** min(item.attempts, 10)), _LONGEST_BACK_OFF)
    told = min(believed(until, now), now + _LONGEST_BACK_OFF) if until else now
    return Release(max(now + wait, told), doubtful=doubtful)


def after_look(found: Own | Literal["not shown"] | None) -> Settle | None:
    """What becomes of a DM in doubt that X was asked for; None if it is certainly not there, and may be sent."""
    match found:
        case None:
            return None
        case "not shown":
            return Settle("unconfirmed", (outcome(Code.not_shown_by_x),), gives_back=True)
        case Own(x_id=x_id):
            return Settle("sent", x_id=x_id, gives_back=True)


def waits_until(limits: Limits | None, now: datetime) -> datetime | None:
    """When X's counters let the next send through, if this one used them up."""
    if limits is None:
        return None
    windows = [w for w in (limits, limits.user_day, limits.app_day) if w is not None and w.remaining == 0]
    return max((believed(w.reset, now) for w in windows), default=None)


def believable(limits: Limits, now: datetime) -> Limits | None:
    """X's counters without those whose reset cannot be true; None if the main one's cannot."""
    latest = now + _LONGEST_WINDOW
    if limits.reset > latest:
        return None
    user, app = (w if w is not None and w.reset <= latest else None for w in (limits.user_day, limits.app_day))
    return replace(limits, user_day=user, app_day=app)
