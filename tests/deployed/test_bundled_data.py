"""Data that is loaded by name, and so could be missing from a bundle without any import that says so."""

import json
import subprocess
import sys

from infra import ROOT
from tests.deployed.bare import Bare

HOLIDAYS = """
import json, warnings
warnings.simplefilter("ignore")
import holidays
from care.hours import holiday
named = {}
for country in sorted(holidays.list_supported_countries(include_aliases=False)):
    for language in ("es", "pt", "en"):
        found = holiday.dates(country, None, [2027], language)
        named[f"{country} {language}"] = [one.model_dump(mode="json") for one in found]
print(json.dumps(named))
"""


def test_every_countrys_holidays_are_in_the_bundle_by_the_names_that_the_whole_package_gives_them(here: Bare):
    whole = subprocess.run(
        [sys.executable, "-c", HOLIDAYS],
        env={"LANG": "en_US.UTF-8", "PYTHONPATH": str(ROOT / "layers" / "care" / "python")},
        capture_output=True,
        text=True,
        check=True,
    )
    found = here.run("hours", HOLIDAYS)
    assert found == json.loads(whole.stdout)
    assert len(found) > 600


def test_every_check_of_an_id_is_in_the_bundle(here: Bare):
    code = """
import json
from importlib import import_module
from care.privacy.identities import _EVERYWHERE
print(json.dumps([import_module(f"stdnum.{check}").is_valid("1") for form in _EVERYWHERE for check in form.checks]))
"""
    assert here.run("cases", code) == [False] * 17
