"""The accounts table: settings with their versions.

| what | pk | sk |
|---|---|---|
| present settings | `ACCOUNTS` | `<account>` |
| open incidents | attribute `incidents` of the present settings | |
| since when nothing automatic goes out, and who stopped it | its attributes `paused_at`, `paused_by` | |
| what X said to answers to direct replies without a typed handle | its attributes `implicit_…` | |
| what triage learned from people's corrections | its attribute `taught` (versions: `care.tables.teaching`) | |
| a version, with who saved it, when and what | `ACCOUNT#<account>` | `VERSION#<number>` |
| a notice to the supervisor | `ACCOUNT#<account>` | `NOTICE#<at>` |
| when holidays are resolved next | `HOLIDAYS` | `HOLIDAYS` |
| when courtesies are looked at next | `COURTESY` | see `care.tables.agenda` |
| what `reconcile` remembers | `RECONCILE` | `WEBHOOK`, `TURN`, `SEEN#<account>`, `PROFILE#<account>` |

A stack serves a few hundred accounts at most, so one partition lists them.
"""

import json
import time
from collections.abc import Callable, Sequence
from copy import replace
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, Literal, NamedTuple

from pydantic import ConfigDict, TypeAdapter, ValidationError

from care.aws import DynamoDBClient, TransactWrite
from care.hours.reach import within_reach
from care.instants import utc_text
from care.model.account import Account
from care.model.formats import NewerFormat
from care.model.incident import Incident
from care.model.limits import refuse_unusable
from care.model.outcomes import Outcomes, heard, wire_of
from care.model.teaching import InUse
from care.tables.agenda import look_at_once, look_at_planned
from care.tables.attributes import attributes_of, contended, item_of, values_of

_INCIDENTS: TypeAdapter[tuple[Incident, ...]] = TypeAdapter(tuple[Incident, ...], config=ConfigDict(defer_build=True))
_TRIES = 5
_KEPT = 30.0  # seconds of the machine's clock for which a function trusts what it read


class UnknownAccount(LookupError):
    """No settings are stored for the account."""


class UnreadableSettings(NewerFormat):
    """What is stored of one account cannot be read: a newer release wrote it. Its messages wait, and nobody else's."""

    def __init__(self, account_id: str) -> None:
        super().__init__(f"the settings of account {account_id} cannot be read: a newer release wrote them")
        self.account_id = account_id


class SettingsContended(RuntimeError):
    """Others change the same at this moment; try again."""


class SavedMeanwhile(RuntimeError):
    """Somebody else stored a version while this one was being made."""


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


