"""The API's description, generated from the table of routes and the forms, so it always matches them."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from care import late
from care.desk.story import Entry
from care.model.envelope import Value
from care.tables.queue import SORTS, VIEWS, QueuePage
from desk.answers import CaseAnswer, RepliesAnswer, SearchAnswer, TagsAnswer
from desk.forms import FORMS
from desk.pages.customers import CustomerConfirmed, CustomerNamed
from desk.pages.subscribers import SubscriberWanted
from desk.post_acts import PostWanted
from desk.questions import Question
from desk.refusals import Became, Refusal
from desk.route import Route

_REF = "#/components/schemas/{model}"
_PART = late.pattern(r"\{(\w+)\}")
_LATER = ("/again", "/look", "/above", "/erase")  # what is only put on a queue


@cache
def document(routes: tuple[Route, ...]) -> dict[str, Any]:
    """OpenAPI 3.1."""
    schemas: dict[str, Any] = {}
    bodies = (*_ANSWERS.values(), *_BODIES.values(), *FORMS.values())
    models: tuple[Any, ...] = (QueuePage, list[Entry], Refusal, Became, *bodies)
    for model in models:
        schema = TypeAdapter(model).json_schema(ref_template=_REF, mode="validation")
        schemas |= schema.pop("$defs", {})
        schemas[str(schema.get("title", "Story"))] = schema
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


def _operations(route: Route) -> list[tuple[str, dict[str, Any]]]:
    if "{kind}" not in route.pattern:
        return [(route.pattern, _operation(route))]
    # One address a kind of action, because each takes other fields.
    return [(route.pattern.replace("{kind}", kind), _operation(route, kind)) for kind in FORMS]


def _operation(route: Route, kind: str = "") -> dict[str, Any]:
    names = [name for name in _PART.findall(route.pattern) if name != "kind"]
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    asked = {
        "/desk/api/cases": _FILTERS,
        "/desk/api/search": _question(),
        "/desk/api/replies": _OF_ACCOUNT,
        "/desk/api/tags": _OF_ACCOUNT,
        "/desk/api/accounts/{account}/posts": _MONTH if route.method == "GET" else {},
    }.get(route.pattern, {})
    parameters += [{"name": name, "in": "query", "required": False, "schema": schema} for name, schema in asked.items()]
    said = (FORMS[kind].__doc__ if kind else route.handler.__doc__) or ""
    operation: dict[str, Any] = {
        "summary": said.partition("\n")[0],
        "description": f"Needs: {FORMS[kind].needs if kind else route.needs}",
        "parameters": parameters,
        "responses": {
            _status_of(route, kind): _answer_of(route),
            "4XX": _REFUSED,
            "5XX": _REFUSED,
        },
    }
    if route.method == "POST" and (model := _BODIES.get(route.pattern)):
        schema = {"$ref": _REF.format(model=model.__name__)}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if route.pattern.endswith("/files"):
        operation["requestBody"] = {"required": True, "content": _FILE}
        operation["parameters"] = parameters + [
            {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, "description": "Of a piece"}
            for name in ("id", "piece", "of", "size")
        ]
    if kind:
        schema = {"$ref": _REF.format(model=FORMS[kind].__name__)}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _answer_of(route: Route) -> dict[str, Any]:
    if route.pattern.endswith("/{action}"):
        return _BECAME
    model = _ANSWERS.get(route.pattern)
    return {"description": "As told"} if model is None else _body(model.__name__, str(model.__doc__))


def _question() -> dict[str, Any]:
    """What a search takes in its address."""
    properties: dict[str, Any] = Question.model_json_schema()["properties"]
    return properties


def _status_of(route: Route, kind: str) -> str:
    if kind or route.pattern.endswith(_LATER):
        return "202"
    return "201" if route.pattern.endswith("/files") else "200"


def _body(model: str, description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": {"$ref": _REF.format(model=model)}}}}


_ANSWERS: dict[str, type[Any]] = {
    "/desk/api/cases": QueuePage,
    "/desk/api/cases/{case}": CaseAnswer,
    "/desk/api/tags": TagsAnswer,
    "/desk/api/search": SearchAnswer,
    "/desk/api/replies": RepliesAnswer,
}
_REFUSED = _body("Refusal", "Why it was refused")
_BECAME = _body("Became", "What became of the action")
_BODIES: dict[str, type[Value]] = {
    "/desk/api/accounts/{account}/customers/export": CustomerNamed,
    "/desk/api/accounts/{account}/customers/erase": CustomerConfirmed,
    "/desk/api/accounts/{account}/subscribers": SubscriberWanted,
    "/desk/api/accounts/{account}/posts": PostWanted,
    "/desk/api/accounts/{account}/posts/preview": PostWanted,
}
_BINARY = {"type": "string", "format": "binary"}
_FILE: dict[str, Any] = {
    "application/json": {
        "schema": {
            "type": "object",
            "required": ["data"],
            "properties": {"data": {"type": "string", "format": "byte"}},
        }
    },
    "multipart/form-data": {"schema": {"type": "object", "properties": {"file": _BINARY}}},
    "application/octet-stream": {"schema": _BINARY},
}
_MONTH: dict[str, dict[str, Any]] = {"month": {"type": "string", "pattern": "^20[0-9]{2}-[0-9]{2}$"}}
_OF_ACCOUNT: dict[str, dict[str, Any]] = {"account": {"type": "string"}}
_FILTERS: dict[str, dict[str, Any]] = {
    "account": {"type": "string"},
    "view": {"type": "string", "enum": list(VIEWS)},
    "incident": {"type": "string"},
    "channel": {"type": "string", "enum": ["public", "private"]},
    "language": {"type": "string", "enum": ["es", "pt", "en"]},
    "tag": {"type": "string"},
    "sort": {"type": "string", "enum": list(SORTS)},
    "after": {"type": "string"},
}
