"""Which posts an account makes of itself, and when: by example, and for any hours, zone and absence."""

from copy import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.courtesy.posts import next_look, posts_due, unwanted
from care.courtesy.texts import item_of_post
from care.length.weighted import weighted_length
from care.model.account import Account
from care.model.incident import Incident
from care.model.outcomes import Code, outcome

WEEK = {day: [["09:00", "14:00"], ["16:00", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
MADRID = ZoneInfo("Europe/Madrid")


def shop(hours=None, incidents=(), language="es", **courtesy) -> Account:
    values = {
        "id": "2000000000000000001",
        "username": "tiendaluna",
        "name": "Tienda Luna",
        "language": language,
        "privacy_url": "https://tiendaluna.example/privacidad",
        "hours": {"timezone": "Europe/Madrid", "weekly": WEEK, **(hours or {})},
        "courtesy": {"greeting": True, "goodbye": True, "absence": True, **courtesy},
    }
    return replace(Account.model_validate(values), incidents=tuple(incidents))


def at(day: str, clock: str, zone: ZoneInfo = MADRID) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=zone).astimezone(UTC)


def made(account: Account, start: datetime, end: datetime) -> list[tuple[str, datetime]]:
    """Every post from `start` to `end`, as the tick of each minute that has something to look at makes them."""
    found: dict[str, datetime] = {}
    now: datetime | None = start
    while now is not None and now < end:
        for post in posts_due(account, now):
            found.setdefault(post.item_id, now)
        now = next_look(account, now)
    return list(found.items())


def test_a_day_with_a_lunch_break_has_one_greeting_and_one_goodbye():
    assert made(shop(), at("2026-11-24", "00:00"), at("2026-11-25", "00:00")) == [
        ("account:greeting:2026-11-24", at("2026-11-24", "09:00")),
        ("account:goodbye:2026-11-24", at("2026-11-24", "19:00")),
    ]


def test_everything_is_off_by_default():
    account = replace(shop(), courtesy=type(shop().courtesy)())
    assert made(account, at("2026-11-23", "00:00"), at("2026-11-30", "00:00")) == []
    assert next_look(account, at("2026-11-23", "00:00")) is None


def test_hours_past_midnight_belong_to_the_evening_on_which_they_begin():
    night = {"weekly": {"fri": [["13:00", "16:00"], ["20:00", "02:00"]], "sat": [["20:00", "02:00"]]}}
    assert made(shop(night), at("2026-11-27", "00:00"), at("2026-11-29", "12:00")) == [
        ("account:greeting:2026-11-27", at("2026-11-27", "13:00")),
        ("account:goodbye:2026-11-27", at("2026-11-28", "02:00")),
        ("account:greeting:2026-11-28", at("2026-11-28", "20:00")),
        ("account:goodbye:2026-11-28", at("2026-11-29", "02:00")),
    ]


def test_nothing_is_said_of_a_holiday():
    holiday = {"dates": [{"from": "2026-12-08", "open": [], "label": "Inmaculada"}]}
    days = {name[-10:] for name, _ in made(shop(holiday), at("2026-12-07", "00:00"), at("2026-12-10", "00:00"))}
    assert days == {"2026-12-07", "2026-12-09"}


def test_a_day_with_an_absence_is_not_greeted_and_the_absence_is_told_with_its_end():
    away = {"absences": [{"from": "2026-11-24T12:00:00+01:00", "to": "2026-11-26T12:00:00+01:00", "label": "obras"}]}
    account = shop(away)
    assert made(account, at("2026-11-24", "10:00"), at("2026-11-28", "00:00")) == [
        ("account:absence:2026-11-24T11:00:00.000000Z", at("2026-11-24", "12:00")),
        ("account:absence_end:2026-11-24T11:00:00.000000Z", at("2026-11-26", "12:00")),
        ("account:greeting:2026-11-27", at("2026-11-27", "09:00")),
        ("account:goodbye:2026-11-27", at("2026-11-27", "19:00")),
    ]
    now = at("2026-11-24", "12:00")
    item = item_of_post(posts_due(account, now)[0], account, now)
    assert item is not None
    assert "(obras)" in item.text
    assert "el jueves 26 de noviembre a las 12:00, hora de Madrid" in item.text


def test_an_absence_that_ends_at_night_is_over_when_somebody_is_there_and_that_morning_is_not_greeted_too():
    away = {"absences": [{"from": "2026-11-23T00:00:00+01:00", "to": "2026-11-25T00:00:00+01:00"}]}
    told = made(shop(away), at("2026-11-24", "00:00"), at("2026-11-25", "12:00"))
    assert ("account:absence_end:2026-11-22T23:00:00.000000Z", at("2026-11-25", "09:00")) in told
    assert [name for name, _ in told if "greeting" in name] == []


def incident(**changes) -> Incident:
    values = {"incident_id": "web", "terms": ["la web"], "texts": {"es": "La web no va."}, "post": True}
    ends = {"end_texts": {"es": "La web ya va."}, "started_at": at("2026-11-24", "08:30")}
    return Incident.model_validate(values | ends | changes)


def test_during_an_incident_the_day_is_not_greeted_and_the_incident_is_told_once_and_its_end_once():
    account = shop(incidents=[incident()])
    assert made(account, at("2026-11-24", "00:00"), at("2026-11-24", "23:00")) == [
        ("account:incident:web:2026-11-24T07:30:00.000000Z", at("2026-11-24", "08:30"))
    ]
    over = shop(incidents=[incident(ended_at=at("2026-11-24", "18:00"))])
    end, goodbye = made(over, at("2026-11-24", "18:00"), at("2026-11-24", "23:00"))
    assert end == ("account:incident_end:web:2026-11-24T07:30:00.000000Z", at("2026-11-24", "18:00"))
    assert goodbye[0] == "account:goodbye:2026-11-24"
    [post] = posts_due(over, at("2026-11-24", "18:00"))
    assert post.follows == "account:incident:web:2026-11-24T07:30:00.000000Z"


def test_an_incident_is_told_to_everybody_only_if_the_supervisor_asked_for_it():
    account = shop(incidents=[incident(post=False)])
    assert made(account, at("2026-11-24", "00:00"), at("2026-11-24", "08:59")) == []


@pytest.mark.parametrize(
    ("item_id", "now", "changes", "why"),
    [
        ("account:greeting:2026-11-24", at("2026-11-24", "09:10"), {}, None),
        ("account:greeting:2026-11-24", at("2026-11-24", "09:10"), {"greeting": False}, Code.posts_off),
        ("account:greeting:2026-11-24", at("2026-11-24", "14:10"), {}, Code.closed_now),
        ("account:goodbye:2026-11-24", at("2026-11-25", "09:10"), {}, Code.open_again),
        ("account:absence:2026-11-24T11:00:00.000000Z", at("2026-11-24", "12:10"), {}, Code.absence_over),
    ],
)
def test_a_post_that_waits_is_asked_about_again(item_id, now, changes, why):
    found = unwanted(item_id, shop(**changes), now)
    assert (found and found.code) == why


def test_a_greeting_that_waits_is_not_made_once_an_incident_is_open():
    account = shop(incidents=[incident()])
    assert unwanted("account:greeting:2026-11-24", account, at("2026-11-24", "09:10")) == outcome(Code.incident_open)


def test_a_tick_that_comes_late_still_greets_within_half_an_hour_and_not_later():
    assert [p.kind for p in posts_due(shop(), at("2026-11-24", "09:29"))] == ["greeting"]
    assert posts_due(shop(), at("2026-11-24", "09:31")) == []


def test_the_text_says_the_hours_of_the_day_and_another_one_each_day():
    said = []
    for day in ("2026-11-23", "2026-11-24", "2026-11-25"):
        now = at(day, "09:00")
        item = item_of_post(posts_due(shop(), now)[0], shop(), now)
        assert item is not None
        assert "de 9:00 a 14:00 y de 16:00 a 19:00" in item.text
        assert item.other not in {"", item.text}
        said.append(item.text)
    assert len(set(said)) == 3


ZONES = ["Europe/Madrid", "America/Sao_Paulo", "Australia/Lord_Howe", "Atlantic/Azores", "America/New_York", "UTC"]


@st.composite
def schedules(draw) -> dict[str, Any]:
    week = {}
    for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
        marks = sorted(draw(st.sets(st.integers(0, 47), max_size=4)))
        marks = marks[: len(marks) // 2 * 2]
        spans = [
            [f"{a // 2:02}:{a % 2 * 30:02}", f"{b // 2:02}:{b % 2 * 30:02}"]
            for a, b in zip(marks[::2], marks[1::2], strict=True)
        ]
        week[day] = spans
    return {"timezone": draw(st.sampled_from(ZONES)), "weekly": week}


# Clocks change in these days in Madrid, the Azores, New York and on Lord Howe Island.
STARTS = st.sampled_from(
    [date(2026, 3, 5), date(2026, 3, 26), date(2026, 4, 2), date(2026, 10, 1), date(2026, 10, 22), date(2026, 10, 30)]
)
LANGUAGES = st.sampled_from(["es", "pt", "en"])


@given(schedules(), STARTS, st.booleans(), LANGUAGES)
@settings(max_examples=80, deadline=None)
def test_for_any_hours_no_day_is_greeted_twice_and_no_post_lies_where_it_is_untrue(hours, start, away, language):
    first = datetime(start.year, start.month, start.day, tzinfo=UTC)
    if away:
        hours = hours | {
            "absences": [
                {
                    "from": (first + timedelta(days=2, hours=7)).isoformat(),
                    "to": (first + timedelta(days=3)).isoformat(),
                }
            ]
        }
    account = shop(hours, language=language)
    zone = account.hours.zone
    absent = {(first + timedelta(days=2, hours=h)).astimezone(zone).date() for h in range(7, 24)}
    for name, now in made(account, first, first + timedelta(days=9)):
        kind = name.split(":")[1]
        day = now.astimezone(zone).date()
        if kind == "greeting":
            assert account.hours.is_open(now)
            assert name.endswith(str(day))
            assert not (away and day in absent)
        if kind == "goodbye":
            assert not account.hours.is_open(now)
        if kind == "absence":
            assert not account.hours.is_open(now)
        for post in posts_due(account, now):
            if post.item_id == name:
                item = item_of_post(post, account, now)
                assert item is None or weighted_length(item.text) <= 280
                assert unwanted(name, account, now) is None


@given(schedules(), STARTS)
@settings(max_examples=60, deadline=None)
def test_for_any_hours_a_tick_each_minute_finds_what_the_looks_find(hours, start):
    account = shop(hours)
    first = datetime(start.year, start.month, start.day, tzinfo=UTC)
    looked = {name for name, _ in made(account, first, first + timedelta(days=3))}
    each = {p.item_id for n in range(0, 3 * 24 * 60, 10) for p in posts_due(account, first + timedelta(minutes=n))}
    # What began before the first look was due then.
    assert looked == each


def test_a_goodbye_that_says_tomorrow_is_not_made_after_midnight():
    late = shop({"weekly": {"mon": [["09:00", "23:50"]], "tue": [["09:00", "12:00"]]}})
    now = at("2026-11-23", "23:50")
    item = item_of_post(posts_due(late, now)[0], late, now)
    assert item is not None
    assert "mañana" in item.text
    assert item.wanted_until == at("2026-11-24", "00:00")


def test_a_greeting_tells_the_opening_though_the_look_comes_some_seconds_later():
    now = at("2026-11-24", "09:00") + timedelta(seconds=70)
    item = item_of_post(posts_due(shop(), now)[0], shop(), now)
    assert item is not None
    assert "de 9:00 a 14:00" in item.text
