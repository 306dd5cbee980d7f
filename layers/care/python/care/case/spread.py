"""How far others carry a customer's words: counted on the case, and a complaint that spreads is more urgent."""

from copy import replace

from care.model.account import Account
from care.model.case import Case, Spread
from care.model.decision import Decision, changed, unchanged
from care.model.outcomes import Code, outcome
from care.model.x_events import Reposted

_MOST = 9  # the highest urgency


def spread(case: Case, event: Reposted, account: Account) -> Decision:
    """Count a repost or a quote of what the customer wrote; who repeats their own words spreads nothing."""
    if event.customer_id in {case.customer.customer_id, account.id}:
        return unchanged(case, outcome(Code.repost_asks_nothing))
    followers = event.author.followers if event.author is not None else None
    known = case.spread
    further = replace(known, shares=known.shares + 1, reach=known.reach + max(followers or 0, 0))
    further = replace(further, raised=raised_by(further, case.topic, account))
    urgency = min(_MOST, case.urgency - known.raised + further.raised)
    return changed(replace(case, spread=further, urgency=urgency), outcome(Code.spread_counted))


def raised_by(spread: Spread, topic: str, account: Account) -> int:
    """By how much the urgency of a case is raised: by one for many shares, and by one for a large reach."""
    if topic != "complaint":
        return 0
    desk = account.desk
    return int(spread.shares >= desk.spread_shares) + int(spread.reach >= desk.spread_reach)
