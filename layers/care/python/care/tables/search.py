"""Reading the index of the search: pages of cases, at a cost that does not grow with their number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from care.aws import DynamoDBClient
from care.search import Asked
from care.tables.attributes import Item, attributes_of, readable
from care.tables.batch_reads import items_at
from care.tables.queue_rows import Row
from care.tables.search_index import Place, age_of, partition_of, word_key

PAGE = 20
_READ = 300  # rows of a word that are read at once
_ROWS = 100  # cases that are looked at together: filters may pass over most


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
    tag: str = ""
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
        return all(wanted in ("", there) for wanted, there in pairs) and self.tag in ("", *row.tags)

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
    """What was read of one word; with `more` there is more of it, with `cut` more words that begin so."""

    word: str
    places: set[Place]
    more: bool
    begins: bool
    cut: bool


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
        found = []
        for one in words:
            found.append(self._of_word(sought, one, begins=begins and one == words[-1]))
            if not found[-1].places:
                return SearchPage()
        partial = any(one.cut for one in found)
        driver = min(found, key=lambda one: (one.more, one.begins, len(one.places)))
        left = sorted(place for place in driver.places if sought.spans(place))
        end = max(driver.places).text if driver.more and not driver.begins else ""
        for other in found:
            if other is not driver:
                left = self._having(sought.account_id, left, other)
        return self._page(sought, left, end, partial=partial)

    def _page(self, sought: Sought, places: Sequence[Place], end: str, *, partial: bool) -> SearchPage:
        rows: list[Found] = []
        for start in range(0, len(places), _ROWS):
            some = places[start : start + _ROWS]
            there = {row.case_id: row for row in self._rows(some)}
            for at, place in enumerate(some, start + 1):
                row = there.get(place.case_id)
                if row is None or not sought.takes(row):
                    continue
                rows.append(Found(row, place))
                if len(rows) == PAGE:
                    return SearchPage(tuple(rows), place.text if at < len(places) else end, partial)
        return SearchPage(tuple(rows), end, partial)

    def _of_word(self, sought: Sought, word: str, *, begins: bool) -> _OfWord:
        """The newest places of a word, from where the page begins; of a beginning also those of longer words."""
        low = f"{word}#{sought.after}"
        high = f"{word}\U0010ffff" if begins else f"{word}#~"
        if sought.until is not None:
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
        more = "LastEvaluatedKey" in found
        # Where the word alone fills what is read, it is read on as a whole one; longer ones are not looked at.
        alone = more and begins and found["Items"][-1]["sk"]["S"].startswith(f"{word}#")
        return _OfWord(word, set(map(_place, found["Items"])), more, begins and not alone, cut=begins and more)

    def _having(self, account_id: str, places: list[Place], other: _OfWord) -> list[Place]:
        """Those of some places that have another word, too."""
        if not other.more or other.begins:
            return [place for place in places if place in other.places]
        keys = [attributes_of(word_key(account_id, other.word, one)) for one in places if one not in other.places]
        had = {_place(item) for item in items_at(self._dynamodb, self._table, keys, "sk")} | other.places
        return [place for place in places if place in had]

    def _rows(self, places: Sequence[Place]) -> Iterator[Row]:
        keys = [attributes_of({"pk": f"CASE#{one.case_id}", "sk": "CASE"}) for one in places]
        for values in readable(items_at(self._dynamodb, self._table, keys, "row", "format")):
            yield Row.model_validate(values["row"])


def _place(item: Item) -> Place:
    _, age, case_id = item["sk"]["S"].split("#")
    return Place(age, case_id)
