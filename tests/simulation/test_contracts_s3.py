"""What our functions count on of S3, asked of the one in memory and of moto."""

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from tests.simulation.s3 import S3


@pytest.fixture(params=["in memory", "moto"])
def bucket(request, monkeypatch):
    """A client, and what its bucket holds."""
    if request.param == "in memory":
        s3 = S3()
        yield s3, lambda: {key: body for (_, key), body in s3.objects.items()}
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="files")

        def held():
            keys = [one["Key"] for one in client.list_objects_v2(Bucket="files").get("Contents", ())]
            return {key: client.get_object(Bucket="files", Key=key)["Body"].read() for key in keys}

        yield client, held


def test_an_object_that_is_put_again_takes_the_place_of_the_first(bucket):
    client, held = bucket
    assert held() == {}
    for body in (b"one", b"two"):
        client.put_object(Bucket="files", Key="summaries/a.html", Body=body, ContentType="text/html")
    client.put_object(Bucket="files", Key="summaries/b.html", Body=b"other", ContentType="text/html")
    assert held() == {"summaries/a.html": b"two", "summaries/b.html": b"other"}


def test_a_range_of_an_object_tells_how_large_the_whole_is(bucket):
    client, _ = bucket
    client.put_object(Bucket="files", Key="a", Body=b"0123456789", ContentType="image/png", Tagging="unsent=yes")
    part = client.get_object(Bucket="files", Key="a", Range="bytes=4-99")
    assert (part["Body"].read(), part["ContentRange"]) == (b"456789", "bytes 4-9/10")
    assert client.get_object(Bucket="files", Key="a")["Body"].read() == b"0123456789"
    client.put_object_tagging(Bucket="files", Key="a", Tagging={"TagSet": [{"Key": "unsent", "Value": "no"}]})


def test_what_is_not_there_is_refused_and_may_be_deleted(bucket):
    client, held = bucket
    for call, code in (({"Range": "bytes=10-20"}, "InvalidRange"), ({}, "NoSuchKey")):
        if code == "InvalidRange":
            client.put_object(Bucket="files", Key="a", Body=b"0123456789")
        with pytest.raises(ClientError) as refused:
            client.get_object(Bucket="files", Key="a", **call)
        assert refused.value.response["Error"]["Code"] == code
        client.delete_object(Bucket="files", Key="a")
    with pytest.raises(ClientError):
        client.put_object_tagging(Bucket="files", Key="a", Tagging={"TagSet": []})
    assert held() == {}
