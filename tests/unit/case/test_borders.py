"""Where one thing ends and another begins: ids that nobody knows, instants that are equal, counts of one more."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import MARTA, NIGHT, OPEN, SHOP, Telling, shop

from care.actions import (
    CaseAssigned,
    CaseMerged,
    CaseReopened,
    CaseResolved,
    CaseSnoozed,
    NoteWritten,
    PromiseKept,
    PromiseMade,
    ReplyApproved,
    ReplyCancelled,
    ReplyWritten,
    SendDecided,
    ThanksReposted,
)
from care.case.answerable import No, Yes, can_reply
from care.case.arrivals import excerpt, is_influencer
from care.case.correlation import correlation_of
from care.case.model import Customer
from care.events import Author, CaseAbsorbed, Message, MessageDeleted, MessageReceived
from care.outcomes import Code, codes

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ITEM = {"item_id": "C1:reply:1"}
ACTIONS = [
    (CaseResolved, {}),
    (CaseReopened, {}),
    (ReplyWritten, {"channel": "public", "text": "Ya va"}),
    (ReplyApproved, ITEM),
    (ReplyCancelled, ITEM),
    (SendDecided, {**ITEM, "verdict": "sent"}),
    (CaseAssigned, {"to": "ana"}),
    (NoteWritten, {"text": "Llamó"}),
    (PromiseMade, {"text": "Un abono", "due_at": OPEN + DAY}),
    (PromiseKept, {"promise_id": "1"}),
    (CaseSnoozed, {"until": OPEN + DAY}),
    (CaseMerged, {"into": "C2"}),
    (ThanksReposted, {}),
]


def act(story, action, now, case_id=None, **values):
    story.count += 1
    case_id = story.case.case_id if case_id is None else case_id
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": case_id}
    return story.tell(action(**whose, action_id=str(story.count), by=values.pop("by", "ana"), at=now, **values), now)


@pytest.fixture
def asked(story):
    story.writes("¿dónde está mi pedido?", OPEN)
    return story


@pytest.mark.parametrize(("action", "values"), ACTIONS, ids=[action.__name__ for action, _ in ACTIONS])
def test_an_action_on_a_case_that_is_not_there_changes_nothing_and_says_so(story, action, values):
    decision = act(story, action, OPEN, "C1", **values)
    assert (decision.case, decision.commands, codes(decision.because)) == (None, (), (Code.no_such_case,))


def test_what_another_case_left_unanswered_finds_no_case_to_go_to(story):
    event = CaseAbsorbed(
        account_id=SHOP, customer_id=MARTA, case_id="C1", merged_case_id="C2", at=OPEN, private_contact=False, urgency=1
    )
    assert codes(story.tell(event, OPEN).because) == (Code.no_such_case,)


def test_a_deletion_of_what_no_case_holds_changes_nothing(story):
    event = MessageDeleted(account_id=SHOP, customer_id=MARTA, message_id="7")
    assert story.tell(event, OPEN).case is None


def test_only_the_deletion_of_the_last_message_empties_what_the_queue_shows(asked):
    asked.writes("es el pedido azul", OPEN + MINUTE)
    asked.tell(MessageDeleted(account_id=SHOP, customer_id=MARTA, message_id="1001"), OPEN + HOUR)
    assert asked.case.excerpt == "es el pedido azul"
    asked.tell(MessageDeleted(account_id=SHOP, customer_id=MARTA, message_id="1002"), OPEN + HOUR)
    assert asked.case.excerpt == ""


@pytest.mark.parametrize("item_id", ["C9:reply:1", "{case}:survey:1", "{case}1:reply:1"])
def test_only_a_reply_of_the_case_is_cancelled(asked, item_id):
    decision = act(asked, ReplyCancelled, OPEN, item_id=item_id.format(case=asked.case.case_id))
    assert (decision.commands, codes(decision.because)) == ((), (Code.not_a_reply_of_case,))


def test_only_a_send_of_the_case_is_decided_and_only_what_x_has_has_an_id(asked):
    mine = f"{asked.case.case_id}:reply:1"
    assert act(asked, SendDecided, OPEN, item_id="C9:reply:1", verdict="sent").commands == ()
    assert act(asked, SendDecided, OPEN, item_id=mine, verdict="again", x_id="77").commands == ()
    for verdict, x_id in (("sent", "77"), ("sent", ""), ("again", ""), ("dropped", "")):
        [command] = act(asked, SendDecided, OPEN, item_id=mine, verdict=verdict, x_id=x_id).commands
        assert (command.verdict, command.x_id) == (verdict, x_id)


def test_a_reply_that_was_typed_before_anothers_is_not_sent_and_ones_own_are_no_others(asked):
    act(asked, ReplyWritten, OPEN, channel="public", text="Ya va", by="luis")
    stale = act(asked, ReplyWritten, OPEN, channel="public", text="Ya va", seen_of_others=0)
    assert stale.commands == ()
    assert len(act(asked, ReplyWritten, OPEN, channel="public", text="Ya va", seen_of_others=1).commands) == 1
    assert len(act(asked, ReplyWritten, OPEN, channel="public", text="Otra", seen_of_others=1).commands) == 1
    assert asked.case.replied == {"luis": 1, "ana": 2}
    assert asked.case.answered_by == "ana"


def test_only_a_public_reply_has_the_button_for_a_private_message_and_an_address(asked):
    [public] = act(asked, ReplyWritten, OPEN, channel="public", text="Escríbenos", dm_link=True).commands
    assert (public.dm_link, public.in_reply_to, asked.case.asked_private_at) == (True, "1001", OPEN)
    [private] = act(asked, ReplyWritten, OPEN + HOUR, channel="private", text="Hola", dm_link=True).commands
    assert (private.dm_link, private.in_reply_to, asked.case.asked_private_at) == (False, "", OPEN)


@pytest.mark.parametrize(("after", "snoozed"), [(timedelta(0), False), (timedelta(microseconds=1), True)])
def test_a_case_is_put_out_of_sight_until_an_instant_to_come(asked, after, snoozed):
    act(asked, CaseSnoozed, OPEN + HOUR, until=OPEN + HOUR + after)
    assert (asked.case.snoozed_until is not None) == snoozed


def test_a_resolved_case_is_not_put_out_of_sight_nor_resolved_again(asked):
    asked.resolves(OPEN + HOUR)
    assert codes(act(asked, CaseSnoozed, OPEN + HOUR, until=OPEN + DAY).because) == (Code.snooze_resolved,)
    assert codes(asked.resolves(OPEN + 2 * HOUR).because) == (Code.resolved_already,)
    assert asked.case.resolved_at == OPEN + HOUR


def test_a_reopened_case_keeps_a_survey_that_was_asked_and_loses_one_that_was_planned(surveyed):
    story = surveyed()
    story.reopens(OPEN + 5 * HOUR)
    assert story.case.survey.state == "asked"
    again = Telling()
    again.writes("quiero cambiar la talla", OPEN, channel="private")
    again.answers(OPEN + MINUTE, channel="private")
    again.resolves(OPEN + 2 * MINUTE)
    assert again.case.survey.state == "planned"
    again.reopens(OPEN + 3 * MINUTE)
    assert (again.case.survey, again.case.first_response_at, again.case.state) == (None, None, "waiting")


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_an_answer_that_came_before_its_question_answers_what_was_written_until_then(story, seconds):
    story.answers(OPEN)
    story.answers(OPEN - HOUR)
    story.writes("¿dónde está mi pedido?", OPEN + MINUTE, at=OPEN + timedelta(seconds=seconds))
    assert story.case.state == ("open" if seconds > 0 else "waiting")
    assert story.case.person_answered_at == (None if seconds > 0 else OPEN)
    assert story.case.customer.early == ()


def test_a_message_without_a_conversation_leaves_the_case_in_its_public_thread(asked):
    asked.writes("es el 1234", OPEN + MINUTE, channel="private")
    assert asked.case.public_thread == "900"
    asked.writes("¿y bien?", OPEN + HOUR, conversation_id="901")
    assert asked.case.public_thread == "900"


@pytest.mark.parametrize(
    ("channel", "conversation", "after", "same"),
    [
        ("public", "900", 90 * DAY, True),
        ("public", "901", 90 * DAY, False),
        ("private", "", 90 * DAY, False),
        ("public", "901", HOUR, True),
    ],
)
def test_the_same_thread_or_a_soon_return_is_the_same_matter(asked, channel, conversation, after, same):
    first = asked.case.case_id
    asked.resolves(OPEN + HOUR)
    asked.writes("sigue sin llegar", OPEN + HOUR + after, channel=channel, conversation_id=conversation)
    assert (asked.case.case_id == first) == same


def test_a_matter_that_never_was_in_public_is_not_known_by_an_empty_thread(story):
    story.writes("hola, tengo una duda", OPEN, channel="private")
    first = story.case.case_id
    story.resolves(OPEN + HOUR)
    story.writes("otra duda", OPEN + 90 * DAY, conversation_id="")
    assert story.case.case_id != first


def test_what_the_queue_shows_of_a_message_is_whole_or_cut_with_a_mark():
    def shown(text):
        return excerpt(Message(id="1", channel="public", text=text, at=OPEN), shop())

    whole = next(length for length in range(20, 1000) if shown("a" * (length + 1)).endswith("…")) * "a"
    assert shown(whole) == whole
    assert shown(f"{whole}a") == f"{whole[:-1]}…"
    assert shown(f"{whole[:-2]} bcd") == f"{whole[:-2]}…", "no blank before the mark"


@pytest.mark.parametrize(
    ("followers", "verified", "influences"),
    [(None, "", False), (9_999, "blue", False), (10_000, "", True), (0, "business", True), (None, "government", True)],
)
def test_an_influencer_has_so_many_followers_or_is_an_institution(followers, verified, influences):
    customer = Customer(account_id=SHOP, customer_id=MARTA, followers=followers, verified_type=verified)
    assert is_influencer(customer, shop(desk={"influencer_followers": 10_000})) == influences


def test_a_case_says_whether_its_customer_is_an_influencer_as_last_known(asked):
    assert not asked.case.influencer
    event = MessageReceived(
        account_id=SHOP,
        customer_id=MARTA,
        author=Author(id=MARTA, username="marta", verified_type="business"),
        message=Message(id="1999", channel="public", text="¿y bien?", at=OPEN + HOUR, conversation_id="900"),
    )
    asked.tell(event, OPEN + HOUR)
    assert asked.case.influencer


def test_a_late_message_is_followed_by_its_own_id_and_not_by_the_last_ones(asked):
    late = MessageReceived(
        account_id=SHOP,
        customer_id=MARTA,
        author=Author(id=MARTA, username="marta"),
        message=Message(id="900", channel="public", text="antes", at=OPEN - HOUR),
    )
    action = CaseReopened(account_id=SHOP, customer_id=MARTA, case_id="C1", action_id="1", by="ana", at=OPEN)
    assert correlation_of(late, asked.case) == late.event_id
    assert correlation_of(action, asked.case) == f"message:{SHOP}:1001"


@pytest.mark.parametrize("spent", [89_999, 90_000, 90_001])
def test_a_reply_may_spend_the_month_to_its_last_and_beyond_it_needs_a_word(asked, spent):
    account = shop(budget={"month_dollars": "0.1", "hard": True})
    cost = can_reply(asked.case, "public", account, OPEN, text="Ya va").cost.micro_dollars
    assert cost == 10_000
    answer = can_reply(asked.case, "public", account, OPEN, text="Ya va", spent=spent)
    assert isinstance(answer, Yes)
    assert answer.needs_approval == (spent > 90_000)
    automatic = can_reply(asked.case, "public", account, OPEN, text="Ya va", spent=spent, purpose="acknowledgement")
    assert isinstance(automatic, No if spent > 90_000 else Yes)


def test_the_oldest_message_that_nobody_answered_starts_the_clock_and_a_complaint_shortens_it():
    story = Telling(shop(sla={"complaint_minutes": 60, "other_minutes": 240}))
    story.writes("¿tenéis tallas grandes?", OPEN)
    assert [(c.started_at, c.target_minutes) for c in story.case.clocks if c.kind == "first_response"] == [(OPEN, 240)]
    story.writes("me habéis cobrado dos veces, es una estafa", OPEN + MINUTE)
    assert [(c.started_at, c.target_minutes) for c in story.case.clocks if c.kind == "first_response"] == [(OPEN, 60)]
    story.writes("gracias, ¿tenéis tallas grandes?", OPEN + 2 * MINUTE)
    assert [c.target_minutes for c in story.case.clocks if c.kind == "first_response"] == [60]
    assert len([c for c in story.case.clocks if c.kind == "resolution"]) == 1
    assert story.case.respond_by == OPEN + HOUR


def test_a_case_that_was_resolved_and_goes_on_has_a_second_clock_of_the_resolution(asked):
    asked.resolves(OPEN + MINUTE)
    asked.writes("sigue sin llegar", OPEN + HOUR)
    resolutions = [clock.stopped_at is None for clock in asked.case.clocks if clock.kind == "resolution"]
    assert resolutions == [False, True]


def test_a_message_at_night_is_of_the_case_that_was_opened_by_day(asked):
    first = asked.case.case_id
    asked.writes("¿hola?", NIGHT)
    assert asked.case.case_id == first
    assert asked.case.unanswered_since == OPEN
