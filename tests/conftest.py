"""What holds for every test: how long an example takes on this machine today decides nothing.

And what must not be torn apart where several processes share the tests (`make test`): what one process sets up at a
price, and others would set up again, goes to one process whole. Every other test goes to whoever is free.
"""

from pathlib import PurePosixPath

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")

# One run of the whole stack, on one port and with one clock, for all tests that look at it.
_LOCAL_RUN = "the local run"
# Each is a stack or a browser of its own. Two stacks at once are slower than their tests wait: they share a process.
_APART = {"test_faults", "test_hours_page_in_chromium", "test_again"}


class Groups(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Tests of one group go to one process. By path, because xdist's own marks do not reach pytest 9.2's ids."""

    def _split_scope(self, nodeid: str) -> str:
        return _group(PurePosixPath(nodeid.partition("::")[0])) or nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Groups:
    return Groups(config, log)


def _group(file: PurePosixPath) -> str:
    match file.parts:
        case ("tests", "local" | "deployed", name) if file.stem in _APART:
            return name
        case ("tests", "deployed", "test_rights.py"):
            return _LOCAL_RUN
        case ("tests", "local", "x", _):
            return ""  # the simulated X alone
        case ("tests", "local", *_):
            return _LOCAL_RUN
        case ("tests", "deployed" | "infra" as folder, *_):
            return folder  # bundles that are built once; the CDK, which starts Node
    return ""
