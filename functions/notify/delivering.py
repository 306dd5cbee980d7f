"""One try of one delivery: claimed, made, and written down, with when it is tried again."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from aws_lambda_powertools import Logger

from care.facts.notices import for_slack, for_teams, headed, is_still_so, lines, mended
from care.facts.of_account import tell_of_pause
from care.facts.signing import secret_of, signed
from care.facts.tries import is_given_up, next_try
from care.model.account import Account
from care.model.delivery import Deliver, Delivery
from care.model.fact import Fact, told
from care.model.subscriber import FOR_PEOPLE, Subscriber
from care.tables.conversations import Conversations
from care.tables.deliveries import Deliveries, message_of
from care.tables.subscribers import Subscribers
from notify.fan_out import FanOut
from notify.mailing import Mail, Topic
from notify.posting import Answer

type Post = Callable[[str, bytes, dict[str, str]], Answer]


@dataclass(frozen=True, slots=True)
class Delivering:
    """What it needs; `key` reads the secret of which those of subscribers are made, when it is asked for."""

    deliveries: Deliveries
    subscribers: Subscribers
    conversations: Conversations
    fan_out: FanOut
    post: Post
    mail: Mail
    topic: Topic
    key: Callable[[], bytes]
    desk_url: str
    logger: Logger
    count: Callable[[str], None]

    def try_one(self, which: Deliver, account: Account, now: datetime) -> None:
        """Try a delivery that is due; one that is not goes back on the queue, and one that is over is left."""
        delivery = self.deliveries.one(which)
        if delivery is None or delivery.is_over:
            return
        if delivery.next_at > now:
            self.fan_out.send(which, delivery.next_at, now)
            return
        subscriber = self.subscribers.one(which.account_id, which.subscriber)
        together = [delivery]
        if delivery.state == "held":
            held = self.deliveries.held(which.account_id, which.subscriber)
            together += [one for one in held if one.next_at <= now and one.fact_id != delivery.fact_id]
        begun = [one for each in together if (one := self.deliveries.claim(each, now)) is not None]
        if begun:
            self._try(begun, subscriber, account, now)

    def _try(self, begun: Sequence[Delivery], subscriber: Subscriber | None, account: Account, now: datetime) -> None:
        if subscriber is None or subscriber.paused_at is not None:
            for one in begun:
                self.deliveries.settle(one, "paused", "", now)
            return
        facts, going = list[Fact](), list[Delivery]()
        for one in begun:
            fact = self.deliveries.fact(one.account_id, one.case_id, one.fact_id)
            if fact is None:
                self.deliveries.settle(one, "erased", "", now)
            elif subscriber.way in FOR_PEOPLE and not self._is_still_so(fact):
                self.deliveries.settle(one, "stale", "", now)
            else:
                facts.append(fact)
                going.append(one)
        if subscriber.way in FOR_PEOPLE and (over := mended(facts)):
            for one in going:
                if one.fact_id in over:
                    self.deliveries.settle(one, "stale", "", now)
            facts = [one for one in facts if one.id not in over]
            going = [one for one in going if one.fact_id not in over]
        if facts:
            self._settle(going, subscriber, self._ask(facts, subscriber, account, now), now)

    def _is_still_so(self, fact: Fact) -> bool:
        return not fact.case_id or is_still_so(fact, self.conversations.case(fact.case_id))

    def _ask(self, facts: Sequence[Fact], to: Subscriber, account: Account, now: datetime) -> Answer:
        if to.way == "webhook":
            [fact] = facts
            message = {"type": fact.kind, "timestamp": fact.at.isoformat(), "data": told(fact, texts=to.texts)}
            body = json.dumps(message, separators=(",", ":")).encode()
            secret = secret_of(self.key(), account.id, to.name, to.made_at)
            return self.post(to.address, body, signed(secret, fact.id, body, now))
        said = lines(facts, to.language, self.desk_url)
        name = f"@{account.username}"
        if to.way in {"mail", "sns"}:
            way = self.mail if to.way == "mail" else self.topic
            return way.send(to.address, headed(said, len(facts), to.language, name), said)
        body_of = for_slack if to.way == "slack" else for_teams
        return self.post(to.address, body_of(said, len(facts), to.language, name), {})

    def _settle(self, going: Sequence[Delivery], to: Subscriber, answer: Answer, now: datetime) -> None:
        account_id = going[0].account_id
        if answer.arrived:
            for one in going:
                self.deliveries.settle(one, "sent", answer.status, now)
            self.subscribers.failing(account_id, to, None)
            self.count("FactDelivered")
            return
        self.count("DeliveryFailed")
        self.logger.warning(
            "delivery.failed", account_id=account_id, subscriber=to.name, status=answer.status, tries=going[0].tries
        )
        since = to.failing_since or now
        if answer.is_gone or is_given_up(since, now):
            why: Literal["gone", "failing"] = "gone" if answer.is_gone else "failing"
            self.subscribers.pause(account_id, to, why, now)
            self.count("SubscriberPaused")
            # Those who hear of it are the others: whoever is paused is told nothing.
            self.fan_out.say(tell_of_pause(account_id, to.name, why, now))
        else:
            self.subscribers.failing(account_id, to, since)
        for one in going:
            again = None if answer.is_gone else next_try(one.tries, now, answer.wait)
            if again is None:
                self.deliveries.settle(one, "failed", answer.status, now)
            else:
                self.deliveries.settle(one, one.state, answer.status, again)
                self.fan_out.send(message_of(one), again, now)
