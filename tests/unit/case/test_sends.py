"""What became of a send at X, and what the case and its customer know of it afterwards."""

from copy import replace
from datetime import timedelta

import pytest
from tests.unit.case.conftest import LUNCH, NIGHT, OPEN, Telling, only, settled, shop
from tests.unit.case.outages import OUTAGE, touched
from tests.unit.selfservice.brand import BRAND

from care.acknowledgement.told import sets_out
from care.model.commands import Acknowledge, AnswerByDm
from care.model.incident import Incident
from care.model.outcomes import Code, codes

HOUR = timedelta(hours=1)
MOMENT = timedelta(seconds=1)
GONE = ({"code": Code.answered_already, "params": {}},)


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
    ("outcome", "reason", "told"),
    [
        ("withdrawn", Code.paused, False),
        ("withdrawn", Code.answered_already, False),
        ("refused", "duplicate", False),
        ("unconfirmed", Code.publisher_died, True),
        ("held", Code.over_budget, True),
        ("sent", Code.send_settled, True),
    ],
)
def test_what_counts_as_told_is_what_went_out_or_may_have(story, outcome, reason, told):
    [command] = story.writes("¿dónde está mi pedido?", NIGHT).commands
    settled(story, "acknowledgement", outcome, item_id=command.item_id, why=({"code": reason, "params": {}},))
    assert (story.case.acknowledged_since is not None) == told
    assert (story.case.customer.told_until is not None) == told
    assert (story.case.customer.automatic_at != ()) == told
    again = story.writes("¿hola?", NIGHT + HOUR).commands
    assert [one.occasion for one in again] == ([] if told else ["closed"])


@pytest.mark.parametrize("doubtful", [True, False])
def test_what_was_unclear_stays_told_until_a_person_drops_it(story, doubtful):
    [command] = story.writes("¿dónde está mi pedido?", NIGHT).commands
    for outcome, reason in (("unconfirmed", Code.publisher_died), ("withdrawn", Code.dropped)):
        why = ({"code": reason, "params": {}},)
        settled(story, "acknowledgement", outcome, item_id=command.item_id, why=why, doubtful=doubtful)
        assert (story.case.customer.told_until is not None) == (outcome == "unconfirmed")
    assert only(Acknowledge, story.writes("¿hola?", NIGHT + HOUR).commands).occasion == "closed"


def test_what_was_unclear_and_is_known_not_to_have_gone_has_told_nobody(story):
    [command] = story.writes("¿dónde está mi pedido?", NIGHT).commands
    for outcome, reason in (("unconfirmed", Code.publisher_died), ("withdrawn", Code.hours_changed)):
        why = ({"code": reason, "params": {}},)
        decision = settled(story, "acknowledgement", outcome, NIGHT + HOUR, item_id=command.item_id, why=why)
    assert only(Acknowledge, decision.commands).occasion == "closed"


@pytest.mark.parametrize("doubtful", [True, None])
@pytest.mark.parametrize("outcome", ["withdrawn", "refused"])
def test_what_was_given_up_although_an_attempt_may_have_been_done_stays_told(story, outcome, doubtful):
    [command] = story.writes("¿dónde está mi pedido?", NIGHT).commands
    why = ({"code": Code.no_longer_true, "params": {}},)
    decision = settled(story, "acknowledgement", outcome, item_id=command.item_id, why=why, doubtful=doubtful)
    assert (decision.commands, story.case.customer.told_until is not None) == ((), True)


def test_what_an_earlier_message_told_stands_when_a_later_one_did_not_go_and_the_other_way_round():
    for gone, stands in ((0, 1), (1, 0)):
        story = Telling()
        told = [only(Acknowledge, story.writes("¿dónde está mi pedido?", NIGHT).commands).item_id, "C:selfservice:2"]
        later = replace(story.case.customer, told_by=told[1], told_until=NIGHT + 12 * HOUR)
        story.known = sets_out(story.case, replace(story.case, customer=later), told[1], NIGHT + HOUR)
        settled(story, "acknowledgement", "withdrawn", NIGHT + HOUR, item_id=told[gone], why=GONE)
        assert story.case.customer.told_by == told[stands]
        assert story.case.customer.told_until is not None
        settled(story, "acknowledgement", "withdrawn", NIGHT + HOUR, item_id=told[stands], why=GONE)
        assert story.case.customer.told_until is None


def test_an_item_that_an_earlier_release_decided_is_taken_back_by_its_id(story):
    [command] = story.writes("¿dónde está mi pedido?", NIGHT).commands
    story.known = replace(story.case, on_its_way=())
    settled(story, "acknowledgement", "withdrawn", item_id=command.item_id, why=({"code": Code.paused, "params": {}},))
    assert (story.case.customer.told_until, story.case.acknowledged_since) == (None, None)


def test_the_welcome_and_the_request_to_go_private_that_did_not_go_are_made_to_the_next_message(story):
    mail = "mi correo es marta@ejemplo.es"
    [command] = story.writes(mail, OPEN).commands
    assert (command.occasion, story.case.asked_private_at) == ("private_request", OPEN)
    settled(story, "acknowledgement", "refused", OPEN, item_id=command.item_id, channel="public")
    assert story.case.asked_private_at is None
    [again] = story.writes(mail, OPEN + HOUR).commands
    assert (again.occasion, again.item_id != command.item_id) == ("private_request", True)
    other = Telling()
    welcome = only(Acknowledge, other.writes("¿hola?", NIGHT, channel="private").commands)
    assert (welcome.welcome, other.case.customer.welcomed_at) == (True, NIGHT)
    settled(other, "acknowledgement", "refused", NIGHT, item_id=welcome.item_id)
    assert only(Acknowledge, other.writes("¿hola?", NIGHT + HOUR, channel="private").commands).welcome


