"""Alarms to an address, and a dashboard."""

from collections.abc import Iterator, Mapping

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.cdk.alarm import Alarm
from infra.cdk.alarms import ALARMS
from infra.cdk.functions import namespace
from infra.cdk.nag import acknowledge
from infra.cdk.queues import Queues


class Monitors(Construct):
    """Alarms of `infra.cdk.alarms`, one for each resource where AWS measures; all go to one topic."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: str,
        address: str,
        queues: Queues,
        functions: Mapping[str, lambda_.Function],
        api: apigateway.HttpApi,
        key: kms.IKey | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self._queues = queues
        self._functions = functions
        self._api = api
        self.topic = sns.Topic(self, "Alarms", display_name=f"Centralita {stage}", enforce_ssl=True, master_key=key)
        if address:
            told = self.topic.add_subscription(subscriptions.EmailSubscription(address))
            acknowledge(told, "Serverless-SNSRedrivePolicy", "SNS tries a mail again for an hour; the alarm stays on")
        self.alarms = [made for alarm in ALARMS for made in self._made(alarm)]
        cdk.CfnOutput(cdk.Stack.of(self), "AlarmTopicArn", value=self.topic.topic_arn)
        self._dashboard()

    def _made(self, alarm: Alarm) -> Iterator[cloudwatch.Alarm]:
        for suffix, metric in self._metrics(alarm):
            made = cloudwatch.Alarm(
                self,
                f"{alarm.name}{suffix}",
                alarm_name=f"centralita-{self._stage}-{alarm.name}{f'-{suffix}' if suffix else ''}",
                alarm_description=f"{alarm.means} {alarm.mend} (runbook: {alarm.name})",
                metric=metric,
                threshold=alarm.above,
                comparison_operator=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
                if alarm.source == "scheduled"
                else cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
                evaluation_periods=alarm.within,
                datapoints_to_alarm=alarm.of,
                treat_missing_data=cloudwatch.TreatMissingData.BREACHING
                if alarm.source == "scheduled"
                else cloudwatch.TreatMissingData.NOT_BREACHING,
            )
            made.add_alarm_action(actions.SnsAction(self.topic))
            made.add_ok_action(actions.SnsAction(self.topic))
            yield made

    def _metrics(self, alarm: Alarm) -> Iterator[tuple[str, cloudwatch.IMetric]]:
        period = cdk.Duration.minutes(alarm.minutes)
        match alarm.source:
            case "scheduled" if alarm.metric == "Invocations":
                [name] = alarm.services
                yield "", self._functions[name].metric(alarm.metric, statistic=alarm.statistic, period=period)
            case "own" | "scheduled":
                yield "", self._own(alarm.metric, alarm.services, period, alarm.statistic)
            case "queue" | "dlq":
                working = {name: pair.queue for name, pair in self._queues.all.items()}
                for name, queue in (working if alarm.source == "queue" else self._dlqs()).items():
                    yield name.capitalize(), queue.metric(alarm.metric, statistic=alarm.statistic, period=period)
            case "api":
                yield "", self._api.metric(alarm.metric, statistic=alarm.statistic, period=period)
            case "function":
                for name, function in self._functions.items():
                    title = name.title().replace("_", "")
                    yield title, function.metric(alarm.metric, statistic=alarm.statistic, period=period)

    def _dlqs(self) -> dict[str, sqs.Queue]:
        return {**{name: pair.dlq for name, pair in self._queues.all.items()}, "schedules": self._queues.schedules_dlq}

    def _own(
        self, name: str, services: tuple[str, ...], period: cdk.Duration, statistic: str = "Sum"
    ) -> cloudwatch.IMetric:
        each = {
            f"m{place}": cloudwatch.Metric(
                namespace=namespace(self._stage),
                metric_name=name,
                dimensions_map={"service": service},
                statistic=statistic,
                period=period,
            )
            for place, service in enumerate(services)
        }
        if len(each) == 1:
            return each["m0"]
        filled = " + ".join(f"FILL({metric}, 0)" for metric in each)
        return cloudwatch.MathExpression(expression=filled, using_metrics=dict(each), period=period, label=name)

    def _dashboard(self) -> None:
        dashboard = cloudwatch.Dashboard(self, "Dashboard", dashboard_name=f"centralita-{self._stage}")
        minute = cdk.Duration.minutes(1)
        dashboard.add_widgets(cloudwatch.AlarmStatusWidget(alarms=self.alarms, title="Alarms", width=24, height=6))
        dashboard.add_widgets(
            self._graph(
                "What came in", [("ingest", "EventAccepted"), ("ingest", "EventDropped"), ("cases", "EventApplied")]
            ),
            self._graph(
                "What went out",
                [("publish", f"Send{state}") for state in ("Sent", "Refused", "Withdrawn", "Unconfirmed")],
            ),
            cloudwatch.GraphWidget(
                title="Oldest message (s)",
                width=8,
                left=[
                    pair.queue.metric("ApproximateAgeOfOldestMessage", statistic="Maximum", period=minute, label=name)
                    for name, pair in self._queues.all.items()
                ],
            ),
        )
        dashboard.add_widgets(
            self._graph("Response late", [("cases", "SlaWarning"), ("cases", "SlaBreach")]),
            cloudwatch.GraphWidget(
                title="Duration of functions, p95 (ms)",
                width=8,
                left=[f.metric_duration(statistic="p95", label=name) for name, f in self._functions.items()],
            ),
            cloudwatch.GraphWidget(
                title="Dead letters",
                width=8,
                left=[
                    dlq.metric("ApproximateNumberOfMessagesVisible", statistic="Maximum", period=minute, label=name)
                    for name, dlq in self._dlqs().items()
                ],
            ),
        )

    def _graph(self, title: str, metrics: list[tuple[str, str]]) -> cloudwatch.GraphWidget:
        period = cdk.Duration.minutes(5)
        return cloudwatch.GraphWidget(
            title=title,
            width=8,
            left=[self._own(name, (service,), period) for service, name in metrics],
        )
