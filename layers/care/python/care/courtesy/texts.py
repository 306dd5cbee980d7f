"""The text of a courtesy: the account's own words or the shipped ones, another variant each day."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from importlib import resources

from care.courtesy.posts import CourtesyPost
from care.hours import Reason
from care.hours.locales import TONGUES
from care.length.weighted import POST_LIMIT
from care.model.account import Account
from care.model.outbox_item import Item
from care.model.settings import placeholder_values
from care.model.settings.courtesy import PLACEHOLDERS, Said
from care.model.settings.occasions import Variety, language_of
from care.model.settings.placeholders import fill, placeholders

_AND = {"es": " y ", "pt": " e ", "en": " and "}
_SPAN = {"es": "de {} a {}", "pt": "das {} às {}", "en": "{} to {}"}


def item_of_post(post: CourtesyPost, account: Account, now: datetime) -> Item | None:
    """The outbox item of a post, in the account's language and true at `now`; None if it has nothing true to say."""
    if post.kind == "incident" or post.kind == "incident_end":  # noqa: PLR1714  mypy narrows no membership
        one = next((i for i in account.incidents if i.incident_id == post.incident_id), None)
        texts = {} if one is None else one.texts if post.kind == "incident" else one.end_texts
        ways = [text] if (text := texts.get(account.language)) else []
    else:
        # A greeting tells the day from its opening, though the minute's look may come some seconds after it.
        ways = sayings(account, post.kind, account.variety, post.at if post.kind == "greeting" else now)
    if not ways:
        return None
    turn = post.day.toordinal()
    text, other = ways[turn % len(ways)], ways[(turn + 1) % len(ways)]
    return Item(
        item_id=post.item_id,
        account_id=account.id,
        customer_id="",
        case_id="",
        channel="public",
        purpose="courtesy",
        text=text,
        other=other if other != text else "",
        created_at=post.at,
        wanted_until=_true_until(post, account, now),
        follows=post.follows,
    )


def _true_until(post: CourtesyPost, account: Account, now: datetime) -> datetime:
    """When the post stops being worth making: what says "today" or "tomorrow" does so at midnight."""
    if post.kind in {"incident", "incident_end", "absence_end"}:
        return post.until
    zone = account.hours.zone
    midnight = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
    return min(post.until, midnight.astimezone(UTC))


def sayings(account: Account, said: Said, language: Variety, now: datetime, *, name: str = "") -> list[str]:
    """All the ways in which it is said at `now`; empty if what has to stand in it is not known, or it does not fit."""
    filled = {
        "brand": placeholder_values.brand(account.name, account.username),
        "name": placeholder_values.first_name(name),
        "today": _today(account, language, now),
        "return": account.hours.return_phrase(now, language, within=True) or "",
        "label": _label(account, now),
    }
    own: tuple[str, ...] = getattr(getattr(account.courtesy.texts, said), language_of(language))
    texts = own or shipped(language)[said]
    optional = {"name", "label"}
    told = [fill(text, filled) for text in texts if all(filled[n] for n in placeholders(text) if n not in optional)]
    return [text for text in told if placeholder_values.fits(text, POST_LIMIT)]


@cache
def shipped(language: Variety) -> dict[Said, tuple[str, ...]]:
    """The shipped ways of a language."""
    import tomllib  # noqa: PLC0415  only those who compose posts pay

    file = resources.files(__package__).joinpath("shipped", f"{language}.toml")
    written = tomllib.loads(file.read_text("utf-8"))
    return {said: tuple(written[said]) for said in PLACEHOLDERS}


def _today(account: Account, language: Variety, now: datetime) -> str:
    """What is still to come of the local day, past its midnight too: "de 9:00 a 14:00 y de 16:00 a 19:00"."""
    hours, clock = account.hours, TONGUES[language.lower()].clock
    local = now.astimezone(hours.zone)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), hours.zone)
    opening = now if hours.is_open(now) else hours.next_opening(now)
    spans: list[str] = []
    while opening is not None and opening < midnight:
        closing = hours.next_closing(opening)
        if closing is None or closing - now > timedelta(hours=36):
            return ""
        ends = (clock(at.astimezone(hours.zone)) for at in (opening, closing))
        spans.append(_SPAN[language_of(language)].format(*ends))
        opening = hours.next_opening(closing - timedelta(microseconds=1))
    head, last = spans[:-1], spans[-1:]
    return _AND[language_of(language)].join([part for part in (", ".join(head), *last) if part])


def _label(account: Account, now: datetime) -> str:
    explained = account.hours.explain(now)
    return placeholder_values.label(explained.label) if explained.reason is Reason.ABSENCE else ""
