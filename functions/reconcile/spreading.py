"""How far an account's public complaints spread: looked up at X by hour, within a budget of its own."""

from collections.abc import Callable
from copy import replace
from functools import partial

from care.budget.prices import read_price
from care.facts.of_account import tell_of_spread
from care.model.account import Account
from care.model.commands import Tell
from care.model.months import month_of
from care.model.reconcile_state import AccountSeen
from care.model.watch import CaseSpread
from care.tables.spreads import Spreads
from care.watch.spreading import due, is_loud, post_of, with_look
from care.x.errors import CredentialsRefused, Refused
from reconcile.run import Run, Waits

_CALL, _BUDGET = "posts", "SPREAD"
_STATES = ("open", "waiting")


def look_at_spread(run: Run, account: Account, spreads: Spreads, tell: Callable[[Tell], None] | None) -> None:
    """Ask X for the counts of the posts that are due, all in one question."""
    if not account.desk.spread_micro_dollars or run.enough():
        return
    cases = {case.case_id: case for state in _STATES for case in run.conversations.queue(account.id, state)}
    known = {one.case_id: one for one in spreads.lately(account.id, run.now)}
    spent = run.budget.of_search(account.id, month_of(run.now), _BUDGET)
    wanted = due(cases.values(), known, account, spent, run.now)
    if not wanted:
        return
    kept = run.memory.read(f"SEEN#{account.id}", AccountSeen)
    waits: Waits = dict(kept.value.waits) if kept else {}
    by_post = {post_of(case, known.get(case.case_id)): case for case in wanted}
    try:
        x = run.x.client(account.id, account.app)
        page = run.ask(waits, _CALL, partial(x.posts, sorted(by_post)))
    except Refused as error:
        run.refused(error)
        return
    except CredentialsRefused:
        run.tell("CredentialsRefused")
        return
    if page is None:
        return
    things = len(page.items) + page.unreadable
    price = things * read_price("post", account, own=False)
    run.budget.meter(account.id, "reading", things, price, run.now, search_id=_BUDGET)
    for post in page.items:
        case = by_post.get(post.id)
        if case is None:
            continue
        spread = known.get(case.case_id) or CaseSpread(
            account_id=account.id, case_id=case.case_id, opened_at=case.opened_at, post_id=post.id
        )
        spread = with_look(spread, post.raw.get("public_metrics"), run.now)
        if tell is not None and not spread.told and is_loud(spread, account):
            last = spread.hours[-1]
            tell(tell_of_spread(case, run.now, last.reposts + last.quotes, last.views))
            spread = replace(spread, told=True)
        spreads.keep(spread, run.now)
    run.tell("SpreadLookedAt", len(page.items))
