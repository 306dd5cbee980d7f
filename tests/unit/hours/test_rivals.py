"""What other products get wrong, as their source, trackers and help pages show it, and ours right."""

from datetime import UTC, datetime, timedelta

import pytest

from care.hours import Hours, NeverOpens, osm

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")


def at(text) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def workdays(*spans, zone="Europe/Madrid") -> Hours:
    return Hours.model_validate({"timezone": zone, "weekly": {day: [list(span) for span in spans] for day in WORKDAYS}})


@pytest.mark.parametrize(
    "hours",
    [
        Hours(timezone="Europe/Madrid", always=True),
        osm.read("Mo-Su 00:00-24:00", "Europe/Madrid"),
        osm.read("Mo-Su 00:00-12:00,12:00-24:00", "Europe/Madrid"),
        osm.read("Mo-Su 08:00-20:00,20:00-08:00", "Europe/Madrid"),
    ],
)
def test_open_all_day_has_no_hole_before_midnight(hours):
    """Chatwoot stores 00:00-23:59 and is closed for the last minute; Zammad was, too."""
    assert all(hours.is_open(at("2026-11-20T23:59:00+01:00") + timedelta(seconds=n)) for n in range(120))
    assert hours.open_time(at("2026-11-20T00:00Z"), at("2026-11-27T00:00Z")) == timedelta(days=7)


def test_a_second_entry_on_one_date_is_kept():
    """osTicket keys occurrences by date and drops the second one."""
    hours = Hours.model_validate(
        {"timezone": "UTC", "dates": [{"from": "2026-12-24", "open": [["09:00", "12:00"], ["15:00", "17:00"]]}]}
    )
    assert hours.open_time(at("2026-12-24T00:00Z"), at("2026-12-25T00:00Z")) == timedelta(hours=5)


def test_a_schedule_without_a_working_day_ends_no_loop():
    """Frappe Helpdesk looks for the next working day without an end."""
    hours = Hours.model_validate({"timezone": "UTC", "weekly": {"mon": []}})
    assert hours.next_opening(at("2026-11-20T12:00Z")) is None
    with pytest.raises(NeverOpens):
        hours.add_open_time(at("2026-11-20T12:00Z"), timedelta(hours=4))


def test_the_lunch_break_is_never_a_deadline():
    """osTicket leaves deadlines inside the break."""
    hours = workdays(("09:00", "14:00"), ("16:00", "19:00"))
    deadline = hours.add_open_time(at("2026-11-20T13:30+01:00"), timedelta(minutes=45))
    assert deadline == at("2026-11-20T16:15+01:00")


def test_friday_at_four_plus_four_hours_is_monday_at_eleven():
    """A vendor's own example says Tuesday, 11:00."""
    hours = workdays(("09:00", "18:00"))
    assert hours.add_open_time(at("2026-11-20T16:00+01:00"), timedelta(hours=4)) == at("2026-11-23T11:00+01:00")


def test_friday_at_five_plus_a_working_day_is_monday_at_five():
    """A vendor's own example counts an hour of Friday that is over."""
    hours = workdays(("09:00", "17:00"))
    assert hours.add_open_time(at("2026-11-20T17:00+01:00"), timedelta(hours=8)) == at("2026-11-23T17:00+01:00")


def test_mornings_are_kept_when_afternoons_are_added():
    """A `;` replaces and a `,` adds: the first text has lost its mornings, and shows it."""
    lost = osm.read("Mo-Fr 09:00-14:00; Mo-Fr 16:00-19:00", "Europe/Madrid")
    kept = osm.read("Mo-Fr 09:00-14:00, Mo-Fr 16:00-19:00", "Europe/Madrid")
    assert osm.write(lost) == "Mo-Fr 16:00-19:00"
    assert osm.write(kept) == "Mo-Fr 09:00-14:00,16:00-19:00"


def test_a_night_shift_is_not_refused():
    """Chatwoot wants the closing after the opening; its advice is to set another time zone."""
    hours = workdays(("21:00", "02:00"))
    assert hours.is_open(at("2026-11-21T01:30+01:00"))
    assert not hours.is_open(at("2026-11-23T01:30+01:00"))


def test_the_closing_minute_is_closed():
    """Papercups includes it."""
    assert not workdays(("09:00", "17:00")).is_open(at("2026-11-20T17:00:00+01:00"))


def test_always_open_counts_every_hour_in_reports():
    """Chatwoot reports nothing at all for an inbox without hours."""
    hours = Hours(timezone="Europe/Madrid", always=True)
    assert hours.open_time(at("2026-11-20T00:00Z"), at("2026-11-21T00:00Z")) == timedelta(days=1)


def test_hours_across_a_change_of_clocks_are_real_hours():
    """Subtracting local times counts six hours on the night of 29 March 2026; it has five."""
    hours = osm.read("Su 00:00-06:00", "Europe/Madrid")
    assert hours.open_time(at("2026-03-28T12:00Z"), at("2026-03-29T12:00Z")) == timedelta(hours=5)
