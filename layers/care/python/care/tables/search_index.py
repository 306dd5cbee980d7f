"""The index of the search, in the conversations table: each word that is found, once for each case.

| what | pk | sk |
|---|---|---|
| a word of a case | `FIND#<account>#<its first two letters>` | `<word>#<age>#<case>` |
| the words of a case | `CASE#<case>` | `WORDS` |

`age` falls as instants rise, so that the newest case of a word comes first, and a question for all words that begin in
the same way reads one partition. The second row says what the index holds of a case: what is there is not written
again, and an erasure finds it all. Both go by their TTL like the case's messages. One writer: `cases`.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Self

from care.aws import DynamoDBClient
from care.environment import RETENTION_DAYS
from care.tables.attributes import attributes_of, expires, item_of, values_of

MOST_OF_CASE = 1500  # words of a case: with them the row that lists them stays far below what an item may hold
_AT_ONCE = 25  # writes of one batch
_TRIES = 4
_END = 10**11  # seconds; before it lies every instant that a case is opened at


class NotWritten(RuntimeError):
    """DynamoDB took a part of the words only, and that several times."""


class Place(NamedTuple):
    """A case in the order of what was found, the newest first."""

    age: str
    case_id: str

    @property
    def opened_at(self) -> datetime:
        """When the case was opened, to the second."""
        return datetime.fromtimestamp(_END - int(self.age), UTC)

    @property
    def text(self) -> str:
        """As a page's end; it sorts as the place does."""
        return f"{self.age}#{self.case_id}"

    @classmethod
    def of(cls, opened_at: datetime, case_id: str) -> Self:
        """The place of a case."""
        return cls(age_of(opened_at), case_id)


def age_of(at: datetime) -> str:
    """How an instant stands in the keys."""
    return f"{_END - int(at.timestamp()):011}"


class SearchIndex:
    """The index, through a low-level DynamoDB client; what is written stays for `kept_days` from then on."""

    def __init__(self, dynamodb: DynamoDBClient, table: str, kept_days: int = RETENTION_DAYS) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._kept = timedelta(days=kept_days)

    def add(self, account_id: str, place: Place, words: Iterable[str], now: datetime, *, is_new: bool) -> None:
        """Have a case found by these words, too. What a case of its words has no room for is left out."""
        known = [] if is_new else self.words(place.case_id)
        new = sorted(set(words) - set(known))[: max(0, MOST_OF_CASE - len(known))]
        if not new:
            return
        until = {"expires_at": expires(now, self._kept)}
        # The list first: what it names and is not there yet is found by no one, and what is there is always erased.
        self._keep(place, [*known, *new], now)
        self._write({"PutRequest": {"Item": item_of({**word_key(account_id, one, place), **until})}} for one in new)

    def replace(self, account_id: str, place: Place, words: Iterable[str], now: datetime) -> None:
        """Have a case found by these words alone: something that was said in it has changed or is gone."""
        known, wanted = set(self.words(place.case_id)), set(words)
        self._drop(account_id, place, known - wanted)
        if known - wanted:
            self._keep(place, sorted(known & wanted), now)
        self.add(account_id, place, wanted, now, is_new=False)

    def forget(self, account_id: str, case_id: str) -> None:
        """Have a case found by nothing."""
        if row := self._row(case_id):
            self._drop(account_id, Place(row["age"], case_id), row["words"])
            self._dynamodb.delete_item(TableName=self._table, Key=_words_key(case_id))

    def words(self, case_id: str) -> list[str]:
        """The words by which a case is found."""
        row = self._row(case_id)
        return list(row["words"]) if row else []

    def _row(self, case_id: str) -> dict[str, Any] | None:
        found = self._dynamodb.get_item(TableName=self._table, Key=_words_key(case_id), ConsistentRead=True)
        return values_of(found["Item"]) if "Item" in found else None

    def _keep(self, place: Place, words: Sequence[str], now: datetime) -> None:
        row = {"pk": f"CASE#{place.case_id}", "sk": "WORDS", "age": place.age, "words": list(words)}
        kept = item_of({**row, "expires_at": expires(now, self._kept)})
        self._dynamodb.put_item(TableName=self._table, Item=kept)

    def _drop(self, account_id: str, place: Place, words: Iterable[str]) -> None:
        self._write({"DeleteRequest": {"Key": attributes_of(word_key(account_id, one, place))}} for one in words)

    def _write(self, requests: Iterable[dict[str, Any]]) -> None:
        left: list[Any] = list(requests)
        tries = 0
        while left:
            some, rest = left[:_AT_ONCE], left[_AT_ONCE:]
            found = self._dynamodb.batch_write_item(RequestItems={self._table: some})
            refused = list(found.get("UnprocessedItems", {}).get(self._table, ()))
            tries = tries + 1 if refused else 0
            if tries == _TRIES:
                raise NotWritten(f"{len(refused) + len(rest)} words of a case")
            left = [*refused, *rest]


def partition_of(account_id: str, word: str) -> str:
    """Where all words that begin with the same two letters lie."""
    return f"FIND#{account_id}#{word[:2]}"


def word_key(account_id: str, word: str, place: Place) -> dict[str, str]:
    """The key of a word of a case."""
    return {"pk": partition_of(account_id, word), "sk": f"{word}#{place.age}#{place.case_id}"}


def _words_key(case_id: str) -> Any:
    return attributes_of({"pk": f"CASE#{case_id}", "sk": "WORDS"})
