"""The synthesized stack as one run deploys it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

STACK: Final = "centralita-local"
# What each run has of its own stands in the template by these, so that all runs share what takes longest to make.
CLOCK: Final = "/clock-of-the-run"
BASE: Final = "http://run.invalid"


@dataclass(frozen=True, slots=True)
class Assembly:
    """A cloud assembly on this disk, with the place of one run's clock and the address at which the run is reached."""

    path: Path
    clock: Path
    base: str

    @property
    def template(self) -> dict[str, Any]:
        """The stack's template, with what is this run's own."""
        text = (self.path / f"{STACK}.template.json").read_text(encoding="utf-8")
        for stands, own in ((CLOCK, str(self.clock)), (BASE, self.base)):
            text = text.replace(stands, json.dumps(own)[1:-1])
        found: dict[str, Any] = json.loads(text)
        return found

    @property
    def assets(self) -> list[dict[str, Any]]:
        """The directories that are uploaded as archives."""
        manifest = json.loads((self.path / f"{STACK}.assets.json").read_text(encoding="utf-8"))
        return [one for one in manifest["files"].values() if one["source"]["packaging"] == "zip"]
