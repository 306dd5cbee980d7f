"""What supervisors and operators may do at the desk beyond reading, as rights of its function."""

from collections.abc import Iterable

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sqs as sqs


def allow_steering(
    desk: lambda_.Function,
    conversations: dynamodb.Table,
    report: lambda_.Function,
    queues: Iterable[sqs.Queue],
    secrets: Iterable[secretsmanager.ISecret],
) -> None:
    """Begin sweeps, have the report added up, and see how deep queues and how old keys are."""
    statements = (
        # A sweep tells open cases of a change. It lies beside the cases, which the desk still cannot write.
        iam.PolicyStatement(
            actions=["dynamodb:PutItem"],
            resources=[conversations.table_arn],
            conditions={"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["SWEEP#*"]}},
        ),
        iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[report.function_arn]),
        iam.PolicyStatement(actions=["sqs:GetQueueAttributes"], resources=[queue.queue_arn for queue in queues]),
        # When a secret was changed last, and not what it holds.
        iam.PolicyStatement(
            actions=["secretsmanager:DescribeSecret"], resources=[secret.secret_arn for secret in secrets]
        ),
        # How old the oldest message of a queue is, only CloudWatch tells; this action knows no resources.
        iam.PolicyStatement(actions=["cloudwatch:GetMetricData"], resources=["*"]),
    )
    for statement in statements:
        desk.add_to_role_policy(statement)
