"""Edits, side talk, spread, names and pictures: what becomes of a case that a customer goes on with."""

from copy import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.case.conftest import LUNCH, MARTA, NIGHT, OPEN, SHOP, Telling, shop
from tests.unit.case.outages import OUTAGE, occasions

from care.case.people import KEPT
from care.model.case import Case
from care.model.media import Media
from care.model.messages import Author, Message
from care.model.outcomes import Code, codes
from care.model.snowflake import id_at
from care.model.x_events import CustomerIntroduced, MessageReceived, Reposted

MOMENT, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
PHOTO = Media(id="3_1", type="photo", url="https://pbs.twimg.com/media/a.jpg")


def edited(story: Telling, text: str, earlier: str, number: str) -> MessageReceived:
    message = Message(
        id=number, channel="public", text=text, at=NIGHT + timedelta(minutes=2), summons=True, earlier=(earlier,)
    )
    author = Author(id=MARTA, username="marta")
    return MessageReceived(account_id=SHOP, customer_id=MARTA, author=author, message=message, revises=earlier)


def test_an_edit_replaces_the_text_judges_anew_and_tells_nobody_twice(story: Telling):
    story.writes("@tiendaluna una vergüenza, no funciona nada", NIGHT)
    told = [command.kind for command in story.last.commands] if story.last else []
    assert "acknowledge" in told
    first = story.case.last_message.id
    worse = story.case.urgency
    decision = story.tell(edited(story, "@tiendaluna ¿a qué hora abrís?", first, "2001"), NIGHT + timedelta(minutes=2))
    assert [command.kind for command in decision.commands] == []
    assert (story.case.topic, story.case.last_message.id) == ("question", "2001")
    assert story.case.urgency < worse
    assert story.case.excerpt == "@tiendaluna ¿a qué hora abrís?"
    [stored] = decision.messages
    assert (stored.id, stored.other_ids, stored.edited_at is not None) == (first, ("2001",), True)


def test_an_edit_that_is_about_an_incident_hangs_on_it_and_is_told_of_it_only_where_nothing_was_told(story: Telling):
    story.account = replace(shop(), incidents=(OUTAGE,))
    story.writes("@tiendaluna no llega", NIGHT)
    first = story.case.last_message.id
    decision = story.tell(edited(story, "@tiendaluna no va la web", first, "2001"), NIGHT + timedelta(minutes=2))
    assert (story.case.incident_id, decision.commands) == ("web", ())
    assert codes(decision.because)[-2:] == (Code.incident_attached, Code.answered_automatically_already)
    open_story = Telling(replace(shop(), incidents=(OUTAGE,)))
    open_story.writes("@tiendaluna no llega", OPEN)
    first = open_story.case.last_message.id
    decision = open_story.tell(edited(open_story, "@tiendaluna no va la web", first, "2001"), OPEN)
    assert (open_story.case.incident_id, occasions(decision)) == ("web", ["incident"])


@pytest.mark.parametrize("now", [NIGHT, OPEN])
@pytest.mark.parametrize(("erased", "answered"), [(-MOMENT, True), (MOMENT, False)])
def test_what_an_earlier_wording_was_told_is_taken_as_told_where_an_erasure_forgot_it(now, erased, answered):
    """The post is of `now`. Its author has all erased a moment before or after, and changes it a minute later."""
    story, first = Telling(), id_at(now)
    story.known = replace(story.customer, erased_at=now + erased)
    event = edited(story, "@tiendaluna no llega", first, id_at(now + MINUTE))
    event = replace(event, revises="", message=replace(event.message, at=now + MINUTE))
    decision = story.tell(event, now + MINUTE)
    assert story.case.unanswered_since == now + MINUTE, "a person answers it"
    if now == NIGHT:
        assert bool(decision.commands) == answered
        again = story.writes("@tiendaluna ¿hola?", now + 2 * MINUTE)
        assert bool(again.commands) != answered, "what is written after it is told when we are back"
    else:
        assert ("acknowledge" in story.case.timers) == answered


@pytest.mark.parametrize("resolved", [False, True])
def test_thanks_that_become_a_question_wait_for_an_answer_unless_somebody_has_written_since(story: Telling, resolved):
    story.writes("@tiendaluna no llega", OPEN)
    story.answers(OPEN + MOMENT)
    if resolved:
        story.resolves(OPEN + MOMENT)
    number = id_at(OPEN + MINUTE)
    story.writes("@tiendaluna gracias", OPEN + MINUTE, id=number)
    thanked = story.case
    assert thanked.unanswered_since is None
    event = edited(story, "@tiendaluna no funciona nada, es una vergüenza", number, "2001")
    decision = story.tell(replace(event, message=replace(event.message, at=OPEN + 2 * MINUTE)), OPEN + 2 * MINUTE)
    assert (story.case.case_id, story.case.state, story.case.topic) == (thanked.case_id, "open", "complaint")
    assert (story.case.last_message.id, story.case.unanswered_since) == ("2001", OPEN + 2 * MINUTE)
    [stored] = decision.messages
    assert (stored.id, stored.other_ids) == (number, ("2001",))
    assert not any(count.measure == "messages_in" for count in decision.counts)
    story.known = replace(thanked, person_answered_at=OPEN + 2 * MINUTE)
    story.tell(event, OPEN + 3 * MINUTE)
    left: Case = story.case
    assert left.unanswered_since is None


