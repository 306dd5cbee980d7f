"""How far a plan can be leapt over: up to the next day that differs, less three days, and up to the next absence."""

import pytest

from care.hours.clock import DAY
from care.hours.plan import Plan, Season

HOUR = DAY // 24
SHUT = ()
WHOLE = ((0, DAY),)
NOON = ((12 * HOUR, 13 * HOUR),)


def plan(usual, *seasons, absences=()) -> Plan:
    return Plan([usual] * 7, seasons, absences)


OPEN_IN_THE_MIDDLE = plan(SHUT, Season(100, 109, WHOLE))
SHUT_IN_THE_MIDDLE = plan(WHOLE, Season(100, 109, SHUT))


@pytest.mark.parametrize(
    ("at", "was_open", "forwards", "back"),
    [
        (0, False, 97 * DAY, None),
        (96 * DAY, False, 97 * DAY, None),
        (97 * DAY - 1, False, 97 * DAY, None),
        (97 * DAY, False, 97 * DAY, 97 * DAY),  # day 100 may be meant
        (102 * DAY, False, 102 * DAY, 102 * DAY),
        (103 * DAY, False, 103 * DAY, 103 * DAY),
        (102 * DAY, True, 102 * DAY, 102 * DAY),
        (103 * DAY, True, 107 * DAY, 103 * DAY),
        (104 * DAY, True, 107 * DAY, 103 * DAY),
        (106 * DAY, True, 107 * DAY, 103 * DAY),
        (107 * DAY - 1, True, 107 * DAY, 103 * DAY),
        (107 * DAY, True, 107 * DAY, 107 * DAY),
        (112 * DAY, True, 112 * DAY, 112 * DAY),
        (112 * DAY, False, 112 * DAY, 112 * DAY),
        (113 * DAY, False, None, 113 * DAY),
        (500 * DAY, False, None, 113 * DAY),
        (500 * DAY, True, 500 * DAY, 500 * DAY),
    ],
)
def test_a_leap_ends_three_days_before_what_differs_and_begins_three_days_after_it(at, was_open, forwards, back):
    assert OPEN_IN_THE_MIDDLE.leap(at, was_open) == forwards
    assert OPEN_IN_THE_MIDDLE.leap_back(at, was_open) == back


@pytest.mark.parametrize(
    ("at", "was_open", "forwards", "back"),
    [
        (0, True, 97 * DAY, None),
        (0, False, 0, 0),
        (104 * DAY, False, 107 * DAY, 103 * DAY),
        (104 * DAY, True, 104 * DAY, 104 * DAY),
        (113 * DAY, True, None, 113 * DAY),
        (500 * DAY, True, None, 113 * DAY),
    ],
)
def test_an_open_plan_is_leapt_over_like_a_closed_one(at, was_open, forwards, back):
    assert SHUT_IN_THE_MIDDLE.leap(at, was_open) == forwards
    assert SHUT_IN_THE_MIDDLE.leap_back(at, was_open) == back


@pytest.mark.parametrize(
    ("at", "was_open", "forwards", "back"),
    [
        (0, True, 50, None),
        (50, True, 50, None),
        (51, True, 90, None),
        (59, True, 90, None),
        (60, True, 90, 60),
        (61, True, 90, 60),
        (90, True, 90, 60),
        (91, True, None, 60),
        (95, True, None, 95),
        (500, True, None, 95),
        (49, False, 49, 49),
        (50, False, 60, 50),
        (51, False, 60, 50),
        (59, False, 60, 50),
        (60, False, 60, 50),
        (61, False, 61, 61),
        (90, False, 95, 90),
        (94, False, 95, 90),
        (95, False, 95, 90),
        (96, False, 96, 96),
    ],
)
def test_round_the_clock_only_absences_are_in_the_way(at, was_open, forwards, back):
    always = plan(WHOLE, absences=((50, 60), (90, 95)))
    assert always.leap(at, was_open) == forwards
    assert always.leap_back(at, was_open) == back


