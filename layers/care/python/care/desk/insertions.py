"""What an agent can put into a reply with one press: the account's texts, whom it leads to, its articles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Literal

from care.acknowledgement.texts import spoken
from care.case.labels import is_lead
from care.model.account import Account
from care.model.case import Case
from care.model.envelope import Channel
from care.model.settings.contacts import KnownSettings
from care.model.settings.occasions import Variety, language_of
from care.model.settings.placeholders import fill
from care.texts.composition import About, sayings

InsertionKind = Literal["private_request", "thanks", "mail", "telephone", "article", "meeting", "press", "partner"]
_SCHEMES: dict[str, InsertionKind] = {"mailto": "mail", "tel": "telephone"}


@dataclass(frozen=True, slots=True)
class Insert:
    """A text, with the way on which it is meant to go if there is one; `dm_link` asks for X's button beside it."""

    kind: InsertionKind
    text: str
    title: str = ""
    channel: Channel | None = None
    dm_link: bool = False


def inserts(
    case: Case, account: Account, now: datetime, articles: Iterable[tuple[str, str]] = (), *, exposed: bool = False
) -> list[Insert]:
    """What can be inserted in a case, in the customer's language; `articles` are questions with their answers.

    To go on in private is an invitation; it warns of what stands in public only where `exposed` says that some does.
    """
    language = spoken(case.language, account)
    about = About(case_id=case.case_id)
    # No name: in public a brand does not repeat what somebody chose to be called.
    ask = sayings(account, "private_request" if exposed else "invitation", "public", language, now, about)[0]
    found = [
        Insert("private_request", ask, channel="public", dm_link=True),
        *_for_whom(case, account, language),
        Insert("thanks", _said(account, language, "thanks")),
    ]
    for channel in account.channels:
        kind = _SCHEMES.get(channel.url.scheme)
        if kind is not None:
            address = str(channel.url).partition(":")[2]
            text = _said(account, language, kind).replace("{address}", address)
            found.append(Insert(kind, text, title=channel.label))
    return [*found, *(Insert("article", answer, title=question) for question, answer in articles)]


def _for_whom(case: Case, account: Account, language: Variety) -> Iterator[Insert]:
    """A meeting with each specialist for who may buy, and the contact for journalists and for partners."""
    contacts = account.contacts
    for one in contacts.specialists if is_lead(case) else ():
        text = fill(_said(account, language, "meeting"), {"name": one.name, "link": one.link})
        yield Insert("meeting", text, title=one.name)
    known: tuple[tuple[InsertionKind, bool, KnownSettings], ...] = (
        ("press", case.customer.journalist, contacts.journalists),
        ("partner", case.customer.partner, contacts.partners),
    )
    for kind, is_one, settings in known:
        if is_one and settings.contact:
            values = {"name": settings.contact_name or account.name, "address": settings.contact}
            yield Insert(kind, fill(_said(account, language, kind), values), title=settings.contact_name)


def _said(account: Account, language: Variety, kind: InsertionKind) -> str:
    own = account.desk.texts.get(language_of(language))
    text: str = getattr(own, kind) if own is not None else ""
    return text or _shipped()[language][kind]


@cache
def _shipped() -> dict[str, dict[str, str]]:
    import tomllib  # noqa: PLC0415  see care.budget.prices

    return tomllib.loads(resources.files(__package__).joinpath("texts.toml").read_text("utf-8"))
