"""How long a minute's work may take, and how many queues it looks at, by hand."""

from datetime import timedelta
from typing import Any

from tests.functions.conftest import World
from tests.functions.figures import figures

MINUTE = timedelta(minutes=1)
AGREED: dict[str, dict[str, Any]] = {
    "gifts": {"_AFTER_FAILURE": 5 * MINUTE},
    "handler": {"_RUN_FOR": 45, "_GATES": 1000},
    "oldest": {"_GATES": 25},
    "own_posts": {"_AFTER_FAILURE": 5 * MINUTE},
}


def test_the_function_has_the_figures_that_were_agreed(world: World):
    world.handler("hours")
    assert figures("hours", AGREED) == AGREED
