"""The layer of dependencies is what the lock says."""

import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("layer", "chosen"),
    [("dependencies", ["--no-dev", "--no-default-groups"]), ("columns", ["--only-group", "columns"])],
)
def test_the_layers_requirements_are_those_of_the_lock(layer, chosen):
    exported = subprocess.run(
        [
            *(str(Path(sysconfig.get_path("scripts")) / "uv"), "export", "--frozen", *chosen),
            *("--no-emit-project", "--no-annotate", "--no-header"),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert (ROOT / "layers" / layer / "requirements.txt").read_text() == exported


def test_the_runtime_brings_boto3_so_the_layer_does_not():
    assert "boto3==" not in (ROOT / "layers" / "dependencies" / "requirements.txt").read_text()
