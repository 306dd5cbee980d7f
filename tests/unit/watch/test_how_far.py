"""How far complaints spread: whose posts are looked at, what an hour added, and from where on it is loud."""

from copy import replace
from datetime import timedelta

import pytest
from tests.changing import changed
from tests.unit.outbox.making import account
from tests.unit.watch.making import NOW

from care.model.case import Case, LastMessage
from care.model.customer import Customer
from care.model.watch import CaseSpread, SpreadHour
from care.watch.spreading import Step, count, due, hour_of, is_loud, post_of, steps, together, with_look

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
ACCOUNT = account(desk={"spread_dollars": 1, "spread_shares": 5, "spread_reach": 400})


def complaint(number: int = 1, **changes: object) -> Case:
    post = LastMessage(id=f"9{number}", channel="public", at=NOW)
    known = Case(
        case_id=f"C{number}",
        account_id=ACCOUNT.id,
        customer=Customer(account_id=ACCOUNT.id, customer_id=f"3{number}"),
        opened_at=NOW - HOUR,
        opened_in="public",
        topic="complaint",
        last_message=post,
        last_public=post,
    )
    return changed(known, **changes)


def seen(*hours: SpreadHour, number: int = 1) -> CaseSpread:
    return CaseSpread(
        account_id=ACCOUNT.id, case_id=f"C{number}", opened_at=NOW - HOUR, post_id=f"8{number}", hours=hours
    )


def at(hours: float, reposts: int = 0, quotes: int = 0, replies: int = 0, views: int = 0) -> SpreadHour:
    return SpreadHour(at=NOW + hours * HOUR, reposts=reposts, quotes=quotes, replies=replies, views=views)


