"""A function as Lambda unpacks it: its bundle and its layers, Lambda's own libraries, and nothing of development."""

import importlib.metadata
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.cdk import bundles
from infra.cdk.packages import layers_of
from infra.pages import sizes
from packaging.requirements import Requirement

from care import environment as settings
from care.variables import Environment

SETTINGS: dict[str, type[Environment]] = {
    "acknowledge": settings.AcknowledgeEnvironment,
    "cases": settings.CasesEnvironment,
    "chat": settings.ChatEnvironment,
    "desk": settings.DeskEnvironment,
    "erase": settings.EraseEnvironment,
    "export": settings.ExportEnvironment,
    "hours": settings.HoursEnvironment,
    "hours_page": settings.HoursPageEnvironment,
    "ingest": settings.IngestEnvironment,
    "media": settings.MediaEnvironment,
    "notify": settings.NotifyEnvironment,
    "publish": settings.PublishEnvironment,
    "reconcile": settings.ReconcileEnvironment,
    "report": settings.ReportEnvironment,
    "selfservice": settings.SelfServiceEnvironment,
    "survey": settings.SurveyEnvironment,
}
FUNCTIONS = sorted(SETTINGS)
# What Lambda's Python brings by itself: its runtime client, and boto3 with what that needs.
_OF_LAMBDA = ("awslambdaric", "boto3")
# Read by a handler when it is imported; whoever invokes it gives real ones.
VALUES = {
    "APP_SECRETS": json.dumps({"main": "arn:aws:secretsmanager:eu-south-2:000000000000:secret:x-app"}),
    "WATCHED_QUEUES": "{}",
    "DEAD_LETTERS": "{}",
}


# What a stack gives a function only where the operator or the local run asks for it.
_LEFT_OUT = ("LOCAL_CLOCK", "LOCAL_PEOPLE", "LOCAL_BRAND_URL", "MAIL_SENDER", "PUBLIC_URL", "DATA_RETENTION_DAYS")


@dataclass(frozen=True)
class Bare:
    """Bundles and layers built for one architecture, beside the libraries that Lambda brings."""

    directory: Path
    layers: Mapping[str, Path]

    @classmethod
    def build(cls, directory: Path, architecture: str) -> "Bare":
        """All layers and bundles, exactly as the stack builds them."""
        layers = sizes.build(directory / "layers", architecture)
        for name in FUNCTIONS:
            bundles.copy_function(directory / "task" / name, name)
        runtime = directory / "runtime"
        runtime.mkdir()
        for name in _OF_LAMBDA:
            _borrow(name, runtime)
        return cls(directory, layers)

    def bundle(self, function: str) -> list[Path]:
        """What Lambda unpacks for a function: its code, our layer, its packages."""
        chosen = [self.layers[name] / "python" for name in (sizes.CARE, *layers_of(function))]
        return [self.directory / "task" / function, *chosen]

    def files(self, function: str) -> set[Path]:
        """All files of a function's bundle; none may come by running it, because Lambda's are read-only."""
        return {file for place in self.bundle(function) for file in place.rglob("*") if file.is_file()}

    def command(self, *arguments: str) -> list[str]:
        """This Python without its environment: `-S` leaves out everything that was installed for development."""
        return [sys.executable, "-S", "-s", *arguments]

    def environment(self, function: str, values: Mapping[str, str] = {}) -> dict[str, str]:
        """What a function finds: what the stack gives it, and a Lambda's own variables; nothing of this machine's."""
        read = {name.upper(): f"http://127.0.0.1:9/{name}" for name in SETTINGS[function].kinds()}
        mine = {name: value for name, value in {**read, **VALUES, **values}.items() if name in read}
        for name in _LEFT_OUT:
            if name not in values:
                mine.pop(name, None)
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(map(str, [*self.bundle(function), self.directory / "runtime"])),
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
            "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
            "AWS_LAMBDA_FUNCTION_NAME": function,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_REGION": "eu-south-2",
            "AWS_DEFAULT_REGION": "eu-south-2",
            "AWS_ACCESS_KEY_ID": "000000000000",
            "AWS_SECRET_ACCESS_KEY": "made up",
            "LAMBDA_TASK_ROOT": str(self.directory / "task" / function),
            "POWERTOOLS_SERVICE_NAME": function,
            "POWERTOOLS_METRICS_NAMESPACE": "Centralita/test",
            "STAGE": "test",
            "PYDANTIC_DISABLE_PLUGINS": "__all__",
            **mine,
            **{name: value for name, value in values.items() if name.startswith("AWS_")},
        }

    def run(self, function: str, code: str, values: Mapping[str, str] = {}) -> Any:
        """What a piece of Python prints as JSON in a fresh process with what the function has."""
        made = subprocess.run(
            self.command("-c", code),
            env=self.environment(function, values),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert made.returncode == 0, made.stderr[-3000:]
        return json.loads(made.stdout.splitlines()[-1])


def _borrow(name: str, runtime: Path) -> None:
    """Link an installed package, and what it needs, out of this environment into a folder of their own."""
    found = importlib.metadata.distribution(name)
    for file in found.files or ():
        place = runtime / file.parts[0]
        if file.parts[0] != ".." and not place.exists():
            place.symlink_to(Path(str(found.locate_file(file.parts[0]))))
    for text in found.requires or ():
        needed = Requirement(text)
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            _borrow(needed.name, runtime)
