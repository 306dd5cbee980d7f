"""What is shipped and who builds it: advisories, bill of materials, workflows."""

import json
import re
import subprocess
import sysconfig
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from infra import ROOT
from infra.command import vulnerabilities
from infra.pages import licences, sbom

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
NOBODY = "http://127.0.0.1:1/v1/query"
# As OSV answers for a package with an advisory.
ADVISORY = {
    "id": "GHSA-cpwx-vrp4-4pq7",
    "aliases": ["CVE-2025-27516"],
    "summary": "A sandbox breakout",
    "schema_version": "1.7.0",
    "affected": [
        {
            "package": {"name": "jinja2", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.1"}]}],
        }
    ],
}


@contextmanager
def osv(against: str = "", status: int = 200) -> Iterator[str]:
    """OSV's database, that knows one advisory."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            body = json.dumps({"vulns": [ADVISORY]} if asked["package"]["name"] == against else {}).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
    finally:
        server.shutdown()
        server.server_close()


def test_a_known_vulnerability_of_what_is_shipped_fails_the_audit_with_the_version_that_mends_it(capsys):
    with osv(against="jinja2") as service:
        assert vulnerabilities.main(["--service", service, "--offline-ok"]) == 1
    said = capsys.readouterr().out
    assert re.search(r"jinja2 [\d.]+: CVE-2025-27516, mended in 99\.1", said)


def test_the_audit_asks_about_every_package_that_is_shipped(capsys):
    with osv() as service:
        assert vulnerabilities.main(["--service", service]) == 0
    shipped = sum(path.read_text().count("==") for path in vulnerabilities.SHIPPED)
    assert capsys.readouterr().out == f"{shipped} packages checked, vulnerabilities: 0\n"


@pytest.mark.parametrize(("options", "status"), [([], 2), (["--offline-ok"], 0)])
def test_an_audit_that_cannot_ask_says_that_nothing_was_checked(options, status, capsys):
    assert vulnerabilities.main(["--service", NOBODY, *options]) == status
    said = capsys.readouterr()
    assert said.err.startswith("not checked: the advisory service cannot be reached")
    assert "vulnerabilities: 0" not in said.out


def test_an_advisory_service_in_trouble_is_no_clean_audit():
    with osv(status=503) as service:
        assert vulnerabilities.main(["--service", service]) == 2


def test_the_bill_of_materials_is_cyclonedx_and_lists_what_the_layers_hold(tmp_path: Path):
    sbom.main(tmp_path / "sbom.json")
    text = (tmp_path / "sbom.json").read_text()
    assert JsonStrictValidator(SchemaVersion.V1_5).validate_str(text) is None
    listed = {(one["name"], one["version"]) for one in json.loads(text)["components"]}
    shipped = {
        tuple(line.split(" ")[0].split("=="))
        for path in vulnerabilities.SHIPPED
        for line in path.read_text().splitlines()
        if "==" in line
    }
    assert listed == shipped


def test_every_package_that_is_shipped_has_a_licence_whose_terms_are_met_and_the_page_lists_it():
    listed = licences.shipped()
    assert {(one.package, one.version) for one in listed} == {
        tuple(line.split(" ")[0].split("=="))
        for path in vulnerabilities.SHIPPED
        for line in path.read_text().splitlines()
        if "==" in line
    }
    assert licences.PAGE.read_text() == licences.page(), "run `python -m infra.pages.licences`"


@pytest.mark.parametrize(
    ("spdx", "fits"), [("GPL-3.0-only", False), ("MIT OR GPL-3.0-only", True), ("AGPL-3.0", False)]
)
def test_a_licence_with_terms_that_nobody_looked_at_does_not_pass(spdx: str, fits: bool):
    assert licences.is_fulfilled(spdx) is fits


def test_the_workflows_are_what_zizmor_accepts():
    found = subprocess.run(
        [str(Path(sysconfig.get_path("scripts")) / "zizmor"), "--offline", "--persona=pedantic", ".github"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout
    assert len(WORKFLOWS) == 2


def test_an_action_is_pinned_to_a_commit_with_its_version_beside_it():
    lines = [line.strip() for path in WORKFLOWS for line in path.read_text().splitlines() if "uses:" in line]
    used = [line.removeprefix("- ") for line in lines if "$/" not in line]
    assert all(re.fullmatch(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line) for line in used), used
    assert len(used) > 5


def test_a_deploy_is_guarded_by_its_environment_and_believed_by_oidc_alone():
    [path] = [path for path in WORKFLOWS if path.stem == "deploy"]
    deploy = yaml.safe_load(path.read_text())
    job = deploy["jobs"]["deploy"]
    assert job["permissions"] == {"contents": "read", "id-token": "write"}
    assert job["environment"] == "${{ inputs.stage }}"
    assert job["needs"] == "check"
    assert deploy["permissions"] == {}
    assert deploy["concurrency"]["cancel-in-progress"] is False
    text = path.read_text()
    assert "secrets." not in text
    assert "aws-access-key-id" not in text


def test_what_a_workflow_runs_is_what_the_makefile_has():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    runs = [
        step["run"]
        for path in WORKFLOWS
        for job in yaml.safe_load(path.read_text())["jobs"].values()
        for step in job.get("steps", [])
        if "run" in step
    ]
    made = {run.split()[1] for run in runs if run.startswith("make ")}
    assert made <= targets
    assert {"lint", "synth", "audit", "sbom", "deploy"} <= made
    assert any("pytest" in run for run in runs)
