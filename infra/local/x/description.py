"""X's own OpenAPI description, used to check what comes in and what goes out.

`openapi.json` is the part of it that the simulated X needs, cut from version 2.167 as X published it (X Developer
Agreement) by `cutting`.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS30Validator, oas30_format_checker
from referencing import Registry
from referencing.jsonschema import DRAFT4

SHIPPED = Path(__file__).with_name("openapi.json")
_BASE = "urn:x:openapi"

# Names that X documents elsewhere and still takes, though its description knows only the newer ones.
_OLDER_PARAMETERS = {"tweet.fields": "post.fields"}
_OLDER_VALUES = {
    "post.fields": {"author_id", "edit_history_tweet_ids", "in_reply_to_user_id", "note_tweet", "referenced_tweets"},
    "dm_event.fields": {"participant_ids", "referenced_tweets", "sender_id"},
    "user.fields": {"most_recent_tweet_id", "pinned_tweet_id"},
    "expansions": {"edit_history_tweet_ids", "referenced_tweets.id", "referenced_tweets.id.author_id"},
}


class Description:
    """The description in one file; every check answers None or the reason."""

    def __init__(self, path: Path = SHIPPED) -> None:
        self._spec: dict[str, Any] = json.loads(path.read_bytes())
        resource = DRAFT4.create_resource(self._spec)
        self._registry: Registry[Any] = Registry().with_resource(_BASE, resource)
        self._validators: dict[str, Any] = {}

    def request_fault(
        self, method: str, path: str, in_path: dict[str, str], query: Iterable[tuple[str, str]], body: Any
    ) -> str | None:
        """What X would find wrong with the request, in words; the operation is named as in the description."""
        operation = self._operation(method, path)
        known = {one["name"]: one for one in map(self._parameter, operation.get("parameters", []))}
        given = {_OLDER_PARAMETERS.get(name, name): value for name, value in query} | in_path
        for name, value in given.items():
            if name not in known:
                return f"The query parameter [{name}] is not one of [{','.join(sorted(known))}]."
            if fault := self._parameter_fault(name, known[name]["schema"], value):
                return fault
        for name, one in known.items():
            if one.get("required") and name not in given:
                return f"The `{name}` {one['in']} parameter can not be empty."
        if "requestBody" in operation:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            return next((f"${_place(error)}: {error.message}" for error in self._errors(schema, body)), None)
        return None

    def answer_fault(self, method: str, path: str, status: int, answer: Any) -> str | None:
        """What is wrong with an answer of ours. Problems of type about:blank are not in X's description."""
        responses = self._operation(method, path)["responses"]
        if str(status) in responses:
            return self._answer_fault(responses[str(status)]["content"]["application/json"]["schema"], answer)
        if str(answer.get("type", "")).endswith(("/invalid-request", "/resource-not-found")):
            return self._answer_fault({"$ref": "#/components/schemas/Problem"}, answer)
        return None if status >= 400 else f"{status} is not a status of this operation"

    def _operation(self, method: str, path: str) -> dict[str, Any]:
        operation: dict[str, Any] = self._spec["paths"][path][method.lower()]
        return operation

    def _parameter(self, one: dict[str, Any]) -> dict[str, Any]:
        name = one.get("$ref", "").rpartition("/")[2]
        found: dict[str, Any] = self._spec["components"]["parameters"][name] if name else one
        return found

    def _parameter_fault(self, name: str, schema: dict[str, Any], value: str) -> str | None:
        typed: Any = value
        if schema.get("type") == "array":
            older = _OLDER_VALUES.get(name, set())
            typed = [one for one in value.split(",") if one not in older]
            if not typed and value:
                return None
        elif schema.get("type") == "integer":
            if not value.isascii() or not value.isdigit():
                return f"The `{name}` query parameter value [{value}] is not a number."
            typed = int(value)
        return next((f"{name}: {error.message}" for error in self._errors(schema, typed)), None)

    def _answer_fault(self, schema: dict[str, Any], answer: Any) -> str | None:
        # The validator's own message would quote the answer, and this one is logged.
        return next((f"${_place(error)} fails {error.validator}" for error in self._errors(schema, answer)), None)

    def _errors(self, schema: dict[str, Any], value: Any) -> Iterator[Any]:
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            self._validators[key] = OAS30Validator(
                _absolute(schema), registry=self._registry, format_checker=oas30_format_checker
            )
        errors: Iterator[Any] = self._validators[key].iter_errors(value)
        return errors


def _place(error: Any) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)


def _absolute(schema: Any) -> Any:
    # A schema taken out of the description points into it: "#/components/..." becomes an absolute address.
    if isinstance(schema, list):
        return [_absolute(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _BASE + one if name == "$ref" and isinstance(one, str) and one.startswith("#") else _absolute(one)
        for name, one in schema.items()
    }
