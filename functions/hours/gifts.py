"""Looks each minute at the codes that are on their way, and at the pools of which something is to be told.

A code goes back only where its message can never go: where there is none, one that is not to be sent is put in its
place first, so that a press that lay in a queue for a day brings nobody a code that is free again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aws_lambda_powertools import Logger

from care.aws import SQSClient
from care.desk.outcomes import is_refusal
from care.gifts.settling import Became, looks_again, next_of
from care.gifts.telling import looks_again as pool_looks_again
from care.gifts.telling import news_of
from care.model.account import Account
from care.model.formats import NewerFormat
from care.model.gift import Gift, Pool
from care.model.outbox_item import Item, queue_of, told
from care.model.outcomes import Code, Outcomes, outcome
from care.queues import send_fairly
from care.tables.conversations import Conversations
from care.tables.gift_pools import Pools
from care.tables.gift_rows import GiftChanged
from care.tables.gifts import Gifts
from care.tables.outbox import Outbox

_AFTER_FAILURE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Given:
    """What looking at gifts needs: the stores, and the queue of what others are told."""

    gifts: Gifts
    pools: Pools
    outbox: Outbox
    conversations: Conversations
    sqs: SQSClient
    facts_queue_url: str
    logger: Logger

    def look(self, account: Account, now: datetime) -> datetime | None:
        """Settle what is known, tell what is to be told; when this is to be looked at again."""
        moments = [self._alone(gift, now) for gift in self.gifts.open(account.id)]
        moments += [self._tell(pool, account, now) for pool in self.pools.all(account.id)]
        return min((at for at in moments if at is not None), default=None)

    def _alone(self, gift: Gift, now: datetime) -> datetime | None:
        try:
            return self._step(gift, now)
        except GiftChanged:
            return now + timedelta(minutes=1)
        except NewerFormat:
            return now + _AFTER_FAILURE  # its message is of a release that was taken back
        except ValueError as error:
            # It holds no other gift, and is looked at again.
            self.logger.error("gift.failed", gift_id=gift.gift_id, error=type(error).__name__)  # noqa: TRY400  no text
            return now + _AFTER_FAILURE

    def _step(self, gift: Gift, now: datetime) -> datetime | None:
        item = self.outbox.item(queue_of(gift.account_id, "private"), gift.item_id) if gift.case_id else None
        became = next_of(gift, item, now, refused=self._refused(gift) if item is None else None)
        if became == "stop" and self._is_erased(gift):
            became = Became("unclear")  # what became of its message is gone with its customer, who may have the code
        if became == "stop":
            if not self.outbox.add_unsaid(_never(gift, now)):
                return now + timedelta(minutes=1)  # it came at this very moment
            became = Became("back", why=(outcome(Code.queue_did_not_take),))
        if isinstance(became, Became):
            gift = self.gifts.settle(gift, became, now)
            self.logger.info("gift.settled", account_id=gift.account_id, gift_id=gift.gift_id, state=gift.state)
        return looks_again(gift, now) if gift.is_open else None

    def _is_erased(self, gift: Gift) -> bool:
        erased_at = self.conversations.customer(gift.account_id, gift.customer_id).erased_at
        return erased_at is not None and erased_at >= gift.at

    def _refused(self, gift: Gift) -> Outcomes | None:
        """Why the case refused the press; None if it did not, or has not seen it."""
        if not gift.case_id:
            return None
        because = self.conversations.became(gift.account_id, gift.customer_id, f"action:{gift.gift_id}")
        return because if because is not None and is_refusal(because) else None

    def _tell(self, pool: Pool, account: Account, now: datetime) -> datetime | None:
        if news := news_of(pool, account, now):
            from care.facts.of_account import tell_of_pool  # noqa: PLC0415  most minutes tell nobody

            for one in news:
                tell = tell_of_pool(pool, one, now)
                send_fairly(self.sqs, self.facts_queue_url, tell.model_dump_json(), account.id)
            try:
                pool = self.pools.tell(pool, news)
            except GiftChanged:
                return now + timedelta(minutes=1)  # the facts have the same ids then
        return pool_looks_again(pool, account, now)


def _never(gift: Gift, now: datetime) -> Item:
    """What stands in the place of a message that never came, and is not to be sent."""
    return Item(
        item_id=gift.item_id,
        account_id=gift.account_id,
        customer_id=gift.customer_id,
        case_id=gift.case_id,
        channel="private",
        purpose="reply",
        text="",
        created_at=gift.at,
        settled_at=now,
        state="withdrawn",
        written_by=gift.by,
        **told(outcome(Code.queue_did_not_take)),
    )
