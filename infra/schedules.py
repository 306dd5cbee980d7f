"""What runs by the clock."""

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from aws_cdk import aws_sqs as sqs
from constructs import Construct


def each_minute(scope: Construct, function: lambda_.Function, dlq: sqs.Queue) -> scheduler.Schedule:
    """Call `function` every minute; a call that could not be made within a minute is not worth repeating."""
    return scheduler.Schedule(
        scope,
        "EachMinute",
        schedule=scheduler.ScheduleExpression.rate(cdk.Duration.minutes(1)),
        target=targets.LambdaInvoke(
            function, dead_letter_queue=dlq, retry_attempts=2, max_event_age=cdk.Duration.minutes(1)
        ),
        description="Centralita: what is due?",
    )


def each_quarter(scope: Construct, function: lambda_.Function, dlq: sqs.Queue) -> scheduler.Schedule:
    """Call `function` every 15 minutes; X counts most of its limits by the same span."""
    return scheduler.Schedule(
        scope,
        "EachQuarter",
        schedule=scheduler.ScheduleExpression.rate(cdk.Duration.minutes(15)),
        target=targets.LambdaInvoke(
            function, dead_letter_queue=dlq, retry_attempts=2, max_event_age=cdk.Duration.minutes(10)
        ),
        description="Centralita: what did X not deliver?",
    )


def each_hour(scope: Construct, function: lambda_.Function, dlq: sqs.Queue) -> scheduler.Schedule:
    """Call `function` every hour; one that fails is made good by the next."""
    return scheduler.Schedule(
        scope,
        "EachHour",
        schedule=scheduler.ScheduleExpression.rate(cdk.Duration.hours(1)),
        target=targets.LambdaInvoke(
            function, dead_letter_queue=dlq, retry_attempts=2, max_event_age=cdk.Duration.minutes(50)
        ),
        description="Centralita: what does it add up to?",
    )


def each_night(scope: Construct, function: lambda_.Function, dlq: sqs.Queue) -> scheduler.Schedule:
    """Call `function` at 02:30 UTC, when yesterday is over and most of what comes late has come."""
    return scheduler.Schedule(
        scope,
        "EachNight",
        schedule=scheduler.ScheduleExpression.cron(minute="30", hour="2", time_zone=cdk.TimeZone.ETC_UTC),
        target=targets.LambdaInvoke(
            function, dead_letter_queue=dlq, retry_attempts=2, max_event_age=cdk.Duration.hours(6)
        ),
        description="Centralita: files for analysts",
    )
