"""Assertions that cannot fail are found before they are believed.

An `or` in an assertion of an example, and an assertion under an `if` without an `else`, pass where the thing that is
looked for never happens; so do assertions that stand in loops alone, if nothing says that there is anything to go
through. In a property over many examples these are implications, and stay. What holds of every value (a tuple, an
`x == x`, a method that is not called) proves nothing anywhere, nor does an assertion whose failure is caught.
"""

import ast
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from unittest.mock import Mock

import pytest

TESTS = Path(__file__).parents[1]
type Function = ast.FunctionDef | ast.AsyncFunctionDef

# Names that only methods have here: `assert path.exists` holds of every path.
_METHODS = {
    name
    for kind in (str, dict, list, set, Path, datetime, Mock)
    for name in dir(kind)
    if callable(getattr(kind, name)) and name not in {"query", "called"}
} | {"called_once", "called_once_with", "called_with", "has_calls", "not_called"}
_AT_LEAST_NOTHING = {(">=", "0"), (">", "-1")}
_ANY_ERROR = {"Exception", "BaseException", "AssertionError"}
_TAKEN_APART = {"enumerate", "zip", "sorted", "reversed", "list", "tuple", "set", "product", "pairwise", "permutations"}


def functions(tree: ast.AST) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node


def is_property(function: Function) -> bool:
    return any("given(" in ast.unparse(one) for one in function.decorator_list)


def is_varied(function: Function) -> bool:
    """Whether its examples come from elsewhere: what is asked of one of them is not asked of all."""
    inner = any(isinstance(node, ast.For | ast.While) for node in ast.walk(function))
    return inner or any("parametrize" in ast.unparse(one) for one in function.decorator_list)


def holds_always(test: ast.expr) -> bool:
    """Whether it holds of whatever stands there."""
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts) | ast.Dict(values=parts):
            return bool(parts)
        case ast.JoinedStr() | ast.Lambda() | ast.GeneratorExp():
            return True
        case ast.Attribute(attr=name):
            return name in _METHODS
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return never_holds(inner)
        case ast.BoolOp(op=ast.Or(), values=parts):
            return any(holds_always(part) for part in parts)
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(holds_always(part) for part in parts)
        case ast.Compare(left=left, ops=ops, comparators=right):
            sides = [left, *right]
            return all(_compares_nothing(*one) for one in zip(sides, ops, right, strict=False))
        case ast.Call():
            return ast.unparse(test).endswith((", object)", ".startswith('')", ".endswith('')"))
    return False


def never_holds(test: ast.expr) -> bool:
    """Whether nothing that stands there makes it hold: what is asserted not to be so says nothing."""
    match test:
        case ast.Constant(value=value):
            return not value
        case ast.Tuple(elts=[]) | ast.List(elts=[]) | ast.Dict(values=[]):
            return True
    return False


