"""The page of the month that is over: once, by mail where that is set up, else as a file."""

from copy import replace
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends
from tests.functions.conftest import ACCOUNT, NIGHT, SHOP, World
from tests.functions.test_report import put, wrote

from care.tables.accounts import Accounts

FIRST = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
KEY = f"summaries/account_id={SHOP}/2026-11.html"


@pytest.fixture
def bucket(world: World):
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="analysis", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    put(world, wrote("900", NIGHT))
    world.drain("events", "cases")
    world.call("report")
    return s3


def keys(s3) -> list[str]:
    return [one["Key"] for one in s3.list_objects_v2(Bucket="analysis").get("Contents", [])]


def hourly(world: World, now, hours) -> None:
    for n in range(hours):
        world.at(now + timedelta(hours=n))
        world.call("report")


def test_without_a_sender_it_is_a_file_made_once_in_the_first_week(world: World, bucket):
    hourly(world, NIGHT, 2)
    assert keys(bucket) == []
    hourly(world, FIRST, 1)
    [key] = keys(bucket)
    assert key == KEY
    html = bucket.get_object(Bucket="analysis", Key=KEY)["Body"].read().decode()
    assert "noviembre de 2026" in html
    bucket.delete_object(Bucket="analysis", Key=KEY)
    hourly(world, FIRST + timedelta(hours=1), 3)
    assert keys(bucket) == []


def test_with_a_sender_and_receivers_it_is_one_mail(world: World, bucket, monkeypatch):
    monkeypatch.setenv("MAIL_SENDER", "informes@shop.example")
    boto3.client("ses").verify_email_identity(EmailAddress="informes@shop.example")
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, summary_to=("sara@shop.example",)))
    world.started.clear()
    hourly(world, FIRST, 3)
    assert keys(bucket) == []
    [sent] = ses_backends[DEFAULT_ACCOUNT_ID]["eu-west-1"].sent_messages
    assert sent.source == "informes@shop.example"
    assert sent.destinations["ToAddresses"] == ["sara@shop.example"]
    assert "noviembre de 2026" in sent.subject


def test_a_mail_that_ses_refuses_for_good_becomes_a_file_and_a_notice_once(world: World, bucket, monkeypatch):
    monkeypatch.setenv("MAIL_SENDER", "informes@shop.example")  # which nobody confirmed, as in SES's sandbox
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, summary_to=("sara@shop.example",)))
    world.started.clear()
    hourly(world, FIRST, 3)
    assert keys(bucket) == [KEY]
    [notice] = [one for one in Accounts(world.dynamodb, "accounts").notices(SHOP) if "2026-11" in one.text]
    assert "MessageRejected" in notice.text
    assert KEY in notice.text


def test_a_page_that_could_not_be_put_is_made_an_hour_later(world: World, bucket):
    bucket.delete_bucket(Bucket="analysis")
    world.at(FIRST)
    with pytest.raises(RuntimeError):
        world.call("report")
    bucket.create_bucket(Bucket="analysis", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    hourly(world, FIRST + timedelta(minutes=10), 1)
    assert keys(bucket) == []
    hourly(world, FIRST + timedelta(hours=1), 1)
    assert keys(bucket) == [KEY]
