"""What else is to be done about a message: what it shows and is about is fetched, whom it quotes is told."""

from copy import replace
from datetime import datetime

from care.model.account import Account
from care.model.commands import CountShare, FetchContext, FetchMedia
from care.model.decision import Decision
from care.model.x_events import MessageReceived


def shows(decision: Decision, account: Account, now: datetime) -> Decision:
    """The decision, with the wish to have what its messages show."""
    case = decision.case
    if case is None:
        return decision
    language = case.language or account.language
    wishes = tuple(
        FetchMedia(
            **case.ids,
            item_id=f"media-{message.id}",
            language=language,
            asked_at=now,
            message_id=message.id,
            media=message.media,
        )
        for message in decision.messages
        if message.media and message.deleted_at is None
    )
    return replace(decision, commands=(*decision.commands, *wishes)) if wishes else decision


def to_look_around(decision: Decision, event: MessageReceived, account: Account, now: datetime) -> Decision:
    """The decision, with the wish to have the posts that a message quotes or answers."""
    case, message = decision.case, event.message
    if case is None or not event.beside or not any(one.id == message.id for one in decision.messages):
        return decision
    wish = FetchContext(
        **case.ids,
        item_id=f"around-{message.id}",
        language=case.language or account.language,
        asked_at=now,
        message_id=message.id,
        wanted=event.beside,
    )
    return replace(decision, commands=(*decision.commands, wish))


def to_count_shares(decision: Decision, event: MessageReceived, account: Account, now: datetime) -> Decision:
    """The decision, with the word that somebody's post was quoted; whether it is a customer's, is found out then."""
    message, case = event.message, decision.case
    if case is None or not message.quotes or message.addressed == "quoted" or event.revises or event.superseded:
        return decision
    share = CountShare(
        **case.ids,
        item_id=f"share-{message.id}",
        language=case.language or account.language,
        asked_at=now,
        post_id=message.quotes,
        quoted_by=message.id,
        followers=event.author.followers,
    )
    return replace(decision, commands=(*decision.commands, share))
