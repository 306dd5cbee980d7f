"""What a supervisor decides: replies that wait for approval, unclear sends, bad scores to follow up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from care.budget.prices import cost_of, dollars
from care.case.promises import FOLLOW_UP
from care.desk.masking import shown
from care.desk.reply_preview import parts_of
from care.model.account import Account
from care.model.case import Case
from care.model.envelope import Channel
from care.model.media import Media
from care.model.outbox_item import Item, Purpose
from care.model.outcomes import Outcomes

MOST = 10  # of each kind on the page: who decides on these sees the next ones


@dataclass(frozen=True, slots=True)
class Held:
    """A reply that waits: its text with what is sensitive masked, why it waits, and what letting it go costs.

    `files` are the pictures and videos that it shows.
    """

    item_id: str
    case_id: str
    channel: Channel
    text: str
    why: Outcomes
    price: str
    posts: int
    at: datetime
    files: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True)
class UnclearSend:
    """A send that is unclear; `look` is where a person of the account can see in X whether it was taken."""

    item_id: str
    case_id: str
    channel: Channel
    purpose: Purpose
    text: str
    why: Outcomes
    at: datetime
    look: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A bad score with the task to follow it up; for supervisors alone, as scores are kept from who earned them."""

    case_id: str
    name: str
    score: str
    comment: str
    agent: str
    due_at: datetime


def held(items: Iterable[Item], account: Account) -> list[Held]:
    """What of a case's items waits for approval."""
    found = []
    for item in items:
        if item.state == "held":
            parts = parts_of(item)
            price = dollars(sum(cost_of(part, account).micro_dollars for part in parts))
            text, _ = shown(item.whole or item.text, account)
            files = tuple(file.as_media for file in item.files)
            told = (item.item_id, item.case_id, item.channel, text, item.because, price, len(parts), item.created_at)
            found.append(Held(*told, files=files))
    return found


def unclear(item: Item, account: Account) -> UnclearSend:
    """An unconfirmed item as the page shows it."""
    public = f"https://x.com/{account.username}/with_replies"
    private = f"https://x.com/messages/{account.id}-{item.customer_id}"
    text, _ = shown(item.text, account)
    return UnclearSend(
        item_id=item.item_id,
        case_id=item.case_id,
        channel=item.channel,
        purpose=item.purpose,
        text=text,
        why=item.because,
        at=item.claimed_at or item.created_at,
        look=public if item.channel == "public" else private,
    )


def follow_up(case: Case, account: Account) -> FollowUp | None:
    """The open task to follow up the case's bad score, or None."""
    task = next((one for one in case.promises if one.promise_id == FOLLOW_UP and one.state == "open"), None)
    if task is None:
        return None
    survey, customer = case.survey, case.customer
    most = 5 if survey and survey.kind == "csat" else 10
    scored = survey is not None and survey.score is not None
    comment, _ = shown(survey.comment if survey and survey.comment else "", account)
    return FollowUp(
        case_id=case.case_id,
        name=customer.name or customer.username or customer.customer_id,
        score=f"{survey.score} / {most}" if survey and scored else "",
        comment=comment,
        agent=survey.agent if survey else "",
        due_at=task.due_at,
    )
