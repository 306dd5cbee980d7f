"""What people had the demo's brands post in the past month, and what they plan for the next days."""

import tomllib
from collections.abc import Iterator
from copy import replace
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

from care.aws import DynamoDBClient
from care.model.account import Account
from care.model.outbox_item import Item, part_after
from care.model.own_post import OwnPost, new_post_id
from care.posts.making import item_of
from care.tables.outbox import Outbox
from care.tables.own_posts import OwnPosts
from infra.local.past.writing import Writing

_WRITTEN_BEFORE = timedelta(hours=3)
_APPROVED_BY = "sara@demo.example"


@dataclass(slots=True)
class Speaking:
    """The posts of some accounts: those of the past as X has them, and what is stored of all."""

    writing: Writing
    accounts: dict[str, Account]
    now: datetime
    sent: list[tuple[OwnPost, Item]] = field(default_factory=list)

    def past(self) -> Iterator[tuple[datetime, OwnPost]]:
        """Those that were posted, each with when."""
        for post in self._told():
            if post.state == "queued" and post.at is not None:
                yield post.at, post

    def say(self, post: OwnPost, at: datetime) -> None:
        """Have the simulated X show a post, each part below the one before."""
        account = next(one for one in self.accounts.values() if one.id == post.account_id)
        item: Any = item_of(post, account, at)
        while item is not None:
            x_id = self.writing.posted(account, item.text, item.in_reply_to)
            self.sent.append((post, item))
            item = part_after(replace(item, x_id=x_id))
            self.sent[-1] = (post, replace(self.sent[-1][1], x_id=x_id))

    def store(self, dynamodb: DynamoDBClient, accounts_table: str, outbox_table: str) -> None:
        """Keep what was posted, and what is written and planned."""
        posts, outbox = OwnPosts(dynamodb, accounts_table), Outbox(dynamodb, outbox_table)
        for post, item in self.sent:
            waiting = replace(item, x_id="")
            if outbox.add_unsaid(waiting):
                outbox.settle(waiting, "sent", item.created_at, x_id=item.x_id)
            if item.part == 1:
                posts.put(post, self.now)
        for post in self._told():
            if post.state != "queued":
                posts.put(post, self.now)

    def _told(self) -> Iterator[OwnPost]:
        told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["post"]
        for one in told:
            account = self.accounts[one["brand"]]
            at = self._instant(one, account)
            made = (at if at is not None and at < self.now else self.now) - _WRITTEN_BEFORE
            state = one.get("state", "queued")
            yield OwnPost.model_validate(
                {
                    "post_id": f"{new_post_id(made)[:12]}{crc32(one['text'].encode()):08X}",
                    "account_id": account.id,
                    "state": state,
                    "text": one["text"].strip(),
                    "language": account.language,
                    "at": at,
                    "made_at": made,
                    "changed_at": made,
                    "written_by": one["by"],
                    "approved_by": _APPROVED_BY if state in {"queued", "planned"} else "",
                    "handed": state == "queued",
                }
            )

    def _instant(self, one: dict[str, Any], account: Account) -> datetime | None:
        if "at" not in one:
            return None
        zone = account.hours.zone
        day = self.now.astimezone(zone).date() + timedelta(days=one["days"])
        return datetime.combine(day, time.fromisoformat(one["at"]), zone).astimezone(UTC)
