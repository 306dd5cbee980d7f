"""A PDF as it may be kept: written anew by a process of its own, which has so much memory and time and no secret."""

import os
import subprocess
import sys
from typing import Final

_PROGRAM: Final = "care.pictures.document_notes"
_SECONDS: Final = 25
_MEGABYTES: Final = 200
MOST: Final = 20_000_000
"""Bytes of a document. 25 MB of pictures take 200 MB to be written anew; the function has 512 for both processes."""


def document_without_notes(document: bytes) -> bytes:
    """The document without what it tells of its maker and of a place; ValueError if that cannot be taken out of it."""
    # The environment of a function names its secrets; what reads a stranger's file gets nothing of it.
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.defpath}
    command = [sys.executable, "-s", "-m", _PROGRAM, str(_MEGABYTES), str(_SECONDS)]
    try:
        run = subprocess.run(  # noqa: S603 - our own program; the document comes by stdin
            command, input=document, env=environment, capture_output=True, timeout=_SECONDS, check=False
        )
    except (subprocess.TimeoutExpired, OSError):
        raise ValueError("a document that takes too long to read") from None
    if run.returncode or not 0 < len(run.stdout) <= 2 * MOST:
        raise ValueError("a document that cannot be read")
    return run.stdout
