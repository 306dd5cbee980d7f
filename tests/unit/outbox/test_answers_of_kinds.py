"""What X's answer makes of a sealed message, of what is done with a post, and of pictures without words."""

from copy import replace
from datetime import timedelta

import pytest
from tests.changing import changed
from tests.unit.outbox.making import START, item

from care.model.chat import Sealed
from care.model.files import OutFile
from care.model.outcomes import Code, outcome
from care.model.rate_limits import Limits, RateWindow
from care.model.refusals import RefusalReason
from care.outbox.plan import Settle
from care.x.errors import CredentialsRefused, Malformed, OutcomeUnknown, OutOfCredit, Refused, RetryLater, ServerFailed
from publish.answers import Release, Reseal, after_chat_failure, after_failure, believable, believed

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SEALED = item(
    state="claimed",
    attempts=1,
    claimed_at=START,
    by="chat",
    sealed=Sealed(message_id="M1", content="c", signature="s", key_version="1"),
)
ACT = item(channel="public", state="claimed", attempts=1, act="hide", on="77", customer_id="", text="")
PICTURE = OutFile(id="0" * 24, content_type="image/png", size=9, place="p")
CHAT_LIMIT = outcome(Code.chat_rate_limit)
KEEPS_FAILING = outcome(Code.x_keeps_failing, attempts=9)


@pytest.mark.parametrize(
    ("until", "minutes"), [(None, 1), (START + 7 * MINUTE, 7), (START - MINUTE, 0), (START + 2 * DAY, 15)]
)
def test_xs_limit_of_chats_holds_the_sealed_message_alone(until, minutes):
    assert after_failure(SEALED, RetryLater(until, status=429), START) == Release(START + minutes * MINUTE)


@pytest.mark.parametrize("reason", [RefusalReason.duplicate, RefusalReason.already_done])
def test_a_sealed_message_that_x_has_already_is_the_earlier_attempt(reason):
    again = replace(SEALED, attempts=2)
    assert after_failure(again, Refused(reason), START) == Settle("sent", x_id="M1")
    first = after_failure(SEALED, Refused(reason), START)
    assert first == Settle("refused", (outcome(Code(reason)),), gives_back=True), "nobody tried it before"


def test_a_sealed_message_without_an_answer_goes_again_as_it_is_and_an_open_one_does_not():
    assert after_failure(SEALED, OutcomeUnknown(), START) == Release(START + 2 * MINUTE, doubtful=True)
    opened = replace(SEALED, sealed=None)
    assert after_failure(opened, OutcomeUnknown(), START) == Settle("unconfirmed", (outcome(Code.no_answer_of_x),))


@pytest.mark.parametrize("error", [CredentialsRefused(), OutOfCredit()])
def test_keys_and_credit_hold_the_queue_of_sealed_messages_and_of_acts_too(error):
    for one in (SEALED, ACT):
        assert after_failure(one, error, START) == Release(START + 15 * MINUTE, holds="queue")


def test_what_is_done_with_a_post_is_done_once_however_often_it_is_tried():
    done = Settle("sent", gives_back=True)
    assert after_failure(ACT, Refused(RefusalReason.already_done), START) == done
    deleted = replace(ACT, act="delete")
    assert after_failure(deleted, Refused(RefusalReason.gone), START) == done, "it is not there, and that was wanted"
    gone = Settle("refused", (outcome(Code.gone),), gives_back=True)
    assert after_failure(ACT, Refused(RefusalReason.gone), START) == gone, "nothing was hidden"


@pytest.mark.parametrize("error", [OutcomeUnknown(), ServerFailed(status=500)])
def test_an_act_without_an_answer_is_tried_again_and_nothing_of_it_is_in_doubt(error):
    assert after_failure(ACT, error, START) == Release(START + 2 * MINUTE)
    tired = replace(ACT, attempts=9, failures=8)
    assert after_failure(tired, error, START) == Settle("refused", (KEEPS_FAILING,), gives_back=True)


