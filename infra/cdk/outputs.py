"""Outputs of the stack: for the operator's command, and what stays when the stack is destroyed."""

from collections.abc import Mapping
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_

from infra.cdk.api import webhook_path
from infra.cdk.context import MAIN_APP, StackContext
from infra.cdk.functions import namespace
from infra.cdk.holdings import Holdings


@dataclass(frozen=True, slots=True)
class Parts:
    """What a stack is made of, as far as somebody outside has to find it."""

    context: StackContext
    held: Holdings
    functions: Mapping[str, lambda_.Function]
    people_pool_id: str


def add_outputs(stack: cdk.Stack, base: str, parts: Parts) -> None:
    """Addresses, names and ARNs; `base` is where people and X reach the API."""
    held = parts.held
    outputs = {
        "WebhookUrl": f"{base}/webhook",
        "DeskUrl": f"{base}/desk",
        "XAppSecretArn": held.secrets[MAIN_APP].secret_arn,
        "XApps": ",".join(held.secrets),
        "UserSecrets": parts.context.grants_prefix,
        "XChatSecretArn": held.chat_secret.secret_arn,
        "FactsSecretArn": held.facts_secret.secret_arn,
        "BusName": held.bus.event_bus_name,
        **{
            f"{name}{app.title().replace('-', '')}": value
            for app, secret in held.secrets.items()
            if app != MAIN_APP
            for name, value in (("WebhookUrl", f"{base}{webhook_path(app)}"), ("XAppSecretArn", secret.secret_arn))
        },
        "ConversationsTable": held.tables.conversations.table_name,
        "OutboxTable": held.tables.outbox.table_name,
        "AccountsTable": held.tables.accounts.table_name,
        "AnalysisBucket": held.analysis.bucket.bucket_name,
        "MediaBucket": held.media.bucket_name,
        "DataRetentionDays": str(parts.context.data_retention_days),
        "Concurrency": str(parts.context.concurrency),
        "MailSender": parts.context.mail_sender or "-",
        "MetricsNamespace": namespace(parts.context.stage),
        **{
            f"{name.title().replace('_', '')}Function": function.function_name
            for name, function in parts.functions.items()
        },
    }
    for name, queue in held.queues.all.items():
        outputs[f"{name.capitalize()}QueueUrl"] = queue.queue.queue_url
        outputs[f"{name.capitalize()}DlqUrl"] = queue.dlq.queue_url
    outputs["SchedulesDlqUrl"] = held.queues.schedules_dlq.queue_url
    outputs["KeptOnDestroy"] = _kept(parts)
    for name, value in outputs.items():
        cdk.CfnOutput(stack, name, value=value)


def _kept(parts: Parts) -> str:
    """What `cdk destroy` leaves, by the ids by which AWS knows it."""
    if not parts.context.kept:
        return "nothing: removal_policy is destroy"
    held = parts.held
    kept = [table.table_name for table in held.tables.all.values()]
    kept += [f"centralita/{parts.context.stage}/x-app{'' if app == MAIN_APP else f'/{app}'}" for app in held.secrets]
    kept += [f"centralita/{parts.context.stage}/x-chat", f"centralita/{parts.context.stage}/facts"]
    kept += [
        held.media.bucket_name,
        held.analysis.bucket.bucket_name,
        held.analysis.access_logs.bucket_name,
    ]
    if parts.people_pool_id:
        kept.append(parts.people_pool_id)
    if held.key:
        kept.append(held.key.key_id)
    return " ".join(kept)
