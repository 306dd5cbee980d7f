"""Which saved replies fit a case, and how they read in it."""

from datetime import datetime
from typing import NamedTuple

from care.acknowledgement.texts import spoken
from care.desk.greeting import greeting
from care.model.account import Account
from care.model.case import Case
from care.model.envelope import Channel
from care.model.settings.occasions import language_of
from care.model.settings.placeholders import fill
from care.model.settings.saved_replies import SavedReply
from care.search import words_of


class Filled(NamedTuple):
    """A saved reply as it reads in a case; `fits` says that it shares rarer words with what the customer wrote."""

    id: str
    title: str
    text: str
    channel: Channel | None
    then: str
    to: str
    tags: tuple[str, ...]
    fits: bool


def filled(case: Case, account: Account, agent: str, said: str, now: datetime) -> list[Filled]:
    """All of the account's, those that fit what was `said` first, and then by their titles."""
    language, values = spoken(case.language, account), values_of(case, account, agent, now)
    asked = words_of(said)
    rated = sorted(account.desk.saved_replies, key=lambda one: (-_shared(one, asked), one.title.casefold()))
    return [
        Filled(
            id=one.id,
            title=one.title,
            text=fill(one.text(language_of(language), account.language), values),
            channel=one.channel or None,
            then=one.then,
            to=one.to,
            tags=one.tags,
            fits=_shared(one, asked) > 0,
        )
        for one in rated
    ]


def values_of(case: Case, account: Account, agent: str, now: datetime) -> dict[str, str]:
    """What is filled into a text for a case, by the names of the variables."""
    spoken_to = spoken(case.language, account)
    return {
        "greeting": greeting(now, account.hours.zone, spoken_to, account.countries[0]),
        "name": case.customer.name.split(" ")[0],
        "agent": agent,
        "brand": account.name,
        "case": case.case_id,
        "return": account.hours.return_phrase(now, spoken_to) or "",
    }


def _shared(reply: SavedReply, asked: set[str]) -> int:
    """Words that the reply and the message have in common; one of the title counts for three."""
    title = words_of(reply.title) & asked
    return 3 * len(title) + len(words_of(*reply.texts.values()) & asked - title)
