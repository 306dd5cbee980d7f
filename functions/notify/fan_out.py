"""What happened goes on the bus, and to each subscriber as a delivery of its own."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from care.aws import EventBridgeClient, PutEvent, SQSClient
from care.batches import Retry
from care.model.account import Account
from care.model.commands import Tell
from care.model.delivery import Deliver, Delivery
from care.model.fact import Fact, Tried, told
from care.model.subscriber import FOR_PEOPLE, Subscriber
from care.queues import ascii_json
from care.tables.deliveries import Deliveries, message_of

SOURCE = "centralita"
_BATCH = 10  # EventBridge's limit of entries
_LONGEST_DELAY = 900  # seconds, of SQS


@dataclass(frozen=True, slots=True)
class FanOut:
    """What it needs: where facts and deliveries are kept, the bus, and the queue that brings deliveries back."""

    deliveries: Deliveries
    events: EventBridgeClient
    bus: str
    sqs: SQSClient
    queue_url: str

    def tell(self, facts: Sequence[Fact], subscribers: Sequence[Subscriber], account: Account, now: datetime) -> None:
        """Everything that is to be told of these facts; again does no more than once, but on the bus."""
        kept = {fact.id: self.deliveries.fact(fact.account_id, fact.case_id, fact.id) for fact in facts}
        new = [fact for fact in facts if kept[fact.id] is None]
        on_bus = [one for one in subscribers if one.way == "bus" and one.paused_at is None]
        self._put_on_bus([fact for fact in new if any(_is_for(one, fact) for one in on_bus)], on_bus)
        for fact in new:
            self.deliveries.keep(fact)
        # As each was told first: who tells it again may name another instant, by which its delivery would be another.
        for fact in (kept[one.id] or one for one in facts):
            for one in subscribers:
                if one.way != "bus" and _is_for(one, fact):
                    self._begin(fact, one, account, now)

    def send(self, which: Deliver, at: datetime, now: datetime) -> None:
        """Have a delivery tried at an instant, or as late before it as the queue can hold a message back."""
        delay = min(max(0, int((at - now).total_seconds()) + 1), _LONGEST_DELAY) if at > now else 0
        self.sqs.send_message(
            QueueUrl=self.queue_url,
            MessageBody=which.model_dump_json(),
            MessageGroupId=which.account_id,
            DelaySeconds=delay,
        )

    def say(self, command: Tell) -> None:
        """Have something told that was noticed while telling."""
        self.sqs.send_message(
            QueueUrl=self.queue_url, MessageBody=command.model_dump_json(), MessageGroupId=command.account_id
        )

    def _begin(self, fact: Fact, one: Subscriber, account: Account, now: datetime) -> None:
        at = one.next_digest(account.hours, now) if one.way in FOR_PEOPLE and fact.kind != "test" else None
        delivery = self.deliveries.begin(
            Delivery(
                account_id=fact.account_id,
                subscriber=one.name,
                fact_id=fact.id,
                kind=fact.kind,
                case_id=fact.case_id,
                at=fact.at,
                state="paused" if one.paused_at is not None else "held" if at is not None else "waiting",
                next_at=at or now,
            )
        )
        if not delivery.is_over:
            self.send(message_of(delivery), delivery.next_at, now)

    def _put_on_bus(self, facts: Sequence[Fact], subscribers: Sequence[Subscriber]) -> None:
        texts = any(one.texts for one in subscribers)
        for start in range(0, len(facts), _BATCH):
            entries: list[PutEvent] = [
                {
                    "Source": SOURCE,
                    "DetailType": fact.kind,
                    "Detail": ascii_json(json.dumps(told(fact, texts=texts), separators=(",", ":"))),
                    "EventBusName": self.bus,
                    "Time": fact.at,
                }
                for fact in facts[start : start + _BATCH]
            ]
            if self.events.put_events(Entries=entries).get("FailedEntryCount"):
                raise Retry("the bus did not take all facts")


def _is_for(one: Subscriber, fact: Fact) -> bool:
    return one.name == fact.only if isinstance(fact, Tried) else one.wants(fact.kind)
