"""Gives the rights of `infra.cdk.rights` to the functions' roles, and nothing else."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sqs as sqs

from infra.cdk.nag import acknowledge
from infra.cdk.right import Right, of_the_key


@dataclass(frozen=True, slots=True)
class Resources:
    """What rights are about, by the names that `infra.cdk.rights` uses."""

    tables: Mapping[str, dynamodb.Table]
    queues: Mapping[str, sqs.Queue]
    dlqs: Mapping[str, sqs.Queue]
    secrets: Iterable[secretsmanager.ISecret]
    chat_secret: secretsmanager.ISecret
    facts_secret: secretsmanager.ISecret
    bus: events.IEventBus
    bucket: s3.Bucket
    media: s3.Bucket
    functions: Mapping[str, lambda_.IFunction]
    grants_prefix: str
    sender: str = ""
    key: kms.IKey | None = None

    def arns(self, on: str) -> list[str]:
        """The ARNs of a right's things."""
        kind, _, name = on.partition(":")
        stack = cdk.Stack.of(self.bucket)
        table, _, index = name.partition("/")
        found: dict[str, Callable[[], list[str]]] = {
            "table": lambda: [self.tables[name].table_arn],
            "index": lambda: [f"{self.tables[table].table_arn}/index/{index}"],
            "queue": lambda: [self.queues[name].queue_arn],
            "dlq": lambda: [self.dlqs[name].queue_arn],
            "queues": lambda: [queue.queue_arn for queue in (*self.queues.values(), *self.dlqs.values())],
            "secrets": lambda: [secret.secret_arn for secret in self.secrets],
            "user-secrets": lambda: [
                stack.format_arn(
                    service="secretsmanager",
                    resource="secret",
                    resource_name=f"{self.grants_prefix}*",
                    arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
                )
            ],
            "chat_secret": lambda: [self.chat_secret.secret_arn],
            "facts_secret": lambda: [self.facts_secret.secret_arn],
            "bus": lambda: [self.bus.event_bus_arn],
            "topics": lambda: [stack.format_arn(service="sns", resource="centralita-told-*")],
            "dlqs": lambda: [queue.queue_arn for queue in self.dlqs.values()],
            "bucket": lambda: [self.bucket.bucket_arn],
            "results": lambda: [self.bucket.arn_for_objects("results/*")],
            "objects": lambda: [self.bucket.arn_for_objects(f"{name}/account_id=*")],
            "media": lambda: [self.media.arn_for_objects("account_id=*")],
            "function": lambda: [self.functions[name].function_arn],
            "identities": lambda: [
                stack.format_arn(service="ses", resource="identity", resource_name=one)
                for one in (self.sender, self.sender.rpartition("@")[2])
            ],
            "key": lambda: [self.key.key_arn] if self.key else [],
            "*": lambda: ["*"],
        }
        return found[kind]()


def grant(function: lambda_.Function, rights: tuple[Right, ...], things: Resources) -> None:
    """Exactly these rights; with a key of the stack's own, what they need of it."""
    for right in (*rights, *(_regional(right) for right in (of_the_key(rights) if things.key else ()))):
        statement = iam.PolicyStatement(
            actions=list(right.actions), resources=things.arns(right.on), conditions=dict(right.only) or None
        )
        function.add_to_role_policy(statement)
    assert function.role is not None  # noqa: S101  every function has its own
    for pattern, reason in _patterns(rights, things):
        acknowledge(function.role, f"AwsSolutions-IAM5[Resource::{pattern}]", reason)


def _regional(right: Right) -> Right:
    """The service's name as KMS sees it."""
    [(condition, values)] = right.only.items()
    named = {name: f"{service}.{cdk.Aws.REGION}.{cdk.Aws.URL_SUFFIX}" for name, service in values.items()}
    return replace(right, only={condition: named})


def _shown(stack: cdk.Stack, arn: str) -> str:
    """An ARN as cdk-nag writes it: the parts that are known at deployment alone in angle brackets."""
    resolved: Any = stack.resolve(arn)
    parts = resolved["Fn::Join"][1] if isinstance(resolved, dict) else [resolved]
    return "".join(part if isinstance(part, str) else f"<{part['Ref']}>" for part in parts)


def _patterns(rights: tuple[Right, ...], things: Resources) -> Iterator[tuple[str, str]]:
    """The stars that are left, as cdk-nag calls them, and why."""
    stack = cdk.Stack.of(things.bucket)
    for right in rights:
        if right.on == "*":
            yield "*", right.why
        if right.on == "media":
            shown: Any = things.media.node.default_child
            yield (
                f"<{stack.get_logical_id(shown)}.Arn>/account_id=*",
                "Pictures lie by account and case, under names that nobody guesses; nothing lists them",
            )
        if right.on == "user-secrets":
            [arn] = things.arns(right.on)
            yield _shown(stack, arn), "The secrets of accounts that connect later have names that begin so"
        if right.on == "topics":
            [arn] = things.arns(right.on)
            yield _shown(stack, arn), "The operator makes these topics, under names that begin so and no others do"
        if right.on == "results":
            results: Any = things.bucket.node.default_child
            yield f"<{stack.get_logical_id(results)}.Arn>/results/*", "Athena names each result as it likes"
        if right.on.startswith("objects:"):
            bucket: Any = things.bucket.node.default_child
            prefix = right.on.removeprefix("objects:")
            yield (
                f"<{stack.get_logical_id(bucket)}.Arn>/{prefix}/account_id=*",
                "Files lie by account and day below this prefix; no other prefix is reached",
            )
