"""`python -m infra.local.x.cutting OPENAPI` cuts X's OpenAPI description to what the simulated X serves: openapi.json.

Kept are the paths of its operations and every schema and parameter that they refer to; left out is what no check reads:
descriptions, examples, tags. Cut it again for a new operation, or for a newer description of X.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from infra.local.x.description import SHIPPED

_UNREAD = {"description", "example", "examples", "externalDocs", "tags", "summary", "operationId", "title"}
# Below these the names are X's own: a property may be called "description".
_NAMES = {"properties", "schemas", "parameters", "paths", "responses", "content", "mapping"}


def cut(whole: dict[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """The description with these paths only, and what they refer to."""
    kept = {path: _bare(whole["paths"][path], named=True) for path in sorted(set(paths))}
    components: dict[str, dict[str, Any]] = {}
    waiting = list(_references(kept))
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        if name not in components.setdefault(kind, {}):
            components[kind][name] = _bare(whole["components"][kind][name], named=False)
            waiting += _references(components[kind][name])
    _add_what_is_newer(components["schemas"])
    info = {name: whole["info"][name] for name in ("title", "version", "termsOfService", "contact", "license")}
    sorted_components = {kind: dict(sorted(found.items())) for kind, found in sorted(components.items())}
    return {"openapi": whole["openapi"], "info": info, "paths": kept, "components": sorted_components}


def _add_what_is_newer(schemas: dict[str, Any]) -> None:
    """The subscription to `oauth.revoke`, which has no filter: X took it up after this description (2.170)."""
    wanted = schemas.get("CreateActivitySubscriptionRequest")
    if wanted is not None and "oauth.revoke" not in wanted["properties"]["event_type"]["enum"]:
        wanted["properties"]["event_type"]["enum"].append("oauth.revoke")
        wanted["required"] = ["event_type"]


def written(description: dict[str, Any]) -> str:
    """As it is shipped: a line for each path, schema and parameter, so that a newer one can be compared."""

    def compact(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def rows(named: dict[str, Any]) -> str:
        return "{\n" + ",\n".join(f"{compact(name)}: {compact(one)}" for name, one in named.items()) + "\n}"

    components = ",\n".join(f"{compact(kind)}: {rows(found)}" for kind, found in description["components"].items())
    head = ",\n".join(f"{compact(name)}: {compact(description[name])}" for name in ("openapi", "info"))
    return f'{{\n{head},\n"paths": {rows(description["paths"])},\n"components": {{\n{components}\n}}\n}}\n'


def _bare(value: Any, *, named: bool) -> Any:
    if isinstance(value, list):
        return [_bare(one, named=False) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: _bare(one, named=name in _NAMES) for name, one in value.items() if named or name not in _UNREAD}


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _references(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name == "$ref" and isinstance(one, str):
                yield one
            else:
                yield from _references(one)


def main() -> None:
    """Writes openapi.json anew."""
    from infra.local.x.routes import OPERATIONS  # noqa: PLC0415  what is served needs what is cut

    parser = argparse.ArgumentParser(prog="python -m infra.local.x.cutting", description="Cut X's description.")
    parser.add_argument("openapi", type=Path, help="X's whole OpenAPI description, as X publishes it")
    whole = json.loads(parser.parse_args().openapi.read_bytes())
    SHIPPED.write_text(written(cut(whole, (one.path for one in OPERATIONS))), encoding="utf-8")


if __name__ == "__main__":
    main()
