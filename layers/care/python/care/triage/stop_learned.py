"""How probable it is that a text asks for no more messages, as a small model has learned it from many hands.

Half of what the next customer writes stands in no list of words.
"""

from pathlib import Path
from typing import Final

from care.triage.features import see
from care.triage.weights import read
from care.triage.words import words

WEIGHTS: Final = Path(__file__).with_name("stops.weights")
PLACES: Final = 1 << 15


def asks_to_stop(text: str) -> float:
    """From 0 to 1."""
    places = {place & (PLACES - 1) for place in see(words(text)).places}
    return read(WEIGHTS, PLACES).odds(places)[0] if places else 0.0
