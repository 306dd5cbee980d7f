"""What was worked out of words is kept, within a bound: words come back from message to message."""

from collections.abc import Callable
from typing import Final

LONGEST_KEPT: Final = 24


class Kept[V](dict[str, V]):
    """What `work_out` makes of a text, made when it is first asked for: `kept[text]`.

    When `most` are kept all are forgotten; of a text longer than LONGEST_KEPT nothing is kept, whoever sends it.
    """

    def __init__(self, work_out: Callable[[str], V], most: int) -> None:
        super().__init__()
        self._work_out = work_out
        self._most = most

    def __missing__(self, text: str) -> V:
        found = self._work_out(text)
        if len(text) <= LONGEST_KEPT:
            if len(self) >= self._most:
                self.clear()
            self[text] = found
        return found
