"""The month's dollars at a send: who is told, once, of which limit; and what a guard is asked of."""

from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.unit.outbox.making import START, account, item

from care.budget.prices import Cost
from care.model.outcomes import Code, outcome
from care.outbox.guard import KnownText
from care.outbox.plan import UNREAD, Facts, Send
from care.tables.budget import HeldUntil
from publish.budget_notice import budget_notices
from publish.delivery import Delivery
from publish.facts import FactFinder

LATER = START + timedelta(minutes=4)


@pytest.mark.parametrize(
    ("total", "caused", "told", "stopped", "metrics"),
    [
        (7_999_999, 0, (), False, []),
        (8_000_000, 0, (), False, ["BudgetSoft"]),
        (8_000_000, 0, ("soft",), False, []),
        (10_000_000, 0, ("soft",), False, ["BudgetHard"]),
        (10_000_000, 0, ("hard",), False, []),
        (9_990_000, 0, (), True, ["BudgetHard"]),
        (7_999_999, 7_999_999, (), False, []),
        (8_000_000, 8_000_000, (), False, ["BudgetCaused"]),
        (8_000_000, 8_000_000, ("caused",), False, []),
        (16_000_000, 8_000_000, (), False, ["BudgetCaused", "BudgetSoft"]),
    ],
)
def test_each_limit_is_told_from_its_amount_on_and_once(total, caused, told, stopped: bool, metrics: list[str]):
    asked: list[Any] = []

    def told_once(_account: str, month: str, _now: Any, limit: str, amount: int) -> bool:
        asked.append((month, amount))
        return limit not in told

    budget: Any = SimpleNamespace(
        caused=lambda *_: caused, total=lambda *_: SimpleNamespace(micro_dollars=total), told_once=told_once
    )
    settings = account(budget={"month_dollars": 10, "soft_share": 0.8, "hard": True})
    found = list(budget_notices(settings, "2026-11", budget, START, stopped=stopped))
    assert [one.metric for one in found] == metrics
    assert set(asked) <= {("2026-11", 10_000_000)}
    assert list(budget_notices(account(), "2026-11", budget, START, stopped=stopped)) == [], (
        "without a limit nothing is"
    )


@pytest.mark.parametrize(("why", "tells"), [(Code.over_budget, True), (Code.limits_of_x, False)])
def test_a_send_that_the_month_cannot_pay_tells_of_it_and_one_that_x_holds_does_not(
    monkeypatch: pytest.MonkeyPatch, why: Code, tells: bool
):
    told: list[Any] = []
    monkeypatch.setattr(Delivery, "_tell_of_budget", lambda _self, month, _now, **more: told.append((month, more)))
    parts: dict[str, Any] = dict.fromkeys(Delivery.__dataclass_fields__)
    parts |= {
        "account": account(),
        "x": lambda: None,
        "outbox": SimpleNamespace(claiming=lambda one, *_: (one, [])),
        "budget": SimpleNamespace(take=lambda *_: HeldUntil(LATER, why)),
    }
    Delivery(**parts)._send(item(), Send(Cost(15_000, outcome(Code.price_dm))), START)
    assert told == ([("2026-11", {"stopped": True})] if tells else [])


@pytest.mark.parametrize(
    ("case", "whose"),
    [(None, ""), (UNREAD, ""), (SimpleNamespace(account_id="7"), "7")],
    ids=["none", "unread", "a case"],
)
def test_the_guard_is_asked_with_the_account_of_the_case_the_other_brands_and_what_was_said(case: Any, whose: str):
    asked: list[Any] = []

    def said(one: Any, since: Any, beside: Any) -> bool:
        asked.append((one.item_id, since, beside))
        return True

    ours, theirs = account(), replace(account("2000000000000000002"), username="otra")
    nothing: Any = None
    outbox: Any = SimpleNamespace(said=said)
    finder = FactFinder(outbox, nothing, nothing, lambda: [ours, theirs], lambda text: f"dead in {text}", beside=())
    facts = replace(Facts(ours, START, None, None, False), case=case)
    known = finder.with_fact(facts, "known", item(text="hola @x")).known
    assert isinstance(known, KnownText)
    assert (known.account_id, list(known.others), known.dead_link) == (whose, ["otra"], "dead in hola @x")
    assert asked == [("C1:reply:1", START - timedelta(hours=24), ())]
    alone = finder.with_fact(facts, "known", item(text="hola", whole="hola entera")).known
    assert isinstance(alone, KnownText)
    assert (list(alone.others), alone.dead_link) == ([], "dead in hola entera")
