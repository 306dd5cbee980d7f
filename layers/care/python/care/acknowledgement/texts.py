"""What an acknowledgement says (design 4.3): that the message has come, and exactly when somebody is back."""

from datetime import datetime

from care.account import Account, Language
from care.case.commands import Acknowledge, AnswerByDm
from care.outbox.model import Item
from care.texts.composing import About, automatic_note, occasion_of, say, say_otherwise
from care.texts.occasions import known_language

__all__ = ["answer", "automatic_note", "compose", "spoken"]


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
    tells_return = occasion in {"closed", "absence"}
    return Item(
        item_id=command.item_id,
        account_id=command.account_id,
        customer_id=command.customer_id,
        case_id=command.case_id,
        channel=command.channel,
        purpose="resolution" if command.occasion == "incident_end" else "acknowledgement",
        text=text,
        other=other,
        created_at=command.asked_at,
        in_reply_to=command.in_reply_to if public else "",
        answers_at=command.answers_at,
        wanted_until=account.hours.next_opening(now) if tells_return else None,
        dm_link=public and command.occasion == "private_request",
    )


def answer(command: AnswerByDm, account: Account) -> Item:
    """The outbox item for what self-service says, with the note of automatic DMs under it."""
    note = automatic_note(spoken(command.language, account), account)
    return Item(
        item_id=command.item_id,
        account_id=command.account_id,
        customer_id=command.customer_id,
        case_id=command.case_id,
        channel="private",
        purpose="acknowledgement",
        text=f"{command.text}\n\n{note}",
        created_at=command.asked_at,
        answers_at=command.answers_at,
        wanted_until=command.wanted_until,
    )


def spoken(language: str, account: Account) -> Language:
    """The customer's language where we have texts in it, else the account's."""
    return known_language(language, account.language)
