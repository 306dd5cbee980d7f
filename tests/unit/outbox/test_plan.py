"""The next step of an item, decided without a store; and which facts are looked up on the way."""

from copy import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.outbox.making import LANE, START, account, item

from care.budget.prices import cost_of
from care.model.account import Account
from care.model.case import Case, LastMessage
from care.model.chat import Sealed
from care.model.customer import Customer
from care.model.outbox_item import Item, ItemState
from care.model.outcomes import Code, outcome
from care.outbox.guard import KnownText
from care.outbox.plan import Facts, Find, Hold, Refit, Report, Send, Settle, Step, after_send, plan, put_off

ACCOUNT = account(second_look=["abogado"])
NOW = START + timedelta(minutes=1)
LATER = NOW + timedelta(minutes=9)
MOMENT = timedelta(seconds=1)
SEALED = Sealed(message_id="sealed-1", content="QQ==", signature="QQ==", key_version="1")
CUSTOMER = Customer(account_id=ACCOUNT.id, customer_id="3")
CASE = Case(
    case_id="C1",
    account_id=ACCOUNT.id,
    customer=CUSTOMER,
    opened_at=START,
    last_message=LastMessage(id="1", channel="public", at=START, summons=True),
)
ALL_WELL = Facts(
    ACCOUNT, NOW, case=CASE, begun=item("C1:begin", state="sent"), over_budget=False, known=KnownText("", ())
)
LONG = "El pedido salió ayer del almacén y llega mañana por la tarde. " * 9


def looked_up(one: Item, account: Account = ACCOUNT) -> tuple[list[str], Step]:
    """The facts that a plan asks for before it comes to a step, if each of them is as good as can be."""
    facts, asked = Facts(account, NOW), list[str]()
    while isinstance(step := plan(one, facts), Find):
        assert step.fact not in asked, "a fact that is known is asked for again"
        asked.append(step.fact)
        facts = replace(facts, **{step.fact: getattr(ALL_WELL, step.fact)})
    return asked, step


@pytest.mark.parametrize(
    ("one", "asked"),
    [
        (item(), ["case", "over_budget"]),
        (item(lane=2), ["case"]),
        (item(channel="public"), ["case", "over_budget", "known"]),
        (item(lane=3, channel="public"), ["case", "known"]),
        (item(channel="public", approved_by="s"), ["case", "over_budget"]),
        (item(channel="public", doubtful=True), ["case", "over_budget"]),
        (item(channel="public", part=2, parts=2), ["case", "over_budget"]),
        (item(purpose="courtesy", channel="public", reposts="9", text=""), ["case"]),
        (
            item("own:note:1", purpose="courtesy", channel="public", case_id="", follows="own:note:0"),
            ["begun", "known"],
        ),
    ],
)
def test_only_what_an_item_needs_is_looked_up_and_then_it_is_sent(one, asked):
    assert looked_up(one) == (asked, Send(cost_of(one, ACCOUNT)))


@pytest.mark.parametrize("one", [item(lane=3, wanted_until=START), item(channel="public", text=LONG)])
def test_nothing_but_the_case_is_looked_up_for_what_does_not_go_as_it_is(one):
    asked, step = looked_up(one)
    assert asked == ["case"]
    assert not isinstance(step, Send)


@pytest.mark.parametrize("state", ["waiting", "released"])
def test_what_is_not_wanted_any_more_is_withdrawn_with_the_reason(state):
    late = item(lane=3, state=state, wanted_until=START)
    assert plan(late, ALL_WELL) == Settle("withdrawn", (outcome(Code.no_longer_true),))


@pytest.mark.parametrize(
    ("begun", "step"),
    [
        (None, Settle("withdrawn", (outcome(Code.beginning_not_told),))),
        *(
            (state, Settle("withdrawn", (outcome(Code.beginning_not_told),)))
            for state in ("refused", "withdrawn", "held")
        ),
        *((state, Hold("item", NOW + timedelta(minutes=15))) for state in ("waiting", "claimed", "unconfirmed")),
    ],
)
def test_an_end_is_told_only_if_its_beginning_was(begun, step):
    facts = replace(ALL_WELL, begun=item(state=begun) if begun else None)
    assert plan(item(lane=2, follows="C1:begin"), facts) == step


