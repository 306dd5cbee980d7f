"""A saved search for the tests of what is watched."""

from datetime import UTC, datetime

from care.model.watch import SavedSearch

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SEARCH = SavedSearch(
    search_id="0" * 12,
    account_id="1",
    name="bambas",
    query="bambas",
    made_at=NOW,
    made_by="sara",
    changed_at=NOW,
    number=1,
)
