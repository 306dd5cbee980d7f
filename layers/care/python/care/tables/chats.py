"""What is kept of encrypted chats, in the conversations table: sealed as it came, and nothing that opens it.

| what | pk | sk |
|---|---|---|
| a conversation: its id, X's newest token for it, how far it goes | `CHAT#<account>#<customer>` | `TALK` |
| a change of its key, sealed to its members | the same | `KEY#<digest>` |
| public keys of a member, as X shows them | the same | `PERSON#<user>` |
| a message: X's sequence id, by which edits, deletions and reactions name it | the same | `SEQ#<sequence>` |
| what came and stayed shut | the same | `SHUT#<delivery>` |
| that something of a customer is shut | `CHAT#<account>` | `SHUT#<customer>` |

The private keys lie in a secret of their own. Erasing a customer drops the whole partition.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from care.aws import DynamoDBClient
from care.environment import RETENTION_DAYS
from care.instants import utc_text
from care.model.chat import ChatDelivered, ChatWaits, Numbered, PublicKey
from care.tables.attributes import attributes_of, expires, item_of, values_of

# A conversation changes its key when a member changes theirs: more than these no honest one has.
_MOST_KEYS = 40
_LONGEST_KEY = 20_000  # characters; of a conversation of two it is a thousand
_MOST_SHUT = 100
_MOST_CUSTOMERS = 500
_SHUT_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as it is known: its sealed keys, its members' public keys, and what X said of it last."""

    conversation_id: str = ""
    token: str = field(default="", repr=False)
    last_sequence: str = ""
    read_until: str = ""
    key_changes: tuple[str, ...] = field(default=(), repr=False)
    people: tuple[PublicKey, ...] = ()
    asked_at: datetime | None = None
    """When X was last asked whose keys its members have."""
    keys_asked_at: datetime | None = None
    """When X was last asked for the changes of its key."""

    def with_changes(self, changes: Iterable[str]) -> "Talk":
        """The same with further changes of its key."""
        return replace(self, key_changes=tuple(dict.fromkeys((*self.key_changes, *changes))))


