"""Whether X lets an answer through, what it costs, and what to do where it does not.

X's API takes a public reply only where the customer summoned the account (mentioned or quoted it; of a direct reply
without our handle nobody knows before it is tried, see `care.replies`), and a DM only where the customer wrote one. A
person can still answer in X itself: there is a link for that, and X tells us of what is written there.
"""

from collections.abc import Collection
from copy import replace
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from care.acknowledgement.unwanted import unwanted
from care.budget.prices import Cost, cost_of
from care.model.account import Account
from care.model.case import Case
from care.model.envelope import Answerable, Channel
from care.model.outbox_item import Item, Purpose
from care.model.outcomes import Code, Outcome, outcome
from care.replies.rules import answerable, shut


@dataclass(frozen=True, slots=True)
class Yes:
    """X lets it through; `needs_approval` says that it waits for a supervisor's word, because the month is spent.

    With `answerable` "unknown" X may refuse it, which costs nothing: `reason` says so.
    """

    cost: Cost
    needs_approval: bool
    answerable: Answerable = "yes"
    reason: Outcome | None = None


@dataclass(frozen=True, slots=True)
class No:
    """Why not, and where a person can answer all the same: a link into X, or the other channel."""

    reason: Outcome
    alternative: str | None = None


def can_reply(
    case: Case,
    channel: Channel,
    account: Account,
    now: datetime,
    *,
    text: str = "",
    purpose: Purpose = "reply",
    deleted: Collection[str] = (),
    spent: int = 0,
    to: str = "",
) -> Yes | No:
    """Whether an answer to `case` can go by this channel.

    `text` is what is to be sent, as far as it is known: its links make it dear. A purpose other than `reply` is
    automatic, and more is forbidden to it. `deleted` holds ids of messages that are gone from X; `spent` are the
    micro-dollars of the present month. `to` is the public message that it answers, where that is not the last one: then
    whether its author summoned us was asked when it came.
    """
    if to and channel == "public" and case.last_public is not None and case.last_public.id != to:
        last = replace(case.last_public, id=to, summons=True, addressed="")
        case = replace(case, last_public=last)
    if purpose != "reply" and (spam := unwanted(case)):
        return No(spam)
    if purpose != "reply" and case.customer.hears_nothing:
        return No(outcome(Code.customer_opted_out))
    if reason := _closed(case, channel, account, now, deleted):
        return No(reason, _elsewhere(case, channel, account, now, text, deleted))
    cost = cost_of(_item(case, channel, text, purpose, now), account)
    limit = account.budget.month_micro_dollars if account.budget.hard else None
    over = limit is not None and spent + cost.micro_dollars > limit
    if over and purpose != "reply":
        return No(outcome(Code.month_spent))
    passes, why = _certainty(case, channel, account, now)
    return Yes(cost, needs_approval=over, answerable=passes, reason=why)


def _certainty(case: Case, channel: Channel, account: Account, now: datetime) -> tuple[Answerable, Outcome | None]:
    """How sure it is that X takes an answer by a way that is open, and what there is to say of it."""
    public = case.last_public
    if channel == "private" or public is None:
        return "yes", None
    if answerable(case, public, account, now) == "unknown":
        return "unknown", outcome(Code.reply_may_be_refused)
    return "yes", outcome(Code.such_replies_taken) if public.answerable == "unknown" else None


def _closed(case: Case, channel: Channel, account: Account, now: datetime, deleted: Collection[str]) -> Outcome | None:
    if channel == "private":
        if case.customer.dm_closed_at is not None:
            return outcome(Code.cannot_dm)
        if case.private_contact:
            return None
        if case.last_message.channel == "private":
            why = case.last_message.shut
            return outcome(Code(f"chat_{why}") if why else Code.encrypted_chat)
        if case.customer.first_dm_at is not None:
            return None  # they wrote one on an earlier matter: X lets us answer who wrote to us
        return outcome(Code.never_wrote_dm)
    public = case.last_public
    if public is None:
        return outcome(Code.never_wrote_in_public)
    if public.id in deleted:
        return outcome(Code.post_deleted)
    if case.customer.protected:
        return outcome(Code.posts_protected)
    return shut(case, public, account, now)


def _elsewhere(
    case: Case, channel: Channel, account: Account, now: datetime, text: str, deleted: Collection[str]
) -> str | None:
    public = case.last_public
    if channel == "public" and public is not None and public.id not in deleted:
        return f"https://x.com/intent/tweet?in_reply_to={public.id}&text={quote(text, safe='')}"
    if channel == "private" and case.last_message.channel == "private":
        return f"https://x.com/messages/compose?recipient_id={case.customer.customer_id}&text={quote(text, safe='')}"
    other: Channel = "private" if channel == "public" else "public"
    return other if _closed(case, other, account, now, deleted) is None else None


def _item(case: Case, channel: Channel, text: str, purpose: Purpose, now: datetime) -> Item:
    public = case.last_public
    return Item(
        item_id=f"{case.case_id}:considered",
        **case.ids,
        channel=channel,
        purpose=purpose,
        text=text,
        created_at=now,
        in_reply_to=public.id if public else "",
        by=case.customer.writes_by if channel == "private" else "dm",
    )
