"""The cost of a month's posts, counted by the rule that makes them."""

from datetime import date

from hypothesis import given, settings
from tests.unit.courtesy.test_posts import STARTS, schedules, shop

from care.courtesy.costs import month_of_posts


def test_a_month_of_working_days_costs_a_post_for_each_greeting_and_goodbye():
    november = {one.kind: (one.on, one.posts, one.micro_dollars) for one in month_of_posts(shop(), date(2026, 11, 1))}
    assert november["greeting"] == (True, 21, 21 * 15_000)
    assert november["goodbye"] == (True, 21, 21 * 15_000)
    assert november["absence"] == (True, 0, 0)


def test_the_cost_is_shown_before_anything_is_switched_on():
    off = shop(greeting=False, goodbye=False, absence=False)
    shown = {one.kind: (one.on, one.posts) for one in month_of_posts(off, date(2026, 11, 1))}
    assert shown["greeting"] == (False, 21)


def test_an_absence_costs_its_beginning_its_end_and_saves_the_greetings():
    away = {"absences": [{"from": "2026-11-23T00:00:00+01:00", "to": "2026-11-28T00:00:00+01:00"}]}
    planned = {one.kind: one.posts for one in month_of_posts(shop(away), date(2026, 11, 1))}
    assert planned == {"greeting": 15, "goodbye": 16, "absence": 1, "absence_end": 1}


@given(schedules(), STARTS)
@settings(max_examples=20, deadline=None)
def test_for_any_hours_no_more_than_one_greeting_and_goodbye_a_day(hours, start):
    planned = {one.kind: one.posts for one in month_of_posts(shop(hours), start.replace(day=1))}
    assert planned["greeting"] <= 31
    assert planned["goodbye"] <= 31
