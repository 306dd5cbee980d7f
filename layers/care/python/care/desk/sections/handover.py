"""Handing cases over, and whom some customers are led to: what customers are told, and one destination at a time."""

from copy import replace

from care.desk.sections.drafts import (
    Draft,
    Fields,
    InvalidDraft,
    checked,
    given,
    lines,
    rows,
    short_name,
    ticked,
    together,
)
from care.faults import Fault, fault
from care.model.account import Account
from care.model.settings.occasions import LANGUAGES
from care.problems import Problem, problem

__all__ = ["GENERAL", "change", "draft_of", "has", "read", "without"]

GENERAL = "general"
_PREFIX = "destinations."
_SINGLE = ("name", "title", "way", "address")
_TEXTS = ("told", "referenced")
_KNOWN = ("journalists", "partners")
_VERIFIED = ("business", "government")
_CONTACT = ("contact_name", "contact")


def has(_account: Account, part: str) -> bool:
    """True for the page of all of them, and for each destination; "destinations." is a new one."""
    return part == GENERAL or part.startswith(_PREFIX)


def draft_of(account: Account, part: str) -> Draft:
    """What the form of a part shows; a destination that is new or unknown is empty."""
    settings = account.hand_over
    if part == GENERAL:
        own = {language: settings.texts.get(language) for language in LANGUAGES}
        texts = {name: {code: getattr(one, name) if one else "" for code, one in own.items()} for name in _TEXTS}
        return texts | _contacts_of(account)
    one = settings.destination(part.removeprefix(_PREFIX))
    single = {name: getattr(one, name) if one else "" for name in _SINGLE}
    return {**single, "words": one.words if one else False, "anew": False}


def read(fields: Fields, part: str) -> Draft:
    """The draft of a part's form that was sent."""
    if part == GENERAL:
        texts = {name: {code: fields.get(f"{name}.{code}", "").strip() for code in LANGUAGES} for name in _TEXTS}
        return {**texts, "specialists": rows(fields, "specialists", ("name", "link"))} | {
            known: {
                **{name: fields.get(f"{known}.{name}", "").strip() for name in ("words", *_CONTACT)},
                "verified": [one for one in _VERIFIED if ticked(fields, f"{known}.verified.{one}")],
            }
            for known in _KNOWN
        }
    single = {name: fields.get(name, "").strip() for name in _SINGLE}
    return {**single, "words": ticked(fields, "words"), "anew": ticked(fields, "anew")}


def change(account: Account, draft: Draft, part: str) -> Account:
    """The account with this part changed, or with a new destination at the end."""
    values = account.hand_over.model_dump(mode="json")
    if part == GENERAL:
        return _general(account, draft)
    name = part.removeprefix(_PREFIX)
    known = values["destinations"]
    at = next((number for number, one in enumerate(known) if one["name"] == name), len(known))
    number = known[at]["secret_number"] if at < len(known) else 1
    entry = {
        "name": draft["name"] or short_name(draft["title"]) or "destination",
        **{field: draft[field] for field in ("title", "way", "address", "words")},
        "secret_number": number + 1 if draft["anew"] else number,
    }
    known[at : at + 1] = [entry]
    try:
        return replace(account, hand_over=checked("hand_over", values))
    except InvalidDraft as wrong:
        place = f"destinations.{at}"
        found = [p._replace(place=p.place.removeprefix(place).removeprefix(".") or "address") for p in wrong.problems]
        raise InvalidDraft(found) from None


def _general(account: Account, draft: Draft) -> Account:
    problems: list[Problem] = []
    texts = {code: given({name: draft[name][code] for name in _TEXTS}) for code in LANGUAGES}
    wanted = {**account.hand_over.model_dump(mode="json"), "texts": {code: one for code, one in texts.items() if one}}
    contacts = {"specialists": draft["specialists"]} | {
        known: {**draft[known], "words": lines(draft[known]["words"].replace(",", "\n"))} for known in _KNOWN
    }
    try:
        account = replace(account, hand_over=checked("hand_over", wanted))
    except InvalidDraft as wrong:
        # A form names its fields by the text and then by the language.
        problems += [one._replace(place=_turned(one.place)) for one in wrong.problems]
    try:
        account = replace(account, contacts=checked("contacts", contacts))
    except InvalidDraft as wrong:
        problems += [one._replace(place=_at_field(one.place)) for one in wrong.problems]
    together(problems)
    return account


def without(account: Account, part: str) -> Account:
    """The account without this destination."""
    left = tuple(one for one in account.hand_over.destinations if one.name != part.removeprefix(_PREFIX))
    if len(left) == len(account.hand_over.destinations):
        raise InvalidDraft([problem(fault(Fault.no_entry))])
    return replace(account, hand_over=replace(account.hand_over, destinations=left))


def _contacts_of(account: Account) -> Draft:
    contacts = account.contacts
    known = {"journalists": contacts.journalists, "partners": contacts.partners}
    return {"specialists": [one.model_dump(mode="json") for one in contacts.specialists]} | {
        name: {
            "words": "\n".join(one.words),
            "verified": list(one.verified),
            "contact_name": one.contact_name,
            "contact": one.contact,
        }
        for name, one in known.items()
    }


def _at_field(place: str) -> str:
    """What is wrong with an address is said at its field, and with one of several words at that of all."""
    head, _, rest = place.partition(".")
    if head == "specialists":
        return place if rest.count(".") else f"{place}.link"
    return f"{head}.words" if rest.startswith("words") else place if rest else f"{head}.contact"


def _turned(place: str) -> str:
    _, _, rest = place.partition("texts.")
    language, _, name = rest.partition(".")
    return f"{name}.{language}" if name else place
