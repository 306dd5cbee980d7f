"""What `reconcile` remembers, read by others: whether each webhook is valid, and when customers last wrote."""

from datetime import datetime
from typing import Any

from care.aws import DynamoDBClient
from care.model.reconcile_state import WebhookSeen
from care.reconcile.silence import Profile
from care.reconcile.surge import Surge
from care.tables.attributes import attributes_of, values_of

_PK = "RECONCILE"


class Remembered:
    """The accounts table, through a low-level DynamoDB client; written by `reconcile` alone."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def webhook(self, app: str) -> WebhookSeen | None:
        """What was seen of an app's webhook, or None before the first look."""
        row = self._get("WEBHOOK" if app == "main" else f"WEBHOOK#{app}")
        return WebhookSeen.model_validate(row) if row else None

    def profile(self, account_id: str) -> Profile | None:
        """When customers write to an account, as it was learned so far, or None."""
        row = self._get(f"PROFILE#{account_id}")
        return Profile.model_validate(row) if row else None

    def surge(self, account_id: str) -> datetime | None:
        """Since when many more complaints than usual come to an account, or None, as of the last quarter of an hour."""
        row = self._get(f"SURGE#{account_id}")
        return Surge.model_validate(row).since if row else None

    def _get(self, sk: str) -> dict[str, Any] | None:
        found = self._dynamodb.get_item(TableName=self._table, Key=attributes_of({"pk": _PK, "sk": sk}))
        return values_of(found["Item"]) if "Item" in found else None
