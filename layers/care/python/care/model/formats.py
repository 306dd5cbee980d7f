"""The number of the formats in which messages and items are written, so that releases can follow each other.

A release reads what the one before it wrote: what came to a format since has a default (and `tests/releases` holds
what earlier releases wrote against this one). The number rises only where an older release would read something
wrongly. It then finds a number that it does not know, and leaves the message where it is until functions of the newer
release, or an operator, come: while a stack is updated or rolled back, both releases run for some minutes.
"""

import json
from typing import Final

FORMAT: Final = 1


class NewerFormat(Exception):
    """Written by a newer release than this one: to be tried again, and never to be guessed."""


def written_by_newer(body: str) -> bool:
    """True if a queue's message carries a higher number than this release writes."""
    try:
        values = json.loads(body)
    except ValueError:
        return False
    version = values.get("version") if isinstance(values, dict) else None
    return isinstance(version, int) and version > FORMAT
