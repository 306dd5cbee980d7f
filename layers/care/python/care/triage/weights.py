"""The files of the linear models that `make train` writes: a line of JSON, then one byte for each place and answer."""

import json
from array import array
from collections.abc import Collection
from functools import cache
from math import exp, sqrt
from pathlib import Path
from typing import Any, NamedTuple


class Weights(NamedTuple):
    """What the line says (`steps`, `intercepts` …), and a table for each answer."""

    told: dict[str, Any]
    tables: list[array[int]]

    def odds(self, places: Collection[int]) -> list[float]:
        """How probable each answer is by itself, from 0 to 1, of a text that has these places, of which it has some."""
        size, told = sqrt(len(places)), self.told
        scores = (
            intercept + step * sum(map(table.__getitem__, places)) / size
            for intercept, step, table in zip(told["intercepts"], told["steps"], self.tables, strict=True)
        )
        return [1 / (1 + exp(-max(-30.0, min(30.0, score)))) for score in scores]


@cache
def read(file: Path, places: int) -> Weights:
    """A file with tables of so many places."""
    head, _, body = file.read_bytes().partition(b"\n")
    told = json.loads(head)
    count = len(told["steps"])
    return Weights(told, [array("b", body[at * places : (at + 1) * places]) for at in range(count)])
