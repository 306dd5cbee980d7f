"""The page of costs is reckoned from what was counted, and the stack has what it is reckoned with."""

import pytest
from infra.pages import costs, costs_page
from tests.functions.desk.test_calls import STORIES
from tests.functions.reconcile.test_idle_calls import EVERY
from tests.infra.synth import resources


def test_the_page_says_what_counts_and_prices_give():
    assert costs_page.PAGE.read_text() == costs_page.page(), "run `python -m infra.pages.costs_page`"


def test_the_month_has_the_ten_thousand_messages_of_the_reference_case():
    assert sum(messages for messages, _ in costs.MATTERS.values()) == 10_000
    assert set(costs.counts()) == {*STORIES, *(f"each_{name}" for name in EVERY), "look_at_queue"}


def test_what_stands_still_and_costs_is_what_the_stack_has():
    watched = 0
    for alarm in resources("CloudWatch::Alarm").values():
        watched += sum("MetricStat" in metric for metric in alarm.get("Metrics", [])) or 1
    assert watched == costs.alarmed()
    assert len(resources("Lambda::EventSourceMapping")) == costs.QUEUES
    assert len(resources("CloudWatch::Dashboard")) == 1
    assert len(resources("SecretsManager::Secret")) == costs.idle()["secrets"]
    called = {s["ScheduleExpression"] for s in resources("Scheduler::Schedule").values()}
    assert called == {"rate(1 minute)", "rate(15 minutes)", "rate(1 hour)", "cron(30 2 * * ? *)"}
    assert dict(costs.EACH) == {"hours": 60, "reconcile": 4, "report": 1, "export": 1 / 24}


def test_a_dearer_call_makes_a_dearer_month():
    used = costs.month()
    before = sum(cost for _, _, cost in costs.dollars(used))
    used["write units"] *= 2
    after = sum(cost for _, _, cost in costs.dollars(used))
    assert after - before == pytest.approx(used["write units"] / 2 * 0.625 / 1e6)
