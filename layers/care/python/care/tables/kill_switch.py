"""The kill switch: while an account is paused nothing automatic goes out, and what was withheld is kept in a list.

The rows lie in the outbox table, a partition for each pause: `pk` = `WITHHELD#<account>#<paused_at>`, `sk` = what was
withheld (an outbox item, or the event on which nothing was decided), so that withholding the same twice lists it once.
They hold no text and go after 30 days (TTL).

What was withheld is not made up for: when the account goes on, a customer's next message, or what falls due next, is
decided on as ever. So nobody gets yesterday's acknowledgement, and no hundred of them leave at once.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pydantic import AwareDatetime

from care.aws import DynamoDBClient
from care.instants import utc_text
from care.model.account import Account
from care.model.envelope import Value
from care.model.outcomes import Code, Outcome
from care.tables.attributes import attributes_of, expires, item_of, plain, values_of

_KEPT = timedelta(days=30)
MOST_LISTED = 1000


class OneWithheld(Value):
    """One automatic message that was not sent: of which purpose, when it was due, and on which case."""

    key: str
    purpose: str
    at: AwareDatetime
    case_id: str = ""


def withheld_by(because: Iterable[Outcome]) -> list[str]:
    """The purposes that a decision withheld."""
    return [str(one.params["purpose"]) for one in because if one.code is Code.withheld]


class Withheld:
    """The list, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def record(self, account: Account, one: OneWithheld) -> None:
        """Add one to the list of the account's present pause; again changes nothing. Without a pause, nothing."""
        if account.paused_at is None:
            return
        row = {"pk": _key(account.id, account.paused_at), "sk": one.key, **plain(one)}
        row["expires_at"] = expires(one.at, _KEPT)
        self._dynamodb.put_item(TableName=self._table, Item=item_of(row))

    def of(self, account_id: str, paused_at: datetime) -> list[OneWithheld]:
        """What was withheld in a pause, the oldest first; no more than 1,000."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": _key(account_id, paused_at)}),
            Limit=MOST_LISTED,
        )
        return sorted((OneWithheld.model_validate(values_of(row)) for row in found["Items"]), key=lambda one: one.at)


def _key(account_id: str, paused_at: datetime) -> str:
    return f"WITHHELD#{account_id}#{utc_text(paused_at)}"
