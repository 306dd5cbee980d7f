"""What became of a send at X, and what the case and its customer know of it afterwards."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import NIGHT, OPEN, Telling, settled

from care.model.outcomes import Code

HOUR = timedelta(hours=1)


@pytest.fixture
def wrote(story: Telling) -> Telling:
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    return story


@pytest.mark.parametrize(
    ("outcome", "reason", "channel", "closed"),
    [
        ("refused", "cannot_dm", "private", True),
        ("refused", "duplicate", "private", False),
        ("refused", "cannot_dm", "public", False),
        ("unconfirmed", "cannot_dm", "private", False),
    ],
)
def test_only_a_dm_that_x_refuses_for_good_closes_the_way(wrote: Telling, outcome, reason, channel, closed):
    settled(wrote, "reply", outcome, why=({"code": reason, "params": {}},), channel=channel)
    assert (wrote.case.customer.dm_closed_at == OPEN + HOUR) == closed


@pytest.mark.parametrize(
    ("purpose", "outcome", "reason", "told"),
    [
        ("acknowledgement", "withdrawn", Code.paused, False),
        ("acknowledgement", "withdrawn", Code.answered_already, True),
        ("acknowledgement", "refused", Code.paused, True),
        ("resolution", "withdrawn", Code.paused, True),
    ],
)
def test_only_an_acknowledgement_that_a_pause_withdrew_was_not_told(story: Telling, purpose, outcome, reason, told):
    [command] = story.writes("¿dónde está mi pedido?", NIGHT).commands
    settled(story, purpose, outcome, item_id=command.item_id, why=({"code": reason, "params": {}},))
    assert (story.case.acknowledged_since is not None) == told
    assert (story.case.customer.told_until is not None) == told


def test_a_thread_answers_the_customer_when_its_last_part_is_sent(wrote: Telling):
    settled(wrote, "reply", "sent", x_id="71", text="uno", complete=False)
    assert (wrote.case.state, wrote.case.person_answered_at) == ("open", None)
    settled(wrote, "reply", "sent", x_id="72", text="dos")
    assert (wrote.case.state, wrote.case.person_answered_at) == ("waiting", OPEN + HOUR)


def test_a_repost_is_kept_where_no_customer_sees_it_and_words_where_they_were_said(wrote: Telling):
    [repost] = settled(wrote, "courtesy", "sent", x_id="71").messages
    assert (repost.channel, repost.id, repost.text) == ("internal", f"{wrote.case.case_id}:courtesy:1", "")
    [thanks] = settled(wrote, "courtesy", "sent", x_id="71", text="¡Gracias!").messages
    assert (thanks.channel, thanks.id, thanks.text) == ("private", "71", "¡Gracias!")
    [reply] = settled(wrote, "reply", "sent").messages
    assert (reply.channel, reply.id) == ("private", f"{wrote.case.case_id}:reply:1")
