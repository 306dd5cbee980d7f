"""Two cases of one customer become one: what the one that ends hands over, and what the other takes."""

from copy import replace
from datetime import timedelta

import pytest
from tests.changing import changed
from tests.there import there
from tests.unit.case.conftest import MARTA, OPEN, SHOP, Telling, act, only, takes_over

from care.model.actions import CaseAssigned, CaseMerged, CaseSnoozed, PromiseMade, ReplyWritten
from care.model.commands import Absorb, SendReply
from care.model.events import CaseAbsorbed
from care.model.outcomes import Code, codes

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def wrote(story: Telling) -> Telling:
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    return story


def test_a_merged_case_ends_and_hands_over_what_is_unanswered(asked: Telling):
    [command] = act(asked, CaseMerged, OPEN + MINUTE, into="OTHER").commands
    assert isinstance(command, Absorb)
    assert (command.into, command.unanswered_since) == ("OTHER", OPEN)
    case = asked.case
    assert (case.state, case.merged_into, case.unanswered_since, case.timers) == ("resolved", "OTHER", None, {})
    assert case.customer.case_id == "OTHER"
    assert codes(act(asked, CaseMerged, OPEN + MINUTE, into="THIRD").because) == (Code.merged_already,)


def test_the_case_that_goes_on_takes_over_the_older_question(story: Telling):
    story.writes("otra cosa", OPEN + HOUR)
    story.answers(OPEN + 2 * HOUR)
    event = CaseAbsorbed(
        account_id=SHOP, customer_id=MARTA, case_id=story.case.case_id, merged_case_id="OLD", at=OPEN + 2 * HOUR,
        unanswered_since=OPEN, urgency=7,
    )  # fmt: skip
    story.tell(event, OPEN + 2 * HOUR)
    assert (story.case.state, story.case.unanswered_since, story.case.urgency) == ("open", OPEN, 7)
    assert story.case.respond_by is not None


@pytest.mark.parametrize("into", ["", "itself"])
def test_a_case_is_not_merged_into_nothing_or_itself(asked: Telling, into):
    decision = act(asked, CaseMerged, OPEN, into=asked.case.case_id if into else "")
    assert (decision.commands, asked.case.state) == ((), "open")


def test_a_merged_case_is_answered_in_the_one_that_goes_on(asked: Telling):
    act(asked, CaseMerged, OPEN + MINUTE, into="C2")
    decision = act(asked, ReplyWritten, OPEN + HOUR, channel="public", text="Ya va")
    assert (decision.commands, codes(decision.because)) == ((), (Code.case_merged,))
    assert decision.case == asked.case
    assert asked.case.replied == {}


@pytest.mark.parametrize(("present", "then"), [("", "C2"), ("C9", "C9")])
def test_the_customer_goes_on_in_the_case_merged_into_unless_it_was_not_the_present_one(asked: Telling, present, then):
    customer = replace(asked.case.customer, case_id=present or asked.case.case_id)
    asked.known = replace(asked.case, customer=customer)
    decision = act(asked, CaseMerged, OPEN + MINUTE, into="C2")
    assert (decision.customer.case_id, asked.case.customer.case_id) == (then, then)


@pytest.mark.parametrize(("survey", "state", "timers"), [("planned", None, set()), ("asked", "asked", set())])
def test_a_merged_case_hands_over_a_survey_that_was_asked_and_loses_one_that_was_planned(
    surveyed, survey, state, timers
):
    story = surveyed()
    if survey == "planned":
        story = Telling()
        story.writes("quiero cambiar la talla", OPEN, channel="private")
        story.answers(OPEN + MINUTE, channel="private")
        story.resolves(OPEN + 2 * MINUTE)
        assert there(story.case.survey).state == "planned"
    act(story, CaseMerged, OPEN + 5 * HOUR, into="C2")
    [command] = story.last.commands
    assert (story.case.survey and story.case.survey.state) == state
    assert (command.handed.survey and command.handed.survey.state) == state
    assert story.case.customer.survey_case_id == ("C2" if state else "")
    assert set(story.case.timers) == timers


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("others", [True, False])
@pytest.mark.parametrize(("urgency", "then"), [(-1, 0), (0, 0), (5, 5)])
def test_a_case_has_the_private_contact_and_the_greater_urgency_of_both(story: Telling, own, others, urgency, then):
    story.writes("quiero cambiar la talla", OPEN, channel="private" if own else "public")
    story.known = replace(story.case, urgency=0)
    [stored] = takes_over(story, private_contact=others, urgency=urgency).messages
    assert (story.case.private_contact, story.case.urgency) == (own or others, then)
    assert (stored.id, stored.channel, stored.text, stored.at) == ("merged-C2", "internal", "C2", OPEN + HOUR)


