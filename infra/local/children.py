"""Child processes that end with the run, however it ends."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1


class Child:
    """A process in a group of its own, so that it and all that it starts can be ended together."""

    def __init__(self, command: Sequence[str], *, environment: Mapping[str, str], log: Path, name: str) -> None:
        self.name = name
        self.log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509  one prctl, no locks
            )

    @property
    def pid(self) -> int:
        """The process's id, which is also its group's."""
        return self._process.pid

    def crashed(self) -> bool:
        """True once the process has ended by itself."""
        return self._process.poll() is not None

    def end(self, grace: float = 5.0) -> None:
        """End the whole group: kindly, then for good."""
        self._signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(grace)
        self._signal(signal.SIGKILL)
        self._process.wait(grace)

    def last_lines(self, count: int = 5) -> str:
        """The end of what the process printed, for a message about its crash."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-count:])

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)


def _die_with_parent() -> None:
    """Ask the kernel to end this process when its parent dies, even by SIGKILL."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
