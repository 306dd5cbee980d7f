"""Handing cases over: what customers are told, and one destination at a time."""

from copy import replace

from care.desk.sections.drafts import Draft, Fields, InvalidDraft, checked, given, short_name, ticked
from care.faults import Fault, fault, problem
from care.model.account import Account
from care.model.settings.occasions import LANGUAGES

__all__ = ["GENERAL", "change", "draft_of", "has", "read", "without"]

GENERAL = "general"
_PREFIX = "destinations."
_SINGLE = ("name", "title", "way", "address")
_TEXTS = ("told", "referenced")


def has(_account: Account, part: str) -> bool:
    """True for the page of all of them, and for each destination; "destinations." is a new one."""
    return part == GENERAL or part.startswith(_PREFIX)


def draft_of(account: Account, part: str) -> Draft:
    """What the form of a part shows; a destination that is new or unknown is empty."""
    settings = account.hand_over
    if part == GENERAL:
        own = {language: settings.texts.get(language) for language in LANGUAGES}
        return {name: {code: getattr(one, name) if one else "" for code, one in own.items()} for name in _TEXTS}
    one = settings.destination(part.removeprefix(_PREFIX))
    single = {name: getattr(one, name) if one else "" for name in _SINGLE}
    return {**single, "words": one.words if one else False, "anew": False}


def read(fields: Fields, part: str) -> Draft:
    """The draft of a part's form that was sent."""
    if part == GENERAL:
        return {name: {code: fields.get(f"{name}.{code}", "").strip() for code in LANGUAGES} for name in _TEXTS}
    single = {name: fields.get(name, "").strip() for name in _SINGLE}
    return {**single, "words": ticked(fields, "words"), "anew": ticked(fields, "anew")}


def change(account: Account, draft: Draft, part: str) -> Account:
    """The account with this part changed, or with a new destination at the end."""
    values = account.hand_over.model_dump(mode="json")
    if part == GENERAL:
        texts = {code: given({name: draft[name][code] for name in _TEXTS}) for code in LANGUAGES}
        values["texts"] = {code: one for code, one in texts.items() if one}
        try:
            return replace(account, hand_over=checked("hand_over", values))
        except InvalidDraft as wrong:
            # A form names its fields by the text and then by the language.
            raise InvalidDraft([p._replace(place=_turned(p.place)) for p in wrong.problems]) from None
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


def without(account: Account, part: str) -> Account:
    """The account without this destination."""
    left = tuple(one for one in account.hand_over.destinations if one.name != part.removeprefix(_PREFIX))
    if len(left) == len(account.hand_over.destinations):
        raise InvalidDraft([problem(fault(Fault.no_entry))])
    return replace(account, hand_over=replace(account.hand_over, destinations=left))


def _turned(place: str) -> str:
    _, _, rest = place.partition("texts.")
    language, _, name = rest.partition(".")
    return f"{name}.{language}" if name else place
