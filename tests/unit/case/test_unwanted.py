"""Spam and abuse of a case, as people mark them and as rules suspect them."""

from copy import replace
from datetime import timedelta

import pytest
from tests.unit.case.conftest import HOUR, LUNCH, MARTA, NIGHT, OPEN, SHOP, Telling, act, settled, shop

from care.model.actions import AbuseSeen, CaseMerged, CaseReopened, NoteWritten, ReplyWritten, ShutOut, SpamMarked
from care.model.commands import Acknowledge, SendReply, WithdrawReply
from care.model.messages import Author, Message
from care.model.outcomes import Code, codes
from care.model.x_events import MessageReceived
from care.tables.queue_rows import lists_of

MINUTE = timedelta(minutes=1)
AIRDROP = "AIRDROP live! Claim your free tokens now https://sol-claim.example/go"
CHARGED = "Me habéis cobrado 50 euros por una compra de bitcoin que no he hecho, ¿me lo devolvéis?"


def marked(story: Telling, now=OPEN + MINUTE, *, spam=True, **values):
    return act(story, SpamMarked, now, spam=spam, **values)


def test_what_looks_like_spam_is_never_told_that_it_came_open_or_closed(story: Telling):
    closed = story.writes(AIRDROP, NIGHT)
    assert (codes(closed.because), closed.commands) == ((Code.looks_like_spam,), ())
    assert (story.case.spam, story.case.spam_because) == ("looks", "offer")
    other = Telling()
    other.writes(AIRDROP, OPEN)
    assert "acknowledge" not in other.case.timers


def test_a_customer_who_complains_of_a_charge_for_crypto_is_acknowledged(story: Telling):
    told = story.writes(CHARGED, NIGHT)
    assert [type(one) for one in told.commands] == [Acknowledge]
    assert story.case.spam == ""


def test_what_looks_like_spam_waits_for_a_person_with_its_clock(story: Telling):
    story.writes(AIRDROP, OPEN)
    assert (story.case.state, story.case.unanswered_since) == ("open", OPEN)
    assert (story.case.topic, story.case.urgency) == ("noise", 1), "behind those who complain"
    assert story.case.respond_by == OPEN + 4 * HOUR
    assert "unwanted" in lists_of(story.case)


