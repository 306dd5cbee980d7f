"""What becomes of sends, promises, surveys and incidents where one thing ends and another begins."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import MARTA, NIGHT, OPEN, SHOP, Telling, shop
from tests.unit.selfservice.brand import BRAND

from care.actions import CaseAssigned, PromiseKept, PromiseMade, ReplyWritten
from care.case.commands import AnswerByDm
from care.case.incidents import attached
from care.events import CaseAbsorbed, LookedUp, Message, SendSettled
from care.incidents import Incident
from care.outcomes import Code, codes

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MOMENT = timedelta(microseconds=1)
QUESTION = "¿cómo devuelvo un producto?"


def act(story, action, now, **values):
    story.count += 1
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id}
    return story.tell(action(**whose, action_id=str(story.count), by="ana", at=now, **values), now)


def settled(story, purpose, outcome, now=OPEN + HOUR, item_id="", **values):
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id}
    item_id = item_id or f"{story.case.case_id}:{purpose}:1"
    told = {"purpose": purpose, "outcome": outcome, "channel": "private", "at": now, "item_id": item_id, **values}
    return story.tell(SendSettled.model_validate({**whose, **told}), now)


def takes_over(story, now=OPEN + HOUR, **values):
    """The story's case takes over another one of the customer, C2, as it is with these values."""
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id}
    return story.tell(CaseAbsorbed(**whose, merged_case_id="C2", at=now, **values), now)


@pytest.fixture
def asked(story):
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    return story


@pytest.fixture
def planned(asked):
    asked.answers(OPEN + MINUTE, channel="private")
    asked.resolves(OPEN + 2 * MINUTE)
    assert asked.case.survey.state == "planned"
    return asked


@pytest.mark.parametrize(
    ("outcome", "reason", "channel", "closed"),
    [
        ("refused", "cannot_dm", "private", True),
        ("refused", "duplicate", "private", False),
        ("refused", "cannot_dm", "public", False),
        ("unconfirmed", "cannot_dm", "private", False),
    ],
)
def test_only_a_dm_that_x_refuses_for_good_closes_the_way(asked, outcome, reason, channel, closed):
    settled(asked, "reply", outcome, why=({"code": reason, "params": {}},), channel=channel)
    assert (asked.case.customer.dm_closed_at == OPEN + HOUR) == closed


@pytest.mark.parametrize(
    ("item", "outcome", "stays"),
    [
        ("{case}:survey:1", "refused", False),
        ("{case}:survey:1", "withdrawn", False),
        ("{case}:survey:1", "unconfirmed", True),
        ("{case}:survey:again:7", "withdrawn", True),
        ("{case}:survey:thanks", "refused", True),
    ],
)
def test_a_planned_question_that_does_not_go_is_none_and_what_is_no_question_takes_none_away(
    planned, item, outcome, stays
):
    settled(planned, "survey", outcome, item_id=item.format(case=planned.case.case_id))
    assert (planned.case.survey is not None) == stays


def test_an_acknowledgement_that_does_not_go_takes_no_survey_away(planned):
    settled(planned, "acknowledgement", "refused")
    assert planned.case.survey.state == "planned"


def test_a_question_that_was_asked_stays_asked_whatever_is_withdrawn_later(surveyed):
    story = surveyed()
    settled(story, "survey", "withdrawn")
    assert story.case.survey.state == "asked"


@pytest.mark.parametrize(
    ("purpose", "outcome", "reason", "told"),
    [
        ("acknowledgement", "withdrawn", Code.paused, False),
        ("acknowledgement", "withdrawn", Code.answered_already, True),
        ("acknowledgement", "refused", Code.paused, True),
        ("resolution", "withdrawn", Code.paused, True),
    ],
)
def test_only_an_acknowledgement_that_a_pause_withdrew_was_not_told(story, purpose, outcome, reason, told):
    [command] = story.writes("¿dónde está mi pedido?", NIGHT).commands
    settled(story, purpose, outcome, item_id=command.item_id, why=({"code": reason, "params": {}},))
    assert (story.case.acknowledged_since is not None) == told
    assert (story.case.customer.told_until is not None) == told


