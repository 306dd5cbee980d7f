"""What a post would look like and cost before it is pressed, what the guard says of it, and who has to approve it."""

from copy import replace
from dataclasses import dataclass
from datetime import datetime

from care.budget.months import hard_limit
from care.budget.prices import cost_of, dollars
from care.length.weighted import POST_LIMIT, links, normalised, weighted_length
from care.model.account import Account
from care.model.outbox_item import Item, part_after
from care.model.outcomes import Code, Outcome, Outcomes, outcome
from care.model.own_post import OwnPost
from care.outbox.files import wrong_with
from care.outbox.guard import guard
from care.posts.due import hindrance
from care.posts.making import item_of


@dataclass(frozen=True, slots=True)
class Part:
    """One post of a thread as it would go."""

    text: str
    length: int
    price: str


@dataclass(frozen=True, slots=True)
class Look:
    """A post before it goes. What is `refused` cannot go, `held` wants a second press, `warned` goes all the same."""

    parts: tuple[Part, ...]
    limit: int
    price: str
    micro_dollars: int
    why: Outcome | None = None
    refused: Outcomes = ()
    held: Outcomes = ()
    warned: Outcomes = ()
    link: str = ""
    """The first address in it, of which X makes a card."""


def look_at(post: OwnPost, account: Account, now: datetime, *, spent: int = 0) -> Look:
    """What becomes of a post; `spent` are the micro-dollars of the present month."""
    wrong = wrong_with(post.files, "public")
    first = item_of(post, account, now)
    if isinstance(first, Outcome):
        return Look((), POST_LIMIT, "", 0, refused=(wrong or first,))
    items = _items(first)
    costs = [cost_of(item, account) for item in items]
    total = sum(cost.micro_dollars for cost in costs)
    shown = tuple(
        Part(one.text, weighted_length(one.text), dollars(cost.micro_dollars))
        for one, cost in zip(items, costs, strict=True)
    )
    refused, held = _guarded(items, account)
    limit = hard_limit(account)
    over = limit is not None and spent + total > limit
    dearest = max(costs, key=lambda cost: cost.micro_dollars)
    return Look(
        parts=shown,
        limit=POST_LIMIT,
        price=dollars(total),
        micro_dollars=total,
        why=dearest.why,
        refused=(wrong,) if wrong else refused,
        held=held,
        warned=(*_warned(post, account, now), *((outcome(Code.over_budget),) if over else ())),
        link=link_in(post.text),
    )


def needs_another(post: OwnPost, account: Account, person_id: str) -> bool:
    """True if somebody else than who wrote it has to approve it."""
    return account.posts.approval == "second" and person_id in {post.written_by, post.changed_by}


def link_in(text: str) -> str:
    """The first address in a text, as it would be followed; empty if there is none."""
    whole = normalised(text)
    found = next(iter(links(whole)), None)
    if found is None:
        return ""
    link = whole[found[0] : found[1]]
    return link if "://" in link else f"https://{link}"


def _items(first: Item) -> list[Item]:
    items = [first]
    while (following := part_after(replace(items[-1], x_id="1"))) is not None:
        items.append(following)
    return items


def _guarded(items: list[Item], account: Account) -> tuple[Outcomes, Outcomes]:
    """What the guard refuses of any part, and what it wants a person to see twice."""
    # Unapproved and of nobody: the guard says of what is the account's own that it is refused where a reply is held.
    found = [guard(replace(item, approved_by="?"), account) for item in items]
    refused = tuple(dict.fromkeys(why for one in found if one is not None for why in one.why))
    seen_twice = guard(replace(items[0], approved_by=""), account) if not refused else None
    return refused, seen_twice.why if seen_twice is not None else ()


def _warned(post: OwnPost, account: Account, now: datetime) -> Outcomes:
    begins = max(post.at or now, now)
    against = hindrance(post, account, begins)
    found = [against] if against is not None else []
    if not post.only_open and not account.hours.is_open(begins):
        found.append(outcome(Code.nobody_answers_then))
    return tuple(found)
