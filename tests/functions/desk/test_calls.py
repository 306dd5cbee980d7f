"""What one matter of each kind costs in calls, over the real functions: the counts behind docs/costs.md.

`make bench ARGS=calls` writes them anew; here they are held to what the functions do today.
"""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from infra.pages.costs import MATTERS, Counts
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.desk.conftest import Desk
from tests.functions.metering import Meter, checked
from tests.functions.starting import clients
from tests.functions.test_acknowledge_and_publish import X
from tests.functions.test_ingest import delivery
from tests.unit.selfservice.brand import BRAND

from care.model.account import Account
from care.tables.accounts import Accounts
from care.tables.budget import Budget

EVENTS = Path(__file__).parents[3] / "events"
DAY = NIGHT.replace(hour=10)
QUEUES = {
    "events": "cases",
    "acknowledgements": "acknowledge",
    "surveys": "survey",
    "wakes": "hours",
    "sends": "publish",
}


@dataclass
class Life:
    """A brand, its customer and its agent, and X between them."""

    world: World
    desk: Desk
    x: X
    now: datetime = DAY
    messages: int = 0
    echoed: int = 0
    case_id: str = ""
    numbers: Any = field(default_factory=lambda: iter(range(5000, 9000)))

    def at(self, now: datetime) -> None:
        self.now = now
        self.world.at(now)

    def post(self, text: str) -> None:
        self._write("post.mention.create", {"text": text, "conversation_id": "", "created_at": self.now.isoformat()})

    def dm(self, text: str) -> None:
        sample = json.loads((EVENTS / "dm.received.json").read_text())
        [event] = sample["data"]["payload"]["direct_message_events"]
        event |= {"id": str(next(self.numbers)), "created_timestamp": str(int(self.now.timestamp() * 1000))}
        event["message_create"]["message_data"]["text"] = text
        self._deliver(sample)

    def _write(self, kind: str, changes: dict[str, Any]) -> None:
        sample = json.loads((EVENTS / f"{kind}.json").read_text())
        number = str(next(self.numbers))
        sample["data"]["payload"] |= {
            "lang": "es",
            "author_id": MARTA,
            **changes,
            "id": number,
            "conversation_id": number,
        }
        self._deliver(sample)

    def _deliver(self, sample: dict[str, Any]) -> None:
        self.messages += 1
        assert self.world.call("ingest", delivery(sample)) == {"statusCode": 200}
        self.settle()
        self.case_id = self.world.conversations.customer(SHOP, MARTA).case_id or self.case_id

    def settle(self) -> None:
        """Let everything run that waits, and X tell us back what we sent."""
        busy = True
        while busy:
            busy = False
            for queue, function in QUEUES.items():
                while records := self.world.received(queue):
                    busy = True
                    for first in range(0, len(records), 1 if queue == "sends" else 10):
                        batch = records[first : first + (1 if queue == "sends" else 10)]
                        assert self.world.call(function, {"Records": batch}) == {"batchItemFailures": []}
                        for record in batch:
                            self.world.sqs.delete_message(
                                QueueUrl=self.world.queues[queue], ReceiptHandle=record["receiptHandle"]
                            )
            busy |= self._echo()

    def _echo(self) -> bool:
        sent = self.x.asked[self.echoed :]
        self.echoed += len(sent)
        for place, body in enumerate(sent, self.echoed - len(sent) + 1):
            number, text = str(900 + place), body["text"]
            if "reply" in body:
                kind, sample = "post.create", json.loads((EVENTS / "post.create.json").read_text())
                sample["data"]["payload"] |= {
                    "id": number, "author_id": SHOP, "text": text, "created_at": self.now.isoformat(),
                    "in_reply_to_user_id": MARTA, "referenced_tweets": [
                        {"type": "replied_to", "id": body["reply"]["in_reply_to_tweet_id"]}
                    ],
                }  # fmt: skip
            else:
                kind, sample = "dm.sent", json.loads((EVENTS / "dm.sent.json").read_text())
                [event] = sample["data"]["payload"]["direct_message_events"]
                event |= {"id": number, "created_timestamp": str(int(self.now.timestamp() * 1000))}
                event["message_create"]["target"]["recipient_id"] = MARTA
                event["message_create"]["message_data"]["text"] = text
            assert sample["data"]["event_type"] == kind
            assert self.world.call("ingest", delivery(sample)) == {"statusCode": 200}
        return bool(sent)

    def later(self, **span: float) -> None:
        self.at(self.now + timedelta(**span))
        self.world.call("hours")
        self.settle()

    def answer(self, text: str, channel: str) -> None:
        """An agent looks at the queue, opens the case, answers, and sees that it went."""
        assert self.desk.get(f"/desk/cases?account={SHOP}", "agent").status == 200
        assert self.desk.get(f"/desk/cases/{self.case_id}", "agent").status == 200
        self._press("reply", channel=channel, text=text)

    def resolve(self) -> None:
        self._press("resolve")

    def _press(self, kind: str, **form: Any) -> None:
        action = f"press-{kind}-{next(self.numbers)}"
        answer = self.desk.post(f"/desk/cases/{self.case_id}/do/{kind}", "agent", action_id=action, **form)
        assert answer.status == 303, answer.body
        self.settle()
        assert self.desk.get(f"/desk/cases/{self.case_id}/became/{kind}/{action}", "agent").status == 200


