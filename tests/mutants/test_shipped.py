"""Every package that ships has its floor, and some of what was noticed is broken again each time."""

import ast
import random
import subprocess
import sys

import pytest
from tests.mutants import floors
from tests.mutants.operators import changes
from tests.mutants.packages import ROOT, module_of, package_of, shipped
from tests.mutants.slice import kept_notes, one_of_each

SLICE = 5


def test_each_package_that_can_be_broken_has_a_floor_and_no_other_has():
    breakable = {
        name
        for name, package in shipped().items()
        if any(next(changes(ast.parse(file.read_text(encoding="utf-8"))), None) for file in package.files)
    }
    assert set(floors.known()) == breakable
    assert all(0 <= row.floor <= 100 and row.sample >= 0 for row in floors.known().values())


@pytest.mark.parametrize(
    ("place", "package"),
    [("aws.py:client", "care"), ("model/settings/texts.py:module", "model"), ("infra/cdk/rights.py:mail", "infra/cdk"),
     ("functions/desk/pages/trail.py:show", "functions/desk"), ("infra/local/x/limits.py:x", "infra/local/x")],
)  # fmt: skip
def test_a_place_lies_in_the_package_that_ships_it(place: str, package: str):
    base, files = shipped()[package]
    assert package_of(place) == package
    assert place.startswith("infra/local") or base / place.partition(":")[0] in files


def test_a_file_is_known_by_the_name_by_which_it_is_imported():
    assert module_of(ROOT / "functions/cases/route.py") == "cases.route"
    assert module_of(ROOT / "layers/care/python/care/case/__init__.py") == "care.case"
    assert module_of(ROOT / "infra/cdk/rights.py") == "infra.cdk.rights"


def test_a_floor_rises_and_never_falls(tmp_path, monkeypatch):
    monkeypatch.setattr(floors, "FILE", tmp_path / "floors.json")
    for share, sample in ((90.0, 30), (80.0, 30), (95.0, 20), (92.5, 30)):
        floors.rise("outbox", floors.Floor(share, sample, 7))
    assert floors.known() == {"outbox": floors.Floor(92.5, 30, 7)}
    assert (floors.share(2, 3), floors.share(3, 3)) == (66.6, 100.0)


def test_a_slice_has_one_of_each_package_and_the_same_for_the_same_seed():
    notes = kept_notes()
    taken = one_of_each(notes, 4, seed=3)
    assert len({one.package for one in taken}) == len(taken) == 4
    assert taken == one_of_each(notes, 4, seed=3) != one_of_each(notes, 4, seed=4)


def test_what_tests_have_noticed_once_they_notice_again(capsys: pytest.CaptureFixture[str]):
    seed = random.SystemRandom().randrange(1_000_000)
    with capsys.disabled():
        print(f'\nmake mutants ARGS="--slice {SLICE} --seed {seed}"')
    asked = [sys.executable, "-m", "tests.mutants", "--slice", str(SLICE), "--seed", str(seed)]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
