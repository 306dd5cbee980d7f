"""The schedules that call functions."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from aws_cdk import aws_sqs as sqs
from constructs import Construct

_YOUNGEST = 60  # seconds: the shortest age that Lambda takes


class Schedules(Construct):
    """Calls of functions by the clock: each has a role that may call this one function, and leave what failed."""

    def __init__(self, scope: Construct, construct_id: str, *, dlq: sqs.Queue, key: kms.IKey | None = None) -> None:
        super().__init__(scope, construct_id)
        self._dlq, self._key = dlq, key

    def each_minute(self, function: lambda_.IFunction) -> None:
        """A call that could not be made within a minute is not worth repeating."""
        every = scheduler.ScheduleExpression.rate(cdk.Duration.minutes(1))
        self._call("EachMinute", function, every, cdk.Duration.minutes(1), "what is due?")

    def each_quarter(self, function: lambda_.IFunction) -> None:
        """X counts most of its limits by the same 15 minutes."""
        every = scheduler.ScheduleExpression.rate(cdk.Duration.minutes(15))
        self._call("EachQuarter", function, every, cdk.Duration.minutes(10), "what did X not deliver?")

    def each_hour(self, function: lambda_.IFunction) -> None:
        """A call that fails is made good by the next."""
        every = scheduler.ScheduleExpression.rate(cdk.Duration.hours(1))
        self._call("EachHour", function, every, cdk.Duration.minutes(50), "what does it add up to?")

    def each_night(self, function: lambda_.IFunction) -> None:
        """At 02:30 UTC, when yesterday is over and most of what comes late has come."""
        at = scheduler.ScheduleExpression.cron(minute="30", hour="2", time_zone=cdk.TimeZone.ETC_UTC)
        self._call("EachNight", function, at, cdk.Duration.hours(6), "files for analysts")

    def when_asked(self, function: lambda_.IFunction) -> None:
        """Called by another function that does not wait for it: tried three times, then it lies with the schedules'."""
        self._tries("WhenAsked", function, cdk.Duration.hours(6), 2)

    def _tries(self, name: str, function: lambda_.IFunction, max_age: cdk.Duration, again: int) -> None:
        if not isinstance(function, lambda_.Alias):
            return  # the emulator's
        lambda_.CfnEventInvokeConfig(
            self,
            f"{name}Tries",
            function_name=function.lambda_.function_name,
            qualifier=function.alias_name,
            maximum_event_age_in_seconds=max(max_age.to_seconds(), _YOUNGEST),
            maximum_retry_attempts=again,
            destination_config=lambda_.CfnEventInvokeConfig.DestinationConfigProperty(
                on_failure=lambda_.CfnEventInvokeConfig.OnFailureProperty(destination=self._dlq.queue_arn)
            ),
        )

    def _call(
        self,
        name: str,
        function: lambda_.IFunction,
        when: scheduler.ScheduleExpression,
        max_age: cdk.Duration,
        asks: str,
    ) -> None:
        # Scheduler hands the call over; what Lambda does with one that it cannot run or that fails is another matter.
        # What is asked each minute is asked again by itself.
        self._tries(name, function, max_age, 0 if max_age.to_seconds() <= _YOUNGEST else 1)
        scheduler.Schedule(
            cdk.Stack.of(self),
            name,
            schedule=when,
            target=targets.LambdaInvoke(
                function,
                dead_letter_queue=self._dlq,
                retry_attempts=2,
                max_event_age=max_age,
                # Else the CDK adds every version of the function to what the role may call.
                role=self._role(name, function).without_policy_updates(),
            ),
            description=f"Centralita: {asks}",
        )

    def _role(self, name: str, function: lambda_.IFunction) -> iam.Role:
        stack = cdk.Stack.of(self)
        statements = [
            iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[function.function_arn]),
            iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[self._dlq.queue_arn]),
        ]
        if self._key:
            statements.append(
                iam.PolicyStatement(
                    actions=["kms:Decrypt", "kms:GenerateDataKey"],
                    resources=[self._key.key_arn],
                    conditions={"StringEquals": {"kms:ViaService": f"sqs.{stack.region}.{stack.url_suffix}"}},
                )
            )
        return iam.Role(
            self,
            f"{name}Role",
            assumed_by=iam.ServicePrincipal(
                "scheduler.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": stack.account}}
            ),
            inline_policies={"Call": iam.PolicyDocument(statements=statements)},
        )
