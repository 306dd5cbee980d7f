"""Every request of the client, held against X's own OpenAPI description, as it is shipped with the simulated X."""

import json
import re
from contextlib import suppress

import pytest
from infra.local.x.description import SHIPPED
from openapi_schema_validator import OAS30Validator
from tests.there import there
from tests.unit.x_client.conftest import X

from care.x.errors import XError


@pytest.fixture(scope="module")
def description():
    return json.loads(SHIPPED.read_text("utf-8"))


def inlined(description, node):
    """The node with each `$ref` replaced by what it names; request schemas of X do not recur."""
    if isinstance(node, dict):
        if "$ref" in node:
            target = description
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            return inlined(description, target)
        return {key: inlined(description, value) for key, value in node.items()}
    return [inlined(description, item) for item in node] if isinstance(node, list) else node


def operation_of(description, request):
    """The operation at this path: a literal segment wins over a parameter, as in `/2/users/me`."""
    candidates = [
        (
            path.count("{"),
            methods[request.method.lower()],
            re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path), request.url.path),
        )
        for path, methods in description["paths"].items()
        if request.method.lower() in methods
    ]
    fitting = [candidate for candidate in candidates if candidate[2]]
    assert fitting, f"X describes no {request.method} {request.url.path}"
    _, operation, match = min(fitting, key=lambda candidate: candidate[0])
    return operation, there(match).groupdict()


def as_described(schema, value):
    """A query's text as the value that its schema speaks of."""
    if schema["type"] == "array":
        return value.split(",")
    return int(value) if schema["type"] == "integer" else value


def test_every_request_is_one_that_x_describes(x: X, any_call, description):
    with suppress(XError):
        any_call(x.client)
    request = x.asked[0]
    operation, in_path = operation_of(description, request)
    parameters = [inlined(description, parameter) for parameter in operation.get("parameters", [])]
    given = {"path": in_path, "query": dict(request.url.params)}
    known = {(p["in"], p["name"]): p for p in parameters}
    assert {("query", name) for name in given["query"]} <= known.keys()
    assert {key for key, p in known.items() if p.get("required")} <= {
        (where, n) for where in given for n in given[where]
    }
    for (where, name), parameter in known.items():
        if name in given[where]:
            OAS30Validator(parameter["schema"]).validate(as_described(parameter["schema"], given[where][name]))
    body = operation.get("requestBody")
    assert bool(body) == bool(request.content)
    if body:
        schema = inlined(description, body["content"]["application/json"]["schema"])
        OAS30Validator(schema).validate(json.loads(request.content))
    accepted = {scheme for option in operation["security"] for scheme in option}
    assert ("UserToken" if request.headers["authorization"].startswith("OAuth") else "BearerToken") in accepted


def test_every_public_method_is_among_the_calls(x: X):
    methods = {name for name in dir(x.client) if not name.startswith("_")} - {"activity", "chats", "media", "signature"}
    for part in ("activity", "chats", "media"):
        methods |= {f"{part}.{name}" for name in dir(getattr(x.client, part)) if not name.startswith("_")}
    assert {re.sub(r"_by_a_model$|_with$", "", name).replace("show_reply", "hide_reply") for name in x.calls} == methods
