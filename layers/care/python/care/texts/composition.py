"""Says an automatic message: which occasion it is, which of the account's texts, and what stands in it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from care.hours import Reason
from care.length.weighted import POST_LIMIT
from care.model.account import Account
from care.model.envelope import Channel
from care.model.settings import placeholder_values
from care.model.settings.occasions import INCIDENT_ROOM, Occasion, Variety, language_of
from care.model.settings.placeholders import fill, placeholders
from care.model.settings.texts import Variants
from care.texts.shipped_texts import shipped

_RECEIVED: dict[Variety, str] = {
    "es": "(Recibido a las {:%H:%M:%S}.)",
    "pt": "(Recebido às {:%H:%M:%S}.)",
    "pt-PT": "(Recebido às {:%H:%M:%S}.)",
    "en": "(Received at {:%H:%M:%S}.)",
}


@dataclass(frozen=True, slots=True)
class About:
    """Whom and what a message is about.

    `name` is the customer's display name, `incident` the own text of an incident that the message matches, and
    `absence` the label that a preview shows where no absence lasts.
    """

    case_id: str = ""
    name: str = ""
    incident: str = ""
    absence: str = ""


def occasion_of(
    account: Account, channel: Channel, now: datetime, *, incident: str = "", exposed: bool = False
) -> Occasion:
    """What there is to say at `now`: `exposed` says that the customer's personal data stands in public.

    An incident whose text cannot be told on this channel is passed over.
    """
    if exposed and channel == "public":
        return "private_request"
    if _incident(account, channel, incident):
        return "incident"
    if account.hours.is_open(now):
        return "open"
    if account.hours.next_opening(now) is None:
        return "never"
    return "absence" if account.hours.explain(now).reason is Reason.ABSENCE else "closed"


def say(
    account: Account, occasion: Occasion, channel: Channel, language: Variety, now: datetime, about: About, *, key: str
) -> str:
    """The text of an automatic message, true at `now` and within X's limit.

    `key` (the outbox item's id) chooses among the variants: the same key says the same. A DM ends with the note.
    """
    texts = sayings(account, occasion, channel, language, now, about)
    return texts[_chosen(key) % len(texts)]


def say_otherwise(
    account: Account, occasion: Occasion, language: Variety, now: datetime, about: About, *, key: str, at: datetime
) -> str:
    """What a public message says instead if X has its like already: the next variant, and when the customer wrote.

    `at` is local. Empty if there is no room for the time.
    """
    texts = sayings(account, occasion, "public", language, now, about)
    text = f"{texts[(_chosen(key) + 1) % len(texts)]} {_RECEIVED[language].format(at)}"
    return text if placeholder_values.fits(text, POST_LIMIT) else ""


def _chosen(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])


def sayings(
    account: Account, occasion: Occasion, channel: Channel, language: Variety, now: datetime, about: About
) -> list[str]:
    """All the ways in which the account says it, as they would go out; never empty."""
    filled = _values(account, channel, language, now, about)
    if (
        occasion == "incident"
        and channel == "public"
        and not placeholder_values.fits(filled["incident"], INCIDENT_ROOM)
    ):
        # An incident's text that leaves no room for more is said alone.
        if placeholder_values.fits(filled["incident"], POST_LIMIT):
            return [filled["incident"]]
        occasion = occasion_of(account, channel, now)
    texts = _usable(account, occasion, channel, language, now, filled)
    note = f"\n\n{automatic_note(language, account)}" if channel == "private" else ""
    return [f"{fill(text, filled)}{note}" for text in texts]


def automatic_note(language: Variety, account: Account) -> str:
    """What X's rules ask of each automatic DM: that it is one, the privacy policy, and how to stop them."""
    note: str = getattr(account.texts.note, language_of(language)) or shipped(language).note
    return fill(
        note, {"brand": placeholder_values.brand(account.name, account.username), "privacy": str(account.privacy_url)}
    )


def _values(account: Account, channel: Channel, language: Variety, now: datetime, about: About) -> dict[str, str]:
    return {
        "name": placeholder_values.first_name(about.name),
        "brand": placeholder_values.brand(account.name, account.username),
        "return": account.hours.return_phrase(now, language, within=True) or "",
        "case": placeholder_values.case(about.case_id),
        "privacy": placeholder_values.privacy(str(account.privacy_url), public=channel == "public"),
        "label": placeholder_values.label(_absence(account, now) or about.absence),
        "incident": _incident(account, channel, about.incident),
    }


def _usable(
    account: Account, occasion: Occasion, channel: Channel, language: Variety, now: datetime, filled: dict[str, str]
) -> list[str]:
    """The texts whose values are all known; a customer without a name is no reason to say something else."""
    texts = _given(account, occasion, channel, language, now) or shipped(language).texts[occasion]
    usable = [text for text in texts if all(filled[name] for name in placeholders(text) if name != "name")]
    if usable:
        return usable
    match occasion:
        case "absence":
            return _usable(account, "closed", channel, language, now, filled)
        case "closed" if not filled["return"]:
            return _usable(account, "never", channel, language, now, filled)
        case "incident" if not filled["incident"]:
            return _usable(account, occasion_of(account, channel, now), channel, language, now, filled)
        case _:
            return list(shipped(language).texts[occasion])


def _given(account: Account, occasion: Occasion, channel: Channel, language: Variety, now: datetime) -> tuple[str, ...]:
    """The account's own texts, those that fit the moment most closely first; empty if it has none."""
    settings = account.texts
    given: list[Variants] = []
    if occasion == "absence":
        given.append(settings.absences.get(_absence(account, now), Variants()))
    if channel == "private":
        given.append(getattr(settings.private, occasion, Variants()))
    given.append(getattr(settings, occasion))
    return next((texts for variants in given if (texts := getattr(variants, language_of(language)))), ())


def _absence(account: Account, now: datetime) -> str:
    """The label of the absence that lasts at `now`, as it is written; empty if there is none."""
    explained = account.hours.explain(now)
    return (explained.label or "") if explained.reason is Reason.ABSENCE else ""


def _incident(account: Account, channel: Channel, text: str) -> str:
    return placeholder_values.incident(text, public=channel == "public", allow_links=account.texts.allow_links)