class Accounts:
    """The table, through a low-level DynamoDB client, remembering what it read for half a minute, but no pause."""

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
            kept = (time.monotonic(), _read(values_of(found["Item"])))
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
                found.append(_read(row))
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
        return _read(values_of(found["Item"]))

    def notice(self, account_id: str, at: datetime, text: str, why: Outcomes = ()) -> None:
        """Leave a notice for the supervisor; `why` is put into words where it is read."""
        key = {"pk": f"ACCOUNT#{account_id}", "sk": f"NOTICE#{utc_text(at)}"}
        row = {**key, "text": text, "at": utc_text(at), "why": [wire_of(one) for one in why] or None}
        self._dynamodb.put_item(TableName=self._table, Item=item_of(row))

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

    def holidays_next(self, at: datetime) -> None:
        """Remember when public holidays are to be resolved next."""
        row = {"pk": "HOLIDAYS", "sk": "HOLIDAYS", "due_at": utc_text(at)}
        self._dynamodb.put_item(TableName=self._table, Item=item_of(row))

    def change_incidents(
        self, account_id: str, change: Callable[[Account], Sequence[Incident]], also: Sequence[TransactWrite] = ()
    ) -> None:
        """Replace an account's incidents by what `change` makes of it as it is now; what `change` raises stops it.

        Of two who change them at once, the second sees what the first did. UnknownAccount if there are no settings.
        `also`, such as the sweep that tells of it, is written in the same transaction. The SDK repeats that under its
        token, so an answer that is lost on its way changes nothing.
        """
        key = attributes_of({"pk": "ACCOUNTS", "sk": account_id or "?"})
        for _ in range(_TRIES):
            found = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
            if "Item" not in found:
                raise UnknownAccount(f"no settings are stored for account {account_id}: push them first")
            row = values_of(found["Item"])
            values = {":incidents": _INCIDENTS.dump_json(tuple(change(_read(row)))).decode()}
            condition = "attribute_exists(pk) AND attribute_not_exists(incidents)"
            if "incidents" in row:
                condition, values[":before"] = "incidents = :before", row["incidents"]
            try:
                self._dynamodb.transact_write_items(
                    TransactItems=[
                        {
                            "Update": {
                                "TableName": self._table,
                                "Key": key,
                                "UpdateExpression": "SET incidents = :incidents",
                                "ConditionExpression": condition,
                                "ExpressionAttributeValues": attributes_of(values),
                            }
                        },
                        {"Put": look_at_once(self._table, account_id)},
                        *also,
                    ]
                )
            except self._dynamodb.exceptions.TransactionCanceledException as error:
                if not contended(error):
                    raise
                continue  # somebody else changed them meanwhile
            self._known.pop(account_id, None)
            self._named = None
            return
        raise SettingsContended(f"the incidents of account {account_id} are being changed: try again in a moment")

    def pause(self, account_id: str, by: str, now: datetime) -> None:
        """Stop everything automatic of an account; one that is paused already stays so as it was."""
        values = {":at": utc_text(now), ":by": by}
        set_both = "SET paused_at = if_not_exists(paused_at, :at), paused_by = if_not_exists(paused_by, :by)"
        self._beside(account_id, set_both, values)

    def resume(self, account_id: str) -> None:
        """Let what is automatic go out again; UnknownAccount if the account has no settings."""
        self._beside(account_id, "REMOVE paused_at, paused_by", {})
        # What people planned and the pause held goes on, if it is not too late for it.
        self._dynamodb.put_item(**look_at_planned(self._table, account_id))

    def learn_reply(self, account_id: str, answer: Literal["taken", "refused"], now: datetime) -> None:
        """Remember what X said to an answer to a direct reply without a typed handle, and how often."""
        update = f"SET implicit_replies = :answer, implicit_replies_at = :at ADD implicit_{answer} :one"
        self._beside(account_id, update, {":answer": answer, ":at": utc_text(now), ":one": 1})

    def teach(self, account_id: str, in_use: InUse, before: InUse) -> None:
        """Use another adjustment of triage; SavedMeanwhile if `before` is not in use any more."""
        # Without what is as ever: a later release's further field changes no text that is compared.
        stored, known = (one.model_dump_json(exclude_defaults=True) for one in (in_use, before))
        values = {":taught": stored, ":before": known}
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key=attributes_of({"pk": "ACCOUNTS", "sk": account_id}),
                UpdateExpression="SET taught = :taught",
                ConditionExpression="attribute_exists(pk) AND (attribute_not_exists(taught) OR taught = :before)",
                ExpressionAttributeValues=attributes_of(values),
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            raise SavedMeanwhile("something else is in use now") from None
        self._known.pop(account_id, None)
        self._named = None

    def _beside(self, account_id: str, update: str, values: dict[str, Any]) -> None:
        try:
            change = partial(
                self._dynamodb.update_item,
                TableName=self._table,
                Key=attributes_of({"pk": "ACCOUNTS", "sk": account_id}),
                UpdateExpression=update,
                ConditionExpression="attribute_exists(pk)",
            )
            # DynamoDB refuses a map of values that is empty.
            change(ExpressionAttributeValues=attributes_of(values)) if values else change()
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            raise UnknownAccount(f"no settings are stored for account {account_id}: push them first") from None
        self._known.pop(account_id, None)
        self._named = None

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

    def put(
        self,
        account: Account,
        saving: Saving = Saving(),
        *,
        on: int | None = None,
        also: Sequence[TransactWrite] = (),
        tells: Callable[[int], TransactWrite] | None = None,
    ) -> int:
        """Store settings as the next version, which is returned; the versions before it stay.

        `on` is the version that was changed: SavedMeanwhile if there is a later one. `also` is written in the same
        transaction, or nothing is, and so is what `tells` makes of the version's number: the sweep that tells of it.
        ValidationError for settings that some reader could not use (`care.model.limits`).
        """
        key = attributes_of({"pk": "ACCOUNTS", "sk": account.id})
        found = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        stored = values_of(found["Item"]) if "Item" in found else {}
        before = int(stored.get("version", 0))
        if on is not None and on != before:
            raise SavedMeanwhile(f"version {before} is there, and version {on} was changed")
        refuse_unusable(account, _before(stored) if before else None)
        values = {"settings": account.model_dump_json(by_alias=True), "version": before + 1}
        how = {"saved_by": saving.by or None, "saved_about": saving.about or None}
        how["saved_at"] = utc_text(saving.at) if saving.at else None
        kept = {"pk": f"ACCOUNT#{account.id}", "sk": f"VERSION#{before + 1:06}", **values, **how}
        condition, numbers = ("version = :before", {":before": before}) if before else ("attribute_not_exists(pk)", {})
        try:
            self._dynamodb.transact_write_items(
                TransactItems=[
                    # What lies beside the settings stays, even if it is written at this very moment.
                    {
                        "Update": {
                            "TableName": self._table,
                            "Key": key,
                            "UpdateExpression": "SET settings = :settings, version = :version",
                            "ConditionExpression": condition,
                            "ExpressionAttributeValues": attributes_of(
                                {f":{k}": v for k, v in values.items()} | numbers
                            ),
                        }
                    },
                    {
                        "Put": {
                            "TableName": self._table,
                            "Item": item_of(kept),
                            "ConditionExpression": "attribute_not_exists(pk)",
                        }
                    },
                    {"Put": look_at_once(self._table, account.id)},
                    *also,
                    *([tells(before + 1)] if tells else ()),
                ]
            )
        except self._dynamodb.exceptions.TransactionCanceledException as error:
            if on is None:
                raise
            raise SavedMeanwhile(f"version {on} was changed by somebody else, too") from error
        self._known.pop(account.id, None)
        self._served = None
        self._named = None
        return before + 1


@lru_cache(maxsize=64)
def _settings(stored: str) -> Account:
    # What was stored was checked then; a rule that has become stricter must not make it unreadable. Read anew every
    # half minute, it is nearly always the same text as before. A setting that only a newer release knows is no reason
    # to serve nobody; it is refused where a person saves it.
    account = Account.model_validate_json(stored, context={"stored": True}, extra="ignore")
    return replace(account, hours=within_reach(account.hours))


def _read(row: dict[str, Any]) -> Account:
    try:
        account = _settings(row["settings"])
        incidents = _INCIDENTS.validate_json(row.get("incidents", "[]"), context={"stored": True}, extra="ignore")
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


def _before(row: dict[str, Any]) -> Account | None:
    try:
        return _read(row)
    except UnreadableSettings:
        return None


def _username(row: dict[str, Any]) -> str:
    """The username in settings that cannot be read as a whole."""
    try:
        found = json.loads(row["settings"])["username"]
    except (ValueError, KeyError, TypeError):
        return ""
    return found.lower() if isinstance(found, str) else ""
