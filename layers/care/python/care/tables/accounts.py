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

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Literal

from care.aws import TransactWrite
from care.instants import utc_text
from care.model.account import Account
from care.model.incident import Incident
from care.model.limits import refuse_unusable
from care.model.outcomes import Outcomes, wire_of
from care.model.teaching import InUse
from care.tables.account_reads import INCIDENTS, AccountReads, Saving, UnknownAccount, UnreadableSettings, read
from care.tables.agenda import look_at_once, look_at_planned
from care.tables.attributes import attributes_of, contended, item_of, values_of

_UNSAID = Saving()
_TRIES = 5


class SettingsContended(RuntimeError):
    """Others change the same at this moment; try again."""


class SavedMeanwhile(RuntimeError):
    """Somebody else stored a version while this one was being made."""


class Accounts(AccountReads):
    """The table with what changes it: versions of settings, incidents, pauses, notices."""

    def notice(self, account_id: str, at: datetime, text: str, why: Outcomes = ()) -> None:
        """Leave a notice for the supervisor; `why` is put into words where it is read."""
        key = {"pk": f"ACCOUNT#{account_id}", "sk": f"NOTICE#{utc_text(at)}"}
        row = {**key, "text": text, "at": utc_text(at), "why": [wire_of(one) for one in why] or None}
        self._dynamodb.put_item(TableName=self._table, Item=item_of(row))

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
            values = {":incidents": INCIDENTS.dump_json(tuple(change(read(row)))).decode()}
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

    def put(
        self,
        account: Account,
        saving: Saving = _UNSAID,
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


def _before(row: dict[str, Any]) -> Account | None:
    try:
        return read(row)
    except UnreadableSettings:
        return None
