"""Writes docs/api: the API's OpenAPI document and a typed client of it, by `python -m infra.pages.api_client`."""

import builtins
import importlib
import json
import keyword
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from infra import ROOT

FOLDER: Final = ROOT / "docs" / "api"
DOCUMENT: Final = FOLDER / "openapi.json"
CLIENT: Final = FOLDER / "centralita_client.py"
_TYPES: Final = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_PARAMETER: Final = re.compile(r"\{(\w+)\}")
_LONGEST: Final = 104

_HEAD: Final = '''"""The client of Centralita's API, made of its OpenAPI document by `{made_by}`: do not change it.

It needs httpx and nothing else. Instants are texts as the API writes them (`datetime.fromisoformat` reads them).
"""

from __future__ import annotations

import time
from typing import Any, Literal, NotRequired, Self, TypedDict, cast
from urllib.parse import quote

import httpx


class RefusedByDesk(Exception):
    """The API refused: its status, the code of the reason, its words, and what is wrong with which field.

    `wait` is in how many seconds it may be tried again, where the API says so.
    """

    def __init__(self, answer: httpx.Response) -> None:
        try:
            told = answer.json()
        except ValueError:
            told = {{}}
        said: dict[str, Any] = told if isinstance(told, dict) else {{}}
        self.status = answer.status_code
        self.code = str(said.get("code", ""))
        self.message = str(said.get("message", ""))
        self.problems: list[dict[str, Any]] = list(said.get("problems", []))
        after = answer.headers.get("retry-after", "")
        self.wait = int(after) if after.isdecimal() else None
        super().__init__(f"{{self.status}} {{self.code}}: {{self.message}}")
'''

_CLASS: Final = '''

class Centralita:
    """The API of one desk: `address` is where people sign in, without a path; `token` is an integration's."""

    def __init__(self, address: str, token: str, *, timeout: float = 30.0, language: str = "en") -> None:
        headers = {"authorization": f"Bearer {token}", "accept-language": language}
        self._http = httpx.Client(base_url=address.rstrip("/"), headers=headers, timeout=timeout, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let its connections go."""
        self._http.close()

    def _ask(self, method: str, path: str, query: dict[str, str | None], body: object = None) -> httpx.Response:
        given = {name: value for name, value in query.items() if value is not None}
        answer = self._http.request(method, path, params=given, json=body)
        if answer.is_error:
            raise RefusedByDesk(answer)
        return answer

    def wait_for(self, accepted: Accepted, seconds: float = 30.0) -> Became:
        """What became of an action, once that is known; TimeoutError if it takes longer."""
        deadline = time.monotonic() + seconds
        while True:
            told = cast("Became", self._ask("GET", accepted["href"], {}).json())
            if told["state"] != "accepted":
                return told
            if time.monotonic() > deadline:
                raise TimeoutError(accepted["action_id"])
            time.sleep(0.3)
'''


def document() -> dict[str, Any]:
    """The document that the desk serves. Its modules ask for their environment, in which nothing is called here."""
    sys.path.insert(0, str(ROOT / "functions"))
    environment = importlib.import_module("care.environment").DeskEnvironment
    for name in environment.kinds():
        os.environ.setdefault(name.upper(), "1" if name == "data_retention_days" else "-")
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")
    routes = importlib.import_module("desk.routes").ROUTES
    made: dict[str, Any] = importlib.import_module("desk.openapi").document(routes)
    return made


def written(made: dict[str, Any]) -> str:
    """The document as its file has it: a line for each address and each schema."""
    rest = {**made, "paths": {}, "components": {**made["components"], "schemas": {}}}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True)
    for name, values in (("paths", made["paths"]), ("schemas", made["components"]["schemas"])):
        lines = (f"{json.dumps(key)}: {json.dumps(values[key], ensure_ascii=False)}" for key in sorted(values))
        text = text.replace(f'"{name}": {{}}', f'"{name}": {{\n' + ",\n".join(lines) + "\n}")
    return text + "\n"


def client(made: dict[str, Any]) -> str:
    """The client of a document, as a file."""
    schemas = made["components"]["schemas"]
    parts = [_HEAD.format(made_by="python -m infra.pages.api_client")]
    parts += [_model(name, schemas[name]) for name in sorted(schemas)]
    parts.append(_CLASS)
    operations = [(path, method, one) for path, methods in made["paths"].items() for method, one in methods.items()]
    parts += [_method(*one) for one in sorted(operations, key=lambda one: str(one[2]["operationId"]))]
    ruff = str(Path(sys.executable).with_name("ruff"))
    settings = ["--config", str(ROOT / "pyproject.toml"), "--stdin-filename", str(CLIENT), "-"]
    run = subprocess.run([ruff, "format", *settings], input="".join(parts), capture_output=True, text=True, check=True)
    return run.stdout


