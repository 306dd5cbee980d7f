"""What an acknowledgement says (docs/design.md, 4.3): that the message has come, and exactly when somebody is back."""

import hashlib
from datetime import datetime, timedelta
from typing import Literal

from care.acknowledgement.rules import A_MOMENT
from care.courtesy.texts import sayings
from care.length.weighted import POST_LIMIT
from care.model.account import Account
from care.model.commands import Acknowledge, AnswerByDm, Thank
from care.model.outbox_item import Item
from care.model.settings.occasions import Occasion, Variety
from care.model.settings.placeholder_values import fits
from care.texts.composition import About, automatic_note, occasion_of, say, say_otherwise

__all__ = ["answer", "automatic_note", "compose", "spoken", "thanks"]

_TRUE_WHILE: dict[Occasion, Literal["closed", "open", "incident"]] = {
    "closed": "closed",
    "absence": "closed",
    "open": "open",
    "incident": "incident",
}
_A_DAY = timedelta(days=1)


def compose(
    command: Acknowledge,
    account: Account,
    now: datetime,
    *,
    name: str = "",
    incident: str = "",
    exposed: bool = False,
) -> Item:
    """The outbox item for an acknowledgement, in the customer's language, true at `now`.

    Whether we are open is asked anew, because opening may lie between the decision and now. `name` is the customer's
    display name, `incident` the text of an incident that the message matches, `exposed` says that the message shows
    personal data in public.
    """
    public = command.channel == "public"
    occasion = occasion_of(account, command.channel, now, incident=incident, exposed=exposed)
    language = spoken(command.language, account)
    about = About(case_id=command.case_id, name=name, incident=incident)
    text = say(account, occasion, command.channel, language, now, about, key=command.item_id)
    at = command.answers_at.astimezone(account.hours.zone)
    other = say_otherwise(account, occasion, language, now, about, key=command.item_id, at=at) if public else ""
    if command.invites and public:
        text, other = (_inviting(one, account, language, now, about, command.item_id) for one in (text, other))
    text = _welcomed(command, text, language, account, now)
    return Item(
        **command.ids,
        channel=command.channel,
        purpose="resolution" if command.occasion == "incident_end" else "acknowledgement",
        text=text,
        other=other,
        created_at=command.asked_at,
        in_reply_to=command.in_reply_to if public else "",
        answers_at=command.answers_at,
        wanted_until=_true_until(occasion, account, now),
        true_while=_TRUE_WHILE.get(occasion, ""),
        dm_link=public and (command.invites or command.occasion == "private_request"),
    )


def _inviting(text: str, account: Account, language: Variety, now: datetime, about: About, key: str) -> str:
    """The text with an invitation to write in private behind it, where there is room; its button goes in any case."""
    both = f"{text} {say(account, 'invitation', 'public', language, now, about, key=key)}" if text else ""
    return both if fits(both, POST_LIMIT) else text


def _true_until(occasion: Occasion, account: Account, now: datetime) -> datetime | None:
    """When the text stops being true at the latest, whatever holds it up; None if only what happens can end it."""
    match occasion:
        case "closed" | "absence":
            return account.hours.next_opening(now)
        case "open":
            closing = account.hours.next_closing(now)
            return closing + A_MOMENT if closing is not None else now + _A_DAY
        case _:
            return None


def answer(command: AnswerByDm, account: Account) -> Item:
    """The outbox item for what self-service says, with the note of automatic DMs under it."""
    language = spoken(command.language, account)
    text = _welcomed(command, command.text, language, account, command.asked_at)
    return Item(
        **command.ids,
        channel="private",
        purpose="acknowledgement",
        text=f"{text}\n\n{automatic_note(language, account)}" if command.noted else text,
        created_at=command.asked_at,
        answers_at=command.answers_at,
        wanted_until=command.wanted_until,
    )


def thanks(command: Thank, account: Account, now: datetime) -> Item | None:
    """The outbox item that thanks for thanks, once people had their minutes; None if there is nothing to say."""
    language, public = spoken(command.language, account), command.channel == "public"
    ways = sayings(account, "thanks", language, now)
    if not ways:
        return None
    turn = int.from_bytes(hashlib.sha256(command.item_id.encode()).digest()[:8])
    text, other = ways[turn % len(ways)], ways[(turn + 1) % len(ways)]
    note = "" if public else f"\n\n{automatic_note(language, account)}"
    not_before = command.asked_at + timedelta(minutes=account.courtesy.thanks_minutes)
    return Item(
        **command.ids,
        channel=command.channel,
        purpose="courtesy",
        text=f"{text}{note}",
        other=other if public and other != text else "",
        created_at=command.asked_at,
        not_before=not_before,
        in_reply_to=command.in_reply_to if public else "",
        answers_at=command.answers_at,
        wanted_until=not_before + timedelta(hours=12),
    )


def _welcomed(command: Acknowledge | AnswerByDm, text: str, language: Variety, account: Account, now: datetime) -> str:
    """The text after a welcome, where it answers a new customer's first DM and the account wants that: one message."""
    if not command.welcome or not account.courtesy.welcome:
        return text
    ways = sayings(account, "welcome", language, now, name=command.name)
    return f"{ways[0]}\n\n{text}" if ways else text


def spoken(language: str, account: Account) -> Variety:
    """The customer's language where we have texts in it, else the account's."""
    return account.spoken(language)
