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
# A test that is skipped proves nothing: for these reasons one may be, and for no other.
_MAY_BE_SKIPPED = (
    "X's whole description is not at hand",  # it is not ours to ship; the parts that are needed are
    "no conformance vectors of twitter-text",  # the same
    "the package index cannot be reached",  # official clients come from there
    "no browser",  # the machine has none, and may not have one installed
)
_skipped: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and isinstance(report.longrepr, tuple):
        reason = str(report.longrepr[2]).removeprefix("Skipped: ")
        if not reason.startswith(_MAY_BE_SKIPPED):
            _skipped.add(f"{report.nodeid}: {reason}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if _skipped and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for one in sorted(_skipped):
        terminalreporter.write_line(f"skipped for a reason that stands on no list (tests/conftest.py): {one}", red=True)


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
        case ("tests", "local", "outside", _):
            return "outside"
        case ("tests", "local", *_):
            return _LOCAL_RUN
        case ("tests", "deployed" | "infra" as folder, *_):
            return folder  # bundles that are built once; the CDK, which starts Node
    return ""
