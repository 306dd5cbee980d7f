"""OpenStreetMap's text, read and written."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from tests.unit.hours.schedules import around, schedules

from care.hours import Hours, osm


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Mo-Fr 09:00-14:00,16:00-19:00", None),
        ('Mo-Fr 09:00-14:00; 2026 Dec 24 09:00-12:00 "Nochebuena"; 2026 Dec 25 off', None),
        ("2026 Dec 24-2027 Jan 06 off", None),
        ("24/7", None),
        ("24/7; 2026 Dec 25 off", None),
        ("off", None),
        ("Fr 22:00-02:00, Sa 10:00-12:00", None),
        ("24/7; Su off", "Mo-Sa 00:00-24:00"),
        ("Mo-Su 00:00-24:00", "24/7"),
        ("09:00-18:00", "Mo-Su 09:00-18:00"),
        ("Mo-Fr", "Mo-Fr 00:00-24:00"),
        ("Mo,We 09:00-14:00", "Mo 09:00-14:00; We 09:00-14:00"),
        ("Sa-Mo 09:00-14:00;", "Mo 09:00-14:00; Sa-Su 09:00-14:00"),
        ("Mo-Fr 09:00-14:00; Mo-Fr 16:00-19:00", "Mo-Fr 16:00-19:00"),
        ("Mo-Fr 09:00-14:00, Mo-Fr 16:00-19:00", "Mo-Fr 09:00-14:00,16:00-19:00"),
        ("Mo-Fr 09:00-14:00, Mo 12:00-18:00", "Mo 09:00-18:00; Tu-Fr 09:00-14:00"),
        ("Mo-Fr 09:00-14:00; We off", "Mo-Tu 09:00-14:00; Th-Fr 09:00-14:00"),
        ("Fr 22:00-26:00", "Fr 22:00-02:00"),
        ("Mo-Fr 09:00-14:00 open", "Mo-Fr 09:00-14:00"),
        ("2026 Dec 24,31 off", "2026 Dec 24 off; 2026 Dec 31 off"),
        ("2026 Aug 01-09 Mo-Fr 09:00-14:00", "2026 Aug 03-2026 Aug 07 09:00-14:00"),
        ("2026 Dec 24 off; Mo-Fr 09:00-14:00", "Mo-Fr 09:00-14:00"),  # the order matters: the week reopens the date
        (
            "Mo-Fr 09:00-14:00; 2026 Dec 24 off, Mo-Fr 16:00-19:00",
            "Mo-Fr 09:00-14:00,16:00-19:00; 2026 Dec 24 16:00-19:00",
        ),
        ("Th 09:00-14:00, 2026 Dec 24 16:00-18:00", "Th 09:00-14:00; 2026 Dec 24 09:00-14:00,16:00-18:00"),
    ],
)
def test_a_text_means_what_its_language_says(text, written):
    hours = osm.read(text, "Europe/Madrid")
    assert osm.write(hours) == (written or text)
    assert osm.read(osm.write(hours), "Europe/Madrid") == hours


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("PH off", "'PH off' (character 1): not understood"),
        ("Mo-Fr 09:00-14:00; PH off", "'PH off' (character 20): not understood"),
        ("Mo 10:00+", "'10:00+' (character 4)"),
        ("Mo[1] 10:00-12:00", "'Mo[1] 10:00-12:00' (character 1)"),
        ("sunrise-sunset", "write weekdays (Mo-Fr)"),
        ("week 1-10 Mo 10:00-12:00", "not understood"),
        ("Mo-Fr 9:00-14:00", "'9:00-14:00' (character 7)"),
        ("Mo-Fr 09:00-14:00 || unknown", "'|| unknown'"),
        ("Dec 25 off", "a date without its year"),
        ("2026 Feb 30 off", "there is no such date"),
        ("2026 Dec 25-24 off", "write it in order"),
        ("Mo 09:00-17:00; Mo 12:00-13:00 off", "write the hours that remain"),
        ("Mo 09:00-17:00, Tu off", "write ; before it"),
        ('Mo 09:00-17:00 "by appointment"', "keep comments for dates"),
        ("Mo 10:00-10:00", "is empty"),
        ("Mo 10:00-36:00", "not an interval of up to 24 hours"),
        ("Mo 10:75-12:00", "not an interval of up to 24 hours"),
        ("Mo 08:00-20:00,10:00-09:00", "more than 24 hours"),
        ("", "not understood"),
        ("hello", "not understood"),
    ],
)
def test_what_hours_cannot_say_is_refused_by_name(text, words):
    with pytest.raises(ValueError) as refusal:
        osm.read(text, "Europe/Madrid")
    assert words in str(refusal.value)


@settings(deadline=None)
@given(schedules())
def test_what_is_written_is_read_as_the_same_hours(schedule):
    plan, day = schedule
    hours = Hours.model_validate(plan | {"absences": []})
    read = osm.read(osm.write(hours), hours.timezone)
    assert read.intervals(*around(day)) == hours.intervals(*around(day))


def test_absences_are_left_out():
    absence = {"from": "2026-11-23T10:00:00Z", "to": "2026-11-23T12:00:00Z"}
    hours = Hours.model_validate({"timezone": "UTC", "weekly": {"mon": [["09:00", "14:00"]]}, "absences": [absence]})
    assert osm.write(hours) == "Mo 09:00-14:00"
    start = datetime(2026, 11, 23, tzinfo=UTC)
    assert hours.open_time(start, start + timedelta(days=1)) == timedelta(hours=3)
