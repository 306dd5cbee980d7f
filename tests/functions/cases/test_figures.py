"""How long a courtesy is wanted, how often is tried and how far is looked, by hand."""

from datetime import timedelta
from typing import Any

from tests.functions.conftest import World
from tests.functions.figures import figures

HOUR = timedelta(hours=1)
AGREED: dict[str, dict[str, Any]] = {
    "dispatch_commands": {"_REPOSTED_WITHIN": 48 * HOUR},
    "enrich": {"MOST_PLACES": 10},
    "handler": {"_TRIES": 3},
    "route": {"_MERGES": 10},
    "sharing": {"_MOST": 20},
}


def test_the_function_has_the_figures_that_were_agreed(world: World):
    world.handler("cases")
    assert figures("cases", AGREED) == AGREED
