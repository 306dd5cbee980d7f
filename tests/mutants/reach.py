"""Which lines of our code each test runs, and how long it takes: told once, and again only of what has changed."""

import functools
import gc
import hashlib
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import IO, Any, NamedTuple

import pytest
from hypothesis import Phase, settings
from tests.mutants.packages import CARE, FUNCTIONS, RIGHTS, ROOT, X

CODE = (CARE, FUNCTIONS, X, RIGHTS)
# What can notice without a browser, a stack or a server of its own. No process looks at two of these.
TESTS = (
    ROOT / "tests/unit",
    ROOT / "tests/infra/test_may_do.py",
    ROOT / "tests/local/x",
    *(ROOT / "tests/functions" / folder for folder in ("", "desk", "reconcile", "cures")),
)
_APART = {"test_page_in_chromium.py", "test_clients.py", "test_real_sockets.py", "test_mutants.py"}
_TOOL = sys.monitoring.COVERAGE_ID
_EXAMPLES = 40
_AT_ONCE = 25  # files that one process looks at
# hypothesis is imported before pytest could rewrite what it asserts, which is no matter here.
QUIETLY = (
    "-p",
    "no:cacheprovider",
    "--no-header",
    "--no-summary",
    "-qq",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
)


class Reached(NamedTuple):
    """What one test runs: lines by file (as the code objects name it), and the seconds that it took."""

    seconds: float
    lines: dict[str, list[int]]


def gentle(items: list[pytest.Item]) -> None:
    """Properties with few examples, always the same ones, that are not shrunk: a broken one need only be noticed."""
    for item in items:
        test: Any = getattr(item, "obj", None)
        test = getattr(test, "__func__", test)
        if present := getattr(test, "_hypothesis_internal_use_settings", None):
            test._hypothesis_internal_use_settings = settings(
                present,
                max_examples=min(present.max_examples, _EXAMPLES),
                phases=[Phase.explicit, Phase.generate],
                derandomize=True,
                database=None,
                deadline=None,
            )


class Reaching:
    """The plugin of pytest that notes what each test reaches."""

    def __init__(self) -> None:
        self.found: dict[str, Reached] = {}
        self.failed: set[str] = set()
        self._lines: dict[str, set[int]] = defaultdict(set)
        self._caches: list[Any] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Everything is imported: from here on lines are noted."""
        gentle(session.items)
        kept = [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]
        self._caches = [one for one in kept if str(one.__module__).startswith("care")]
        sys.monitoring.use_tool_id(_TOOL, "reach")
        sys.monitoring.register_callback(_TOOL, sys.monitoring.events.LINE, self._line)
        sys.monitoring.set_events(_TOOL, sys.monitoring.events.LINE)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """One test: what an earlier one left in a cache is reckoned again, so that this one's lines are its own."""
        for cache in self._caches:
            cache.cache_clear()
        self._lines.clear()
        sys.monitoring.restart_events()
        began = time.process_time()
        result = yield
        took = round(time.process_time() - began, 4)
        self.found[item.nodeid] = Reached(took, {name: sorted(lines) for name, lines in self._lines.items()})
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that fails by itself would notice everything."""
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Nobody listens any more."""
        if sys.monitoring.get_tool(_TOOL):
            sys.monitoring.set_events(_TOOL, 0)
            sys.monitoring.free_tool_id(_TOOL)

    def _line(self, code: CodeType, line: int) -> Any:
        if code.co_filename.startswith(_OURS):
            self._lines[code.co_filename].add(line)
        return sys.monitoring.DISABLE


_OURS = tuple(str(path) for path in CODE)


def reach(kept: Path, as_known: bool = False) -> dict[str, Reached]:
    """What every test that may notice reaches; `kept` holds what is known already, by the contents of files.

    Where it is enough `as_known`, only files that were never looked at are; lines may then be off after a change.
    """
    known = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    helpers = _digest(path for path in _files(ROOT / "tests/unit", ROOT / "tests/functions") if not _is_test(path))
    code = {str(path): _digest([path]) for path in _files(*CODE)}
    found: dict[str, Reached] = {}
    for files in _chunks():
        marks = {str(file): _digest([file]) + helpers for file in files}
        stale = [
            file
            for file, mark in marks.items()
            if not ((as_known and file in known) or _stands(known.get(file), mark, code))
        ]
        if stale:
            told, failed = _told(stale)
            for name in failed:  # it would notice everything
                print(f"it fails although nothing is broken, and is left out: {name}", flush=True)
            for file, tests in told.items():
                of = sorted({name for _, lines in tests.values() for name in lines})
                known[file] = {"mark": marks[file], "code": {name: code[name] for name in of}, "tests": tests}
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(known), encoding="utf-8")
        found |= {name: Reached(*one) for file in marks for name, one in known[file]["tests"].items()}
    return found


def _chunks() -> Iterator[list[Path]]:
    seen: set[Path] = set()
    for place in reversed(TESTS):
        files = [place] if place.is_file() else sorted(place.rglob("test_*.py"))
        chunk = [file for file in files if file not in seen and file.name not in _APART]
        seen.update(chunk)
        for at in range(0, len(chunk), _AT_ONCE):  # what was seen is kept, whatever becomes of the rest
            yield chunk[at : at + _AT_ONCE]


def _told(files: list[str]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Run these files in a process of its own, so that nothing of ours is imported here."""
    with tempfile.NamedTemporaryFile("w+", encoding="utf-8") as told:
        if not (child := os.fork()):
            try:
                _tell(files, told)
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        told.seek(0)
        return json.load(told)


def _tell(files: list[str], into: IO[str]) -> None:
    plugin = Reaching()
    pytest.main([*QUIETLY, *files], plugins=[plugin])
    found: dict[str, Any] = {file: {} for file in files}
    for name, reached in plugin.found.items():
        if name not in plugin.failed:
            found[str(ROOT / name.partition("::")[0])][name] = reached
    json.dump([found, sorted(plugin.failed)], into)
    into.flush()


def _stands(known: dict[str, Any] | None, mark: str, code: dict[str, str]) -> bool:
    """Whether neither a file of tests nor what it ran of our code has changed."""
    if known is None or known["mark"] != mark:
        return False
    return all(code.get(name) == digest for name, digest in known["code"].items())


def _files(*folders: Path) -> list[Path]:
    found = (path for folder in folders for path in sorted([folder, *folder.rglob("*")]) if path.is_file())
    return [path for path in found if path.suffix not in {".pyc", ".pyo"}]


def _is_test(path: Path) -> bool:
    return path.name.startswith("test_")


def _digest(paths: Any) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(str(path).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]
