"""An outbox item as a value, and the rules that need no table."""

import hashlib
from copy import replace
from datetime import datetime, timedelta
from typing import Literal, TypedDict, assert_never

from pydantic import AwareDatetime, Field

from care import late
from care.model.account import Account
from care.model.after_reply import AfterReply
from care.model.chat import Option, Sealed
from care.model.envelope import Channel, Value, Verdict
from care.model.files import OutFile
from care.model.months import month_of
from care.model.outcomes import Code, Outcome, Outcomes, outcome
from care.model.told_before import said_before, understood

Purpose = Literal["reply", "resolution", "acknowledgement", "survey", "courtesy", "post"]
ItemState = Literal["waiting", "claimed", "released", "sent", "refused", "unconfirmed", "withdrawn", "held"]

# The order in which what waits is sent: a person's reply before all that is automatic.
# What the account posts by itself shares a lane, whether a person wrote it or not: nobody waits for it.
LANES: dict[Purpose, int] = {"reply": 1, "resolution": 2, "acknowledgement": 3, "survey": 4, "courtesy": 5, "post": 5}
Act = Literal["", "delete", "hide", "show"]


class Item(Value):
    """Something to send once.

    `item_id` is made of case, purpose and a number, so that asking twice makes one item. `wanted_until` is when the
    text stops being true; `answers_at` is when the message was written that an acknowledgement answers. `doubtful`
    says that an earlier attempt may have been done after all. `reposts` is the post that a courtesy shows to everybody:
    such an item has no text of its own. `not_before` is set where the account's undo delay does
    not say when a reply may go. `dm_link` asks for X's button for a private message.
    `failures` counts the failed attempts while the way to X worked for others, `failing_since` is when the first
    attempt failed, and `tries_again_at` is when the next one is made.

    A public reply that is too long is fitted before it goes: `whole` keeps what the person wrote, and in a thread
    `rest` holds the texts that follow this `part` of `parts`, each sent as an item of its own once this one was.
    `other` is how an automatic public text is said if X has its like already.
    `act` is done with the post `on`, and says nothing: X takes it twice as once, so it is tried again without a doubt.
    A post of the account's own, which answers no customer, has neither case nor customer; `follows` is the item whose
    end it tells, without which it says nothing.
    `charged` are the micro-dollars that attempts took from each month; `counted` says that they are in its accounts.
    `by` is how a private one goes: as a plain DM, or in the encrypted chat, then `sealed` before the first try and sent
    again as it is; `resealed` counts how often that had to be done anew. `options` are buttons under a question.
    `files` are pictures and videos that it shows; X has them before it is tried.
    `written_by` is the person who wrote it, and `then` what they want done with the case once it has gone.
    `correlation_id` names the customer's message that led to it (`care.case.correlation`).
    `why` says why it was refused, held, withdrawn or is unconfirmed; `reason` is the same for an earlier release.
    """

    item_id: str
    account_id: str
    customer_id: str
    case_id: str
    channel: Channel
    purpose: Purpose
    text: str
    created_at: AwareDatetime
    in_reply_to: str = ""
    reposts: str = ""
    act: Act = ""
    on: str = ""
    answers_at: AwareDatetime | None = None
    wanted_until: AwareDatetime | None = None
    true_while: Literal["", "closed", "open", "incident"] = ""
    """Besides: until that opening and no other, while people are there, or while the case's incident lasts."""
    state: ItemState = "waiting"
    attempts: int = 0
    doubtful: bool = False
    claimed_at: AwareDatetime | None = None
    settled_at: AwareDatetime | None = None
    x_id: str = ""
    why: Outcomes = ()
    reason: str = ""
    approved_by: str = ""
    not_before: AwareDatetime | None = None
    failures: int = 0
    failing_since: AwareDatetime | None = None
    tries_again_at: AwareDatetime | None = None
    dm_link: bool = False
    other: str = ""
    follows: str = ""
    whole: str = ""
    rest: tuple[str, ...] = ()
    part: int = 1
    parts: int = 1
    charged: dict[str, int] = Field(default_factory=dict)
    counted: bool = False
    correlation_id: str = ""
    by: Literal["dm", "chat"] = "dm"
    sealed: Sealed | None = None
    resealed: int = 0
    options: tuple[Option, ...] = ()
    files: tuple[OutFile, ...] = ()
    written_by: str = ""
    then: AfterReply | None = None

    @property
    def because(self) -> Outcomes:
        """Why it was refused, held, withdrawn or is unconfirmed, whichever release wrote it."""
        return self.why or understood(self.reason)

    @property
    def is_own(self) -> bool:
        """True for a post of the account's own, which is about no case."""
        return not self.case_id

    @property
    def has_id(self) -> bool:
        """False for what X gives no id of its own: a repost, and what is done with a post that is there."""
        return not (self.reposts or self.act)

    @property
    def queue(self) -> str:
        """The account's posts or DMs: one publisher at a time sends them."""
        return queue_of(self.account_id, self.channel)


class WhyFields(TypedDict):
    """The fields of an item that keep why it is as it is."""

    why: Outcomes
    reason: str


def told(*why: Outcome) -> WhyFields:
    """The fields of an item that keep why it is as it is; earlier releases read the sentence."""
    return {"why": why, "reason": said_before(why)}


