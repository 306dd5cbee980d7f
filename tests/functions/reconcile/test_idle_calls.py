"""What runs by the clock asks of AWS and X when nobody writes: the other half of docs/costs.md."""

from datetime import timedelta

import boto3
import pytest
from infra.pages.costs import Counts
from tests.functions.conftest import NIGHT, SHOP, World
from tests.functions.metering import Meter, checked
from tests.functions.reconcile.conftest import X

from care.tables.budget import Budget

# As `infra.cdk.schedules` has them.
EVERY = {
    "hours": timedelta(minutes=1),
    "reconcile": timedelta(minutes=15),
    "report": timedelta(hours=1),
    "export": timedelta(days=1),
}


@pytest.fixture
def meter(world: World, capsys: pytest.CaptureFixture[str]) -> Meter:
    boto3.client("s3").create_bucket(Bucket="analysis", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return Meter(world, capsys)


@pytest.mark.parametrize("name", sorted(EVERY))
def test_a_call_by_the_clock_costs_what_the_page_of_costs_counts(name, world: World, meter: Meter, x: X):
    for turn in range(3):  # the first ones look back, and make what later ones find
        meter.forget()
        asked, before = len(x.asked), _spent(world)
        world.at(NIGHT + EVERY[name] * (turn + 1))
        world.call(name)
    spent = {purpose: now - before.get(purpose, 0) for purpose, now in _spent(world).items()}
    aws = dict(sorted(meter.counts.items()))
    found = Counts(
        messages=0,
        sent=0,
        x_calls=len(x.asked) - asked,
        x_micro_dollars={purpose: dollars for purpose, dollars in sorted(spent.items()) if dollars},
        aws=aws,
        metrics=sorted(meter.metrics),
    )
    checked(f"each_{name}", found)


def _spent(world: World) -> dict[str, int]:
    found = Budget(world.dynamodb, "outbox").by_purpose(SHOP, f"{NIGHT:%Y-%m}")
    return {purpose: one.micro_dollars for purpose, one in found.items()}
