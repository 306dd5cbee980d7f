"""What is made when it is first used: patterns, and clients of AWS that few calls need.

A function's start imports every rule that a call of it may need, and compiling all of their patterns would be the
longest part of it. Each call uses a few.
"""

import re
from collections.abc import Callable
from typing import Any, cast


class _Late:
    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    def __getattr__(self, name: str) -> Any:
        # Reached once for a name: what was found is the stand-in's own from then on.
        if "_made" not in self.__dict__:
            self._made = self._make()
        found = getattr(self._made, name)
        setattr(self, name, found)
        return found


class _Pattern(_Late):
    """Stands in for a pattern."""


def late[T](make: Callable[[], T]) -> T:
    """What `make` gives, asked for when something of it is first used; for use by its attributes and methods alone."""
    return cast("T", _Late(make))


def pattern[T: (str, bytes)](source: T, flags: int = 0) -> re.Pattern[T]:
    """As re.compile. A mistake in the pattern shows when it is first used: tests use each (tests/unit/test_late.py)."""
    return cast("re.Pattern[T]", _Pattern(lambda: re.compile(source, flags)))
