"""When a saved search is asked again: after an answer, a refusal, a failure, a budget that is spent."""

from copy import replace
from datetime import timedelta

import pytest
from tests.unit.outbox.making import account
from tests.unit.watch.making import NOW, SEARCH

from care.model.outcomes import Code, outcome
from care.model.progress import Progress
from care.model.snowflake import id_at
from care.model.watch import SearchSeen
from care.watch.asking import Ask, begun, failed, held, is_due, price, read, refused, rested, step

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SINCE = id_at(NOW - HOUR)
READ = SearchSeen(of=1, progress=Progress(since=SINCE), asked_at=NOW - HOUR, next_at=NOW)
GOES_ON = replace(READ, progress=Progress(since="5", top="9", resume="token"))
REFUSED = (outcome(Code.search_refused),)
NOT_ALLOWED = (outcome(Code.search_not_allowed),)


@pytest.mark.parametrize(
    ("seen", "due"),
    [
        (SearchSeen(), True),
        (replace(READ, next_at=None), True),
        (replace(READ, next_at=NOW + 2 * MINUTE), True),
        (replace(READ, next_at=NOW + 2 * MINUTE + timedelta(microseconds=1)), False),
        (replace(READ, next_at=NOW - 30 * DAY), True),
        (replace(READ, why=REFUSED), False),
        (replace(READ, why=(outcome(Code.search_waits), *REFUSED)), False),
        (replace(READ, why=NOT_ALLOWED), True),
        (replace(READ, why=REFUSED, of=0, next_at=NOW + DAY), True),
    ],
    ids=[
        "new",
        "no time",
        "two minutes early",
        "too early",
        "late",
        "refused",
        "refused, too",
        "right missing",
        "mended",
    ],
)
def test_a_search_is_due_at_its_time_or_when_it_was_changed_and_what_x_refused_waits_for_that(seen, due):
    assert is_due(SEARCH, seen, NOW) is due
    assert not is_due(replace(SEARCH, paused=True), seen, NOW)


@pytest.mark.parametrize(
    ("spent", "size"),
    [
        (0, 100),
        (4_500_000, 100),
        (4_504_999, 99),
        (4_505_000, 99),
        (4_950_000, 10),
        (4_950_001, None),
        (5_000_000, None),
    ],
)
def test_a_page_is_as_large_as_what_is_left_of_the_searchs_month_pays_for(spent, size):
    # Its month is 5 dollars, and a post costs half a cent.
    asked = step(SEARCH, READ, account(), spent, 0, NOW)
    if size is None:
        assert asked == (outcome(Code.search_budget_spent, until="2026-12-01"),)
    else:
        assert asked == Ask(SINCE, "", size)


def test_it_goes_on_at_the_page_at_which_it_stopped():
    recent = replace(GOES_ON, progress=Progress(since=SINCE, top="9", resume="token"))
    assert step(SEARCH, recent, account(), 0, 0, NOW) == Ask(SINCE, "token", 100)


@pytest.mark.parametrize(
    ("settings", "month", "why"),
    [
        ({}, 10**9, None),
        ({"budget": {"month_dollars": 10, "hard": True}}, 9_999_999, None),
        ({"budget": {"month_dollars": 10, "hard": True}}, 10_000_000, Code.search_month_spent),
        ({"budget": {"month_dollars": 10, "hard": False}}, 10_000_000, None),
    ],
)
def test_the_accounts_hard_limit_holds_every_search_until_the_next_month(settings, month, why):
    asked = step(SEARCH, READ, account(**settings), 0, month, NOW)
    assert asked == ((outcome(why, until="2026-12-01"),) if why else Ask(SINCE, "", 100))


def test_a_paused_account_asks_nothing_even_where_its_month_is_spent():
    paused = account(budget={"month_dollars": 10, "hard": True}, paused_at=NOW, paused_by="sara")
    assert step(SEARCH, READ, paused, 5_000_000, 10_000_000, NOW) == (outcome(Code.search_paused),)


def test_what_a_search_costs_is_reckoned_by_the_price_of_strangers_posts_also_where_the_account_owns_its_app():
    owner = account(budget={"owns_app": True})
    assert step(SEARCH, READ, owner, 4_950_000, 0, NOW) == Ask(SINCE, "", 10)
    told = price(54_999, owner)
    assert (told.micro_dollars, told.posts, told.each) == (50_000, 10, 5_000)