def test_a_thread_answers_the_customer_when_its_last_part_is_sent(asked):
    settled(asked, "reply", "sent", x_id="71", text="uno", complete=False)
    assert (asked.case.state, asked.case.person_answered_at) == ("open", None)
    settled(asked, "reply", "sent", x_id="72", text="dos")
    assert (asked.case.state, asked.case.person_answered_at) == ("waiting", OPEN + HOUR)


def test_a_repost_is_kept_where_no_customer_sees_it_and_words_where_they_were_said(asked):
    [repost] = settled(asked, "courtesy", "sent", x_id="71").messages
    assert (repost.channel, repost.id, repost.text) == ("internal", f"{asked.case.case_id}:courtesy:1", "")
    [thanks] = settled(asked, "courtesy", "sent", x_id="71", text="¡Gracias!").messages
    assert (thanks.channel, thanks.id, thanks.text) == ("private", "71", "¡Gracias!")
    [reply] = settled(asked, "reply", "sent").messages
    assert (reply.channel, reply.id) == ("private", f"{asked.case.case_id}:reply:1")


def test_a_word_more_is_a_comment_for_a_day_after_the_score_and_no_longer(surveyed):
    for after, comment in ((DAY, "me atendió Ana muy bien"), (DAY + MOMENT, None)):
        story = surveyed()
        story.writes("5", OPEN + 4 * HOUR, channel="private")
        assert story.case.survey.score == 5
        story.writes("me atendió Ana muy bien", OPEN + 4 * HOUR + after, channel="private")
        assert (story.case.survey and story.case.survey.comment) == comment


def test_a_word_more_after_a_comment_of_thanks_is_added_to_it(surveyed):
    story = surveyed()
    story.writes("5 gracias", OPEN + 4 * HOUR, channel="private")
    story.writes("me atendió Ana muy bien", OPEN + 4 * HOUR + MINUTE, channel="private")
    assert story.case.survey.comment == "gracias\nme atendió Ana muy bien"


def test_a_case_has_as_many_open_promises_as_one_can_keep(asked):
    for number in range(10):
        assert codes(act(asked, PromiseMade, OPEN, text="Un abono", due_at=OPEN + DAY).because) == (Code.promised,), (
            number
        )
    refused = act(asked, PromiseMade, OPEN, text="Un abono", due_at=OPEN + DAY)
    assert codes(refused.because) == (Code.too_many_promises,)
    act(asked, PromiseKept, OPEN, promise_id=asked.case.promises[0].promise_id)
    assert codes(act(asked, PromiseMade, OPEN, text="Un abono", due_at=OPEN + DAY).because) == (Code.promised,)


def test_a_promise_is_about_the_future(asked):
    assert codes(act(asked, PromiseMade, OPEN, text="Un abono", due_at=OPEN).because) == (Code.promise_in_the_past,)


@pytest.mark.parametrize(
    ("open_minutes", "reminded_after"),
    [(30, 0), (60, 0), (61, 1), (4 * 60, 3 * 60), (8 * 60, 6 * 60)],
)
def test_somebody_is_reminded_when_a_quarter_is_left_but_an_hour_before_at_the_latest(open_minutes, reminded_after):
    story = Telling(shop(hours={"timezone": "UTC", "always": True}))
    story.writes("¿dónde está mi pedido?", OPEN)
    act(story, PromiseMade, OPEN, text="Un abono", due_at=OPEN + open_minutes * MINUTE)
    [promise] = story.case.promises
    assert (promise.remind_at - OPEN) / MINUTE == reminded_after
    assert story.case.timers["promise"] == promise.remind_at


def test_a_promise_is_reminded_of_once_and_then_waited_for_until_it_is_due():
    story = Telling(shop(hours={"timezone": "UTC", "always": True}))
    story.writes("¿dónde está mi pedido?", OPEN)
    story.answers(OPEN)
    act(story, PromiseMade, OPEN, text="Un abono", due_at=OPEN + 8 * HOUR)
    assert codes(story.falls_due().because) == (Code.promise_reminded,)
    assert story.case.timers["promise"] == OPEN + 8 * HOUR
    assert story.case.promises[0].state == "open"
    assert codes(story.falls_due().because) == (Code.promise_broken,)
    assert (story.case.promises[0].state, story.case.promises[0].settled_at) == ("broken", OPEN + 8 * HOUR)
    assert "promise" not in story.case.timers


