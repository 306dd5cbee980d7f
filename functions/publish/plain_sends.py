"""Posts, reposts and plain DMs as X is asked for them, and how X is asked whether a DM went already."""

from copy import replace
from dataclasses import dataclass
from typing import Literal

from care.model.outbox_item import Item
from care.reconcile.sends import Own, candidates
from care.x.client import XClient
from care.x.errors import Malformed, OutcomeUnknown, Refused, RetryLater
from care.x.values import Sent


@dataclass(frozen=True, slots=True)
class Looked:
    """The account's DMs that an earlier attempt may have become, and how many things X showed."""

    fitting: tuple[Own, ...]
    things: int


def sent(item: Item, account_id: str, x: XClient) -> Sent:
    """Have X take what is not sealed."""
    if item.reposts:
        # X names no repost, and takes the same one once.
        return Sent("", limits=x.repost(account_id, item.reposts).limits)
    if item.act:
        done = x.delete_post(item.on) if item.act == "delete" else x.hide_reply(item.on, hidden=item.act == "hide")
        return Sent("", limits=done.limits)
    if item.channel == "public":
        button = f"https://x.com/messages/compose?recipient_id={account_id}" if item.dm_link else None
        ids = [file.x_id for file in item.files]
        return x.create_post(item.text, in_reply_to=item.in_reply_to or None, dm_link=button, media_ids=ids)
    return x.send_dm(item.customer_id, item.text, media_id=item.files[0].x_id if item.files else None)


def already_sent(item: Item, account_id: str, x: XClient) -> Looked | Literal["not shown"]:
    """The DMs that an earlier attempt may have become, among the newest that X shows of the conversation.

    `not shown` if X will not tell: then it is unclear, and it is not sent again.
    """
    try:
        page = x.dm_events(participant_id=item.customer_id)
    except (Refused, Malformed):
        return "not shown"
    except OutcomeUnknown as error:
        # It was only looked at: this attempt sent nothing.
        raise RetryLater(call=error.call) from None
    own = [
        Own(dm.id, item.customer_id, dm.text, dm.created_at)
        for dm in page.items
        if dm.sender_id == account_id and dm.created_at
    ]
    # Any attempt since the item was made.
    return Looked(tuple(candidates(replace(item, claimed_at=None), own)), len(page.items) + page.unreadable)
