"""What agents send: where a reply goes, when it answers, who approves or cancels it, and what is reposted."""

from copy import replace
from datetime import timedelta

import pytest
from tests.unit.case.conftest import OPEN, Telling, act, only

from care.model.actions import ReplyApproved, ReplyCancelled, ReplyWritten, SendDecided, ThanksReposted
from care.model.commands import ReleaseHeld, Repost, SendReply, SettleUnclear, WithdrawReply
from care.model.outcomes import Code, codes

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_a_public_reply_goes_under_the_customers_last_public_message(asked: Telling):
    asked.writes("es el 1234", OPEN + MINUTE, channel="private")
    [command] = act(asked, ReplyWritten, OPEN + 2 * MINUTE, channel="public", text="Ya va").commands
    assert isinstance(command, SendReply)
    assert (command.in_reply_to, command.text, command.by) == ("1001", "Ya va", "ana")


def test_a_reply_answers_the_case_only_once_x_has_taken_it(asked: Telling):
    act(asked, ReplyWritten, OPEN + 2 * MINUTE, channel="private", text="Ya va")
    assert asked.case.state == "open"
    asked.settles("reply", "refused", OPEN + 3 * MINUTE)
    assert asked.case.state == "open"
    asked.settles("reply", "sent", OPEN + 4 * MINUTE)
    assert (asked.case.state, asked.case.person_answered_at) == ("waiting", OPEN + 4 * MINUTE)


def test_there_is_no_public_reply_to_who_never_wrote_in_public(story: Telling):
    story.writes("hola", OPEN, channel="private")
    decision = act(story, ReplyWritten, OPEN, channel="public", text="Hola")
    assert (decision.commands, codes(decision.because)) == ((), (Code.never_wrote_in_public,))


def test_a_held_reply_waits_for_a_supervisor_and_goes_once(asked: Telling):
    held = asked.settles("reply", "held", OPEN + MINUTE)
    [item_id] = asked.case.awaiting_approval
    assert codes(held.because) == (Code.awaits_approval,)
    [command] = act(asked, ReplyApproved, OPEN + 2 * MINUTE, item_id=item_id).commands
    assert isinstance(command, ReleaseHeld)
    again = act(asked, ReplyApproved, OPEN + 3 * MINUTE, item_id=item_id)
    assert (again.commands, asked.case.awaiting_approval) == ((), ())


@pytest.mark.parametrize("item_id", ["C9:reply:1", "{case}:survey:1", "{case}1:reply:1"])
def test_only_a_reply_of_the_case_is_cancelled(asked: Telling, item_id):
    decision = act(asked, ReplyCancelled, OPEN, item_id=item_id.format(case=asked.case.case_id))
    assert (decision.commands, codes(decision.because)) == ((), (Code.not_a_reply_of_case,))


def test_only_a_send_of_the_case_is_decided_and_only_what_x_has_has_an_id(asked: Telling):
    mine = f"{asked.case.case_id}:reply:1"
    assert act(asked, SendDecided, OPEN, item_id="C9:reply:1", verdict="sent").commands == ()
    assert act(asked, SendDecided, OPEN, item_id=mine, verdict="again", x_id="77").commands == ()
    for verdict, x_id in (("sent", "77"), ("sent", ""), ("again", ""), ("dropped", "")):
        command = only(SettleUnclear, act(asked, SendDecided, OPEN, item_id=mine, verdict=verdict, x_id=x_id).commands)
        assert (command.verdict, command.x_id) == (verdict, x_id)


def test_a_reply_that_was_typed_before_anothers_is_not_sent_and_ones_own_are_no_others(asked: Telling):
    act(asked, ReplyWritten, OPEN, channel="public", text="Ya va", by="luis")
    stale = act(asked, ReplyWritten, OPEN, channel="public", text="Ya va", seen_of_others=0)
    assert stale.commands == ()
    assert len(act(asked, ReplyWritten, OPEN, channel="public", text="Ya va", seen_of_others=1).commands) == 1
    assert len(act(asked, ReplyWritten, OPEN, channel="public", text="Otra", seen_of_others=1).commands) == 1
    assert asked.case.replied == {"luis": 1, "ana": 2}
    assert asked.case.answered_by == "ana"


def test_only_a_public_reply_has_the_button_for_a_private_message_and_an_address(asked: Telling):
    decision = act(asked, ReplyWritten, OPEN, channel="public", text="Escríbenos", dm_link=True)
    public = only(SendReply, decision.commands)
    assert (public.dm_link, public.in_reply_to, asked.case.asked_private_at) == (True, "1001", OPEN)
    decision = act(asked, ReplyWritten, OPEN + HOUR, channel="private", text="Hola", dm_link=True)
    private = only(SendReply, decision.commands)
    assert (private.dm_link, private.in_reply_to, asked.case.asked_private_at) == (False, "", OPEN)


@pytest.mark.parametrize(("link", "asked_at"), [(True, OPEN + MINUTE), (False, None)])
def test_a_public_reply_has_the_button_for_a_private_message_only_where_it_is_wanted(asked: Telling, link, asked_at):
    decision = act(asked, ReplyWritten, OPEN + MINUTE, channel="public", text="Ya va", dm_link=link)
    command = only(SendReply, decision.commands)
    assert (command.dm_link, asked.case.asked_private_at) == (link, asked_at)


def test_of_two_replies_that_wait_for_approval_the_one_that_is_cancelled_waits_no_more(asked: Telling):
    one, other = (f"{asked.case.case_id}:reply:{number}" for number in (1, 2))
    asked.known = replace(asked.case, awaiting_approval=(one, other))
    [command] = act(asked, ReplyCancelled, OPEN + MINUTE, item_id=one).commands
    assert isinstance(command, WithdrawReply)
    assert (command.item_id, command.by) == (one, "ana")
    assert asked.case.awaiting_approval == (other,)


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
def test_thanks_and_praise_that_everybody_may_see_are_reposted(story: Telling, text, channel, protected, because):
    story.known = replace(story.customer, protected=protected)
    story.writes(text, OPEN, channel=channel)
    decision = act(story, ThanksReposted, OPEN + MINUTE)
    posts = [command.post_id for command in decision.commands if isinstance(command, Repost)]
    assert len(posts) == len(decision.commands)
    assert (codes(decision.because), posts) == (because, ["1001"] if Code.repost_on_its_way in because else [])
