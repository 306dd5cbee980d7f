"""How far public complaints spread by hour: whose posts X is asked about, and what came of it.

X tells an account of reposts of its own posts, not of a stranger's, so the counts of a complaint are looked up: each
hour for two days, and within a budget of the account's.
"""

from collections.abc import Iterable, Mapping
from copy import replace
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from care.budget.prices import read_price
from care.model.account import Account
from care.model.case import Case
from care.model.watch import CaseSpread, SpreadHour

LASTS: Final = timedelta(hours=48)
MOST: Final = 50
"""Posts that are looked at in one run."""
_MOST_HOURS: Final = 50
_MOST_COUNT: Final = 10**15


class Step(NamedTuple):
    """What an hour added."""

    at: datetime
    shares: int
    replies: int
    views: int


def hour_of(at: datetime) -> datetime:
    """The beginning of its hour."""
    return at.replace(minute=0, second=0, microsecond=0)


def due(
    cases: Iterable[Case], known: Mapping[str, CaseSpread], account: Account, spent: int, now: datetime
) -> list[Case]:
    """The newest public complaints whose posts were not looked at in this hour, as many as the month pays for."""
    if account.paused_at is not None:
        return []
    wanted = [case for case in cases if _is_watched(case, now) and not _is_seen(known.get(case.case_id), now)]
    room = (account.desk.spread_micro_dollars - spent) // read_price("post", account, own=False)
    return sorted(wanted, key=lambda case: case.opened_at, reverse=True)[: max(0, min(MOST, room))]


def post_of(case: Case, known: CaseSpread | None) -> str:
    """The post that is looked at: the one of the first look, else the customer's newest public one."""
    return known.post_id if known is not None else case.last_public.id if case.last_public is not None else ""


def with_look(spread: CaseSpread, metrics: object, now: datetime) -> CaseSpread:
    """The spread with what X tells now."""
    at = hour_of(now)
    told = SpreadHour(
        at=at,
        reposts=count(metrics, "repost_count", "retweet_count"),
        quotes=count(metrics, "quote_count"),
        replies=count(metrics, "reply_count"),
        views=count(metrics, "impression_count"),
    )
    earlier = tuple(one for one in spread.hours if one.at < at)
    return replace(spread, hours=(*earlier, told)[-_MOST_HOURS:])


def is_loud(spread: CaseSpread, account: Account) -> bool:
    """True from the account's thresholds on: so many shares, or seen so often."""
    last = spread.hours[-1] if spread.hours else None
    desk = account.desk
    return last is not None and (last.reposts + last.quotes >= desk.spread_shares or last.views >= desk.spread_reach)


def steps(spread: CaseSpread) -> list[Step]:
    """What each hour added to the one before; X may count less than before, which adds nothing."""
    before, found = SpreadHour(at=spread.hours[0].at) if spread.hours else None, []
    for one in spread.hours:
        if before is not None:
            shares = max(0, one.reposts + one.quotes - before.reposts - before.quotes)
            found.append(Step(one.at, shares, max(0, one.replies - before.replies), max(0, one.views - before.views)))
        before = one
    return found


def together(spreads: Iterable[CaseSpread], since: datetime) -> list[Step]:
    """What the hours since then added over several complaints; an hour of which nothing is known is left out."""
    sums: dict[datetime, Step] = {}
    for one in (step for spread in spreads for step in steps(spread) if step.at >= since):
        known = sums.get(one.at, Step(one.at, 0, 0, 0))
        sums[one.at] = Step(one.at, known.shares + one.shares, known.replies + one.replies, known.views + one.views)
    return [sums[at] for at in sorted(sums)]


def count(metrics: object, *names: str) -> int:
    """A count that X tells under the first of these names that is there; what is none counts as nothing."""
    if not isinstance(metrics, Mapping):
        return 0
    told: Any = next((metrics[name] for name in names if name in metrics), 0)
    return told if isinstance(told, int) and not isinstance(told, bool) and 0 <= told < _MOST_COUNT else 0


def _is_watched(case: Case, now: datetime) -> bool:
    complains = case.topic == "complaint" and case.last_public is not None and case.opened_in == "public"
    return complains and case.spam != "marked" and not case.merged_into and now - case.opened_at < LASTS


def _is_seen(known: CaseSpread | None, now: datetime) -> bool:
    return known is not None and bool(known.hours) and known.hours[-1].at >= hour_of(now)
