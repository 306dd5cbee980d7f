"""The only clock of a simulation: what `datetime.now` and `time.monotonic` tell stands still and is moved."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest import mock

import time_machine


class Clock:
    """Seconds since 1970, in UTC; functions see it through the standard library."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self._traveller = traveller
        self.seconds = time.time()
        self.off = 0.0  # by how much the clock of the function that runs is ahead

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds = now = self.seconds + seconds
        self._traveller._destination_timestamp_ns = round((now + self.off) * 1e9)

    def set(self, seconds: float) -> None:
        """Be at an instant; between stories time may run backwards, within one it never does."""
        self.seconds = seconds
        # What `move_to` does of it, thousands of times a second: it would look each time for a zone, too.
        self._traveller._destination_timestamp_ns = round((seconds + self.off) * 1e9)

    def read_by(self, off: float) -> None:
        """Whoever asks from here on has a clock that is so many seconds ahead; AWS, X and people keep the true time."""
        if off != self.off:
            self.off = off
            self.set(self.seconds)

    def __call__(self) -> float:
        return self.seconds

    @property
    def now(self) -> datetime:
        """The instant as a value."""
        return datetime.fromtimestamp(self.seconds, UTC)


@contextmanager
def clock_at(seconds: float) -> Iterator[Clock]:
    """The machine's clock taken over. `time.monotonic` goes with it: what is remembered for half a minute grows old."""
    with time_machine.travel(seconds, tick=False) as traveller:
        clock = Clock(traveller)
        with mock.patch("time.monotonic", clock):
            yield clock
