"""What our stores count on of DynamoDB, asked of the one in memory and of moto: the same answers, or one is wrong."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from tests.simulation.conditions import UnknownExpression
from tests.simulation.dynamodb import DynamoDB, NotSimulated
from tests.template_tables import indexes, make_tables
from tests.there import there

from care.tables.attributes import attributes_of, values_of

T = "conversations"


@pytest.fixture(params=["in memory", "moto"])
def db(request, monkeypatch):
    if request.param == "in memory":
        yield DynamoDB(indexes())
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        client = boto3.client("dynamodb")
        make_tables(client)
        yield client


def put(db, pk, sk, condition="", values=None, **more):
    given = {"ConditionExpression": condition} if condition else {}
    if values:
        given["ExpressionAttributeValues"] = attributes_of(values)
    db.put_item(TableName=T, Item=attributes_of({"pk": pk, "sk": sk, **more}), **given)


def get(db, pk, sk) -> dict[str, Any] | None:
    found = db.get_item(TableName=T, Key=attributes_of({"pk": pk, "sk": sk}), ConsistentRead=True)
    return values_of(found["Item"]) if "Item" in found else None


def sks(found):
    return [values_of(item)["sk"] for item in found["Items"]]


def query(db, condition, index="", **more):
    values = {name: value for name, value in more.items() if name.islower()}
    given = {name: value for name, value in more.items() if not name.islower()}
    named = {"IndexName": index} if index else {}
    asked = attributes_of({f":{name}": value for name, value in values.items()})
    return db.query(TableName=T, KeyConditionExpression=condition, ExpressionAttributeValues=asked, **named, **given)


def test_what_was_put_is_there_and_what_was_deleted_is_not(db):
    put(db, "a", "1", text="x", number=3, flags=[True, None], nested={"deep": 1})
    assert get(db, "a", "1") == {
        "pk": "a",
        "sk": "1",
        "text": "x",
        "number": 3,
        "flags": [True, None],
        "nested": {"deep": 1},
    }
    db.delete_item(TableName=T, Key=attributes_of({"pk": "a", "sk": "1"}))
    assert get(db, "a", "1") is None
    db.delete_item(TableName=T, Key=attributes_of({"pk": "a", "sk": "1"}))


def test_a_put_waits_for_an_item_that_is_not_there_or_is_both_not_done_and_old(db):
    condition = "attribute_not_exists(pk) OR (attribute_not_exists(made_at) AND begun_at < :before)"

    def begin(at):
        put(db, "a", "1", condition, {":before": at}, begun_at=at)

    begin("10")
    begin("12")
    with pytest.raises(db.exceptions.ConditionalCheckFailedException):
        begin("11")
    put(db, "a", "1", begun_at="12", made_at="13")
    with pytest.raises(db.exceptions.ConditionalCheckFailedException):
        begin("20")
    assert get(db, "a", "1") == {"pk": "a", "sk": "1", "begun_at": "12", "made_at": "13"}


def test_a_put_on_a_condition_that_does_not_hold_changes_nothing(db):
    put(db, "a", "1", "attribute_not_exists(pk)", version=1)
    with pytest.raises(db.exceptions.ConditionalCheckFailedException) as told:
        put(db, "a", "1", "attribute_not_exists(pk)", version=9)
    assert told.value.response["Error"]["Code"] == "ConditionalCheckFailedException"
    with pytest.raises(db.exceptions.ConditionalCheckFailedException):
        put(db, "a", "1", "version = :version", {":version": 2}, version=9)
    put(db, "a", "1", "version = :version", {":version": 1}, version=2)
    assert there(get(db, "a", "1"))["version"] == 2
    with pytest.raises(db.exceptions.ConditionalCheckFailedException):
        put(db, "a", "2", "version = :version", {":version": 1})


def test_a_transaction_writes_all_or_nothing_and_says_which_condition_failed(db):
    put(db, "a", "1", state="waiting")
    one = {"Put": {"TableName": T, "Item": attributes_of({"pk": "b", "sk": "1"})}}
    other = {
        "Put": {
            "TableName": T,
            "Item": attributes_of({"pk": "a", "sk": "1", "state": "claimed"}),
            "ConditionExpression": "#state = :before",
            "ExpressionAttributeNames": {"#state": "state"},
            "ExpressionAttributeValues": attributes_of({":before": "released"}),
        }
    }
    with pytest.raises(db.exceptions.TransactionCanceledException) as told:
        db.transact_write_items(TransactItems=[one, other])
    assert [reason["Code"] for reason in told.value.response["CancellationReasons"]] == [
        "None",
        "ConditionalCheckFailed",
    ]
    assert get(db, "b", "1") is None
    other["Put"]["ExpressionAttributeValues"] = attributes_of({":before": "waiting"})
    leaves = {
        "TableName": T,
        "Key": attributes_of({"pk": "c", "sk": "1"}),
        "ConditionExpression": "attribute_exists(pk)",
    }
    with pytest.raises(db.exceptions.TransactionCanceledException):
        db.transact_write_items(TransactItems=[one, other, {"Delete": leaves}])
    put(db, "c", "1")
    db.transact_write_items(TransactItems=[one, other, {"Delete": leaves}])
    claimed = there(get(db, "a", "1"))
    assert (claimed["state"], get(db, "b", "1") is not None, get(db, "c", "1")) == ("claimed", True, None)


def test_a_batch_puts_and_deletes_each_for_itself_and_writes_no_item_twice(db):
    put(db, "a", "1")
    made = [{"PutRequest": {"Item": attributes_of({"pk": "a", "sk": sk, "n": 1})}} for sk in ("2", "3")]
    gone = {"DeleteRequest": {"Key": attributes_of({"pk": "a", "sk": "1"})}}
    assert not db.batch_write_item(RequestItems={T: [*made, gone]})["UnprocessedItems"]
    assert sks(query(db, "pk = :pk", pk="a")) == ["2", "3"]
    with pytest.raises((ClientError, ValueError)):
        db.batch_write_item(RequestItems={T: [made[0], made[0]]})


def test_a_batch_reads_what_is_there_with_the_attributes_that_are_asked_for(db):
    put(db, "a", "1", n=1, row={"x": "y"})
    put(db, "a", "2", n=2)
    keys = [attributes_of({"pk": "a", "sk": sk}) for sk in ("1", "2", "3")]
    how = {"ProjectionExpression": "sk, #row", "ExpressionAttributeNames": {"#row": "row"}}
    found = db.batch_get_item(RequestItems={T: {"Keys": keys, **how}})
    told = sorted((values_of(item) for item in found["Responses"][T]), key=lambda one: one["sk"])
    assert told == [{"sk": "1", "row": {"x": "y"}}, {"sk": "2"}]
    assert not found["UnprocessedKeys"]


def test_a_counter_is_added_to_within_its_limit(db):
    def add(amount, room=None):
        update: dict[str, Any] = {
            "TableName": T,
            "Key": attributes_of({"pk": "spent", "sk": "TOTAL"}),
            "UpdateExpression": "ADD micro_dollars :micro_dollars, sends :sends SET expires_at = :expires_at",
            "ExpressionAttributeValues": attributes_of({":micro_dollars": amount, ":sends": 1, ":expires_at": 7}),
        }
        if room is not None:
            update["ConditionExpression"] = "attribute_not_exists(micro_dollars) OR micro_dollars <= :room"
            update["ExpressionAttributeValues"] |= attributes_of({":room": room})
        db.update_item(**update)

    add(10, room=0)
    add(-3)
    with pytest.raises(db.exceptions.ConditionalCheckFailedException):
        add(5, room=6)
    add(5, room=7)
    assert get(db, "spent", "TOTAL") == {"pk": "spent", "sk": "TOTAL", "micro_dollars": 12, "sends": 3, "expires_at": 7}


def test_updates_set_remove_and_keep_what_was_there_first(db):
    def update(expression, values=None, names=None, condition=""):
        given = {"ExpressionAttributeValues": attributes_of(values)} if values else {}
        given |= {"ExpressionAttributeNames": names} if names else {}
        given |= {"ConditionExpression": condition} if condition else {}
        db.update_item(TableName=T, Key=attributes_of({"pk": "a", "sk": "1"}), UpdateExpression=expression, **given)

    with pytest.raises(db.exceptions.ConditionalCheckFailedException):
        update("REMOVE paused_at, paused_by", condition="attribute_exists(pk)")
    update("SET #text = :none, deleted_at = :at", {":none": "", ":at": "now"}, {"#text": "text"})
    both = "SET paused_at = if_not_exists(paused_at, :at), paused_by = if_not_exists(paused_by, :by)"
    update(both, {":at": "1", ":by": "Sara"})
    update(both, {":at": "2", ":by": "Otto"})
    assert get(db, "a", "1") == {
        "pk": "a",
        "sk": "1",
        "text": "",
        "deleted_at": "now",
        "paused_at": "1",
        "paused_by": "Sara",
    }
    update("REMOVE paused_at, paused_by", condition="attribute_exists(pk) AND attribute_not_exists(incidents)")
    assert get(db, "a", "1") == {"pk": "a", "sk": "1", "text": "", "deleted_at": "now"}


def test_a_partition_is_read_in_order_within_bounds(db):
    for sk in ("READY#1#b", "READY#1#a", "READY#2#a", "ITEM#x", "READY#9", "UNSURE#1"):
        put(db, "q", sk)
    put(db, "other", "READY#1#a")
    assert sks(query(db, "pk = :pk", pk="q")) == [
        "ITEM#x",
        "READY#1#a",
        "READY#1#b",
        "READY#2#a",
        "READY#9",
        "UNSURE#1",
    ]
    assert sks(query(db, "pk = :pk AND begins_with(sk, :sk)", pk="q", sk="READY#1")) == ["READY#1#a", "READY#1#b"]
    between = query(db, "pk = :pk AND sk BETWEEN :from AND :to", **{"from": "READY#1#b", "to": "READY#2#a"}, pk="q")
    assert sks(between) == ["READY#1#b", "READY#2#a"]
    assert sks(query(db, "pk = :pk AND sk < :until", pk="q", until="READY#1#b")) == ["ITEM#x", "READY#1#a"]
    assert sks(query(db, "pk = :pk AND sk > :at", pk="q", at="READY#9")) == ["UNSURE#1"]
    assert sks(query(db, "pk = :pk", pk="q", ScanIndexForward=False, Limit=2)) == ["UNSURE#1", "READY#9"]
    assert query(db, "pk = :pk", pk="nobody")["Items"] == []


def test_pages_go_on_where_they_stopped(db):
    for number in range(5):
        put(db, "p", f"{number}")
    first = query(db, "pk = :pk", pk="p", Limit=2)
    second = query(db, "pk = :pk", pk="p", Limit=2, ExclusiveStartKey=first["LastEvaluatedKey"])
    assert (sks(first), sks(second)) == (["0", "1"], ["2", "3"])
    pages = db.get_paginator("query").paginate(
        TableName=T, KeyConditionExpression="pk = :pk", ExpressionAttributeValues=attributes_of({":pk": "p"}), Limit=2
    )
    assert [sk for page in pages for sk in sks(page)] == ["0", "1", "2", "3", "4"]
    assert query(db, "pk = :pk", pk="p", Select="COUNT", Limit=3)["Count"] == 3


def test_an_index_holds_what_has_its_keys_and_forgets_what_has_lost_them(db):
    for case, due in (("1", "2026-01-03"), ("2", "2026-01-01"), ("3", "2026-01-02")):
        put(db, f"CASE#{case}", "CASE", due_shard="0", due_at=due, queue="a#open", queue_key="k")
    put(db, "CASE#4", "CASE")
    due = query(db, "due_shard = :shard AND due_at <= :now", "due", shard="0", now="2026-01-02")
    assert [values_of(item)["pk"] for item in due["Items"]] == ["CASE#2", "CASE#3"]
    assert {name for item in due["Items"] for name in item} == {"pk", "sk", "due_shard", "due_at"}
    put(db, "CASE#2", "CASE")
    put(db, "CASE#3", "CASE", due_shard="0", due_at="2026-01-09")
    assert query(db, "due_shard = :shard AND due_at <= :now", "due", shard="0", now="2026-01-02")["Items"] == []
    first = query(db, "queue = :queue", "queue", queue="a#open", Limit=1)
    assert [values_of(item)["pk"] for item in first["Items"]] == ["CASE#1"]
    assert query(db, "queue = :queue AND queue_key > :after", "queue", queue="a#open", after="k")["Items"] == []


def test_errors_are_those_that_functions_catch(db):
    with pytest.raises(ClientError):
        put(db, "a", "1", "attribute_exists(pk)")


@pytest.mark.parametrize("wrong", [{"text": "x" * 409_600}, {"due_shard": "", "due_at": "2026"}])
def test_what_can_never_be_stored_is_refused_for_that(db, wrong):
    with pytest.raises(ClientError) as error:
        put(db, "a", "1", **wrong)
    assert error.value.response["Error"]["Code"] == "ValidationException"
    put(db, "a", "1", text="x" * 400_000)


def test_what_is_not_simulated_is_said_so():
    here = DynamoDB(indexes())
    with pytest.raises(UnknownExpression):
        put(here, "a", "1", "size(name) > :n", {":n": 1})
    with pytest.raises(NotSimulated):
        query(here, "sk = :sk", sk="1")