def test_who_is_known_is_no_spammer_whatever_they_link(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    story.answers(OPEN + MINUTE)
    story.writes(AIRDROP, OPEN + 2 * MINUTE)
    assert story.case.spam == ""


def test_an_account_may_do_without_the_rules():
    story = Telling(shop(unwanted={"recognise": False}))
    assert [type(one) for one in story.writes(AIRDROP, NIGHT).commands] == [Acknowledge]


def test_what_a_spammer_wrote_in_an_encrypted_chat_counts_once_though_it_is_opened_later(story: Telling):
    story.writes(AIRDROP, OPEN)
    marked(story)
    shut = Message(id="sealed-1", channel="private", text="", at=OPEN + 2 * MINUTE, encrypted=True)
    told = {"account_id": SHOP, "customer_id": MARTA, "author": Author(id=MARTA, username="marta")}
    came = story.tell(MessageReceived(**told, message=shut), OPEN + 2 * MINUTE)
    assert "messages_in" in [count.measure for count in came.counts]
    opened = replace(shut, text="gana dinero", encrypted=False)
    later = story.tell(MessageReceived(**told, message=opened, opens=True), OPEN + 3 * MINUTE)
    assert [one.text for one in later.messages] == ["gana dinero"]
    assert "messages_in" not in [count.measure for count in later.counts]


def test_a_link_that_several_were_marked_for_is_enough(story: Telling):
    story.account = replace(story.account, spam_places=("pills.example",))
    story.writes("mira esto https://pills.example/x", NIGHT)
    assert (story.case.spam, story.case.spam_because) == ("looks", "link")


def test_marked_spam_is_closed_and_no_clock_of_it_runs_or_counts(story: Telling):
    story.writes(AIRDROP, OPEN)
    told = marked(story)
    case = story.case
    assert codes(told.because) == (Code.spam_marked,)
    assert (case.state, case.unanswered_since, case.respond_by, case.clocks, case.timers) == (
        "resolved",
        None,
        None,
        (),
        {},
    )
    assert {(count.measure, count.n) for count in told.counts} >= {("opened", -1)}
    assert codes(marked(story).because) == (Code.as_it_was,)


def test_what_a_spammer_writes_later_is_kept_and_nobody_waits_for_it(story: Telling):
    story.writes(AIRDROP, OPEN)
    marked(story)
    told = story.writes("hello? claim it", OPEN + 5 * MINUTE)
    assert ([m.text for m in told.messages], told.commands) == (["hello? claim it"], ())
    assert (story.case.state, story.case.unanswered_since, story.case.timers) == ("resolved", None, {})
    much_later = story.writes("claim it", OPEN + timedelta(days=3), conversation_id="901")
    assert (story.case.state, story.case.spam, much_later.commands) == ("resolved", "marked", ())
    assert not [count for count in much_later.counts if count.measure == "opened"]


def test_no_survey_and_no_thanks_go_to_a_spammer(story: Telling):
    story.writes("hola", OPEN, channel="private")
    story.answers(OPEN + MINUTE, channel="private")
    marked(story, OPEN + 2 * MINUTE)
    assert story.case.survey is None
    assert story.writes("gracias", OPEN + 3 * MINUTE, channel="private").commands == ()
    assert story.case.customer.hears_nothing


def test_a_press_takes_it_back_and_the_customer_waits_since_they_wrote(story: Telling):
    story.writes(CHARGED, OPEN)
    marked(story, places=("a.example",))
    story.writes("¿hola?", OPEN + 5 * MINUTE)
    told = marked(story, OPEN + 9 * MINUTE, spam=False)
    case = story.case
    assert codes(told.because) == (Code.spam_unmarked,)
    assert (case.state, case.spam, case.unanswered_since) == ("open", "", OPEN + 5 * MINUTE)
    assert case.respond_by is not None
    assert (case.customer.spam, case.customer.spam_places) == (False, ())
    story.writes(AIRDROP, OPEN + 10 * MINUTE)
    assert story.case.spam == ""


def test_what_was_resolved_before_stays_so_when_the_mark_is_taken_back(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    story.answers(OPEN + MINUTE)
    story.resolves(OPEN + 2 * MINUTE)
    marked(story, OPEN + 3 * MINUTE)
    marked(story, OPEN + 4 * MINUTE, spam=False)
    assert (story.case.state, story.case.resolved_at) == ("resolved", OPEN + 2 * MINUTE)


def test_what_only_looked_so_goes_on_as_it_was(story: Telling):
    story.writes(AIRDROP, OPEN)
    clock = story.case.respond_by
    marked(story, spam=False)
    assert (story.case.spam, story.case.state, story.case.respond_by) == ("", "open", clock)
    assert story.case.topic == "unsure"
    assert "unsure" in lists_of(story.case)


def test_a_reply_that_waits_for_approval_is_taken_back_with_the_mark(story: Telling):
    story.writes("hola", OPEN)
    settled(story, "reply", "held", OPEN + MINUTE)
    [withdraws] = marked(story, OPEN + 2 * MINUTE).commands
    assert isinstance(withdraws, WithdrawReply)
    assert story.case.awaiting_approval == ()


@pytest.mark.parametrize(("action", "values"), [(CaseReopened, {}), (CaseMerged, {"into": "C2"})])
def test_spam_is_neither_reopened_nor_merged(story: Telling, action, values):
    story.writes(AIRDROP, OPEN)
    marked(story)
    assert codes(act(story, action, OPEN + 2 * MINUTE, **values).because) == (Code.marked_as_spam,)


def test_a_note_may_stand_in_spam(story: Telling):
    story.writes(AIRDROP, OPEN)
    marked(story)
    assert codes(act(story, NoteWritten, OPEN + 2 * MINUTE, text="otra vez").because) == (Code.noted,)


def test_whom_a_person_answers_does_not_look_like_spam(story: Telling):
    story.writes(AIRDROP, OPEN)
    told = act(story, ReplyWritten, OPEN + MINUTE, channel="public", text="¿En qué te ayudamos?")
    assert [type(one) for one in told.commands] == [SendReply]
    assert story.case.spam == ""


def test_a_threat_is_listed_until_a_supervisor_has_seen_it(story: Telling):
    story.writes("Sois unos inútiles", OPEN)
    assert lists_of(story.case).keys() >= {"abuse"}
    story.writes("Os voy a matar", OPEN + MINUTE)
    story.writes("Sois unos inútiles", OPEN + 2 * MINUTE)
    assert story.case.abuse == "threat"
    assert "abuse" in lists_of(story.case)
    assert codes(act(story, AbuseSeen, OPEN + 3 * MINUTE).because) == (Code.abuse_seen,)
    assert "abuse" not in lists_of(story.case)
    assert codes(act(story, AbuseSeen, OPEN + 4 * MINUTE).because) == (Code.as_it_was,)


def test_a_supervisors_own_reply_is_the_second_look(story: Telling):
    story.writes("Os voy a matar", OPEN)
    act(story, ReplyWritten, OPEN + MINUTE, channel="public", text="Hola", supervised=True)
    assert story.case.abuse == ""


def test_whom_the_account_shuts_out_is_remembered_until_it_does_not(story: Telling):
    story.writes(AIRDROP, LUNCH)
    for what, code in (
        ("mute", Code.muted_at_x),
        ("block_dms", Code.dms_blocked_at_x),
        ("unmute", Code.unmuted_at_x),
        ("unblock_dms", Code.dms_unblocked_at_x),
    ):
        assert codes(act(story, ShutOut, LUNCH + MINUTE, what=what).because) == (code,)
        customer = story.case.customer
        assert (customer.muted_at is not None) is (what in {"mute", "block_dms"})
        assert (customer.dms_blocked_at is not None) is (what in {"block_dms", "unmute"})
