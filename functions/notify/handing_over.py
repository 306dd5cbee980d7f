"""Hands a case to another system or team: tried until it arrived or the tries are over, and told to the case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aws_lambda_powertools import Logger

from care.facts.handed_story import Handing, letter, reference_of, story
from care.facts.signing import secret_for, signed
from care.facts.tries import next_hand_over
from care.model.account import Account
from care.model.case import Case
from care.model.commands import HandOverCase
from care.model.delivery import Deliver, Delivery, DeliveryState
from care.model.events import HandOverSettled
from care.model.hand_over import DeliveredAs, HandOver
from care.model.settings.hand_over import Destination, whose
from care.tables.conversations import Conversations
from care.tables.deliveries import Deliveries, message_of
from notify.fan_out import FanOut
from notify.mailing import Mail
from notify.posting import Answer

_PREFIX: Final = "hand-over:"  # no subscriber's name has a colon
_READ: Final = 16 * 1024  # bytes of an answer

type Post = Callable[[str, bytes, dict[str, str], int], Answer]


def is_hand_over(which: Deliver) -> bool:
    """Whether a delivery is a case's hand-over, and no fact's."""
    return which.subscriber.startswith(_PREFIX)


@dataclass(frozen=True, slots=True)
class HandingOver:
    """What it needs; `tell` puts on the queue of events what the case is to know."""

    deliveries: Deliveries
    conversations: Conversations
    fan_out: FanOut
    post: Post
    mail: Mail
    key: Callable[[], bytes]
    desk_url: str
    tell: Callable[[HandOverSettled], None]
    logger: Logger
    count: Callable[[str], None]

    def begin(self, command: HandOverCase, now: datetime) -> None:
        """Write the hand-over down, once for each press, and have it tried."""
        delivery = self.deliveries.begin(
            Delivery(
                account_id=command.account_id,
                subscriber=f"{_PREFIX}{command.to}",
                fact_id=command.item_id,
                kind="hand_over",
                case_id=command.case_id,
                at=command.asked_at,
                state="waiting",
                next_at=now,
            )
        )
        if not delivery.is_over:
            self.fan_out.send(message_of(delivery), delivery.next_at, now)

    def try_one(self, which: Deliver, account: Account, now: datetime) -> None:
        """Try one that is due; one that is not goes back on the queue, and one that is over is left."""
        delivery = self.deliveries.one(which)
        if delivery is None or delivery.is_over:
            return
        if delivery.next_at > now:
            self.fan_out.send(which, delivery.next_at, now)
            return
        begun = self.deliveries.claim(delivery, now)
        if begun is None:
            return
        case = self.conversations.case(begun.case_id)
        if case is None:
            self.deliveries.settle(begun, "erased", "", now)
            return
        one = next((each for each in case.hand_overs if each.id == begun.fact_id), None)
        if one is None or one.state != "going":
            self.deliveries.settle(begun, "stale", "", now)
            return
        destination = account.hand_over.destination(one.to)
        if destination is None:
            self._over(begun, case, Answer("no_destination"), now)
            return
        answer = self._ask(destination, case, one, account, now)
        by_mail = destination.way == "mail"
        again = next_hand_over(begun.tries, answer.status, now, answer.wait, by_mail=by_mail)
        if answer.arrived or again is None:
            self._over(begun, case, answer, now)
            return
        self._say(begun, case, "delayed", answer, now)
        self.deliveries.settle(begun, "waiting", answer.status, again)
        self.fan_out.send(message_of(begun), again, now)

    def _ask(self, to: Destination, case: Case, one: HandOver, account: Account, now: datetime) -> Answer:
        handing = Handing(case, self.conversations.messages(case.case_id), account, one, self.desk_url)
        if to.way == "mail":
            return self.mail.post(to.address, *letter(handing, words=to.words))
        body = story(handing, now, words=to.words)
        secret = secret_for(self.key(), *whose(account.id, to))
        return self.post(to.address, body, signed(secret, handing.id, body, now), _READ)

    def _over(self, begun: Delivery, case: Case, answer: Answer, now: datetime) -> None:
        # First the case: whoever dies between the two tries once more, under the same id.
        became: tuple[DeliveredAs, DeliveryState] = ("arrived", "sent") if answer.arrived else ("failed", "failed")
        self._say(begun, case, became[0], answer, now)
        self.deliveries.settle(begun, became[1], answer.status, now)
        self.count("HandOverArrived" if answer.arrived else "HandOverFailed")
        self.logger.info("hand_over.settled", case_id=case.case_id, arrived=answer.arrived, status=answer.status)

    def _say(self, begun: Delivery, case: Case, outcome: DeliveredAs, answer: Answer, now: datetime) -> None:
        self.tell(
            HandOverSettled(
                **case.ids,
                hand_over_id=begun.fact_id,
                outcome=outcome,
                status=answer.status[:60],
                reference=reference_of(answer.body) if answer.arrived else "",
                tries=begun.tries,
                asked_at=begun.at,
                at=now,
            )
        )
