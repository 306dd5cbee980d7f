"""Whether an answer can go, where its message is not the last one, and where the month has room for one more."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import OPEN, Telling, shop

from care.case.answerable import No, Yes, can_reply
from care.outcomes import Code, outcome

MINUTE = timedelta(minutes=1)


def in_public(**message):
    story = Telling()
    story.writes("¿dónde está mi pedido?", OPEN, **message)
    return story


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
