"""Opening hours: the week with its breaks, dates and holidays, absences, the time zone; and what is told then."""

from copy import replace
from datetime import datetime, time
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from care import late
from care.desk.sections.drafts import Checks, Draft, Fields, InvalidDraft, given, rows, ticked
from care.faults import Fault
from care.holiday_years import with_holidays, years_to_resolve
from care.hours.model import DAYS, Hours
from care.model.account import Account, HolidaySettings
from care.model.settings.occasions import LANGUAGES, Language, Occasion
from care.problems import problem, problems_of
from care.texts.composition import About, occasion_of, sayings
from care.texts.shipped_texts import shipped

_LOOSE = late.pattern(r"(\d{1,2})(?:[:.hH](\d{2})?)?")
_TONIGHT, _NOON = time(22), time(12)

__all__ = ["HoursPreview", "change", "draft_of", "read", "told"]


def draft_of(account: Account) -> Draft:
    """What the form shows of the hours as they are."""
    hours, zone = account.hours, account.hours.zone
    return {
        "timezone": hours.timezone,
        "always": hours.always,
        "weekly": {day: [{"from": s, "to": e} for s, e in sorted(hours.weekly.get(day, ()))] for day in DAYS},
        "dates": [
            {
                "from": entry.first.isoformat(),
                "to": entry.last.isoformat() if entry.last != entry.first else "",
                "open": ", ".join(f"{start}-{end}" for start, end in entry.open),
                "label": entry.label or "",
            }
            for entry in sorted(hours.dates, key=lambda entry: entry.first)
        ],
        "absences": [
            {"from": _local(entry.start, zone), "to": _local(entry.end, zone), "label": entry.label or ""}
            for entry in sorted(hours.absences, key=lambda entry: entry.start)
        ],
        "country": account.holidays.country if account.holidays else "",
        "region": (account.holidays.region if account.holidays else "") or "",
    }


def read(fields: Fields) -> Draft:
    """The draft of a form that was sent."""
    return {
        "timezone": fields.get("timezone", "").strip(),
        "always": ticked(fields, "always"),
        "weekly": {day: rows(fields, f"weekly.{day}", ("from", "to")) for day in DAYS},
        "dates": rows(fields, "dates", ("from", "to", "open", "label")),
        "absences": rows(fields, "absences", ("from", "to", "label")),
        "country": fields.get("country", "").strip().upper(),
        "region": fields.get("region", "").strip(),
    }


def change(account: Account, draft: Draft, now: datetime) -> Account:
    """The account with these hours; public holidays of a country that is new to it join the dates."""
    checks = Checks()
    hours = checks.value("hours", _hours(draft, now), account.hours)
    holidays = checks.value("holidays", _holidays(account, draft), account.holidays)
    checks.end()
    try:
        left = _without_holidays_of_elsewhere(account, hours, holidays, now)
        return with_holidays(replace(account, hours=left, holidays=holidays), years_to_resolve(now))
    except PydanticCustomError as error:
        place = "region" if error.type == Fault.unknown_region else "country"
        raise InvalidDraft([problem(error, place)]) from None
    except ValidationError as error:
        raise InvalidDraft(problems_of(error, "hours")) from None


class HoursPreview(NamedTuple):
    """What a customer is told at an instant: whether it is open, and the automatic message, by language.

    `label` is that of the date or absence that decides.
    """

    moment: Literal["now", "tonight", "holiday"]
    at: datetime
    occasion: Occasion
    label: str
    status: dict[Language, str]
    texts: dict[Language, str]


def told(account: Account, now: datetime) -> list[HoursPreview]:
    """What a customer who writes in public is told now, tonight and on the next closed date."""
    zone = account.hours.zone
    today = now.astimezone(zone).date()
    tonight = max(now, datetime.combine(today, _TONIGHT, zone))
    closed = sorted(entry.first for entry in account.hours.dates if not entry.open and entry.last >= today)
    found = [_told(account, "now", now), _told(account, "tonight", tonight)]
    if closed:
        day = max(closed[0], today)
        found.append(_told(account, "holiday", datetime.combine(day, _NOON, zone)))
    return found


