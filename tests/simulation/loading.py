"""Functions' modules are compiled once in a process, however often an instance starts cold."""

import sys
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


def remember(functions: Path) -> None:
    """Have modules under a folder compiled once in this process."""
    hook = FileFinder.path_hook((_Remembered, [".py"]))

    def within(path: str) -> Any:
        if not Path(path).is_relative_to(functions):
            raise ImportError
        return hook(path)

    sys.path_hooks.insert(0, within)
