"""A slice of `make faults` (docs/faults.md): what the program does at length, once, with few customers."""

from tests.faults.__main__ import CLOSED, told_of
from tests.faults.load import Load
from tests.faults.scenarios import SCENARIOS
from tests.faults.stand import Stand
from tests.local.conftest import preferred_port
from tests.local.running import ROOT


def test_a_publisher_that_dies_in_a_dm_of_which_x_tells_nobody_loses_nothing_and_sends_nothing_twice():
    directory = ROOT / ".local" / "tests-faults"
    directory.mkdir(parents=True, exist_ok=True)
    with Stand(preferred_port(1), directory, CLOSED, visibility=5) as stand:
        told = told_of(stand, SCENARIOS["publisher"], Load(stand, "c", seed=1, customers=6, seconds=3))
    assert told.found.faults == []
    assert told.found.messages >= 7
