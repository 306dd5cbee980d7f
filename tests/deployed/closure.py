"""What a function may import, read from its sources: everything that its handler leads to, at once or when needed."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from infra import ROOT

# What runs in a process of its own, by who starts it.
_STARTED = {"care.pictures.documents": "care.pictures.document_notes"}
_ROOTS = (ROOT / "functions", ROOT / "layers" / "care" / "python")


def foreign(function: str) -> dict[str, str]:
    """The modules of others that a function may import, by name, each with one of our modules that asks for it."""
    seen, todo, found = set[str](), [f"{function}.handler"], dict[str, str]()
    while todo:
        module = todo.pop()
        if module in seen:
            continue
        seen.add(module)
        path = _source(module)
        if path is None:
            continue
        parents = module.split(".")
        todo.extend(".".join(parents[:length]) for length in range(1, len(parents)))
        if module in _STARTED:
            todo.append(_STARTED[module])
        for asked, names in _asked(path):
            if asked.partition(".")[0] in {"care", function}:
                # What is taken from a package of ours may be a module.
                todo.extend((asked, *(f"{asked}.{name}" for name in names)))
            elif asked.partition(".")[0] not in sys.stdlib_module_names:
                found.setdefault(asked, module)
    return found


def _source(module: str) -> Path | None:
    for root in _ROOTS:
        path = root.joinpath(*module.split("."))
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                return file
    return None


@cache
def _asked(path: Path) -> frozenset[tuple[str, tuple[str, ...]]]:
    return frozenset(_imports(ast.parse(path.read_text(encoding="utf-8"))))


def _imports(node: ast.AST) -> Iterator[tuple[str, tuple[str, ...]]]:
    for child in ast.iter_child_nodes(node):
        match child:
            # Types alone, and what a package gives to whoever asks it by name: who does so imports it here as well.
            case ast.If(test=ast.Name(id="TYPE_CHECKING"), body=body, orelse=rest) if _come_late(rest):
                # Pages of the desk: their first request imports them.
                yield from _imports(ast.Module(body, []))
                continue
            case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.FunctionDef(name="__getattr__"):
                continue
            case ast.Import():
                yield from ((alias.name, ()) for alias in child.names)
            case ast.ImportFrom(module=str(module)):
                yield module, tuple(alias.name for alias in child.names)
        yield from _imports(child)


def _come_late(rest: list[ast.stmt]) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "Late" for one in ast.walk(ast.Module(rest, [])))
