"""The clock of the local run, read and moved by several processes."""

from datetime import datetime, timedelta
from pathlib import Path

from infra.local.clock import LocalClock


class SharedClock(LocalClock):
    """The file of a clock that was begun: what others moved it to holds here too."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def begun(cls, path: Path, now: datetime) -> "SharedClock":
        """A new one that stands at `now` and goes on from there."""
        LocalClock(path, now)
        return cls(path)

    @property
    def _offset(self) -> timedelta:
        return timedelta(seconds=float(self.path.read_text(encoding="ascii")))

    @_offset.setter
    def _offset(self, moved: timedelta) -> None:
        temporary = self.path.with_suffix(".moved")
        temporary.write_text(repr(moved.total_seconds()), encoding="ascii")
        temporary.replace(self.path)

    def _write(self) -> None:
        """Written when it was moved."""
