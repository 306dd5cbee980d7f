"""Who is acknowledged and who never is (docs/design.md, 4.3): each "never" one test."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import LUNCH, NIGHT, OPEN, Telling, only, shop

from care.acknowledgement.rules import said_as_of
from care.acknowledgement.texts import compose
from care.case.decide import Decision
from care.model.commands import Acknowledge

MINUTE = timedelta(minutes=1)


def acknowledged(decision: Decision) -> list[str]:
    return [c.occasion for c in decision.commands if isinstance(c, Acknowledge)]


@pytest.mark.parametrize("now", [LUNCH, NIGHT])
@pytest.mark.parametrize("channel", ["public", "private"])
def test_a_message_in_closed_hours_is_acknowledged_at_once_where_it_was_written(story: Telling, now, channel):
    decision = story.writes("¿dónde está mi pedido?", now, channel=channel)
    [command] = decision.commands
    assert isinstance(command, Acknowledge)
    assert (command.occasion, command.channel, command.in_reply_to) == ("closed", channel, "1001")


def test_only_one_acknowledgement_is_given_in_a_closed_period_whatever_is_written_where(story: Telling):
    story.writes("¿dónde está mi pedido?", NIGHT)
    assert not story.writes("¿hola?", NIGHT + MINUTE).commands
    assert not story.writes("os escribo por aquí", NIGHT + 2 * MINUTE, channel="private").commands
    assert not story.writes("sigo esperando", NIGHT + timedelta(hours=9)).commands


def test_the_next_closed_period_acknowledges_again(story: Telling):
    story.writes("¿dónde está mi pedido?", LUNCH)
    assert acknowledged(story.writes("sigo sin saber nada", NIGHT)) == ["closed"]


def test_in_open_hours_people_have_ten_open_minutes(story: Telling):
    assert not story.writes("¿dónde está mi pedido?", OPEN).commands
    assert story.case.timers["acknowledge"] == OPEN + 10 * MINUTE
    assert acknowledged(story.falls_due()) == ["open"]
    assert "acknowledge" not in story.case.timers


def test_the_grace_of_a_message_before_the_break_ends_after_the_break(story: Telling):
    story.writes("¿dónde está mi pedido?", LUNCH - 35 * MINUTE)  # 13:55 in Madrid
    assert story.case.timers["acknowledge"] == LUNCH.replace(hour=15, minute=5)  # 16:05


def test_a_persons_answer_within_the_grace_takes_the_acknowledgement_away(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    story.answers(OPEN + 4 * MINUTE)
    assert "acknowledge" not in story.case.timers


def test_an_answer_to_an_older_message_does_not_take_the_newer_ones_acknowledgement_away(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    story.writes("¿y la factura?", OPEN + 5 * MINUTE)
    story.answers(OPEN + 4 * MINUTE)
    assert "acknowledge" in story.case.timers


def test_in_open_hours_one_acknowledgement_serves_until_a_person_answers(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    story.falls_due()
    story.writes("¿hola?", OPEN + 20 * MINUTE)
    assert "acknowledge" not in story.case.timers
    story.answers(OPEN + 30 * MINUTE)
    story.writes("¿y la factura?", OPEN + 40 * MINUTE)
    assert story.case.timers["acknowledge"] == OPEN + 50 * MINUTE


def test_thanks_alone_are_never_acknowledged(story: Telling):
    assert not story.writes("¡gracias!", NIGHT).commands


def test_a_post_that_does_not_summon_is_never_acknowledged(story: Telling):
    assert not story.writes("tiendaluna no contesta", NIGHT, summons=False).commands


def test_an_encrypted_message_is_never_acknowledged_but_makes_a_case(story: Telling):
    assert not story.writes("", NIGHT, channel="private", encrypted=True).commands
    assert story.case.state == "open"
    assert not story.case.private_contact


def test_a_message_older_than_an_hour_is_never_acknowledged(story: Telling):
    assert not story.writes("¿dónde está mi pedido?", NIGHT, at=NIGHT - 61 * MINUTE).commands


def test_a_customer_whom_a_person_answered_five_minutes_ago_is_never_acknowledged(story: Telling):
    story.writes("¿dónde está mi pedido?", NIGHT - timedelta(hours=5))
    story.answers(NIGHT - 4 * MINUTE)
    assert not story.writes("¿seguro?", NIGHT).commands


@pytest.mark.parametrize("word", ["STOP", "baja", "Parar.", "SAIR!"])
def test_an_opted_out_customer_is_never_acknowledged(story: Telling, word):
    story.writes(word, NIGHT, channel="private")
    assert not story.writes("¿y mi pedido?", NIGHT + MINUTE, channel="private").commands


def test_nobody_gets_more_than_five_automatic_messages_in_a_day(story: Telling):
    told = 0
    # Hours so short that each message falls into a closed period of its own.
    blinking = [[f"{hour:02}:00", f"{hour:02}:01"] for hour in range(24)]
    story.account = shop(hours={"timezone": "UTC", "weekly": dict.fromkeys(("tue", "wed"), blinking)})
    for hour in range(9):
        told += len(story.writes(f"mensaje {hour}", OPEN + timedelta(hours=hour, minutes=30)).commands)
    assert told == 5


def test_switched_off_means_off(story: Telling):
    story.account = shop(acknowledgement={"enabled": False})
    assert not story.writes("¿dónde está mi pedido?", NIGHT).commands
    story.writes("¿dónde está mi pedido?", OPEN)
    assert "acknowledge" not in story.case.timers


def test_an_account_that_never_opens_says_so_once_a_day(story: Telling):
    story.account = shop(hours={"timezone": "Europe/Madrid", "weekly": {}})
    assert acknowledged(story.writes("¿hola?", NIGHT)) == ["closed"]
    assert not story.writes("¿hola?", NIGHT + timedelta(hours=3)).commands
    assert acknowledged(story.writes("¿hola?", NIGHT + timedelta(hours=25))) == ["closed"]
    assert story.case.respond_by is None


def test_what_was_decided_in_one_closed_period_is_not_said_in_the_next(story: Telling):
    [command] = story.writes("¿dónde está mi pedido?", LUNCH).commands
    assert isinstance(command, Acknowledge)
    assert said_as_of(command, story.account, LUNCH + 20 * MINUTE) == LUNCH + 20 * MINUTE
    opened = LUNCH.replace(hour=15, minute=30)
    assert said_as_of(command, story.account, opened) == opened
    assert said_as_of(command, story.account, NIGHT) is None


def test_what_was_decided_in_open_hours_says_what_was_true_then_for_some_minutes(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN.replace(hour=17, minute=49))
    [command] = story.falls_due().commands
    assert isinstance(command, Acknowledge)
    closed = OPEN.replace(hour=18)  # 19:00 in Madrid; the grace ended a minute before
    assert said_as_of(command, story.account, closed + MINUTE) == command.asked_at
    assert said_as_of(command, story.account, closed + timedelta(hours=3)) is None


@pytest.mark.parametrize(("written", "ends"), [(-3, 7), (0, 10), (5, 10)])
def test_of_several_messages_people_have_the_grace_of_the_oldest(story: Telling, written, ends):
    story.writes("¿dónde está mi pedido?", OPEN)
    story.writes("¿hola?", OPEN + 6 * MINUTE, at=OPEN + written * MINUTE)
    assert story.case.timers["acknowledge"] == OPEN + ends * MINUTE


@pytest.mark.parametrize(("now", "until", "true_while"), [(OPEN, LUNCH - 15 * MINUTE, "open"), (NIGHT, None, "closed")])
def test_what_is_said_has_an_end_of_its_truth(story: Telling, now, until, true_while):
    decision = story.writes("¿dónde está mi pedido?", now)
    command = only(Acknowledge, decision.commands or story.falls_due().commands)
    composed = compose(command, story.account, now)
    # Open until 14:00, and a quarter of an hour more; else until the opening of the next morning.
    expected = until or story.account.hours.next_opening(now)
    assert (composed.wanted_until, composed.true_while) == (expected, true_while)


def test_where_people_are_there_for_ever_it_is_said_within_a_day(story: Telling):
    story.account = shop(hours={"timezone": "UTC", "always": True})
    story.writes("¿dónde está mi pedido?", OPEN)
    command = only(Acknowledge, story.falls_due().commands)
    assert compose(command, story.account, OPEN).wanted_until == OPEN + timedelta(days=1)
