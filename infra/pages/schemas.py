"""Writes docs/facts: a JSON Schema for each kind of fact, by `python -m infra.pages.schemas`."""

import json
from typing import Any

from care.model.fact import FACTS_SCHEMA_VERSION, TYPES
from care.model.fact_envelope import AboutAll
from infra import ROOT

FOLDER = ROOT / "docs" / "facts" / f"v{FACTS_SCHEMA_VERSION}"


def schemas() -> dict[str, dict[str, Any]]:
    """The schema of what a subscriber is told, by kind."""
    return {kind_of(one): schema_of(one) for one in TYPES}


def kind_of(one: type[AboutAll]) -> str:
    """The kind's name."""
    return str(one.model_fields["kind"].default)


def schema_of(one: type[AboutAll]) -> dict[str, Any]:
    """The schema of one kind, as EventBridge's registry takes it: JSON Schema draft 4 knows no `const`.

    Whatever it says of its fields holds for this version. Fields may come to it; readers ignore what they do not know.
    """
    made = one.model_json_schema(mode="serialization")
    properties = {name: _plain(about) for name, about in made["properties"].items()}
    for text in {"text"} & properties.keys():
        properties[text]["description"] = "Only for a subscriber that is to have texts; masked."
    return {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "title": made["properties"]["kind"]["default"],
        "description": made["description"],
        "type": "object",
        "properties": properties,
        "required": sorted(set(properties) - {"text"}),
    }


def main() -> None:
    """Write the files anew; one of a kind that is gone goes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = schemas()
    for file in FOLDER.glob("*.json"):
        if file.stem not in found:
            file.unlink()
    for kind, schema in found.items():
        (FOLDER / f"{kind}.json").write_text(written(schema), encoding="utf-8")


def written(schema: dict[str, Any]) -> str:
    """A schema as its file has it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _plain(about: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in about.items() if name not in {"title", "default", "const"}}
    return {**kept, "enum": [about["const"]]} if "const" in about else kept


if __name__ == "__main__":
    main()
