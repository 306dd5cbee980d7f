"""Texts: what automatic messages say, one occasion at a time, each variant checked and shown as it would go out."""

from copy import replace
from datetime import datetime
from typing import Final, NamedTuple, TypedDict

from care.desk.sections.drafts import Draft, Fields, InvalidDraft, checked, items, ticked
from care.length.weighted import DM_LIMIT, POST_LIMIT, weighted_length
from care.model.account import Account
from care.model.envelope import Channel
from care.model.settings.occasions import LANGUAGES, OCCASIONS, PLACEHOLDERS, REQUIRED, Language, Occasion
from care.model.settings.text_rules import NOTE_PLACEHOLDERS, TextUse, note_problems, problems
from care.model.settings.texts import Note, PrivateTexts, Variants
from care.problems import Problem, problem
from care.texts.composition import About, automatic_note, sayings
from care.texts.shipped_texts import shipped

NOTE: Final = "note"
PARTS: Final = (
    *OCCASIONS,
    *(f"private.{occasion}" for occasion in OCCASIONS if occasion in PrivateTexts.model_fields),
    NOTE,
)
"""The parts that are edited one at a time; besides these there is "absences.<label>" for each absence of the hours."""

__all__ = ["NOTE", "PARTS", "TextPreview", "change", "draft_of", "holes", "parts", "preview", "read"]


def parts(account: Account) -> tuple[str, ...]:
    """What can be edited, the absences of the account's hours by their labels among it."""
    labels = dict.fromkeys([*(entry.label for entry in account.hours.absences if entry.label), *account.texts.absences])
    return (*PARTS, *(f"absences.{label}" for label in labels))


def holes(part: str) -> tuple[list[str], str]:
    """The placeholders that a part's texts may hold, and the one that they must hold."""
    if part == NOTE:
        return sorted(NOTE_PLACEHOLDERS), "privacy"
    occasion = _occasion(part)
    return sorted(PLACEHOLDERS[occasion]), REQUIRED.get(occasion, "")


def draft_of(account: Account, part: str) -> Draft:
    """The own texts of a part by language; empty where it is said as shipped."""
    texts = account.texts
    said: Draft = {language: list(_given(account, part, language)) for language in LANGUAGES}
    return {**said, "allow_links": texts.allow_links, "absence_without_return": texts.absence_without_return}


def read(fields: Fields) -> Draft:
    """The draft of a form that was sent."""
    said: Draft = {language: items(fields, language) for language in LANGUAGES}
    flags = {name: ticked(fields, name) for name in ("allow_links", "absence_without_return")}
    return {**said, **flags}


def change(account: Account, draft: Draft, part: str) -> Account:
    """The account with these texts; an unknown placeholder or a text that could be too long is refused."""
    values = account.texts.model_dump()
    values |= {name: draft[name] for name in ("allow_links", "absence_without_return")}
    head, _, rest = part.partition(".")
    said = {language: tuple(draft[language]) for language in LANGUAGES}
    if part == NOTE:
        values[NOTE] = {language: (texts[0] if texts else None) for language, texts in said.items()}
    elif rest:
        inner = dict(values.get(head) or {})
        inner[rest] = said
        values[head] = {name: one for name, one in inner.items() if any(one.values())} if head == "absences" else inner
    else:
        values[part] = said
    try:
        texts = checked("texts", values)
    except InvalidDraft as wrong:
        raise InvalidDraft([_near(problem, part) for problem in wrong.problems]) from None
    return replace(account, texts=texts)


class _Own(TypedDict, total=False):
    """The own texts of an occasion, by its name."""

    closed: Variants
    open: Variants
    incident: Variants
    absence: Variants
    private_request: Variants
    invitation: Variants
    never: Variants


class _OwnNote(TypedDict, total=False):
    """The own note, by its language."""

    es: str | None
    pt: str | None
    en: str | None


class TextPreview(NamedTuple):
    """A text as it would go out now, with its length as X counts it, or with what is wrong with it."""

    text: str
    length: int
    limit: int
    problems: tuple[Problem, ...] = ()


def preview(account: Account, draft: Draft, part: str, now: datetime) -> dict[Language, list[TextPreview]]:
    """Each variant as a made-up customer would read it; the shipped ones where a language has none of its own."""
    return {language: _of_language(account, draft, part, language, now) for language in LANGUAGES}


def _of_language(account: Account, draft: Draft, part: str, language: Language, now: datetime) -> list[TextPreview]:
    own: list[str] = draft[language]
    if part == NOTE:
        return [_note(account, text, language) for text in (own or [""])]
    occasion, channel = _occasion(part), _channel(part)
    place = TextUse(occasion, language, channel == "public", draft["allow_links"], draft["absence_without_return"])
    shown = []
    for text in own or shipped(language).texts[occasion]:
        wrong = tuple(map(problem, problems(text, place))) if own else ()
        said = text if wrong else _said(account, occasion, channel, language, text, now)
        length = weighted_length(said) if channel == "public" else len(said)
        shown.append(TextPreview(said, length, POST_LIMIT if channel == "public" else DM_LIMIT, wrong))
    return shown


def _said(account: Account, occasion: Occasion, channel: Channel, language: Language, text: str, now: datetime) -> str:
    samples = shipped(language).samples
    about = About(
        case_id="7K3M9QX2TB4W",
        name=samples["name"] if channel == "private" else "",
        incident=samples["incident"],
        absence=samples["label"],
    )
    only: _Own = {}
    only[occasion] = Variants.model_validate({language: (text,)})
    texts = replace(account.texts, **only, private=PrivateTexts(), absences={})
    alone = replace(account, texts=texts)
    return sayings(alone, occasion, channel, language, now, about)[0]


def _note(account: Account, text: str, language: Language) -> TextPreview:
    wrong = tuple(map(problem, note_problems(text, language))) if text else ()
    # Not checked here: what is wrong is shown beside it.
    own: _OwnNote = {}
    own[language] = text or None
    texts = replace(account.texts, note=replace(Note(), **own))
    said = text if wrong else automatic_note(language, replace(account, texts=texts))
    return TextPreview(said, len(said), DM_LIMIT, wrong)


def _given(account: Account, part: str, language: Language) -> tuple[str, ...]:
    texts = account.texts
    head, _, rest = part.partition(".")
    if part == NOTE:
        note: str | None = getattr(texts.note, language)
        return (note,) if note else ()
    if head == "private":
        variants = getattr(texts.private, rest)
    elif head == "absences":
        variants = texts.absences.get(rest, Variants())
    else:
        variants = getattr(texts, part)
    found: tuple[str, ...] = getattr(variants, language)
    return found


def _occasion(part: str) -> Occasion:
    head, _, rest = part.partition(".")
    wanted = "absence" if head == "absences" else rest or head
    return next(occasion for occasion in OCCASIONS if occasion == wanted)


def _channel(part: str) -> Channel:
    return "private" if part.startswith("private.") else "public"


def _near(problem: Problem, part: str) -> Problem:
    """The place within the part's own form: "es.0"; what is wrong elsewhere keeps its whole place."""
    own = problem.place.removeprefix(f"{part}.")
    return problem._replace(place=f"{own}.0" if part == NOTE and own in LANGUAGES else own)
