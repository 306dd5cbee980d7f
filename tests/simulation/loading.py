"""Functions' modules are compiled once in a process, however often an instance starts cold."""

import dataclasses
import sys
from functools import cache
from importlib.machinery import FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar


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


def remember(functions: Path) -> None:
    """Have modules under a folder, and the methods that dataclasses write for themselves, compiled once."""
    vars(dataclasses)["exec"] = _exec
    hook = FileFinder.path_hook((_Remembered, [".py"]))

    def within(path: str) -> Any:
        if not Path(path).is_relative_to(functions):
            raise ImportError
        return hook(path)

    sys.path_hooks.insert(0, within)
