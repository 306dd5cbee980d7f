"""The layers of packages are what the lock says."""

import subprocess
import sysconfig
from pathlib import Path

import pytest
from infra import ROOT
from infra.cdk.packages import LAYERS, requirements

# What another layer of the same functions brings already.
BESIDE = {"calendars": ["--prune", "tzdata"]}


@pytest.mark.parametrize("layer", LAYERS)
def test_the_layers_requirements_are_those_of_the_lock(layer):
    chosen = ["--no-dev", "--no-default-groups"] if layer == "dependencies" else ["--only-group", layer]
    exported = subprocess.run(
        [
            *(str(Path(sysconfig.get_path("scripts")) / "uv"), "export", "--frozen", *chosen, *BESIDE.get(layer, [])),
            *("--no-emit-project", "--no-annotate", "--no-header"),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert requirements(layer).read_text() == exported, f"write it anew: uv export … > layers/{layer}/requirements.txt"
