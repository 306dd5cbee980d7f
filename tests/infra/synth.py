"""The stack as CloudFormation gets it, for the tests of this folder."""

from functools import cache
from typing import Any

import aws_cdk as cdk
from aws_cdk.assertions import Template
from infra.app import build


@cache
def template(**context: Any) -> dict[str, Any]:
    # Bundling is not what is tested here, and takes seconds.
    app = cdk.App(context={"aws:cdk:bundling-stacks": [], "stage": "test", **context})
    return dict(Template.from_stack(build(app)).to_json())


def resources(kind: str, **context: Any) -> dict[str, dict[str, Any]]:
    found = template(**context)["Resources"].items()
    return {name: r["Properties"] | {"_": r} for name, r in found if r["Type"] == f"AWS::{kind}"}


def functions(**context: Any) -> dict[str, dict[str, Any]]:
    named = resources("Lambda::Function", **context).values()
    return {properties["Handler"].partition(".")[0].capitalize(): properties for properties in named}
