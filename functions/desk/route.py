"""What a route is, and which methods an address takes."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Literal

from care import late
from care.model.person import Role
from care.tables.allowances import Dear
from desk.requests import Request
from desk.responses import Response

type Handler = Callable[[Request], Response]
# `anyone` needs no sign-in, `everybody` is whoever is signed in.
Needs = Role | Literal["anyone", "everybody"]

_NAME = late.pattern(r"\{(\w+)\}")
PARTS = {
    "account": r"[0-9]{1,20}",
    "case": r"[0-9A-Z]{1,32}",
    "action": r"[0-9a-zA-Z-]{1,64}",
    "message": r"[0-9A-Za-z-]{1,64}",
    "media": r"[0-9A-Za-z_-]{1,64}",
    "item": r"[0-9A-Za-z:@._-]{1,200}",
}


@dataclass(frozen=True, slots=True)
class LateHandler:
    """A function of a module that is imported by the first request for it: a start needs one page, of some forty."""

    module: str
    name: str

    def __call__(self, request: Request) -> Response:
        """Import it, and have it answer."""
        answer: Response = self.found(request)
        return answer

    @property
    def found(self) -> Handler:
        """The function itself."""
        found: Handler = getattr(import_module(self.module), self.name)
        return found


class Late:
    """Stands in for a module of pages, for the table of routes alone."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> LateHandler:
        return LateHandler(self._module, name)


def pages() -> dict[str, Late]:
    """The modules of `desk.pages` by their names: a table of routes imports them for its types alone."""
    files = Path(__file__).with_name("pages").glob("*.py")
    return {file.stem: Late(f"desk.pages.{file.stem}") for file in files}


@dataclass(frozen=True)
class Route:
    """One address. `{case}` and `{account}` in it are checked against the visitor's accounts before it is called."""

    method: Literal["GET", "POST"]
    pattern: str
    needs: Needs
    handler: Handler
    dear: Dear | None = None
    """What of it costs the others room, and is allowed so often in a minute for one account."""

    @property
    def described(self) -> str:
        """What its function says of itself."""
        handler = self.handler.found if isinstance(self.handler, LateHandler) else self.handler
        return handler.__doc__ or ""

    @property
    def methods(self) -> list[str]:
        """What the route answers: HEAD where it answers GET."""
        return ["GET", "HEAD"] if self.method == "GET" else [self.method]

    @property
    def rule(self) -> str:
        """The pattern as Powertools writes it."""
        return _NAME.sub(r"<\1>", self.pattern)

    @cached_property
    def matching(self) -> re.Pattern[str]:
        """The pattern as an expression: `{name}` is one part of the path, of the kind that its name says."""
        return late.pattern(_NAME.sub(lambda found: f"({PARTS.get(found[1], r'[^/]{1,200}')})", self.pattern))


def methods_of(path: str, routes: Iterable[Route]) -> list[str]:
    """The methods that a path takes; none if there is no such page."""
    return sorted({method for route in routes if route.matching.fullmatch(path) for method in route.methods})
