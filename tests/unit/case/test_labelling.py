"""A person corrects what triage said, and who the customer is."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import OPEN, Telling, act

from care.model.actions import CaseLabelled, CaseResolved
from care.model.outcomes import Code
from care.tables.queue_rows import lists_of, row_of

MINUTE = timedelta(minutes=1)


def labelled(story: Telling, minutes: int = 1, **labels) -> Code:
    [because] = act(story, CaseLabelled, OPEN + minutes * MINUTE, **labels).because
    return because.code


@pytest.fixture
def asking(story: Telling) -> Telling:
    story.writes("¿a qué hora abrís?", OPEN)
    return story


def test_a_corrected_topic_brings_its_urgency_and_the_target_of_the_response(asking: Telling):
    before = asking.case.respond_by
    assert labelled(asking, topic="complaint") is Code.labelled
    assert (asking.case.topic, asking.case.urgency) == ("complaint", 6)
    assert before is not None
    assert asking.case.respond_by is not None
    assert asking.case.respond_by < before


def test_an_urgency_that_is_said_counts_and_language_is_the_customers_too(asking: Telling):
    labelled(asking, topic="complaint", urgency=9, language="pt")
    assert (asking.case.urgency, asking.case.language, asking.case.customer.language) == (9, "pt", "pt")


def test_who_the_customer_is_stays_for_the_next_messages(asking: Telling):
    labelled(asking, influencer=True, journalist=True, lead=True)
    asking.writes("¿y los domingos?", OPEN + 5 * MINUTE)
    case = asking.case
    assert (case.influencer, case.customer.journalist) == (True, True)
    assert {"influencers", "leads"} <= set(lists_of(case))
    assert row_of(case)["journalist"] is True
    labelled(asking, 6, influencer=False, lead=False)
    assert not {"influencers", "leads"} & set(lists_of(asking.case))


def test_a_worse_message_raises_what_a_person_had_lowered(asking: Telling):
    labelled(asking, topic="noise")
    asking.writes("sois unos estafadores, devolvedme el dinero", OPEN + 2 * MINUTE)
    assert asking.case.topic == "complaint"


def test_what_is_so_already_changes_nothing(asking: Telling):
    assert labelled(asking, topic=asking.case.topic) is Code.as_it_was
    assert labelled(asking) is Code.as_it_was


def test_what_is_not_clear_has_a_list_until_somebody_says_what_it_is(asking: Telling):
    labelled(asking, topic="unsure")
    assert "unsure" in lists_of(asking.case)
    labelled(asking, 2, topic="question")
    assert "unsure" not in lists_of(asking.case)


def test_that_somebody_may_buy_and_their_language_stay_with_the_person_for_the_next_case(asking: Telling):
    labelled(asking, lead=True, language="pt")
    first = asking.case.case_id
    act(asking, CaseResolved, OPEN + 5 * MINUTE)
    asking.writes("ok stock?", OPEN + timedelta(days=60), conversation_id="901", language="")
    assert asking.case.case_id != first
    assert "leads" in lists_of(asking.case)
    assert asking.case.language == "pt"


def test_an_urgency_alone_is_kept_as_a_correction_of_the_message_without_another_topic(asking: Telling):
    labelled(asking, urgency=5)
    told = asking.case.corrected
    assert told is not None
    assert (told.before, told.after, told.urgency, told.of_topic) == ("question", "question", 5, False)
    labelled(asking, 2, topic="complaint")
    assert asking.case.corrected is not None
    assert (asking.case.corrected.of_topic, asking.case.corrected.urgency) == (True, 5)
