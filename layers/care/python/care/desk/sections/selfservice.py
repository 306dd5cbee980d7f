"""Self-service: its switch and rules, one article or look-up at a time, and what would be answered to a text."""

from copy import replace
from datetime import datetime
from typing import Any, Literal, NamedTuple

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
)
from care.faults import Fault, fault
from care.model.account import Account
from care.model.selfservice_state import DialogStep
from care.model.settings.occasions import LANGUAGES, known_language
from care.model.settings.selfservice import Article, Lookup
from care.problems import problem
from care.selfservice.conversation import DialogState, step
from care.selfservice.matches import Match, best
from care.triage.rules import compiled

__all__ = ["Tried", "change", "draft_of", "kind_of", "read", "tried", "without"]

_NUMBERS = ("threshold", "most_messages", "resolves_after_minutes")
_OPTIONAL = "resolves_after_minutes"
_PROMPTS = tuple(f"prompt.{language}" for language in LANGUAGES)
type DraftKind = Literal["general", "articles", "lookups"]


def kind_of(part: str) -> tuple[DraftKind, str]:
    """What a part is: "general", or "articles.<id>" and "lookups.<id>", whose id is empty for a new one."""
    head, _, entry_id = part.partition(".")
    match head:
        case "articles" | "lookups":
            return head, entry_id
        case _:
            return "general", ""


def draft_of(account: Account, part: str) -> Draft:
    """What the form of a part shows; an entry that is new or unknown is empty."""
    settings, (kind, entry_id) = account.selfservice, kind_of(part)
    if kind == "general":
        return {
            "enabled": settings.enabled,
            "menu": {language: getattr(settings.menu, language, None) or "" for language in LANGUAGES},
            "hand_over": {language: "\n".join(getattr(settings.hand_over, language)) for language in LANGUAGES},
            "threshold": f"{settings.threshold:g}",
            "most_messages": str(settings.most_messages),
            "resolves_after_minutes": str(settings.resolves_after_minutes or ""),
        }
    entry = next((one for one in getattr(settings, kind) if one.id == entry_id), None)
    if kind == "articles":
        return _article(entry if isinstance(entry, Article) else None)
    return _lookup(entry if isinstance(entry, Lookup) else None)


def read(fields: Fields, part: str) -> Draft:
    """The draft of a part's form that was sent."""
    kind, _ = kind_of(part)
    names: dict[DraftKind, tuple[tuple[str, ...], tuple[str, ...], str]] = {
        "general": (("menu", "hand_over"), _NUMBERS, "enabled"),
        "articles": (("question", "variants", "answer"), ("id", "link"), "in_menu"),
        "lookups": (("asks", "answer"), ("id", "url", "header", "secret", "fields"), "in_menu"),
    }
    spoken, single, box = names[kind]
    draft: Draft = {
        **{name: {language: fields.get(f"{name}.{language}", "").strip() for language in LANGUAGES} for name in spoken},
        **{name: fields.get(name, "").strip() for name in single},
        box: ticked(fields, box),
    }
    if kind == "lookups":
        draft["parameters"] = rows(fields, "parameters", ("name", "pattern", *_PROMPTS))
    return draft


def change(account: Account, draft: Draft, part: str) -> Account:
    """The account with this part changed, or with a new entry at the end."""
    kind, entry_id = kind_of(part)
    values = account.selfservice.model_dump(mode="json", exclude_none=True)
    if kind == "general":
        menu = given(draft["menu"])
        values |= {"enabled": draft["enabled"], "menu": menu or None}
        values["hand_over"] = {language: lines(text) for language, text in draft["hand_over"].items()}
        values |= {name: draft[name].replace(",", ".") for name in _NUMBERS}
        values[_OPTIONAL] = values[_OPTIONAL] or None
        place = ""
    else:
        entry = _article_values(draft) if kind == "articles" else _lookup_values(draft)
        ids = [one["id"] for one in values[kind]]
        number = ids.index(entry_id) if entry_id in ids else len(ids)
        values[kind] = [*values[kind][:number], entry, *values[kind][number + 1 :]]
        place = f"{kind}.{number}."
    try:
        settings = checked("selfservice", values)
    except InvalidDraft as wrong:
        raise InvalidDraft([p._replace(place=p.place.removeprefix(place)) for p in wrong.problems]) from None
    return replace(account, selfservice=settings)


