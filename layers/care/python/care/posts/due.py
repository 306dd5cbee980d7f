"""Whether a planned post goes now: never while it may not, and never later than its writer said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from care.model.account import Account
from care.model.outcomes import Code, Outcome, outcome
from care.model.own_post import OwnPost


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing is done now; with `until` it is looked at again then."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """Its time is over: a person plans it anew, or drops it."""

    why: Outcome


_LOOKS = timedelta(minutes=15)

type Next = Rest | Missed | Literal["go"]


def next_of(post: OwnPost, account: Account, now: datetime) -> Next:
    """What is done with a post at `now`."""
    if post.state == "asked":
        return _asked(post, now)
    if post.state != "planned":
        return Rest()
    if now < post.begins:
        return Rest(post.begins)
    against = hindrance(post, account, now)
    if now >= post.ends:
        return Missed(against or outcome(Code.too_late_to_post))
    if against is None:
        return "go"
    # Whoever resumes an account or ends an incident has it looked at at once; the hours open by themselves.
    opens = account.hours.next_opening(now) if against.code is Code.closed_now else now + _LOOKS
    return Rest(min(post.ends, opens) if opens is not None else post.ends)


def hindrance(post: OwnPost, account: Account, at: datetime) -> Outcome | None:
    """Why it would not go at an instant, by what is known of the account now; None if it would."""
    if account.paused_at is not None:
        return outcome(Code.paused)
    if not post.in_incidents and any(one.is_open(at) for one in account.incidents):
        return outcome(Code.incident_open)
    if post.only_open and not account.hours.is_open(at):
        return outcome(Code.closed_now)
    return None


def _asked(post: OwnPost, now: datetime) -> Next:
    """What nobody approved in time is told as missed; without a time it waits for as long as it takes."""
    if post.at is None:
        return Rest()
    return Missed(outcome(Code.not_approved_in_time)) if now >= post.ends else Rest(post.ends)
