"""`make sbom`: what is shipped to Lambda, as CycloneDX 1.5 in `.local/sbom.json`, from uv.lock.

Everything in the layers and nothing else: our own code, and the packages of each layer. Lambda's
runtime and the boto3 in it are AWS's.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from infra import ROOT
from infra.cdk import bundles, packages

PLACE = ROOT / ".local" / "sbom.json"


def bill() -> dict[str, Any]:
    """The bill of materials, without the moment at which it was made: the same lock gives the same bill."""
    groups = (part for layer in packages.LAYERS if layer != "dependencies" for part in ("--group", layer))
    run = subprocess.run(
        [
            *(bundles.uv(), "export", "--frozen", "--quiet", "--no-default-groups", *groups),
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
    """Write it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(bill(), indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{place}: {len(bill()['components'])} components\n")


if __name__ == "__main__":
    main()
