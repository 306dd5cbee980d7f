"""Files and answers of others: settings, calendars, opening hours as text, secrets, answers of a brand's API."""

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from infra import ROOT
from infra.settings_file import WrongSettings, account_of
from tests.hostile.texts import TEXTS

from care.hours import osm
from care.hours.calendar import LARGEST_FILE, read
from care.model.lookup_outcome import Failed, LookupFound
from care.model.settings.fields import LONGEST, fields_of
from care.x.credentials import UnreadableSecret, read_app_secret

DEMO = (ROOT / "infra" / "local" / "demo.toml").read_text(encoding="utf-8")
LINES = DEMO.splitlines()
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
ODD_LINES = [*TEXTS.values(), "[", "a = 1", "x = 9" + "9" * 400, "z = 1979"]
ODD_FILES = ["[" * 20_000, "a = " + "[" * 5_000, "a." * 5_000 + "b = 1", '"' * 9_999]
ODD_HOURS = ["Mo-" * 300, "24/7;" * 300, "Mo 09:00-" + "9" * 500, "PH,SH " * 200]
EVENT = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
DTSTART{start}
DTEND{end}
SUMMARY:{summary}
{more}
END:VEVENT
END:VCALENDAR
"""


def taken[Value](refusal: type[Exception], read: Callable[[], Value]) -> tuple[Value | None, str]:
    """What was read, or why not: any other exception than the documented one is a fault."""
    try:
        return read(), ""
    except refusal as error:
        return None, str(error) or "refused without a word"


@settings(deadline=None, max_examples=200)
@given(st.integers(0, len(LINES) - 1), st.sampled_from(ODD_LINES))
def test_settings_with_any_line_in_them_are_taken_or_refused_in_words(place, line):
    text = "\n".join([*LINES[:place], line, *LINES[place:]])
    account, why = taken(WrongSettings, lambda: account_of(text, Path("account.toml")))
    assert why.startswith("account.toml") if account is None else account.username == "tiendaluna"


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=400) | st.sampled_from(ODD_FILES))
@example("a=" + "1" * 5_000)
def test_any_text_is_settings_or_refused_in_words(text):
    _, why = taken(WrongSettings, lambda: account_of(text, Path("account.toml")))
    assert why.startswith("account.toml")


VALUES = {
    "before time": (";VALUE=DATE:00010101", ";VALUE=DATE:00010102", ""),
    "after time": (";VALUE=DATE:99991231", ";VALUE=DATE:99991231", ""),
    "backwards": (";VALUE=DATE:20260505", ";VALUE=DATE:20260501", ""),
    "each second": (":20260101T000000Z", ":20260101T000001Z", "RRULE:FREQ=SECONDLY"),
    "each minute": (":20260101T000000Z", ":20260101T000030Z", "RRULE:FREQ=MINUTELY;COUNT=1000000000"),
    "never ending": (";VALUE=DATE:20200101", ";VALUE=DATE:20200102", "RRULE:FREQ=DAILY;INTERVAL=1"),
    "never coming": (":20260101T000000Z", ":20260101T010000Z", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"),
    "interval 0": (":20260101T000000Z", ":20260101T010000Z", "RRULE:FREQ=DAILY;INTERVAL=0"),
    "interval huge": (":20260101T000000Z", ":20260101T010000Z", "RRULE:FREQ=DAILY;INTERVAL=99999999999999999999"),
    "a rule of nonsense": (":20260101T000000Z", ":20260101T010000Z", "RRULE:FREQ=SOMETIMES;BYDAY=XX"),
    "exdates of nonsense": (":20260101T000000Z", ":20260101T010000Z", "RRULE:FREQ=DAILY\nEXDATE:nonsense"),
    "no zone": (":20260101T000000", ":20260101T010000", ""),
    "an unknown zone": (";TZID=Mars/Olympus:20260101T000000", ";TZID=Mars/Olympus:20260101T010000", ""),
    "not a date": (":soon", ":later", ""),
    "a duration": (":20260101T000000Z", ":20260101T010000Z", "DURATION:P99999999999D"),
}


@pytest.mark.parametrize(
    "summary", ["Navidad", TEXTS["markup"], TEXTS["bidi"], "x" * 100_000], ids=["x", "a", "b", "l"]
)
@pytest.mark.parametrize(("start", "end", "more"), VALUES.values(), ids=VALUES.keys())
def test_any_calendar_is_read_or_refused_with_a_reason(start, end, more, summary):
    ics = EVENT.format(start=start, end=end, summary=summary, more=more).replace("\n", "\r\n").encode()
    found, why = taken(ValueError, lambda: read(ics, FIRST, LAST))
    assert why if found is None else sum(len(one) for one in found) <= 4_000


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=600) | st.text(max_size=600).map(lambda t: t.encode("utf-8", "replace")))
@example(b"BEGIN:VCALENDAR\r\n" * 20_000)
@example(b"BEGIN:VEVENT\nUID:1\r\nDTSTART;VALUE=D,AT:10260501\r\nEND:VEVENT\r\n")  # found by `make fuzz`
@example(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + b" x\r\n" * 100_000)
def test_any_bytes_are_a_calendar_or_refused_with_a_reason(ics):
    for whole in (ics, b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + ics + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"):
        taken(ValueError, partial(read, whole, FIRST, LAST))


def test_a_calendar_of_a_hundred_megabytes_is_not_read():
    with pytest.raises(ValueError, match="bytes"):
        read(b"x" * (LARGEST_FILE + 1), FIRST, LAST)


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=300) | st.sampled_from(ODD_HOURS))
def test_any_opening_hours_are_read_or_refused_with_a_reason(text):
    taken(ValueError, lambda: osm.read(text, "Europe/Madrid"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None, max_examples=300)
@given(JSON | st.sampled_from(list(TEXTS.values())))
def test_any_secret_is_read_or_refused_without_showing_it(value):
    text = json.dumps(value) if not isinstance(value, str) else value
    _, why = taken(UnreadableSecret, lambda: read_app_secret(text))
    assert len(text) < 12 or text not in why


@settings(deadline=None, max_examples=300)
@given(JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=300))
@example(b"[" * 60_000)
@example(b'{"status": ' + b"9" * 60_000 + b"}")
@example(b'{"status": "' + b"a" * 60_000 + b'"}')
@example(b'{"status": NaN}')
def test_any_answer_of_a_brands_api_becomes_small_fields_or_a_reason(body):
    found = fields_of(body, {"status": "status", "deep": "a.b.c.0.d"})
    assert isinstance(found, LookupFound | Failed)
    one = fields_of(body, {"status": "status"})
    fields = one.fields.values() if isinstance(one, LookupFound) else []
    assert all(not isinstance(field, str) or 0 < len(field) <= LONGEST for field in fields)
