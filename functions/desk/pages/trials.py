"""What the settings pages show beside their forms: previews, and the result for a pasted text or a simulation."""

from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from care.budget.prices import dollars
from care.desk.sections import chats, courtesy, hours, lexicon, own_data, replies, selfservice, surveys, texts
from care.desk.sections.drafts import Draft
from care.desk.starting_replies import missing
from care.facts.signing import secret_for
from care.model.account import Account
from care.model.settings.hand_over import whose
from care.model.settings.saved_replies import VARIABLES
from care.tables.past_surveys import resolved_since
from desk.dependencies import conversations, facts_key, people, reply_uses
from desk.places import colleagues_of
from desk.requests import Request

_LOOKS_BACK = timedelta(days=30)
_MOST_CASES = 300  # each with its customer is read, so this bounds what one press of a button costs


def values(  # noqa: C901  one case for each section
    request: Request, section: str, part: str, account: Account, draft: Draft, *, wrong: bool
) -> dict[str, Any]:
    """The values of a section's page, with `account` as it would be."""
    match section:
        case "hours":
            now = request.now
            today = now.astimezone(account.hours.zone).date().isoformat()
            return {
                "told": None if wrong else hours.told(account, now),
                "timezones": sorted(available_timezones()),
                "today": today,
                "grace": account.acknowledgement.grace_minutes,
            }
        case "texts":
            may, must = texts.holes(part)
            shown = texts.preview(account, draft, part, request.now)
            return {"parts": texts.parts(account), "may": may, "must": must, "shown": shown}
        case "lexicon":
            text, language = _pasted(request)
            verdict = lexicon.why(account, text, language) if text and not wrong else None
            return {"verdict": verdict, "try_text": text, "try_language": language}
        case "surveys":
            return {"simulation": None if wrong else _simulation(request, account), "dollars": dollars}
        case "courtesy":
            return _courtesy(request, part, account, draft, wrong=wrong)
        case "selfservice":
            return _selfservice(request, part, account, wrong=wrong)
        case "replies":
            return _replies(account)
        case "handover":
            one = account.hand_over.destination(part.removeprefix("destinations."))
            signs = one is not None and one.way == "webhook"
            return {"secret": secret_for(facts_key(), *whose(account.id, one)) if one and signs else ""}
        case "targets":
            return _suggested(request, account)
        case "chats":
            return {"most": 0 if wrong else chats.most_of_a_day(account), "dollars": dollars}
        case _:
            return {}


def _replies(account: Account) -> dict[str, Any]:
    return {
        "replies": replies.by_title(account),
        "starting": missing(account),
        "uses": reply_uses.of(account.id),
        "variables": sorted(VARIABLES),
        "colleagues": colleagues_of(account, people.all()),
    }


def _suggested(request: Request, account: Account) -> dict[str, Any]:
    """What the account's profile on X suggests as the brand's own, where somebody asks for it: nothing is stored."""
    if request.method != "POST" or request.form.get("do") != "suggest":
        return {"suggested": None, "at_x": True}
    from desk.at_x import own_profile  # noqa: PLC0415  a desk that nobody asks for it needs no HTTP client

    profile = own_profile(account, request.now)
    if profile is None:
        return {"suggested": None, "at_x": False}
    told = (profile.name, profile.description, profile.location, profile.links)
    return {"suggested": own_data.suggested(account, *told), "at_x": True}


def _courtesy(request: Request, part: str, account: Account, draft: Draft, *, wrong: bool) -> dict[str, Any]:
    always = {"parts": courtesy.PARTS, "thanks": courtesy.THANKS, "dollars": dollars}
    if part == courtesy.GENERAL:
        return {**always, "costs": () if wrong else courtesy.costs(account, request.now)}
    may, must = courtesy.holes(part)
    return {**always, "may": may, "must": must, "shown": courtesy.preview(account, draft, part, request.now)}


def _pasted(request: Request) -> tuple[str, str]:
    """The text that was pasted to be tried, and its language; a customer's text never stands in an address."""
    if request.method != "POST":
        return "", ""
    text, language = str(request.form.get("try_text", ""))[:5000], str(request.form.get("try_language", ""))
    return text.strip(), language if language in {"es", "pt", "en"} else ""


def _simulation(request: Request, account: Account) -> surveys.Simulation | None:
    if request.method != "POST" or request.form.get("do") != "simulate":
        return None
    since = request.now - _LOOKS_BACK
    cases, more = resolved_since(conversations, account.id, since, _MOST_CASES)
    return surveys.simulate(cases, account, since, more=more)


def _selfservice(request: Request, part: str, account: Account, *, wrong: bool) -> dict[str, Any]:
    text, language = _pasted(request)
    kind, entry_id = selfservice.kind_of(part)
    trying = bool(text) and not wrong and bool(account.selfservice.entries)
    return {
        "kind": kind,
        "entry_id": entry_id,
        "try_text": text,
        "try_language": language,
        "tried": selfservice.tried(account, text, language, request.now) if trying else None,
    }
