"""The mutants of a package: where each stands, what is changed, and which lines a test must run to notice."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.mutants.operators import Change, changes
from tests.mutants.packages import module_of, package_of

type Lines = set[tuple[str, int]]
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_WIDTH = 72


class Mutant(NamedTuple):
    """One change of one file, the `number`-th of its changes.

    `function` is the outermost function that it lies in, by name and first line, whose code can be put in place of the
    real one; None where the change takes effect when the module is imported: `names` are then what is made there. A
    test must run one of `lines` to notice.
    """

    file: Path
    number: int
    line: int
    place: str
    change: str
    function: tuple[str, int] | None
    lines: frozenset[tuple[str, int]]
    names: tuple[str, ...] = ()
    which: int = 0  # of those at this place that read alike

    @property
    def package(self) -> str:
        """The package that it lies in, as `tests.mutants.packages` names it."""
        return package_of(self.place)

    @property
    def module(self) -> str:
        """The name by which its file is imported."""
        return module_of(self.file)


class Mentions:
    """Where each name is used in our code, so that whoever runs such a line runs what was made of it."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._used: dict[str, Lines] = defaultdict(set)
        self._makes: dict[tuple[str, int], list[str]] = {}
        for file in files:
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Name | ast.Attribute):
                    self._used[node.id if isinstance(node, ast.Name) else node.attr].add((str(file), node.lineno))
            for node in tree.body:
                for line in range(node.lineno, (node.end_lineno or 0) + 1):
                    if not isinstance(node, _FUNCTIONS):
                        self._makes[str(file), line] = _names(node)

    def of(self, names: Iterable[str]) -> Lines:
        """The lines that use these names, or what was made of them when a module was imported."""
        found: Lines = set()
        seen: set[str] = set()
        ahead = list(names)
        while ahead:
            if (name := ahead.pop()) not in seen:
                seen.add(name)
                found |= self._used[name]
                ahead.extend(made for line in self._used[name] for made in self._makes.get(line, ()))
        return found


def listed(files: Iterable[Path], base: Path, mentions: Mentions) -> Iterator[Mutant]:
    """Every mutant of these files; places are told from `base` on."""
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        above = _above(tree)
        alike: Counter[tuple[str, str]] = Counter()
        for number, change in enumerate(changes(tree)):
            node = change.node
            path = [node, *above[node]]
            function = _function(path)
            names: list[str] = []
            if function is None:
                first = next(one for one in path if isinstance(one, ast.stmt))
                names = _names(first)
                lines = mentions.of(names) if names else _lines(file, first)  # such as a call at the end of a start
                if isinstance(first, _FUNCTIONS):  # a default: it is used by the body
                    lines |= {(str(file), line) for line in range(first.lineno, (first.end_lineno or 0) + 1)}
            else:
                inner = next(one for one in path if isinstance(one, ast.stmt | ast.ExceptHandler | ast.match_case))
                lines = _lines(file, node) | (_lines(file, inner) if _is_simple(inner) else set())
            place = f"{file.relative_to(base)}:{_qualified(path) or 'module'}"
            told = _told(change, above[node][0])
            which, alike[place, told] = alike[place, told], alike[place, told] + 1
            yield Mutant(file, number, node.lineno, place, told, function, frozenset(lines), tuple(names), which)


def broken(mutant: Mutant) -> ast.Module:
    """The mutant's module with its change made."""
    tree = ast.parse(mutant.file.read_text(encoding="utf-8"))
    list(changes(tree))[mutant.number].make()
    return ast.fix_missing_locations(tree)


def _above(tree: ast.Module) -> dict[ast.AST, list[Any]]:
    """Of each node, what it lies in, the nearest first."""
    found: dict[ast.AST, list[Any]] = {tree: []}
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            found[child] = [node, *found[node]]
    return found


def _function(path: list[Any]) -> tuple[str, int] | None:
    """The outermost function whose body holds it: by its name, and by the line where it or its decorators begin."""
    for at in range(len(path) - 1, 0, -1):
        inner, outer = path[at - 1], path[at]
        if isinstance(outer, ast.Lambda):
            return None
        if isinstance(outer, _FUNCTIONS):
            if inner not in outer.body:
                return None
            first = min([outer.lineno, *(one.lineno for one in outer.decorator_list)])
            return ".".join(
                [*(one.name for one in reversed(path[at + 1 :]) if hasattr(one, "name")), outer.name]
            ), first
    return None


def _qualified(path: list[Any]) -> str:
    return ".".join(one.name for one in reversed(path) if isinstance(one, (*_FUNCTIONS, ast.ClassDef)))


def _names(node: ast.AST) -> list[str]:
    """What a statement at the outside of a module or a class makes."""
    match node:
        case ast.ClassDef(name=name, body=body):
            return [name, *(made for one in body if not isinstance(one, _FUNCTIONS) for made in _names(one))]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.TypeAlias(name=ast.Name(id=name)):
            return [name]
        case ast.Assign(targets=targets):
            return [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def _is_simple(node: ast.AST) -> bool:
    return not hasattr(node, "body")


def _lines(file: Path, node: Any) -> Lines:
    if not _is_simple(node) and isinstance(node, ast.stmt):
        return {(str(file), node.lineno)}
    return {(str(file), line) for line in range(node.lineno, node.end_lineno + 1)}


def _told(change: Change, parent: ast.AST) -> str:
    """What stood there and what stands there now; of a number with what it is a number of."""
    node = change.node
    if isinstance(node, ast.Constant) and len(ast.unparse(parent)) <= _WIDTH:
        node = parent
    before = _short(node)
    undo = change.make()
    after = _short(change.new if change.new is not None and node is change.node else node)
    undo()
    return f"{before} → {after}"


def _short(node: ast.AST) -> str:
    text = ast.unparse(node).partition("\n")[0].replace("|", "¦")  # a bar would end the cell of a table
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
