"""What analysts find in the files of a night, read back by the engine's own reader."""

from copy import replace
from datetime import timedelta

import boto3
import duckdb
import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.test_report import answered, put, wrote

from care.tables.accounts import Accounts


@pytest.fixture
def bucket(world: World):
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="analysis", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return s3


def rows(s3, tmp_path, name, day="2026-11-24"):
    key = f"{name}/account_id={SHOP}/day={day}/{name}.parquet"
    path = tmp_path / "read.parquet"
    path.write_bytes(s3.get_object(Bucket="analysis", Key=key)["Body"].read())
    with duckdb.connect(":memory:") as database:
        found = database.execute(f"SELECT * FROM '{path}'")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def day_of_two_messages(world: World):
    put(world, wrote("900", NIGHT, "mi correo es marta@example.com"))
    world.drain("events", "cases")
    put(world, answered("901", NIGHT + timedelta(minutes=20), "900"))
    world.drain("events", "cases")
    world.at(NIGHT + timedelta(days=1))


def test_a_night_writes_the_cases_and_messages_of_the_day_before_without_text_and_ids(world: World, bucket, tmp_path):
    day_of_two_messages(world)
    assert world.call("export") == {"days": 2, "rows": 3}
    [case] = rows(bucket, tmp_path, "cases")
    assert case["first_answer_wall_seconds"] == 1200
    assert case["opened_at"] == NIGHT.replace(tzinfo=None)
    messages = rows(bucket, tmp_path, "messages")
    assert [(m["written_by"], m["channel"], m["text"]) for m in messages] == [
        ("customer", "public", None),
        ("person", "public", None),
    ]
    text = repr([case, *messages])
    assert MARTA not in text
    assert "900" not in {m["message"] for m in messages}
    assert "marta" not in text


def test_a_message_that_came_a_day_late_is_in_the_file_of_its_day_after_the_next_night(world: World, bucket, tmp_path):
    day_of_two_messages(world)
    world.call("export")
    put(world, wrote("902", NIGHT + timedelta(minutes=1), "sigo esperando"))
    world.drain("events", "cases")
    world.at(NIGHT + timedelta(days=2))
    world.call("export")
    assert len(rows(bucket, tmp_path, "messages")) == 3


def test_an_account_may_want_the_text(world: World, bucket, tmp_path):
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, export_text=True))
    day_of_two_messages(world)
    world.call("export", {"day": "2026-11-24"})
    assert "mi correo" in rows(bucket, tmp_path, "messages")[0]["text"]


def test_a_day_of_which_nothing_is_left_has_no_file(world: World, bucket, tmp_path):
    day_of_two_messages(world)
    world.call("export")
    world.conversations.erase(SHOP, MARTA, NIGHT + timedelta(days=1))
    world.call("export")
    assert "Contents" not in bucket.list_objects_v2(Bucket="analysis")
