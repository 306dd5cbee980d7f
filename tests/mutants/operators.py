"""What is broken: one small thing at a time, as somebody might have written it by mistake.

Texts, annotations, decorators and `model_config` are left alone, and `strict=` of a zip, which says what holds anyway.
"""

import ast
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_LEFT_ALONE = {"annotation", "returns", "decorator_list", "type_params", "bases", "keywords"}
_CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}
_TEXTS = (ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.ListComp)

type Edit = Callable[[], Callable[[], None]]


class Change(NamedTuple):
    """One way of breaking a module's tree: `make` does it and gives what undoes it; `new` stands then where `node` did.

    `new` is None where `node` itself is changed.
    """

    node: Any
    make: Edit
    new: ast.AST | None = None


def _put(node: ast.AST, field: str, value: ast.AST, at: int | None, instead: ast.AST | None = None) -> Change:
    def make() -> Callable[[], None]:
        holder = getattr(node, field)
        if at is None:
            setattr(node, field, value)
            return lambda: setattr(node, field, holder)
        before, holder[at] = holder[at], value

        def undo() -> None:
            holder[at] = before

        return undo

    return Change(instead or node, make, instead and value)


def changes(tree: ast.Module) -> Iterator[Change]:
    """Every change of a module, in the order of its lines."""
    yield from sorted(_within(tree), key=lambda one: (one.node.lineno, one.node.col_offset))


def _within(node: ast.AST) -> Iterator[Change]:
    for field, at, child in _children(node):
        if isinstance(child, ast.expr):
            yield from (_put(node, field, new, at, child) for new in _expressions(child))
            if field in {"test", "ifs"}:
                yield from _negated(node, field, child, at)
        elif isinstance(child, ast.stmt):
            yield from (_put(node, field, new, at, child) for new in _statements(child))
        yield from _within(child)
    yield from _operators(node)


def _children(node: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    """What lies in a node and may be changed: by field, and by place where the field is a list."""
    for field, value in ast.iter_fields(node):
        if field not in _LEFT_ALONE or isinstance(node, ast.Call):
            for at, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(child, ast.AST) and not _left_alone(child):
                    yield field, at, child


def _operators(node: ast.AST) -> Iterator[Change]:
    """An operator in another's place."""
    match node:
        case ast.Compare(ops=operators):
            for at, operator in enumerate(operators):
                yield _put(node, "ops", _COMPARED[type(operator)](), at)
        case ast.BoolOp(op=operator):
            yield _put(node, "op", ast.Or() if isinstance(operator, ast.And) else ast.And(), None)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _RECKONED:
            if not _is_text(left) and not _is_text(right):
                yield _put(node, "op", _RECKONED[type(operator)](), None)
        case ast.AugAssign(op=operator, value=value) if type(operator) in _RECKONED and not _is_text(value):
            yield _put(node, "op", _RECKONED[type(operator)](), None)


def _negated(node: ast.AST, field: str, child: ast.expr, at: int | None) -> Iterator[Change]:
    """A condition turned round, where no comparison of its own is."""
    if not isinstance(child, ast.Compare | ast.BoolOp | ast.UnaryOp):
        turned = ast.copy_location(ast.UnaryOp(ast.Not(), child), child)
        yield _put(node, field, turned, at, child)


def _expressions(node: ast.expr) -> Iterator[ast.expr]:
    """What stands in an expression's place."""
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.copy_location(ast.Constant(not value), node)
        case ast.Constant(value=int(value) | float(value)):
            yield ast.copy_location(ast.Constant(value + 1), node)
        case ast.UnaryOp(op=ast.Not(), operand=operand) | ast.UnaryOp(op=ast.USub(), operand=ast.expr() as operand):
            yield operand
        case ast.BoolOp(values=values):
            for dropped in range(len(values)):
                rest = [one for at, one in enumerate(values) if at != dropped]
                yield rest[0] if len(rest) == 1 else ast.copy_location(ast.BoolOp(node.op, rest), node)
        case ast.IfExp(body=body, orelse=orelse):
            yield from (body, orelse)
        case ast.Call(func=ast.Name(id=name) as function) if name in _CALLED:
            other = ast.copy_location(ast.Name(_CALLED[name], ast.Load()), function)
            yield ast.copy_location(ast.Call(other, node.args, node.keywords), node)


def _statements(node: ast.stmt) -> Iterator[ast.stmt]:
    """What stands in a statement's place."""
    nothing = ast.copy_location(ast.Pass(), node)
    match node:
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield ast.copy_location(ast.Return(ast.copy_location(ast.Constant(None), value)), node)
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.AugAssign() | ast.Raise() | ast.Delete():
            yield nothing
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield nothing
        case ast.Break():
            yield from (nothing, ast.copy_location(ast.Continue(), node))
        case ast.Continue():
            yield from (nothing, ast.copy_location(ast.Break(), node))


def _left_alone(node: ast.AST) -> bool:
    match node:
        case ast.keyword(arg="strict"):
            return True
        case ast.Assign(targets=[ast.Name(id="model_config" | "__slots__" | "__all__")]) | ast.TypeAlias():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
    return False


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, _TEXTS) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
