"""What the stack keeps and passes on, whoever works with it: tables, queues, secrets, the bus, buckets, the key."""

from aws_cdk import aws_events as events
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from care.tables.media import UNSENT, UNSENT_DAYS
from infra.cdk.analysis import Analysis
from infra.cdk.buckets import private_bucket
from infra.cdk.context import StackContext
from infra.cdk.encryption import own_key
from infra.cdk.queues import Queues
from infra.cdk.secrets import app_secret, chat_secret, facts_secret
from infra.cdk.tables import Tables


class Holdings:
    """They are there before any function, and most stay when the functions go."""

    def __init__(self, scope: Construct, context: StackContext) -> None:
        self.key = own_key(scope, context) if context.encryption == "own" else None
        self.tables = Tables(scope, "Tables", context=context, key=self.key)
        self.queues = Queues(scope, "Queues", key=self.key)
        self.secrets = {app: app_secret(scope, app, context, self.key) for app in context.apps}
        self.chat_secret = chat_secret(scope, context, self.key)
        self.facts_secret = facts_secret(scope, context, self.key)
        self.bus = events.EventBus(scope, "Bus", event_bus_name=f"centralita-{context.stage}")
        self.analysis = Analysis(scope, "Analysis", context=context, key=self.key)
        # What customers show: pictures, videos, files. Analysts have another bucket.
        self.media = private_bucket(
            Construct(scope, "Media"),
            "Bucket",
            context,
            days=context.data_retention_days,
            key=self.key,
            access_logs=self.analysis.access_logs,
            logged_below="media/",
            sooner=(UNSENT, UNSENT_DAYS),
        )

    @property
    def dlqs(self) -> dict[str, sqs.Queue]:
        """Where each queue's failures end, and those of the clock's calls."""
        return {**self.queues.dlqs, "schedules": self.queues.schedules_dlq}
