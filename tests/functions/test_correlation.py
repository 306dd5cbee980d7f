"""One id leads through the logs of all functions, from a delivery to the send and to what the case learned of it."""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.functions.conftest import MARTA, NIGHT, SHOP, World
from tests.functions.test_ingest import delivery

from care.model.actions import ReplyWritten
from care.model.outbox_item import queue_of
from care.queues import send_all
from care.tables.wakes import wake

Mention = Callable[..., dict[str, Any]]


class Lines(logging.Handler):
    """What the functions log, as CloudWatch would get it."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        formatter = next(handler.formatter for handler in logging.getLogger("test").handlers if handler.formatter)
        self.told.append(json.loads(formatter.format(record)))

    def of(self, message: str) -> list[str | None]:
        """The correlation ids of all lines with this message."""
        return [line.get("correlation_id") for line in self.told if line["message"] == message]


@pytest.fixture
def lines(world: World) -> Iterator[Lines]:
    lines = Lines()
    for name in ("cases", "acknowledge", "publish"):
        world.handler(name)
    logging.getLogger("test").addHandler(lines)
    yield lines
    logging.getLogger("test").removeHandler(lines)


def sent_by_x(world: World) -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(201, json={"data": {"id": "900", "text": "x"}})

    world.handler("publish").x_accounts._http = httpx.Client(transport=httpx.MockTransport(answer))


def publish(world: World, because: str) -> None:
    wake(world.sqs, world.queues["sends"], queue_of(SHOP, "public"), because)
    world.drain("sends", "publish")
    world.drain("events", "cases")


def test_the_id_of_a_message_stands_in_the_lines_of_every_function_that_works_on_it(
    world: World, mention: Mention, lines: Lines, capsys: pytest.CaptureFixture[str]
):
    sent_by_x(world)
    assert world.call("ingest", delivery(mention("77")))["statusCode"] == 200
    world.drain("events", "cases")
    world.drain("acknowledgements", "acknowledge")
    publish(world, "acknowledgement")
    wanted = f"message:{SHOP}:77"
    [accepted] = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "delivery.accepted" in line]
    assert accepted["events"] == [wanted]
    assert lines.of("event.applied") == [wanted, wanted]
    assert lines.of("acknowledgement.composed") == [wanted]
    assert lines.of("send.settled") == [wanted]


def test_what_a_person_writes_belongs_to_the_customers_last_message(world: World, mention: Mention, lines: Lines):
    sent_by_x(world)
    assert world.call("ingest", delivery(mention("77")))["statusCode"] == 200
    world.drain("events", "cases")
    [case] = world.conversations.queue(SHOP, "open")
    reply = ReplyWritten(
        account_id=SHOP,
        customer_id=MARTA,
        case_id=case.case_id,
        action_id="a1",
        by="Ana",
        at=NIGHT + timedelta(minutes=1),
        channel="public",
        text="Sale hoy.",
    )
    world.at(NIGHT + timedelta(minutes=1))
    send_all(world.sqs, world.queues["events"], [reply])
    world.drain("events", "cases")
    publish(world, "reply")
    assert lines.of("send.settled") == [f"message:{SHOP}:77"]


def test_a_line_about_what_cannot_be_read_carries_no_id_of_the_message_before_it(
    world: World, mention: Mention, lines: Lines
):
    assert world.call("ingest", delivery(mention("77")))["statusCode"] == 200
    world.sqs.send_message(
        QueueUrl=world.queues["events"], MessageBody="{}", MessageGroupId="other", MessageDeduplicationId="poison"
    )
    world.drain("events", "cases")
    assert lines.of("event.applied") == [f"message:{SHOP}:77"]
    assert lines.of("message.put_aside") == [None]
