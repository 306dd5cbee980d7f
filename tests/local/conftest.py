"""One local run for all tests of this folder: customers are new in each test, and the clock only moves forward."""

import socket
from collections.abc import Iterator
from zlib import crc32

import pytest
from tests.local.running import ROOT, Running


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def preferred_port(number: int) -> int:
    """The same port each time, so that the synthesized stack of the last time is kept; another if it is taken.

    Another checkout on this machine, whose tests run at the same time, has other ones.
    """
    port = 12_000 + crc32(str(ROOT).encode()) % 1_000 * 10 + number
    with socket.socket() as probe:
        return free_port() if probe.connect_ex(("127.0.0.1", port)) == 0 else port


@pytest.fixture(scope="session")
def x(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    directory = ROOT / ".local" / "tests"
    directory.mkdir(parents=True, exist_ok=True)
    running = Running(preferred_port(9), directory, "--client-secret", "--now", "2026-11-21T18:30:00+01:00")
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.end()