def _told(account: Account, moment: Literal["now", "tonight", "holiday"], at: datetime) -> HoursPreview:
    occasion = occasion_of(account, "public", at)
    texts: dict[Language, str] = {}
    for language in LANGUAGES:
        about = About(case_id="7K3M9QX2TB4W", absence=shipped(language).samples["label"])
        texts[language] = sayings(account, occasion, "public", language, at, about)[0]
    status: dict[Language, str] = {language: account.hours.status(at, language) for language in LANGUAGES}
    return HoursPreview(moment, at, occasion, account.hours.explain(at).label or "", status, texts)


def _hours(draft: Draft, now: datetime) -> dict[str, Any]:
    zone = _zone(draft["timezone"])
    # Who says only until when nobody is there means from now on.
    begins = now.replace(second=0, microsecond=0)
    return {
        "timezone": draft["timezone"],
        "always": draft["always"],
        "weekly": {day: [_span(row) for row in spans] for day, spans in draft["weekly"].items() if spans},
        "dates": [
            {**given({"from": row["from"], "to": row["to"], "label": row["label"]}), "open": _spans(row["open"])}
            for row in draft["dates"]
        ],
        "absences": [
            given(
                {
                    "from": _instant(row["from"], zone) if row["from"] or not row["to"] else begins,
                    "to": _instant(row["to"], zone),
                    "label": row["label"],
                }
            )
            for row in draft["absences"]
        ],
    }


def _without_holidays_of_elsewhere(
    account: Account, hours: Hours, wanted: HolidaySettings | None, now: datetime
) -> Hours:
    """The hours without the coming holidays of the country or region that was kept before another one took its place.

    A date that somebody changed is theirs and stays, as do the dates where no country is named any more.
    """
    known = account.holidays
    if known is None or wanted is None or (known.country, known.region) == (wanted.country, wanted.region):
        return hours
    from care.hours import holiday  # noqa: PLC0415  14 MB that only this needs

    today = now.astimezone(hours.zone).date()
    gone = holiday.dates(known.country, known.region, known.years, account.language)
    return replace(hours, dates=tuple(entry for entry in hours.dates if entry.last < today or entry not in gone))


def _holidays(account: Account, draft: Draft) -> dict[str, Any] | None:
    if not draft["country"] and not draft["region"]:
        return None
    wanted = {"country": draft["country"], "region": draft["region"] or None}
    known = account.holidays
    same = known is not None and (known.country, known.region) == (wanted["country"], wanted["region"])
    return {**wanted, "years": known.years if known is not None and same else ()}


def _span(row: dict[str, str]) -> tuple[str, str]:
    return _clock(row["from"]), _clock(row["to"])


def _spans(text: str) -> list[tuple[str, str]]:
    pairs = (part.replace("–", "-").partition("-") for part in text.split(",") if part.strip())  # noqa: RUF001  people write both
    return [(_clock(start), _clock(end)) for start, _, end in pairs]


def _clock(text: str) -> str:
    """A time as the hours want it, from what people write: "9", "9:30", "9.30", "9h"."""
    found = _LOOSE.fullmatch(text.strip())
    return f"{int(found[1]):02}:{found[2] or '00'}" if found else text.strip()


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None  # the hours refuse it, and say which is near


def _instant(text: str, zone: ZoneInfo | None) -> datetime | str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return at.replace(tzinfo=zone) if at.tzinfo is None else at


def _local(at: datetime, zone: ZoneInfo) -> str:
    """An instant as local time; with its offset where the local time alone would mean another one."""
    local = at.astimezone(zone)
    if local.replace(fold=0) != local or local.replace(fold=0).utcoffset() != local.utcoffset():
        return local.isoformat()
    return local.replace(tzinfo=None).isoformat(timespec="minutes" if not local.second else "seconds")
