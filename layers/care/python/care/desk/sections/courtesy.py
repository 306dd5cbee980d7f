"""Courtesy: which of it an account wants, what that costs in a month, and its own words for each."""

from copy import replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple, TypedDict

from care.courtesy.costs import month_of_posts, price_of_thanks
from care.courtesy.texts import sayings, shipped
from care.desk.sections.drafts import Draft, Fields, InvalidDraft, checked, items, ticked
from care.desk.sections.texts import TextPreview
from care.hours import Hours
from care.length.weighted import POST_LIMIT, weighted_length
from care.model.account import Account
from care.model.settings.courtesy import LONGEST, PLACEHOLDERS, REQUIRED, Said
from care.model.settings.occasions import LANGUAGES, Language
from care.model.settings.text_rules import post_problems
from care.model.settings.texts import Variants
from care.problems import problem
from care.texts.shipped_texts import shipped as shipped_texts

GENERAL: Final = "general"
PARTS: Final = (GENERAL, *PLACEHOLDERS)
THANKS: Final = ("nobody", "private", "everybody")
_BOXES = ("greeting", "goodbye", "absence", "welcome")

__all__ = ["GENERAL", "PARTS", "THANKS", "CourtesyCost", "change", "costs", "draft_of", "holes", "preview", "read"]


def draft_of(account: Account, part: str) -> Draft:
    """What the form of a part shows: the switches, or the own texts of one courtesy."""
    courtesy = account.courtesy
    if part == GENERAL:
        boxes: Draft = {name: getattr(courtesy, name) for name in _BOXES}
        return {**boxes, "thanks": courtesy.thanks, "thanks_minutes": str(courtesy.thanks_minutes)}
    variants = getattr(courtesy.texts, part)
    return {language: list(getattr(variants, language)) for language in LANGUAGES}


def read(fields: Fields, part: str) -> Draft:
    """The draft of a part's form that was sent."""
    if part == GENERAL:
        single = {name: fields.get(name, "").strip() for name in ("thanks", "thanks_minutes")}
        return {**{name: ticked(fields, name) for name in _BOXES}, **single}
    return {language: items(fields, language) for language in LANGUAGES}


def change(account: Account, draft: Draft, part: str) -> Account:
    """The account with this part of its courtesies changed."""
    values: dict[str, Any] = account.courtesy.model_dump()
    if part == GENERAL:
        values |= draft
    else:
        values["texts"] = {**values["texts"], part: {language: tuple(draft[language]) for language in LANGUAGES}}
    try:
        courtesy = checked("courtesy", values)
    except InvalidDraft as wrong:
        own = f"texts.{part}."
        raise InvalidDraft([p._replace(place=p.place.removeprefix(own)) for p in wrong.problems]) from None
    return replace(account, courtesy=courtesy)


def holes(part: str) -> tuple[list[str], str]:
    """The placeholders that the texts of a courtesy may hold, and the one that they must hold."""
    said = _said(part)
    return sorted(PLACEHOLDERS[said]), REQUIRED.get(said, "")


class CourtesyCost(NamedTuple):
    """What one courtesy comes to in a month, switched on or not, and how it would read in the account's language.

    `posts` is None for thanks, whose number is unknown: `micro_dollars` are then those of one by DM, and `public`
    those of one in public.
    """

    said: Said
    on: bool
    posts: int | None
    micro_dollars: int
    text: str
    public: int = 0


def costs(account: Account, now: datetime) -> list[CourtesyCost]:
    """What each courtesy that is sent by itself costs in the present month by the hours as they are."""
    first: date = now.astimezone(account.hours.zone).date().replace(day=1)
    found: list[CourtesyCost] = []
    for one in month_of_posts(account, first):
        said = _said(one.kind)
        found.append(
            CourtesyCost(said, one.on, one.posts, one.micro_dollars, _example(account, said, account.language, now))
        )
    private, public = price_of_thanks()
    on = account.courtesy.thanks != "nobody"
    return [
        *found,
        CourtesyCost("thanks", on, None, private, _example(account, "thanks", account.language, now), public),
    ]


def preview(account: Account, draft: Draft, part: str, now: datetime) -> dict[Language, list[TextPreview]]:
    """Each variant of a courtesy as it would read; the shipped ones where a language has none of its own."""
    said = _said(part)
    return {language: _of_language(account, draft[language], said, language, now) for language in LANGUAGES}


class _Own(TypedDict, total=False):
    """The own texts of a courtesy, by its name."""

    greeting: Variants
    goodbye: Variants
    absence: Variants
    absence_end: Variants
    thanks: Variants
    welcome: Variants


def _of_language(account: Account, own: list[str], said: Said, language: Language, now: datetime) -> list[TextPreview]:
    shown = []
    for text in own or shipped(language)[said]:
        known, required = PLACEHOLDERS[said], REQUIRED.get(said, "")
        wrong = tuple(map(problem, post_problems(text, said, known, required, LONGEST))) if own else ()
        told = text
        if not wrong:
            only: _Own = {}
            only[said] = Variants.model_validate({language: (text,)})
            courtesy = replace(account.courtesy, texts=replace(account.courtesy.texts, **only))
            told = _example(replace(account, courtesy=courtesy), said, language, now) or text
        shown.append(TextPreview(told, weighted_length(told), POST_LIMIT, wrong))
    return shown


def _example(account: Account, said: Said, language: Language, now: datetime) -> str:
    """How it reads when it is said next: a greeting at an opening, a goodbye at a closing; empty if it never is."""
    name = shipped_texts(language).samples["name"]
    return next(iter(sayings(account, said, language, _moment(account.hours, said, now), name=name)), "")


def _moment(hours: Hours, said: Said, now: datetime) -> datetime:
    """When a greeting or a goodbye is due on the next day that opens; now for all else, and where no day does."""
    if said not in {"greeting", "goodbye"}:
        return now
    today, opening = _day(hours, now), hours.next_opening(now)
    while opening is not None and _day(hours, opening) == today:
        opening = hours.next_opening(opening)
    if opening is None or said == "greeting":
        return opening or now
    day, closing = _day(hours, opening), hours.next_closing(opening)
    while (following := hours.next_opening(opening)) is not None and _day(hours, following) == day:
        opening, closing = following, hours.next_closing(following)
    return closing or now


def _day(hours: Hours, at: datetime) -> date:
    return at.astimezone(hours.zone).date()


def _said(part: str) -> Said:
    return next(said for said in PLACEHOLDERS if said == part)
