"""Publishers of several accounts count and charge at the same moment: no limit is passed, none of them starves."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.outbox.making import SHOP, START, account, item
from tests.unit.outbox.table import Cancelled, Table

from care.budget import windows
from care.budget.prices import cost_of
from care.budget.windows import DAY, QUARTER, Limit
from care.model.outcomes import Code
from care.tables.budget import Budget, ByChannel, HeldUntil, LimitsContended
from care.tables.spending import Spent

ACCOUNTS = ("1", "2", "3")


# X's limits in small, so that a test reaches them: 4 in 15 minutes and 9 a day an account, 14 a day the app.
SMALL: tuple[ByChannel, ByChannel] = (
    {"private": {"quarter": Limit(4, QUARTER, 1), "day": Limit(9, DAY, 600)}},
    {"private": {"day": Limit(14, DAY, 600)}},
)


class Race:
    """Claimers that cut into each other: at any read of one, others may take a place meanwhile."""

    def __init__(self, cuts: list[int], dollars: str | None = None) -> None:
        self.table = Table()
        self.budget = Budget(self.table.client, "outbox", limits=SMALL)
        self.cuts, self.sent = cuts, list[tuple[str, datetime]]()
        self.dollars, self.now, self.depth = dollars, START, 0
        self.contended = 0
        self.table.on_read = self.cut_in

    def cut_in(self) -> None:
        if self.depth < 2 and self.cuts and (who := self.cuts.pop()) < len(ACCOUNTS):
            self.take(ACCOUNTS[who])

    def take(self, account_id: str) -> HeldUntil | None:
        mine = account(account_id, budget={"month_dollars": self.dollars, "quarter_reserve": 0, "day_reserve": 0})
        wanted = item(account_id=account_id)
        self.depth += 1
        try:
            wait = self.budget.take(wanted, mine, cost_of(wanted, mine), self.now)
        except LimitsContended:
            self.contended += 1
            return None
        finally:
            self.depth -= 1
        if wait is None:
            self.sent.append((account_id, self.now))
        return wait


STEPS = st.lists(st.tuples(st.sampled_from(ACCOUNTS), st.integers(0, 20_000)), max_size=40)
CUTS = st.lists(st.integers(0, 5), max_size=60)


@settings(deadline=None)
@given(steps=STEPS, cuts=CUTS)
def test_no_window_holds_more_than_its_limit_however_claimers_cut_into_each_other(steps, cuts):
    race = Race(cuts)
    for account_id, seconds in steps:
        race.now += timedelta(seconds=seconds)
        race.take(account_id)
    for _, begin in race.sent:
        day = [who for who, at in race.sent if begin <= at < begin + DAY]
        assert len(day) <= 14
        for account_id in ACCOUNTS:
            assert day.count(account_id) <= 9
            quarter = [who for who, at in race.sent if begin <= at < begin + QUARTER]
            assert quarter.count(account_id) <= 4


@settings(deadline=None)
@given(steps=STEPS, cuts=CUTS)
def test_no_month_costs_more_than_its_hard_limit_however_claimers_cut_into_each_other(steps, cuts):
    race = Race(cuts, dollars="0.05")  # three DMs
    for account_id, seconds in steps:
        race.now += timedelta(seconds=seconds)
        race.take(account_id)
    for account_id in ACCOUNTS:
        sends = [who for who, _ in race.sent].count(account_id)
        spent = race.budget.total(account_id, "2026-11")
        assert (spent.micro_dollars, spent.sends) == (15_000 * sends, sends)
        assert spent.micro_dollars <= 50_000


def test_who_has_to_wait_is_told_until_when_and_may_go_then():
    race = Race([])
    waits = [race.take("1") for _ in range(5)]
    assert waits[:4] == [None] * 4
    wait = waits[4]
    assert wait is not None
    assert (wait.until, wait.why) == (START + timedelta(minutes=15, seconds=1), Code.limits_of_x)
    race.now = wait.until
    assert race.take("1") is None


def test_one_accounts_day_is_full_and_the_others_go_on():
    race = Race([])
    for _ in range(9):
        race.take("1")
        race.now += timedelta(minutes=16)
    assert race.take("1") is not None
    assert race.take("2") is None


def test_where_others_count_all_the_time_the_claimer_gives_up_and_has_taken_nothing():
    table = Table()
    budget = Budget(table.client, "outbox")

    def others() -> None:
        key = ("APP#main#private", "LIMITS")
        row = table.rows.setdefault(key, {"pk": key[0], "sk": key[1], "version": 0, "counts": {}})
        row["version"] += 1

    table.on_read = others
    with pytest.raises(LimitsContended):
        budget.take(item(), account(), cost_of(item(), account()), START)
    assert set(table.rows) == {("APP#main#private", "LIMITS")}


def test_what_was_not_sent_is_given_back():
    race = Race([])
    race.take("1")
    claimed = item(account_id="1", claimed_at=START, charged={"2026-11": 15_000})
    race.budget.give_back(claimed, 15_000)
    assert race.budget.total("1", "2026-11") == Spent(0, 0)


def test_a_limit_is_told_by_one_once_a_month_and_a_raised_one_is_another():
    budget = Budget(Table().client, "outbox")
    asked = (("2026-11", 5), ("2026-11", 5), ("2026-12", 5), ("2026-11", 6), ("2026-11", 5))
    assert [budget.told_once("1", month, START, "soft", limit) for month, limit in asked] == [
        True,
        False,
        True,
        True,
        False,
    ]
    assert budget.was_told("1", "2026-11", "soft", 6)
    assert not budget.was_told("1", "2026-11", "hard", 6)
    assert not budget.was_told("2", "2026-11", "soft", 6)


def test_the_app_keeps_a_tenth_of_its_day_for_replies_whatever_an_account_sets():
    limits: tuple[ByChannel, ByChannel] = ({"private": {}}, {"private": {"day": Limit(10, DAY, 600)}})
    budget, mine = Budget(Table().client, "outbox", limits=limits), account(budget={"day_reserve": 0})
    survey, reply = item("s", lane=3), item("r", lane=1)
    cost = cost_of(reply, mine)
    assert [budget.take(survey, mine, cost, START) is None for _ in range(10)] == [True] * 9 + [False]
    assert budget.take(reply, mine, cost, START) is None


def test_the_limits_are_those_of_xs_documentation():
    private, public = windows.OF_ACCOUNT["private"], windows.OF_ACCOUNT["public"]
    assert [(one.most, one.window) for one in private.values()] == [(15, QUARTER), (1440, DAY)]
    assert [(one.most, one.window) for one in public.values()] == [(100, QUARTER)]
    assert (windows.OF_APP["private"]["day"].most, windows.OF_APP["public"]["day"].most) == (1440, 10_000)


def test_what_was_read_is_charged_while_publishers_charge_the_same_month():
    table = Table()
    budget, clashes = Budget(table.client, "outbox"), iter((True, False, False, False))
    table.on_write = lambda: _clash(clashes)
    assert budget.meter(SHOP, "reading", 3, 15_000, START, case_id="C1")
    assert budget.total(SHOP, "2026-11") == Spent(15_000, 0)
    assert budget.by_purpose(SHOP, "2026-11") == {"reading": Spent(15_000, 3)}
    assert budget.of_case(SHOP, "2026-11", "C1").micro_dollars == 15_000


def test_each_app_has_a_day_of_its_own():
    limits: tuple[ByChannel, ByChannel] = (
        {"private": {}, "public": {}},
        {"private": {"day": Limit(1, DAY, 1)}, "public": {}},
    )
    budget = Budget(Table().client, "outbox", limits=limits)
    first, second = account(), account(app="shop")
    cost = cost_of(item(), first)
    assert budget.take(item("one"), first, cost, START) is None
    assert isinstance(budget.take(item("two"), first, cost, START), HeldUntil)
    assert budget.take(item("three"), second, cost, START) is None


def _clash(clashes):
    if next(clashes, False):
        raise Cancelled(["TransactionConflict", "None", "None"])
