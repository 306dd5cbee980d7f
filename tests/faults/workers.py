"""The processes in which the emulator runs functions: which they are, and which of them has something in hand."""

import contextlib
import os
import signal
import time
from pathlib import Path

_READ = {"0", "63"}  # the numbers of the call on x86-64 and on arm64
_STDIN = "0x0"


def workers(directory: Path, function: str = "") -> list[int]:
    """Ids of the worker processes of the run in `directory`, of one function (`Cases`, `Publish` …) or of all."""
    mark, found = f"TMPDIR={directory}/".encode(), []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                values = (entry / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            name = next((v.partition(b"=")[2] for v in values if v.startswith(b"AWS_LAMBDA_FUNCTION_NAME=")), b"")
            if name and function.encode() in name and any(value.startswith(mark) for value in values):
                found.append(int(entry.name))
    return found


def is_busy(pid: int) -> bool:
    """True unless the process waits for its next call, which comes on its standard input."""
    try:
        call = Path(f"/proc/{pid}/syscall").read_text(encoding="ascii").split()
    except PermissionError:
        return True  # a kernel that does not tell: then it is killed in whatever it does
    except OSError:
        return False
    return not (call[0] in _READ and call[1:2] == [_STDIN])


def kill_busy(directory: Path, function: str, within: float) -> bool:
    """Kill a worker of the function in the middle of its work; False if none worked within so many seconds."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        known = workers(directory, function)
        until = min(deadline, time.monotonic() + 1)
        while known and time.monotonic() < until:
            for pid in known:
                if is_busy(pid):
                    # Not between two calls: it still works a moment later.
                    time.sleep(0.002)
                    if is_busy(pid):
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(pid, signal.SIGKILL)
                            return True
            time.sleep(0.001)
        if not known:
            time.sleep(0.05)
    return False
