"""The Lambda functions: one asset each, the layers it needs, an environment built from the settings class they read."""

from importlib.metadata import version

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from care.variables import Environment
from infra.cdk import bundles, packages
from infra.cdk.context import StackContext
from infra.cdk.nag import acknowledge

RELEASE = version("centralita")
LIVE = "live"
"""The alias by which everything calls a function."""

_ACKNOWLEDGED = {
    "AwsSolutions-L1": "Python 3.13 is what all is locked for and tested with; Lambda keeps it until 2029",
    "Serverless-LambdaLatestVersion": "As AwsSolutions-L1",
    "Serverless-LambdaTracing": "X-Ray doubles a cold start (measured); `centralita trace` tells a message's story",
    "Serverless-LambdaDLQ": "What queues bring has the queue's; a scheduled call is made good by the next, and the "
    "alarm FunctionErrors tells of one that failed",
    "Serverless-LambdaEventSourceMappingDestination": "A queue's failures go to the queue's own dead-letter queue",
}


def namespace(stage: str) -> str:
    """Where a stage's metrics are: two stages in one account must not set off each other's alarms."""
    return f"Centralita/{stage}"


class Functions(Construct):
    """What all functions share."""

    def __init__(
        self, scope: Construct, construct_id: str, *, context: StackContext, key: kms.IKey | None = None
    ) -> None:
        super().__init__(scope, construct_id)
        self._context = context
        self._key = key
        self._live = dict[str, lambda_.IFunction]()
        # Lambda's arm64 is a fifth cheaper; the local run uses what this machine can execute.
        name = bundles.machine() if context.local else "arm64"
        self._architecture = bundles.architecture(name)
        self._care = self._layer("Care", bundles.care_code())
        self._packages = {
            layer: self._layer(layer.capitalize(), bundles.packages_code(layer, name)) for layer in packages.LAYERS
        }
        for rule, reason in _ACKNOWLEDGED.items():
            acknowledge(self, rule, reason)

    def function(
        self,
        name: str,
        settings: Environment,
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
            retention=retention(self._context.log_retention_days),
            removal_policy=cdk.RemovalPolicy.DESTROY,
            encryption_key=self._key,
        )
        # Of its own, because AWS's managed policy lets a function write into every log of the account.
        role = iam.Role(
            self,
            f"{title}Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description=f"What {name} of Centralita may do: docs/rights.md",
        )
        role.add_to_policy(
            iam.PolicyStatement(
                actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[log_group.log_group_arn]
            )
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
            code=bundles.function_code(name),
            handler=f"{name}.handler.handle",
            role=role,
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
                "PYDANTIC_DISABLE_PLUGINS": "__all__",  # it would read the metadata of all packages for them
            },
        )

    def live(self, function: lambda_.Function) -> lambda_.IFunction:
        """What calls a function calls: its newest version, which is there as a whole or not yet.

        Lambda changes code and layers of a function in two steps, and between them one may not import the other. A
        version is made when both are done, and the alias is moved to it at once. The emulator knows the function alone.
        """
        if self._context.local:
            return function
        if function.node.id not in self._live:
            self._live[function.node.id] = lambda_.Alias(
                self, f"{function.node.id}Live", alias_name=LIVE, version=function.current_version
            )
        return self._live[function.node.id]

    def _layer(self, name: str, code: lambda_.Code) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self, name, code=code, compatible_runtimes=[lambda_.Runtime.PYTHON_3_13], description=f"Centralita: {name}"
        )


# What each function may run of the 70 % that all who work queues off share, in per cent of the account's quota.
_SHARES = {
    "cases": 20,
    "publish": 15,
    "acknowledge": 10,
    "chat": 7,
    "media": 6,
    "hours": 4,
    "selfservice": 3,
    "survey": 3,
    "notify": 2,
}
_FEWEST, _MOST = 2, 1000  # what Lambda takes as a maximum


def most_at_once(name: str, concurrency: int) -> int:
    """How many runs of a function its queue may start at once, of so many that the account may run."""
    return min(max(_FEWEST, concurrency * _SHARES[name] // 100), _MOST)


def consume(function: lambda_.IFunction, queue: sqs.Queue, most: int | None, *, batch_size: int = 10) -> None:
    """Feed a queue to a function, ten messages at a time, with partial failures; `infra.cdk.rights` has what it needs.

    `most` runs at once, however much waits: what is worked off never takes the room in which the webhook answers X.

    The function also shortens the wait of what failed, so that a passing fault does not hold a customer for minutes.
    """
    function.add_event_source_mapping(
        f"SqsEventSource:{cdk.Names.node_unique_id(queue.node)}",
        event_source_arn=queue.queue_arn,
        batch_size=batch_size,
        max_concurrency=most,
        report_batch_item_failures=True,
    )


def retention(days: int) -> logs.RetentionDays:
    """The CDK's name for a number of days."""
    names = {
        1: "ONE_DAY", 3: "THREE_DAYS", 5: "FIVE_DAYS", 7: "ONE_WEEK", 14: "TWO_WEEKS", 30: "ONE_MONTH",
        60: "TWO_MONTHS", 90: "THREE_MONTHS", 180: "SIX_MONTHS", 365: "ONE_YEAR",
    }  # fmt: skip
    return logs.RetentionDays[names[days]]
