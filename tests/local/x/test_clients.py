"""Real clients of X, as the package index has them, in an environment of their own against the simulated X."""

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from tests.local.conftest import free_port

CLIENTS = Path(__file__).with_name("clients")
PACKAGES = ("xdk==0.10.6", "tweepy==4.17.0", "chatxdk==0.5.2")
_UNREACHABLE = (
    "dns error",
    "failed to lookup",
    "connect",
    "timed out",
    "network",
    "client error",
    "unreachable",
    "fetch",
)


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """An interpreter with the clients, made anew: nothing of this project is in it."""
    place = tmp_path_factory.mktemp("clients")
    for command in (
        ("venv", "--quiet", "--python", sys.executable, str(place)),
        ("pip", "install", "--quiet", "--python", str(place / "bin" / "python"), *PACKAGES),
    ):
        made = subprocess.run(
            [sys.executable, "-m", "uv", *command], capture_output=True, text=True, timeout=300, check=False
        )
        if made.returncode and any(one in made.stderr.lower() for one in _UNREACHABLE):
            pytest.skip(f"the package index cannot be reached: {made.stderr.strip().splitlines()[-1][:200]}")
        assert made.returncode == 0, made.stderr
    return place / "bin" / "python"


@pytest.fixture
def base():
    """A simulated X in a process of its own, fresh for each client."""
    port = free_port()
    command = [sys.executable, "-m", "infra.local.x", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[3], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                with contextlib.suppress(httpx.TransportError):
                    if httpx.get(f"http://127.0.0.1:{port}/x/", timeout=5, trust_env=False).is_success:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.mark.parametrize("client", ["xdk", "tweepy"])
def test_a_real_client_works_against_the_simulated_x(python, base, client):
    script = CLIENTS / f"with_{client}.py"
    done = subprocess.run([str(python), str(script), base], capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr[-3_000:]