def incident(name, **values):
    started = {"started_at": OPEN - HOUR, "terms": ["la web"], "texts": {"es": "La web falla."}}
    return Incident.model_validate({"incident_id": name, **started, **values})


@pytest.mark.parametrize(
    ("hangs_on", "of", "then"),
    [
        ("", ["web", "app"], "web"),
        ("app", ["web", "app"], "app"),
        ("gone", ["web", "app"], "web"),
        ("over", ["over", "app"], "app"),
        ("", ["over"], ""),
    ],
)
def test_a_case_hangs_on_its_incident_while_that_lasts_and_then_on_the_next(asked, hangs_on, of, then):
    incidents = tuple(incident(name, ended_at=OPEN - MINUTE if name == "over" else None) for name in of)
    account = shop().model_copy(update={"incidents": incidents})
    case = asked.case.model_copy(update={"incident_id": hangs_on})
    message = Message(id="9", channel="public", text="la web no va", at=OPEN)
    found = attached(case, message, account, OPEN).incident_id
    assert found == (then or hangs_on)


@pytest.mark.parametrize(("since", "then"), [(-1, -1), (0, 0), (1, 0), (None, 0)])
def test_a_case_that_takes_over_another_waits_since_the_older_of_both(asked, since, then):
    takes_over(asked, unanswered_since=None if since is None else OPEN + since * HOUR)
    assert asked.case.unanswered_since == OPEN + then * HOUR
    assert asked.case.private_contact


def test_a_case_without_anything_unanswered_takes_over_what_is(asked):
    asked.answers(OPEN + MINUTE, channel="private")
    takes_over(asked, urgency=3, unanswered_since=OPEN + 2 * MINUTE)
    assert (asked.case.state, asked.case.unanswered_since) == ("open", OPEN + 2 * MINUTE)
    assert asked.case.urgency >= 3


@pytest.fixture
def served():
    return Telling(shop(selfservice=BRAND))


def spoken(story, now=OPEN + MINUTE):
    return any(isinstance(c, AnswerByDm) for c in story.writes(QUESTION, now, channel="private").commands)


def test_self_service_begins_with_the_first_dm_of_a_case_that_no_person_has_touched(served):
    served.writes("no funciona", OPEN)
    assert spoken(served)


@pytest.mark.parametrize("touched", ["answered", "answering", "assigned"])
def test_self_service_says_nothing_in_a_case_that_a_person_has_touched(served, touched):
    served.writes("no funciona", OPEN)
    if touched == "answered":
        served.answers(OPEN)
    elif touched == "answering":
        act(served, ReplyWritten, OPEN, channel="public", text="Ya va")
    else:
        act(served, CaseAssigned, OPEN, to="ana")
    assert not spoken(served)


def test_a_new_customer_is_welcomed_with_the_first_answer_and_never_again(served):
    [first] = served.writes(QUESTION, OPEN, channel="private").commands
    assert (first.welcome, served.case.customer.welcomed_at) == (True, OPEN)
    [second] = served.writes(QUESTION, OPEN + MINUTE, channel="private").commands
    assert (second.welcome, served.case.customer.welcomed_at) == (False, OPEN)


def test_a_look_up_for_a_case_that_is_gone_is_told_to_nobody(story):
    event = LookedUp(account_id=SHOP, customer_id=MARTA, case_id="C1", item_id="C1:selfservice:1", fields={})
    assert codes(story.tell(event, OPEN).because) == (Code.case_gone,)


def test_a_look_up_that_nobody_asked_for_is_told_to_nobody(served):
    served.writes("no funciona", OPEN)
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": served.case.case_id}
    assert served.tell(LookedUp(**whose, item_id="another", fields={}), OPEN).commands == ()