def test_who_comes_while_it_is_asked_finds_that_it_is_not_due_and_what_went_wrong_stays_told():
    waits = replace(READ, why=(outcome(Code.search_waits),), tries=3, found=7, version=4)
    now_asked = begun(SEARCH, waits, NOW)
    assert now_asked == replace(waits, next_at=NOW + 15 * MINUTE)
    assert not is_due(SEARCH, now_asked, NOW)


def test_a_changed_search_begins_without_what_was_said_to_the_old_query():
    waits = replace(READ, of=0, why=REFUSED, tries=3, found=7)
    assert begun(SEARCH, waits, NOW) == replace(waits, of=1, why=(), tries=0, next_at=NOW + 15 * MINUTE)


def test_a_page_counts_what_it_found_to_what_was_found_and_ends_what_failed():
    waits = replace(READ, why=(outcome(Code.search_waits),), tries=3, found=7)
    newest = id_at(NOW - 10 * MINUTE)
    assert read(waits, newest, None, 5, NOW) == replace(
        waits, progress=Progress(since=newest), asked_at=NOW, why=(), tries=0, found=12
    )
    more = read(waits, newest, "token", 0, NOW)
    assert more.progress == Progress(since=SINCE, top=newest, resume="token")


def test_what_was_read_to_its_end_rests_until_its_time_and_what_was_not_goes_on_at_the_next_run():
    daily = replace(SEARCH, every=1440)
    assert rested(daily, READ, NOW).next_at == NOW + DAY
    assert rested(daily, GOES_ON, NOW).next_at == NOW + 15 * MINUTE
    assert rested(daily, replace(READ, progress=None), NOW).next_at == NOW + DAY


@pytest.mark.parametrize(("every", "minutes"), [(15, 15), (60, 60), (240, 60), (1440, 60)])
def test_what_is_held_is_looked_at_within_the_hour_however_seldom_it_is_asked(every, minutes):
    why = (outcome(Code.search_paused),)
    stands = held(replace(SEARCH, every=every), READ, why, NOW)
    assert stands == replace(READ, why=why, next_at=NOW + minutes * MINUTE)


def test_a_rate_limit_is_waited_for_and_no_try_is_counted():
    tried = replace(READ, tries=3)
    until = NOW + 20 * MINUTE
    waits = (outcome(Code.search_waits),)
    assert failed(SEARCH, tried, until, NOW) == replace(tried, why=waits, next_at=until + 2 * MINUTE)


@pytest.mark.parametrize(("every", "rest"), [(15, 15), (60, 60), (1440, 1440)])
def test_what_fails_is_asked_four_times_in_a_row_and_then_at_its_next_time(every, rest):
    search, seen, came = replace(SEARCH, every=every), READ, []
    for _ in range(5):
        seen = failed(search, seen, None, NOW)
        assert seen.why == (outcome(Code.search_waits),)
        assert seen.next_at is not None
        came.append(((seen.next_at - NOW) // MINUTE, seen.tries))
    assert came == [(15, 1), (15, 2), (15, 3), (rest, 0), (15, 1)]


def test_what_the_account_may_not_search_is_asked_again_once_a_day_also_in_the_midst_of_reading():
    for seen in (READ, GOES_ON):
        said = refused(seen, NOW, allowed=False)
        assert said == replace(seen, why=NOT_ALLOWED, next_at=NOW + DAY)
        assert is_due(replace(SEARCH, number=1), said, NOW + DAY)


def test_a_page_token_that_x_forgot_costs_the_search_nothing_but_a_new_beginning():
    said = refused(GOES_ON, NOW, allowed=True)
    assert said == replace(GOES_ON, progress=Progress(since="5"), next_at=NOW + 15 * MINUTE)
    assert is_due(SEARCH, said, NOW + 15 * MINUTE)


@pytest.mark.parametrize("progress", [None, READ.progress])
def test_a_query_that_x_refuses_waits_until_a_person_mends_it(progress):
    said = refused(replace(READ, progress=progress), NOW, allowed=True)
    assert (said.why, said.next_at, said.progress) == (REFUSED, NOW + DAY, progress)
    assert not is_due(SEARCH, said, NOW + 30 * DAY)


def test_x_is_asked_for_nothing_from_before_what_it_shows():
    old = replace(READ, progress=Progress(since=id_at(NOW - 10 * DAY)))
    asked = step(SEARCH, old, account(), 0, 0, NOW)
    assert isinstance(asked, Ask)
    assert asked.since == id_at(NOW - 7 * DAY + 10 * MINUTE)
    new = step(SEARCH, SearchSeen(), account(), 0, 0, NOW)
    assert isinstance(new, Ask)
    assert new.since == id_at(NOW - DAY), "a new one begins a day ago"
