"""The functions over moto: tables and queues as the stack makes them, and each handler started in that world."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.logging.formatter import BasePowertoolsFormatter
from moto import mock_aws
from tests import quick_moto
from tests.functions import neighbour
from tests.functions.asked import Asked
from tests.functions.kept_aws import kept
from tests.functions.starting import clients, function, share_tls
from tests.template_tables import make_queues, make_tables

from care import aws
from care.aws import DynamoDBClient, SQSClient
from care.model.account import Account
from care.tables.accounts import Accounts
from care.tables.conversations import Conversations
from care.tables.outbox import Outbox

SHOP, MARTA = "2000000000000000001", "3000000000000000001"
WEEK = {day: [["09:00", "14:00"], ["16:00", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
NIGHT = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
SECRET: dict[str, Any] = {
    "consumer_key": "key",
    "consumer_secret": "consumer secret",
    "bearer_token": "bearer",
    "accounts": {SHOP: {"token": "token", "token_secret": "token secret"}},
}
ACCOUNT = Account.model_validate(
    {
        "id": SHOP,
        "username": "tiendaluna",
        "name": "Tienda Luna",
        "privacy_url": "https://tiendaluna.example/privacidad",
        "hours": {"timezone": "Europe/Madrid", "weekly": WEEK},
        # Tests of the undo delay turn it on.
        "undo_seconds": 0,
    }
)
quick_moto.install()

# AWS's side of a function's environment; moto asks for no more.
AWS = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "POWERTOOLS_METRICS_NAMESPACE": "Centralita",
    "POWERTOOLS_SERVICE_NAME": "test",
}
_OF_THE_WORLD = ("sqs", "dynamodb", "secretsmanager", "events", "s3")
# The queue that a function works off.
SOURCES = {
    "publish": "sends",
    "acknowledge": "acknowledgements",
    "survey": "surveys",
    "selfservice": "lookups",
    "chat": "chats",
    "media": "media",
    "notify": "facts",
}


@dataclass
class World:
    """AWS as the functions see it, and a clock that a test sets."""

    clock: Path
    environment: dict[str, str]
    queues: dict[str, str]
    sqs: SQSClient
    dynamodb: DynamoDBClient
    asked: Asked
    monkeypatch: pytest.MonkeyPatch
    started: set[str] = field(default_factory=set)

    @property
    def conversations(self) -> Conversations:
        return Conversations(self.dynamodb, "conversations")

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.dynamodb, "outbox")

    def at(self, now: datetime) -> None:
        """Set the functions' clock."""
        self.clock.write_text(repr((now - datetime.now(UTC)).total_seconds()))

    def now(self) -> datetime:
        """The functions' time. A test that asks the machine's instead ends with the month that it was written in."""
        return datetime.now(UTC) + timedelta(seconds=float(self.clock.read_text()))

    def handler(self, name: str) -> ModuleType:
        """A function's handler, started in the environment as it was when the test first wanted it."""
        if name not in self.started:
            source = SOURCES.get(name, "events")
            self.monkeypatch.setenv("SOURCE_QUEUE_URL", self.queues[source])
            self.monkeypatch.setenv("DLQ_URL", self.queues[f"{source}_dlq"])
            function(name).start()
            self.started.add(name)
        return function(name).handler

    def call(self, name: str, event: dict[str, Any] | None = None) -> Any:
        """Call a function, which may ask of AWS what its role allows and nothing else."""
        context = SimpleNamespace(
            function_name=name,
            memory_limit_in_mb=128,
            invoked_function_arn="",
            aws_request_id="",
            get_remaining_time_in_millis=lambda: 900_000,
        )
        handler = self.handler(name)
        self.asked.calls.clear()
        answer = handler.handle(event or {}, context)
        assert not self.asked.beyond_its_rights(name)
        return answer

    def received(self, queue: str) -> list[dict[str, Any]]:
        """Take all messages of a queue, as Lambda would give them to a function."""
        records: list[dict[str, Any]] = []
        while True:
            found = self.sqs.receive_message(
                QueueUrl=self.queues[queue],
                MaxNumberOfMessages=10,
                AttributeNames=["All"],
                MessageAttributeNames=["All"],
            ).get("Messages", [])
            if not found:
                return records
            records.extend(
                {
                    "messageId": message["MessageId"],
                    "receiptHandle": message["ReceiptHandle"],
                    "body": message["Body"],
                    "attributes": message["Attributes"],
                    "messageAttributes": message.get("MessageAttributes", {}),
                    "eventSource": "aws:sqs",
                    "eventSourceARN": f"arn:aws:sqs:eu-west-1:123456789012:{queue}",
                }
                for message in found
            )

    def drain(self, queue: str, function: str) -> dict[str, Any]:
        """Give all that waits in a queue to a function, and delete what it did not fail."""
        records = self.received(queue)
        if not records:
            return {"batchItemFailures": []}
        answer = self.call(function, {"Records": records})
        failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        for record in records:
            if record["messageId"] not in failed:
                self.sqs.delete_message(QueueUrl=self.queues[queue], ReceiptHandle=record["receiptHandle"])
        return dict(answer)