def test_a_long_reply_becomes_a_thread_and_what_no_cut_makes_fit_is_refused():
    step = plan(item(channel="public", text=LONG), ALL_WELL)
    assert isinstance(step, Refit)
    assert step.item.parts > 1
    refused = plan(item(channel="public", text="https://x.com/" + "a" * 300 + " " + "b" * 300), ALL_WELL)
    assert isinstance(refused, Settle)
    assert refused.state == "refused"


def test_what_was_said_already_is_said_in_other_words_refused_without_and_held_if_a_person_wrote_it():
    said = replace(ALL_WELL, known=KnownText(said=True))
    automatic = item(lane=3, channel="public", other="Con otras palabras")
    step = plan(automatic, said)
    assert step == Refit(replace(automatic, text="Con otras palabras", other=""))
    assert plan(item(lane=3, channel="public"), said) == Settle("refused", (outcome(Code.said_already),))
    held = plan(item(channel="public"), said)
    assert isinstance(held, Settle)
    assert held.state == "held"


def test_a_refused_part_says_that_the_others_stand():
    part = item(channel="public", part=2, parts=3, text="a" * 300, whole="a" * 300)
    assert plan(part, ALL_WELL) == Settle(
        "refused", (outcome(Code.part_of_thread, part=2, parts=3), outcome(Code.post_too_long))
    )


def test_only_a_post_of_the_accounts_own_leaves_a_notice_when_it_is_refused():
    own = item("own:note:1", purpose="courtesy", channel="public", case_id="", text="Llama a tu abogado")
    step = plan(own, ALL_WELL)
    assert isinstance(step, Settle)
    assert step.state == "refused"
    assert step.notice == "a post of the account's own (own:note:1) was refused"
    reply = plan(item(channel="public", text="Llama a tu abogado"), ALL_WELL)
    assert isinstance(reply, Settle)
    assert (reply.state, reply.notice) == ("held", "")


def test_a_reply_that_the_months_dollars_do_not_cover_is_held_and_what_is_automatic_is_not_asked_about():
    over = replace(ALL_WELL, over_budget=True)
    assert plan(item(), over) == Settle("held", (outcome(Code.over_budget),))
    assert isinstance(plan(item(lane=2), over), Send)


def test_a_public_reply_waits_for_its_undo_delay_even_if_its_lane_is_barred():
    slow = account(undo_seconds=90)
    facts = replace(ALL_WELL, account=slow, barred=LATER)
    assert plan(item(channel="public"), facts) == Hold("item", START + timedelta(seconds=90))
    assert plan(item(), facts) == Hold("lane", LATER)


def test_what_was_written_by_a_clock_that_is_ahead_does_not_wait_for_it():
    behind = replace(ALL_WELL, now=START - timedelta(seconds=2))
    assert isinstance(plan(item(), behind), Send)
    assert plan(item(not_before=START + MOMENT), behind) == Hold("item", START + MOMENT), "what has a time of its own"


@pytest.mark.parametrize("hours", [20, 21])
def test_a_post_in_doubt_is_tried_for_twenty_hours_and_a_dm_as_long_as_it_is_looked_for(hours):
    facts = replace(ALL_WELL, now=START + timedelta(hours=hours))
    post, dm = (item(channel=channel, state="released", doubtful=True) for channel in ("public", "private"))
    too_long = Settle("unconfirmed", (outcome(Code.too_long_ago_to_repeat),))
    assert plan(post, facts) == (Send(cost_of(post, ACCOUNT)) if hours == 20 else too_long)
    assert isinstance(plan(dm, facts), Send)
    again = replace(post, not_before=START + timedelta(hours=2))
    assert isinstance(plan(again, facts), Send), "a person's word starts the time anew"


def test_what_a_dead_publisher_had_claimed_is_never_sent_again():
    assert plan(item(state="claimed"), Facts(ACCOUNT, NOW)) == Settle("unconfirmed", (outcome(Code.publisher_died),))


def test_a_sealed_message_of_a_dead_publisher_goes_again_while_it_is_wanted():
    sealed = item(lane=3, channel="private", state="claimed", sealed=SEALED, attempts=1)
    assert plan(sealed, Facts(ACCOUNT, NOW)) == Find("case")
    assert isinstance(plan(sealed, ALL_WELL), Send), "the same again is the same message"
    died, untrue = outcome(Code.publisher_died), outcome(Code.no_longer_true)
    assert plan(replace(sealed, wanted_until=START), ALL_WELL) == Settle("unconfirmed", (died, untrue))
    paused = replace(ALL_WELL, account=account(paused_at=START))
    assert plan(sealed, paused) == Settle("unconfirmed", (died, outcome(Code.paused)))
    reply = replace(sealed, purpose="reply")
    assert isinstance(plan(reply, paused), Send), "what a person wrote goes on"
    assert plan(replace(sealed, attempts=8), ALL_WELL) == Settle("unconfirmed", (died,))


