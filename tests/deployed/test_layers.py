"""What a cold start unpacks: everything that a function imports, nothing else, compiled, and small."""

import struct
from pathlib import Path

import pytest
from infra.cdk.packages import LAYERS, NEEDED, layers_of
from infra.pages import sizes
from tests.deployed.bare import FUNCTIONS, Bare
from tests.deployed.closure import foreign

# Lambda's runtime brings these, and development needs the others.
NOT_OURS = {"boto3", "botocore", "s3transfer", "urllib3", "pip", "setuptools", "pytest", "moto", "ministack", "aws_cdk"}
# Megabytes unpacked. duckdb is one library of 63; cryptography one of 14; chatxdk one of 9; of ours two are what triage
# has learned.
MOST = {
    "xchat": 10,
    "care": 7,
    "dependencies": 28,
    "pages": 2,
    "calendars": 4,
    "holidays": 9,
    "identity": 17,
    "columns": 70,
    "documents": 5,
}
MOST_OF_ALL = 34
# Who has more, and for what.
LARGER = {
    "chat": 47,
    "media": 38,
    "publish": 43,
    "hours": 42,
    "hours_page": 39,
    "desk": 61,
    "reconcile": 35,
    "erase": 101,
    "export": 101,
}
AARCH64 = 183
# By the names of their folders; what a layer is there for.
FOR_THE_SAKE_OF = {
    "pages": {"jinja2"},
    "calendars": {"icalendar", "segno", "dateutil"},
    "holidays": {"holidays"},
    "identity": {"joserfc"},
    "columns": {"duckdb"},
    "xchat": {"chat_xdk"},
    "documents": {"pypdf"},
}


def provided(bare: Bare, layers: tuple[str, ...]) -> set[str]:
    places = [bare.layers[name] / "python" for name in layers]
    return {path.name.partition(".")[0] for place in places for path in place.iterdir()}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_everything_that_a_function_may_import_is_in_its_layers(deployed: Bare, function: str):
    has = provided(deployed, layers_of(function)) | {"boto3", "botocore"}
    missing = {name: module for name, module in foreign(function).items() if name.partition(".")[0] not in has}
    assert missing == {}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_has_no_layer_of_which_it_imports_nothing(function: str):
    asked = {name.partition(".")[0] for name in foreign(function)}
    wanted = {layer for layer, names in FOR_THE_SAKE_OF.items() if names & asked}
    if asked - {"boto3", "botocore"}:
        wanted.add("dependencies")
    assert set(layers_of(function)) == wanted


def test_only_functions_that_exist_are_in_the_table_and_each_layer_has_somebody():
    assert set(NEEDED) <= set(FUNCTIONS) == set(sizes.functions())
    assert {layer for function in FUNCTIONS for layer in layers_of(function)} == set(LAYERS)


@pytest.mark.parametrize("layer", ["care", *LAYERS])
def test_a_layer_holds_nothing_that_lambda_brings_or_development_needs(deployed: Bare, layer: str):
    names = {path.name.partition(".")[0].partition("-")[0] for path in (deployed.layers[layer] / "python").iterdir()}
    assert not names & NOT_OURS
    kinds = {path.suffix for path in (deployed.layers[layer] / "python").rglob("*") if path.is_file()}
    # Catalogues of packages are of no use; our own are what the desk reads its words from.
    assert not kinds & ({".pyi", ".c", ".h", ".pyx", ".a"} | ({".po"} if layer != "care" else set()))


def test_each_source_has_its_compiled_form_and_none_is_left_of_another(deployed: Bare):
    for place in [layer / "python" for layer in deployed.layers.values()] + [deployed.directory / "task"]:
        sources = set(place.rglob("*.py"))
        compiled = {path.parent.parent / f"{path.name.partition('.')[0]}.py" for path in place.rglob("*.pyc")}
        assert compiled == sources


def test_shared_libraries_are_for_lambdas_processor(deployed: Bare):
    libraries = [path for layer in deployed.layers.values() for path in layer.rglob("*.so*")]
    assert {machine_of(path) for path in libraries} == {AARCH64}
    assert len(libraries) > 5


@pytest.mark.parametrize("layer", ["care", *LAYERS])
def test_a_layer_stays_small(deployed: Bare, layer: str):
    assert sizes.by_package(deployed.layers[layer]).total() / 1e6 < MOST[layer]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_a_cold_start_unpacks_stays_small(deployed: Bare, function: str):
    layers = {name: sizes.by_package(layer).total() for name, layer in deployed.layers.items()}
    assert sizes.of_function(function, layers) / 1e6 < LARGER.get(function, MOST_OF_ALL)


def machine_of(library: Path) -> int:
    """The processor that an ELF file names."""
    (number,) = struct.unpack_from("<H", library.read_bytes()[:20], 18)
    return int(number)
