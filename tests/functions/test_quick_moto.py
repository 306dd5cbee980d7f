"""moto made quicker keeps what it promises: a transaction that fails leaves everything as it was."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from tests import quick_moto

PK, SK = {"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}


@pytest.fixture(params=[[PK], [PK, SK]], ids=["one key", "two keys"])
def table(request: pytest.FixtureRequest):
    """A table of moto with three items and its client."""
    quick_moto.install()
    with mock_aws():
        client: Any = boto3.client("dynamodb", region_name="eu-west-1")
        names = [key["AttributeName"] for key in request.param]
        client.create_table(
            TableName="t",
            KeySchema=request.param,
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
            BillingMode="PAY_PER_REQUEST",
        )
        for number in "123":
            client.put_item(TableName="t", Item=item(number, N={"L": [{"S": "a"}, {"M": {"k": {"N": "1"}}}]}))
        yield client, names


def item(number: str, **more: Any) -> dict[str, Any]:
    return {"pk": {"S": f"p{number}"}, "sk": {"S": f"s{number}"}, **more}


def rows(client: Any) -> list[dict[str, Any]]:
    return sorted(client.scan(TableName="t")["Items"], key=lambda row: row["pk"]["S"])


def writes(names: list[str], *, fits: bool) -> list[dict[str, Any]]:
    def key(number: str) -> dict[str, Any]:
        return {name: value for name, value in item(number).items() if name in names}

    change = {
        "UpdateExpression": "SET N[0] = :n, X = :n REMOVE N[1].k",
        "ExpressionAttributeValues": {":n": {"S": "new"}},
    }
    return [
        {"Update": {"TableName": "t", "Key": key("1"), **change}},
        {"Delete": {"TableName": "t", "Key": key("2")}},
        {"Put": {"TableName": "t", "Item": item("4")}},
        {
            "ConditionCheck": {
                "TableName": "t",
                "Key": key("3"),
                "ConditionExpression": f"attribute_{'' if fits else 'not_'}exists(pk)",
            }
        },
    ]


def test_a_transaction_that_fails_leaves_each_item_as_it_was(table):
    client, names = table
    before = rows(client)
    with pytest.raises(ClientError) as failed:
        client.transact_write_items(TransactItems=writes(names, fits=False))
    reasons = [one["Code"] for one in failed.value.response["CancellationReasons"]]
    assert reasons == ["None", "None", "None", "ConditionalCheckFailed"]
    assert rows(client) == before


def test_a_transaction_that_holds_is_done(table):
    client, names = table
    client.transact_write_items(TransactItems=writes(names, fits=True))
    first, third, fourth = rows(client)
    assert (first["N"], first["X"]) == ({"L": [{"S": "new"}, {"M": {}}]}, {"S": "new"})
    assert (third, fourth) == (item("3", N={"L": [{"S": "a"}, {"M": {"k": {"N": "1"}}}]}), item("4"))
