"""The synthesized stack for this machine, one for all runs, kept until one of its sources changes."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from infra import ROOT
from infra.local.assembly import BASE, CLOCK, Assembly
from infra.local.aws import LocalRunFailed
from infra.local.notices import SENDER

_SOURCES = ("infra", "layers", "functions", "cdk.json", "uv.lock")
_NOT_SYNTHESIZED = ROOT / "infra" / "local"
_KEPT = ROOT / ".local" / "synth"
_CONTEXT = {"stage": "local", "local": True, "local_clock": CLOCK, "local_x_url": BASE, "mail_sender": SENDER}


def assembly(clock: Path, base: str) -> tuple[Assembly, bool]:
    """The cloud assembly for a run, and whether it had to be made anew."""
    kept = _KEPT / _digest(json.dumps(_CONTEXT))
    kept.parent.mkdir(parents=True, exist_ok=True)
    # Of two runs that start at once the second finds what the first made.
    with (kept.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        anew = not (kept / "manifest.json").exists()
        return Assembly(_made(kept) if anew else kept, clock, base), anew


def _made(kept: Path) -> Path:
    unfinished = kept.with_name(f"{kept.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.rmtree(kept, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "infra.app"],
        cwd=ROOT,
        env={**os.environ, "CDK_OUTDIR": str(unfinished), "CDK_CONTEXT_JSON": json.dumps(_CONTEXT)},
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
