"""The API's description, generated from the table of routes and the forms, so it always matches them."""

import json
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

from care import late
from desk.case_answers import FileBrought
from desk.described import DESCRIBED, Described
from desk.forms import FORMS
from desk.refusals import Refusal
from desk.route import PARTS, Route

_REF = "#/components/schemas/{model}"
_PART = late.pattern(r"\{(\w+)\}")


@cache
def document(routes: tuple[Route, ...]) -> dict[str, Any]:
    """OpenAPI 3.1."""
    schemas = _schemas()
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        if route.pattern.startswith("/desk/api/"):
            for path, operation in _operations(route):
                paths.setdefault(path, {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Centralita desk", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "centralita people token NAME --role …"},
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-desk"},
            },
        },
        "security": [{"token": []}, {"session": []}],
    }


def _is_named(model: Any) -> bool:
    """True for a model that has a schema of its own; others are anything in JSON, or no JSON."""
    return isinstance(model, type) and model is not dict and getattr(model, "__origin__", None) is None


@cache
def _schemas() -> dict[str, Any]:
    """All models by the names under which they are referred to. Of two of one name the desk's own keeps it."""
    described = [one for operation in DESCRIBED.values() for one in (operation.answer, operation.body)]
    models = dict.fromkeys(one for one in (Refusal, *described, *FORMS.values(), FileBrought) if _is_named(one))
    adapters: list[tuple[Any, Literal["validation"], TypeAdapter[Any]]] = [
        (one, "validation", TypeAdapter(one)) for one in models
    ]
    _, found = TypeAdapter.json_schemas(adapters, ref_template=_REF)
    text = json.dumps({name: _untitled(one) for name, one in found["$defs"].items()})
    for name in found["$defs"]:
        whose, _, own = name.rpartition("__")
        if whose:
            text = text.replace(f'{name}"', f'{own if whose.startswith("desk") else f"Kept{own}"}"')
    named: dict[str, Any] = json.loads(text)
    return named


def _untitled(schema: Any) -> Any:
    """A schema without the titles that say its fields' names again."""
    if isinstance(schema, list):
        return [_untitled(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: one for name, one in schema.items() if not (name == "title" and isinstance(one, str))}
    return {name: _untitled(one) for name, one in kept.items()}


def _operations(route: Route) -> list[tuple[str, dict[str, Any]]]:
    if "{kind}" not in route.pattern:
        return [(route.pattern, _operation(route))]
    # One address a kind of action, because each takes other fields.
    return [(route.pattern.replace("{kind}", kind), _operation(route, kind)) for kind in FORMS]


def _operation(route: Route, kind: str = "") -> dict[str, Any]:
    told = DESCRIBED[route.method, route.pattern]
    names = [name for name in _PART.findall(route.pattern) if name != "kind"]
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": _part(name)} for name in names
    ]
    parameters += [
        {"name": name, "in": "query", "required": False, "schema": schema} for name, schema in told.query.items()
    ]
    said = (FORMS[kind].__doc__ or "") if kind else route.described
    operation: dict[str, Any] = {
        "operationId": kind or told.name,
        "summary": said.partition("\n")[0],
        "description": f"Needs: {FORMS[kind].needs if kind else route.needs}",
        "parameters": parameters,
        "responses": {
            **_answers(told),
            "4XX": _REFUSED,
            "5XX": _REFUSED,
        },
    }
    if route.pattern.endswith("/files"):
        operation["requestBody"] = {"required": True, "content": _FILE}
    elif (body := FORMS[kind] if kind else told.body) is not None:
        schema = {"$ref": _REF.format(model=body.__name__)}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _part(name: str) -> dict[str, Any]:
    """What a part of a path may be."""
    return {"type": "string", "pattern": f"^{PARTS.get(name, '[a-z_]{1,40}')}$"}


def _answers(told: Described) -> dict[str, Any]:
    if told.answer is None:
        lies = {"description": "Where the file is, for some minutes", "headers": {"location": {"schema": _TEXT}}}
        return {"200": {"description": "The file", "content": {told.kind: {}}}, "206": _PART_OF_FILE, "302": lies}
    if not _is_named(told.answer):
        schema: dict[str, Any] = {"type": "object"}
        answer = {"description": "As told", "content": {"application/json": {"schema": schema}}}
    else:
        answer = _body(told.answer.__name__, str(told.answer.__doc__))
    # What is brought in pieces is waited for.
    return {told.status: answer, "202": answer} if told.name == "bring_file" else {told.status: answer}


def _body(model: str, description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": {"$ref": _REF.format(model=model)}}}}


_REFUSED = _body("Refusal", "Why it was refused")
_TEXT = {"type": "string"}
_PART_OF_FILE = {"description": "A part of the file, where one was asked for", "content": {"*/*": {}}}
_BINARY = {"type": "string", "format": "binary"}
_FILE: dict[str, Any] = {
    "application/json": {"schema": {"$ref": _REF.format(model="FileBrought")}},
    "multipart/form-data": {"schema": {"type": "object", "properties": {"file": _BINARY}}},
    "application/octet-stream": {"schema": _BINARY},
}
