"""From where a saved search begins to read."""

from datetime import timedelta

import pytest
from tests.unit.watch.making import NOW, SEARCH

from care.model.snowflake import id_at
from care.model.watch import SearchSeen
from care.watch.asking import begun, failed


@pytest.mark.parametrize("days", [1, 3, 5])
def test_what_was_said_since_a_search_began_is_found_however_long_x_does_not_answer(days):
    seen = begun(SEARCH, SearchSeen(), NOW)
    later = NOW
    while later < NOW + timedelta(days=days):
        seen = failed(SEARCH, seen, None, later)
        later += timedelta(hours=3)
        seen = begun(SEARCH, seen, later)
    assert seen.progress is not None
    assert int(seen.progress.since) <= int(id_at(NOW - timedelta(days=1)))


def test_it_goes_back_no_further_than_x_shows():
    seen = begun(SEARCH, begun(SEARCH, SearchSeen(), NOW), NOW + timedelta(days=30))
    assert seen.progress is not None
    assert int(seen.progress.since) >= int(id_at(NOW + timedelta(days=22)))
