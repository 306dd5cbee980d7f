"""What hours refuse: the place, the reason and the way to mend it are in the message."""

import pytest
from pydantic import ValidationError

from care.hours import Hours
from care.problems import written

ALSO = {"timezone": "Europe/Madrid"}


def told(refusal: ValidationError) -> str:
    """What is said of each place, with the places as settings name them and as Python does."""
    found = [(each["loc"], each["msg"]) for each in refusal.errors()]
    return "\n".join(f"{written(loc)}: {said}\n{'.'.join(map(str, loc))}" for loc, said in found)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"timezone": "Europe/Madird"}, ["timezone", "'Europe/Madird'", "did you mean Europe/Madrid?"]),
        ({"timezone": "../etc/passwd"}, ["timezone", "write one like Europe/Madrid"]),
        ({"timezone": ""}, ["timezone", "write one like Europe/Madrid"]),
        ({"timezone": "Europe"}, ["timezone", "write one like Europe/Madrid"]),
        ({"weekly": {}, "timezone": None}, ["timezone", "string"]),
        (
            ALSO | {"weekley": {}},
            ["unknown key 'weekley' (did you mean weekly?)", "known are timezone, weekly, always"],
        ),
        (ALSO | {"weekly": {"monday": []}}, ["unknown day 'monday'", "write mon, tue"]),
        (ALSO | {"weekly": {"mon": [["09:00", "14:00"], ["9:00", "10:00"]]}}, ["weekly.mon[1]", "'9:00'", "as 09:00"]),
        (ALSO | {"weekly": {"mon": [["25:00", "26:00"]]}}, ["weekly.mon[0]", "'25:00'", "00:00 to 24:00"]),
        (ALSO | {"weekly": {"mon": [["09:60", "10:00"]]}}, ["weekly.mon[0]", "'09:60'"]),
        (ALSO | {"weekly": {"mon": [["09:00", "24:01"]]}}, ["weekly.mon[0]", "'24:01'"]),
        (ALSO | {"weekly": {"mon": [["09:00", "10:00\n"]]}}, ["weekly.mon[0]", "not a time of day"]),
        (ALSO | {"weekly": {"mon": [["٠٩:00", "10:00"]]}}, ["weekly.mon[0]", "not a time of day"]),
        (ALSO | {"weekly": {"mon": [["24:00", "02:00"]]}}, ["weekly.mon[0]", "00:00 of the next day"]),
        (ALSO | {"weekly": {"mon": [["09:00", "09:00"]]}}, ["weekly.mon[0]", "is empty", "a whole day is 00:00-24:00"]),
        (ALSO | {"weekly": {"mon": [["00:00", "00:00"]]}}, ["weekly.mon[0]", "a whole day is 00:00-24:00"]),
        (ALSO | {"weekly": {"mon": [["09:00"]]}}, ["weekly.mon.0", "Field required"]),
        (
            ALSO | {"weekly": {"mon": [["09:00", "14:00"], ["13:59", "19:00"]]}},
            ["weekly.mon[1]: starts at 13:59, before weekly.mon[0] ends at 14:00", "touch or stand apart"],
        ),
        (
            ALSO | {"weekly": {"fri": [["22:00", "02:00"]], "sat": [["01:00", "03:00"]]}},
            ["weekly.sat[0]: starts at 01:00, before weekly.fri[0] ends at 02:00"],
        ),
        (
            ALSO | {"weekly": {"sun": [["22:00", "02:00"]], "mon": [["05:00", "06:00"], ["01:00", "03:00"]]}},
            ["weekly.mon[1]: starts at 01:00, before weekly.sun[0] ends at 02:00"],
        ),
        (ALSO | {"weekly": {"mon": [["09:00", "14:00"]]}, "always": True}, ["always", "remove one of the two"]),
        (ALSO | {"always": "yes"}, ["always", "boolean"]),
        (ALSO | {"dates": [{"from": "2026-12-24"}]}, ["dates.0.open", "Field required"]),
        (ALSO | {"dates": [{"from": 20261224, "open": []}]}, ["dates.0.from", "write it as 2026-12-24"]),
        (ALSO | {"dates": [{"from": "24/12/2026", "open": []}]}, ["dates.0.from", "write it as 2026-12-24"]),
        (ALSO | {"dates": [{"from": "2026-02-29", "open": []}]}, ["dates.0.from", "day value is outside"]),
        (ALSO | {"dates": [{"from": "2026-12-24", "opens": []}]}, ["unknown key 'opens' (did you mean open?)"]),
        (
            ALSO | {"dates": [{"from": "2026-12-25", "to": "2026-12-24", "open": []}]},
            ["dates[0]: from 2026-12-25 is after to 2026-12-24; swap them"],
        ),
        (
            ALSO
            | {"dates": [{"from": "2026-12-25", "open": []}, {"from": "2026-12-20", "to": "2026-12-25", "open": []}]},
            ["dates[0]: 2026-12-25 already has hours in dates[1]; put them in one entry"],
        ),
        (
            ALSO
            | {"dates": [{"from": "2026-12-25", "open": []}, {"from": "2026-12-25", "open": [["10:00", "12:00"]]}]},
            ["dates[1]: 2026-12-25 already has hours in dates[0]"],
        ),
        (
            ALSO
            | {"dates": [{"from": "2026-12-24", "to": "2026-12-25", "open": [["20:00", "02:00"], ["01:00", "03:00"]]}]},
            ["dates[0].open[1]: starts at 01:00, before dates[0].open[0] ends at 02:00"],
        ),
        (
            ALSO
            | {
                "dates": [
                    {"from": "2026-12-24", "open": [["20:00", "02:00"]]},
                    {"from": "2026-12-25", "open": [["01:00", "03:00"]]},
                ]
            },
            ["dates[1].open[0]: starts at 01:00, before dates[0].open[0] ends at 02:00"],
        ),
        (
            ALSO | {"absences": [{"from": "2026-12-24T12:00:00", "to": "2026-12-24T13:00:00Z"}]},
            ["absences.0.from", "says no time zone", "2026-12-24T12:00:00Z"],
        ),
        (
            ALSO | {"absences": [{"from": "2026-12-24T12:00:00Z", "to": "2026-12-24T13:00:00+01:00"}]},
            ["absences.0", "is not before", "swap or move them"],
        ),
        (ALSO | {"absences": [{"from": 0, "to": "2026-12-24T13:00:00Z"}]}, ["absences.0.from", "not an instant"]),
        (
            ALSO | {"absences": [{"from": "2026-12-24T13:00:00Z", "to": "9999-12-31T23:59:59-10:00"}]},
            ["absences.0.to", "beyond the calendar"],
        ),
    ],
)
def test_what_is_wrong_is_refused_with_its_place_and_the_way_to_mend_it(given, words):
    with pytest.raises(ValidationError) as refusal:
        Hours.model_validate(given)
    for word in words:
        assert word in told(refusal.value)


