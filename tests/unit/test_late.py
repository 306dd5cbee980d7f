"""What is made when it is first used."""

import ast
import gc
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import care
from care import late

CARE = Path(care.__path__[0])


def test_nothing_is_made_before_it_is_used_and_then_once():
    made = []

    def make():
        made.append("")
        return ["a", "b"]

    stands_in = late.late(make)
    assert not made
    assert (stands_in.index("b"), stands_in.count("a"), stands_in.index("a")) == (1, 1, 0)
    assert made == [""]


def test_what_could_not_be_made_is_tried_again():
    answers = iter([OSError("no route"), "text"])

    def make():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    stands_in = late.late(make)
    with pytest.raises(OSError, match="no route"):
        stands_in.upper()
    assert stands_in.upper() == "TEXT"


@pytest.mark.parametrize("way", ["match", "search", "fullmatch", "findall", "split"])
def test_a_pattern_does_what_a_compiled_one_does(way):
    ours, plain = late.pattern("a+(b?)", re.IGNORECASE), re.compile("a+(b?)", re.IGNORECASE)
    for text in ("AAB", "xxab", "", "b"):
        first, second = getattr(ours, way)(text), getattr(plain, way)(text)
        assert str(first) == str(second)
    assert late.pattern(rb"\d").search(b"a1") is not None


def test_every_pattern_of_ours_compiles():
    for module in pkgutil.walk_packages(care.__path__, "care."):
        importlib.import_module(module.name)
    stand_ins = [one for one in gc.get_objects() if isinstance(one, late._Pattern)]
    assert len(stand_ins) > 150
    for one in stand_ins:
        assert one.pattern


def test_no_module_compiles_a_pattern_while_it_is_imported():
    found = []
    for file in CARE.rglob("*.py"):
        body = ast.parse(file.read_text(encoding="utf-8")).body
        for top in body:
            if isinstance(top, ast.FunctionDef | ast.ClassDef):
                continue
            found += [
                f"{file.relative_to(CARE)}:{one.lineno}"
                for one in ast.walk(top)
                if isinstance(one, ast.Call) and ast.unparse(one.func) == "re.compile"
            ]
    # A few milliseconds that every start would wait for, most of them for nothing: care.late.pattern waits.
    assert found == []
