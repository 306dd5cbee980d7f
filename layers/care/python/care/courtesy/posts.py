"""Which posts of its own an account owes, and when: of its day, of an absence, of an incident.

Each post has a moment and a while in which it is still worth making; its id says its kind and its day, so that it is
made once however often it is asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest
from typing import Literal, NamedTuple

from care.hours import Hours
from care.instants import utc_text
from care.model.account import Account
from care.model.outcomes import Code, Outcome, outcome

PostKind = Literal["greeting", "goodbye", "absence", "absence_end", "incident", "incident_end"]
OWN = "account"
"""What the ids of items begin with that belong to no case."""
_SOON = timedelta(minutes=30)  # a good morning at noon is none
_LATER = timedelta(hours=24)
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class CourtesyPost:
    """A post that is due at `at` and worth making before `until`; `follows` is the id of what it is the end of."""

    kind: PostKind
    item_id: str
    at: datetime
    until: datetime
    day: date
    incident_id: str = ""
    follows: str = ""


class Away(NamedTuple):
    """An absence, with those that overlap or touch it."""

    start: datetime
    end: datetime


def posts_due(account: Account, now: datetime) -> list[CourtesyPost]:
    """The posts whose moment has come and not passed, in the order of their moments."""
    found = [*_of_the_day(account, now), *_of_absences(account), *_of_incidents(account, now)]
    return sorted((post for post in found if post.at <= now < post.until), key=lambda post: post.at)


def next_look(account: Account, now: datetime) -> datetime | None:
    """The next instant after `now` at which a post may be due; None if the account has nothing to say."""
    settings, hours = account.courtesy, account.hours
    moments = [
        hours.next_opening(now) if settings.greeting else None,
        hours.next_closing(now) if settings.goodbye else None,
    ]
    if settings.absence:
        moments += [at for away in absences(hours) for at in (away.start, _back(hours, away))]
    moments += [at for one in account.incidents if one.post for at in (one.started_at, one.ended_at)]
    return min((at for at in moments if at is not None and at > now), default=None)


def unwanted(item_id: str, account: Account, now: datetime) -> Outcome | None:
    """Why a post that waits is not to be made any more, or None if it is."""
    _, kind, name = [*item_id.split(":", 2), "", ""][:3]
    settings = account.courtesy
    match kind:
        case "greeting" | "goodbye" if not getattr(settings, kind):
            return outcome(Code.posts_off, post=kind)
        case "greeting" | "goodbye" if any(one.is_open(now) for one in account.incidents):
            return outcome(Code.incident_open)
        case "greeting" if not account.hours.is_open(now):
            return outcome(Code.closed_now)
        case "goodbye" if account.hours.is_open(now):
            return outcome(Code.open_again)
        case "absence" | "absence_end" if not settings.absence:
            return outcome(Code.posts_off, post="absence")
        case "absence" if name not in {_name(away) for away in absences(account.hours) if _lasts(away, now)}:
            return outcome(Code.absence_over)
        case "absence_end" if any(_lasts(away, now) for away in absences(account.hours)):
            return outcome(Code.another_absence)
        case "incident" if not any(
            incident_id(one.incident_id, one.started_at) == item_id and one.post and one.is_open(now)
            for one in account.incidents
        ):
            return outcome(Code.incident_over)
        case _:
            return None


def incident_id(name: str, started_at: datetime) -> str:
    """The id of the post that tells of an incident; a name may be used again for a later one."""
    return f"{OWN}:incident:{name}:{utc_text(started_at.astimezone(UTC))}"


def absences(hours: Hours) -> list[Away]:
    """The absences in order, those that overlap or touch as one: nobody comes back between them."""
    found: list[Away] = []
    for start, end in sorted((absence.start, absence.end) for absence in hours.absences):
        if found and start <= found[-1].end:
            found[-1] = Away(found[-1].start, max(end, found[-1].end))
        else:
            found.append(Away(start, end))
    return found


def _of_the_day(account: Account, now: datetime) -> Iterator[CourtesyPost]:
    settings, hours = account.courtesy, account.hours
    if any(one.is_open(now) for one in account.incidents) or not (settings.greeting or settings.goodbye):
        return
    opening = hours.next_opening(now - _SOON)
    while settings.greeting and opening is not None and opening <= now:
        day = opening.astimezone(hours.zone).date()
        closing = hours.next_closing(opening)
        if not _is_away(hours, day, opening, told=settings.absence) and _opened_before(hours, opening) != day:
            until = min(opening + _SOON, closing or opening + _SOON)
            yield CourtesyPost("greeting", f"{OWN}:greeting:{day}", opening, until, day)
        opening = hours.next_opening(opening)
    closing = hours.next_closing(now - _SOON)
    while settings.goodbye and closing is not None and closing <= now:
        opened = hours.period(closing - _MOMENT).start
        again = hours.next_opening(closing)
        if opened is not None and again is not None:
            # The day on which it opened: what passes midnight belongs to the evening before.
            day = opened.astimezone(hours.zone).date()
            if again.astimezone(hours.zone).date() != day and not _is_away(hours, day, closing):
                until = min(closing + _SOON, again)
                yield CourtesyPost("goodbye", f"{OWN}:goodbye:{day}", closing, until, day)
        closing = hours.next_closing(closing)


def _opened_before(hours: Hours, opening: datetime) -> date | None:
    """The local day of the opening before this one; None if there is none."""
    closed_since = hours.period(opening - _MOMENT).start
    before = hours.period(closed_since - _MOMENT).start if closed_since is not None else None
    return before.astimezone(hours.zone).date() if before is not None else None


def _is_away(hours: Hours, day: date, at: datetime, *, told: bool = False) -> bool:
    """True on a day with an absence in it, and where the end of one is told at the same instant."""
    first = datetime.combine(day, time(), hours.zone).astimezone(UTC)
    last = datetime.combine(day + timedelta(days=1), time(), hours.zone).astimezone(UTC)
    last = max(last, at + _MOMENT)
    return any(
        (away.start < last and away.end > first) or away.start == at or (told and _back(hours, away) == at)
        for away in absences(hours)
    )


def _of_absences(account: Account) -> Iterator[CourtesyPost]:
    if not account.courtesy.absence:
        return
    hours, found = account.hours, absences(account.hours)
    for away, following in zip_longest(found, found[1:]):
        begins = f"{OWN}:absence:{_name(away)}"
        # Without a return there is no end to tell.
        if hours.next_opening(away.start) is not None:
            until = min(away.end, away.start + _LATER)
            yield CourtesyPost("absence", begins, away.start, until, away.start.astimezone(hours.zone).date())
        back = _back(hours, away)
        if back is not None and (following is None or back < following.start):
            day = back.astimezone(hours.zone).date()
            yield CourtesyPost(
                "absence_end", f"{OWN}:absence_end:{_name(away)}", back, back + _LATER, day, follows=begins
            )


def _back(hours: Hours, away: Away) -> datetime | None:
    """When somebody is there again after an absence."""
    return away.end if hours.is_open(away.end) else hours.next_opening(away.end)


def _lasts(away: Away, now: datetime) -> bool:
    return away.start <= now < away.end


def _name(away: Away) -> str:
    return utc_text(away.start)


def _of_incidents(account: Account, now: datetime) -> Iterator[CourtesyPost]:
    for one in account.incidents:
        if not one.post:
            continue
        begins = incident_id(one.incident_id, one.started_at)
        day = one.started_at.astimezone(account.hours.zone).date()
        if one.is_open(now):
            yield CourtesyPost("incident", begins, one.started_at, one.started_at + _LATER, day, one.incident_id)
        elif one.ended_at is not None:
            ends = begins.replace(":incident:", ":incident_end:", 1)
            yield CourtesyPost("incident_end", ends, one.ended_at, one.ended_at + _LATER, day, one.incident_id, begins)
