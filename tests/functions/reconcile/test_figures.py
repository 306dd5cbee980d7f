"""How long a run may take, how often X is asked, and how many customers are looked for, by hand."""

from datetime import timedelta
from typing import Any

from tests.functions.conftest import World
from tests.functions.figures import figures
from tests.functions.reconcile.conftest import X

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
AGREED: dict[str, dict[str, Any]] = {
    "chats": {"_EACH": 59 * MINUTE, "_TOLD_EACH": 24 * HOUR},
    "handler": {"_RUN_FOR": 40},
    "run": {"_AFTER_FAILURE": 5 * MINUTE},
    "unconfirmed_sends": {"_MOST_CUSTOMERS": 8},
}


def test_the_function_has_the_figures_that_were_agreed(world: World, x: X):
    world.handler("reconcile")
    assert figures("reconcile", AGREED) == AGREED
