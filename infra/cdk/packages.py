"""Layers of packages: which there are, which function gets which, and what no Lambda needs.

A function loads what it is given, and a cold start unpacks it: what few functions import is no burden to the others.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

from infra import ROOT

# Five layers a function at most, says Lambda; the layer of our own code is the first of them.
NEEDED: dict[str, tuple[str, ...]] = {
    "ingest": (),  # it starts with boto3 alone
    "chat": ("dependencies", "xchat", "documents"),
    "media": ("dependencies", "documents"),
    "publish": ("dependencies", "xchat"),
    "hours": ("dependencies", "holidays"),
    "hours_page": ("dependencies", "pages", "calendars"),
    "desk": ("dependencies", "pages", "holidays", "identity"),
    "erase": ("dependencies", "columns"),
    "export": ("dependencies", "columns"),
}
_USUAL = ("dependencies",)

# Each is the name of a folder below `layers/`, with what the lock says of the dependency group of that name.
LAYERS = ("dependencies", "pages", "calendars", "holidays", "identity", "columns", "xchat", "documents")

# The data of languages that nobody is told anything in.
_LANGUAGES = {"root", "es", "pt", "en"}
_POWERTOOLS = "aws_lambda_powertools"
# What a Lambda never needs of a package. Each function is invoked from what is left (tests/deployed).
_USELESS = (
    *("**/__pycache__", "**/tests", "**/*.pyi", "**/*.c", "**/py.typed", "bin", ".lock"),
    *("*.dist-info/RECORD", "*.dist-info/sboms"),
    f"{_POWERTOOLS}/event_handler/openapi/swagger_ui/*.*s",
    *(
        f"{_POWERTOOLS}/utilities/{name}"
        for name in (
            *("auth_alpha", "circuit_breaker", "data_masking", "feature_flags", "idempotency", "kafka", "metadata"),
            *("parameters", "streaming", "validation"),
        )
    ),
    # Of oauthlib OAuth 1.0a is used, of pydantic the second version.
    *("oauthlib/oauth2", "oauthlib/openid", "pydantic/v1", "pydantic/mypy.py"),
    # cryptography calls cffi's compiled half; the other half compiles C.
    *("cffi", "pycparser", "rapidfuzz/__pyinstaller", "holidays/financial"),
    "dateutil/zoneinfo/*.tar.gz",  # zoneinfo has its own
)
# Of stdnum the countries whose numbers are looked for, and what these import.
_COUNTRIES = {"ar", "br", "cl", "co", "es", "eu", "gb", "ie", "in", "it", "mx", "pe", "pt", "us"}


def layers_of(function: str) -> tuple[str, ...]:
    """The layers of packages that a function of `functions/` gets, in no order: one lock names all packages."""
    return NEEDED.get(function, _USUAL)


def requirements(layer: str) -> Path:
    """What a layer holds, exactly as locked."""
    return ROOT / "layers" / layer / "requirements.txt"


def prune(target: Path) -> None:
    """Leave of the installed packages what a Lambda may need."""
    for pattern in _USELESS:
        for path in list(target.glob(pattern)):
            _remove(path)
    _keep(target.glob("babel/locale-data/*.dat"), _LANGUAGES)
    _keep(target.glob("holidays/locale/*"), _LANGUAGES)
    _keep((path for path in target.glob("stdnum/*") if path.is_dir()), _COUNTRIES)
    for data in target.glob("stdnum/**/*.dat"):
        data.unlink()


def _keep(paths: Iterable[Path], names: set[str]) -> None:
    for path in list(paths):
        if path.stem.partition("_")[0] not in names:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
