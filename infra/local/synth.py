"""The synthesized stack for this machine, kept until one of its sources changes."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from infra import ROOT
from infra.local.aws import LocalRunFailed
from infra.local.notices import SENDER

STACK = "centralita-local"
_SOURCES = ("infra", "layers", "functions", "cdk.json", "uv.lock")
_NOT_SYNTHESIZED = ROOT / "infra" / "local"


def assembly(directory: Path, clock: Path, x_url: str) -> tuple[Path, bool]:
    """The cloud assembly for this run, and whether it had to be made anew."""
    context = {"stage": "local", "local": True, "local_clock": str(clock), "local_x_url": x_url, "mail_sender": SENDER}
    digest = _digest(json.dumps(context))
    kept = directory / "synth" / digest
    kept.parent.mkdir(parents=True, exist_ok=True)
    # Of two runs that start at once in one directory the second finds what the first made.
    with (kept.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return (kept, False) if (kept / "manifest.json").exists() else (_made(kept, context), True)


def _made(kept: Path, context: dict[str, Any]) -> Path:
    unfinished = kept.with_name(f"{kept.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.rmtree(kept, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "infra.app"],
        cwd=ROOT,
        env={**os.environ, "CDK_OUTDIR": str(unfinished), "CDK_CONTEXT_JSON": json.dumps(context)},
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise LocalRunFailed(f"the stack cannot be synthesized:\n{made.stderr.strip()[-3000:]}")
    for old in kept.parent.iterdir():
        if old.is_dir() and old.name.split(".")[0] != kept.name:
            shutil.rmtree(old, ignore_errors=True)
    unfinished.rename(kept)
    return kept


def _digest(context: str) -> str:
    digest = hashlib.sha256(context.encode())
    for name in _SOURCES:
        source = ROOT / name
        for file in sorted(source.rglob("*")) if source.is_dir() else [source]:
            if file.is_file() and file.suffix != ".pyc" and not file.is_relative_to(_NOT_SYNTHESIZED):
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:20]
