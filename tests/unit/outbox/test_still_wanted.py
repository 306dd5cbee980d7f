"""What waited too long is not sent any more, and why; and which words count as the same ones."""

from copy import replace
from datetime import timedelta

import pytest
from tests.changing import changed
from tests.there import there
from tests.unit.outbox.making import START, account, item

from care.model.case import Case, LastMessage, Survey
from care.model.customer import Customer
from care.model.incident import Incident
from care.model.outbox_item import Item, charged_more, goes_from, part_after, says_the_same, without
from care.model.outcomes import Code, outcome
from care.outbox.fit import fitted
from care.outbox.wanted import still_wanted

LATER = START + timedelta(minutes=5)
EARLIER = START - timedelta(minutes=5)
ACCOUNT = account(survey={"enabled": True, "inside_hours": False})
CUSTOMER = Customer(account_id=ACCOUNT.id, customer_id="3")


def case(customer=CUSTOMER, **changes) -> Case:
    last = LastMessage(id="1", channel="private", at=START)
    known = Case(case_id="C1", account_id=ACCOUNT.id, customer=customer, opened_at=START, last_message=last)
    return changed(known, **changes)


OPTED_OUT = case(replace(CUSTOMER, opted_out_at=START))
ACKNOWLEDGEMENT = item(lane=3, answers_at=START)
THANKS = item(purpose="courtesy", answers_at=START)
REPOST = item(purpose="courtesy", reposts="9", answers_at=START)


@pytest.mark.parametrize("one", [ACKNOWLEDGEMENT, THANKS, item(lane=4)])
def test_an_automatic_text_is_not_for_who_opted_out(one):
    assert still_wanted(one, OPTED_OUT, ACCOUNT, LATER) == outcome(Code.customer_opted_out)


@pytest.mark.parametrize("one", [item(), item(lane=2), REPOST])
def test_a_persons_words_and_a_repost_go_although_the_customer_opted_out(one):
    assert still_wanted(one, OPTED_OUT, ACCOUNT, LATER) is None


@pytest.mark.parametrize("one", [ACKNOWLEDGEMENT, THANKS])
@pytest.mark.parametrize(("at", "late"), [(EARLIER, False), (START, True), (LATER, True), (None, False)])
def test_an_automatic_text_is_late_once_a_person_has_answered_that_message(one, at, late):
    answered = case(person_answered_at=at)
    assert still_wanted(one, answered, ACCOUNT, LATER) == (outcome(Code.answered_already) if late else None)


@pytest.mark.parametrize("one", [item(answers_at=START), REPOST, item(lane=3)])
def test_an_answer_of_a_person_holds_nothing_else_back(one):
    assert still_wanted(one, case(person_answered_at=LATER), ACCOUNT, LATER) is None


@pytest.mark.parametrize(("spam", "why"), [("marked", outcome(Code.marked_as_spam)), ("offer", None), ("", None)])
def test_who_asks_to_be_left_alone_is_told_so_unless_a_person_marked_them_as_spam(spam, why):
    confirmation = replace(item(lane=3, answers_at=START), item_id="C1:stop:9")
    assert still_wanted(confirmation, case(spam=spam), ACCOUNT, LATER) == why


def test_a_resolved_case_is_not_acknowledged_any_more_but_its_resolution_is_told():
    resolved = case(state="resolved")
    assert still_wanted(ACKNOWLEDGEMENT, resolved, ACCOUNT, LATER) == outcome(Code.case_resolved)
    assert still_wanted(item(lane=2), resolved, ACCOUNT, LATER) is None
    assert still_wanted(THANKS, resolved, ACCOUNT, LATER) is None


def test_a_survey_goes_while_it_is_planned_and_its_repetition_while_it_is_asked():
    planned = case(
        state="resolved",
        person_answered_at=START,
        private_contact=True,
        survey=Survey(kind="csat", state="planned"),
    )
    asked = replace(planned, survey=Survey(kind="csat", state="asked"))
    question, again = item("C1:survey:1", 4), item("C1:survey:again:7", 4)
    assert still_wanted(question, planned, ACCOUNT, LATER) is None
    assert still_wanted(question, asked, ACCOUNT, LATER) == outcome(Code.survey_cancelled)
    assert still_wanted(again, asked, ACCOUNT, LATER) is None
    assert still_wanted(again, planned, ACCOUNT, LATER) == outcome(Code.survey_answered_already)


