"""JSON that comes from outside, as the simulated X and its page read it."""

import json
from typing import Any


def read_json(raw: bytes) -> Any:
    """The value; ValueError for what is no JSON, is too deep, or holds half a character, which nobody can write."""
    try:
        value = json.loads(raw)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    return value