def _compares_nothing(left: ast.expr, how: ast.cmpop, right: ast.expr) -> bool:
    itself = ast.unparse(left) == ast.unparse(right) and not any(isinstance(one, ast.Call) for one in ast.walk(left))
    match left, how, right:
        case _, ast.Eq() | ast.Is() | ast.LtE() | ast.GtE(), _ if itself:
            return True
        case ast.Call(func=ast.Name(id="len")), ast.GtE() | ast.Gt(), _:
            return (">=" if isinstance(how, ast.GtE) else ">", ast.unparse(right)) in _AT_LEAST_NOTHING
        case ast.Call(func=ast.Name(id="set"), args=[]), ast.LtE(), _:
            return True
        case _, ast.GtE(), ast.Call(func=ast.Name(id="set"), args=[]):
            return True
        case ast.Constant(value=""), ast.In(), _:
            return True
        case _, ast.In(), ast.Set(elts=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            same = {ast.unparse(one) for one in parts}
            return same >= {"True", "False"} or ast.unparse(left) in same
        case ((ast.Tuple() | ast.List() | ast.Dict() | ast.JoinedStr()), ast.IsNot(), ast.Constant(value=None)):
            return True
    return False


def catches(function: Function) -> Iterator[int]:
    """The lines of assertions whose failure is caught, or which what is awaited before them leaves out."""
    for node in ast.walk(function):
        if isinstance(node, ast.Try):
            told = [ast.unparse(one.type) if one.type else "Exception" for one in node.handlers]
            if any(set(name.strip("()").split(", ")) & _ANY_ERROR for name in told) and not any(
                isinstance(inner, ast.Raise) for one in node.handlers for inner in ast.walk(one)
            ):
                yield from asserted(node.body)
        if isinstance(node, ast.With):
            for item in node.items:
                told_as = ast.unparse(item.context_expr)
                named = set(told_as.replace("(", " ").replace(")", " ").replace(",", " ").split()) & _ANY_ERROR
                if ("suppress(" in told_as and named) or "raises(" in told_as:
                    yield from asserted(node.body)
                if "raises(" in told_as and named - {"AssertionError"} and "match=" not in told_as:
                    yield node.lineno


def asserted(nodes: list[ast.stmt]) -> Iterator[int]:
    yield from (one.lineno for part in nodes for one in ast.walk(part) if isinstance(one, ast.Assert))


def is_something(way: ast.expr, known: set[str]) -> bool:
    """Whether what a loop goes through has something in it: it stands there, is a constant, or was asked for."""
    match way:
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts) | ast.Dict(values=parts):
            return bool(parts)
        case ast.Constant(value=value):
            return bool(value)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.isupper() or ast.unparse(way) in known
        case ast.Call(func=ast.Name(id="range")):
            return True
        case ast.Call(func=ast.Attribute(value=of, attr="items" | "values" | "keys" | "split" | "splitlines")):
            return ast.unparse(way) in known or is_something(of, known)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=parts) if name in _TAKEN_APART:
            return any(is_something(part.value if isinstance(part, ast.Starred) else part, known) for part in parts)
        case ast.BinOp(left=left, right=right):
            return is_something(left, known) or is_something(right, known)
        case ast.ListComp(generators=[one]) | ast.GeneratorExp(generators=[one]):
            return not one.ifs and is_something(one.iter, known)
        case ast.Subscript(value=of):
            return is_something(of, known)
    return ast.unparse(way) in known


def named_in(function: Function) -> set[str]:
    """What is given to a test, and the names of what has something in it."""
    known = {name.arg for name in function.args.args}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=names, value=value) if is_something(value, known):
                known |= {ast.unparse(one) for one in names}
            case ast.AnnAssign(target=name, value=ast.expr() as value) if is_something(value, known):
                known.add(ast.unparse(name))
    return known


def all_of_nothing(function: Function) -> Iterator[int]:
    """The lines of assertions on `all` of something of which no other assertion tells anything."""
    known = named_in(function)
    told = [node for node in ast.walk(function) if isinstance(node, ast.Assert)]
    for node in told:
        match node.test:
            case ast.Call(func=ast.Name(id="all"), args=[ast.GeneratorExp(generators=[one, *_])]):
                names = {name.id for name in ast.walk(one.iter) if isinstance(name, ast.Name)}
                others = {n.id for o in told if o is not node for n in ast.walk(o.test) if isinstance(n, ast.Name)}
                if not is_something(one.iter, known) and not names & others:
                    yield node.lineno


def loops_alone(function: Function) -> Iterator[int]:
    """The lines of loops that hold all that is asserted, and may go through nothing."""
    told = [node for node in ast.walk(function) if isinstance(node, ast.Assert)]
    if not told or any("raises(" in ast.unparse(node) for node in ast.walk(function) if isinstance(node, ast.withitem)):
        return
    known = named_in(function)
    loops = [node for node in ast.walk(function) if isinstance(node, ast.For) and not is_something(node.iter, known)]
    inside = {id(one) for loop in loops for one in ast.walk(loop) if isinstance(one, ast.Assert)}
    if all(id(one) in inside for one in told):
        yield from (loop.lineno for loop in loops)