def test_all_mistakes_are_told_at_once():
    with pytest.raises(ValidationError) as refusal:
        Hours.model_validate(
            ALSO
            | {
                "weekly": {"mon": [["9", "10"]], "tue": [["10:00", "10:00"]]},
                "dates": [{"from": "2026-12-24", "open": [["x", "y"]]}],
            }
        )
    places = [written(each["loc"]) for each in refusal.value.errors()]
    assert places == ["weekly.mon[0]", "weekly.tue[0]", "dates[0].open[0]"]


@pytest.mark.parametrize(
    "given",
    [
        {"weekly": {"mon": [["09:00", "14:00"], ["14:00", "19:00"]]}},
        {"weekly": {"fri": [["22:00", "02:00"]], "sat": [["02:00", "03:00"]]}},
        {"weekly": {"mon": [["14:00", "24:00"]], "tue": [["00:00", "02:00"]]}},
        # The week's night is not the special date's business: it ends as planned and the two merge.
        {"weekly": {"fri": [["22:00", "02:00"]]}, "dates": [{"from": "2026-11-28", "open": [["00:00", "24:00"]]}]},
        {"absences": [{"from": "2026-12-24T12:00:00Z", "to": "2026-12-25T12:00:00Z"}] * 2},
        {"weekly": {"mon": []}, "always": True},
    ],
)
def test_what_touches_or_is_of_another_rule_is_accepted(given):
    Hours.model_validate(ALSO | given)


def test_hours_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        Hours(timezone="UTC").always = True  # type: ignore[misc]  # that is the point
