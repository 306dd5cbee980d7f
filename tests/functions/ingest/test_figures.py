"""How large a delivery may be, how long keys are trusted, and how many refusals are told, by hand."""

from datetime import timedelta
from typing import Any

from tests.functions.conftest import World
from tests.functions.figures import figures

MINUTE = timedelta(minutes=1)
AGREED: dict[str, dict[str, Any]] = {
    "handler": {"MAX_BODY": 1_048_576, "_LONGEST": 1_398_105},
    "keys": {"_KEPT": 300, "_KEPT_IN_DOUBT": 30},
    "refusals": {"SINGLY": 10, "TOGETHER": 100, "_MINUTE": 60},
}


def test_the_function_has_the_figures_that_were_agreed(world: World):
    world.handler("ingest")
    assert figures("ingest", AGREED) == AGREED
