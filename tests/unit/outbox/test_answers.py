"""What X's answer to a send makes of the item, its cost and the queue, decided without a store."""

from copy import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.outbox.making import START, item

from care.model.outcomes import Code, outcome
from care.model.rate_limits import Limits, RateWindow
from care.model.refusals import RefusalReason
from care.outbox.plan import Settle
from care.reconcile.sends import Own
from care.x.errors import CredentialsRefused, Malformed, OutcomeUnknown, OutOfCredit, Refused, RetryLater, ServerFailed
from publish.answers import Release, Reword, after_failure, after_look, believable, tells_of_way, waits_until

MINUTE = timedelta(minutes=1)
CLAIMED = item(state="claimed", attempts=3, claimed_at=START)


FIRST = item(state="claimed", attempts=1, claimed_at=START)


@pytest.mark.parametrize(
    ("until", "waits"),
    [
        (None, MINUTE),
        (START + 7 * MINUTE, 7 * MINUTE),
        (START - MINUTE, timedelta()),
        (START + timedelta(hours=24), timedelta(hours=24)),
        (START + timedelta(days=2), 15 * MINUTE),
        (datetime(2096, 1, 1, tzinfo=UTC), 15 * MINUTE),
    ],
)
def test_what_is_over_xs_limits_waits_until_it_says_within_a_day_and_never_until_the_past(until, waits):
    assert after_failure(FIRST, RetryLater(until, status=429), START) == Release(START + waits, holds="queue")


@pytest.mark.parametrize(
    ("until", "waits"), [(None, 2), (START + 7 * MINUTE, 7), (START - MINUTE, 2), (START + timedelta(hours=6), 15)]
)
def test_another_no_holds_its_item_alone_and_a_quarter_of_an_hour_at_most(until, waits):
    assert after_failure(FIRST, RetryLater(until, status=503), START) == Release(START + waits * MINUTE)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 2), (2, 4), (3, 8), (4, 15), (40, 15)])
def test_a_failure_of_x_is_tried_again_in_doubt_and_later_each_time(attempts, minutes):
    tried = item(state="claimed", attempts=attempts)
    assert after_failure(tried, ServerFailed(status=502), START) == Release(START + minutes * MINUTE, doubtful=True)


@pytest.mark.parametrize("failing", [{"failures": 8}, {"failing_since": START - timedelta(hours=24)}])
def test_what_failed_too_often_while_others_went_or_for_a_day_is_for_a_person(failing):
    tried = item(state="claimed", attempts=9, **failing)
    why = (outcome(Code.x_keeps_failing, attempts=9),)
    assert after_failure(tried, ServerFailed(status=500), START) == Settle("unconfirmed", why)
    assert after_failure(tried, RetryLater(status=503), START) == Settle("refused", why, gives_back=True)
    in_doubt = item(state="claimed", attempts=9, doubtful=True, **failing)
    assert after_failure(in_doubt, RetryLater(status=503), START) == Settle("unconfirmed", why)


@pytest.mark.parametrize(
    ("error", "tells"),
    [
        (OutcomeUnknown(), "of the way"),
        (RetryLater(), "of the way"),
        (RetryLater(status=503), "of the item"),
        (ServerFailed(status=500), "of the item"),
        (RetryLater(status=429), None),
        (Refused(RefusalReason.cannot_dm), None),
        (CredentialsRefused(), None),
        (OutOfCredit(), None),
    ],
)
def test_a_failure_tells_of_the_item_or_of_the_way_to_x(error, tells):
    assert tells_of_way(error) == tells


@pytest.mark.parametrize("error", [CredentialsRefused(), OutOfCredit()])
def test_keys_and_credit_need_a_person_so_the_queue_waits_a_quarter_of_an_hour(error):
    assert after_failure(CLAIMED, error, START) == Release(START + 15 * MINUTE, holds="queue")


def test_a_refusal_is_final_and_gives_the_cost_back():
    assert after_failure(CLAIMED, Refused(RefusalReason.cannot_dm), START) == Settle(
        "refused", (outcome(Code.cannot_dm),), gives_back=True
    )
    part = item(state="claimed", part=2, parts=2)
    told = (outcome(Code.part_of_thread, part=2, parts=2), outcome(Code.gone))
    assert after_failure(part, Refused(RefusalReason.gone), START) == Settle("refused", told, gives_back=True)


def test_a_duplicate_is_said_in_other_words_unless_the_first_try_may_have_been_done():
    worded = item(state="claimed", other="Con otras palabras")
    duplicate = Refused(RefusalReason.duplicate)
    assert after_failure(worded, duplicate, START) == Reword()
    assert after_failure(CLAIMED, duplicate, START) == Settle("refused", (outcome(Code.duplicate),), gives_back=True)
    doubtful = replace(worded, doubtful=True)
    unknown = Settle("unconfirmed", (outcome(Code.same_text_at_x),), gives_back=True)
    assert after_failure(doubtful, duplicate, START) == unknown


@pytest.mark.parametrize("error", [OutcomeUnknown(), Malformed()])
def test_an_answer_that_cannot_be_read_leaves_it_unconfirmed_and_charged(error):
    step = after_failure(CLAIMED, error, START)
    assert isinstance(step, Settle)
    assert (step.state, step.gives_back) == ("unconfirmed", False)


def test_a_dm_in_doubt_goes_only_if_x_shows_that_it_is_not_there():
    assert after_look(None) is None
    assert after_look(Own("7", "3", "Ya va", START)) == Settle("sent", x_id="7", gives_back=True)
    unknown = Settle("unconfirmed", (outcome(Code.not_shown_by_x),), gives_back=True)
    assert after_look("not shown") == unknown


@pytest.mark.parametrize(
    ("left", "user_day", "app_day", "minutes"),
    [(1, None, None, None), (0, None, None, 15), (1, 0, None, 600), (0, 0, 0, 900), (0, 1, 1, 15), (1, 1, 1, None)],
)
def test_the_queue_waits_for_the_last_of_xs_counters_that_are_used_up(left, user_day, app_day, minutes):
    user, app = (
        None if remaining is None else RateWindow(500, remaining, START + at * MINUTE)
        for remaining, at in ((user_day, 600), (app_day, 900))
    )
    limits = Limits(100, left, START + 15 * MINUTE, user, app)
    assert waits_until(limits, START) == (None if minutes is None else START + minutes * MINUTE)
    assert waits_until(None, START) is None


def test_a_reset_that_cannot_be_true_is_not_taken_over_nor_waited_for():
    far = datetime(2096, 1, 1, tzinfo=UTC)
    assert waits_until(Limits(100, 0, far), START) == START + 15 * MINUTE
    assert believable(Limits(100, 0, far), START) is None
    day, never = RateWindow(500, 0, START + timedelta(hours=20)), RateWindow(500, 0, far)
    limits = Limits(100, 1, START + 15 * MINUTE, day, never)
    assert believable(limits, START) == Limits(100, 1, START + 15 * MINUTE, day, None)
