"""Pages as HTML: Jinja2 with autoescape, in the reader's language, nothing from elsewhere."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from care import words
from care.desk.keys import KEYS
from care.instants import shown_in
from care.model.person import NOTICES
from care.numbers import money, priced
from desk import assets
from desk.dependencies import settings
from desk.kill_switch import paused
from desk.labels import LABELS, N_
from desk.languages import LANGUAGES, READ, babels, counted, language_of, translated
from desk.navigation import menu
from desk.permissions import broken
from desk.requests import Request
from desk.responses import Response, page
from desk.settings_labels import SETTINGS_LABELS

_WORDS = LABELS | SETTINGS_LABELS
_TEMPLATES = Path(__file__).parent / "templates"
_NOTICES = {
    400: N_("This request cannot be read."),
    401: N_("You are signed out. Sign in again in another tab: what you wrote stays here."),
    403: N_("This is not allowed. If you were signed out meanwhile, sign in and try again."),
    404: N_("There is no such page, or it is another account's."),
    405: N_("This address takes no such request."),
    429: N_("That was done too often in this minute: wait a little and try again."),
    422: N_("Something in the form is missing or wrong."),
    500: N_("Something went wrong on our side. It was recorded; try again in a moment."),
    503: N_("The tables do not answer at the moment. Nothing is lost: try again in a moment."),
}


def render(request: Request, template: str, /, **values: Any) -> str:
    """A template in the reader's language."""
    language = reader(request)
    visitor = request.visitor
    return (
        _environment(language)
        .get_template(template)
        .render(
            request=request,
            visitor=visitor,
            language=language,
            languages=LANGUAGES,
            read=READ,
            menu=menu(visitor),
            now=request.now,
            paused=paused(request),
            broken=broken(request),
            is_local=bool(settings.local_people),
            notices=NOTICES,
            **values,
        )
    )


def reader(request: Request) -> str:
    """The language of whoever asks."""
    chosen = request.visitor.person.language if request.visitor else ""
    return language_of(chosen, request.headers.get("accept-language", ""))


def notice(request: Request, status: int, headers: Mapping[str, str] | None = None, *, detail: str = "") -> Response:
    """A page, or for a script a line, that says what is wrong."""
    text = _NOTICES.get(status, _NOTICES[500])
    template = "notice_line.html" if request.is_fragment else "notice.html"
    return page(render(request, template, status=status, text=text, detail=detail), status, headers)


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    # The extension adds this method to the environment.
    install: Any = environment.install_gettext_callables  # type: ignore[attr-defined]
    install(partial(translated, language), partial(counted, language), newstyle=True)
    environment.globals |= {
        "asset": assets.address,
        "csrf": _csrf,
        "dollars": partial(money, language=language),
        "priced": partial(priced, language=language),
        "keys": KEYS,
        "known": _WORDS.__contains__,
        "fault": partial(words.fault, language),
        "say": partial(_say, language),
        "sentence": partial(words.sentence, language),
        "steady": _steady,
        "shown_in": shown_in,
        "when": _when,
        "ago": _ago,
        "number": partial(_number, language),
        "month": partial(_month, language),
        "told": partial(words.told, language),
        "until": _until,
        "span": span,
    }
    return environment


@pass_context
def _csrf(context: Context) -> Markup:
    """The hidden field that every form has."""
    visitor = context["visitor"]
    return Markup('<input type="hidden" name="csrf" value="{}">').format(visitor.csrf if visitor else "")


@lru_cache(maxsize=2048)
def _number(language: str, number: int) -> str:
    """A number as the language writes it."""
    return str(format_decimal(number, locale=babels(language)))


def _month(language: str, at: datetime, zone: ZoneInfo) -> str:
    """A month and its year, where the day says nothing."""
    return str(format_skeleton("yMMMM", shown_in(at, zone), locale=babels(language)))


def _say(language: str, word: str) -> str:
    """A constant of the rules as people say it."""
    return translated(language, _WORDS.get(word, word))


def _steady(*about: object) -> str:
    """The id of an action on just this, as it is now: pressed twice, on whatever page, it is one action."""
    return hashlib.sha256("|".join(map(str, about)).encode()).hexdigest()[:40]


@pass_context
def _when(context: Context, at: datetime, zone: ZoneInfo) -> Markup:
    """An instant in the account's zone: the time today, the day and time else."""
    return _time(at, zone, context["language"], exact(at, zone, context["language"], context["now"]))


@pass_context
def _ago(context: Context, at: datetime, zone: ZoneInfo) -> Markup:
    """How long ago something was."""
    language = context["language"]
    text = translated(language, N_("%(time)s ago")) % {"time": span(context["now"] - at)}
    return _time(at, zone, language, text)


@pass_context
def _until(context: Context, at: datetime, zone: ZoneInfo) -> Markup:
    """How long there is until a deadline, or by how much it has passed."""
    language, left = context["language"], at - context["now"]
    words = N_("in %(time)s") if left > timedelta() else N_("late by %(time)s")
    return _time(at, zone, language, translated(language, words) % {"time": span(abs(left))})


def _time(at: datetime, zone: ZoneInfo, language: str, text: str) -> Markup:
    title = _full(shown_in(at, zone).replace(second=0, microsecond=0), language)
    # A list has fifty of them: put together at once, of parts that are escaped or digits.
    told = f'<time datetime="{at.isoformat(timespec="seconds")}" title="{title}">{escape(text)}</time>'
    return Markup(told)  # noqa: S704  as above


def exact(at: datetime, zone: ZoneInfo, language: str, now: datetime) -> str:
    """The time of an instant of today, else its day and time."""
    local = shown_in(at, zone)
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    return str(
        format_datetime(local, "d MMM HH:mm" if local.year == now.year else "d MMM y HH:mm", locale=babels(language))
    )


@lru_cache(maxsize=2048)
def _full(local: datetime, language: str) -> Markup:
    day = format_date(local, "full", locale=babels(language))
    return escape(f"{day}, {format_datetime(local, 'HH:mm (VVVV)', locale=babels(language))}")


def span(length: timedelta) -> str:
    """A length of time in its largest unit or two: 12 min, 3 h 5 min, 2 d. The units are the same in all languages."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 1:
        return "< 1 min"
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes and hours < 10 else f"{hours} h"
    return f"{hours // 24} d {hours % 24} h" if hours < 72 and hours % 24 else f"{hours // 24} d"
