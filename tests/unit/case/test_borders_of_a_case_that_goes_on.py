"""What a further message makes of a case: its topic, its last message, its thread, and who waits since when."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import OPEN

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MOMENT = timedelta(microseconds=1)
PRAISE, GREETING, QUESTION, COMPLAINT = "sois los mejores", "hola", "¿tenéis tallas grandes?", "no funciona"


@pytest.mark.parametrize(
    ("first", "then", "topic", "urgency"),
    [
        (PRAISE, GREETING, "praise", 1),  # as urgent: it stays what it was
        (GREETING, PRAISE, "question", 1),
        (PRAISE, QUESTION, "question", 2),
        (GREETING, COMPLAINT, "complaint", 6),
        (COMPLAINT, GREETING, "complaint", 6),
        (COMPLAINT, PRAISE, "complaint", 6),
    ],
)
def test_a_case_is_about_the_most_urgent_that_was_written_and_of_the_equally_urgent_about_the_first(
    story, first, then, topic, urgency
):
    story.writes(first, OPEN)
    story.writes(then, OPEN + MINUTE)
    assert (story.case.topic, story.case.urgency) == (topic, urgency)


@pytest.mark.parametrize(
    ("after", "last", "excerpt"),
    [(-MOMENT, "1001", "uno"), (timedelta(0), "1002", "dos"), (MOMENT, "1002", "dos")],
)
def test_the_last_message_is_the_latest_and_of_two_at_one_instant_the_one_that_came_later(story, after, last, excerpt):
    story.writes("uno", OPEN)
    story.writes("dos", OPEN + HOUR, at=OPEN + after)
    assert (story.case.last_message.id, story.case.excerpt) == (last, excerpt)


def test_who_wrote_a_dm_can_be_answered_by_dm_whatever_is_written_in_public_later(story):
    story.writes("hola", OPEN, channel="private")
    story.writes("¿hola?", OPEN + MINUTE)
    assert (story.case.private_contact, story.case.opened_in) == (True, "private")
    assert (story.case.public_thread, story.case.last_public.id) == ("900", "1002")
    story.writes("¿y bien?", OPEN + HOUR, channel="private")
    assert (story.case.last_public.id, story.case.last_message.channel) == ("1002", "private")


@pytest.mark.parametrize(("written", "ends"), [(-3, 7), (0, 10), (5, 10)])
def test_of_several_messages_people_have_the_grace_of_the_oldest(story, written, ends):
    story.writes("¿dónde está mi pedido?", OPEN)
    story.writes("¿hola?", OPEN + 6 * MINUTE, at=OPEN + written * MINUTE)
    assert story.case.timers["acknowledge"] == OPEN + ends * MINUTE