def _made() -> tuple[dict[str, str], str, str, str]:
    """Tables, queues, secrets and the rest as the stack makes them, with one account."""
    queues = make_queues(boto3.client("sqs"))
    make_tables(boto3.client("dynamodb"))
    secrets = boto3.client("secretsmanager")
    arn = secrets.create_secret(Name="x-app", SecretString=json.dumps(SECRET))["ARN"]
    chat_arn = secrets.create_secret(Name="x-chat", SecretString="made up")["ARN"]
    facts_arn = secrets.create_secret(Name="facts", SecretString="made up too")["ARN"]
    boto3.client("events").create_event_bus(Name="centralita-test")
    Accounts(boto3.client("dynamodb"), "accounts").put(ACCOUNT)
    neighbour.moves_in(boto3.client("dynamodb"))
    boto3.client("s3").create_bucket(Bucket="media", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return queues, arn, chat_arn, facts_arn


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    clock = tmp_path / "clock"
    clock.write_text("0")
    for name, value in {**AWS, "LOCAL_CLOCK": str(clock)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    # A function that is called answers, and does nothing: no container is started for it.
    with mock_aws(config={"lambda": {"use_docker": False}}):
        shared = clients()
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", shared)
        monkeypatch.setattr(aws, "session", lambda: shared)
        own_tls = share_tls()
        queues, arn, chat_arn, facts_arn = kept("world", _OF_THE_WORLD, _made)
        asked = Asked()
        asked.listen(shared)
        sqs, dynamodb = boto3.client("sqs"), boto3.client("dynamodb")
        environment = {
            "CONVERSATIONS_TABLE": "conversations",
            "OUTBOX_TABLE": "outbox",
            "ACCOUNTS_TABLE": "accounts",
            "APP_SECRET_ARN": arn,
            "BUCKET": "analysis",
            "MEDIA_BUCKET": "media",
            "APP_SECRETS": json.dumps({"main": arn}),
            "CHAT_SECRET": chat_arn,
            "FACTS_SECRET": facts_arn,
            "BUS": "centralita-test",
            "DESK_URL": "https://desk.example",
            "X_BASE_URL": "https://api.x.example",
            "EVENTS_DLQ_URL": queues["events_dlq"],
            "WAKES_DLQ_URL": queues["wakes_dlq"],
            "REPORT_FUNCTION": "report",
            "ERASE_FUNCTION": "erase",
            "DEAD_LETTERS": json.dumps({name: url for name, url in queues.items() if name.endswith("dlq")}),
            "WATCHED_QUEUES": json.dumps(queues),
            "STAGE": "test",
            "RELEASE": "0.1.0",
            **{f"{name.upper()}_QUEUE_URL": url for name, url in queues.items() if not name.endswith("dlq")},
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        world = World(clock, environment, queues, sqs, dynamodb, asked, monkeypatch)
        world.at(NIGHT)
        _forget_what_was_told()
        before = neighbour.what_there_is()
        yield world
        _forget_what_was_told()
        shared.deafen()
        own_tls()
        assert neighbour.what_there_is() == before, "the neighbour was touched"


def _forget_what_was_told() -> None:
    # All functions of these tests share one logger, and what one told of a message is not the next one's.
    for listening in logging.getLogger("test").handlers:
        if isinstance(listening.formatter, BasePowertoolsFormatter):
            listening.formatter.clear_state()


@pytest.fixture
def mention() -> Callable[..., dict[str, Any]]:
    """A delivery of X: a mention by Marta (or somebody else), as of now."""
    sample = json.loads((Path(__file__).parents[2] / "events" / "post.mention.create.json").read_text())

    def make(post_id: str, text: str = "@tiendaluna ¿dónde está mi pedido?", **changes: Any) -> dict[str, Any]:
        made: dict[str, Any] = json.loads(json.dumps(sample))
        made["data"]["payload"] |= {
            "id": post_id,
            "conversation_id": post_id,
            "text": text,
            "created_at": NIGHT.isoformat(),
            "author_id": MARTA,
            "lang": "es",
            **changes,
        }
        return made

    return make
