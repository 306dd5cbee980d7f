"""A fork for each mutant, in which the tests run that can notice it, the quickest first, until one fails.

Most mutants lie in a function: their forks begin where all tests are collected, and the broken code is put into the
function that is there. The others take effect when a module is imported: their forks begin where nothing of ours is.
What the tests load anew by themselves, the modules of the functions, they load broken.
"""

import gc
import importlib
import importlib.machinery
import os
import re
import resource
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from types import CodeType, FunctionType
from typing import NamedTuple, NoReturn

import pytest
from tests.mutants.listing import Mutant, broken
from tests.mutants.packages import ROOT
from tests.mutants.reach import QUIETLY, Reached, gentle

KILLED, SURVIVED, TIMED_OUT, UNREACHED, FAILED = "killed", "survived", "timed out", "not reached", "failed to run"
# What is compared whole with a table of its own, and so is run by no test.
_COMPARES = {"infra/cdk": {"tests/infra/test_may_do.py"}}
_NAME = 4096  # bytes that a pipe takes at once
_MEMORY = 6 << 30  # bytes of addresses: an endless list ends there
_ABORTED = {signal.SIGPROF, signal.SIGALRM, signal.SIGKILL}

# What our code and its tests import of others: once, and not in each fork.
_FOREIGN = ["aws_lambda_powertools", "babel.dates", "boto3", "holidays", "httpx", "icalendar", "jinja2", "moto"]
_FOREIGN += ["oauthlib.oauth1", "phonenumbers", "pydantic", "rapidfuzz"]

type Chosen = dict[Mutant, list[str]]
type Functions = dict[tuple[str, str, int], list[FunctionType]]


class Fate(NamedTuple):
    """What became of a mutant."""

    mutant: Mutant
    state: str
    tests: int
    by: str = ""  # the test that noticed it


def chosen(mutant: Mutant, reached: dict[str, Reached], most: float, by: str | None = None) -> list[str]:
    """The tests that run one of the mutant's lines, for so many seconds in all (one at least).

    Those of its own package come first, and of both the quickest. What is made at an import is noticed by tests that
    name it, too, though they may have taken it at their own import: they come before all but the one `by` which it was
    noticed the last time.
    """
    own = _home(mutant.package)  # where there is none, the quickest are the first
    naming = _COMPARES.get(mutant.package) or {
        f"{own}{file.name}"
        for file in (ROOT / own).glob("test_*.py")
        if set(mutant.names) & set(re.findall(r"\w+", file.read_text(encoding="utf-8")))
    }
    found = [
        (name.partition("::")[0] not in naming, not name.startswith(own), test.seconds, name)
        for name, test in reached.items()
        if name.partition("::")[0] in naming or any(line in test.lines.get(file, ()) for file, line in mutant.lines)
    ]
    taken = [by] if by in reached else []
    total = 0.0
    for *_, seconds, name in sorted(found):
        total += seconds
        if taken and total > most:
            break
        if name != by:
            taken.append(name)
    return taken


def _home(package: str) -> str:
    """The folder of a package's own tests: of rules, of what needs the tables of moto, of a function."""
    homes = [f"tests/{where}{package}/" for where in ("unit/", "functions/", "")]
    return next((one for one in homes if (ROOT / one).is_dir()), homes[0])


def fates(mutants: Chosen, reached: dict[str, Reached], grace: float) -> Iterator[Fate]:
    """What becomes of each: first of those that take effect at an import, and then of those in functions."""
    outside = [mutant for mutant in mutants if mutant.function is None and not _is_loaded_anew(mutant)]
    if len(outside) > 5:  # else they are not worth it
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for name in _FOREIGN:
                importlib.import_module(name)
    for mutant in outside:
        yield _fate(mutant, mutants[mutant], reached, partial(_afresh, mutant, mutants[mutant]), grace)
    inside = {mutant: tests for mutant, tests in mutants.items() if mutant.function or _is_loaded_anew(mutant)}
    if inside:
        yield from _Warm(inside, reached, grace).run()


def _is_loaded_anew(mutant: Mutant) -> bool:
    return mutant.package.startswith("functions/")


