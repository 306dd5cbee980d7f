"""Outputs of the stack: for the operator's command, and what stays when the stack is destroyed."""

from collections.abc import Mapping
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager

from infra.cdk.analysis import Analysis
from infra.cdk.api import webhook_path
from infra.cdk.context import MAIN_APP, StackContext
from infra.cdk.functions import namespace
from infra.cdk.queues import Queues
from infra.cdk.tables import Tables


@dataclass(frozen=True, slots=True)
class Parts:
    """What a stack is made of, as far as somebody outside has to find it."""

    context: StackContext
    tables: Tables
    queues: Queues
    secrets: Mapping[str, secretsmanager.Secret]
    chat_secret: secretsmanager.Secret
    facts_secret: secretsmanager.Secret
    bus: events.IEventBus
    analysis: Analysis
    media: s3.IBucket
    functions: Mapping[str, lambda_.Function]
    people_pool_id: str
    key: kms.Key | None


def add_outputs(stack: cdk.Stack, base: str, parts: Parts) -> None:
    """Addresses, names and ARNs; `base` is where people and X reach the API."""
    outputs = {
        "WebhookUrl": f"{base}/webhook",
        "DeskUrl": f"{base}/desk",
        "XAppSecretArn": parts.secrets[MAIN_APP].secret_arn,
        "XApps": ",".join(parts.secrets),
        "UserSecrets": parts.context.grants_prefix,
        "XChatSecretArn": parts.chat_secret.secret_arn,
        "FactsSecretArn": parts.facts_secret.secret_arn,
        "BusName": parts.bus.event_bus_name,
        **{
            f"{name}{app.title().replace('-', '')}": value
            for app, secret in parts.secrets.items()
            if app != MAIN_APP
            for name, value in (("WebhookUrl", f"{base}{webhook_path(app)}"), ("XAppSecretArn", secret.secret_arn))
        },
        "ConversationsTable": parts.tables.conversations.table_name,
        "OutboxTable": parts.tables.outbox.table_name,
        "AccountsTable": parts.tables.accounts.table_name,
        "AnalysisBucket": parts.analysis.bucket.bucket_name,
        "MediaBucket": parts.media.bucket_name,
        "DataRetentionDays": str(parts.context.data_retention_days),
        "Concurrency": str(parts.context.concurrency),
        "MailSender": parts.context.mail_sender or "-",
        "MetricsNamespace": namespace(parts.context.stage),
        **{
            f"{name.title().replace('_', '')}Function": function.function_name
            for name, function in parts.functions.items()
        },
    }
    for name, queue in parts.queues.all.items():
        outputs[f"{name.capitalize()}QueueUrl"] = queue.queue.queue_url
        outputs[f"{name.capitalize()}DlqUrl"] = queue.dlq.queue_url
    outputs["SchedulesDlqUrl"] = parts.queues.schedules_dlq.queue_url
    outputs["KeptOnDestroy"] = _kept(parts)
    for name, value in outputs.items():
        cdk.CfnOutput(stack, name, value=value)


def _kept(parts: Parts) -> str:
    """What `cdk destroy` leaves, by the ids by which AWS knows it."""
    if not parts.context.kept:
        return "nothing: removal_policy is destroy"
    kept = [table.table_name for table in parts.tables.all.values()]
    kept += [f"centralita/{parts.context.stage}/x-app{'' if app == MAIN_APP else f'/{app}'}" for app in parts.secrets]
    kept += [f"centralita/{parts.context.stage}/x-chat", f"centralita/{parts.context.stage}/facts"]
    kept += [parts.media.bucket_name, parts.analysis.bucket.bucket_name, parts.analysis.access_logs.bucket_name]
    if parts.people_pool_id:
        kept.append(parts.people_pool_id)
    if parts.key:
        kept.append(parts.key.key_id)
    return " ".join(kept)
