"""X's price table, and what one send costs by it."""

from copy import replace
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from care.length.weighted import links, normalised
from care.model.account import Account
from care.model.actions import ShutOut
from care.model.events import Event
from care.model.outbox_item import Item
from care.model.outcomes import Code, Outcome, outcome
from care.model.x_events import MessageDeleted, MessageEdited, MessageReacted, MessageReceived, Reposted


class _Table(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class Writes(_Table):
    """What a call costs that X took."""

    post: int
    post_with_link: int
    summoned_reply: int
    dm: int
    interaction: int
    interaction_deleted: int
    content_managed: int
    media_metadata: int


class Reads(_Table):
    """What one thing costs that X shows."""

    post: int
    user: int
    dm_event: int
    owned: int


class Events(_Table):
    """What one event costs that X delivers."""

    post: int
    dm_received: int
    chat_received: int
    sent: int


class Prices(_Table):
    """X's prices in micro-dollars, as of `date`."""

    date: date
    source: str
    writes: Writes
    reads: Reads
    events: Events


@cache
def prices() -> Prices:
    """The table in `prices.toml`."""
    import tomllib  # noqa: PLC0415  10 ms that only those who charge pay

    return Prices.model_validate(tomllib.loads(resources.files(__package__).joinpath("prices.toml").read_text("utf-8")))


def read_price(kind: str, account: Account, *, own: bool = True) -> int:
    """What one `post`, `user` or `dm_event` costs to read; less of the account's `own` lists where it owns the app."""
    table = prices().reads
    return table.owned if own and account.budget.owns_app else int(getattr(table, kind))


def event_price(event: Event) -> int:
    """What X asks for the delivery of an event; what the account wrote itself is told back for nothing."""
    table = prices().events
    match event:
        case MessageReceived(opens=True):
            return 0  # it was charged when it came
        case MessageReceived(taken_at=taken) if taken is not None:
            return 0  # it was charged when it was found
        case MessageReceived(message=message) if message.channel == "public":
            # What does not speak to the account was found by reading, and charged as such.
            return table.post if message.summons else 0
        case MessageReceived(message=message):
            return table.chat_received if message.chat or message.encrypted else table.dm_received
        case MessageEdited() | MessageReacted():
            return table.chat_received
        case MessageDeleted(message_id=gone) if not gone.isdigit():
            return table.chat_received
        case Reposted(quotes=True):
            return 0  # it was charged as the message that it is
        case Reposted() | MessageDeleted():
            return table.post
        case ShutOut(what=what):
            writes = prices().writes
            return writes.interaction if what in {"mute", "block_dms"} else writes.interaction_deleted
        case _:
            return table.sent


@dataclass(frozen=True, slots=True)
class Cost:
    """Micro-dollars of one send, why, and what would be cheaper."""

    micro_dollars: int
    why: Outcome
    cheaper: Outcome | None = None


def cost_of(item: Item, account: Account) -> Cost:
    """What sending `item` costs, with the descriptions of its pictures, which a chat does not take.

    A reply to a customer's post is summoned, because X takes no other; the further parts of a thread answer our own
    post and are not. Whether a summoned reply with a link costs as a link or as a summoned reply, and whether the
    button for a DM counts as a link, X's documents leave open: the account's settings say, and by default a link in
    the text is dear and the button is not.
    """
    cost = _of_text(item, account)
    described = 0 if item.by == "chat" else sum(1 for file in item.files if file.alt)
    more = described * prices().writes.media_metadata
    return replace(cost, micro_dollars=cost.micro_dollars + more) if more else cost


def _of_text(item: Item, account: Account) -> Cost:
    table, settings = prices().writes, account.budget
    if item.reposts:
        return Cost(table.interaction, outcome(Code.price_repost))
    if item.act:
        # X's table does not say which of the two a deletion is: the dearer one.
        dear = table.interaction_deleted if item.act == "delete" else table.content_managed
        return Cost(dear, outcome(Code.price_act))
    if item.by == "chat":
        return Cost(account.chat.price_micro_dollars, outcome(Code.price_chat))
    if item.channel == "private":
        return Cost(table.dm, outcome(Code.price_dm))
    summoned = bool(item.in_reply_to) and item.part == 1 and not item.is_own
    # X's list of domains is younger than the one that finds links here, so any address counts as one.
    in_text = "://" in item.text or bool(links(normalised(item.text)))
    button = item.dm_link and settings.dm_button_costs_as_link
    if (in_text or button) and (not summoned or settings.summoned_link_costs_as_link):
        what = Code.price_post_with_link if in_text else Code.price_post_with_button
        return Cost(table.post_with_link, outcome(what), outcome(Code.cheaper_by_dm, price=dollars(table.dm)))
    if summoned:
        return Cost(table.summoned_reply, outcome(Code.price_reply))
    return Cost(table.post, outcome(Code.price_post))


def dollars(micro_dollars: int) -> str:
    """As people read it: $0.015, $12.40, with at least two decimals and no more than are there."""
    sign = "-" if micro_dollars < 0 else ""
    whole, rest = divmod(abs(micro_dollars), 1_000_000)
    decimals = f"{rest:06}".rstrip("0").ljust(2, "0")
    return f"{sign}${whole:,}.{decimals}"
