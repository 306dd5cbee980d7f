"""The three tables, by lifetime and by what must not leak.

They are kept when the stack goes, and protected against deletion, unless the operator chose `removal_policy=destroy`
for a stage that is not prod.
"""

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.cdk.context import StackContext

_TEXT = dynamodb.AttributeType.STRING


class Tables(Construct):
    """Conversations (personal data), outbox (what is to be sent), accounts (settings)."""

    def __init__(
        self, scope: Construct, construct_id: str, *, context: StackContext, key: kms.IKey | None = None
    ) -> None:
        super().__init__(scope, construct_id)
        self._context, self._key = context, key
        self.conversations = self._table("Conversations")
        self.conversations.add_global_secondary_index(
            index_name="due",
            partition_key=dynamodb.Attribute(name="due_shard", type=_TEXT),
            sort_key=dynamodb.Attribute(name="due_at", type=_TEXT),
            projection_type=dynamodb.ProjectionType.INCLUDE,
            non_key_attributes=["account_id", "customer_id", "case_id"],
        )
        self.conversations.add_global_secondary_index(
            index_name="queue",
            partition_key=dynamodb.Attribute(name="queue", type=_TEXT),
            sort_key=dynamodb.Attribute(name="queue_key", type=_TEXT),
            projection_type=dynamodb.ProjectionType.ALL,
        )
        self.outbox = self._table("Outbox")
        self.outbox.add_global_secondary_index(
            index_name="due",
            partition_key=dynamodb.Attribute(name="due_shard", type=_TEXT),
            sort_key=dynamodb.Attribute(name="due_at", type=_TEXT),
            projection_type=dynamodb.ProjectionType.KEYS_ONLY,
        )
        # Settings stay; sessions and the audit trail of the desk go when their time is over.
        self.accounts = self._table("Accounts")

    @property
    def all(self) -> dict[str, dynamodb.Table]:
        """The tables by the names that people use."""
        return {"conversations": self.conversations, "outbox": self.outbox, "accounts": self.accounts}

    def _table(self, name: str) -> dynamodb.Table:
        return dynamodb.Table(
            self,
            name,
            partition_key=dynamodb.Attribute(name="pk", type=_TEXT),
            sort_key=dynamodb.Attribute(name="sk", type=_TEXT),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=(
                dynamodb.TableEncryption.CUSTOMER_MANAGED if self._key else dynamodb.TableEncryption.AWS_MANAGED
            ),
            encryption_key=self._key,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=self._context.kept,
            removal_policy=self._context.removal,
            time_to_live_attribute="expires_at",
        )
