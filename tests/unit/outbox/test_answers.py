"""What X's answer to a send makes of the item, its cost and the queue, decided without a store."""

from copy import replace
from datetime import timedelta

import pytest
from tests.unit.outbox.making import START, item

from care.model.outcomes import Code, outcome
from care.model.rate_limits import Limits, RateWindow
from care.model.refusals import RefusalReason
from care.outbox.plan import Settle
from care.reconcile.sends import Own
from care.x.errors import CredentialsRefused, Malformed, OutcomeUnknown, OutOfCredit, Refused, RetryLater, ServerFailed
from publish.answers import Release, Reword, after_failure, after_look, waits_until

MINUTE = timedelta(minutes=1)
CLAIMED = item(state="claimed", attempts=3, claimed_at=START)


@pytest.mark.parametrize(
    ("until", "waits"), [(None, MINUTE), (START + 7 * MINUTE, 7 * MINUTE), (START - MINUTE, timedelta())]
)
def test_what_x_puts_off_waits_until_it_says_or_a_minute_and_never_until_the_past(until, waits):
    assert after_failure(CLAIMED, RetryLater(until), START) == Release(START + waits)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (3, 3), (15, 15), (40, 15)])
def test_a_failure_of_x_is_tried_again_in_doubt_and_later_each_time(attempts, minutes):
    tried = item(state="claimed", attempts=attempts)
    assert after_failure(tried, ServerFailed(status=502), START) == Release(START + minutes * MINUTE, doubtful=True)


@pytest.mark.parametrize("error", [CredentialsRefused(), OutOfCredit()])
def test_keys_and_credit_need_a_person_so_the_queue_waits_a_quarter_of_an_hour(error):
    assert after_failure(CLAIMED, error, START) == Release(START + 15 * MINUTE)


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
    assert waits_until(limits) == (None if minutes is None else START + minutes * MINUTE)
    assert waits_until(None) is None
