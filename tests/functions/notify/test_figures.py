"""What goes on the bus at once, how long a message is held back, how much of an answer is read, by hand."""

from typing import Any

from tests.functions.conftest import World
from tests.functions.figures import figures

AGREED: dict[str, dict[str, Any]] = {
    "fan_out": {"_BATCH": 10, "_LONGEST_DELAY": 900},
    "handing_over": {"_READ": 16_384, "_PREFIX": "hand-over:"},
    "posting": {"SECONDS": 10},
}


def test_the_function_has_the_figures_that_were_agreed(world: World):
    world.handler("notify")
    assert figures("notify", AGREED) == AGREED
