"""The run from its start to its end: what stands in its way is said in one line, and nothing is left behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.local.conftest import preferred_port
from tests.local.running import ROOT, Running

COMMAND = str(Path(sys.executable).with_name("centralita"))


def processes_below(directory: Path) -> list[int]:
    """Processes that the run in `directory` started: ministack and its workers have its place in their environment."""
    mark = f"TMPDIR={directory}/".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                environment = (entry / "environ").read_bytes()
            except OSError:
                continue
            if any(value.startswith(mark) for value in environment.split(b"\0")):
                found.append(int(entry.name))
    return found


def nothing_is_left(directory: Path) -> bool:
    """True once no process is left: the kernel tells orphans a moment after their parent died."""
    deadline = time.monotonic() + 20
    while processes_below(directory) and time.monotonic() < deadline:
        time.sleep(0.1)
    return processes_below(directory) == []


def soon(holds: Callable[[], bool]) -> bool:
    """True once it holds: what is large goes on being deleted for a moment after the run has ended."""
    deadline = time.monotonic() + 120
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.2)
    return holds()


@pytest.fixture
def run(x: Running) -> Iterator[Running]:
    """A second run, on another port, over the same cache."""
    assert x.ready
    running = Running(preferred_port(8), ROOT / ".local" / "tests-again", "--no-client-secret")
    shutil.rmtree(running.directory, ignore_errors=True)  # the run that was killed last time left what it had
    running.directory.mkdir()
    running.wait_until_ready()
    yield running
    running.http.close()


def ends(run: Running, number: signal.Signals) -> None:
    """A signal ends every process and removes what was temporary."""
    assert processes_below(run.directory)
    status, output = run.end(number)
    assert (status, "Ended." in output, "Traceback" in output) == (0, True, False)
    assert processes_below(run.directory) == []
    assert {path.name for path in run.directory.iterdir() if not path.name.startswith("gone-")} == set()
    assert soon(lambda: list(run.directory.iterdir()) == [])


def test_an_interrupt_ends_every_process_and_removes_what_was_temporary(run: Running):
    ends(run, signal.SIGINT)


def test_without_a_client_secret_the_consumer_secret_proves_deliveries_and_sigterm_ends_all_of_it(run: Running):
    try:
        answer = run.http.get("/webhook", params={"crc_token": "MzI0"})
        assert answer.json() == {"response_token": run.sign(b"MzI0")}
        body = json.dumps({"data": []}).encode()
        header = "X-Twitter-Webhooks-Signature"
        assert run.deliver(body, {header: run.sign(body)}).status_code == 200
        assert run.deliver(body, {header: run.sign(body, "another")}).status_code == 401
        post = run.simulate("post", **{"from": run.customer(), "text": "@tiendaluna gracias"})
        run.settle()
        assert len(run.cases(post["from"])) == 1
    except BaseException:
        run.end()
        raise
    ends(run, signal.SIGTERM)


def test_a_crashed_child_ends_the_run_with_one_clear_message(run: Running):
    ministack = min(processes_below(run.directory))
    os.kill(ministack, signal.SIGKILL)
    output, _ = run.process.communicate(timeout=30)
    assert run.process.returncode == 1
    assert "ministack stopped by itself" in output
    assert "Traceback" not in output
    assert nothing_is_left(run.directory)


def test_a_killed_run_leaves_no_process_behind(run: Running):
    assert processes_below(run.directory)
    run.process.kill()
    run.process.communicate()
    assert nothing_is_left(run.directory)


def test_a_taken_port_is_one_clear_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        made = _centralita("local", "--no-browser", "--port", str(port), "--directory", ".local/tests-again")
    assert made.returncode == 1
    assert made.stderr.strip() == f"centralita: port {port} is taken: end what uses it, or choose another with --port"


@pytest.mark.parametrize(
    ("now", "said"), [("yesterday", "valid date and time"), ("2026-11-21T18:00:00", "needs a UTC offset")]
)
def test_a_wrong_start_of_the_clock_is_refused(now, said):
    made = _centralita("local", "--no-browser", "--now", now)
    assert made.returncode == 2
    assert said in made.stderr


def test_nothing_listens_beyond_this_machine(x: Running):
    mine = {x.process.pid, *processes_below(x.directory)}
    listening = []
    inodes = {str(fd.readlink()) for pid in mine for fd in Path(f"/proc/{pid}/fd").iterdir() if fd.is_symlink()}
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in inodes:
                listening.append(fields[1])
    assert listening
    assert {address.partition(":")[0] for address in listening} == {"0100007F"}


def _centralita(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
