"""A KMS key of the stack's own (`encryption=own`): who besides the account's IAM may use it, and for what."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.cdk.context import StackContext


def own_key(scope: Construct, context: StackContext) -> kms.Key:
    """The key, rotated each year. Without it what it has encrypted can never be read again, so it stays as the data."""
    stack = cdk.Stack.of(scope)
    key = kms.Key(
        scope,
        "Key",
        alias=f"alias/centralita-{context.stage}",
        description=f"Centralita {context.stage}: tables, queues, secrets, logs, alarms, files",
        enable_key_rotation=True,
        removal_policy=context.removal_once_made,
        pending_window=cdk.Duration.days(30),
    )
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="LogsOfThisStack",
            principals=[iam.ServicePrincipal(f"logs.{stack.region}.{stack.url_suffix}")],
            actions=["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            resources=["*"],
            conditions={
                "ArnLike": {
                    "kms:EncryptionContext:aws:logs:arn": stack.format_arn(
                        service="logs",
                        resource="log-group",
                        resource_name=f"{stack.stack_name}-*",
                        arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
                    )
                }
            },
        )
    )
    # Alarms speak for CloudWatch: without this, a topic that is encrypted stays silent.
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="AlarmsOfThisAccount",
            principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            resources=["*"],
            conditions={"StringEquals": {"aws:SourceAccount": stack.account}},
        )
    )
    return key
