"""What the stack tells the operator's command, and what it leaves when it is destroyed."""

from typing import TYPE_CHECKING

import aws_cdk as cdk

from infra.cdk.api import webhook_path
from infra.cdk.context import MAIN_APP

if TYPE_CHECKING:
    from infra.cdk.stack import CentralitaStack


def add_outputs(stack: "CentralitaStack", base: str) -> None:
    """Addresses, names and ARNs; `base` is where people and X reach the API."""
    outputs = {
        "WebhookUrl": f"{base}/webhook",
        "DeskUrl": f"{base}/desk",
        "XAppSecretArn": stack.secret.secret_arn,
        "XApps": ",".join(stack.secrets),
        **{
            f"{name}{app.title().replace('-', '')}": value
            for app, secret in stack.secrets.items()
            if app != MAIN_APP
            for name, value in (("WebhookUrl", f"{base}{webhook_path(app)}"), ("XAppSecretArn", secret.secret_arn))
        },
        "ConversationsTable": stack.tables.conversations.table_name,
        "OutboxTable": stack.tables.outbox.table_name,
        "AccountsTable": stack.tables.accounts.table_name,
        "AnalysisBucket": stack.analysis.bucket.bucket_name,
        "DataRetentionDays": str(stack.context.data_retention_days),
        **{
            f"{name.title().replace('_', '')}Function": function.function_name
            for name, function in stack.by_name.items()
        },
    }
    for name, queue in stack.queues.all.items():
        outputs[f"{name.capitalize()}QueueUrl"] = queue.queue.queue_url
        outputs[f"{name.capitalize()}DlqUrl"] = queue.dlq.queue_url
    outputs["SchedulesDlqUrl"] = stack.queues.schedules_dlq.queue_url
    outputs["KeptOnDestroy"] = _kept(stack)
    for name, value in outputs.items():
        cdk.CfnOutput(stack, name, value=value)


def _kept(stack: "CentralitaStack") -> str:
    """What `cdk destroy` leaves, by the ids by which AWS knows it."""
    if not stack.context.kept:
        return "nothing: removal_policy is destroy"
    kept = [table.table_name for table in stack.tables.all.values()]
    kept += [f"centralita/{stack.context.stage}/x-app{'' if app == MAIN_APP else f'/{app}'}" for app in stack.secrets]
    kept += [stack.analysis.bucket.bucket_name, stack.analysis.access_logs.bucket_name]
    if stack.people_pool_id:
        kept.append(stack.people_pool_id)
    if stack.key:
        kept.append(stack.key.key_id)
    return " ".join(kept)
