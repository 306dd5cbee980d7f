"""What a route is, and which one a request belongs to."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from care.people.model import Role
from desk.requests import Request
from desk.responses import Response

type Handler = Callable[[Request], Response]
# `anyone` needs no sign-in, `everybody` is whoever is signed in.
Needs = Role | Literal["anyone", "everybody"]

_PARTS = {
    "account": r"[0-9]{1,20}",
    "case": r"[0-9A-Z]{1,32}",
    "action": r"[0-9a-zA-Z-]{1,64}",
    "item": r"[0-9A-Za-z:@._-]{1,200}",
}


@dataclass(frozen=True)
class Route:
    """One address. `{case}` and `{account}` in it are checked against the visitor's accounts before it is called."""

    method: Literal["GET", "POST"]
    pattern: str
    needs: Needs
    handler: Handler

    @cached_property
    def matching(self) -> re.Pattern[str]:
        """The pattern as an expression: `{name}` is one part of the path, of the kind that its name says."""
        return re.compile(re.sub(r"\{(\w+)\}", _part, self.pattern))


def _part(found: re.Match[str]) -> str:
    name = found[1]
    return f"(?P<{name}>{_PARTS.get(name, r'[^/]{1,200}')})"


def route_of(request: Request, routes: Sequence[Route]) -> tuple[Route, dict[str, str]] | frozenset[str]:
    """The route of a request with the parts of its path, or the methods that the path would take (none: no page)."""
    method = "GET" if request.method == "HEAD" else request.method
    others: set[str] = set()
    for route in routes:
        if match := route.matching.fullmatch(request.path):
            if route.method == method:
                return route, match.groupdict()
            others.add(route.method)
    return frozenset(others)