def without(account: Account, part: str) -> Account:
    """The account without this entry; with the last of them self-service goes off."""
    kind, entry_id = kind_of(part)
    settings = account.selfservice
    if kind == "general" or settings.entry(entry_id) is None:
        raise InvalidDraft([problem(fault(Fault.no_entry))])
    changed = replace(
        settings,
        articles=tuple(one for one in settings.articles if kind != "articles" or one.id != entry_id),
        lookups=tuple(one for one in settings.lookups if kind != "lookups" or one.id != entry_id),
    )
    changed = replace(changed, enabled=changed.enabled and bool(changed.entries))
    return replace(account, selfservice=changed)


class Tried(NamedTuple):
    """What would be said to a text as a first DM: how near each entry comes, and what follows."""

    matches: list[Match]
    step: DialogStep


def tried(account: Account, text: str, language: str, now: datetime) -> Tried:
    """What self-service would do with a text, as if it were on; nothing is sent or asked."""
    settings = replace(account.selfservice, enabled=True)
    spoken = known_language(language, account.language)
    matches = best(text, settings.entries, spoken, 5, 0.0)
    return Tried(
        matches,
        step(
            DialogState(),
            text,
            spoken,
            settings,
            now,
            account.hours,
            None,
            compiled(account.triage, account.taught_weights),
        ),
    )


def _article(article: Article | None) -> Draft:
    return {
        "id": article.id if article else "",
        "question": _by_language(article and article.question),
        "variants": {
            language: "\n".join(getattr(article.variants, language) if article else ()) for language in LANGUAGES
        },
        "answer": _by_language(article and article.answer),
        "link": str(article.link) if article and article.link else "",
        "in_menu": article.in_menu if article else True,
    }


def _lookup(lookup: Lookup | None) -> Draft:
    return {
        "id": lookup.id if lookup else "",
        "asks": {language: "\n".join(getattr(lookup.asks, language) if lookup else ()) for language in LANGUAGES},
        "url": lookup.url if lookup else "https://",
        "header": lookup.header if lookup else "Authorization",
        "secret": (lookup.secret if lookup else "") or "",
        "fields": "\n".join(f"{name} = {path}" for name, path in lookup.fields.items()) if lookup else "",
        "parameters": [
            {
                "name": one.name,
                "pattern": one.pattern,
                **{f"prompt.{language}": getattr(one.prompt, language) or "" for language in LANGUAGES},
            }
            for one in (lookup.parameters if lookup else ())
        ],
        "answer": _by_language(lookup and lookup.answer),
        "in_menu": lookup.in_menu if lookup else True,
    }


def _article_values(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft["id"] or short_name(next((text for text in draft["question"].values() if text), "")),
        "question": given(draft["question"]),
        "variants": {language: lines(text) for language, text in draft["variants"].items()},
        "answer": given(draft["answer"]),
        "in_menu": draft["in_menu"],
        **given({"link": draft["link"]}),
    }


def _lookup_values(draft: Draft) -> dict[str, Any]:
    pairs = (line.partition("=") for line in lines(draft["fields"]))
    asks = {language: lines(text) for language, text in draft["asks"].items()}
    return {
        "id": draft["id"] or short_name(next((texts[0] for texts in asks.values() if texts), "")),
        "asks": asks,
        "url": draft["url"],
        "fields": {name.strip(): path.strip() for name, _, path in pairs},
        "parameters": [
            {
                "name": row["name"],
                "pattern": row["pattern"],
                "prompt": given({language: row[f"prompt.{language}"] for language in LANGUAGES}),
            }
            for row in draft["parameters"]
        ],
        "answer": given(draft["answer"]),
        "in_menu": draft["in_menu"],
        **given({"header": draft["header"], "secret": draft["secret"]}),
    }


def _by_language(said: Any) -> dict[str, str]:
    return {language: getattr(said, language, None) or "" for language in LANGUAGES}
