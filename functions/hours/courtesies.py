"""Makes each minute the posts that accounts owe, by themselves or because people planned them; looks at gifts, too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError, ClientError

from care.aws import SQSClient
from care.courtesy.posts import CourtesyPost, next_look, posts_due
from care.courtesy.texts import item_of_post
from care.model.account import Account
from care.model.formats import NewerFormat
from care.model.outbox_item import queue_of
from care.tables.account_reads import UnknownAccount, UnreadableSettings
from care.tables.accounts import Accounts
from care.tables.agenda import Agenda, account_of, is_of_planned
from care.tables.kill_switch import OneWithheld, Withheld
from care.tables.outbox import Outbox
from care.tables.wakes import wake
from hours.gifts import Given
from hours.own_posts import Planned


@dataclass(frozen=True, slots=True)
class Courtesies:
    """What making posts needs: the stores, and the queue that wakes the publisher."""

    agenda: Agenda
    accounts: Accounts
    outbox: Outbox
    withheld: Withheld
    planned: Planned
    given: Given
    sqs: SQSClient
    sends_queue_url: str
    logger: Logger

    def make(self, now: datetime, enough: Callable[[], bool] = lambda: False) -> int:
        """Put what is due into the outbox and plan the next look. A look that dies midway is done again."""
        made = failed = 0
        # Those that failed come back, and the oldest first: whoever is new is not to wait for them.
        due = self.agenda.due(now)
        for key in due if now.minute % 2 else reversed(due):
            if enough():
                break
            try:
                made += self._look(key, now)
            except UnreadableSettings as error:
                # It waits for a release that can read them, and `reconcile` tells.
                self.logger.warning("courtesy.waits", account_id=error.account_id)
            except NewerFormat:
                # What it looks at was written by a release that was taken back. It is looked at again then.
                self.logger.warning("courtesy.waits", account_id=account_of(key))
            except (BotoCoreError, ClientError, ValueError) as error:
                # It holds no other account, and is looked at again in the next minute.
                failed += 1
                self.logger.error("courtesy.failed", account_id=account_of(key), error=type(error).__name__)  # noqa: TRY400  no text
        if failed:
            raise RuntimeError(f"the courtesies of {failed} accounts could not be looked at")
        return made

    def _look(self, key: str, now: datetime) -> int:
        try:
            account = self.accounts.fresh(account_of(key))
        except UnknownAccount:
            self.agenda.looked(key, None)
            return 0
        of_planned = is_of_planned(key)
        posts = [] if of_planned else posts_due(account, now)
        made, following = sum(self._post(post, account, now) for post in posts), next_look(account, now)
        planned, then = self.planned.look(account, now)
        following = min((at for at in (following, then) if at is not None), default=None)
        if not posts and (of_planned or following is not None or any(one.post for one in account.incidents)):
            # A look that died before it woke the publisher may have left a post whose moment has passed since, and
            # what rested while the account was paused goes on.
            wake(self.sqs, self.sends_queue_url, queue_of(account.id, "public"), f"looked:{key} {now.isoformat()}")
        # Codes that are on their way are nobody's reason to wake the publisher.
        following = min((at for at in (following, self.given.look(account, now)) if at is not None), default=None)
        self.agenda.looked(key, following)
        return made + planned

    def _post(self, post: CourtesyPost, account: Account, now: datetime) -> int:
        if account.paused_at is not None:
            one = OneWithheld(key=post.item_id, purpose="courtesy", at=post.at)
            self.withheld.record(account, one)
            return 0
        item = item_of_post(post, account, now)
        if item is None:
            return 0
        new = self.outbox.add(item)
        # It may be there from a look that died before it woke the publisher.
        wake(self.sqs, self.sends_queue_url, item.queue, item.item_id)
        self.logger.info("courtesy.composed", account_id=account.id, item_id=item.item_id, new=new)
        return int(new)
