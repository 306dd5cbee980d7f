"""A distribution of durations from which percentiles are read, and which adds up: a month's is the sum of its days'.

The DDSketch of C. Masson, J. E. Rim and H. K. Lee (VLDB 12 (2019) 2195-2205): a duration falls into the bin
`ceil(log_g(seconds))` with `g = (1 + a) / (1 - a)`, and a percentile read off the bins is within the relative error `a`
of the true one. Bins here may be taken from again, which a correction needs and the `ddsketch` package refuses.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil, log
from typing import Final, Self

RELATIVE_ERROR: Final = 0.01
_GAMMA: Final = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR)
_LOG: Final = log(_GAMMA)
_UNDER_A_SECOND: Final = -1  # the bin of 0 s; seconds are whole, and 1 s falls into bin 0


@dataclass
class Sketch:
    """How many durations fell into each bin, and their exact sum in seconds."""

    bins: Counter[int] = field(default_factory=Counter)
    total: int = 0

    def add(self, seconds: int, n: int = 1) -> None:
        """Count a duration `n` times; a negative `n` takes it out again. Durations below 0 count as 0."""
        seconds = max(0, seconds)
        self.bins[_bin(seconds)] += n
        self.total += seconds * n

    def __iadd__(self, other: "Sketch") -> Self:
        self.bins.update(other.bins)
        self.total += other.total
        return self

    @property
    def n(self) -> int:
        """How many durations there are."""
        return sum(self.bins.values())

    def percentile(self, share: float) -> float | None:
        """The duration in seconds that the `share` (0 to 1) of them do not pass, to 1 %; None of nothing.

        It is the one at place `floor(share * (n - 1))` of those in order.
        """
        n = self.n
        if n <= 0:
            return None
        place, seen = int(share * (n - 1)), 0
        for number in sorted(self.bins):
            seen += self.bins[number]
            if seen > place:
                return _value(number)
        return _value(max(self.bins))

    def to_json(self) -> dict[str, object]:
        """What `of_json` reads; empty bins are left out."""
        return {"total": self.total, "bins": {str(number): n for number, n in sorted(self.bins.items()) if n}}

    @classmethod
    def of_json(cls, stored: Mapping[str, object]) -> "Sketch":
        """The sketch that `to_json` wrote."""
        bins = stored["bins"]
        if not isinstance(bins, Mapping):
            raise TypeError("a sketch holds its bins as an object")
        return cls(Counter({int(number): int(n) for number, n in bins.items()}), int(str(stored["total"])))


def _bin(seconds: int) -> int:
    return ceil(log(seconds) / _LOG) if seconds else _UNDER_A_SECOND


def _value(number: int) -> float:
    if number == _UNDER_A_SECOND:
        return 0.0
    return 1.0 if number == 0 else float(2 * _GAMMA**number / (_GAMMA + 1))
