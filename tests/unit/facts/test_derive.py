"""Which facts a decision is: each kind once, with the same ids however often the event comes."""

import json
from copy import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.case.conftest import HOUR, MARTA, NIGHT, OPEN, SHOP, Telling, act, shop

from care.facts.derive import facts_of, to_tell
from care.facts.handed_story import reference_of
from care.facts.notices import is_still_so
from care.model.actions import (
    AutomaticMessagesSet,
    CaseAssigned,
    CaseHandedOver,
    CaseLabelled,
    CaseMerged,
    CaseReopened,
    CaseResolved,
    PromiseKept,
    PromiseMade,
    ReplyWritten,
)
from care.model.events import Event, HandOverSettled, SendSettled
from care.model.fact import KINDS, TYPES, Fact, told
from care.model.subscriber import Subscriber
from care.model.x_events import MessageDeleted

JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists)


class Facts(Telling):
    """A story of which each step's facts are kept."""

    def __init__(self, *, texts: bool = False) -> None:
        super().__init__()
        self.texts = texts
        self.facts: tuple[Fact, ...] = ()

    def tell(self, event: Event, now):
        before = self.known
        decision = super().tell(event, now)
        self.facts = facts_of(before, decision, event, self.account, now, texts=self.texts)
        again = facts_of(before, decision, event, self.account, now + HOUR, texts=self.texts)
        assert [one.id for one in again] == [one.id for one in self.facts], "an event that comes again tells the same"
        assert len({one.id for one in self.facts}) == len(self.facts)
        return decision

    @property
    def kinds(self) -> list[str]:
        return [one.kind for one in self.facts]


def test_a_first_message_opens_a_case_and_the_next_one_does_not():
    story = Facts()
    story.writes("¿dónde está mi pedido?", OPEN)
    assert story.kinds == ["case.opened", "message.received"]
    opened, came = story.facts
    assert (opened.case_id, opened.customer_id, opened.account_id) == (story.case.case_id, MARTA, SHOP)
    assert told(came, texts=True)["text"] == "", "nobody wants texts, so none is taken along"
    story.writes("¿hola?", OPEN + timedelta(minutes=1))
    assert story.kinds == ["message.received"]


def test_a_text_comes_masked_and_only_where_somebody_wants_it():
    story = Facts(texts=True)
    story.writes("mi DNI es 12345678Z, ¿qué pasa con mi pedido?", OPEN, channel="private")
    [came] = [one for one in story.facts if one.kind == "message.received"]
    text = told(came, texts=True)["text"]
    assert "12345678Z" not in text
    assert "¿qué pasa con mi pedido?" in text
    assert "text" not in told(came, texts=False)
    assert "DNI" not in repr(came)


def test_a_deletion_is_told_so_that_others_drop_the_text():
    story = Facts(texts=True)
    story.writes("llamadme al 612345678", OPEN)
    message = MessageDeleted(account_id=SHOP, customer_id=MARTA, message_id=str(story.count))
    story.tell(message, OPEN + HOUR)
    assert "message.deleted" in story.kinds


def test_whose_a_case_is_its_topic_its_end_and_its_new_beginning_are_told():
    story = Facts()
    story.writes("¿dónde está mi pedido?", OPEN)
    act(story, CaseAssigned, OPEN, to="ana")
    assert [(one.kind, getattr(one, "to", "")) for one in story.facts] == [("case.assigned", "ana")]
    act(story, CaseAssigned, OPEN, to="")
    assert story.kinds == ["case.assigned"]
    topic = "praise" if story.case.topic != "praise" else "question"
    act(story, CaseLabelled, OPEN, topic=topic)
    assert story.kinds == ["case.labelled"]
    act(story, CaseResolved, OPEN + HOUR)
    assert story.kinds == ["case.resolved"]
    act(story, CaseResolved, OPEN + HOUR)
    assert story.kinds == []
    act(story, CaseReopened, OPEN + HOUR)
    assert "case.reopened" in story.kinds


