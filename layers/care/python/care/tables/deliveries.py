"""What subscribers were told and are to be told: a row for each fact and subscriber, and the fact itself once.

| what | table | pk | sk |
|---|---|---|---|
| a fact | conversations | `FACT#<case, or account>` | `<fact>` |
| what became of it for a subscriber | accounts | `DELIVERIES#<account>` | `<subscriber>#<at>#<fact>` |

The fact lies with the case, whose customer it names: it is erased with them, and is told to nobody then. The row in the
accounts table names no customer. Both go after thirty days (TTL).
"""

from collections.abc import Iterator
from copy import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from care.aws import DynamoDBClient
from care.instants import utc_text
from care.model.delivery import Deliver, Delivery, DeliveryState
from care.tables.attributes import attributes_of, expires, item_of, plain, readable, values_of

if TYPE_CHECKING:
    from care.model.fact import Fact

_KEPT: Final = timedelta(days=30)
# A try takes ten seconds at most; whoever died in one has it tried again after this.
_LEASE: Final = timedelta(minutes=2)
_LOST: Final = timedelta(minutes=30)
_MOST_HELD: Final = 200
_MOST_LOOKED_AT: Final = 1000
_MOST_TOLD_AGAIN: Final = 10_000


class Deliveries:
    """The rows, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, conversations: str, accounts: str) -> None:
        self._dynamodb = dynamodb
        self._conversations = conversations
        self._accounts = accounts

    def keep(self, fact: "Fact") -> None:
        """Keep a fact, so that it can be told again."""
        row = {**_place(fact.account_id, fact.case_id, fact.id), "fact": fact.model_dump(mode="json")}
        row["expires_at"] = expires(fact.at, _KEPT)
        self._dynamodb.put_item(TableName=self._conversations, Item=item_of(row))

    def fact(self, account_id: str, case_id: str, fact_id: str) -> "Fact | None":
        """A fact that is kept; None where its customer was erased, or its time is over."""
        key = attributes_of(_place(account_id, case_id, fact_id))
        found = self._dynamodb.get_item(TableName=self._conversations, Key=key, ConsistentRead=True)
        if "Item" not in found:
            return None
        from care.model.fact import fact_adapter  # noqa: PLC0415  the desk starts with this table and shows few facts

        return fact_adapter().validate_python(values_of(found["Item"])["fact"])

    def begin(self, delivery: Delivery) -> Delivery:
        """Write a delivery down, once; what was written down before stays and is returned."""
        try:
            self._dynamodb.put_item(
                TableName=self._accounts, Item=_item(delivery), ConditionExpression="attribute_not_exists(pk)"
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return self.one(message_of(delivery)) or delivery
        return delivery

    def one(self, which: Deliver) -> Delivery | None:
        """One delivery, or None."""
        key = attributes_of(_key(which.account_id, which.subscriber, which.at, which.fact_id))
        found = self._dynamodb.get_item(TableName=self._accounts, Key=key, ConsistentRead=True)
        return Delivery.model_validate(values_of(found["Item"])) if "Item" in found else None

    def claim(self, delivery: Delivery, now: datetime) -> Delivery | None:
        """Begin a try, alone; None where another has begun it meanwhile."""
        begun = replace(delivery, tries=delivery.tries + 1, next_at=now + _LEASE)
        return begun if self._put(begun, only_if=delivery) else None

    def settle(self, begun: Delivery, state: DeliveryState, status: str, next_at: datetime) -> None:
        """What came of a try. One that was taken over meanwhile stays as it is."""
        self._put(replace(begun, state=state, status=status, next_at=next_at), only_if=begun)

    def again(self, delivery: Delivery, now: datetime) -> bool:
        """Have a delivery that is over tried anew."""
        return self._put(replace(delivery, state="waiting", tries=0, status="", next_at=now), only_if=delivery)

    def held(self, account_id: str, subscriber: str) -> list[Delivery]:
        """What waits for somebody to be there, the oldest first, 200 at most."""
        held = [one for one in self.newest(account_id, subscriber, _MOST_LOOKED_AT) if one.state == "held"]
        return held[::-1][:_MOST_HELD]

    def newest(self, account_id: str, subscriber: str, limit: int = 50) -> list[Delivery]:
        """So many of what a subscriber was told last, the newest first."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._accounts,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues=attributes_of({":pk": f"DELIVERIES#{account_id}", ":sk": f"{subscriber}#"}),
            ScanIndexForward=False,
            ConsistentRead=True,
            PaginationConfig={"MaxItems": limit, "PageSize": min(limit, _MOST_LOOKED_AT)},
        )
        return [Delivery.model_validate(row) for page in pages for row in readable(page["Items"])]

    def told_again(
        self, account_id: str, subscriber: str, now: datetime, since: datetime | None = None
    ) -> Iterator[Deliver]:
        """The messages of what did not arrive, the oldest first; with `since`, of all that happened from then on.

        What should have been tried long ago is among them: its message was lost, as of who died before they sent it.
        """
        for one in reversed(self.newest(account_id, subscriber, _MOST_TOLD_AGAIN)):
            wanted = one.state in {"failed", "paused"} if since is None else one.is_over and one.at >= since
            lost = not one.is_over and now - one.next_at > _LOST
            if lost or (wanted and self.again(one, now)):
                yield message_of(one)

    def _put(self, delivery: Delivery, only_if: Delivery) -> bool:
        before = plain(only_if)
        try:
            self._dynamodb.put_item(
                TableName=self._accounts,
                Item=_item(delivery),
                ConditionExpression="tries = :tries AND next_at = :next_at AND #state = :state",
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues=attributes_of(
                    {":tries": before["tries"], ":next_at": before["next_at"], ":state": before["state"]}
                ),
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            # The SDK repeats a write whose answer was lost: what stands there as it was to be written is ours.
            return self.one(message_of(delivery)) == delivery
        return True


def message_of(delivery: Delivery) -> Deliver:
    """The queue's message about a delivery."""
    return Deliver(
        account_id=delivery.account_id,
        subscriber=delivery.subscriber,
        fact_id=delivery.fact_id,
        case_id=delivery.case_id,
        at=delivery.at,
    )


def _place(account_id: str, case_id: str, fact_id: str) -> dict[str, Any]:
    return {"pk": f"FACT#{case_id or account_id}", "sk": fact_id}


def _key(account_id: str, subscriber: str, at: datetime, fact_id: str) -> dict[str, str]:
    return {"pk": f"DELIVERIES#{account_id}", "sk": f"{subscriber}#{utc_text(at)}#{fact_id}"}


def _item(delivery: Delivery) -> dict[str, Any]:
    key = _key(delivery.account_id, delivery.subscriber, delivery.at, delivery.fact_id)
    return item_of({**key, **plain(delivery), "expires_at": expires(delivery.at, _KEPT)})