@pytest.mark.parametrize(
    "changes",
    [
        {"topic": "question"},
        {"last_public": None},
        {"opened_in": "private"},
        {"spam": "marked"},
        {"merged_into": "C9"},
        {"opened_at": NOW - 48 * HOUR},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_public_complaints_of_two_days_are_looked_at_and_no_others(changes):
    other = complaint(2, opened_at=NOW - 48 * HOUR + SECOND)
    assert due([complaint(1, **changes), other], {}, ACCOUNT, 0, NOW) == [other]


def test_who_is_offered_as_spam_is_looked_at():
    assert due([complaint(spam="offer")], {}, ACCOUNT, 0, NOW)


@pytest.mark.parametrize(
    ("known", "looked_at"),
    [
        (None, True),
        (seen(), True),
        (seen(at(-1)), True),
        (seen(at(-1), at(0)), False),
        (seen(at(1)), False),
    ],
    ids=["never", "without an hour", "in the last hour", "in this hour", "by a clock that is ahead"],
)
def test_a_post_is_looked_at_once_in_an_hour_of_the_clock(known, looked_at):
    neighbour = complaint(2)
    spreads = {"C2": seen(at(0), number=2)} | ({"C1": known} if known else {})
    for minutes in (0, 59):
        wanted = due([complaint(), neighbour], spreads, ACCOUNT, 0, NOW + timedelta(minutes=minutes))
        assert [case.case_id for case in wanted] == (["C1"] if looked_at else [])


@pytest.mark.parametrize(
    ("spent", "looked_at"),
    [(0, [3, 2, 1]), (985_000, [3, 2, 1]), (985_001, [3, 2]), (995_000, [3]), (995_001, []), (2_000_000, [])],
)
def test_the_newest_are_looked_at_first_and_as_many_as_the_month_pays_for(spent, looked_at):
    cases = [complaint(number, opened_at=NOW - (9 - number) * HOUR) for number in (1, 3, 2)]
    wanted = due(cases, {}, ACCOUNT, spent, NOW)
    assert [case.case_id for case in wanted] == [f"C{number}" for number in looked_at]


def test_no_run_looks_at_more_than_fifty_and_an_owner_of_the_app_pays_the_price_of_strangers_posts():
    many = [complaint(number) for number in range(10, 70)]
    assert len(due(many, {}, ACCOUNT, 0, NOW)) == 50
    owner = replace(ACCOUNT, budget=replace(ACCOUNT.budget, owns_app=True))
    assert len(due(many, {}, owner, 990_000, NOW)) == 2


def test_a_paused_account_looks_at_nothing():
    assert due([complaint()], {}, replace(ACCOUNT, paused_at=NOW, paused_by="sara"), 0, NOW) == []


def test_the_post_of_the_first_look_is_looked_at_whatever_the_customer_writes_later():
    assert post_of(complaint(), None) == "91"
    assert post_of(complaint(), seen()) == "81"
    assert post_of(complaint(last_public=None), None) == ""


def test_what_x_tells_is_kept_for_its_hour_in_the_place_of_an_earlier_look_in_it():
    told = {"retweet_count": 3, "quote_count": 1, "reply_count": 2, "impression_count": 90}
    spread = with_look(seen(at(-1, 1)), told, NOW + 5 * timedelta(minutes=1))
    assert spread == seen(at(-1, 1), at(0, 3, 1, 2, 90))
    again = with_look(spread, {**told, "retweet_count": 4}, NOW + 59 * timedelta(minutes=1))
    assert again == seen(at(-1, 1), at(0, 4, 1, 2, 90))
    assert hour_of(NOW + HOUR - timedelta(microseconds=1)) == NOW


def test_the_last_fifty_hours_are_kept():
    spread = seen()
    for hour in range(60):
        spread = with_look(spread, {"retweet_count": hour}, NOW + hour * HOUR)
    assert [one.reposts for one in spread.hours] == list(range(10, 60))


@pytest.mark.parametrize(
    ("hour", "loud"),
    [
        (at(0, reposts=5), True),
        (at(0, quotes=5), True),
        (at(0, reposts=2, quotes=3), True),
        (at(0, reposts=2, quotes=2, replies=9, views=399), False),
        (at(0, views=400), True),
    ],
)
def test_it_is_loud_from_the_thresholds_on_by_the_last_hour(hour, loud):
    assert is_loud(seen(at(-1), hour), ACCOUNT) is loud
    assert is_loud(seen(hour, at(1)), ACCOUNT) is False
    assert is_loud(seen(), ACCOUNT) is False


def test_what_an_hour_added_is_what_came_since_the_one_before_and_never_less_than_nothing():
    told = steps(seen(at(0, 1, 1, 2, 90), at(2, 3, 2, 5, 100), at(3, 1, 1, 1, 50), at(4, 1, 3, 1, 60)))
    assert told == [
        Step(NOW, 2, 2, 90),
        Step(NOW + 2 * HOUR, 3, 3, 10),
        Step(NOW + 3 * HOUR, 0, 0, 0),
        Step(NOW + 4 * HOUR, 2, 0, 10),
    ]
    assert steps(seen()) == []


def test_hours_of_several_complaints_are_added_up_from_an_hour_on():
    one = seen(at(0, 1, 0, 1, 10), at(1, 4, 0, 1, 30), at(3, 4, 0, 2, 31))
    other = seen(at(1, 2, 0, 3, 5), number=2)
    assert together([other, one], NOW + HOUR) == [Step(NOW + HOUR, 5, 3, 25), Step(NOW + 3 * HOUR, 0, 1, 1)]
    assert together([], NOW) == []


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ({"repost_count": 4, "retweet_count": 9}, 4),
        ({"retweet_count": 9}, 9),
        ({"retweet_count": 0}, 0),
        ({"retweet_count": 1}, 1),
        ({"retweet_count": 10**15 - 1}, 10**15 - 1),
        ({"retweet_count": 10**15}, 0),
        ({"retweet_count": -1}, 0),
        ({"retweet_count": True}, 0),
        ({"retweet_count": "9"}, 0),
        ({"retweet_count": 2.5}, 0),
        ({}, 0),
        ([("retweet_count", 9)], 0),
        (None, 0),
    ],
)
def test_a_count_that_is_none_counts_as_nothing(told, counted):
    assert count(told, "repost_count", "retweet_count") == counted
