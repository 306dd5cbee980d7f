"""`make sbom`: what is shipped to Lambda, as CycloneDX 1.5 in `.local/sbom.json`, from uv.lock.

Beside it lies a bill for each layer. Everything in the layers and nothing else: our own code, and the packages of each
layer. Lambda's runtime and the boto3 in it are AWS's.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from infra import ROOT
from infra.cdk import bundles, packages

PLACE = ROOT / ".local" / "sbom.json"


def bill(layer: str = "") -> dict[str, Any]:
    """The bill of materials of all layers, or of one. Without the moment: the same lock gives the same bill."""
    groups = [part for one in packages.LAYERS if one != "dependencies" for part in ("--group", one)]
    chosen = ["--no-default-groups", *groups]
    if layer:
        chosen = ["--no-dev", "--no-default-groups"] if layer == "dependencies" else ["--only-group", layer]
    run = subprocess.run(
        [
            *(bundles.uv(), "export", "--frozen", "--quiet", *chosen),
            *("--format", "cyclonedx1.5", "--preview-features", "sbom-export"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    made: dict[str, Any] = json.loads(run.stdout)
    made["metadata"].pop("timestamp", None)
    made.pop("serialNumber", None)
    return made


def main(place: Path = PLACE) -> None:
    """Write them: `sbom.json`, and beside it `sbom.<layer>.json`."""
    place.parent.mkdir(parents=True, exist_ok=True)
    for layer in ("", *packages.LAYERS):
        path = place.with_suffix(f".{layer}.json") if layer else place
        made = bill(layer)
        path.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
        sys.stdout.write(f"{path}: {len(made.get('components', ()))} components\n")


if __name__ == "__main__":
    main()
