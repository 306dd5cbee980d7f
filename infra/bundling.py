"""Building the layers without docker: our own code, what it imports, and what `export` alone imports; compiled."""

import compileall
import hashlib
import platform
import py_compile
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import jsii
from aws_cdk import aws_lambda as lambda_

from infra import ROOT

_REQUIREMENTS = ROOT / "layers" / "dependencies" / "requirements.txt"
_COLUMNS = ROOT / "layers" / "columns" / "requirements.txt"
_CARE = ROOT / "layers" / "care"
# Lambda's Python 3.13 runs on Amazon Linux 2023, whose glibc is 2.34: wheels up to manylinux_2_28 fit.
_PLATFORMS = {"arm64": "aarch64-manylinux_2_28", "x86_64": "x86_64-manylinux_2_28"}
# Babel's data of all other languages is 30 MB that nobody is told anything in.
_LANGUAGES = {"root", "es", "pt", "en"}
# What a Lambda never needs of a package.
_USELESS = ("**/__pycache__", "**/tests", "**/*.pyi", "bin")


def machine() -> str:
    """This machine's architecture, as Lambda names it."""
    return "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"


def architecture(name: str) -> lambda_.Architecture:
    """The CDK's value for `arm64` or `x86_64`."""
    return lambda_.Architecture.ARM_64 if name == "arm64" else lambda_.Architecture.X86_64


@jsii.implements(cdk.ILocalBundling)
class _Care:
    def try_bundle(self, output_dir: str, options: cdk.BundlingOptions) -> bool:  # noqa: ARG002  the CDK's signature
        target = Path(output_dir) / "python"
        shutil.copytree(_CARE / "python", target, ignore=shutil.ignore_patterns("__pycache__", "py.typed"))
        _compile(target)
        return True


@jsii.implements(cdk.ILocalBundling)
class _Dependencies:
    def __init__(self, architecture: str, requirements: Path) -> None:
        self._architecture = architecture
        self._requirements = requirements

    def try_bundle(self, output_dir: str, options: cdk.BundlingOptions) -> bool:  # noqa: ARG002  the CDK's signature
        target = Path(output_dir) / "python"
        install(target, self._architecture, self._requirements)
        return True


def install(target: Path, architecture: str, requirements: Path = _REQUIREMENTS) -> None:
    """The dependencies for Lambda's platform, exactly as locked, compiled, without what a Lambda never needs."""
    subprocess.run(
        [
            *(uv(), "pip", "install", "--quiet", "--target", str(target), "--requirements", str(requirements)),
            *("--python-platform", _PLATFORMS[architecture], "--python-version", "3.13"),
            *("--only-binary", ":all:", "--require-hashes", "--no-deps"),
        ],
        check=True,
        cwd=ROOT,
    )
    for data in (target / "babel" / "locale-data").glob("*.dat"):
        if data.stem.partition("_")[0] not in _LANGUAGES:
            data.unlink()
    for pattern in _USELESS:
        for path in list(target.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    _compile(target)


def uv() -> str:
    """The uv of this environment, else the one on the path."""
    own = Path(sysconfig.get_path("scripts")) / "uv"
    return str(own) if own.exists() else "uv"


def _compile(target: Path) -> None:
    # A Lambda's code is read-only: without .pyc files each cold start compiles everything anew. Unchecked hashes,
    # because times of files do not survive the zip.
    compileall.compile_dir(
        target, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH, stripdir=str(target)
    )


def care_code() -> lambda_.Code:
    """The layer of our own code."""
    return _code(_CARE, _Care(), _digest(*sorted((_CARE / "python").rglob("*.py")), *_data()))


def dependencies_code(architecture: str) -> lambda_.Code:
    """The layer of what the functions import."""
    return _installed(_REQUIREMENTS, architecture)


def columns_code(architecture: str) -> lambda_.Code:
    """The layer of what writes columns."""
    return _installed(_COLUMNS, architecture)


def _installed(requirements: Path, architecture: str) -> lambda_.Code:
    bundler = _Dependencies(architecture, requirements)
    return _code(requirements.parent, bundler, f"{_digest(requirements)}{architecture}")


def _data() -> list[Path]:
    return sorted(p for p in (_CARE / "python").rglob("*") if p.is_file() and p.suffix not in {".py", ".pyc"})


def _code(path: Path, bundler: Any, digest: str) -> lambda_.Code:
    return lambda_.Code.from_asset(
        str(path),
        asset_hash_type=cdk.AssetHashType.CUSTOM,
        asset_hash=digest,
        bundling=cdk.BundlingOptions(image=cdk.DockerImage.from_registry("unused"), local=bundler),
    )


def _digest(*files: Path) -> str:
    """The sources decide: what is bundled from them is the same each time."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:40]