class _Warm:
    """The plugin of pytest that runs the tests of mutants where pytest would run all."""

    def __init__(self, mutants: Chosen, reached: dict[str, Reached], grace: float) -> None:
        self._mutants = mutants
        self._reached = reached
        self._grace = grace

    def run(self) -> Iterator[Fate]:
        """Collect once; what became of each comes through a pipe, while this process waits in pytest's loop."""
        here, there = os.pipe()
        if not (child := os.fork()):
            os.close(here)
            self._pipe = os.fdopen(there, "w", buffering=1)
            (ROOT / ".local/mutants").mkdir(parents=True, exist_ok=True)
            with (ROOT / ".local/mutants/warm.log").open("wb") as log:  # what the first tests print
                os.dup2(log.fileno(), 1)
                os.dup2(log.fileno(), 2)
            files = sorted({test.partition("::")[0] for tests in self._mutants.values() for test in tests})
            try:
                pytest.main([*QUIETLY, "-s", *files], plugins=[self])
            finally:
                os._exit(0)
        os.close(there)
        told = 0
        with os.fdopen(here) as pipe:
            for mutant, line in zip(self._mutants, pipe, strict=False):
                state, _, by = line.rstrip("\n").partition("\t")
                yield Fate(mutant, state, len(self._mutants[mutant]), by)
                told += 1
        os.waitpid(child, 0)
        if told < len(self._mutants):
            raise SystemExit("the process that runs the mutants has ended before its time")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Every mutant, instead of every test."""
        gentle(session.items)
        items = {item.nodeid: item for item in session.items}
        for module in {one.module for one in self._mutants if not _is_loaded_anew(one)}:  # some are imported late
            importlib.import_module(module)
        for item in self._to_warm_up(items):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        functions: Functions = {}
        for one in gc.get_objects():
            if isinstance(one, FunctionType):
                code = one.__code__
                functions.setdefault((code.co_filename, code.co_qualname, code.co_firstlineno), []).append(one)
        gc.freeze()
        for mutant, tests in self._mutants.items():
            act = partial(_in_place, mutant, functions, session, [items[name] for name in tests])
            fate = _fate(mutant, tests, self._reached, act, self._grace)
            print(fate.state, fate.by, sep="\t", file=self._pipe)
        return True

    def _to_warm_up(self, items: dict[str, pytest.Item]) -> Iterator[pytest.Item]:
        """The quickest test of each function, by which this process loads it, and AWS's clients, for all forks."""
        quickest: dict[str, str] = {}
        for mutant, tests in self._mutants.items():
            for test in tests if _is_loaded_anew(mutant) else ():
                known = quickest.get(mutant.package)
                if known is None or self._reached[test].seconds < self._reached[known].seconds:
                    quickest[mutant.package] = test
        for test in sorted(set(quickest.values())):
            yield items[test]


def _in_place(
    mutant: Mutant, functions: Functions, session: pytest.Session, items: list[pytest.Item], told: int
) -> None:
    """Put the broken code into the function, and run the tests in their order."""
    code = compile(broken(mutant), str(mutant.file), "exec", dont_inherit=True)
    _load_broken(mutant, code)
    if mutant.function:
        _put(mutant, code, functions)
    else:
        sys.modules["tests.functions.starting"].function.cache_clear()  # the tests load it themselves
    session.config.pluginmanager.register(_Ending(told))
    for item, after in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)


def _put(mutant: Mutant, module: CodeType, functions: Functions) -> None:
    assert mutant.function
    name, first = mutant.function
    code = _find(module, name, first)
    there = functions.get((str(mutant.file), name, first), [])
    if code is None or not (there or _is_loaded_anew(mutant)):
        os._exit(2)
    try:
        for function in there:
            function.__code__ = code
    except ValueError:  # it closes over other names than before
        os._exit(2)


def _find(code: CodeType, name: str, first: int) -> CodeType | None:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if (constant.co_qualname, constant.co_firstlineno) == (name, first):
                return constant
            if found := _find(constant, name, first):
                return found
    return None


def _afresh(mutant: Mutant, tests: list[str], told: int) -> None:
    """Import the mutant's module broken, with all that comes after."""
    _load_broken(mutant, compile(broken(mutant), str(mutant.file), "exec", dont_inherit=True))
    if pytest.main([*QUIETLY, "-s", "-x", *tests], plugins=[_Ending(told), _Gentle()]):
        os._exit(1)


def _load_broken(mutant: Mutant, code: CodeType) -> None:
    usual = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader: importlib.machinery.SourceFileLoader, fullname: str) -> CodeType | None:
        return code if loader.get_filename(fullname) == str(mutant.file) else usual(loader, fullname)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[assignment, method-assign]


class _Ending:
    def __init__(self, told: int) -> None:
        self._told = told

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os.write(self._told, report.nodeid.encode()[:_NAME])
            os._exit(1)


class _Gentle:
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        gentle(session.items)


def _fate(
    mutant: Mutant, tests: list[str], reached: dict[str, Reached], act: Callable[[int], None], grace: float
) -> Fate:
    if not tests:
        return Fate(mutant, UNREACHED, 0)
    usual = sum(reached[name].seconds for name in tests)
    here, there = os.pipe()
    if not (child := os.fork()):
        _alone(partial(act, there), grace + 5 * usual)
    os.close(there)
    status = os.waitpid(child, 0)[1]
    with os.fdopen(here, "rb") as pipe:
        by = pipe.read(_NAME).decode(errors="replace")
    if os.WIFSIGNALED(status):
        state = TIMED_OUT if os.WTERMSIG(status) in _ABORTED else KILLED
    else:
        state = {0: SURVIVED, 1: KILLED}.get(os.WEXITSTATUS(status), FAILED)
    return Fate(mutant, state, len(tests), by)


def _alone(act: Callable[[], None], most: float) -> NoReturn:
    """In a fork, silently: exits with 0 if nothing was noticed, 1 if a test failed; `most` seconds of a core it has."""
    status = 1
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, most)
        signal.setitimer(signal.ITIMER_REAL, 20 * most)  # one that waits for ever
        act()
        status = 0
    finally:
        os._exit(status)