def queue_of(account_id: str, channel: Channel) -> str:
    """The name under which one account's posts, or its DMs, are sent."""
    return f"{account_id}#{channel}"


def charged_more(item: Item, month: str, micro_dollars: int) -> dict[str, int]:
    """What an item has charged each month, with so much more (or less) of this one."""
    changed = {**item.charged, month: item.charged.get(month, 0) + micro_dollars}
    return {name: charged for name, charged in changed.items() if charged}


def without(item: Item, uncharged: int) -> dict[str, int]:
    """What an item has charged each month, without what its present claim did."""
    return charged_more(item, month_of(item.claimed_at), -uncharged) if item.claimed_at and uncharged else item.charged


def may_be_decided(item: Item) -> bool:
    """True if a person may say what became of an item: X may have taken it, and no publisher is at it."""
    return item.state == "unconfirmed" or (item.state == "released" and item.doubtful)


def lacks_id(item: Item, verdict: Verdict, x_id: str) -> bool:
    """True for a post that X is said to have, without its id: what follows it could answer nothing."""
    return verdict == "sent" and item.channel == "public" and item.has_id and not x_id


def decided(item: Item, verdict: Verdict, now: datetime, x_id: str) -> Item:
    """An unconfirmed item as a person says that it stands.

    `x_id` may be missing of a DM: then its echo is still waited for. One that goes again stays in doubt, so that an
    echo that still comes settles it, a DM is looked for at X before it is sent, and X refuses a post that it has. Its
    first attempt stays charged, because X may have charged it.
    """
    match verdict:
        case "sent":
            return replace(item, state="sent", x_id=x_id, settled_at=now, **told())
        case "again":
            released = replace(item, state="released", doubtful=True, settled_at=None, **told())
            afresh = replace(released, failures=0, failing_since=None, tries_again_at=None)
            return replace(afresh, charged={}, counted=False, not_before=now)
        case "dropped":
            return replace(item, state="withdrawn", settled_at=now, **told(outcome(Code.dropped)))
        case _:
            assert_never(verdict)


def goes_from(item: Item, account: Account) -> datetime:
    """When an item may go at the earliest: a person's public reply can be cancelled for a while before it does.

    After a failed attempt it is when the next one is made.
    """
    delayed = item.purpose == "reply" and item.channel == "public" and item.part == 1
    if delayed and item.tries_again_at is None and item.not_before is None:
        return item.created_at + timedelta(seconds=account.undo_seconds)
    return own_time(item)


def own_time(item: Item) -> datetime:
    """When an item may go at the earliest by itself, the account's undo delay apart."""
    return item.tries_again_at or item.not_before or item.created_at


def part_after(item: Item) -> Item | None:
    """The next part of a thread of which `item` was just sent, answering it; None after the last part."""
    if not item.rest or (item.channel == "public" and not item.x_id):
        # Without X's id there is no post that it could answer, and it would stand by itself.
        return None
    first = item.item_id if item.part == 1 else item.item_id.rpartition(":")[0]
    return Item(
        item_id=f"{first}:{item.part + 1}",
        account_id=item.account_id,
        customer_id=item.customer_id,
        case_id=item.case_id,
        channel=item.channel,
        purpose=item.purpose,
        text=item.rest[0],
        # The place of the whole in its lane: nothing that was asked later comes between two parts.
        created_at=item.created_at,
        in_reply_to=item.x_id,
        approved_by=item.approved_by,
        whole=item.whole,
        rest=item.rest[1:],
        part=item.part + 1,
        parts=item.parts,
        correlation_id=item.correlation_id,
        by=item.by,
        written_by=item.written_by,
        then=item.then,
    )


# X tells the instant of a post in whole seconds, by a clock that is not ours.
CLOCKS_APART = timedelta(seconds=5)

_LEADING_MENTIONS = late.pattern(r"^(?:\s*@[A-Za-z0-9_]{1,20})+\s*")


# X puts a link of its own behind the text of what shows a picture.
_LINKS_OF_MEDIA = late.pattern(r"(?:(?:^|\s+)https://t\.co/[A-Za-z0-9]+)+\s*$")


def fingerprint(text: str) -> str:
    """The same for a text that we sent and for its echo: X adds mentions in front of a reply and may change blanks."""
    plain = " ".join(_LINKS_OF_MEDIA.sub("", _LEADING_MENTIONS.sub("", text)).split())
    return hashlib.sha256(plain.encode()).hexdigest()


def may_have_become(item: Item, at: datetime) -> bool:
    """False if X had a message, written `at`, before the item was made: then it is another one, whatever it says."""
    return at >= item.created_at - CLOCKS_APART


def says_the_same(one: Item, item: Item, since: datetime) -> bool:
    """True if `one` is another item than `item`, with the same words, that was sent since then, or may have been."""
    done = one.state in {"sent", "unconfirmed", "claimed"} and one.item_id != item.item_id
    if item.files or one.files:
        return False  # the same words beside another picture say something else
    at = one.settled_at or one.claimed_at or one.created_at
    return done and at >= since and fingerprint(one.whole or one.text) == fingerprint(item.whole or item.text)