OFFICE = account(hours={"timezone": "UTC", "weekly": {"tue": [["09:00", "12:00"], ["14:00", "18:00"]]}})


@pytest.mark.parametrize(("minutes", "wanted"), [(0, True), (60, True), (74, True), (75, False), (120, False)])
def test_that_it_is_looked_into_is_true_until_a_moment_after_people_went(minutes, wanted):
    one = item(lane=3, answers_at=START, true_while="open", wanted_until=START + timedelta(minutes=75))
    said = still_wanted(one, case(), OFFICE, START + timedelta(minutes=minutes))
    assert said == (None if wanted else outcome(Code.no_longer_true))


def test_that_it_is_looked_into_is_not_said_where_new_hours_have_closed():
    one = item(lane=3, answers_at=START, true_while="open", wanted_until=START + timedelta(minutes=75))
    closed = account(hours={"timezone": "UTC", "weekly": {"wed": [["09:00", "12:00"]]}})
    assert still_wanted(one, case(), closed, START) == outcome(Code.hours_changed)


def test_the_text_of_an_incident_is_true_while_the_case_hangs_on_it_and_it_lasts():
    one = item(lane=3, answers_at=START, true_while="incident")
    web = {"incident_id": "web", "terms": ["web"], "texts": {"es": "No va."}, "started_at": START}
    ongoing = replace(ACCOUNT, incidents=(Incident.model_validate(web),))
    over = replace(ACCOUNT, incidents=(Incident.model_validate({**web, "ended_at": START}),))
    assert still_wanted(one, case(incident_id="web"), ongoing, LATER) is None
    assert still_wanted(one, case(incident_id="web"), over, LATER) == outcome(Code.no_longer_true)
    assert still_wanted(one, case(), ongoing, LATER) == outcome(Code.no_longer_true)


@pytest.mark.parametrize("own", [False, True])
def test_a_text_is_true_until_its_instant_and_not_at_it(own):
    one = item(wanted_until=LATER, case_id="" if own else "C1")
    just_before = LATER - timedelta(microseconds=1)
    assert still_wanted(one, case(), ACCOUNT, LATER) == outcome(Code.no_longer_true)
    assert still_wanted(one, case(), ACCOUNT, just_before) != outcome(Code.no_longer_true)


def test_a_post_of_the_accounts_own_without_an_end_is_looked_at_by_what_it_tells():
    own = item("account:greeting:2026-11-24", purpose="courtesy", case_id="", wanted_until=None)
    assert still_wanted(own, None, ACCOUNT, LATER) not in {outcome(Code.no_longer_true), outcome(Code.case_gone)}


def test_nothing_is_sent_for_a_case_that_is_gone():
    assert still_wanted(item(), None, ACCOUNT, LATER) == outcome(Code.case_gone)


def test_while_an_account_is_paused_only_a_persons_reply_goes():
    paused = replace(ACCOUNT, paused_at=START)
    assert still_wanted(item(), case(), paused, LATER) is None
    assert still_wanted(item(lane=2), case(), paused, LATER) is not None


@pytest.mark.parametrize("state", ["sent", "unconfirmed", "claimed"])
def test_the_same_words_count_from_the_instant_on_at_which_they_were_said(state):
    said = item("C1:reply:1", state=state, settled_at=START, claimed_at=EARLIER, created_at=EARLIER)
    other = item("C1:reply:2", text=said.text)
    assert says_the_same(said, other, START)
    assert not says_the_same(said, other, LATER)
    assert not says_the_same(said, item("C1:reply:2", text="otra cosa"), START)
    assert not says_the_same(said, said, START), "it is the very same item"


def test_words_that_are_being_said_count_from_their_claim_on_and_those_that_were_not_said_do_not():
    claimed = item(state="claimed", claimed_at=START, created_at=EARLIER)
    other = item("C1:reply:2", text=claimed.text)
    assert says_the_same(claimed, other, START)
    assert not says_the_same(item(state="waiting"), other, START)
    assert not says_the_same(item(state="refused", settled_at=LATER), other, START)


