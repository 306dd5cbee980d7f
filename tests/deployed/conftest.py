"""What is deployed, built once for all tests of this folder: for Lambda's processor, and for this machine's."""

import pytest
from infra.cdk import bundles
from tests.deployed.bare import Bare


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Bare:
    """As it goes to Lambda, which runs on arm64."""
    return Bare.build(tmp_path_factory.mktemp("arm64"), "arm64")


@pytest.fixture(scope="session")
def here(tmp_path_factory: pytest.TempPathFactory) -> Bare:
    """The same for the processor of this machine, so that it can be run."""
    return Bare.build(tmp_path_factory.mktemp("here"), bundles.machine())
