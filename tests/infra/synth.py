"""The functions of the stack as CloudFormation gets it, for the tests of this folder."""

from typing import Any

from tests.synthesized import resources, template

__all__ = ["functions", "resources", "template"]


def functions(**context: Any) -> dict[str, dict[str, Any]]:
    named = resources("Lambda::Function", **context).values()
    return {properties["Handler"].partition(".")[0].capitalize(): properties for properties in named}
