"""What DynamoDB answers through our client is what botocore's own parser makes of it."""

from typing import Any

import boto3
import pytest
from moto import mock_aws
from tests.functions.conftest import AWS

from care import aws

_ITEM: dict[str, Any] = {
    "pk": {"S": "A"},
    "sk": {"S": "1"},
    "number": {"N": "1.50"},
    "true": {"BOOL": True},
    "nothing": {"NULL": True},
    "texts": {"SS": ["a", "b"]},
    "list": {"L": [{"S": "x"}, {"M": {"Items": {"S": "of a map"}, "B": {"N": "1"}}}]},
    "words": {"S": 'he said "B": "Item"'},
}
_BYTES: dict[str, Any] = {"pk": {"S": "A"}, "sk": {"S": "2"}, "raw": {"B": b"\x00\xff"}, "set": {"BS": [b"1", b"2"]}}


@pytest.mark.parametrize("items", [[_ITEM], [_ITEM, _BYTES], []])
def test_items_come_through_our_client_as_through_botocores(
    items: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
):
    for name, value in AWS.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        _compare(items)


def _compare(items: list[dict[str, Any]]) -> None:
    plain: Any = boto3.client("dynamodb")
    plain.create_table(
        TableName="t",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        BillingMode="PAY_PER_REQUEST",
    )
    for one in items:
        plain.put_item(TableName="t", Item=one)
    ours: Any = aws.client("dynamodb")
    key = {"pk": {"S": "A"}, "sk": {"S": "1"}}
    told: dict[str, dict[str, Any]] = {
        "query": {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": {"S": "A"}}},
        "get_item": {"Key": key},
        "scan": {},
    }
    for call, asked in told.items():
        answers = [getattr(one, call)(TableName="t", **asked) for one in (plain, ours)]
        assert _without_meta(answers[0]) == _without_meta(answers[1])
    batches = [one.batch_get_item(RequestItems={"t": {"Keys": [key]}}) for one in (plain, ours)]
    assert _without_meta(batches[0]) == _without_meta(batches[1])
    with pytest.raises(ours.exceptions.ResourceNotFoundException):
        ours.get_item(TableName="other", Key=key)


def _without_meta(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}
