"""The functions' world and the desk's, met by somebody hostile."""

from tests.functions.conftest import mention, world
from tests.functions.desk.conftest import desk

__all__ = ["desk", "mention", "world"]
