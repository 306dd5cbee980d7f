"""Puts what people have the account post into the outbox when its time has come, and does what they want of it.

Each step is kept before the next: a look that dies midway is done again, and nothing is made twice. A post is marked
as queued before its item is made, so that who takes it back at the same moment is told that it is too late.
"""

from copy import replace
from dataclasses import dataclass
from datetime import datetime, timedelta

from aws_lambda_powertools import Logger

from care.aws import SQSClient
from care.model.account import Account
from care.model.outbox_item import queue_of
from care.model.outcomes import Outcome, Outcomes
from care.model.own_post import OwnPost, Wish
from care.posts.due import Missed, Rest, next_of
from care.posts.making import act_item, item_of
from care.tables.accounts import Accounts
from care.tables.outbox import Outbox
from care.tables.own_posts import ChangedMeanwhile, OwnPosts
from care.tables.wakes import wake

_AFTER_FAILURE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Planned:
    """What looking at planned posts needs: the stores, and the queue that wakes the publisher."""

    posts: OwnPosts
    accounts: Accounts
    outbox: Outbox
    sqs: SQSClient
    sends_queue_url: str
    logger: Logger

    def look(self, account: Account, now: datetime) -> tuple[int, datetime | None]:
        """How many posts were made, and when one is to be looked at next."""
        for act in self.posts.wanted(account.id):
            item = act_item(act)
            self.outbox.add(item)
            wake(self.sqs, self.sends_queue_url, item.queue, item.item_id)
            self.posts.done(act)
        made, moments = 0, list[datetime]()
        for post in self.posts.open(account.id):
            try:
                until = self._step(post, account, now)
            except ChangedMeanwhile:
                continue  # whoever changed it has it looked at again
            except ValueError as error:
                # It holds no other post, and is looked at again.
                self.logger.error("post.failed", item_id=post.item_id, error=type(error).__name__)  # noqa: TRY400  no text
                until = now + _AFTER_FAILURE
            made += until == "made"
            if isinstance(until, datetime):
                moments.append(until)
        return made, min(moments, default=None)

    def _step(self, post: OwnPost, account: Account, now: datetime) -> datetime | str | None:
        if post.wish is not None:
            post = self._wished(post, post.wish, now)
        if post.state == "queued":
            return None if post.handed else self._hand(post, account, now)
        match next_of(post, account, now):
            case Rest(until=until):
                return until
            case Missed(why=why):
                self._miss(post, (why,), now)
                return None
            case "go":
                return self._hand(self.posts.put(replace(post, state="queued"), now), account, now)

    def _hand(self, post: OwnPost, account: Account, now: datetime) -> str | None:
        item = item_of(post, account, now)
        if isinstance(item, Outcome):
            self._miss(post, (item,), now)
            return None
        new = self.outbox.add(item)
        # It may be there from a look that died before it woke the publisher.
        wake(self.sqs, self.sends_queue_url, item.queue, item.item_id)
        self.posts.put(replace(post, handed=True), now)
        self.logger.info("post.queued", account_id=account.id, item_id=item.item_id, new=new)
        return "made"

    def _miss(self, post: OwnPost, why: Outcomes, now: datetime) -> None:
        self.posts.put(replace(post, state="missed", why=why), now)
        self.accounts.notice(post.account_id, now, "a planned post was not posted in time", why)
        self.logger.warning("post.missed", account_id=post.account_id, item_id=post.item_id)

    def _wished(self, post: OwnPost, wish: Wish, now: datetime) -> OwnPost:
        """Do with an item what a person wants, where it is still so that this can be."""
        queue = queue_of(post.account_id, "public")
        item = self.outbox.item(queue, wish.item_id)
        if item is None:
            withdrawn = wish.do == "cancel" and not post.handed
            return self.posts.put(replace(post, wish=None, state="withdrawn" if withdrawn else post.state), now)
        if wish.do == "cancel":
            self.outbox.cancel(item, now)
        elif not (wish.x_id and self.outbox.knows(queue, wish.x_id)):
            self.outbox.decide(item, wish.do, now, wish.x_id)
        wake(self.sqs, self.sends_queue_url, queue, f"{wish.item_id}|{wish.do} {now.isoformat()}")
        return self.posts.put(replace(post, wish=None), now)
