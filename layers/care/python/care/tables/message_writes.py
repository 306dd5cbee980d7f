"""What a decision writes of messages: kept, opened after all, edited, reacted to, gone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.aws import TransactWrite
from care.instants import utc_text
from care.model.case import Case
from care.model.stored_message import StoredMessage, is_change
from care.tables.attributes import attributes_of, expires, plain
from care.tables.case_writes import CaseWrites

_MOST_VERSIONS = 20  # of one message; X allows five edits of a post and says nothing of chats
_MOST_OF_VERSIONS = 150_000  # bytes: a post may have 25,000 characters, of four bytes each, and an item takes 400 KB


@dataclass(frozen=True, slots=True)
class MessageReference:
    """Where a message of X is kept: its case, its customer, and its sort key there."""

    case_id: str
    customer_id: str
    sort_key: str
    revised_by: str = ""
    """The id of a newer wording that came before this one."""

    @property
    def first_id(self) -> str:
        """X's id by which it is kept: that of its first wording that came, whatever became of it since."""
        return self.sort_key.rpartition("#")[2]


@dataclass(frozen=True, slots=True)
class MessageWrites:
    """Parts of a transaction, with what has to be read for them."""

    writes: CaseWrites
    reference: Callable[[str, str], MessageReference | None]
    """Where a message is kept, by its account and X's id."""
    row: Callable[[str, str], dict[str, Any] | None]
    """A row as it is, by its keys."""

    def of(self, case: Case, messages: Sequence[StoredMessage], now: datetime) -> Iterator[TransactWrite]:
        """What a decision keeps of some messages of a case, and what it changes of those that are kept."""
        for message in messages:
            known = self.reference(case.account_id, message.id)
            if known is not None and is_change(message):
                yield from self._changed(case.account_id, known, message, now)
            elif message.edited_at is not None and message.other_ids:
                continue  # the wording of what is not kept
            elif known is None and message.reacted_at is None and message.edited_at is None:
                sk = f"MSG#{utc_text(message.at)}#{message.id}"
                keep = {"expires_at": expires(now, self.writes.kept)}
                yield self.writes.put({**plain(message), **keep, "pk": f"CASE#{case.case_id}", "sk": sk})
                where = {"case_id": case.case_id, "customer_id": case.customer.customer_id, "sort_key": sk}
                yield self.writes.put({**where, **keep, "pk": f"X#{case.account_id}#{message.id}", "sk": "REF"})
                for one in message.other_ids:
                    # A wording that is still to come is older than this one.
                    row = {**where, **keep, "pk": f"X#{case.account_id}#{one}", "sk": "REF", "revised_by": message.id}
                    yield self.writes.put(row)

    def _changed(
        self, account_id: str, known: MessageReference, message: StoredMessage, now: datetime
    ) -> Iterator[TransactWrite]:
        """What became of a message that is kept: gone, opened after all, edited, or reacted to."""
        if message.reacted_at is not None:
            yield self._set(known, {"reaction": message.reaction})
        elif message.deleted_at is not None:
            gone = {"text": "", "deleted_at": utc_text(message.deleted_at), "versions": [], "media": [], "quotes": ""}
            yield self._set(known, gone)
        elif message.opened_at is not None:
            opened_at = utc_text(message.opened_at)
            told = {
                "text": message.text,
                "purpose": message.purpose,
                "media": plain(message)["media"],
                "encrypted": False,
                "shut": "",
                "opened_at": opened_at,
                "key_unverified": message.key_unverified,
            }
            yield self._set(known, told)
        else:
            yield from self._edited(account_id, known, message, now)

    def _edited(
        self, account_id: str, known: MessageReference, message: StoredMessage, now: datetime
    ) -> Iterator[TransactWrite]:
        """The new wording in the place of the former, which is kept aside, and X's ids of both lead here."""
        row = self.row(f"CASE#{known.case_id}", known.sort_key)
        if row is None or row.get("deleted_at"):
            return  # what is gone stays gone
        edited_at = utc_text(message.edited_at or message.at)
        told: dict[str, Any] = {"text": message.text, "edited_at": edited_at}
        if message.key_unverified:
            told["key_unverified"] = True  # of its earlier wordings it stays true
        if row["text"] != message.text:
            former = {"at": row.get("edited_at") or row["at"], "text": row["text"]}
            told["versions"] = _newest([*row.get("versions", ()), former])
        if message.other_ids:
            others = (*row.get("other_ids", ()), *message.other_ids)
            told["other_ids"] = [one for one in dict.fromkeys(others) if one != row["id"]]
            told |= {"media": plain(message)["media"], "sensitive": message.sensitive, "quotes": message.quotes}
            keep = {"expires_at": expires(now, self.writes.kept)}
            where = {"case_id": known.case_id, "customer_id": known.customer_id, "sort_key": known.sort_key}
            newest = message.newest_id
            for one in told["other_ids"]:
                older = {} if one == newest else {"revised_by": newest}
                yield self.writes.put({**where, **keep, **older, "pk": f"X#{account_id}#{one}", "sk": "REF"})
        yield self._set(known, told)

    def _set(self, known: MessageReference, told: dict[str, Any]) -> TransactWrite:
        return {
            "Update": {
                "TableName": self.writes.table,
                "Key": attributes_of({"pk": f"CASE#{known.case_id}", "sk": known.sort_key}),
                "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in told),
                "ExpressionAttributeNames": {f"#{name}": name for name in told},
                "ExpressionAttributeValues": attributes_of({f":{name}": value for name, value in told.items()}),
            }
        }


def _newest(versions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last wordings of a message, as many as an item has room for beside its present one."""
    kept: list[dict[str, Any]] = []
    room = _MOST_OF_VERSIONS
    for one in reversed(versions[-_MOST_VERSIONS:]):
        room -= len(one["text"].encode())
        if room < 0:
            break
        kept.insert(0, one)
    return kept


def reference_of(row: dict[str, Any]) -> MessageReference:
    """A row of the table, read."""
    return MessageReference(row["case_id"], row["customer_id"], row["sort_key"], row.get("revised_by", ""))
