"""Dead letters at the terminal, over moto."""

import json
from collections.abc import Mapping
from typing import Any, cast

import boto3
import pytest
import typer
from infra.command.deployed import Deployed
from infra.command.subcommands.dlq import counted, put_back, shown
from moto import mock_aws
from mypy_boto3_sqs.literals import QueueAttributeNameType
from tests.infra.testing_account import use_testing_account

from care.aws import SQSClient
from care.erasure.letters import messages


@pytest.fixture
def stack(monkeypatch):
    use_testing_account(monkeypatch)
    monkeypatch.setattr("care.erasure.letters.WAITED", 0)
    with mock_aws():
        sqs = boto3.client("sqs")
        fifo: Mapping[QueueAttributeNameType, str] = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
        urls = {
            "EventsQueueUrl": sqs.create_queue(QueueName="events.fifo", Attributes=fifo)["QueueUrl"],
            "EventsDlqUrl": sqs.create_queue(QueueName="dead.fifo", Attributes=fifo)["QueueUrl"],
            "SendsQueueUrl": sqs.create_queue(QueueName="sends")["QueueUrl"],
            "SendsDlqUrl": sqs.create_queue(QueueName="dead-sends")["QueueUrl"],
            "SchedulesDlqUrl": sqs.create_queue(QueueName="schedules")["QueueUrl"],
        }
        yield Deployed(urls, {})


def dead(stack, body, reason="unknown account"):
    stack.client("sqs").send_message(
        QueueUrl=stack.outputs["EventsDlqUrl"],
        MessageBody=body,
        MessageGroupId="1#2",
        MessageAttributes={"reason": {"DataType": "String", "StringValue": reason}},
    )


def test_dead_letters_are_counted_and_shown_with_their_reason_and_without_what_was_written(stack):
    dead(stack, json.dumps({"kind": "message_received", "account_id": "1", "message": {"text": "mi DNI"}}))
    assert counted(stack) == {"events": 1, "schedules": 0, "sends": 0}
    [told] = shown(stack, "events", body=False)
    assert told["reason"] == "unknown account"
    assert told["kind"] == "message_received"
    assert "DNI" not in str(told)
    assert "DNI" in str(shown(stack, "events", body=True))


def test_a_redriven_letter_is_on_its_queue_in_its_group_and_gone_from_the_dead(stack):
    dead(stack, '{"kind": "a"}')
    dead(stack, "not json at all")
    assert put_back(stack, "events") == 2
    found = stack.client("sqs").receive_message(
        QueueUrl=stack.outputs["EventsQueueUrl"], MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
    )["Messages"]
    assert {message["Body"] for message in found} == {'{"kind": "a"}', "not json at all"}
    assert {message["Attributes"]["MessageGroupId"] for message in found} == {"1#2"}
    assert shown(stack, "events", body=False) == []


def test_one_letter_alone_may_be_redriven_and_one_that_is_not_there_is_said(stack, capsys):
    dead(stack, '{"kind": "a"}')
    dead(stack, '{"kind": "b"}')
    first = shown(stack, "events", body=False)[0]
    assert put_back(stack, "events", first["message"]) == 1
    with pytest.raises(typer.Exit):
        put_back(stack, "events", "nothing")
    assert "dlq show events" in capsys.readouterr().err


@pytest.mark.parametrize("queue", ["post", "schedules"])
def test_what_cannot_be_put_back_is_said(stack, queue):
    with pytest.raises(typer.Exit):
        put_back(stack, queue)


def test_of_twenty_five_letters_of_one_group_all_are_put_back_in_their_order(stack):
    for number in range(25):
        dead(stack, json.dumps({"kind": str(number)}))
    assert put_back(stack, "events") == 25
    assert counted(stack)["events"] == 0


def test_a_letter_that_was_set_aside_alone_goes_back_into_the_group_that_it_came_from(stack):
    stack.client("sqs").send_message(
        QueueUrl=stack.outputs["EventsDlqUrl"],
        MessageBody="{}",
        MessageGroupId="a letter",
        MessageAttributes={"group": {"DataType": "String", "StringValue": "1#2"}},
    )
    assert put_back(stack, "events") == 1
    [found] = stack.client("sqs").receive_message(
        QueueUrl=stack.outputs["EventsQueueUrl"], MessageSystemAttributeNames=["All"]
    )["Messages"]
    assert found["Attributes"]["MessageGroupId"] == "1#2"


@pytest.mark.parametrize("account", ["1", ""])
def test_a_letter_of_a_standard_queue_goes_back_as_its_accounts_if_it_has_one(stack, account):
    attributes = {"group": {"DataType": "String", "StringValue": account}} if account else {}
    url = stack.outputs["SendsDlqUrl"]
    stack.client("sqs").send_message(QueueUrl=url, MessageBody="{}", MessageAttributes=attributes)
    assert put_back(stack, "sends") == 1
    [found] = stack.client("sqs").receive_message(
        QueueUrl=stack.outputs["SendsQueueUrl"], MessageSystemAttributeNames=["All"]
    )["Messages"]
    assert found["Attributes"].get("MessageGroupId", "") == account


def test_a_queue_counts_as_empty_only_when_sqs_has_looked_at_all_its_servers():
    class Empty:
        def receive_message(self, **asked: Any) -> Any:
            assert asked["WaitTimeSeconds"] > 0
            return {}

    assert list(messages(cast("SQSClient", Empty()), "url")) == []