def test_thanks_that_become_a_complaint_wait_even_if_what_was_asked_before_turns_out_to_be_answered(story: Telling):
    asked, thanked = id_at(OPEN), id_at(OPEN + 2 * MINUTE)
    story.writes("@tiendaluna ¿cuánto cuesta el envío?", OPEN, id=asked)
    story.writes("@tiendaluna gracias", OPEN + 2 * MINUTE, id=thanked)
    assert story.case.last_message.id == asked
    event = edited(story, "@tiendaluna no funciona nada, es una vergüenza", thanked, id_at(OPEN + 3 * MINUTE))
    story.tell(replace(event, message=replace(event.message, at=OPEN + 3 * MINUTE)), OPEN + 3 * MINUTE)
    assert (story.case.last_message.id, story.case.unanswered_since) == (event.message.id, OPEN)
    assert story.case.topic == "complaint"
    story.answers(OPEN + MINUTE)  # X tells late of the answer to the question
    assert (story.case.state, story.case.unanswered_since is None) == ("open", False)


def test_another_wording_of_an_older_question_does_not_become_the_one_to_answer(story: Telling):
    first, second = id_at(OPEN), id_at(OPEN + MINUTE)
    story.writes("@tiendaluna ¿cuánto cuesta el envío?", OPEN, id=first)
    story.writes("@tiendaluna ¿y la vuelta?", OPEN + MINUTE, id=second)
    story.tell(edited(story, "@tiendaluna ¿cuánto vale el envío?", first, id_at(OPEN + 2 * MINUTE)), OPEN + 2 * MINUTE)
    assert story.case.last_message.id == second


def test_an_original_that_comes_after_its_edit_changes_nothing(story: Telling):
    story.writes("@tiendaluna no llega", NIGHT)
    before = story.case
    event = edited(story, "@tiendaluna no llega nada", "900", "901")
    story.tell(replace(event, revises="", superseded=True), NIGHT)
    assert story.case == before


def test_side_talk_is_kept_aside_and_opens_nothing(story: Telling):
    aside: dict[str, Any] = {"summons": False, "addressed": "named", "in_reply_to": "77", "in_reply_to_user": "88"}
    decision = story.writes("@otro @tiendaluna 😂😂", OPEN, **aside)
    assert (codes(decision.because), decision.case) == ((Code.side_talk,), None)
    story.writes("@tiendaluna no llega mi pedido", OPEN)
    before = story.case
    decision = story.writes("@otro @tiendaluna 😂😂", OPEN, **aside)
    assert [message.purpose for message in decision.messages] == ["side_talk"]
    assert (story.case.last_message, story.case.unanswered_since) == (before.last_message, before.unanswered_since)
    assert decision.commands == ()


def test_a_complaint_among_others_is_still_one(story: Telling):
    aside: dict[str, Any] = {"summons": False, "addressed": "named", "in_reply_to": "77", "in_reply_to_user": "88"}
    story.writes("@otro @tiendaluna a mí tampoco me funciona, una vergüenza", OPEN, **aside)
    assert story.case.topic == "complaint"


def test_a_complaint_that_spreads_is_more_urgent_and_answers_nobody(story: Telling):
    story.account = replace(story.account, desk=replace(story.account.desk, spread_shares=2, spread_reach=1_000))
    story.writes("@tiendaluna una vergüenza, no funciona nada", OPEN)
    before = story.case.urgency
    for number, followers in enumerate((10, None, 5_000)):
        author = Author(id=f"40{number}", followers=followers)
        share = Reposted(account_id=SHOP, customer_id=author.id, repost_id=f"50{number}", post_id="1", author=author)
        decision = story.tell(share, OPEN)
        assert decision.commands == ()
    assert (story.case.spread.shares, story.case.spread.reach) == (3, 5_010)
    assert story.case.urgency == min(9, before + 2)


def test_who_repeats_their_own_words_spreads_nothing(story: Telling):
    story.writes("@tiendaluna una vergüenza, no funciona nada", OPEN)
    story.tell(Reposted(account_id=SHOP, customer_id=MARTA, repost_id="5", post_id="1"), OPEN)
    assert story.case.spread.shares == 0


def test_who_is_not_named_is_asked_for_and_known_from_then_on(story: Telling):
    bare = Message(id="1", channel="public", text="@tiendaluna no llega", at=OPEN, summons=True)
    decision = story.tell(
        MessageReceived(account_id=SHOP, customer_id=MARTA, author=Author(id=MARTA), message=bare), OPEN
    )
    assert "introduce" in {command.kind for command in decision.commands}
    who = Author(id=MARTA, username="marta", name="Marta", followers=50_000)
    story.tell(CustomerIntroduced(account_id=SHOP, customer_id=MARTA, author=who, at=OPEN), OPEN)
    assert (story.case.customer.username, story.case.influencer) == ("marta", True)
    decision = story.writes("¿hola?", OPEN)
    assert "introduce" not in {command.kind for command in decision.commands}
    decision = story.writes("¿hola?", OPEN + KEPT + timedelta(days=1), at=OPEN + timedelta(hours=1))
    assert isinstance(decision.case, Case)


def test_a_name_that_was_changed_is_shown_with_the_earlier_one(story: Telling):
    story.writes("@tiendaluna no llega", OPEN)
    who = Author(id=MARTA, username="marta_nueva")
    story.tell(CustomerIntroduced(account_id=SHOP, customer_id=MARTA, author=who, at=LUNCH), LUNCH)
    assert (story.case.customer.username, story.case.customer.earlier_usernames) == ("marta_nueva", ("marta",))


def test_a_picture_alone_is_something_to_look_at_and_is_fetched(story: Telling):
    decision = story.writes("", OPEN, media=(PHOTO,))
    assert (story.case.topic, story.case.urgency, story.case.shows_media) == ("question", 1, True)
    [fetch] = [command for command in decision.commands if command.kind == "fetch_media"]
    assert fetch.media == (PHOTO,)
