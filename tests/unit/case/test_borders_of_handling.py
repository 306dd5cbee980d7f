"""What agents do with a case, one side of each condition beside the other: assigned or freed, merged, taken over."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import OPEN, Telling, shop
from tests.unit.case.test_borders import act
from tests.unit.case.test_borders_of_what_is_sent import takes_over
from tests.unit.selfservice.brand import BRAND

from care.actions import CaseAssigned, CaseMerged, ReplyCancelled, ReplyWritten, ThanksReposted
from care.case.commands import WithdrawReply
from care.outcomes import Code, codes

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def asked(story):
    story.writes("¿dónde está mi pedido?", OPEN)
    return story


@pytest.mark.parametrize(
    ("to", "because", "phase"), [("ana", (Code.assigned,), "handed_over"), ("", (Code.unassigned,), "answered")]
)
def test_a_case_that_is_somebodys_is_served_no_more_and_one_that_is_nobodys_goes_on(to, because, phase):
    story = Telling(shop(selfservice=BRAND))
    story.writes("¿cómo devuelvo un producto?", OPEN, channel="private")
    assert codes(act(story, CaseAssigned, OPEN + MINUTE, to=to).because) == because
    assert (story.case.assignee, story.case.selfservice.talk.phase) == (to, phase)


@pytest.mark.parametrize(("link", "asked_at"), [(True, OPEN + MINUTE), (False, None)])
def test_a_public_reply_has_the_button_for_a_private_message_only_where_it_is_wanted(asked, link, asked_at):
    [command] = act(asked, ReplyWritten, OPEN + MINUTE, channel="public", text="Ya va", dm_link=link).commands
    assert (command.dm_link, asked.case.asked_private_at) == (link, asked_at)


def test_a_merged_case_is_answered_in_the_one_that_goes_on(asked):
    act(asked, CaseMerged, OPEN + MINUTE, into="C2")
    decision = act(asked, ReplyWritten, OPEN + HOUR, channel="public", text="Ya va")
    assert (decision.commands, codes(decision.because)) == ((), (Code.case_merged,))
    assert decision.case == asked.case
    assert asked.case.replied == {}


def test_of_two_replies_that_wait_for_approval_the_one_that_is_cancelled_waits_no_more(asked):
    one, other = (f"{asked.case.case_id}:reply:{number}" for number in (1, 2))
    asked.known = asked.case.model_copy(update={"awaiting_approval": (one, other)})
    [command] = act(asked, ReplyCancelled, OPEN + MINUTE, item_id=one).commands
    assert isinstance(command, WithdrawReply)
    assert (command.item_id, command.by) == (one, "ana")
    assert asked.case.awaiting_approval == (other,)


@pytest.mark.parametrize(("present", "then"), [("", "C2"), ("C9", "C9")])
def test_the_customer_goes_on_in_the_case_merged_into_unless_it_was_not_the_present_one(asked, present, then):
    customer = asked.case.customer.model_copy(update={"case_id": present or asked.case.case_id})
    asked.known = asked.case.model_copy(update={"customer": customer})
    decision = act(asked, CaseMerged, OPEN + MINUTE, into="C2")
    assert (decision.customer.case_id, asked.case.customer.case_id) == (then, then)


@pytest.mark.parametrize(
    ("survey", "state", "timers"), [("planned", None, set()), ("asked", "asked", {"survey_expiry"})]
)
def test_a_merged_case_keeps_a_survey_that_was_asked_and_loses_one_that_was_planned(surveyed, survey, state, timers):
    story = surveyed()
    if survey == "planned":
        story = Telling()
        story.writes("quiero cambiar la talla", OPEN, channel="private")
        story.answers(OPEN + MINUTE, channel="private")
        story.resolves(OPEN + 2 * MINUTE)
        assert story.case.survey.state == "planned"
    act(story, CaseMerged, OPEN + 5 * HOUR, into="C2")
    assert (story.case.survey and story.case.survey.state) == state
    assert set(story.case.timers) == timers


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("others", [True, False])
@pytest.mark.parametrize(("urgency", "then"), [(-1, 0), (0, 0), (5, 5)])
def test_a_case_has_the_private_contact_and_the_greater_urgency_of_both(story, own, others, urgency, then):
    story.writes("quiero cambiar la talla", OPEN, channel="private" if own else "public")
    story.known = story.case.model_copy(update={"urgency": 0})
    [stored] = takes_over(story, private_contact=others, urgency=urgency).messages
    assert (story.case.private_contact, story.case.urgency) == (own or others, then)
    assert (stored.id, stored.channel, stored.text, stored.at) == ("merged-C2", "internal", "C2", OPEN + HOUR)


@pytest.mark.parametrize(
    ("text", "channel", "protected", "because"),
    [
        ("sois los mejores", "public", False, (Code.repost_on_its_way,)),
        ("gracias", "public", False, (Code.repost_on_its_way,)),
        ("¿dónde está mi pedido?", "public", False, (Code.only_thanks_reposted,)),
        ("sois los mejores", "private", False, (Code.never_wrote_in_public,)),
        ("sois los mejores", "public", True, (Code.posts_for_followers,)),
    ],
)
def test_thanks_and_praise_that_everybody_may_see_are_reposted(story, text, channel, protected, because):
    story.known = story.known.model_copy(update={"protected": protected})
    story.writes(text, OPEN, channel=channel)
    decision = act(story, ThanksReposted, OPEN + MINUTE)
    posts = [command.post_id for command in decision.commands]
    assert (codes(decision.because), posts) == (because, ["1001"] if Code.repost_on_its_way in because else [])
