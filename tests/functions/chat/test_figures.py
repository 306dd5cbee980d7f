"""How long is waited before X is asked again, by hand."""

from datetime import timedelta
from typing import Any

from tests.functions.conftest import World
from tests.functions.figures import figures

MINUTE = timedelta(minutes=1)
AGREED: dict[str, dict[str, Any]] = {
    "handler": {"_SHOWN_FOR": 15},
    "opening": {"_ASKED_AGAIN_AFTER": MINUTE, "_KEYS_ASKED_AGAIN_AFTER": 50 * MINUTE, "_WAITS_FOR_X": 5 * MINUTE},
    "showing": {"_SEALED_MORE": 1_000_000},
}


def test_the_function_has_the_figures_that_were_agreed(world: World):
    world.handler("chat")
    assert figures("chat", AGREED) == AGREED
