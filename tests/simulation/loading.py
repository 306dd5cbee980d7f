"""Functions' modules are compiled once in a process, however often an instance starts cold.

Those that can remember nothing run once in a process: only what may hold something is made anew for each instance.
"""

import ast
import dataclasses
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib.machinery import FileFinder, SourceFileLoader
from operator import itemgetter
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar
from unittest import mock

import httpx
from pydantic import BaseModel

from care.model.case import Case
from care.model.customer import Customer
from care.model.delivery import Delivery
from care.model.outbox_item import Item
from care.model.stored_message import StoredMessage
from care.model.subscriber import Subscriber
from care.tables import attributes


class _Remembered(SourceFileLoader):
    """Loads a function's module whose text was compiled before: a cold start runs it, and does not read it again."""

    codes: ClassVar[dict[str, CodeType | None]] = {}

    def get_code(self, fullname: str) -> CodeType | None:
        """The code of a module, by its path."""
        path = self.get_filename(fullname)
        if path not in self.codes:
            self.codes[path] = super().get_code(fullname)
        return self.codes[path]


@cache
def _compiled(text: str) -> CodeType:
    return compile(text, "<string>", "exec")


def _exec(text: str, of: dict[str, Any], names: dict[str, Any]) -> None:
    exec(_compiled(text), of, names)


_FIXED = frozenset({"frozenset", "late.pattern", "re.compile", "timedelta", "TypeAdapter", "field", "_Shown"})


def holds_nothing(path: Path) -> bool:
    """True if a module's text gives it no place to remember anything: no caches, no globals, nothing that is made.

    Constants do not change (`make lint` and the rules of the code see to that), and functions and classes are the same
    whoever asks them.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            return False
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and any(
            "cache" in ast.unparse(one) for one in node.decorator_list
        ):
            return False
    whole = [*tree.body, *(one for node in tree.body if isinstance(node, ast.ClassDef) for one in node.body)]
    given = (one.value for one in whole if isinstance(one, ast.Assign | ast.AnnAssign | ast.Expr) and one.value)
    made = (one for value in given for one in ast.walk(value))
    return all(ast.unparse(one.func) in _FIXED for one in made if isinstance(one, ast.Call))


_MOST_READ = 20_000
_values = attributes._values
_read: dict[int, tuple[Mapping[str, Any], dict[str, Any]]] = {}


def values_once(item: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an item. In memory it never changes while it is there, so it is read once for all who ask."""
    known = _read.get(id(item))
    if known is None or known[0] is not item:
        if len(_read) > _MOST_READ:
            _read.clear()
        known = _read[id(item)] = item, _values(item)
    return known[1].copy()


def validated_once(kind: type[BaseModel], *names: str) -> Any:
    """`model_validate` of frozen models: what was made of the same values the last time, by the names that they hold.

    Values that were read once are the same objects for all who ask, so to compare them takes no time.
    """
    validate, known, key_of = kind.model_validate, dict[Any, tuple[Any, BaseModel]](), itemgetter(*names)

    def validated(values: Any) -> BaseModel:
        try:
            which = key_of(values)
            before = known.get(which)
        except (KeyError, TypeError):
            return validate(values)  # it says what is missing or wrong
        if before is not None and before[0] == values:
            return before[1]
        if len(known) > _MOST_READ:
            known.clear()
        made = validate(values)
        known[which] = values.copy(), made
        return made

    return validated


def replaced(self: BaseModel, **changes: Any) -> BaseModel:
    """`copy.replace` of a model as pydantic does it, for models that hold nothing private and nothing extra."""
    made = type(self).__new__(type(self))
    set_to = object.__setattr__
    set_to(made, "__dict__", self.__dict__ | changes)
    set_to(made, "__pydantic_fields_set__", self.__pydantic_fields_set__ | changes.keys())
    set_to(made, "__pydantic_extra__", None)
    set_to(made, "__pydantic_private__", None)
    return made


def remember(functions: Path) -> None:
    """Have modules under a folder, and the methods that dataclasses write for themselves, compiled once."""
    vars(dataclasses)["exec"] = _exec
    hook = FileFinder.path_hook((_Remembered, [".py"]))

    def within(path: str) -> Any:
        if not Path(path).is_relative_to(functions):
            raise ImportError
        return hook(path)

    sys.path_hooks.insert(0, within)


@contextmanager
def done_once() -> Iterator[None]:
    """What is the same each time is done once: items of tables are read, addresses are taken apart."""
    taken_apart = {"urlparse": lru_cache(maxsize=10_000)(httpx._urlparse.urlparse)}
    with (
        mock.patch.object(Case, "model_validate", validated_once(Case, "case_id")),
        mock.patch.object(Customer, "model_validate", validated_once(Customer, "pk")),
        mock.patch.object(StoredMessage, "model_validate", validated_once(StoredMessage, "pk", "sk")),
        mock.patch.object(Delivery, "model_validate", validated_once(Delivery, "pk", "sk")),
        mock.patch.object(Item, "model_validate", validated_once(Item, "pk", "item_id")),
        mock.patch.object(Subscriber, "model_validate", validated_once(Subscriber, "pk", "name")),
        mock.patch.object(attributes, "_values", values_once),
        mock.patch.object(BaseModel, "__replace__", replaced),
        mock.patch.dict(vars(httpx._urls), taken_apart),
        mock.patch.dict(vars(httpx._urlparse), taken_apart),
        # What goes to X and others, and what they answer, has headers of ASCII alone, and nobody there is a proxy.
        mock.patch.object(httpx.Headers, "encoding", "ascii"),
        mock.patch.object(httpx._client, "get_environment_proxies", dict),
    ):
        yield
    _read.clear()
