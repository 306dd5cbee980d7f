"""What is read of the accounts table (`care.tables.accounts`): settings, their versions, notices."""

import json
import time
from copy import replace
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import ConfigDict, TypeAdapter, ValidationError

from care.aws import DynamoDBClient
from care.hours.reach import within_reach
from care.model.account import Account
from care.model.formats import NewerFormat
from care.model.incident import Incident
from care.model.outcomes import Outcomes, heard
from care.model.teaching import InUse
from care.tables.attributes import attributes_of, values_of

INCIDENTS: TypeAdapter[tuple[Incident, ...]] = TypeAdapter(tuple[Incident, ...], config=ConfigDict(defer_build=True))
_KEPT = 30.0  # seconds of the machine's clock for which a function trusts what it read


class UnknownAccount(LookupError):
    """No settings are stored for the account."""


class UnreadableSettings(NewerFormat):
    """What is stored of one account cannot be read: a newer release wrote it. Its messages wait, and nobody else's."""

    def __init__(self, account_id: str) -> None:
        super().__init__(f"the settings of account {account_id} cannot be read: a newer release wrote them")
        self.account_id = account_id


@dataclass(frozen=True, slots=True)
class Saving:
    """Who stores a version, when, and what of the settings is changed in it."""

    by: str = ""
    at: datetime | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """A version in the list: its number and how it came about, as far as that was kept."""

    number: int
    saving: Saving


class Notice(NamedTuple):
    """What was left for the supervisor, and why it is so, if that is not in its text."""

    at: datetime
    text: str
    why: Outcomes = ()


