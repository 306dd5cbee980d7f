"""How long a send waits, how often it is tried, and what of X's word is believed, by hand."""

from datetime import timedelta
from typing import Any

from tests.functions.conftest import World
from tests.functions.figures import figures

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
AGREED: dict[str, dict[str, Any]] = {
    "answers": {
        "AFTER_CREDENTIALS": 15 * MINUTE,
        "_AFTER_LIMITS": MINUTE,
        "_LONGEST_BACK_OFF": 15 * MINUTE,
        "_MOST_FAILURES": 8,
        "_LONGEST_FAILING": 24 * HOUR,
        "_LONGEST_WINDOW": 24 * HOUR + 5 * MINUTE,
        "_WINDOW": 15 * MINUTE,
        "_MOST_RESEALED": 2,
    },
    "delivery": {"_AFTER_NO_KEYS": 2 * MINUTE, "_AFTER_OWN_FAILURE": 15 * MINUTE},
    "facts": {"_REMEMBERED": 24 * HOUR},
    "handler": {"_DRAIN_FOR": 25},
    "links": {"_MOST": 3, "_GONE": {404, 410}},
}


def test_the_function_has_the_figures_that_were_agreed(world: World):
    world.handler("publish")
    assert figures("publish", AGREED) == AGREED
