"""The Lambda functions: one asset each, the layers it needs, an environment built from the settings class they read."""

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_logs as logs
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from care.settings import Settings
from infra import bundling, packages
from infra.context import StackContext

RELEASE = version("centralita")


def namespace(stage: str) -> str:
    """Where a stage's metrics are: two stages in one account must not set off each other's alarms."""
    return f"Centralita/{stage}"


class Functions(Construct):
    """What all functions share."""

    def __init__(self, scope: Construct, construct_id: str, *, context: StackContext) -> None:
        super().__init__(scope, construct_id)
        self._context = context
        # Lambda's arm64 is a fifth cheaper; the local run uses what this machine can execute.
        name = bundling.machine() if context.local else "arm64"
        self._architecture = bundling.architecture(name)
        self._care = self._layer("Care", bundling.care_code())
        self._packages = {
            layer: self._layer(layer.capitalize(), bundling.packages_code(layer, name)) for layer in packages.LAYERS
        }

    def function(
        self,
        name: str,
        settings: Settings,
        *,
        timeout: cdk.Duration,
        memory: int = 256,
        concurrency: int | None = None,
    ) -> lambda_.Function:
        """The function of `functions/<name>`, with the environment that its settings ask for."""
        title = name.capitalize()
        log_group = logs.LogGroup(
            self,
            f"{title}Logs",
            retention=_retention(self._context.log_retention_days),
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        environment = settings.to_environment()
        local = sorted(variable for variable in environment if variable.startswith("LOCAL_"))
        if local and not self._context.local:
            raise ValueError(f"{name}: {', '.join(local)} belongs to the local run and may not be deployed")
        return lambda_.Function(
            self,
            title,
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=self._architecture,
            code=bundling.function_code(name),
            handler=f"{name}.handler.handle",
            layers=[self._care, *(self._packages[layer] for layer in packages.layers_of(name))],
            timeout=timeout,
            memory_size=memory,
            reserved_concurrent_executions=concurrency,
            log_group=log_group,
            logging_format=lambda_.LoggingFormat.TEXT,  # Powertools writes JSON itself, and metrics in EMF
            environment={
                **environment,
                "POWERTOOLS_SERVICE_NAME": name,
                "POWERTOOLS_METRICS_NAMESPACE": namespace(self._context.stage),
                "STAGE": self._context.stage,
            },
        )

    def _layer(self, name: str, code: lambda_.Code) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self, name, code=code, compatible_runtimes=[lambda_.Runtime.PYTHON_3_13], description=f"Centralita: {name}"
        )


def consume(function: lambda_.Function, queue: sqs.Queue, *, batch_size: int = 10) -> None:
    """Feed a queue to a function, ten messages at a time, with partial failures.

    The function also shortens the wait of what failed, so that a passing fault does not hold a customer for minutes.
    """
    function.add_event_source(sources.SqsEventSource(queue, batch_size=batch_size, report_batch_item_failures=True))


def allow(function: lambda_.Function, resource: Any, actions: Sequence[str]) -> None:
    """Exactly these actions on one table (with its indexes) or queue; ready-made grants also give Scan and streams."""
    resource.grant(function, *actions)


def allow_secrets(function: lambda_.Function, secrets: Iterable[secretsmanager.ISecret]) -> None:
    """Reading the values of these secrets and nothing else."""
    iam.Grant.add_to_principal(
        grantee=function,
        actions=["secretsmanager:GetSecretValue"],
        resource_arns=[secret.secret_arn for secret in secrets],
    )


def allow_mail(function: lambda_.Function, sender: str) -> None:
    """Sending mail from this address and no other; SES asks for the identity, which is the address or its domain."""
    stack = cdk.Stack.of(function)
    identities = [
        stack.format_arn(service="ses", resource="identity", resource_name=name)
        for name in (sender, sender.rpartition("@")[2])
    ]
    function.add_to_role_policy(
        iam.PolicyStatement(
            actions=["ses:SendEmail"],
            resources=identities,
            conditions={"StringEquals": {"ses:FromAddress": sender}},
        )
    )


def _retention(days: int) -> logs.RetentionDays:
    names = {
        1: "ONE_DAY", 3: "THREE_DAYS", 5: "FIVE_DAYS", 7: "ONE_WEEK", 14: "TWO_WEEKS", 30: "ONE_MONTH",
        60: "TWO_MONTHS", 90: "THREE_MONTHS", 180: "SIX_MONTHS", 365: "ONE_YEAR",
    }  # fmt: skip
    return logs.RetentionDays[names[days]]
