"""Whether an answer can go is known before anybody types it, and is what the acknowledgements' rules say too."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.case.conftest import MARTA, OPEN, SHOP, Telling, shop
from tests.unit.outbox.making import START, account

from care.acknowledgement.rules import never
from care.case.answerable import No, Yes, can_reply
from care.model.case import Case, LastMessage
from care.model.customer import Customer
from care.model.messages import Message
from care.model.outcomes import Code, outcome

MINUTE = timedelta(minutes=1)
ACCOUNT = account()
INTENT = "https://x.com/intent/tweet?in_reply_to=7&text=Ya%20va%20%26%20m%C3%A1s"


def case(
    channel: str = "public",
    *,
    summons: bool = True,
    encrypted: bool = False,
    opted_out: bool = False,
    dm: bool = False,
    protected: bool = False,
    dm_closed: bool = False,
) -> Case:
    last = LastMessage.model_validate({"id": "7", "channel": channel, "at": START, "summons": summons})
    customer = Customer(
        account_id=SHOP,
        customer_id=MARTA,
        opted_out_at=START if opted_out else None,
        protected=protected,
        dm_closed_at=START if dm_closed else None,
    )
    return Case(
        case_id="C1",
        account_id=SHOP,
        customer=customer,
        opened_at=START,
        last_message=last,
        last_public=last if channel == "public" else None,
        private_contact=dm or (channel == "private" and not encrypted),
    )


def in_public(**message) -> Telling:
    story = Telling()
    story.writes("¿dónde está mi pedido?", OPEN, **message)
    return story


@pytest.mark.parametrize(
    ("known", "channel", "text", "micro_dollars"),
    [
        (case(), "public", "Ya va", 10_000),
        (case(), "public", "Mira https://tiendaluna.example", 200_000),
        (case("private"), "private", "Mira https://tiendaluna.example", 15_000),
        (case(dm=True), "private", "Ya va", 15_000),
        (case(opted_out=True), "public", "Ya va", 10_000),
    ],
)
def test_what_x_lets_through_is_told_with_its_cost(known, channel, text, micro_dollars):
    answer = can_reply(known, channel, ACCOUNT, START, text=text)
    assert isinstance(answer, Yes)
    assert (answer.cost.micro_dollars, answer.needs_approval) == (micro_dollars, False)


@pytest.mark.parametrize(
    ("known", "channel", "more", "reason", "alternative"),
    [
        (case(summons=False), "public", {}, outcome(Code.not_summoned), INTENT),
        (case(summons=False, dm=True), "public", {"deleted": {"7"}}, outcome(Code.post_deleted), "private"),
        (case(), "public", {"deleted": {"7"}}, outcome(Code.post_deleted), None),
        (case("private"), "public", {}, outcome(Code.never_wrote_in_public), "private"),
        (case(), "private", {}, outcome(Code.never_wrote_dm), "public"),
        (case(protected=True), "public", {}, outcome(Code.posts_protected), INTENT),
        (case(dm=True, dm_closed=True), "private", {}, outcome(Code.cannot_dm), "public"),
        (case(opted_out=True), "public", {"purpose": "survey"}, outcome(Code.customer_opted_out), None),
        (
            case("private", encrypted=True),
            "private",
            {},
            outcome(Code.encrypted_chat),
            f"https://x.com/messages/compose?recipient_id={MARTA}&text=Ya%20va%20%26%20m%C3%A1s",
        ),
    ],
)
def test_what_x_does_not_let_through_is_told_with_where_to_answer(known, channel, more, reason, alternative):
    assert can_reply(known, channel, ACCOUNT, START, text="Ya va & más", **more) == No(reason, alternative)


@pytest.mark.parametrize(("hard", "needs_approval"), [(True, True), (False, False)])
def test_over_budget_a_reply_waits_for_a_word_and_what_is_automatic_does_not_go(hard, needs_approval):
    poor = account(budget={"month_dollars": "1", "hard": hard})
    answer = can_reply(case(), "public", poor, START, spent=995_000)
    assert isinstance(answer, Yes)
    assert answer.needs_approval is needs_approval
    automatic = can_reply(case(), "public", poor, START, purpose="acknowledgement", spent=995_000)
    assert isinstance(automatic, No if hard else Yes)


@given(
    channel=st.sampled_from(["public", "private"]),
    summons=st.booleans(),
    encrypted=st.booleans(),
    opted_out=st.booleans(),
    protected=st.booleans(),
)
def test_an_acknowledgement_is_composed_exactly_where_it_can_go(channel, summons, encrypted, opted_out, protected):
    known = case(channel, summons=summons, encrypted=encrypted, opted_out=opted_out, protected=protected)
    message = Message(
        id="7", channel=channel, text="Hola", at=START, summons=summons, encrypted=encrypted and channel == "private"
    )
    reason = never(known, message, ACCOUNT, START + timedelta(seconds=1))
    answer = can_reply(known, channel, ACCOUNT, START, purpose="acknowledgement")
    assert isinstance(answer, Yes) == (reason is None)


def test_an_earlier_message_that_summoned_us_can_be_answered_though_the_last_one_did_not():
    known = case(summons=False)
    assert isinstance(can_reply(known, "public", ACCOUNT, START, to="6"), Yes)
    assert isinstance(can_reply(known, "public", ACCOUNT, START, to="7"), No)
    assert isinstance(can_reply(known, "public", ACCOUNT, START, to="6", deleted={"6"}), No)


def test_without_a_word_on_it_nothing_of_the_month_is_spent_yet():
    one_reply = shop(budget={"month_dollars": "0.01"})
    answer = can_reply(in_public().case, "public", one_reply, OPEN, text="Ya va")
    assert isinstance(answer, Yes)
    assert (answer.cost.micro_dollars, answer.needs_approval) == (10_000, False)


def test_no_message_of_who_never_wrote_in_public_is_answered_there():
    story = Telling()
    story.writes("hola", OPEN, channel="private")
    answer = can_reply(story.case, "public", story.account, OPEN, to="1001")
    assert answer == No(outcome(Code.never_wrote_in_public), "private")


@pytest.mark.parametrize("to", ["", "1000", "1001"])
def test_whatever_a_dm_is_an_answer_to_a_post_that_did_not_summon_us_is_no_other_way(to):
    story = in_public(summons=False)
    answer = can_reply(story.case, "private", story.account, OPEN, to=to)
    assert answer == No(outcome(Code.never_wrote_dm), None)


def test_a_dm_to_who_wrote_in_public_too_costs_what_a_dm_costs():
    story = in_public()
    story.writes("es el 1234", OPEN + MINUTE, channel="private")
    answer = can_reply(story.case, "private", story.account, OPEN, text="Ya va")
    assert isinstance(answer, Yes)
    assert answer.cost.micro_dollars == 15_000


@pytest.mark.parametrize("spent", [89_999, 90_000, 90_001])
def test_a_reply_may_spend_the_month_to_its_last_and_beyond_it_needs_a_word(asked: Telling, spent):
    account = shop(budget={"month_dollars": "0.1", "hard": True})
    answer = can_reply(asked.case, "public", account, OPEN, text="Ya va")
    assert isinstance(answer, Yes)
    cost = answer.cost.micro_dollars
    assert cost == 10_000
    answer = can_reply(asked.case, "public", account, OPEN, text="Ya va", spent=spent)
    assert isinstance(answer, Yes)
    assert answer.needs_approval == (spent > 90_000)
    automatic = can_reply(asked.case, "public", account, OPEN, text="Ya va", spent=spent, purpose="acknowledgement")
    assert isinstance(automatic, No if spent > 90_000 else Yes)