def test_a_case_that_is_merged_goes_on_elsewhere_and_is_not_told_as_resolved():
    story = Facts()
    story.writes("¿dónde está mi pedido?", OPEN)
    act(story, CaseMerged, OPEN, into="C2")
    assert [(one.kind, getattr(one, "into", "")) for one in story.facts] == [("case.merged", "C2")]


def _report(story: Facts, outcome: str, **values) -> None:
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id, "item_id": "I1"}
    sent = {"purpose": "reply", "channel": "private", "outcome": outcome, "at": OPEN + HOUR, "written_by": "ana"}
    sent |= {"x_id": "77"} if outcome == "sent" else {}
    story.tell(SendSettled.model_validate({**whose, **sent, **values}), OPEN + HOUR)


@pytest.mark.parametrize(
    ("outcome", "kind"), [("sent", "reply.sent"), ("refused", "reply.refused"), ("unconfirmed", "reply.unconfirmed")]
)
def test_what_became_of_a_persons_reply_is_told_with_who_wrote_it(outcome, kind):
    story = Facts()
    story.writes("¿dónde está mi pedido?", OPEN, channel="private")
    act(story, ReplyWritten, OPEN, text="Sale hoy.", channel="private")
    _report(story, outcome)
    assert [(one.kind, getattr(one, "by", "")) for one in story.facts] == [(kind, "ana")]


def test_a_part_of_a_thread_and_what_is_automatic_are_no_replies():
    story = Facts()
    story.writes("¿dónde está mi pedido?", OPEN, channel="private")
    _report(story, "sent", complete=False)
    assert "reply.sent" not in story.kinds
    _report(story, "sent", purpose="acknowledgement", item_id="I2")
    assert "reply.sent" not in story.kinds


def test_promises_are_told_when_they_are_made_soon_due_kept_and_broken():
    story = Facts()
    story.writes("¿dónde está mi pedido?", OPEN)
    story.answers(OPEN)
    act(story, PromiseMade, OPEN, text="el jueves", due_at=OPEN + timedelta(hours=8))
    assert story.kinds == ["promise.made"]
    seen = list[str]()
    while story.case.due_at is not None and len(seen) < 20:
        story.falls_due()
        seen += [kind for kind in story.kinds if kind.startswith("promise")]
    assert seen == ["promise.due", "promise.broken"]
    other = Facts()
    other.writes("¿dónde está mi pedido?", OPEN)
    act(other, PromiseMade, OPEN, text="el jueves", due_at=OPEN + timedelta(hours=8))
    act(other, PromiseKept, OPEN + HOUR, promise_id=other.case.promises[0].promise_id)
    assert other.kinds == ["promise.kept"]


def test_the_warning_and_the_end_of_the_time_to_answer_are_told_once_each():
    story = Facts()
    story.writes("¿dónde está mi pedido?", OPEN)
    seen = list[str]()
    for _ in range(8):
        if story.case.due_at is None:
            break
        story.falls_due()
        seen += [kind for kind in story.kinds if kind.startswith("sla")]
    assert seen == ["sla.warned", "sla.breached"]


def test_a_score_is_told_once_and_no_comment_with_it():
    story = Facts()
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    story.answers(OPEN + timedelta(minutes=2), channel="private")
    story.resolves(OPEN + timedelta(minutes=3))
    story.falls_due()
    story.settles("survey", "sent", OPEN + timedelta(hours=3, minutes=4))
    story.writes("5", OPEN + timedelta(hours=4), channel="private")
    [score] = [one for one in story.facts if one.kind == "survey.answered"]
    assert told(score, texts=True)["score"] == 5
    story.writes("fatal el embalaje", OPEN + timedelta(hours=4, minutes=1), channel="private")
    assert "survey.answered" not in story.kinds


