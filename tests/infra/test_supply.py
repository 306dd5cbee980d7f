"""What is shipped and who builds it: advisories, bill of materials, workflows."""

import json
import re
import subprocess
import sysconfig
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, NoReturn

import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from infra import ROOT
from infra.cdk import packages
from infra.command import advisories, vulnerabilities
from infra.command.advisories import Snapshot
from infra.pages import licences, sbom

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
VALID = JsonStrictValidator(SchemaVersion.V1_5)
NOBODY = "http://127.0.0.1:1/v1/query"
# As OSV answers for a package with an advisory.
ADVISORY: dict[str, Any] = {
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


def knows(*packages: str) -> Snapshot:
    return Snapshot(date(2026, 11, 1), "c", {package: [ADVISORY] for package in packages})


@pytest.fixture
def of_two_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    """pip-audit takes a second for each layer; that all are asked about has a test of its own."""
    monkeypatch.setattr(vulnerabilities, "SHIPPED", tuple(map(packages.requirements, ("calendars", "pages"))))


@pytest.mark.usefixtures("of_two_layers")
def test_a_known_vulnerability_of_what_is_shipped_fails_the_audit_with_the_version_that_mends_it(capsys):
    with advisories.served(knows("jinja2")) as service:
        assert vulnerabilities.main(["--service", service, "--offline-ok"]) == 1
    said = capsys.readouterr().out
    assert re.search(r"jinja2 [\d.]+: CVE-2025-27516, mended in 99\.1", said)


def test_the_audit_asks_about_every_package_that_is_shipped(capsys):
    with advisories.served(knows()) as service:
        assert vulnerabilities.main(["--service", service]) == 0
    shipped = sum(path.read_text().count("==") for path in vulnerabilities.SHIPPED)
    assert capsys.readouterr().out == f"{shipped} packages checked, vulnerabilities: 0\n"


@pytest.mark.usefixtures("of_two_layers")
@pytest.mark.parametrize(("options", "status"), [([], 2), (["--offline-ok"], 0)])
def test_an_audit_that_cannot_ask_says_so_and_asks_the_snapshot_which_is_too_old_to_call_anything_clean(
    options, status, capsys
):
    assert vulnerabilities.main(["--service", NOBODY, *options]) == status
    said = capsys.readouterr()
    assert said.err.startswith("not checked: the advisory service cannot be reached")
    assert f"a snapshot of {advisories.stored().on}" in said.err
    assert f"vulnerabilities known on {advisories.stored().on}: 0" in said.out


@pytest.mark.usefixtures("of_two_layers")
@pytest.mark.parametrize(("age", "status"), [(10, 0), (31, 2)])
def test_only_a_snapshot_of_the_last_weeks_says_that_nothing_is_known(age, status, monkeypatch):
    fresh = knows()
    monkeypatch.setattr(advisories, "stored", lambda: fresh)
    assert vulnerabilities.against_the_snapshot(fresh.on + timedelta(days=age), offline_ok=False) == status


@pytest.mark.usefixtures("of_two_layers")
@pytest.mark.parametrize(("told", "status"), [(["jinja2 3: CVE-1, mended in 4"], 1), ([], 2)])
def test_what_the_service_told_before_it_fell_silent_fails_the_audit(told, status, monkeypatch, capsys):
    first, *_ = vulnerabilities.SHIPPED

    def half(requirements, _service):
        return (1, told) if requirements == first else silent()

    monkeypatch.setattr(vulnerabilities, "findings", half)
    monkeypatch.setattr(advisories, "stored", lambda: Snapshot(date(2026, 9, 1), "c", {}))
    assert vulnerabilities.main(["--service", NOBODY]) == status
    assert "not checked: it fell silent" in capsys.readouterr().err


@pytest.mark.usefixtures("of_two_layers")
def test_a_snapshot_of_which_not_all_is_asked_calls_nothing_clean(monkeypatch, capsys):
    monkeypatch.setattr(vulnerabilities, "findings", lambda _requirements, _service: silent())
    fresh = Snapshot(date(2026, 11, 1), "c", {})
    monkeypatch.setattr(advisories, "stored", lambda: fresh)
    assert vulnerabilities.against_the_snapshot(fresh.on, offline_ok=False) == 2
    assert "not checked: it fell silent" in capsys.readouterr().err


def silent() -> NoReturn:
    raise vulnerabilities.NotChecked("it fell silent")


@pytest.mark.usefixtures("of_two_layers")
def test_what_the_snapshot_knows_against_a_shipped_version_fails_the_audit(monkeypatch, capsys):
    known = knows("jinja2")
    monkeypatch.setattr(advisories, "stored", lambda: known)
    assert vulnerabilities.against_the_snapshot(known.on, offline_ok=True) == 1
    assert re.search(r"jinja2 [\d.]+: CVE-2025-27516, mended in 99\.1", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("package", "version", "ids"),
    [
        ("jinja2", "2.11.2", {"PYSEC-2021-66"}),
        ("Jinja2", "2.11.3", set()),
        ("cryptography", "41.0.5", {"PYSEC-2023-254"}),
        ("cryptography", "41.0.6", set()),
        ("no-such-package", "1", set()),
    ],
)
def test_the_snapshot_tells_the_versions_that_an_advisory_concerns(package, version, ids):
    assert {one["id"] for one in advisories.stored().against(package, version)} >= ids
    assert bool(advisories.stored().against(package, version)) == bool(ids)


def test_the_snapshot_is_taken_from_a_clone_of_the_database_and_holds_what_the_lock_has(tmp_path, monkeypatch):
    clone = tmp_path / "clone"
    for package, year in (("jinja2", 1), ("not-ours", 2)):
        (clone / "vulns" / package).mkdir(parents=True)
        told = {"id": f"PYSEC-{year}", "affected": [{**ADVISORY["affected"][0], "versions": ["1"]}]}
        (clone / "vulns" / package / "one.yaml").write_text(yaml.safe_dump(told))
    git = ["git", "-c", "user.name=n", "-c", "user.email=e@x", "-c", "commit.gpgsign=false"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "m"]):
        subprocess.run([*git, *arguments], cwd=clone, check=True)
    monkeypatch.setattr(advisories, "STORED", tmp_path / "stored.json")
    advisories.main([str(clone)])
    taken = advisories.stored(tmp_path / "stored.json")
    assert list(taken.advisories) == ["jinja2"]
    assert taken.against("jinja2", "99.0")
    assert not taken.against("jinja2", "99.1")


