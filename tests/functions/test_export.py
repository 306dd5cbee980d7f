"""What analysts find in the files of a night, read back by the engine's own reader."""

from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, Self

import boto3
import duckdb
import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.test_media_counts import counted
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


OTHER = "2000000000000000002"


def test_each_brands_rows_are_in_its_own_files_and_a_day_that_is_named_teaches_nobody(world: World, bucket, tmp_path):
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, id=OTHER, username="otra"))
    for one in (wrote("900", NIGHT), replace(wrote("910", NIGHT), account_id=OTHER)):
        put(world, one)
    world.drain("events", "cases")
    learned: list[str] = []
    world.handler("export")
    world.monkeypatch.setattr(world.handler("export"), "_learn", lambda *told: learned.append("x"))
    assert world.call("export", {"day": "2026-11-24"}) == {"days": 1, "rows": 4}
    keys = sorted(one["Key"] for one in bucket.list_objects_v2(Bucket="analysis")["Contents"])
    assert keys == [
        f"{name}/account_id={account}/day=2026-11-24/{name}.parquet"
        for name in ("cases", "messages")
        for account in (SHOP, OTHER)
    ]
    [ours] = rows(bucket, tmp_path, "cases")
    assert ours["case_id"] == world.conversations.customer(SHOP, MARTA).case_id
    assert learned == []


def test_a_case_is_in_the_file_of_each_day_that_changed_it_and_a_message_in_its_own(world: World, bucket, tmp_path):
    put(world, wrote("900", NIGHT))
    world.drain("events", "cases")
    world.at(NIGHT + timedelta(days=1))
    put(world, answered("901", NIGHT + timedelta(days=1), "900"))
    world.drain("events", "cases")
    world.at(NIGHT + timedelta(days=2))
    # The case was changed on both days; each message was written on one.
    assert world.call("export") == {"days": 2, "rows": 4}
    for day, by in (("2026-11-24", "customer"), ("2026-11-25", "person")):
        assert len(rows(bucket, tmp_path, "cases", day)) == 1
        assert [one["written_by"] for one in rows(bucket, tmp_path, "messages", day)] == [by]


@pytest.fixture
def night(world: World, bucket, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Three accounts that may learn, and who was asked; what `becomes` of each is set by the test."""
    handler: Any = world.handler("export")
    asked: list[str] = []
    becomes: dict[str, Any] = {}

    def learn(account_id: str, _now: Any) -> Any:
        asked.append(account_id)
        if isinstance(told := becomes.get(account_id), Exception):
            raise told
        return SimpleNamespace(judged=told, corrections=3) if told else None

    monkeypatch.setattr(handler, "teaching", SimpleNamespace(night=learn))
    those = [replace(ACCOUNT, id=one) for one in ("1", "2", "3")]

    def run(*left: int) -> list[str]:
        times = iter(left)
        context = SimpleNamespace(get_remaining_time_in_millis=lambda: next(times)) if left else None
        handler.metrics.clear_metrics()
        handler._learn(those, NIGHT, context)
        return asked

    return SimpleNamespace(run=run, becomes=becomes, asked=asked, handler=handler)


def learned_by(night: Any) -> float:
    [told] = night.handler.metrics.metric_set["AccountsTaught"]["Value"]
    return float(told)


def test_each_account_learns_and_those_that_became_better_are_counted(night: Any):
    night.becomes.update({"1": "better", "2": "worse", "3": "better"})
    assert night.run() == ["1", "2", "3"]
    assert learned_by(night) == 2


def test_one_that_fails_holds_no_other_and_is_told(night: Any):
    night.becomes.update({"1": ValueError("x"), "3": "better"})
    with pytest.raises(RuntimeError, match="1 of 3 accounts"):
        night.run()
    assert night.asked == ["1", "2", "3"]
    assert learned_by(night) == 1


def test_where_the_time_runs_short_the_rest_learn_another_night(night: Any, monkeypatch: pytest.MonkeyPatch):
    said: list[Any] = []
    monkeypatch.setattr(night.handler.logger, "warning", lambda what, **more: said.append((what, more)))
    assert night.run(60_000, 59_999, 99_999) == ["1"]
    assert said == [("learning.out_of_time", {"accounts": 2})]


def test_who_is_first_on_one_night_is_last_on_the_next(world: World, bucket):
    for one in ("2000000000000000002", "2000000000000000003"):
        Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, id=one, username=f"otra{one[-1]}"))
    handler: Any = world.handler("export")
    turns: list[tuple[str, ...]] = []
    world.monkeypatch.setattr(handler, "_learn", lambda those, *_: turns.append(tuple(one.id[-1] for one in those)))
    for day in range(4):
        world.at(NIGHT + timedelta(days=day))
        world.call("export")
    assert sorted(set(turns)) == [("1", "2", "3"), ("2", "3", "1"), ("3", "1", "2")]
    assert turns[3] == turns[0]


def test_rows_are_counted_and_nothing_is_fetched_to_write_them(
    world: World, bucket, capsys: pytest.CaptureFixture[str]
):
    handler: Any = world.handler("export")
    connect, said = duckdb.connect, list[str]()

    class Told:
        def __init__(self, *where: Any) -> None:
            self.real = connect(*where)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            self.real.close()

        def execute(self, text: str) -> Any:
            said.append(text)
            return self.real.execute(text)

        def executemany(self, *told: Any) -> Any:
            return self.real.executemany(*told)

    world.monkeypatch.setattr(handler.write.__globals__["duckdb"], "connect", Told)
    day_of_two_messages(world)
    world.call("export")
    assert counted(capsys)["RowsExported"] == 3
    # A Lambda may write below /tmp alone.
    assert [one.split(" = ")[0] for one in said[:2]] == ["SET home_directory", "SET autoinstall_known_extensions"]
    assert "COMPRESSION zstd" in said[3]
