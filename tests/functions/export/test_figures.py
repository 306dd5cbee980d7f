"""How many days are written again, and when a night is too short to learn, by hand."""

from typing import Any

from tests.functions.conftest import World
from tests.functions.figures import figures

AGREED: dict[str, dict[str, Any]] = {
    "handler": {"_AGAIN": 2, "_ENOUGH_TO_LEARN": 60_000},
}


def test_the_function_has_the_figures_that_were_agreed(world: World):
    world.handler("export")
    assert figures("export", AGREED) == AGREED
