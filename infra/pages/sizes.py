"""The size of what a cold start unpacks: `make sizes` builds the layers as the stack does and measures them."""

import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from infra import ROOT
from infra.cdk import bundles, packages

CARE = "care"
_FUNCTIONS = ROOT / "functions"
_LISTED = 5  # packages of a layer that are named


def functions() -> list[str]:
    """The names of all functions."""
    return sorted(path.parent.name for path in _FUNCTIONS.glob("*/handler.py"))


def build(directory: Path, architecture: str) -> dict[str, Path]:
    """All layers, built below `directory`: for each the folder that Lambda lays over `/opt`."""
    layers = {name: directory / name for name in (CARE, *packages.LAYERS)}
    bundles.copy_care(layers[CARE] / "python")
    for name in packages.LAYERS:
        bundles.install(layers[name] / "python", name, architecture)
    return layers


def by_package(layer: Path) -> Counter[str]:
    """Bytes of each package of a layer, unpacked."""
    sizes: Counter[str] = Counter()
    for file in (layer / "python").rglob("*"):
        if file.is_file():
            name = file.relative_to(layer / "python").parts[0]
            sizes["(metadata)" if name.endswith(".dist-info") else name] += file.stat().st_size
    return sizes


def of_function(name: str, layers: Mapping[str, int]) -> int:
    """Bytes that a cold start of the function unpacks: its own code, ours and its packages."""
    with tempfile.TemporaryDirectory() as directory:
        bundles.copy_function(Path(directory), name)
        own = sum(file.stat().st_size for file in Path(directory).rglob("*") if file.is_file())
    return own + layers[CARE] + sum(layers[layer] for layer in packages.layers_of(name))


def main() -> None:
    """Print the layers with their largest packages, and the sum of each function."""
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory() as directory:
        found = {name: by_package(layer) for name, layer in build(Path(directory), "arm64").items()}
    layers = {name: sizes.total() for name, sizes in found.items()}
    table = Table("layer", "MB", "of which", title="unpacked, arm64")
    for name, sizes in found.items():
        largest = ", ".join(f"{package} {size / 1e6:.1f}" for package, size in sizes.most_common(_LISTED))
        table.add_row(name, f"{sizes.total() / 1e6:.1f}", largest)
    console.print(table)
    table = Table("function", "MB", "layers", title="what a cold start unpacks")
    for name in functions():
        table.add_row(name, f"{of_function(name, layers) / 1e6:.1f}", ", ".join((CARE, *packages.layers_of(name))))
    console.print(table)


if __name__ == "__main__":
    main()
