"""What holds for every test: how long an example takes on this machine today decides nothing.

And what must not be torn apart where several processes share the tests (`make test`): what one process sets up at a
price, and others would set up again, goes to one process whole. Every other test goes to whoever is free.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")

_TESTS = Path(__file__).parent
# One run of the whole stack, on one port and with one clock, for all tests that look at it.
_LOCAL_RUN = "the local run"
# Each is a stack or a browser of its own.
_APART = {"test_faults", "test_hours_page_in_chromium", "test_rights", "test_again"}


# Before xdist reads the groups.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if group := _group(item.path.relative_to(_TESTS)):
            item.add_marker(pytest.mark.xdist_group(group))


def _group(file: Path) -> str:
    match file.parts:
        case ("local" | "deployed", name) if file.stem in _APART:
            return name
        case ("local", "x", _):
            return ""  # the simulated X alone
        case ("local", *_):
            return _LOCAL_RUN
        case ("deployed" | "infra" as folder, *_):
            return folder  # bundles that are built once; the CDK, which starts Node
    return ""
