"""Assertions that cannot fail are found before they are believed.

An `or` in an assertion of an example, and an assertion under an `if` without an `else`, pass where the thing that is
looked for never happens. In a property over many examples both are implications, and stay.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def is_property(function: ast.FunctionDef) -> bool:
    return any("given(" in ast.unparse(one) for one in function.decorator_list)


def is_varied(function: ast.FunctionDef) -> bool:
    """Whether its examples come from elsewhere: what is asked of one of them is not asked of all."""
    inner = any(isinstance(node, ast.For | ast.While) for node in ast.walk(function))
    return inner or any("parametrize" in ast.unparse(one) for one in function.decorator_list)


def empty(function: ast.FunctionDef) -> Iterator[int]:
    """The lines of assertions that pass whatever happens, or may."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            test = node.test
            constant = isinstance(test, ast.Constant) or (isinstance(test, ast.Tuple) and bool(test.elts))
            either = isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or) and not is_varied(function)
            both = (
                isinstance(test, ast.Compare)
                and isinstance(test.ops[0], ast.In)
                and isinstance(test.comparators[0], ast.Set | ast.Tuple | ast.List)
                and {getattr(one, "value", None) for one in test.comparators[0].elts} >= {True, False}
            )
            if constant or both or (either and not is_property(function)):
                yield node.lineno
        if isinstance(node, ast.If) and not node.orelse and not is_property(function) and not is_varied(function):
            inner = [one for part in node.body for one in ast.walk(part)]
            if any(isinstance(one, ast.Assert) for one in inner):
                yield node.lineno


def found() -> dict[str, list[int]]:
    told = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for function in functions(ast.parse(path.read_text(encoding="utf-8"))):
            if lines := list(empty(function)):
                told[f"{path.relative_to(TESTS)}::{function.name}"] = lines
    return told


def test_no_assertion_passes_whatever_happens():
    assert found() == {}


def test_an_assertion_that_cannot_fail_would_be_found():
    wrong = """
def test_a():
    assert x == 1 or y is not None
def test_b():
    assert wants(x) in {True, False}
def test_c():
    if replies:
        assert replies[0] == "x"
def test_d():
    assert (x == 1, "a message")
def test_e():
    assert x == 1
"""
    lines = {function.name: list(empty(function)) for function in functions(ast.parse(wrong))}
    assert {name: bool(at) for name, at in lines.items()} == {
        "test_a": True,
        "test_b": True,
        "test_c": True,
        "test_d": True,
        "test_e": False,
    }
