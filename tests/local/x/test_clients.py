"""Real clients of X, as the package index has them, in an environment of their own against the simulated X."""

import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("client", ["xdk", "tweepy"])
def test_a_real_client_works_against_the_simulated_x(python, base, client):
    script = CLIENTS / f"with_{client}.py"
    done = subprocess.run([str(python), str(script), base], capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr[-3_000:]