@pytest.mark.parametrize(
    ("absence", "at", "forwards", "back"),
    [
        ((105 * DAY, 106 * DAY), 104 * DAY, 105 * DAY, 103 * DAY),
        ((105 * DAY, 106 * DAY), 106 * DAY, 107 * DAY, 106 * DAY),
        ((90 * DAY, 91 * DAY), 104 * DAY, 107 * DAY, 103 * DAY),
        ((120 * DAY, 121 * DAY), 104 * DAY, 107 * DAY, 103 * DAY),
    ],
)
def test_the_nearer_of_an_absence_and_of_what_differs_is_the_border(absence, at, forwards, back):
    summer = plan(SHUT, Season(100, 109, WHOLE), absences=(absence,))
    assert summer.leap(at, was_open=True) == forwards
    assert summer.leap_back(at, was_open=True) == back


@pytest.mark.parametrize("at", [0, 50 * DAY, 500 * DAY])
@pytest.mark.parametrize("was_open", [True, False])
def test_nothing_is_leapt_over_where_it_opens_and_closes_each_day(at, was_open):
    assert plan(NOON).leap(at, was_open) == at
    assert plan(NOON).leap_back(at, was_open) == at


@pytest.mark.parametrize("spans", [SHUT, WHOLE])
def test_a_season_like_the_week_is_no_border_unless_both_are_open(spans):
    """Two stretches that are open throughout may leave a hole where they meet."""
    same = plan(spans, Season(100, 109, spans))
    is_open = spans == WHOLE
    assert same.leap(0, is_open) == (97 * DAY if is_open else None)
    assert same.leap_back(500 * DAY, is_open) == (113 * DAY if is_open else None)


def test_seasons_that_meet_leave_no_day_of_the_week_between_them():
    two = plan(NOON, Season(100, 109, SHUT), Season(110, 119, SHUT))
    assert two.leap(104 * DAY, was_open=False) == 117 * DAY
    assert two.leap_back(115 * DAY, was_open=False) == 103 * DAY
    apart = plan(NOON, Season(100, 109, SHUT), Season(111, 119, SHUT))
    assert apart.leap(104 * DAY, was_open=False) == 107 * DAY
    assert apart.leap_back(115 * DAY, was_open=False) == 114 * DAY


@pytest.mark.parametrize(("day", "season"), [(99, None), (100, 0), (109, 0), (110, None), (119, None), (120, 1)])
def test_a_season_holds_from_its_first_day_through_its_last(day, season):
    spring = Plan([NOON] * 6 + [SHUT], [Season(100, 109, WHOLE), Season(120, 120, SHUT)], ())
    assert spring.season(day) == season
    assert spring.spans(day) == {0: WHOLE, 1: SHUT}.get(season, NOON)


@pytest.mark.parametrize(("day", "weekday"), [(0, 3), (1, 4), (3, 6), (4, 0), (-1, 2), (-4, 6)])
def test_the_first_of_january_1970_was_a_thursday(day, weekday):
    week = [((hour, hour + 1),) for hour in range(7)]
    assert Plan(week, (), ()).spans(day) == ((weekday, weekday + 1),)


@pytest.mark.parametrize(
    ("start", "end", "left"),
    [
        (0, 50, [(0, 50)]),
        (0, 55, [(0, 50)]),
        (52, 58, []),
        (55, 100, [(60, 70), (75, 90), (95, 100)]),
        (60, 70, [(60, 70)]),
        (0, 92, [(0, 50), (60, 70), (75, 90)]),
        (95, 99, [(95, 99)]),
    ],
)
def test_absences_leave_what_lies_between_them(start, end, left):
    pieces = plan(WHOLE, absences=((50, 60), (70, 75), (90, 95))).without_absences(start, end)
    assert [(since, until) for since, until in pieces if since < until] == left
