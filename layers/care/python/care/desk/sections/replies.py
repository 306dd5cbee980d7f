"""Saved replies: who gets a case by itself, and one reply at a time."""

from copy import replace

from care.desk.sections.drafts import Draft, Fields, InvalidDraft, checked, given, short_name, ticked
from care.desk.starting_replies import missing
from care.faults import Fault, fault
from care.model.account import Account
from care.model.settings.occasions import LANGUAGES
from care.model.settings.saved_replies import SavedReply
from care.model.tags import tags_of
from care.problems import problem

__all__ = ["GENERAL", "change", "draft_of", "has", "read", "without"]

GENERAL = "general"
_PREFIX = "replies."
_TICKS = ("reply_assigns", "shares_new")
_SINGLE = ("id", "title", "channel", "then", "to")


def has(_account: Account, part: str) -> bool:
    """True for the page of all of them, and for each one; "replies." is a new one."""
    return part == GENERAL or part.startswith(_PREFIX)


def draft_of(account: Account, part: str) -> Draft:
    """What the form of a part shows; a reply that is new or unknown is empty."""
    if part == GENERAL:
        return {name: getattr(account.desk, name) for name in (*_TICKS, "signature")}
    reply_id = part.removeprefix(_PREFIX)
    reply = next((one for one in account.desk.saved_replies if one.id == reply_id), None)
    texts = {language: reply.texts.get(language, "") if reply else "" for language in LANGUAGES}
    tags = ", ".join(reply.tags) if reply else ""
    return {**{name: getattr(reply, name) if reply else "" for name in _SINGLE}, "texts": texts, "tags": tags}


def read(fields: Fields, part: str) -> Draft:
    """The draft of a part's form that was sent."""
    if part == GENERAL:
        ticks = {name: ticked(fields, name) for name in (*_TICKS, "starting")}
        return {**ticks, "signature": fields.get("signature", "")}
    texts = {language: fields.get(f"texts.{language}", "").strip() for language in LANGUAGES}
    single = {name: fields.get(name, "").strip() for name in (*_SINGLE, "tags")}
    return {**single, "texts": texts}


def change(account: Account, draft: Draft, part: str) -> Account:
    """The account with this part changed, or with a new reply at the end."""
    if part == GENERAL:
        general = {**{name: draft[name] for name in _TICKS}, "signature": draft["signature"] or "never"}
        desk = checked("desk", {**account.desk.model_dump(mode="json"), **general})
        new = missing(account) if draft["starting"] else ()
        return replace(account, desk=replace(desk, saved_replies=(*desk.saved_replies, *new)))
    reply_id = part.removeprefix(_PREFIX)
    known = list(account.desk.saved_replies)
    at = next((number for number, one in enumerate(known) if one.id == reply_id), len(known))
    values = [one.model_dump(mode="json") for one in known]
    entry = {
        "id": draft["id"] or _free(short_name(draft["title"]) or "reply", {one.id for one in known} - {reply_id}),
        "title": draft["title"],
        "texts": given(draft["texts"]),
        **given({"channel": draft["channel"], "then": draft["then"], "to": draft["to"]}),
        "tags": tags_of(draft["tags"]),
    }
    values[at : at + 1] = [entry]
    place = f"saved_replies.{at}."
    try:
        desk = checked("desk", {**account.desk.model_dump(mode="json"), "saved_replies": values})
    except InvalidDraft as wrong:
        raise InvalidDraft([p._replace(place=p.place.removeprefix(place)) for p in wrong.problems]) from None
    return replace(account, desk=desk)


def without(account: Account, part: str) -> Account:
    """The account without this reply."""
    left = tuple(one for one in account.desk.saved_replies if one.id != part.removeprefix(_PREFIX))
    if len(left) == len(account.desk.saved_replies):
        raise InvalidDraft([problem(fault(Fault.no_entry))])
    return replace(account, desk=replace(account.desk, saved_replies=left))


def by_title(account: Account) -> list[SavedReply]:
    """All of them, by their titles."""
    return sorted(account.desk.saved_replies, key=lambda one: one.title.casefold())


def _free(name: str, taken: set[str]) -> str:
    """The name, or with a number behind it where another reply has it."""
    if name not in taken:
        return name
    return next(f"{name}-{number}" for number in range(2, len(taken) + 3) if f"{name}-{number}" not in taken)
