"""A local run of its own: what these tests do to its account would be in the way of others."""

from collections.abc import Iterator

import pytest
from tests.local.conftest import preferred_port
from tests.local.running import ROOT, Running


@pytest.fixture(scope="session")
def outside() -> Iterator[Running]:
    directory = ROOT / ".local" / "tests-outside"
    directory.mkdir(parents=True, exist_ok=True)
    running = Running(preferred_port(8), directory, "--now", "2026-11-23T10:00:00+01:00")
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.end()