class Chats:
    """The rows, through a low-level DynamoDB client; they stay for `kept_days` from when they came."""

    def __init__(self, dynamodb: DynamoDBClient, table: str, kept_days: int = RETENTION_DAYS) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._kept = timedelta(days=kept_days)

    def talk(self, account_id: str, customer_id: str) -> Talk:
        """What is known of a conversation; nothing, if nothing is."""
        pk = _pk(account_id, customer_id)
        row = self._get(pk, "TALK") or {}
        keys = sorted(self._rows(pk, "KEY#", _MOST_KEYS), key=lambda one: str(one["at"]))
        people = [key for one in self._rows(pk, "PERSON#", 10) for key in one["keys"]]
        asked, keys_asked = row.get("asked_at"), row.get("keys_asked_at")
        return Talk(
            conversation_id=row.get("conversation_id", ""),
            token=row.get("token", ""),
            last_sequence=row.get("last_sequence", ""),
            read_until=row.get("read_until", ""),
            key_changes=tuple(one["change"] for one in keys),
            people=tuple(PublicKey(**key) for key in people),
            asked_at=datetime.fromisoformat(asked) if asked else None,
            keys_asked_at=datetime.fromisoformat(keys_asked) if keys_asked else None,
        )

    def keep_talk(self, account_id: str, customer_id: str, now: datetime, **told: str) -> None:
        """Keep what X told of a conversation: its id, its token, how far it goes and was read."""
        told = {name: value for name, value in told.items() if value}
        self._set(_pk(account_id, customer_id), "TALK", {**told, "expires_at": expires(now, self._kept)})

    def keep_keys(self, account_id: str, customer_id: str, changes: Iterable[str], now: datetime) -> None:
        """Keep changes of a conversation's key as they came; the oldest go where there are too many."""
        pk, kept = _pk(account_id, customer_id), {"expires_at": expires(now, self._kept)}
        for change in changes:
            sk = f"KEY#{hashlib.sha256(change.encode()).hexdigest()}"
            if 0 < len(change) <= _LONGEST_KEY and self._get(pk, sk) is None:
                self._put({"pk": pk, "sk": sk, "change": change, "at": utc_text(now), **kept})
        rows = sorted(self._rows(pk, "KEY#", _MOST_KEYS * 3), key=lambda one: str(one["at"]))
        for row in rows[:-_MOST_KEYS]:
            self._delete(pk, row["sk"])

    def keep_people(
        self, account_id: str, customer_id: str, people: Mapping[str, Sequence[PublicKey]], now: datetime
    ) -> tuple[PublicKey, ...]:
        """Keep the public keys of each member as X shows them now; all of them."""
        kept = {"pk": _pk(account_id, customer_id), "expires_at": expires(now, self._kept)}
        for user_id, keys in people.items():
            self._put({**kept, "sk": f"PERSON#{user_id}", "keys": [asdict(key) for key in keys]})
        return tuple(key for keys in people.values() for key in keys)

    def number(self, account_id: str, customer_id: str, sequence_id: str, numbered: Numbered, now: datetime) -> None:
        """Remember under which sequence id X has a message. The first to say it is believed."""
        pk, sk = _pk(account_id, customer_id), f"SEQ#{sequence_id}"
        if sequence_id and self._get(pk, sk) is None:
            self._put({"pk": pk, "sk": sk, **asdict(numbered), "expires_at": expires(now, self._kept)})

    def numbered(self, account_id: str, customer_id: str, sequence_id: str) -> Numbered | None:
        """The message of a sequence id, or None."""
        row = self._get(_pk(account_id, customer_id), f"SEQ#{sequence_id}")
        return Numbered(row["message_id"], row["sender_id"]) if row else None

    def shut(self, delivered: ChatDelivered, now: datetime) -> None:
        """Keep what stays shut, to be tried again when keys come."""
        pk, kept = _pk(delivered.account_id, delivered.customer_id), {"expires_at": expires(now, _SHUT_KEPT)}
        self._put({"pk": f"CHAT#{delivered.account_id}", "sk": f"SHUT#{delivered.customer_id}", **kept})
        self._put({"pk": pk, "sk": f"SHUT#{delivered.delivery_id}", "delivered": delivered.as_json(), **kept})

    def is_shut(self, delivered: ChatDelivered) -> bool:
        """True if it came before and stayed shut."""
        found = self._get(_pk(delivered.account_id, delivered.customer_id), f"SHUT#{delivered.delivery_id}")
        return found is not None and not found.get("opened")

    def was_opened(self, delivered: ChatDelivered) -> bool:
        """True if it stayed shut when it came, and was opened since."""
        found = self._get(_pk(delivered.account_id, delivered.customer_id), f"SHUT#{delivered.delivery_id}")
        return found is not None and bool(found.get("opened"))

    def still_shut(self, account_id: str, customer_id: str) -> list[ChatDelivered]:
        """What of a customer waits to be opened, the oldest first."""
        rows = self._rows(_pk(account_id, customer_id), "SHUT#", _MOST_SHUT)
        waiting = [ChatDelivered.model_validate_json(row["delivered"]) for row in rows if not row.get("opened")]
        return sorted(waiting, key=lambda one: utc_text(one.at) if one.at else "")

    def opened(self, delivered: ChatDelivered, now: datetime) -> None:
        """It is open: what remains is that it was shut, without what it held."""
        pk, kept = _pk(delivered.account_id, delivered.customer_id), {"expires_at": expires(now, _SHUT_KEPT)}
        self._put({"pk": pk, "sk": f"SHUT#{delivered.delivery_id}", "opened": True, **kept})

    def nothing_shut(self, account_id: str, customer_id: str) -> None:
        """Nothing of a customer waits any more."""
        self._delete(f"CHAT#{account_id}", f"SHUT#{customer_id}")

    def waiting(self, account_id: str, now: datetime) -> list[ChatWaits]:
        """The word for each customer of whom something is shut that it is to be tried again."""
        rows = self._rows(f"CHAT#{account_id}", "SHUT#", _MOST_CUSTOMERS)
        return [ChatWaits(account_id=account_id, customer_id=row["sk"].partition("#")[2], at=now) for row in rows]

    def erase(self, account_id: str, customer_id: str, until: datetime) -> None:
        """Drop all that is kept of a customer's chat, but for what was written after `until` and is still shut."""
        pk = _pk(account_id, customer_id)
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": pk}),
            ConsistentRead=True,
        )
        for row in [values_of(item) for page in pages for item in page["Items"]]:
            if not _is_later(row, until):
                self._delete(pk, row["sk"])
        if not self.still_shut(account_id, customer_id):
            self.nothing_shut(account_id, customer_id)

    def _rows(self, pk: str, prefix: str, most: int) -> list[dict[str, Any]]:
        begins = " AND begins_with(sk, :sk)" if prefix else ""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression=f"pk = :pk{begins}",
            ExpressionAttributeValues=attributes_of({":pk": pk, **({":sk": prefix} if prefix else {})}),
            ConsistentRead=True,
            Limit=most,
        )
        return [values_of(item) for item in found["Items"]]

    def _get(self, pk: str, sk: str) -> dict[str, Any] | None:
        found = self._dynamodb.get_item(
            TableName=self._table, Key=attributes_of({"pk": pk, "sk": sk}), ConsistentRead=True
        )
        return values_of(found["Item"]) if "Item" in found else None

    def _put(self, row: dict[str, Any]) -> None:
        self._dynamodb.put_item(TableName=self._table, Item=item_of(row))

    def _set(self, pk: str, sk: str, told: dict[str, Any]) -> None:
        self._dynamodb.update_item(
            TableName=self._table,
            Key=attributes_of({"pk": pk, "sk": sk}),
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in told),
            ExpressionAttributeNames={f"#{name}": name for name in told},
            ExpressionAttributeValues=attributes_of({f":{name}": value for name, value in told.items()}),
        )

    def _delete(self, pk: str, sk: str) -> None:
        self._dynamodb.delete_item(TableName=self._table, Key=attributes_of({"pk": pk, "sk": sk}))


def _is_later(row: dict[str, Any], until: datetime) -> bool:
    """True for a message that is shut and was written after an erasure was asked for."""
    if not row["sk"].startswith("SHUT#") or row.get("opened"):
        return False
    at = ChatDelivered.model_validate_json(row["delivered"]).at
    return at is not None and at > until


def _pk(account_id: str, customer_id: str) -> str:
    return f"CHAT#{account_id}#{customer_id}"