def test_an_advisory_service_in_trouble_is_no_clean_audit(monkeypatch):
    answer = BaseHTTPRequestHandler.send_response
    monkeypatch.setattr(BaseHTTPRequestHandler, "send_response", lambda self, _: answer(self, 503))
    with advisories.served(knows()) as service, pytest.raises(vulnerabilities.NotChecked, match="ServiceError"):
        vulnerabilities.findings(vulnerabilities.SHIPPED[0], service)


@pytest.fixture(scope="module")
def bills(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bills")
    sbom.main(place / "sbom.json")
    return place


def test_the_bill_of_materials_is_cyclonedx_and_lists_what_the_layers_hold(bills: Path):
    text = (bills / "sbom.json").read_text()
    assert VALID.validate_str(text) is None
    listed = {(one["name"], one["version"]) for one in json.loads(text)["components"]}
    shipped = {
        tuple(line.split(" ")[0].split("=="))
        for path in vulnerabilities.SHIPPED
        for line in path.read_text().splitlines()
        if "==" in line
    }
    assert listed == shipped


def test_each_layer_has_a_bill_of_its_own_with_what_it_brings(bills: Path):
    whole = {(one["name"], one["version"]) for one in json.loads((bills / "sbom.json").read_text())["components"]}
    together = set()
    for layer in packages.LAYERS:
        text = (bills / f"sbom.{layer}.json").read_text()
        assert VALID.validate_str(text) is None
        listed = {(one["name"], one["version"]) for one in json.loads(text)["components"]}
        required = packages.requirements(layer).read_text()
        assert {f"{name}=={version}" for name, version in listed} >= set(
            re.findall(r"^[\w.-]+==[\w.]+", required, re.MULTILINE)
        )
        together |= listed
    assert together == whole


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
    assert len(WORKFLOWS) == 4


def test_an_action_is_pinned_to_a_commit_with_its_version_beside_it():
    lines = [line.strip() for path in WORKFLOWS for line in path.read_text().splitlines() if "uses:" in line]
    used = [line.removeprefix("- ") for line in lines if "$/" not in line]
    assert all(re.fullmatch(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line) for line in used), used
    assert len(used) > 5


def test_a_deploy_is_guarded_by_its_environment_and_believed_by_oidc_alone():
    [path] = [path for path in WORKFLOWS if path.stem == "deploy"]
    deploy = yaml.safe_load(path.read_text())
    job = deploy["jobs"]["deploy"]
    assert job["permissions"] == {"contents": "read", "id-token": "write", "attestations": "write"}
    assert job["environment"] == "${{ inputs.stage }}"
    assert job["needs"] == "check"
    assert deploy["permissions"] == {}
    assert deploy["concurrency"]["cancel-in-progress"] is False
    text = path.read_text()
    assert "secrets." not in text
    assert "aws-access-key-id" not in text


def test_what_was_deployed_is_attested_after_it_was_built_and_with_the_list_of_its_files():
    [path] = [path for path in WORKFLOWS if path.stem == "deploy"]
    steps = yaml.safe_load(path.read_text())["jobs"]["deploy"]["steps"]
    order = [step.get("run", step.get("uses", "")).split("@")[0].split(" ARGS")[0] for step in steps]
    assert order.index("make deploy") < order.index("make built") < order.index("actions/attest")
    assert "built.sha256" in steps[-1]["with"]["subject-path"]


def test_the_list_of_what_was_built_has_each_file_by_its_hash(tmp_path: Path):
    built = tmp_path / "cdk.out"
    (built / "asset.1" / "python").mkdir(parents=True)
    for name, text in (("asset.1/python/a b.py", "a"), ("asset.1/b.pyc", "b"), ("centralita-test.template.json", "{}")):
        (built / name).write_text(text)
    rule = re.search(r"^built:\n\t(.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert rule is not None
    subprocess.run(["sh", "-c", rule[1]], cwd=tmp_path, check=True)
    lines = (tmp_path / "built.sha256").read_text().splitlines()
    assert [line.partition("  ")[2] for line in lines] == ["./asset.1/b.pyc", "./asset.1/python/a b.py"]
    assert lines[0].split()[0] == "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"


def test_a_pull_request_is_told_what_would_change_by_a_role_that_forks_do_not_get():
    [path] = [path for path in WORKFLOWS if path.stem == "diff"]
    job = yaml.safe_load(path.read_text())["jobs"]["diff"]
    assert "head.repo.full_name == github.repository" in job["if"]
    assert job["permissions"] == {"contents": "read", "id-token": "write", "pull-requests": "write"}
    assert "make deploy" not in path.read_text()
    assert "AWS_DEPLOY_ROLE" not in path.read_text()


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
    assert {"lint", "synth", "audit", "sbom", "deploy", "diff", "rollback", "built"} <= made
    assert any("pytest" in run for run in runs)
