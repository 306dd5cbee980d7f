"""A budget of AWS for the stack's own cost there; what X asks is counted by Centralita itself."""

from aws_cdk import aws_budgets as budgets
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