def empty(function: Function) -> Iterator[int]:
    """The lines of assertions that pass whatever happens, or may."""
    yield from catches(function)
    for node in ast.walk(function):
        if isinstance(node, ast.Assert) and holds_always(node.test):
            yield node.lineno
    if is_property(function):
        return
    yield from loops_alone(function)
    yield from all_of_nothing(function)
    if is_varied(function):
        return
    for node in ast.walk(function):
        if isinstance(node, ast.Assert) and isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or):
            yield node.lineno
        if isinstance(node, ast.If) and not node.orelse:
            yield from asserted(node.body)


def found() -> dict[str, list[int]]:
    told = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for function in functions(ast.parse(path.read_text(encoding="utf-8"))):
            if lines := list(empty(function)):
                told[f"{path.relative_to(TESTS)}::{function.name}"] = lines
    return told


def test_no_assertion_passes_whatever_happens():
    assert found() == {}


# Each line is the body of a test, whose own lines are divided by `//`.
PASSES = """
assert x == 1 or y is not None
assert x or True
assert wants(x) in {True, False}
assert x in (x, y)
if replies: assert replies[0] == "x"
assert (x == 1, "a message")
assert [x == 1]
assert {"x": x}
assert f"{x}"
assert lambda: x == 1
assert (one == 1 for one in x)
assert not ()
assert isinstance(x, object)
assert x == x
assert x.y is x.y
assert x[0] <= x[0]
assert len(x) >= 0
assert len(x) > -1
assert set() <= x
assert x >= set()
assert "" in x
assert x.startswith("")
assert (x, y) is not None
assert mock.assert_called_once
assert mock.called_once_with
assert path.exists
assert text.startswith and x == x
for one in []: assert one == 1
for one in found(x): assert one == 1
assert all(one.held for one in found(x))
with raises(Exception): f(x)
with pytest.raises(BaseException) as told: f(x)
with pytest.raises((KeyError, Exception)): f(x)
with pytest.raises(KeyError): f(x); assert x == 1
with suppress(Exception): assert f(x) == 1
with contextlib.suppress(KeyError, AssertionError): assert f(x) == 1
try: assert f(x) == 1 // except Exception: pass
try: assert f(x) == 1 // except (KeyError, AssertionError): pass
try: assert f(x) == 1 // except: pass
"""
MAY_FAIL = """
assert x == 1
assert x
assert not x
assert x in {True, None}
assert f(x) == f(x)
assert isinstance(x, str)
assert x.is_open
assert path.exists()
assert mock.called
assert len(x) > 0
assert set() < x
assert x.startswith("a")
assert (x, y) == (1, 2)
assert [one for one in x if not one] == []
for one in (1, 2): assert f(one)
for one in NAMES: assert f(one)
for one in range(9): assert f(one)
found = f(x); assert found; assert all(one.held for one in found)
found = f(x); assert found // for one in found: assert one.held
with pytest.raises(KeyError): f(x)
with pytest.raises(Exception, match="as it says"): f(x)
with pytest.raises(KeyError) as told: f(x) // assert told.value.args == (1,)
try: assert f(x) == 1 // except KeyError: pass
try: assert f(x) == 1 // except Exception: raise
with suppress(KeyError): assert f(x) == 1
"""


def lines_of(body: str) -> list[int]:
    inner = body.split(" // ")
    [function] = functions(ast.parse("def test_one():\n" + "".join(f"    {line}\n" for line in inner)))
    return list(empty(function))


@pytest.mark.parametrize("body", PASSES.strip().splitlines())
def test_an_assertion_that_cannot_fail_is_found(body):
    assert lines_of(body)


@pytest.mark.parametrize("body", MAY_FAIL.strip().splitlines())
def test_an_assertion_that_may_fail_is_let_be(body):
    assert lines_of(body) == []


def test_they_are_found_in_tests_that_wait_and_in_those_of_many_examples():
    [waits] = functions(ast.parse("async def test_one():\n    assert x == x\n"))
    [of_many] = functions(ast.parse("@given(x=integers())\ndef test_one(x):\n    assert x or True\n"))
    assert [list(empty(one)) for one in (waits, of_many)] == [[2], [3]]
