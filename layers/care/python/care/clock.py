"""The one place where a function asks what time it is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path


def now(local_clock: str = "") -> datetime:
    """The present instant in UTC.

    In a local run `local_clock` names a file with the number of seconds by which the run's clock is ahead of (or
    behind) the machine's; the file is read each time, so that all functions move together. A deployed function has
    no such file: the stack refuses the setting.
    """
    present = datetime.now(UTC)
    if not local_clock:
        return present
    return present + timedelta(seconds=float(Path(local_clock).read_text(encoding="ascii")))