def test_pictures_without_words_are_not_sent_again_where_x_may_have_them():
    alone = item(channel="public", state="claimed", attempts=1, text=" \n", files=(PICTURE,))
    unclear = Settle("unconfirmed", (outcome(Code.no_answer_of_x),))
    assert after_failure(alone, ServerFailed(status=500), START) == unclear
    for worded in (replace(alone, text="Así"), replace(alone, files=())):
        assert after_failure(worded, ServerFailed(status=500), START) == Release(START + 2 * MINUTE, doubtful=True)


def test_an_answer_of_another_kind_is_told_by_its_name():
    told = after_failure(item(state="claimed"), Malformed(), START)
    assert told == Settle("unconfirmed", (outcome(Code.x_failed, error="Malformed"),))


@pytest.mark.parametrize(("failures", "since"), [(7, DAY - timedelta(seconds=1)), (0, timedelta())])
def test_below_eight_failures_and_a_day_it_is_tried_again(failures, since):
    tried = item(state="claimed", attempts=1, failures=failures, failing_since=START - since)
    assert after_failure(tried, ServerFailed(status=500), START) == Release(START + 2 * MINUTE, doubtful=True)


@pytest.mark.parametrize("failure", ["NonLatestKeyVersion", "RecipientKeyChanged"])
def test_an_old_key_is_met_by_sealing_anew_twice_at_most_and_never_in_doubt(failure):
    codes = {"NonLatestKeyVersion": Code.chat_old_key, "RecipientKeyChanged": Code.chat_recipient_key_changed}
    why = (outcome(codes[failure]),)
    for resealed in (0, 1):
        assert after_chat_failure(replace(SEALED, resealed=resealed), failure, START) == Reseal(why)
    refused = Settle("refused", why, gives_back=True)
    assert after_chat_failure(replace(SEALED, resealed=2), failure, START) == refused
    doubtful = replace(SEALED, doubtful=True)
    assert after_chat_failure(doubtful, failure, START) == Settle("unconfirmed", (outcome(Code.chat_old_key),))


@pytest.mark.parametrize("failure", ["RateLimitUpsell", "TooManyMessages"])
@pytest.mark.parametrize(
    ("changes", "ends"),
    [
        ({}, False),
        ({"failures": 7}, False),
        ({"failures": 8}, True),
        ({"failing_since": START - DAY + timedelta(seconds=1)}, False),
        ({"failing_since": START - DAY}, True),
    ],
)
def test_where_x_lets_no_more_through_it_goes_a_quarter_of_an_hour_later_for_a_day(failure, changes, ends):
    told = after_chat_failure(changed(SEALED, **changes), failure, START)
    assert told == (Settle("refused", (CHAT_LIMIT,), gives_back=True) if ends else Release(START + 15 * MINUTE))


@pytest.mark.parametrize("failure", ["InternalError", "GenericError", "EmptyDetail"])
def test_what_fails_inside_x_is_tried_again_without_a_doubt(failure):
    assert after_chat_failure(SEALED, failure, START) == Release(START + 2 * MINUTE)
    tired = replace(SEALED, attempts=9, failures=8)
    assert after_chat_failure(tired, failure, START) == Settle("refused", (KEEPS_FAILING,), gives_back=True)


def test_what_x_does_not_pass_on_for_good_is_refused_in_its_name():
    spam = Settle("refused", (outcome(Code.chat_flagged_spam),), gives_back=True)
    assert after_chat_failure(SEALED, "FlaggedAsSpam", START) == spam
    new = Settle("refused", (outcome(Code.chat_failed, failure="Brandneu"),), gives_back=True)
    assert after_chat_failure(SEALED, "Brandneu", START) == new


def test_a_reset_is_believed_up_to_a_day_and_five_minutes():
    last = START + DAY + 5 * MINUTE
    assert believed(last, START) == last
    assert believed(last + timedelta(seconds=1), START) == START + 15 * MINUTE
    day, late = RateWindow(9, 0, last), RateWindow(9, 0, last + MINUTE)
    assert believable(Limits(9, 1, last, day, day), START) == Limits(9, 1, last, day, day)
    assert believable(Limits(9, 1, START, late, day), START) == Limits(9, 1, START, None, day)
    assert believable(Limits(9, 1, last + MINUTE, day, day), START) is None
