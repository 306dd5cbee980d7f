"""The items of the outbox that come of a person's post, and of what is done with one that stands."""

from datetime import datetime

from care import late
from care.length.threads import Unfittable, thread
from care.length.weighted import POST_LIMIT, weighted_length
from care.model.account import Account
from care.model.outbox_item import Item
from care.model.outcomes import Code, Outcome, outcome
from care.model.own_post import MOST_PARTS, OwnPost, PostAct

_PARTED = late.pattern(r"(?m)^[ \t]*-{3,}[ \t]*$")


def parts_of(text: str, names: tuple[str, ...] = ()) -> tuple[str, ...] | Outcome:
    """The posts of a text: as its writer parted it, else cut where it is too long for one; or why no cut helps."""
    parts = [part for one in _PARTED.split(text) if (part := one.strip())]
    if len(parts) == 1 and weighted_length(parts[0]) > POST_LIMIT:
        try:
            parts = thread(parts[0], POST_LIMIT, names)
        except Unfittable as error:
            return outcome(Code.piece_too_long, piece=error.piece, length=error.length, limit=error.limit)
    if len(parts) > MOST_PARTS:
        return outcome(Code.thread_too_long, most=str(MOST_PARTS))
    return tuple(parts)


def item_of(post: OwnPost, account: Account, now: datetime) -> Item | Outcome:
    """The first item of a post, whose further parts follow it; or why there is none."""
    parts = parts_of(post.text, (account.name,))
    if isinstance(parts, Outcome):
        return parts
    if not parts and not post.files:
        return outcome(Code.nothing_to_send)
    first, *rest = parts or ("",)
    return Item(
        item_id=post.item_id,
        account_id=post.account_id,
        customer_id="",
        case_id="",
        channel="public",
        purpose="post",
        text=first,
        whole="\n\n".join(parts) if rest else "",
        rest=tuple(rest),
        parts=1 + len(rest),
        in_reply_to=post.in_reply_to,
        files=post.files,
        created_at=now,
        wanted_until=post.ends,
        written_by=post.written_by,
        approved_by=post.approved_by,
    )


def act_item(act: PostAct) -> Item:
    """What X is asked to do with a post that stands."""
    return Item(
        item_id=act.item_id,
        account_id=act.account_id,
        customer_id=act.customer_id,
        case_id=act.case_id,
        channel="public",
        purpose="post",
        text="",
        act=act.act,
        on=act.on,
        created_at=act.at,
        written_by=act.by,
        approved_by=act.by,
    )