def answered_in_public(life: Life) -> None:
    life.post("@tiendaluna ¿dónde está mi pedido?")
    life.later(minutes=4)
    life.answer("Hola, Marta. Va de camino y llega mañana por la mañana.", "public")
    life.resolve()


def acknowledged_in_public(life: Life) -> None:
    life.at(NIGHT)
    life.post("@tiendaluna ¿dónde está mi pedido?")
    life.later(hours=11)
    life.answer("Hola, Marta. Va de camino y llega mañana por la mañana.", "public")
    life.resolve()


def dm_with_survey(life: Life) -> None:
    life.dm("hola, mi pedido no ha llegado y lo espero desde el lunes")
    life.later(minutes=6)
    life.answer("Hola, Marta. Lo hemos mirado: sale hoy y te llega mañana.", "private")
    life.later(minutes=3)
    life.dm("gracias")
    life.resolve()
    # Three quiet hours end while the shop is closed at noon: the question waits until it opens.
    life.later(hours=3, minutes=10)
    life.later(hours=2)
    life.dm("un 5, gracias")


def dm_at_night(life: Life) -> None:
    life.at(NIGHT)
    life.dm("hola, mi pedido no ha llegado y lo espero desde el lunes")
    life.later(hours=11)
    life.answer("Hola, Marta. Lo hemos mirado: sale hoy y te llega mañana.", "private")
    life.resolve()


def noise(life: Life) -> None:
    life.post("@tiendaluna jajaja 😂")


def self_served(life: Life) -> None:
    account = Account.model_validate(ACCOUNT.model_dump(mode="json") | {"selfservice": BRAND})
    Accounts(life.world.dynamodb, "accounts").put(account)
    life.dm("menú")
    life.dm("¿cómo devuelvo un producto?")


STORIES: dict[str, Callable[[Life], None]] = {
    story.__name__: story
    for story in (answered_in_public, acknowledged_in_public, dm_with_survey, dm_at_night, noise, self_served)
}


def _live(html: str) -> str:
    found = re.search(r'hx-get="([^"]+)" hx-trigger="live', html)
    assert found
    return found[1].replace("&amp;", "&")


@pytest.fixture
def meter(world: World, capsys: pytest.CaptureFixture[str]) -> Meter:
    return Meter(world, capsys)


def test_there_is_a_story_for_each_kind_of_matter():
    assert set(STORIES) == set(MATTERS)


@pytest.mark.parametrize("name", sorted(STORIES))
def test_a_matter_costs_the_calls_that_the_page_of_costs_counts(name, world: World, meter: Meter, desk: Desk):
    life = Life(world, desk, X(world))
    life.at(DAY)
    STORIES[name](life)
    spent = Budget(world.dynamodb, "outbox").by_purpose(SHOP, f"{life.now.astimezone(UTC):%Y-%m}")
    found = Counts(
        messages=life.messages,
        sent=len(life.x.asked),
        x_calls=len(life.x.asked),
        x_micro_dollars={purpose: one.micro_dollars for purpose, one in sorted(spent.items())},
        aws=dict(sorted(meter.counts.items())),
        metrics=sorted(meter.metrics),
    )
    checked(name, found)


def test_a_sent_reply_and_its_echo_take_few_calls_and_no_transaction_that_fails(world: World, desk: Desk):
    """Each is time of the one publisher of a queue; what is cancelled is paid for, too."""
    calls: Counter[str] = Counter()
    running, call = [""], world.call

    def told(name: str, event: dict[str, Any] | None = None) -> Any:
        running[0] = name
        try:
            return call(name, event)
        finally:
            running[0] = ""

    def heard(model: Any, **_: Any) -> None:
        calls[running[0]] += 1

    def answered(http_response: Any, **_: Any) -> None:
        if running[0] and http_response.status_code >= 400:
            calls["failed"] += 1

    world.call = told  # type: ignore[method-assign]
    for name in ("publish", "cases"):
        world.handler(name)
    clients().listen("before-call.*.*", heard)
    clients().listen("after-call.*.*", answered)
    life = Life(world, desk, X(world))
    life.at(DAY)
    answered_in_public(life)
    assert len(life.x.asked) == 1
    assert calls["publish"] <= 11
    assert calls["cases"] <= 36
    assert calls["failed"] == 0


def test_a_look_at_the_queue_which_an_open_page_repeats_costs_what_the_page_of_costs_counts(
    world: World, meter: Meter, desk: Desk
):
    for number in range(25):
        desk.writes(f"@tiendaluna no funciona el pedido {number}")
    path = _live(desk.get(f"/desk/cases?account={SHOP}", "agent").body)
    desk.get(path, "agent", hx_request="true")  # what is done once a minute is done
    meter.forget()
    assert desk.get(path, "agent", hx_request="true").status == 200
    aws = dict(sorted(meter.counts.items()))
    checked("look_at_queue", Counts(messages=0, sent=0, x_micro_dollars={}, aws=aws, metrics=sorted(meter.metrics)))