def test_who_wants_no_automatic_messages_and_who_wants_them_again_is_told():
    story = Facts()
    story.writes("¿dónde está mi pedido?", OPEN, channel="private")
    act(story, AutomaticMessagesSet, OPEN, wanted=False)
    assert story.kinds == ["customer.opted_out"]
    act(story, AutomaticMessagesSet, OPEN, wanted=True)
    assert story.kinds == ["customer.opted_in"]


def test_the_sequence_of_a_cases_facts_grows_with_its_version():
    story, seen = Facts(), list[int]()
    for minute in range(4):
        story.writes(f"hola {minute}", OPEN + timedelta(minutes=minute))
        seen.append(story.facts[0].sequence)
        story.known = replace(story.case, version=story.case.version + 1)  # as the table writes it
    assert seen == [1, 2, 3, 4]


def _subscriber(**values) -> Subscriber:
    return Subscriber.model_validate({"name": "uno", "way": "bus", "made_at": NIGHT, **values})


def test_who_wants_nothing_of_a_decision_has_nothing_put_on_the_queue():
    story = Telling()
    before = story.known
    decision = story.writes("¿dónde está mi pedido?", OPEN)
    event_and = (shop(), OPEN)
    event = _first_event()
    assert to_tell([], before, decision, event, *event_and) == ()
    assert to_tell([_subscriber(kinds=("case.resolved",))], before, decision, event, *event_and) == ()
    [command] = to_tell([_subscriber(kinds=("case.opened",))], before, decision, event, *event_and)
    assert [one["kind"] for one in command.facts] == ["case.opened"]


def _first_event() -> Event:
    kept = []

    class Keeping(Telling):
        def tell(self, event: Event, now):
            kept.append(event)
            return super().tell(event, now)

    Keeping().writes("¿dónde está mi pedido?", OPEN)
    return kept[0]


def test_every_kind_has_one_name():
    assert len(set(KINDS)) == len(TYPES)


def test_a_complaint_of_somebody_with_a_large_audience_is_told_once_however_it_came_to_be_one():
    story = Facts()
    story.writes("sois unos estafadores, quiero una reclamación", OPEN)
    assert story.case.topic == "complaint"
    assert "influencer.complained" not in story.kinds
    act(story, CaseLabelled, OPEN + HOUR, influencer=True)
    [fact] = [one for one in story.facts if one.kind == "influencer.complained"]
    assert (fact.case_id, fact.urgency) == (story.case.case_id, story.case.urgency)
    story.writes("¿y bien? sois unos estafadores", OPEN + 2 * HOUR)
    assert "influencer.complained" not in story.kinds


def test_another_system_that_has_a_case_is_told_once_and_one_that_it_did_not_reach_too():
    story = Facts()
    places = [{"name": name, "way": "mail", "address": "a@shop.example"} for name in ("crm", "legal")]
    story.account = shop(hand_over={"destinations": places})
    story.writes("la lámpara llegó rota", OPEN)
    for name, outcome, kind in (("crm", "arrived", "case.handed_over"), ("legal", "failed", "hand_over.failed")):
        act(story, CaseHandedOver, OPEN, to=name)
        assert story.kinds == []
        one = story.case.hand_overs[-1]
        about = {"hand_over_id": one.id, "outcome": outcome, "asked_at": OPEN, "at": OPEN, "status": "503"}
        story.tell(HandOverSettled.model_validate({**story.case.ids, **about, "reference": "T-7"}), OPEN)
        assert story.kinds == [kind]
        [fact] = story.facts
        assert told(fact, texts=False)["to"] == name
        assert is_still_so(fact, story.case)
    assert not is_still_so(fact, replace(story.case, hand_overs=()))


@given(st.binary(max_size=200) | st.builds(lambda value: json.dumps({"reference": value}).encode(), JSON))
def test_whatever_another_system_answers_is_a_reference_that_can_be_shown_or_none(body: bytes):
    reference = reference_of(body)
    assert len(reference) <= 64
    assert not set(reference) & set("<>&.:\"'@\n")
