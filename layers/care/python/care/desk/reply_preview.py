"""A preview of a reply: whether X takes it, its price, how it fits, and what the guard would say."""

from collections.abc import Collection, Sequence
from copy import replace
from dataclasses import dataclass
from datetime import datetime

from care.budget.prices import cost_of, dollars
from care.case.answerable import No, Yes, can_reply
from care.desk.tone import tone
from care.length.weighted import DM_LIMIT, POST_LIMIT, weighted_length
from care.model.account import Account
from care.model.case import Case
from care.model.envelope import Answerable, Channel
from care.model.files import OutFile
from care.model.outbox_item import Item, part_after
from care.model.outcomes import Code, Outcome, Outcomes, outcome
from care.outbox.files import wrong_with
from care.outbox.fit import fitted
from care.outbox.guard import guard
from care.outbox.second_look import of_abuse
from care.privacy.asking import asked_for


@dataclass(frozen=True, slots=True)
class Way:
    """One way to the customer: open or not, and if not, why and where a person can answer all the same.

    `answerable` says whether X takes an answer there: "unknown" is open, and `reason` says that X may refuse it.
    """

    channel: Channel
    open: bool
    answerable: Answerable = "yes"
    reason: Outcome | None = None
    alternative: str = ""
    price: str = ""
    needs_approval: bool = False
    chat: bool = False
    """Whether a private one goes in the encrypted chat."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as it would go. `parts` are its posts, one where it fits; `refused` and `held` are the guard's reasons.

    `warned` and `tone` are what goes all the same, and had better be said in another way.
    """

    length: int
    limit: int
    parts: tuple[str, ...]
    price: str
    why: Outcome | None
    cheaper: Outcome | None = None
    abbreviated: bool = False
    refused: Outcomes = ()
    held: Outcomes = ()
    warned: Outcomes = ()
    tone: Outcomes = ()
    micro_dollars: int = 0


def ways(
    case: Case, account: Account, now: datetime, *, deleted: Collection[str] = (), spent: int = 0
) -> tuple[Way, Way]:
    """Public and private, as X lets a reply through; `spent` are the micro-dollars of the present month."""
    public, private = (_way(case, c, account, now, deleted, spent) for c in ("public", "private"))
    return public, private


def _way(case: Case, channel: Channel, account: Account, now: datetime, deleted: Collection[str], spent: int) -> Way:
    match can_reply(case, channel, account, now, deleted=deleted, spent=spent):
        case Yes(cost=cost, needs_approval=needs, answerable=sure, reason=reason):
            price, chat = dollars(cost.micro_dollars), channel == "private" and case.customer.writes_by == "chat"
            return Way(channel, open=True, answerable=sure, reason=reason, price=price, needs_approval=needs, chat=chat)
        case No(reason=reason, alternative=alternative):
            return Way(channel, open=False, answerable="no", reason=reason, alternative=alternative or "")


def first_choice(case: Case, found: tuple[Way, Way]) -> Channel:
    """Where the customer wrote last, if that is open; else the other way if that is."""
    public, private = found
    wrote = private if case.last_message.channel == "private" else public
    other = public if wrote is private else private
    return wrote.channel if wrote.open or not other.open else other.channel


def preview(
    case: Case,
    account: Account,
    channel: Channel,
    text: str,
    now: datetime,
    *,
    dm_link: bool = False,
    spent: int = 0,
    files: Sequence[OutFile] = (),
    supervised: bool = False,
) -> Preview:
    """What becomes of a text and of what it shows; an empty one is shown as one part.

    `supervised`: who writes may approve replies, and needs nobody's word for one to who threatens.
    """
    chat = channel == "private" and case.customer.writes_by == "chat"
    item = Item(
        item_id=f"{case.case_id}:preview",
        **case.ids,
        channel=channel,
        purpose="reply",
        text=text,
        created_at=now,
        in_reply_to=case.last_public.id if channel == "public" and case.last_public else "",
        dm_link=dm_link and channel == "public",
        files=tuple(files),
        by="chat" if chat else "dm",
    )
    length = len(text) if channel == "private" else weighted_length(text, reply=bool(item.in_reply_to))
    limit = DM_LIMIT if channel == "private" else POST_LIMIT
    fits = fitted(item, account, case.customer.name)
    if isinstance(fits, Outcome):
        return Preview(length, limit, (text,), "", None, refused=(fits,))
    items = parts_of(fits)
    costs = [cost_of(part, account) for part in items]
    total = sum(cost.micro_dollars for cost in costs)
    limit_of_month = account.budget.month_micro_dollars if account.budget.hard else None
    over = limit_of_month is not None and spent + total > limit_of_month
    abuse = None if supervised else of_abuse(fits, case, account)
    found = guard(fits, account, over_budget=over, abuse=abuse) if text.strip() else None
    wrong = wrong_with(files, channel, chat=chat)
    return Preview(
        length=length,
        limit=limit,
        parts=tuple(part.text for part in items),
        price=dollars(total),
        why=costs[0].why,
        cheaper=costs[0].cheaper,
        abbreviated=bool(fits.whole) and len(items) == 1,
        refused=(wrong,) if wrong else found.why if found is not None and found.state == "refused" else (),
        held=found.why if found is not None and found.state == "held" else (),
        warned=warned(text, channel),
        tone=tone(text, first=case.person_answered_at is None),
        micro_dollars=total,
    )


def warned(text: str, channel: Channel) -> Outcomes:
    """Whoever answers in public what this asks for shows it to everybody."""
    kinds = asked_for(text) if channel == "public" else ()
    return (outcome(Code.asks_in_public, kinds=", ".join(sorted(map(str, kinds)))),) if kinds else ()


def parts_of(first: Item) -> list[Item]:
    """A fitted item and the further parts of its thread."""
    parts = [first]
    while (following := part_after(replace(parts[-1], x_id="1"))) is not None:
        parts.append(following)
    return parts
