"""The figures of the stores as they were agreed: pages, tries, leases, and what AWS takes at once.

Written by hand. Whoever changes one says here why that hurts nobody.
"""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

FIGURES: dict[str, dict[str, Any]] = {
    # How old what a function trusts may be, in seconds of the machine's clock: an account's settings half a minute.
    "account_reads": {"_KEPT": 30},
    "grants": {"_KEPT": 30},
    "subscribers": {"_KEPT": 30, "_MOST_KEPT": 500, "MOST": 20},
    "people": {"_KEPT": 15, "_LONGEST_ID": 200, "_TRIES": 5},
    "tags": {"_KEPT": 15, "_MOST_KEPT": 500, "_LOOKED_AT": 1000, "_MOST": 200, "_OFFERED": 90 * DAY},
    "here": {"_KEPT": 15, "_MOST_KEPT": 2000, "_WRITTEN_EVERY": 60, "LASTS": 3 * MINUTE},
    "presence": {"LASTS": 20 * SECOND},
    # What DynamoDB takes at once: 100 keys, 25 writes of a batch, 100 of a transaction.
    "batch_reads": {"_AT_ONCE": 100, "_TRIES": 4},
    "search_index": {"_AT_ONCE": 25, "_TRIES": 4, "MOST_OF_CASE": 1500, "_END": 100_000_000_000},
    "gift_pools": {"_AT_ONCE": 25},
    "gift_rows": {"IN_BUNDLE": 125, "DAYS_KEPT": 40 * DAY},
    "gifts": {"_TRIES": 12, "_NEAR": 3, "_LONGER": 60 * DAY},
    # Whoever writes at the same moment as others tries so often.
    "accounts": {"_TRIES": 5},
    "budget": {"_TRIES": 10, "_LOOKS_AGAIN": 4 * MINUTE, "_KEPT_LIMITS": 3 * DAY, "_APP_RESERVE": 0.1},
    "spending": {"_TRIES": 10, "_KEPT_MONTHS": 400 * DAY},
    # Pages, and how far is looked.
    "queue": {"PAGE": 50, "_LOOKED_AT": 500, "MOST_COUNTED": 1000},
    "search": {"PAGE": 20, "_READ": 300, "_ROWS": 100},
    "finds": {"PAGE": 50, "_COUNTED": 100, "KEPT": 7 * DAY},
    "audit": {"PAGE": 50, "_ROWS": 200, "_LOOKED_AT": 1000},
    "customer_lists": {"MOST_LISTED": 5000},
    "erasures": {"MOST": 50},
    "kill_switch": {"MOST_LISTED": 1000, "_KEPT": 30 * DAY},
    "matters": {"_MOST": 100},
    "outbox_reads": {"_FIRST_OF_LANE": 5},
    "outbox_keys": {"NO_LANE": 6, "KEPT": 14 * DAY, "_KEPT_OWN": 400 * DAY},
    "own_posts": {"MOST_OPEN": 300, "_KEPT": 400 * DAY},
    "sessions": {"_MOST_SESSIONS": 50},
    "spam": {"SEVERAL": 3, "_SHOWN": 1000},
    "spreads": {"_KEPT": 30 * DAY, "_WATCHED": 2 * DAY + HOUR},
    "teaching": {"_MONTHS": 6, "_DAYS": 14, "MOST_LEFT": 150},
    # A conversation with more keys than an honest one has is not kept whole, nor a key that is no key.
    "chats": {"_MOST_KEYS": 40, "_LONGEST_KEY": 20_000, "_MOST_SHUT": 100, "_MOST_CUSTOMERS": 500},
    # Whoever dies in a try has it tried again two minutes later; what is lost for half an hour is found by `hours`.
    "deliveries": {
        "_LEASE": 2 * MINUTE,
        "_LOST": 30 * MINUTE,
        "_MOST_HELD": 200,
        "_MOST_LOOKED_AT": 1000,
        "_MOST_TOLD_AGAIN": 10_000,
    },
    "drafts": {"MOST": 10_000, "_KEPT": 7 * DAY},
    "fanout": {"_KEPT": 30 * DAY, "_ONCE_MORE": 90 * SECOND},
    # How `due` is split, in the table and in what `hours` reads: one without the other leaves cases undone.
    "case_writes": {"SHARDS": 4, "_LATELY": DAY},
    "gates": {"SHARDS": 4},
    # That an event was applied, longer than X replays (a day) and than a dead-letter queue keeps it (14 days).
    "conversations": {"_APPLIED_KEPT": 30 * DAY},
    "joining": {"_IN_PART": 2},
    "media": {"UNSENT_DAYS": 7, "_UNSENT_ROW": 10 * DAY},
    # An item of DynamoDB takes 400 KB.
    "message_writes": {"_MOST_VERSIONS": 20, "_MOST_OF_VERSIONS": 150_000},
    "reports": {"_KEPT_COUNTS": 40 * DAY},
    "wakes": {"_LONGEST": 900},  # seconds: SQS holds no message back for longer
}


@pytest.mark.parametrize("module", FIGURES)
def test_a_store_has_the_figures_that_were_agreed(module: str):
    there = vars(import_module(f"care.tables.{module}"))
    assert {name: there[name] for name in FIGURES[module]} == FIGURES[module]