def test_an_incident_that_was_not_told_is_told_to_the_next_message():
    incident = {"incident_id": "web", "terms": ["la web"], "texts": {"es": "No va."}, "started_at": OPEN}
    story = Telling(replace(shop(), incidents=(Incident.model_validate(incident),)))
    [command] = story.writes("no va la web", OPEN).commands
    settled(story, "acknowledgement", "withdrawn", OPEN, item_id=command.item_id)
    assert story.case.customer.told_incident == ""
    assert only(Acknowledge, story.writes("la web sigue mal", OPEN + HOUR).commands).occasion == "incident"


def withdrawn(story, command, code, now):
    return settled(
        story, "acknowledgement", "withdrawn", now, item_id=command.item_id, why=({"code": code, "params": {}},)
    )


def test_who_was_not_told_because_hours_changed_is_told_by_the_new_ones_without_writing_again(story):
    [command] = story.writes("¿dónde está mi pedido?", NIGHT).commands
    late = {"timezone": "Europe/Madrid", "weekly": {"thu": [["12:00", "14:00"]]}}
    story.account = shop(hours=late)
    [again] = withdrawn(story, command, Code.hours_changed, NIGHT + HOUR).commands
    assert (again.occasion, again.in_reply_to, again.item_id != command.item_id) == ("closed", "1001", True)
    assert story.case.customer.told_until == story.account.hours.next_opening(NIGHT)
    story.account = shop(hours={"timezone": "Europe/Madrid", "always": True})
    assert withdrawn(story, again, Code.hours_changed, NIGHT + 2 * HOUR).commands == ()
    assert story.case.timers["acknowledge"] == NIGHT + 2 * HOUR
    [opened] = story.falls_due().commands
    assert (opened.occasion, len({command.item_id, again.item_id, opened.item_id})) == ("open", 3)


def test_a_message_that_has_its_own_answer_gets_no_second_one_for_an_older_that_was_not_told(story):
    [lunch] = story.writes("¿dónde está mi pedido?", LUNCH).commands
    [night] = story.writes("¿hola?", NIGHT).commands
    settled(story, "acknowledgement", "sent", NIGHT, item_id=night.item_id)
    assert withdrawn(story, lunch, Code.no_longer_true, NIGHT + HOUR).commands == ()
    assert "acknowledge" not in story.case.timers


def test_the_last_message_keeps_its_answer_when_an_older_one_came_late_and_was_not_told(story):
    [command] = story.writes("mi DNI es 12345678Z", NIGHT).commands
    assert command.occasion == "private_request"
    [late] = story.writes("¿dónde está mi pedido?", NIGHT - HOUR / 4).commands
    settled(story, "acknowledgement", "sent", NIGHT, item_id=command.item_id)
    assert withdrawn(story, late, Code.no_longer_true, NIGHT + 24 * HOUR).commands == ()


def test_a_wait_stays_acknowledged_while_another_message_of_it_has_its_answer(story):
    [lunch] = story.writes("no va la web", LUNCH).commands
    [night] = story.writes("¿hola?", NIGHT).commands
    withdrawn(story, lunch, Code.no_longer_true, NIGHT + MOMENT)
    during = replace(OUTAGE, started_at=NIGHT)
    story.account = replace(story.account, incidents=(during,))
    told = touched(story, NIGHT + 2 * MOMENT, ended=False, matches=True)
    assert codes(told.because) == (Code.incident_attached, Code.answered_automatically_already)
    settled(story, "acknowledgement", "refused", NIGHT + 3 * MOMENT, item_id=night.item_id)
    assert story.case.acknowledged_since is None  # neither went


def test_an_incident_answers_no_message_twice_because_an_older_one_came_late(story):
    [night] = story.writes("¿hola?", NIGHT).commands
    story.writes("no va la web", NIGHT + MOMENT, at=NIGHT - HOUR)
    story.account = replace(story.account, incidents=(replace(OUTAGE, started_at=NIGHT),))
    told = touched(story, NIGHT + 2 * MOMENT, ended=False, matches=True)
    assert (told.commands, night.in_reply_to) == ((), story.case.last_message.id)


def test_who_was_answered_meanwhile_is_told_of_no_hours(story):
    [command] = story.writes("¿dónde está mi pedido?", NIGHT).commands
    story.answers(NIGHT + HOUR / 2)
    assert withdrawn(story, command, Code.hours_changed, NIGHT + HOUR).commands == ()


def test_that_it_is_looked_into_is_replaced_by_the_return_where_it_waited_until_nobody_is_there(story):
    story.writes("¿dónde está mi pedido?", OPEN)
    [command] = story.falls_due().commands
    [again] = withdrawn(story, command, Code.no_longer_true, LUNCH).commands
    assert (command.occasion, again.occasion) == ("open", "closed")


def test_a_word_of_self_service_that_came_too_late_is_followed_by_an_acknowledgement():
    story = Telling(shop(selfservice=BRAND))
    answer = only(AnswerByDm, story.writes("agente", NIGHT, channel="private").commands)
    assert answer.wanted_until is not None
    again = only(Acknowledge, withdrawn(story, answer, Code.hours_changed, NIGHT + HOUR).commands)
    assert again.occasion == "closed"


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
