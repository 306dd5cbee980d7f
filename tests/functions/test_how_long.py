"""How long each kind of row is kept, as it was agreed: nothing goes sooner, and nothing personal stays longer.

The table is written by hand, from docs/security.md and the rules: no constant of the code is its source.
"""

import re
from datetime import UTC, datetime, timedelta

from tests.functions.conftest import NIGHT, World
from tests.functions.neighbour import others
from tests.functions.test_erasure import planted  # noqa: F401  the scene with a row of each kind

# Days after it was written; None for what has no end of its own: settings, and what goes with something else.
KEPT = {
    # What customers wrote, and what is known of them: thirteen months.
    ("conversations", "CASE", "CASE"): 395,
    ("conversations", "CASE", "LIST"): 395,
    ("conversations", "CASE", "MSG"): 395,
    ("conversations", "CASE", "WORDS"): 395,
    ("conversations", "FIND", "…"): 395,
    ("conversations", "CUSTOMER", "CASE"): 395,
    ("conversations", "CUSTOMER", "CUSTOMER"): 395,
    ("conversations", "X", "REF"): 395,
    ("conversations", "LABELS", "…"): 395,
    ("conversations", "MEDIA", "…"): 395,
    ("conversations", "CHAT", "KEY"): 395,
    ("conversations", "CHAT", "TALK"): 395,
    ("accounts", "GIFTS", "GIFT"): 395,
    # That an event was applied: longer than X delivers it again and than a dead-letter queue keeps it.
    ("conversations", "CUSTOMER", "EVENT"): 30,
    # Strangers' posts: those around a case a month, found ones a week.
    ("conversations", "CONTEXT", "POST"): 30,
    ("conversations", "CONTEXTS", "…"): 30,
    ("conversations", "FOUND", "NEW"): 7,
    ("conversations", "FOUNDBY", "…"): 7,
    ("conversations", "FOUNDPOST", "AT"): 7,
    # Counts, until a month is summed up for good; dollars, until a year later.
    ("conversations", "COUNTS", "…"): 40,
    ("accounts", "GIFTS", "DAY"): 40,
    ("accounts", "GIFTS", "CUSTOMER"): 455,
    ("outbox", "SPENT", "CASE"): 400,
    ("outbox", "SPENT", "PURPOSE"): 400,
    ("outbox", "SPENT", "TOTAL"): 400,
    # What was to be sent: as long as a queue keeps that it was, to know its echo.
    ("outbox", "…", "ITEM"): 14,
    ("outbox", "…", "READY"): None,  # goes with its item's end
    ("accounts", "ACCOUNTS", "…"): None,
    ("accounts", "ACCOUNT", "VERSION"): None,
    ("accounts", "COURTESY", "…"): None,
    ("accounts", "CODES", "SPENT"): None,  # hashes of codes, so that none is given twice
    ("accounts", "GIFTS", "LOADS"): None,
    ("accounts", "GIFTS", "POOL"): None,
}
# Written by the scene itself, as an earlier release would have, without an end.
BY_HAND = {("accounts", "ACCOUNT", "TAUGHT")}
NAMED = re.compile(r"[A-Z]{2,}$")


def kind(table: str, pk: str, sk: str) -> tuple[str, str, str]:
    """A row's table and the fixed beginnings of its keys; `…` where a name or an id stands."""
    first, second = pk.split("#", maxsplit=1)[0], re.split("[#:]", sk)[0]
    names = {one[1:] for one in KEPT} | {one[1:] for one in BY_HAND}
    for known in ((first, second), (first, "…"), ("…", second)):
        if known in names and NAMED.match(first if known[0] != "…" else second):
            return table, *known
    return table, first, second


def days_of(world: World) -> dict[tuple[str, str, str], set[float | None]]:
    found: dict[tuple[str, str, str], set[float | None]] = {}
    for table in ("conversations", "outbox", "accounts"):
        for row in others(world.dynamodb.scan(TableName=table)["Items"]):
            end = row.get("expires_at", {}).get("N")
            days = None if end is None else (datetime.fromtimestamp(int(end), UTC) - NIGHT) / timedelta(days=1)
            found.setdefault(kind(table, row["pk"]["S"], row["sk"]["S"]), set()).add(days)
    return found


def test_each_kind_of_row_is_kept_as_long_as_was_agreed_and_no_longer(planted: World):  # noqa: F811  the fixture
    found = {name: days for name, days in days_of(planted).items() if name not in BY_HAND}
    assert found.keys() == KEPT.keys()
    # The scene writes at night, and a day later.
    wrong = {name: days for name, days in found.items() if not all(_is_agreed(KEPT[name], one) for one in days)}
    assert wrong == {}


def _is_agreed(kept: int | None, days: float | None) -> bool:
    return days is None if kept is None else days is not None and kept <= days <= kept + 1
