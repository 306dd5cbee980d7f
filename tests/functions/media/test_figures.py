"""How large a file may be, and for how long it is tried, by hand."""

from datetime import timedelta
from typing import Any

from tests.functions.conftest import World
from tests.functions.figures import figures

HOUR = timedelta(hours=1)
AGREED: dict[str, dict[str, Any]] = {
    "fetching": {"_LARGEST_PICTURE": 15_000_000, "_LARGEST": 60_000_000},
    "handler": {"_PATIENCE": HOUR},
}


def test_the_function_has_the_figures_that_were_agreed(world: World):
    world.handler("media")
    assert figures("media", AGREED) == AGREED
