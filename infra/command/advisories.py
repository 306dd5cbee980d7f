"""A stored snapshot of advisories, for an audit where no advisory service can be reached.

`advisories.json` holds those of the Python Packaging Advisory Database (CC BY 4.0, pypa/advisory-database) that concern
packages of `uv.lock`, in OSV's format without their texts, with the day and commit of the snapshot. It is made anew
from a clone of the database: `python -m infra.command.advisories CLONE`.
"""

import argparse
import json
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from infra import ROOT

STORED: Final = Path(__file__).with_name("advisories.json")
_SOURCE: Final = "Python Packaging Advisory Database, CC BY 4.0"


class Snapshot(NamedTuple):
    """The advisories by package, as they were known on a day."""

    on: date
    commit: str
    advisories: dict[str, list[dict[str, Any]]]

    def against(self, package: str, version: str) -> list[dict[str, Any]]:
        """The advisories that concern this version of a package."""
        return [one for one in self.advisories.get(canonicalize_name(package), []) if _affects(one, version)]


def stored(path: Path = STORED) -> Snapshot:
    """The snapshot that is kept here."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return Snapshot(date.fromisoformat(told["on"]), told["commit"], told["advisories"])


def _affects(advisory: dict[str, Any], version: str) -> bool:
    return any(
        version in part.get("versions", ()) or any(_in_range(events["events"], version) for events in part["ranges"])
        for part in advisory["affected"]
    )


def _in_range(events: list[dict[str, str]], version: str) -> bool:
    """True if the version is from `introduced` on and not yet `fixed` (or is at most the `last_affected`)."""
    inside = False
    try:
        asked = Version(version)
        for event in events:
            if "introduced" in event:
                inside = inside or event["introduced"] == "0" or asked >= Version(event["introduced"])
            elif "fixed" in event:
                inside = inside and asked < Version(event["fixed"])
            elif "last_affected" in event:
                inside = inside and asked <= Version(event["last_affected"])
    except InvalidVersion:
        return True  # nobody can say: it is looked at
    return inside


@contextmanager
def served(snapshot: Snapshot) -> Iterator[str]:
    """The snapshot as OSV's service, on this machine alone; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            found = snapshot.against(asked["package"]["name"], asked["version"])
            body = json.dumps({"vulns": found} if found else {}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing to say."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
    finally:
        server.shutdown()
        server.server_close()


def locked() -> set[str]:
    """The packages of the lock."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    return {canonicalize_name(package["name"]) for package in lock["package"]}


def taken_from(clone: Path) -> Snapshot:
    """What a clone of the database says of the packages of the lock."""

    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=clone, check=True, capture_output=True, text=True, encoding="utf-8"
        ).stdout

    commit, on = git("log", "-1", "--format=%H %cs").split()
    names = [
        line for line in git("ls-tree", "-r", "--name-only", "HEAD", "vulns").splitlines() if line.endswith(".yaml")
    ]
    wanted = locked()
    found: dict[str, list[dict[str, Any]]] = {}
    for name in names:
        package = canonicalize_name(name.split("/")[1])
        if package in wanted:
            told = yaml.safe_load(git("show", f"HEAD:{name}"))
            if "withdrawn" not in told:
                found.setdefault(package, []).append(_kept(told))
    return Snapshot(date.fromisoformat(on), commit, dict(sorted(found.items())))


def _kept(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": told["id"],
        "aliases": told.get("aliases", []),
        "schema_version": "1.0.0",
        "affected": [
            {
                "package": {"name": part["package"]["name"], "ecosystem": "PyPI"},
                "ranges": _ranges(part),
                # Where there is no range, the versions one by one.
                "versions": [str(one) for one in part.get("versions", ())] if not _ranges(part) else [],
            }
            for part in told["affected"]
        ],
    }


def _ranges(part: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "type": "ECOSYSTEM",
            "events": [{name: str(value) for name, value in event.items()} for event in one["events"]],
        }
        for one in part.get("ranges", ())
        if one["type"] == "ECOSYSTEM"
    ]


def _written(snapshot: Snapshot) -> str:
    """The file: one advisory a line, so that a newer snapshot is read as a diff."""
    packages = [
        f"{json.dumps(package)}: [\n" + ",\n".join(json.dumps(one, separators=(",", ":")) for one in known) + "\n]"
        for package, known in snapshot.advisories.items()
    ]
    head = f'"source": {json.dumps(_SOURCE)},\n"on": "{snapshot.on.isoformat()}",\n"commit": "{snapshot.commit}"'
    return f'{{\n{head},\n"advisories": {{\n' + ",\n".join(packages) + "\n}}\n"


def main(arguments: list[str] | None = None) -> None:
    """Write the snapshot anew."""
    parser = argparse.ArgumentParser(prog="python -m infra.command.advisories", description=__doc__)
    parser.add_argument("clone", type=Path, help="a clone of the database, with or without a work tree")
    snapshot = taken_from(parser.parse_args(arguments).clone)
    STORED.write_text(_written(snapshot), encoding="utf-8")
    count = sum(map(len, snapshot.advisories.values()))
    sys.stdout.write(f"{STORED}: {count} advisories of {snapshot.on} on {len(snapshot.advisories)} packages\n")


if __name__ == "__main__":
    main()
