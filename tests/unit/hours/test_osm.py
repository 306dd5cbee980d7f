"""OpenStreetMap's text, read and written to the minute, and what of it hours cannot say."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from tests.unit.hours.schedules import around, schedules

from care.hours import Hours, osm

NO_INTERVAL = "not an interval of up to 24 hours; correct it"
NO_RANGE = "not a range of up to three years; write it in order"


def unreadable(place) -> str:
    return (
        f"{place}: not understood; write weekdays (Mo-Fr), dates with a year (2026 Dec 25), times (09:00-14:00), "
        "24/7 or off, with ; between rules. Holidays (PH) are taken from a calendar instead"
    )


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


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Mo 00:00-24:00", "Mo 00:00-24:00"),
        ("Mo 00:00-00:00", "Mo 00:00-24:00"),
        ("Mo 23:59-24:00", "Mo 23:59-24:00"),
        ("Mo 00:00-00:01", "Mo 00:00-00:01"),
        ("Mo 23:59-23:58", "Mo 23:59-23:58"),
        ("Mo 23:59-47:58", "Mo 23:59-23:58"),
        ("Mo 10:59-11:59", "Mo 10:59-11:59"),
        ("Mo 12:00-24:01", "Mo 12:00-00:01"),
        ("Mo 09:00-12:00,11:00-13:00", "Mo 09:00-13:00"),
        ("Mo 09:00-14:00,11:00-12:00", "Mo 09:00-14:00"),
        ("Mo 11:00-12:00,09:00-10:00", "Mo 09:00-10:00,11:00-12:00"),
        ("Mo 09:00-12:00,12:00-13:00", "Mo 09:00-12:00,12:00-13:00"),
        ("Mo 00:00-14:00,12:00-24:00", "Mo 00:00-24:00"),
        ("Mo 09:00-10:00, 11:00-12:00", "Mo 09:00-10:00,11:00-12:00"),
        ("Mo 09:00 - 10:00", "Mo 09:00-10:00"),
        ("  Mo   09:00-10:00  ", "Mo 09:00-10:00"),
        ("Mo 09:00-10:00 ; Tu 11:00-12:00 ;", "Mo 09:00-10:00; Tu 11:00-12:00"),
        ("Mo-Mo 09:00-10:00", "Mo 09:00-10:00"),
        ("Su-Mo 09:00-10:00", "Mo 09:00-10:00; Su 09:00-10:00"),
        ("Tu-Mo 09:00-10:00", "Mo-Su 09:00-10:00"),
        ("Mo - We 09:00-10:00", "Mo-We 09:00-10:00"),
        ("Mo-Tu,Th-Fr 09:00-10:00", "Mo-Tu 09:00-10:00; Th-Fr 09:00-10:00"),
        ("Mo, We 09:00-10:00", "Mo 09:00-10:00; We 09:00-10:00"),
        ("Mo 09:00-10:00, We 09:00-10:00", "Mo 09:00-10:00; We 09:00-10:00"),
        ("Fr,Sa 22:00-02:00; Su 10:00-12:00", "Fr-Sa 22:00-02:00, Su 10:00-12:00"),
        ("open", "24/7"),
        ("24/7 open", "24/7"),
        ("24/7 off", "off"),
        ("24/7; Mo-Su 09:00-10:00", "Mo-Su 09:00-10:00"),
        ("Mo-Su 09:00-10:00, 24/7", "24/7"),
        ("Mo-Fr closed; Sa 09:00-10:00", "Sa 09:00-10:00"),
        ("24/7; 2026 Dec 25 09:00-10:00", "24/7; 2026 Dec 25 09:00-10:00"),
    ],
)
def test_a_week_is_read_to_the_minute(text, written):
    assert osm.write(osm.read(text, "UTC")) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026 Dec 25", "2026 Dec 25 00:00-24:00"),
        ("2026 Dec 25 open", "2026 Dec 25 00:00-24:00"),
        ("2026 Dec 25 closed", "2026 Dec 25 off"),
        ("2026 Dec 25-25 off", "2026 Dec 25 off"),
        ("2026 Dec 25 - 26 off", "2026 Dec 25-2026 Dec 26 off"),
        ("2026 Jan 01-2029 Jan 02 off", "2026 Jan 01-2029 Jan 02 off"),
        ("2026 Dec 24,26 off", "2026 Dec 24 off; 2026 Dec 26 off"),
        ("2026 Dec 24,25 off", "2026 Dec 24-2026 Dec 25 off"),
        ("2026 Nov 30,Dec 02 off", "2026 Nov 30 off; 2026 Dec 02 off"),
        ("2026 Nov 30-Dec 02,04 off", "2026 Nov 30-2026 Dec 02 off; 2026 Dec 04 off"),
        ("2026 Dec 31-2027 Jan 01,06 off", "2026 Dec 31-2027 Jan 01 off; 2027 Jan 06 off"),
        ("2026 Dec 31,2027 Jan 01 off", "2026 Dec 31-2027 Jan 01 off"),
        ("2026 Dec 21-27 Sa-Su off", "2026 Dec 26-2026 Dec 27 off"),
        ("2026 Dec 21-27 Mo off", "2026 Dec 21 off"),
        ("2026 Dec 25 off; 2026 Dec 24 off", "2026 Dec 24-2026 Dec 25 off"),
        ("2026 Dec 24 off; 2026 Dec 25 10:00-11:00", "2026 Dec 24 off; 2026 Dec 25 10:00-11:00"),
        ('2026 Dec 24 off "a"; 2026 Dec 25 off "b"', '2026 Dec 24 off "a"; 2026 Dec 25 off "b"'),
        ('2026 Dec 24 off "a"; 2026 Dec 25 off "a"', '2026 Dec 24-2026 Dec 25 off "a"'),
        ('2026 Dec 24 "a"', '2026 Dec 24 00:00-24:00 "a"'),
        ('2026 Dec 24 10:00-11:00 "a", 2026 Dec 24 12:00-13:00', '2026 Dec 24 10:00-11:00,12:00-13:00 "a"'),
        ('2026 Dec 24 10:00-11:00 "a", 2026 Dec 24 12:00-13:00 "b"', '2026 Dec 24 10:00-11:00,12:00-13:00 "b"'),
        ('2026 Dec 24 10:00-11:00 "a"; 2026 Dec 24 12:00-13:00', "2026 Dec 24 12:00-13:00"),
        ("2026 Dec 25 10:00-11:00, 2026 Dec 25 10:30-12:00", "2026 Dec 25 10:00-12:00"),
        ("2026 Dec 25 22:00-02:00", "2026 Dec 25 22:00-02:00"),
    ],
)
def test_dates_are_read_to_the_day(text, written):
    assert osm.write(osm.read(text, "UTC")) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        # 24 December 2026 is a Thursday.
        ("2026 Dec 24 off; Fr 09:00-10:00", "Fr 09:00-10:00; 2026 Dec 24 off"),
        ("2026 Dec 24 off, Fr 09:00-10:00", "Fr 09:00-10:00; 2026 Dec 24 off"),
        ("2026 Dec 24 off; Th 09:00-10:00", "Th 09:00-10:00"),
        ('2026 Dec 24 11:00-12:00 "a", Th 09:00-10:00', 'Th 09:00-10:00; 2026 Dec 24 09:00-10:00,11:00-12:00 "a"'),
        ("Th 09:00-10:00; 2026 Dec 24 11:00-12:00", "Th 09:00-10:00; 2026 Dec 24 11:00-12:00"),
        ("Th 09:00-10:00, 2026 Dec 24 11:00-12:00", "Th 09:00-10:00; 2026 Dec 24 09:00-10:00,11:00-12:00"),
        ("Fr 09:00-10:00, 2026 Dec 24 11:00-12:00", "Fr 09:00-10:00; 2026 Dec 24 11:00-12:00"),
    ],
)
def test_a_later_rule_changes_the_days_that_it_names_and_no_others(text, written):
    assert osm.write(osm.read(text, "UTC")) == written


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", unreadable("'' (character 1)")),
        ("abcdefghijklmnopqrstuvwxyz", unreadable("'abcdefghijklmnopqrst' (character 1)")),
        ("Mo 09:00-10:00;; Tu off", unreadable("'; Tu off' (character 16)")),
        ("Mo 09:00-10:00 || off", unreadable("'|| off' (character 16)")),
        ("Mo 09:00-10:00, || off", unreadable("'|| off' (character 17)")),
        ("Mo 09:00-10:00 Tu", unreadable("'Tu' (character 16)")),
        ("24/7 Tu", unreadable("'Tu' (character 6)")),
        ("Mo Tu 09:00-10:00", unreadable("'Tu 09:00-10:00' (character 4)")),
        ("Mo 09:00-10:00 11:00-12:00", unreadable("'11:00-12:00' (character 16)")),
        ("2026 Dec 24 2026 Dec 26 off", unreadable("'2026 Dec 26 off' (character 13)")),
        ("24/7 2026 Dec 25 off", unreadable("'2026 Dec 25 off' (character 6)")),
        ("Mo 09:00-24:000", unreadable("'09:00-24:000' (character 4)")),
        ("Mo 24:00-25:00", f"'24:00-25:00' (character 4): {NO_INTERVAL}"),
        ("Mo 10:00-34:01", f"'10:00-34:01' (character 4): {NO_INTERVAL}"),
        ("Mo 00:00-24:01", f"'00:00-24:01' (character 4): {NO_INTERVAL}"),
        ("Mo 09:00-10:00,11:60-13:00", f"'11:60-13:00' (character 16): {NO_INTERVAL}"),
        ("Mo 11:00-12:60", f"'11:00-12:60' (character 4): {NO_INTERVAL}"),
        ("Tu off; 2026 Dec 25-24 off", f"'2026 Dec 25-24 off' (character 9): {NO_RANGE}"),
        ("2026 Jan 01-2029 Jan 03 off", f"'2026 Jan 01-2029 Jan' (character 1): {NO_RANGE}"),
        ("2026 Dec 25,2026 Feb 29 off", "'2026 Feb 29 off' (character 13): there is no such date; correct it"),
        ("2026 Jan 30-Feb 29 off", "'2026 Jan 30-Feb 29 o' (character 1): there is no such date; correct it"),
        ("2026 Dec 00 off", "'2026 Dec 00 off' (character 1): there is no such date; correct it"),
        ("Mo off; Dec 25 off", "'Dec 25 off' (character 9): a date without its year; write one date a year"),
        ("2026 25 off", "'2026 25 off' (character 1): a date without its year; write one date a year"),
        (
            "Mo 09:00-10:00; Tu 12:00-13:00 off",
            "'Tu 12:00-13:00 off' (character 17): times that are off; write the hours that remain",
        ),
        (
            "Mo 09:00-10:00; Tu 12:00-13:00 closed",
            "'Tu 12:00-13:00 close' (character 17): times that are off; write the hours that remain",
        ),
        ("Mo 09:00-10:00, Tu off", "'Tu off' (character 17): 'off' after a comma; write ; before it"),
        ('Mo "x"', "'Mo \"x\"' (character 1): a comment on weekly hours; keep comments for dates"),
        (
            "Mo 08:00-20:00,10:00-08:01",
            "times that overlap make more than 24 hours from one day; write times that only touch",
        ),
    ],
)
def test_what_is_refused_is_told_by_its_first_letters_and_where_they_stand(text, told):
    with pytest.raises(ValueError) as refusal:
        osm.read(text, "UTC")
    assert str(refusal.value) == told


def test_what_is_written_is_in_order_and_quotes_nothing_twice():
    hours = Hours.model_validate(
        {
            "timezone": "UTC",
            "weekly": {"sun": [["16:00", "18:00"], ["09:00", "10:00"]]},
            "dates": [
                {"from": "2027-01-06", "open": []},
                {"from": "2026-12-24", "to": "2026-12-26", "open": [["12:00", "13:00"], ["09:00", "10:00"]]},
                {"from": "2026-11-01", "open": [], "label": 'the "big" day'},
            ],
        }
    )
    assert osm.write(hours) == (
        "Su 09:00-10:00,16:00-18:00; 2026 Nov 01 off \"the 'big' day\"; "
        "2026 Dec 24-2026 Dec 26 09:00-10:00,12:00-13:00; 2027 Jan 06 off"
    )
    assert osm.read("2026 Dec 24-26 off", "UTC").dates[0].last == date(2026, 12, 26)


def test_a_full_day_that_ends_in_the_morning_is_read_and_written():
    plan = osm.read("Mo 09:00-08:59; 2026 Dec 25 off", "UTC")
    assert plan.weekly["mon"] == (("09:00", "08:59"),)
    assert osm.write(plan) == "Mo 09:00-08:59; 2026 Dec 25 off"
    assert plan.dates[0].first == date(2026, 12, 25)


def test_a_text_of_thousands_of_ranges_is_refused_by_its_length():
    with pytest.raises(ValueError, match="write one of up to 20000"):
        osm.read("; ".join(["2027 Jan 01-2029 Dec 31 09:00-10:00"] * 4_000), "UTC")
