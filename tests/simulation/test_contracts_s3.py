"""What `report` counts on of S3, asked of the one in memory and of moto."""

import boto3
import pytest
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
