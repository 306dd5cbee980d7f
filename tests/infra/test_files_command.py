"""`cases reply --file`: what goes is looked at and kept as the desk does; what cannot go is refused before anything."""

from copy import replace
from pathlib import Path

import boto3
import pytest
import typer
from infra.command.deployed import Deployed
from infra.command.files import CannotGo, brought
from infra.command.subcommands.agent_actions import reply
from moto import mock_aws
from tests.infra.test_cases_command import case_of
from tests.infra.testing_account import use_testing_account
from tests.template_tables import make_table
from tests.unit.test_pictures import jpeg, png

from care.model.case import Case
from care.model.files import OUT
from care.model.outcomes import Code

CASE = case_of(1)
CHAT = replace(CASE, customer=replace(CASE.customer, writes_by="chat"))


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch):
    use_testing_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        make_table(boto3.client("dynamodb"), "conversations")
        boto3.client("s3").create_bucket(Bucket="media", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield Deployed({"ConversationsTable": "conversations", "MediaBucket": "media"}, {})


def written(folder: Path, *datas: bytes) -> list[Path]:
    paths = [folder / f"{number}.bin" for number in range(len(datas))]
    for path, data in zip(paths, datas, strict=True):
        path.write_bytes(data)
    return paths


def objects() -> list[str]:
    return [one["Key"] for one in boto3.client("s3").list_objects_v2(Bucket="media").get("Contents", [])]


def test_what_goes_is_kept_clean_with_its_description_and_once(stack: Deployed, tmp_path: Path):
    paths = written(tmp_path, png(3, 2, (b"tEXt", b"where\0Madrid")), jpeg((0xFE, b"Madrid")))
    files = brought(stack, CASE, "public", "ops:ana", paths, ["La lámpara"])
    told = [(one.content_type, one.alt, one.width, one.height) for one in files]
    assert told == [("image/png", "La lámpara", 3, 2), ("image/jpeg", "", 40, 30)]
    for one in files:
        body = boto3.client("s3").get_object(Bucket="media", Key=one.place)["Body"].read()
        assert len(body) == one.size
        assert b"Madrid" not in body
        kept = stack.media.one(CASE.case_id, OUT, one.id)
        assert kept is not None
        assert (kept.state, kept.place, kept.size) == ("kept", one.place, one.size)
    assert brought(stack, CASE, "public", "ops:ana", paths, ["La lámpara"]) == files
    assert len(objects()) == 2


@pytest.mark.parametrize(
    ("case", "channel", "datas", "code"),
    [
        (CASE, "public", [b"MZ nothing"], Code.file_unknown_kind),
        (CASE, "public", [png(100_000, 1)], Code.file_too_many_pixels),
        (CASE, "public", [png(2, 2)[:40]], Code.file_broken),
        (CASE, "public", [png(2, 2) + bytes(5_000_000)], Code.file_too_large),
        (CASE, "public", [png(2, width) for width in range(1, 6)], Code.too_many_files),
        (CASE, "public", [png(2, 2), png(2, 2)], Code.file_twice),
        (CASE, "private", [png(2, 2), png(2, 3)], Code.one_file_in_dm),
        (CHAT, "private", [png(2, width) for width in range(1, 12)], Code.too_many_in_chat),
    ],
)
def test_what_cannot_go_is_refused_and_nothing_is_kept(
    stack: Deployed, tmp_path: Path, case: Case, channel, datas: list[bytes], code: Code
):
    with pytest.raises(CannotGo) as refused:
        brought(stack, case, channel, "ops:ana", written(tmp_path, *datas), ())
    assert refused.value.why.code == code
    assert objects() == []


def test_a_description_that_is_too_long_is_said_and_not_cut(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(typer.Exit):
        reply("case", file=[Path("a.png")], alt=["á" * 1001])
    assert "at most 1000 characters" in capsys.readouterr().err


def test_a_chat_takes_ten(stack: Deployed, tmp_path: Path):
    paths = written(tmp_path, *(png(2, width) for width in range(1, 11)))
    assert len(brought(stack, CHAT, "private", "ops:ana", paths, ())) == 10
