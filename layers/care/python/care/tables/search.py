"""Reading the index of the search: pages of cases, at a cost that does not grow with their number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from care.aws import DynamoDBClient
from care.model.formats import NewerFormat
from care.search import Asked
from care.tables.attributes import attributes_of, values_of
from care.tables.queue_rows import Row
from care.tables.search_index import Place, age_of, partition_of, word_key

PAGE = 20
_READ = 300  # rows of a word that are read at once
_ASKED_AT_ONCE = 100  # items of one read
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for in one account; what is empty is not asked for.

    `since` and `until` bound when a case was opened, the end excluded. `after` is where a page begins.
    """

    account_id: str
    asked: Asked
    state: str = ""
    assignee: str = ""
    topic: str = ""
    language: str = ""
    channel: str = ""
    since: datetime | None = None
    until: datetime | None = None
    after: str = ""

    def takes(self, row: Row) -> bool:
        """True for a case that passes the filters."""
        pairs = (
            (self.state, row.state),
            (self.assignee, row.assignee),
            (self.topic, row.topic),
            (self.language, row.language),
            (self.channel, row.channel),
        )
        return all(wanted in ("", there) for wanted, there in pairs)

    def spans(self, place: Place) -> bool:
        """True for a case that was opened within the bounds, and comes after the last page."""
        if self.after and place.text <= self.after:
            return False
        opened = place.opened_at
        return (self.since is None or opened >= self.since) and (self.until is None or opened < self.until)


class Found(NamedTuple):
    """A case and its place."""

    row: Row
    place: Place


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Cases that were found, the newest first; `after` is where the next page begins, empty at the end.

    With `partial` more words begin like the last one than were looked at.
    """

    found: tuple[Found, ...] = ()
    after: str = ""
    partial: bool = False


class _OfWord(NamedTuple):
    """What was read of one word; with `more` there is more of it."""

    word: str
    places: set[Place]
    more: bool
    begins: bool


class Search:
    """The index of the conversations table, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def find(self, sought: Sought) -> SearchPage:
        """One page of what is found. However many cases there are, a page reads at most 300 rows for each word.

        A word that more cases have is not read on: of those that the other words leave, each is asked for by its key.
        """
        words, begins = sought.asked
        if not words:
            return SearchPage()
        found = [self._of_word(sought, one, begins=begins and one == words[-1]) for one in words]
        if not all(one.places for one in found):
            return SearchPage()
        partial = any(one.more and one.begins for one in found)
        driver = min(found, key=lambda one: (one.more, one.begins, len(one.places)))
        left = sorted(place for place in driver.places if sought.spans(place))
        end = max(driver.places).text if driver.more and not driver.begins else ""
        for other in found:
            if other is not driver:
                left = self._having(sought.account_id, left, other)
        return self._page(sought, left, end, partial=partial)

    def _page(self, sought: Sought, places: Sequence[Place], end: str, *, partial: bool) -> SearchPage:
        rows: list[Found] = []
        for start in range(0, len(places), _ASKED_AT_ONCE):
            some = places[start : start + _ASKED_AT_ONCE]
            keys = [attributes_of({"pk": f"CASE#{one.case_id}", "sk": "CASE"}) for one in some]
            there = {row.case_id: row for row in self._rows(keys)}
            for at, place in enumerate(some, start + 1):
                row = there.get(place.case_id)
                if row is None or not sought.takes(row):
                    continue
                rows.append(Found(row, place))
                if len(rows) == PAGE:
                    return SearchPage(tuple(rows), place.text if at < len(places) else end, partial)
        return SearchPage(tuple(rows), end, partial)

    def _of_word(self, sought: Sought, word: str, *, begins: bool) -> _OfWord:
        """The newest places of a word, from where the page begins; of a beginning those that come first."""
        bound = f"#{sought.after}" if sought.after and not begins else "#"
        low = word if begins else f"{word}{bound}"
        high = f"{word}\U0010ffff" if begins else f"{word}#~"
        if not begins and sought.until is not None:
            # Nothing that was opened later is read.
            low = max(low, f"{word}#{age_of(sought.until)}")
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :low AND :high",
            ExpressionAttributeValues=attributes_of(
                {":pk": partition_of(sought.account_id, word), ":low": low, ":high": high}
            ),
            Limit=_READ,
        )
        keys = [item["sk"]["S"].split("#") for item in found["Items"]]
        return _OfWord(word, {Place(age, case) for _, age, case in keys}, "LastEvaluatedKey" in found, begins)

    def _having(self, account_id: str, places: list[Place], other: _OfWord) -> list[Place]:
        """Those of some places that have another word, too."""
        if not other.more or other.begins:
            return [place for place in places if place in other.places]
        had = set(other.places)
        asked = [place for place in places if place not in had]
        for start in range(0, len(asked), _ASKED_AT_ONCE):
            keys = [
                attributes_of(word_key(account_id, other.word, place))
                for place in asked[start : start + _ASKED_AT_ONCE]
            ]
            for item in self._items(keys, "pk, sk"):
                _, age, case = item["sk"]["S"].split("#")
                had.add(Place(age, case))
        return [place for place in places if place in had]

    def _rows(self, keys: Sequence[Any]) -> Iterator[Row]:
        for item in self._items(keys, "#row, #format", {"#row": "row", "#format": "format"}):
            try:
                yield Row.model_validate(values_of(item)["row"])
            except NewerFormat:
                continue  # found again when that release is back

    def _items(
        self, keys: Sequence[Any], projection: str, names: Mapping[str, str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Those of some items that are there; what AWS does not answer in four tries is told as not there."""
        how: dict[str, Any] = {"ProjectionExpression": projection}
        if names:
            how["ExpressionAttributeNames"] = dict(names)
        left: Any = {self._table: {"Keys": list(keys), **how}} if keys else {}
        for _ in range(_TRIES):
            if not left:
                return
            found = self._dynamodb.batch_get_item(RequestItems=left)
            yield from found["Responses"].get(self._table, ())
            left = found.get("UnprocessedKeys")
