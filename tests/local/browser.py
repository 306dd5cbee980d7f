"""Chromium where this machine has one; the one without a window of its own takes half the processor's time."""

from pathlib import Path
from typing import Any, Final

_PLACES = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
CHROMIUM: Final = next((place for place in map(Path, _PLACES) if place.exists()), None)
MISSING: Final = f"no browser: none of {', '.join(_PLACES)} is here, so pages are not looked at"


def launch(playwright: Any) -> Any:
    """A browser without a window."""
    return playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
