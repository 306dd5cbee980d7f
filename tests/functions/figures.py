"""The figures of a function's modules, as the function is loaded."""

from typing import Any

from tests.functions.starting import function


def figures(name: str, agreed: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What stands in the function's modules under the names of the figures that were agreed."""
    modules = function(name)._modules
    return {module: {one: vars(modules[f"{name}.{module}"])[one] for one in names} for module, names in agreed.items()}
