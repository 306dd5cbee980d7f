"""A budget of AWS for the stack's own cost there, and a look for days unlike others.

What X asks is counted by Centralita itself.
"""

import json

from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_ce as ce
from constructs import Construct

TAG = "centralita-stage"
"""On all that costs. Billing has to be told once that it tells costs apart (docs/deploying.md)."""


def month_of(scope: Construct, stage: str, dollars: int, address: str) -> None:
    """Have AWS write to the address at 80 % of the month's dollars, and when it foresees that they will not do."""

    def told(kind: str, share: int) -> budgets.CfnBudget.NotificationWithSubscribersProperty:
        return budgets.CfnBudget.NotificationWithSubscribersProperty(
            notification=budgets.CfnBudget.NotificationProperty(
                comparison_operator="GREATER_THAN", notification_type=kind, threshold=share, threshold_type="PERCENTAGE"
            ),
            subscribers=[budgets.CfnBudget.SubscriberProperty(address=address, subscription_type="EMAIL")],
        )

    budgets.CfnBudget(
        scope,
        "Budget",
        budget=budgets.CfnBudget.BudgetDataProperty(
            budget_name=f"centralita-{stage}",
            budget_type="COST",
            time_unit="MONTHLY",
            budget_limit=budgets.CfnBudget.SpendProperty(amount=dollars, unit="USD"),
            cost_filters={"TagKeyValue": [f"user:{TAG}${stage}"]},
        ),
        notifications_with_subscribers=[told("ACTUAL", 80), told("FORECASTED", 100)],
    )
    _unlike_others(scope, stage, dollars, address)


def _unlike_others(scope: Construct, stage: str, dollars: int, address: str) -> None:
    """Have AWS write when a day costs more than it expects, by a tenth of the month's dollars or more."""
    monitor = ce.CfnAnomalyMonitor(
        scope,
        "CostMonitor",
        monitor_name=f"centralita-{stage}",
        monitor_type="CUSTOM",
        monitor_specification=json.dumps({"Tags": {"Key": TAG, "Values": [stage]}}),
    )
    above = {"Key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE", "MatchOptions": ["GREATER_THAN_OR_EQUAL"]}
    ce.CfnAnomalySubscription(
        scope,
        "CostAnomaly",
        subscription_name=f"centralita-{stage}",
        frequency="DAILY",
        monitor_arn_list=[monitor.attr_monitor_arn],
        threshold_expression=json.dumps({"Dimensions": {**above, "Values": [str(max(1, dollars // 10))]}}),
        subscribers=[ce.CfnAnomalySubscription.SubscriberProperty(address=address, type="EMAIL")],
    )
