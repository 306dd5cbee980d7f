"""`make audit`: known vulnerabilities of what is shipped, by pip-audit and the OSV database.

pip-audit alone ends well when its service knows nothing of a package or cannot be asked. Here what was not checked is
never said to be clean. Where the service cannot be reached a stored snapshot is asked (`infra.command.advisories`):
what it knows fails the audit, and only a snapshot of the last weeks says that nothing is known.
"""

import argparse
import json
import subprocess
import sys
import sysconfig
from datetime import UTC, date, datetime
from pathlib import Path

from infra.cdk import packages
from infra.command import advisories

SHIPPED = tuple(packages.requirements(layer) for layer in packages.LAYERS)
_OSV = "https://api.osv.dev/v1/query"
_FRESH = 30  # days
CLEAN, VULNERABLE, NOT_CHECKED = 0, 1, 2


class NotChecked(RuntimeError):
    """The advisory service was not asked, or gave no answer."""


def findings(requirements: Path, service: str, timeout: int = 15) -> tuple[int, list[str]]:
    """How many packages were checked, and a line for each vulnerability; NotChecked if any was not."""
    run = subprocess.run(
        [
            *(str(Path(sysconfig.get_path("scripts")) / "pip-audit"), "--requirement", str(requirements)),
            *("--require-hashes", "--disable-pip", "--vulnerability-service", "osv", "--osv-url", service),
            *("--format", "json", "--progress-spinner", "off", "--timeout", str(timeout)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        packages = json.loads(run.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = (run.stderr.strip().splitlines() or ["no answer"])[-1]
        kind = last.partition(":")[0].rpartition(".")[2]
        raise NotChecked(f"the advisory service cannot be reached ({kind[:80]})") from None
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if skipped:
        raise NotChecked(f"the advisory service does not know {', '.join(skipped)}")
    lines = [
        f"{package['name']} {package['version']}: {vulnerability['id']}, mended in "
        f"{' or '.join(vulnerability['fix_versions']) or 'no version yet'}"
        for package in packages
        for vulnerability in package["vulns"]
    ]
    return len(packages), lines


def of_shipped(service: str) -> tuple[int, list[str], str]:
    """The same for all that is shipped, and why it ended before; "" if all of it was checked."""
    checked, found = 0, list[str]()
    for requirements in SHIPPED:
        try:
            packages, lines = findings(requirements, service)
        except NotChecked as error:
            return checked, found, str(error)
        checked += packages
        found += lines
    return checked, found, ""


def against_the_snapshot(today: date, *, offline_ok: bool) -> int:
    """The same by the stored snapshot; it is said of which day it is."""
    snapshot = advisories.stored()
    age = (today - snapshot.on).days
    sys.stderr.write(f"a snapshot of {snapshot.on} is asked instead, which knows nothing of the {age} days since\n")
    with advisories.served(snapshot) as service:
        checked, found, unchecked = of_shipped(service)
    sys.stdout.writelines(f"{line}\n" for line in found)
    sys.stdout.write(f"{checked} packages checked, vulnerabilities known on {snapshot.on}: {len(found)}\n")
    if unchecked:
        sys.stderr.write(f"not checked: {unchecked}\n")
    if found:
        return VULNERABLE
    return CLEAN if offline_ok or (age <= _FRESH and not unchecked) else NOT_CHECKED


def main(arguments: list[str] | None = None) -> int:
    """0 if nothing is known against what is shipped, 1 if something is, 2 if it was not checked."""
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__)
    parser.add_argument("--service", default=_OSV, help="where OSV's database is asked")
    parser.add_argument("--offline-ok", action="store_true", help="end well although nothing was checked")
    options = parser.parse_args(arguments)
    checked, found, unchecked = of_shipped(options.service)
    sys.stdout.writelines(f"{line}\n" for line in found)
    if unchecked:
        sys.stderr.write(f"not checked: {unchecked}\n")
        status = against_the_snapshot(datetime.now(UTC).date(), offline_ok=options.offline_ok)
        # What the service told before it fell silent stays true.
        return VULNERABLE if found else status
    sys.stdout.write(f"{checked} packages checked, vulnerabilities: {len(found)}\n")
    return VULNERABLE if found else CLEAN


if __name__ == "__main__":
    sys.exit(main())