def test_a_part_that_went_is_reported_with_the_one_that_follows():
    sent = item(channel="public", state="sent", x_id="7", rest=("dos",), parts=2)
    step = plan(sent, Facts(ACCOUNT, NOW))
    assert isinstance(step, Report)
    assert step.following is not None
    assert (step.following.text, step.following.in_reply_to) == ("dos", "7")
    held = replace(sent, state="held")
    assert plan(held, Facts(ACCOUNT, NOW)) == Report(None), "only what went has a next part"


def test_the_budgets_no_holds_the_lane_but_a_reply_without_dollars_is_looked_at_again():
    assert put_off(item(), Code.over_budget, LATER) is None
    assert put_off(item(lane=3), Code.over_budget, LATER) == Hold("lane", LATER)
    assert put_off(item(), Code.limits_of_x, LATER) == Hold("lane", LATER)


def test_xs_limits_hold_the_queue_and_those_of_reposts_their_lane():
    assert after_send(item(), None) is None
    assert after_send(item(), LATER) == Hold("queue", LATER)
    assert after_send(item(purpose="courtesy", reposts="9"), LATER) == Hold("lane", LATER)


STATES: list[ItemState] = ["waiting", "claimed", "released", "sent", "refused", "unconfirmed", "withdrawn", "held"]
ITEMS = st.builds(
    item,
    lane=st.sampled_from(list(LANE)),
    channel=st.sampled_from(["public", "private"]),
    state=st.sampled_from(STATES),
    doubtful=st.booleans(),
    follows=st.sampled_from(["", "C1:begin"]),
    other=st.sampled_from(["", "Con otras palabras"]),
    approved_by=st.sampled_from(["", "s"]),
    text=st.sampled_from(["Ya va", LONG, "Mi tarjeta es 4111 1111 1111 1111", "abogado", "@otra mira"]),
    wanted_until=st.sampled_from([None, START, LATER]),
)
FACTS = st.builds(
    Facts,
    account=st.sampled_from([ACCOUNT, account(undo_seconds=90), account(paused_at=START)]),
    now=st.sampled_from([START, NOW, START + timedelta(hours=30)]),
    barred=st.sampled_from([None, LATER]),
    case=st.sampled_from([None, CASE, replace(CASE, state="resolved")]),
    begun=st.sampled_from([None, item(state="sent"), item(state="refused"), item(state="claimed")]),
    over_budget=st.booleans(),
    known=st.builds(KnownText, said=st.booleans(), dead_link=st.sampled_from([None, "https://gone.example"])),
)


@given(ITEMS, FACTS)
def test_whatever_is_known_only_what_certainly_waits_may_be_sent(one, facts):
    step = plan(one, facts)
    assert not isinstance(step, Find), "everything is known"
    if isinstance(step, Send):
        assert one.state in {"waiting", "released"}
        assert facts.barred is None
        assert facts.case is not None
        assert "4111" not in one.text or one.channel == "private", "personal data does not go out in public"
        assert one.purpose == "reply" or facts.account.paused_at is None
        assert one.purpose != "reply" or one.approved_by or not facts.over_budget
    if one.state not in {"waiting", "released"}:
        assert isinstance(step, Report | Settle)


@given(ITEMS, FACTS)
def test_however_much_was_looked_up_before_the_step_is_the_same(one, facts):
    known = Facts(facts.account, facts.now, facts.barred)
    for _ in range(5):
        if not isinstance(step := plan(one, known), Find):
            break
        known = replace(known, **{step.fact: getattr(facts, step.fact)})
    assert step == plan(one, facts)


@given(ITEMS, FACTS)
def test_a_text_is_made_to_fit_once_or_reworded_once(one, facts):
    for _ in range(3):
        step = plan(one, facts)
        if not isinstance(step, Refit):
            return
        one = step.item
    pytest.fail("an item is fitted for ever")
