"""OpenStreetMap's text at its borders: the longest range, the last minute, what belongs to which rule."""

from datetime import date

import pytest

from care.hours import Hours, osm


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


def unreadable(place):
    return (
        f"{place}: not understood; write weekdays (Mo-Fr), dates with a year (2026 Dec 25), times (09:00-14:00), "
        "24/7 or off, with ; between rules. Holidays (PH) are taken from a calendar instead"
    )


NO_INTERVAL = "not an interval of up to 24 hours; correct it"
NO_RANGE = "not a range of up to three years; write it in order"


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