def test_of_a_thread_the_whole_is_compared():
    part = item(state="sent", settled_at=START, text="(1/2) Ya va", whole="Ya va de camino")
    assert says_the_same(part, item("C1:reply:2", text="Ya va de camino"), START)
    assert not says_the_same(part, item("C1:reply:2", text="(1/2) Ya va"), START)
    whole = item(state="sent", settled_at=START, text="Ya va de camino")
    assert says_the_same(whole, item("C1:reply:2", text="(1/2) Ya va", whole="Ya va de camino"), START)


def test_a_month_in_which_nothing_is_charged_any_more_is_not_kept():
    assert charged_more(item(charged={"2026-11": 5}), "2026-11", -5) == {}
    assert charged_more(item(charged={"2026-10": 5}), "2026-11", 2) == {"2026-10": 5, "2026-11": 2}


def test_a_claim_that_did_nothing_is_not_charged_in_its_month():
    claimed = item(charged={"2026-11": 9}, claimed_at=START)
    assert without(claimed, 4) == {"2026-11": 5}
    assert without(claimed, 0) == {"2026-11": 9}
    assert without(item(charged={"2026-11": 9}), 4) == {"2026-11": 9}, "nothing was claimed"


def test_a_persons_public_reply_waits_for_its_undo_delay_and_nothing_else_does():
    slow = account(undo_seconds=10)
    assert goes_from(item(channel="public"), slow) == START + timedelta(seconds=10)
    assert goes_from(item(), slow) == START
    assert goes_from(item(lane=2, channel="public"), slow) == START
    assert goes_from(item(channel="public", part=2, parts=2), slow) == START
    assert goes_from(item(channel="public", not_before=LATER), slow) == LATER


def test_the_parts_of_a_thread_answer_one_another_until_the_last():
    first = item(channel="public", x_id="70", rest=("dos", "tres"), parts=3, whole="uno dos tres", approved_by="eva")
    second = there(part_after(first))
    assert (second.item_id, second.text, second.in_reply_to) == ("C1:reply:1:2", "dos", "70")
    assert (second.part, second.parts, second.rest, second.approved_by) == (
        2,
        3,
        ("tres",),
        "eva",
    )
    third = there(part_after(replace(second, x_id="71")))
    assert (third.item_id, third.text, third.in_reply_to, third.part) == (
        "C1:reply:1:3",
        "tres",
        "71",
        3,
    )
    assert part_after(third) is None


LONG = "Ya va de camino. " * 20


@pytest.mark.parametrize(
    "one",
    [
        item(channel="public", text="Ya va"),
        item(text=LONG),
        item(lane=2, channel="public", text=LONG),
        item(channel="public", text=LONG, whole=LONG),
        item(channel="public", text=("hola " * 60)[:279] + "a"),
    ],
    ids=["it fits", "a DM", "automatic", "fitted before", "it just fits"],
)
def test_only_a_persons_public_reply_that_is_too_long_is_fitted(one):
    assert fitted(one, ACCOUNT) is one


def test_a_long_reply_becomes_a_thread_that_keeps_the_whole():
    found = fitted(item(channel="public", text=LONG), ACCOUNT)
    assert isinstance(found, Item)
    assert found.whole == LONG
    assert found.parts == 1 + len(found.rest) == 2


def test_a_name_is_neither_abbreviated_nor_cut_and_one_that_is_not_known_changes_nothing():
    text = ("Marta, de camino. " * 16)[:281] + "."
    reply = item(channel="public", text=text)
    short = fitted(reply, account(abbreviations={"de camino": "d/c", "Marta": "M."}), "Marta")
    assert isinstance(short, Item)
    assert (short.whole, short.parts) == (text, 1)
    assert "M." not in short.text
    alone = account(abbreviations={"Marta": "M."})
    named, unnamed = fitted(reply, alone, "Marta"), fitted(reply, alone, " ")
    assert isinstance(named, Item)
    assert isinstance(unnamed, Item)
    assert (named.parts, unnamed.parts) == (2, 1)
