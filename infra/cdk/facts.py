"""The registry of schemas, in which whoever writes a rule of the bus finds what facts hold."""

import json

from aws_cdk import aws_eventschemas as eventschemas
from constructs import Construct

from infra import ROOT

_FACTS = ROOT / "docs" / "facts"


def registry_of_facts(scope: Construct, stage: str) -> None:
    """A schema for each kind and version, as docs/facts has them; EventBridge charges nothing for it."""
    registry = eventschemas.CfnRegistry(
        scope, "FactsRegistry", registry_name=f"centralita-{stage}", description="What Centralita tells on its bus"
    )
    for file in sorted(_FACTS.glob("v*/*.json")):
        schema = eventschemas.CfnSchema(
            scope,
            f"Fact-{file.parent.name}-{file.stem.replace('.', '-').replace('_', '-')}",
            registry_name=registry.attr_registry_name,
            schema_name=f"centralita@{file.stem}@{file.parent.name}",
            type="JSONSchemaDraft4",
            content=json.dumps(json.loads(file.read_text(encoding="utf-8")), separators=(",", ":")),
        )
        schema.add_dependency(registry)
