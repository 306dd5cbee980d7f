"""One local run for all tests of this folder: customers are new in each test, and the clock only moves forward."""

import socket
from collections.abc import Iterator

import pytest
from tests.local.running import ROOT, Running


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def x(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    directory = ROOT / ".local" / "tests"
    directory.mkdir(parents=True, exist_ok=True)
    # One port keeps the synthesized stack of the last time; a taken one is no reason to fail.
    port = 8409
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            port = free_port()
    running = Running(port, directory, "--now", "2026-11-21T18:30:00+01:00")
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.end()
