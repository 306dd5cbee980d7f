"""Where the links of marked spam led, in the conversations table.

| what | pk | sk |
|---|---|---|
| a place of a marked customer's links | `SPAM#<account>` | `<place>#<customer>` |

A place counts once several customers were marked for it. A row goes when the mark is taken back, when its customer is
erased, and when its time is over (TTL).
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from care.aws import DynamoDBClient
from care.environment import RETENTION_DAYS
from care.model.account import Account
from care.tables.attributes import attributes_of, expires, item_of, values_of
from care.triage.spam_links import places

SEVERAL: Final = 3
"""Customers who were marked for a place before rules go by it: one wrong press marks no host for all."""
_SHOWN: Final = 1000  # rows that a list of the places is made of


class SpamPlaces:
    """The rows, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str, kept_days: int = RETENTION_DAYS) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._kept = timedelta(days=kept_days)

    def learn(self, account_id: str, customer_id: str, found: Iterable[str], now: datetime) -> None:
        """Remember where a marked customer's links led."""
        for place in found:
            row = {"pk": f"SPAM#{account_id}", "sk": f"{place}#{customer_id}", "expires_at": expires(now, self._kept)}
            self._dynamodb.put_item(TableName=self._table, Item=item_of(row))

    def forget(self, account_id: str, customer_id: str, found: Iterable[str]) -> None:
        """The mark was taken back, or the customer is erased."""
        for place in found:
            key = attributes_of({"pk": f"SPAM#{account_id}", "sk": f"{place}#{customer_id}"})
            self._dynamodb.delete_item(TableName=self._table, Key=key)

    def marked(self, account: Account, text: str) -> tuple[str, ...]:
        """The places of a text's links that several were marked for; the brand's own never are."""
        if not account.unwanted.learn:
            return ()
        own = own_places(account)
        return tuple(one for one in places(text) if one not in own and self._several(account.id, one))

    def listed(self, account_id: str) -> list[tuple[str, int]]:
        """The places with how many customers were marked for each, those of most first."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": f"SPAM#{account_id}"}),
            Limit=_SHOWN,
        )
        counted = Counter(values_of(row)["sk"].rpartition("#")[0] for row in found["Items"])
        return sorted(counted.items(), key=lambda one: (-one[1], one[0]))

    def _several(self, account_id: str, place: str) -> bool:
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :place)",
            ExpressionAttributeValues=attributes_of({":pk": f"SPAM#{account_id}", ":place": f"{place}#"}),
            Select="COUNT",
            Limit=SEVERAL,
        )
        return found["Count"] >= SEVERAL


def own_places(account: Account) -> frozenset[str]:
    """Where the brand's own links lead: its channels, its privacy policy, the hosts that it calls its own."""
    links = [str(account.privacy_url), *(str(one.url) for one in account.channels if one.url.scheme == "https")]
    hosts = [f"https://{one.removeprefix('@')}" for one in account.own_data if "." in one and " " not in one]
    return frozenset(place for link in (*links, *hosts) for place in places(link))
