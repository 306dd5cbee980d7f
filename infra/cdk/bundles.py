"""Builds without docker what Lambda unpacks: each function, our own code, and packages, all compiled."""

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
from infra.cdk import packages

_CARE = ROOT / "layers" / "care"
_FUNCTIONS = ROOT / "functions"
# Lambda's Python 3.13 runs on Amazon Linux 2023, whose glibc is 2.34: wheels up to manylinux_2_28 fit.
_PLATFORMS = {"arm64": "aarch64-manylinux_2_28", "x86_64": "x86_64-manylinux_2_28"}


def machine() -> str:
    """This machine's architecture, as Lambda names it."""
    return "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"


def architecture(name: str) -> lambda_.Architecture:
    """The CDK's value for `arm64` or `x86_64`."""
    return lambda_.Architecture.ARM_64 if name == "arm64" else lambda_.Architecture.X86_64


@jsii.implements(cdk.ILocalBundling)
class _Care:
    def try_bundle(self, output_dir: str, options: cdk.BundlingOptions) -> bool:  # noqa: ARG002  the CDK's signature
        copy_care(Path(output_dir) / "python")
        return True


@jsii.implements(cdk.ILocalBundling)
class _Function:
    def __init__(self, name: str) -> None:
        self._name = name

    def try_bundle(self, output_dir: str, options: cdk.BundlingOptions) -> bool:  # noqa: ARG002  the CDK's signature
        copy_function(Path(output_dir), self._name)
        return True


@jsii.implements(cdk.ILocalBundling)
class _Packages:
    def __init__(self, layer: str, architecture: str) -> None:
        self._layer = layer
        self._architecture = architecture

    def try_bundle(self, output_dir: str, options: cdk.BundlingOptions) -> bool:  # noqa: ARG002  the CDK's signature
        install(Path(output_dir) / "python", self._layer, self._architecture)
        return True


def copy_care(target: Path) -> None:
    """Our own code, compiled."""
    shutil.copytree(_CARE / "python", target, ignore=shutil.ignore_patterns("__pycache__", "py.typed"))
    _compile(target)


def copy_function(target: Path, name: str) -> None:
    """What Lambda lays under `/var/task`: one function's folder, compiled."""
    shutil.copytree(_FUNCTIONS / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    _compile(target)


def install(target: Path, layer: str, architecture: str) -> None:
    """A layer's packages for Lambda's platform, exactly as locked, compiled, without what a Lambda never needs."""
    subprocess.run(
        [
            *(uv(), "pip", "install", "--quiet", "--target", str(target)),
            *("--requirements", str(packages.requirements(layer))),
            *("--python-platform", _PLATFORMS[architecture], "--python-version", "3.13"),
            *("--only-binary", ":all:", "--require-hashes", "--no-deps"),
        ],
        check=True,
        cwd=ROOT,
    )
    packages.prune(target)
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
    return _code(_CARE, _Care(), _digest(*_sources(_CARE / "python"), Path(__file__)))


def function_code(name: str) -> lambda_.Code:
    """One function's own code; editing another's leaves it as it is."""
    return _code(_FUNCTIONS / name, _Function(name), _digest(*_sources(_FUNCTIONS / name), Path(__file__)))


def packages_code(layer: str, architecture: str) -> lambda_.Code:
    """A layer of what functions import."""
    requirements = packages.requirements(layer)
    digest = _digest(requirements, Path(__file__), Path(packages.__file__))
    return _code(requirements.parent, _Packages(layer, architecture), f"{digest}{architecture}")


def _sources(directory: Path) -> list[Path]:
    return sorted(path for path in directory.rglob("*") if path.is_file() and path.suffix != ".pyc")


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
