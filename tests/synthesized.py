"""The stack as CloudFormation gets it, synthesized once for whatever it is made of and shared by all tests.

A synthesis takes seconds, and several processes may want it at the same time. What was made is kept under `.local`, by
the contents of its sources, until one of them changes.
"""

import fcntl
import hashlib
import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

# Not `infra.ROOT`: a mutation of the product runs these tests over another `infra`.
ROOT = Path(__file__).parents[1]
_SOURCES = ("infra", "layers", "functions", "cdk.json", "uv.lock")
_KEPT = ROOT / ".local" / "templates"


@cache
def template(**context: Any) -> dict[str, Any]:
    """The template that this context gives; stage `test` unless it names another."""
    asked = {"stage": "test", **context}
    here = _KEPT / _sources()
    here.mkdir(parents=True, exist_ok=True)
    file = here / f"{hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:20]}.json"
    with (here / "lock").open("w") as lock:
        if not file.exists():
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            made = json.dumps(_synthesize(asked))
            unfinished = file.with_suffix(".unfinished")
            unfinished.write_text(made, encoding="utf-8")
            unfinished.rename(file)
    return dict(json.loads(file.read_text(encoding="utf-8")))


def resources(kind: str, **context: Any) -> dict[str, dict[str, Any]]:
    """The resources of a kind, as `DynamoDB::Table`, by their logical ids."""
    found = template(**context)["Resources"].items()
    return {name: r["Properties"] | {"_": r} for name, r in found if r["Type"] == f"AWS::{kind}"}


def _synthesize(context: dict[str, Any]) -> dict[str, Any]:
    # The CDK starts Node when it is imported, which those who find a template need not wait for.
    import aws_cdk as cdk
    from aws_cdk.assertions import Template
    from infra.app import build

    # Bundling is not what is tested here, and takes seconds.
    app = cdk.App(context={"aws:cdk:bundling-stacks": [], **context})
    return dict(Template.from_stack(build(app)).to_json())


@cache
def _sources() -> str:
    """A name for what the stack is made of; what was made of other sources is thrown away."""
    digest = hashlib.sha256()
    for name in _SOURCES:
        source = ROOT / name
        for file in sorted(source.rglob("*")) if source.is_dir() else [source]:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    kept = digest.hexdigest()[:20]
    for old in _KEPT.glob("*"):
        if old.name != kept:
            shutil.rmtree(old, ignore_errors=True)
    return kept
