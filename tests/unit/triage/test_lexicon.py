"""The rules that come with the code: each can be met, none stands twice, and they wait for the first message."""

import subprocess
import sys
from pathlib import Path

import pytest

from care.triage.classification import classify
from care.triage.lexicon import shipped
from care.triage.rules import _keys

RULES = list(shipped().rules.values())


def test_no_phrase_stands_twice_in_a_section_once_accents_and_capitals_are_gone():
    seen: dict[tuple[object, ...], list[str]] = {}
    for rule in RULES:
        seen.setdefault((rule.language, rule.section, tuple(_keys(rule.phrase))), []).append(rule.phrase)
    assert [phrases for phrases in seen.values() if len(phrases) > 1] == []


def test_what_is_read_in_every_language_is_not_read_in_one_again():
    anywhere = {(rule.section, tuple(_keys(rule.phrase))) for rule in RULES if rule.language == "any"}
    assert [r.id for r in RULES if r.language != "any" and (r.section, tuple(_keys(r.phrase))) in anywhere] == []


def test_no_phrase_is_so_long_that_reading_would_not_be_linear():
    assert max(len(_keys(rule.phrase)) for rule in RULES) <= 8


@pytest.mark.parametrize("language", ["es", "pt", "en", "any"])
def test_every_rule_can_be_met_by_its_own_phrase(language):
    unmet = []
    for rule in RULES:
        if rule.language != language or rule.phrase.startswith("<") or rule.section == "works":
            continue
        text = rule.phrase.replace("#", "7").replace("*", "")
        named = {
            reason.rule for reason in classify(f"{text} , {text}", None if language == "any" else language).because
        }
        if rule.id not in named and not any(rule_id.endswith("*") or "*" in rule.phrase for rule_id in named):
            unmet.append(rule.id)
    assert unmet == []


def test_importing_triage_reads_no_lexicon():
    code = (
        "import sys, care.triage.rules as rules; sys.exit('tomllib' in sys.modules or rules.DEFAULT._tree is not None)"
    )
    layer = Path(__file__).parents[3] / "layers" / "care" / "python"
    assert subprocess.run([sys.executable, "-c", code], cwd=layer, check=False, timeout=30).returncode == 0