def _named(name: str) -> str:
    """A schema's name as that of a class; those that share one have their modules before it."""
    return "".join(part[:1].upper() + part[1:] for part in name.strip("_").split("_") if part)


def _model(called: str, schema: dict[str, Any]) -> str:
    name = _named(called)
    said = _sentence(schema.get("description", "")) or f"{name}."
    if "properties" not in schema:
        return f"\n\ntype {name} = {_type(schema)}\n"
    required = set(schema.get("required", ()))
    fields = []
    for field, about in schema["properties"].items():
        if keyword.iskeyword(field) or not field.isidentifier():
            return f"\n\ntype {name} = dict[str, Any]\n"
        of = _type(about)
        fields.append(f"    {field}: {of if field in required else f'NotRequired[{of}]'}\n")
    return f'\n\nclass {name}(TypedDict):\n    """{said}"""\n\n{"".join(fields)}'


def _type(schema: dict[str, Any]) -> str:
    """A schema as a type; what says little is Any."""
    if "$ref" in schema:
        return _named(str(schema["$ref"]).rpartition("/")[2])
    if "const" in schema:
        return f"Literal[{schema['const']!r}]"
    if "enum" in schema:
        return f"Literal[{', '.join(repr(one) for one in schema['enum'])}]"
    if options := schema.get("anyOf") or schema.get("oneOf"):
        types = list(dict.fromkeys(_type(one) for one in options))
        literals = [one.removeprefix("Literal[").removesuffix("]") for one in types if one.startswith("Literal[")]
        rest = [one for one in types if not one.startswith("Literal[")]
        return " | ".join([f"Literal[{', '.join(literals)}]", *rest] if literals else rest)
    match schema.get("type"):
        case "array":
            return f"list[{_type(schema.get('items', {}))}]" if "prefixItems" not in schema else "list[Any]"
        case "object":
            more = schema.get("additionalProperties")
            return f"dict[str, {_type(more) if isinstance(more, dict) else 'Any'}]"
        case str(kind):
            return _TYPES[kind]
    return "Any"


def _method(path: str, method: str, operation: dict[str, Any]) -> str:
    names = _PARAMETER.findall(path)
    body = _body(operation)
    query = [one["name"] for one in operation["parameters"] if one["in"] == "query"]
    takes = ["self", *(f"{name}: str" for name in names), *([f"body: {body}"] if body else [])]
    takes += ["*", *(f"{_safe(one)}: str | None = None" for one in query)] if query else []
    sent = "{" + ", ".join(f'"{one}": {_safe(one)}' for one in query) + "}"
    where = _PARAMETER.sub(lambda found: "{quote(" + found[1] + ", safe='')}", path)
    address = f'f"{where}"' if names else f'"{path}"'
    call = f'self._ask("{method.upper()}", {address}, {sent}{", body" if body else ""})'
    answers, lines = _answer(operation), []
    said = _sentence(operation["summary"])
    lines.append(f'\n    def {operation["operationId"]}({", ".join(takes)}) -> {answers}:\n        """{said}"""\n')
    if answers == "bytes":
        lines.append(f"        answer = {call}\n")
        lines.append("        where = answer.headers.get('location')\n")
        lines.append("        # Where a file is was signed for whoever asks: the token is not for that place.\n")
        lines.append("        return httpx.get(where, timeout=60).content if where else answer.content\n")
    else:
        lines.append(f"        return cast({answers!r}, {call}.json())\n")
    return "".join(lines)


def _body(operation: dict[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return ""
    return _type(content["application/json"]["schema"])


def _answer(operation: dict[str, Any]) -> str:
    told = next(one for status, one in operation["responses"].items() if status.startswith("2"))
    content = told.get("content", {})
    return _type(content["application/json"]["schema"]) if "application/json" in content else "bytes"


def _safe(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) or hasattr(builtins, name) else name


def _sentence(text: str) -> str:
    """The first sentence of a description, as a docstring takes it on one line; of a long one its first clauses."""
    said = " ".join(text.partition("\n\n")[0].replace("\\", "").replace('"', "'").split()).partition(". ")[0]
    while len(said) > _LONGEST and (cut := max(said.rfind(one) for one in ("; ", ": ", ", "))) > 0:
        said = said[:cut]
    return f"{said.removesuffix('.')}." if said else ""


def main() -> None:
    """Write both anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = document()
    DOCUMENT.write_text(written(made), encoding="utf-8")
    CLIENT.write_text(client(made), encoding="utf-8")


if __name__ == "__main__":
    main()