@pytest.mark.parametrize(("since", "then"), [(-1, -1), (0, 0), (1, 0), (None, 0)])
def test_a_case_that_takes_over_another_waits_since_the_older_of_both(wrote: Telling, since, then):
    takes_over(wrote, unanswered_since=None if since is None else OPEN + since * HOUR)
    assert wrote.case.unanswered_since == OPEN + then * HOUR
    assert wrote.case.private_contact


def test_a_case_without_anything_unanswered_takes_over_what_is(wrote: Telling):
    wrote.answers(OPEN + MINUTE, channel="private")
    takes_over(wrote, urgency=3, unanswered_since=OPEN + 2 * MINUTE)
    assert (wrote.case.state, wrote.case.unanswered_since) == ("open", OPEN + 2 * MINUTE)
    assert wrote.case.urgency >= 3


def handed(story, **changes):
    """What the story's case would hand over."""
    command = only(Absorb, act(story, CaseMerged, OPEN + 2 * HOUR, into="C2").commands)
    return changed(there(command.handed), **changes)


def test_merging_into_an_older_case_moves_the_newest_words_and_the_way_to_answer_them():
    newer = Telling()
    newer.count = 5000
    newer.writes("¿y mi pedido?", OPEN + HOUR, conversation_id="901")
    older = Telling()
    older.writes("quiero cambiar la talla", OPEN, channel="private")
    older.answers(OPEN + MINUTE, channel="private")
    takes_over(older, OPEN + 2 * HOUR, unanswered_since=OPEN + HOUR, handed=handed(newer))
    last = older.case.last_message
    assert (last.id, last.channel, last.summons, older.case.excerpt) == ("5001", "public", True, "¿y mi pedido?")
    assert older.case.last_public == last
    decision = act(older, ReplyWritten, OPEN + 3 * HOUR, channel="public", text="Ya va")
    assert only(SendReply, decision.commands).in_reply_to == "5001"


def test_merging_into_a_newer_case_leaves_its_words_the_last_ones(asked):
    newer = Telling()
    newer.count = 5000
    newer.writes("otra cosa", OPEN + HOUR, conversation_id="901")
    takes_over(newer, OPEN + 2 * HOUR, handed=handed(asked))
    assert (newer.case.last_message.id, newer.case.excerpt) == ("5001", "otra cosa")


def test_what_was_promised_is_kept_in_the_case_that_goes_on(asked):
    act(asked, PromiseMade, OPEN, text="llamar", due_at=OPEN + 3 * HOUR)
    [promise] = asked.case.promises
    given = handed(asked)
    assert (asked.case.promises, asked.case.timers) == ((), {})
    other = Telling()
    other.writes("otra cosa", OPEN + HOUR)
    takes_over(other, OPEN + 2 * HOUR, handed=given)
    assert (other.case.promises, other.case.timers["promise"]) == ((promise,), promise.remind_at)


def test_the_answer_to_a_survey_of_a_merged_case_is_that_of_the_one_that_goes_on(surveyed):
    given = handed(surveyed())
    other = Telling()
    other.writes("otra cosa", OPEN + HOUR, channel="private")
    takes_over(other, OPEN + 5 * HOUR, handed=given)
    assert "survey_expiry" in other.case.timers
    other.writes("5", OPEN + 6 * HOUR, channel="private")
    survey = there(other.case.survey)
    assert (survey.score, survey.state) == (5, "answered")


def test_a_merged_case_rises_by_nothing(asked):
    act(asked, CaseMerged, OPEN + MINUTE, into="C2")
    merged = asked.case
    assert codes(asked.reopens(OPEN + HOUR).because) == (Code.case_merged,)
    for action, values in (
        (CaseAssigned, {"to": "ana"}),
        (CaseSnoozed, {"until": OPEN + 9 * HOUR}),
        (PromiseMade, {"text": "x", "due_at": OPEN + 9 * HOUR}),
    ):
        assert codes(act(asked, action, OPEN + HOUR, **values).because) == (Code.case_merged,)
    assert asked.case == merged
    asked.writes("¿y mi pedido?", OPEN + HOUR)
    assert asked.case.case_id != merged.case_id