class AccountReads:
    """The table's settings, through a low-level DynamoDB client; what it read is good for half a minute, no pause."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._known: dict[str, tuple[float, Account]] = {}
        self._served: tuple[float, frozenset[str]] | None = None
        self._named: tuple[float, dict[str, Account]] | None = None
        self._unreadable: dict[str, str] | None = None

    def get(self, account_id: str) -> Account:
        """An account's present settings; UnknownAccount if there are none, UnreadableSettings if nobody can read.

        A pause is looked at each time: what is withheld because of one that is over is never said.
        """
        kept = self._known.get(account_id)
        if kept is None or kept[1].paused_at is not None or time.monotonic() - kept[0] > _KEPT:
            key = attributes_of({"pk": "ACCOUNTS", "sk": account_id or "?"})
            found = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
            if "Item" not in found:
                raise UnknownAccount(f"no settings are stored for account {account_id}: push them first")
            kept = (time.monotonic(), read(values_of(found["Item"])))
            self._known[account_id] = kept
        return kept[1]

    def look_again(self) -> None:
        """Trust nothing that was read before: what is asked next is asked of the table."""
        self._known.clear()
        self._named = None

    def fresh(self, account_id: str) -> Account:
        """An account's settings as they are at this moment: for what tells of their change."""
        self._known.pop(account_id, None)
        return self.get(account_id)

    def served(self) -> frozenset[str]:
        """The ids of all accounts that the stack serves."""
        if self._served is None or time.monotonic() - self._served[0] > _KEPT:
            readable = {account.id for account in self.all()}
            self._served = (time.monotonic(), frozenset(readable | set(self.unreadable())))
        return self._served[1]

    def named(self, username: str) -> Account:
        """The account with a username, which X compares without regard to case; UnknownAccount if none is served."""
        found = next((account for account in self.known() if account.username.lower() == username.lower()), None)
        if found is None:
            for account_id, name in (self._unreadable or {}).items():
                if name == username.lower():
                    raise UnreadableSettings(account_id)
            raise UnknownAccount("no account with this username is served")
        return found

    def known(self) -> list[Account]:
        """Every account, as it was half a minute ago at most."""
        if self._named is None or time.monotonic() - self._named[0] > _KEPT:
            self._named = (time.monotonic(), {account.username.lower(): account for account in self.all()})
        return list(self._named[1].values())

    def all(self) -> list[Account]:
        """Every account whose settings can be read, as it is now; `unreadable` has the others."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": "ACCOUNTS"}),
        )
        rows = [values_of(item) for page in pages for item in page["Items"]]
        found, unreadable = list[Account](), dict[str, str]()
        for row in rows:
            try:
                found.append(read(row))
            except UnreadableSettings as error:
                unreadable[error.account_id] = _username(row)
        self._unreadable = unreadable
        return found

    def unreadable(self) -> list[str]:
        """The ids of the accounts whose settings could not be read when all were read last."""
        if self._unreadable is None:
            self.all()
        return sorted(self._unreadable or ())

    def version(self, account_id: str, number: int) -> Account:
        """An earlier version of an account's settings; UnknownAccount if there is none."""
        key = attributes_of({"pk": f"ACCOUNT#{account_id}", "sk": f"VERSION#{number:06}"})
        found = self._dynamodb.get_item(TableName=self._table, Key=key)
        if "Item" not in found:
            raise UnknownAccount(f"version {number} of account {account_id} is not stored")
        return read(values_of(found["Item"]))

    def versions(self, account_id: str, limit: int = 50, before: int | None = None) -> list[Stored]:
        """The newest versions below `before`, the newest first, without what is in them."""
        last = f"VERSION#{before - 1:06}" if before is not None else "VERSION#~"
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues=attributes_of(
                {":pk": f"ACCOUNT#{account_id}", ":first": "VERSION#", ":last": last}
            ),
            ProjectionExpression="version, saved_by, saved_at, saved_about",
            ScanIndexForward=False,
            Limit=limit,
        )
        return [
            Stored(
                int(row["version"]),
                Saving(
                    row.get("saved_by", ""),
                    datetime.fromisoformat(row["saved_at"]) if "saved_at" in row else None,
                    row.get("saved_about", ""),
                ),
            )
            for row in map(values_of, found["Items"])
        ]

    def notices(self, account_id: str, limit: int = 20) -> list[Notice]:
        """The newest notices, the newest first."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues=attributes_of({":pk": f"ACCOUNT#{account_id}", ":sk": "NOTICE#"}),
            ScanIndexForward=False,
            Limit=limit,
        )
        rows = map(values_of, found["Items"])
        return [
            Notice(datetime.fromisoformat(row["at"]), row["text"], tuple(map(heard, row.get("why", ()))))
            for row in rows
        ]

    def holidays_due(self) -> datetime | None:
        """When public holidays are to be resolved next; None if nobody has done it yet."""
        key = attributes_of({"pk": "HOLIDAYS", "sk": "HOLIDAYS"})
        found = self._dynamodb.get_item(TableName=self._table, Key=key)
        return datetime.fromisoformat(values_of(found["Item"])["due_at"]) if "Item" in found else None


@lru_cache(maxsize=64)
def _settings(stored: str) -> Account:
    # What was stored was checked then; a rule that has become stricter must not make it unreadable. Read anew every
    # half minute, it is nearly always the same text as before. A setting that only a newer release knows is no reason
    # to serve nobody; it is refused where a person saves it.
    account = Account.model_validate_json(stored, context={"stored": True}, extra="ignore")
    return replace(account, hours=within_reach(account.hours))


def read(row: dict[str, Any]) -> Account:
    """Settings with what is kept beside them; UnreadableSettings where a newer release wrote them."""
    try:
        account = _settings(row["settings"])
        incidents = INCIDENTS.validate_json(row.get("incidents", "[]"), context={"stored": True}, extra="ignore")
    except (ValidationError, KeyError):
        raise UnreadableSettings(row["sk"] if row["pk"] == "ACCOUNTS" else row["pk"].partition("#")[2]) from None
    account = replace(account, version=int(row["version"]), incidents=incidents, taught=_taught(row.get("taught", "")))
    if said_at := row.get("implicit_replies_at"):
        at = datetime.fromisoformat(said_at)
        account = replace(account, implicit_replies=row["implicit_replies"], implicit_replies_at=at)
    if paused_at := row.get("paused_at"):
        paused_by = row.get("paused_by", "")
        return replace(account, paused_at=datetime.fromisoformat(paused_at), paused_by=paused_by)
    return account


@lru_cache(maxsize=64)
def _taught(stored: str) -> InUse:
    """What is in use; nothing where a newer release wrote it otherwise: the shipped model alone is good enough."""
    try:
        return InUse.model_validate_json(stored) if stored else InUse()
    except ValidationError:
        return InUse()


def _username(row: dict[str, Any]) -> str:
    """The username in settings that cannot be read as a whole."""
    try:
        found = json.loads(row["settings"])["username"]
    except (ValueError, KeyError, TypeError):
        return ""
    return found.lower() if isinstance(found, str) else ""
