"""What our stores count on of DynamoDB, asked of the emulator that the local run deploys to: a third answer.

SQS is not asked here: its contract is about minutes, and the emulator's queues live on the wall clock.
"""

import inspect
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from tests.local.running import Running
from tests.simulation import test_contracts_dynamodb as contracts
from tests.template_tables import indexes, make_tables


@pytest.fixture
def db(x: Running) -> Iterator[Any]:
    """Tables of the tests' own beside those of the stack, new for each test."""
    client = x.aws("dynamodb")
    gone(client)
    make_tables(client)
    yield client
    gone(client)
    client.close()


def gone(client: Any) -> None:
    """The tests' tables are not there."""
    for table in indexes():
        with suppress(client.exceptions.ResourceNotFoundException):
            client.delete_table(TableName=table)


CONTRACT = {
    name: test
    for name, test in vars(contracts).items()
    if name.startswith("test_") and "db" in inspect.signature(test).parameters
}
globals().update(CONTRACT)
