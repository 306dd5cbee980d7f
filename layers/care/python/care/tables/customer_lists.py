"""The customers on a list of the desk, each once, for people who work with them elsewhere."""

from collections.abc import Iterable
from typing import Final, Literal, TextIO

from care import spreadsheets
from care.tables.queue import Queue, Wanted
from care.tables.queue_rows import Row

COLUMNS: Final = (
    "customer_id",
    "username",
    "name",
    "followers",
    "language",
    "topic",
    "state",
    "channel",
    "last_at",
    "case_id",
)
MOST_LISTED = 5000
"""Cases that one list looks at, at most."""


type PeopleList = Literal["influencers", "leads", "journalists", "partners"]


def everybody(queue: Queue, account_id: str, view: PeopleList) -> tuple[list[Row], bool]:
    """The most urgent case of each customer on the list, and whether the whole list was looked at.

    Read page by page from the list's own keys; it holds cases that are open or waiting and in sight.
    """
    rows: dict[str, Row] = {}
    after, looked = "", 0
    while looked < MOST_LISTED:
        page = queue.page(Wanted(account_id, view, after=after))
        for row in page.rows:
            rows.setdefault(row.customer_id, row)
        looked, after = looked + len(page.rows), page.after
        if not after:
            return list(rows.values()), True
    return list(rows.values()), False


def write(rows: Iterable[Row], to: TextIO, delimiter: str) -> None:
    """The rows as a table with its names on top; what customers chose is no formula in it."""
    values = (row.model_dump(mode="json", include=set(COLUMNS)) for row in rows)
    spreadsheets.write(to, COLUMNS, ([one[name] for name in COLUMNS] for one in values), delimiter)
