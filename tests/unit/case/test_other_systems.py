"""A case that is handed to another system: sent once, its reference, what the customer is told, and what fails."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.case.conftest import HOUR, MARTA, OPEN, SHOP, Telling, act, only, shop, takes_over

from care.case.handing_over import GIVEN_UP_AFTER
from care.desk.found_by import added_by
from care.model.actions import (
    CaseHandedOver,
    CaseMerged,
    HandOverTriedAgain,
    ReferenceTyped,
    SpamMarked,
)
from care.model.case import Handed
from care.model.commands import Absorb, HandOverCase, SendReply
from care.model.decision import Decision
from care.model.events import HandOverSettled
from care.model.outcomes import Code, codes

MINUTE = timedelta(minutes=1)
CRM = {"name": "crm", "way": "webhook", "address": "https://crm.example/in", "words": True}
LEGAL = {"name": "legal", "title": "Legal", "way": "mail", "address": "legal@shop.example"}


def account(**changes: Any):
    return shop(hand_over={"destinations": [CRM, LEGAL], **changes})


@pytest.fixture
def story() -> Telling:
    story = Telling(account())
    story.writes("la lámpara llegó rota", OPEN, channel="private")
    return story


def handed(story: Telling, to: str = "crm", minutes: int = 1, **values: Any) -> Decision:
    return act(story, CaseHandedOver, OPEN + minutes * MINUTE, to=to, **values)


def settle(story: Telling, outcome: str, at: datetime = OPEN + 2 * MINUTE, **values: Any) -> Decision:
    one = story.case.hand_overs[-1]
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id}
    told = {"hand_over_id": one.id, "outcome": outcome, "asked_at": one.at, "at": at, **values}
    return story.tell(HandOverSettled.model_validate({**whose, **told}), at)


def states(story: Telling) -> list[tuple[str, str, str]]:
    return [(one.to, one.state, one.reference) for one in story.case.hand_overs]


def test_a_case_is_sent_and_its_customer_is_told_when_it_has_arrived_and_not_before(story: Telling):
    decision = handed(story, note="mirad la garantía")
    command = only(HandOverCase, decision.commands)
    assert (command.to, command.item_id) == ("crm", story.case.hand_overs[0].id)
    [note] = decision.messages
    assert (note.channel, note.text) == ("internal", "mirad la garantía")
    assert states(story) == [("crm", "going", "")]
    told = only(SendReply, settle(story, "arrived", status="200", reference="T-77").commands)
    assert (told.channel, told.by) == ("private", "ana")
    assert told.text == "Hemos pasado tu caso al equipo que se encarga de ello. La referencia es T-77."
    assert states(story) == [("crm", "arrived", "T-77")]
    assert story.case.hand_overs[0].given_up_at is None


def test_in_public_the_customer_reads_no_reference(story: Telling):
    story.writes("¿y mi lámpara?", OPEN + MINUTE)
    handed(story)
    told = only(SendReply, settle(story, "arrived", reference="T-77").commands)
    assert told.channel == "public"
    assert told.text == "Hemos pasado tu caso al equipo que se encarga de ello."


@pytest.mark.parametrize("language", ["es", "pt", "en"])
def test_the_accounts_own_words_are_said_in_the_customers_language(language: str):
    story = Telling(
        account(texts={language: {"told": "Lo lleva otro equipo.", "referenced": "Ref {reference}, anótala."}})
    )
    story.writes("la lámpara", OPEN, channel="private", language=language)
    handed(story)
    told = only(SendReply, settle(story, "arrived", reference="9").commands)
    own = story.case.language.partition("-")[0] == language
    assert (told.text == "Ref 9, anótala.") == own


def test_who_is_not_to_be_told_and_a_spammer_are_not(story: Telling):
    handed(story, tell=False)
    assert settle(story, "arrived").commands == ()
    handed(story, "legal", minutes=3)
    act(story, SpamMarked, OPEN + 4 * MINUTE, spam=True)
    assert settle(story, "arrived", OPEN + 5 * MINUTE).commands == ()
    assert [state for _, state, _ in states(story)] == ["arrived", "arrived"]


@pytest.mark.parametrize(
    ("before", "why"),
    [(None, Code.hand_over_under_way), ("arrived", Code.handed_over_already), ("failed", Code.hand_over_try_again)],
)
def test_the_same_destination_gets_a_case_once(story: Telling, before: str | None, why: Code):
    handed(story)
    if before:
        settle(story, before)
    decision = handed(story, minutes=9)
    assert codes(decision.because) == (why,)
    assert decision.commands == ()
    assert only(HandOverCase, handed(story, "legal", minutes=10).commands).to == "legal"


def test_an_unknown_destination_and_an_unknown_hand_over_are_refused(story: Telling):
    assert codes(handed(story, "nobody").because) == (Code.no_such_destination,)
    for action in (HandOverTriedAgain, ReferenceTyped):
        assert codes(act(story, action, OPEN, hand_over_id="x").because) == (Code.no_such_hand_over,)
    one = {"hand_over_id": "x", "outcome": "arrived", "asked_at": OPEN, "at": OPEN}
    event = HandOverSettled.model_validate({**one, **story.case.ids})
    assert codes(story.tell(event, OPEN).because) == (Code.no_such_hand_over,)


def test_what_failed_is_shown_to_who_asked_and_may_be_tried_again_under_its_id(story: Telling):
    handed(story)
    settle(story, "delayed", status="503", tries=1)
    assert (story.case.hand_overs[0].state, story.case.hand_overs[0].status) == ("going", "503")
    assert settle(story, "failed", status="404").commands == ()
    assert states(story) == [("crm", "failed", "")]
    assert story.case.mentions == ("ana",)
    [first] = story.case.hand_overs
    again = act(story, HandOverTriedAgain, OPEN + HOUR, hand_over_id=first.id, by="luis")
    command = only(HandOverCase, again.commands)
    assert (command.item_id, command.begun_at, command.asked_at) == (first.id, first.at, OPEN + HOUR)
    assert only(SendReply, settle(story, "arrived", OPEN + HOUR).commands).by == "luis"
    twice = act(story, HandOverTriedAgain, OPEN + 2 * HOUR, hand_over_id=first.id)
    assert codes(twice.because) == (Code.hand_over_not_failed,)


def test_a_hand_over_of_which_nothing_is_heard_fails_in_the_end_and_what_arrived_after_all_has(story: Telling):
    handed(story, "legal", tell=False)
    assert story.case.hand_overs[0].given_up_at == OPEN + MINUTE + GIVEN_UP_AFTER
    while story.case.hand_overs[0].state == "going":
        story.falls_due()
    assert story.case.hand_overs[0].status == "lost"
    settle(story, "delayed", OPEN + 9 * HOUR)
    assert story.case.hand_overs[0].state == "failed"
    settle(story, "arrived", OPEN + 9 * HOUR, reference="L 4")
    assert states(story) == [("legal", "arrived", "L 4")]
    settle(story, "failed", OPEN + 10 * HOUR)
    assert states(story) == [("legal", "arrived", "L 4")]


def test_a_reference_that_a_person_typed_stays_and_the_case_is_found_by_it(story: Telling):
    handed(story)
    about: dict[str, Any] = {"hand_over_id": story.case.hand_overs[0].id, "reference": "AB-12"}
    event = ReferenceTyped(**story.case.ids, action_id="1", by="ana", at=OPEN + MINUTE, **about)
    decision = story.tell(event, OPEN + MINUTE)
    assert {"ab12", "ab", "12"} <= added_by(event, decision, story.account)
    settle(story, "arrived", reference="T-77")
    assert states(story) == [("crm", "arrived", "AB-12")]


def test_a_case_on_its_way_is_merged_later_and_then_takes_its_reference_along(story: Telling):
    handed(story, tell=False)
    assert codes(act(story, CaseMerged, OPEN + MINUTE, into="OTHER").because) == (Code.hand_over_before_merge,)
    settle(story, "arrived", reference="T-77")
    absorb = only(Absorb, act(story, CaseMerged, OPEN + 3 * MINUTE, into="OTHER").commands)
    assert codes(handed(story, "legal", minutes=4).because) == (Code.case_merged,)
    other = Telling(story.account)
    other.writes("hola", OPEN)
    assert isinstance(absorb.handed, Handed)
    takes_over(other, handed=absorb.handed)
    assert states(other) == [("crm", "arrived", "T-77")]


def test_a_resolved_case_can_be_handed_over_and_stays_resolved(story: Telling):
    story.resolves(OPEN + MINUTE)
    handed(story, minutes=2, tell=False)
    settle(story, "arrived", OPEN + 3 * MINUTE)
    assert story.case.state == "resolved"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "crm",
                "legal",
                "again",
                "arrived",
                "failed",
                "delayed",
                "due",
                "writes",
                "resolve",
                "reopen",
                "spam",
                "merge",
            ]
        ),
        st.integers(1, 400),
    ),
    max_size=20,
)


def step(story: Telling, kind: str, now: datetime) -> Decision | None:
    handed = story.case.hand_overs
    match kind:
        case "crm" | "legal":
            return act(story, CaseHandedOver, now, to=kind)
        case "again" if handed:
            return act(story, HandOverTriedAgain, now, hand_over_id=handed[0].id)
        case "arrived" | "failed" | "delayed" if handed:
            return settle(story, kind, now, reference="T-1" if kind == "arrived" else "")
        case "due" if story.case.due_at is not None and story.case.due_at <= now:
            return story.falls_due()
        case "writes":
            return story.writes("¿y mi lámpara?", now, channel="private")
        case "resolve" | "reopen":
            return story.resolves(now) if kind == "resolve" else story.reopens(now)
        case "spam" | "merge":
            values = {"spam": True} if kind == "spam" else {"into": "OTHER"}
            return act(story, SpamMarked if kind == "spam" else CaseMerged, now, **values)
    return None


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_in_any_story_a_hand_over_ends_arrives_once_and_its_customer_is_told_once(steps: list[tuple[str, int]]):
    story, now = Telling(account()), OPEN
    story.writes("la lámpara llegó rota", OPEN, channel="private")
    told: list[str] = []
    for kind, minutes in steps:
        now += timedelta(minutes=minutes)
        before = {one.id for one in story.case.hand_overs if one.state == "arrived"}
        same = story.case.case_id
        decision = step(story, kind, now)
        if decision is None:
            continue
        told += [one.item_id for one in decision.commands if isinstance(one, SendReply)]
        handed = story.case.hand_overs
        assert story.case.case_id != same or before <= {one.id for one in handed if one.state == "arrived"}
        assert len({one.to for one in handed}) == len(handed)
        going = any(one.state == "going" for one in handed)
        assert all((one.given_up_at is not None) == (one.state == "going") for one in handed), "each ends by itself"
        assert not (going and story.case.merged_into)
    assert len(set(told)) == len(told)
