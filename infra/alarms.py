"""Alarms on what the functions count of X: each is something that a person has to look at."""

from typing import NamedTuple

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.functions import NAMESPACE

_SPAN = cdk.Duration.minutes(15)


class Watched(NamedTuple):
    """A metric of a function that is normally never counted, and what it means when it is."""

    service: str
    metric: str
    means: str


WATCHED = (
    Watched("reconcile", "WebhookInvalid", "X had stopped delivering; it is mended and the gap replayed by itself"),
    Watched("reconcile", "WebhookStillInvalid", "X does not deliver: the CRC at our webhook fails"),
    Watched("reconcile", "WebhookMissing", "X knows no webhook of ours: register it"),
    Watched("reconcile", "SubscriptionRefused", "X does not let an account's events be subscribed"),
    Watched("reconcile", "Silence", "Nobody has written to an account for longer than chance explains at this hour"),
    Watched("reconcile", "CredentialsRefused", "X refuses an app's keys or an account's token when it is asked"),
    Watched("reconcile", "UnconfirmedOld", "A reply of which nobody knows whether X took it waits for a person"),
    Watched("publish", "CredentialsRefused", "X refuses an app's keys or an account's token: nothing can be sent"),
    Watched("publish", "OutOfCredit", "The X app's credit is used up: nothing can be sent"),
    Watched("publish", "RefusalUnknown", "X refused with a sentence that our table does not know: add it"),
    Watched("publish", "BudgetSoft", "An account's dollars of the month are nearly spent"),
    Watched("ingest", "SecretUnreadable", "An app's secret cannot be read, so X's deliveries are refused"),
    Watched("ingest", "EnqueueFailed", "events.fifo does not take what X delivers"),
)


def watch(scope: Construct) -> None:
    """One alarm for each, breached by a single count within 15 minutes, and quiet where nothing is counted."""
    for service, name, means in WATCHED:
        metric = cloudwatch.Metric(
            namespace=NAMESPACE,
            metric_name=name,
            dimensions_map={"service": service},
            statistic=cloudwatch.Stats.SUM,
            period=_SPAN,
        )
        cloudwatch.Alarm(
            scope,
            f"{service.capitalize()}{name}",
            metric=metric,
            threshold=1,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=means,
        )
