"""Benchmarks run seldom; that each can begin is known all the time."""

import importlib.util
import sys
from pathlib import Path

import pytest
from tests.local.running import ROOT
from tests.there import there

SCRIPTS = sorted((ROOT / "tests" / "bench").glob("bench_*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_benchmark_finds_all_that_it_imports(script: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    spec = there(importlib.util.spec_from_file_location(script.stem, script))
    module = importlib.util.module_from_spec(spec)
    there(spec.loader).exec_module(module)
    assert callable(module.main)
