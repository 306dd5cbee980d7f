"""Which cases hang on an incident, and who is told of its beginning and of its end."""

from copy import replace
from datetime import timedelta

import pytest
from tests.unit.case.conftest import MARTA, NIGHT, OPEN, SHOP, Telling, only, shop
from tests.unit.case.outages import OUTAGE, occasions, touched

from care.case.decide import Decision
from care.case.incident_updates import attached
from care.model.commands import Acknowledge
from care.model.events import IncidentTouched
from care.model.incident import Incident
from care.model.messages import Message
from care.model.outcomes import Code, codes

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def outage(story: Telling) -> Telling:
    story.account = replace(shop(), incidents=(OUTAGE,))
    return story


def concerned(story: Telling, now, incident_id="web", **values) -> Decision:
    whose = {"account_id": SHOP, "customer_id": MARTA, "incident_id": incident_id}
    case_id = "C1" if story.last is None or story.last.case is None else story.case.case_id
    return story.tell(IncidentTouched(**whose, case_id=case_id, **values), now)


def during(story: Telling):
    told = {"incident_id": "web", "terms": ["la web"], "texts": {"es": "No va."}, "started_at": OPEN - HOUR}
    story.account = replace(shop(), incidents=(Incident.model_validate(told),))


@pytest.fixture
def wrote(story: Telling) -> Telling:
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    return story


def incident(name, **values) -> Incident:
    started = {"started_at": OPEN - HOUR, "terms": ["la web"], "texts": {"es": "La web falla."}}
    return Incident.model_validate({"incident_id": name, **started, **values})


@pytest.mark.parametrize("now", [OPEN, NIGHT])
def test_a_message_about_an_incident_is_told_of_it_at_once_open_or_closed(outage: Telling, now):
    assert occasions(outage.writes("LA WEB no me deja entrar", now)) == ["incident"]
    assert outage.case.incident_id == "web"
    assert not outage.writes("sigue sin ir la web", now + MINUTE).commands or now == NIGHT


def test_a_message_about_something_else_is_not(outage: Telling):
    assert occasions(outage.writes("¿tenéis botas?", NIGHT)) == ["closed"]
    assert outage.case.incident_id == ""


def test_an_incident_attaches_open_cases_when_it_is_opened_and_tells_each_customer_once(story: Telling):
    story.writes("la web no va", OPEN)
    story.account = replace(shop(), incidents=(OUTAGE,))
    assert occasions(touched(story, OPEN + MINUTE, ended=False, matches=True)) == ["incident"]
    assert codes(touched(story, OPEN + 2 * MINUTE, ended=False, matches=True).because) == (Code.not_about_the_incident,)
    assert not story.writes("la web sigue igual", OPEN + 3 * MINUTE).commands


def test_at_its_end_who_waits_is_told_once_where_they_wrote(outage: Telling):
    outage.writes("la web no va", OPEN, channel="private")
    decision = touched(outage, OPEN + timedelta(hours=2), ended=True)
    [command] = decision.commands
    assert isinstance(command, Acknowledge)
    assert (command.occasion, command.channel, command.incident_id) == ("incident_end", "private", "web")
    assert not touched(outage, OPEN + timedelta(hours=3), ended=True).commands


def test_who_has_opted_out_is_not_told(outage: Telling):
    outage.writes("STOP", OPEN, channel="private")
    assert not outage.writes("la web no va", OPEN + MINUTE).commands


def test_an_incident_that_has_ended_is_told_of_no_more(outage: Telling):
    ended = replace(OUTAGE, ended_at=OPEN)
    outage.account = replace(shop(), incidents=(ended,))
    assert occasions(outage.writes("la web no va", NIGHT)) == ["closed"]


def test_a_customer_with_two_cases_is_told_of_the_end_once(outage: Telling):
    outage.writes("la web no va", OPEN)
    first = outage.case
    assert touched(outage, OPEN + timedelta(hours=2), ended=True).commands
    outage.known = replace(first, case_id="OTHER", customer=outage.case.customer)
    assert not touched(outage, OPEN + timedelta(hours=2), ended=True).commands


@pytest.mark.parametrize(
    ("hangs_on", "matches", "then", "told"),
    [("", True, "web", True), ("", False, "", False), ("app", True, "app", False), ("web", True, "web", False)],
)
def test_an_incident_that_begins_attaches_cases_about_it_that_hang_on_no_other(
    asked: Telling, hangs_on, matches, then, told
):
    during(asked)
    asked.known = replace(asked.case, incident_id=hangs_on)
    decision = concerned(asked, OPEN + MINUTE, ended=False, matches=matches)
    assert (asked.case.incident_id, len(decision.commands)) == (then, int(told))
    assert codes(decision.because) == (
        (Code.incident_attached, Code.told_of_incident) if told else (Code.not_about_the_incident,)
    )


def test_who_cannot_be_told_of_an_incident_hangs_on_it_all_the_same(story: Telling):
    story.writes("la web no va", OPEN, summons=False)
    during(story)
    decision = concerned(story, OPEN + MINUTE, ended=False, matches=True)
    because = (Code.incident_attached, Code.not_summoned)
    assert (story.case.incident_id, decision.commands, codes(decision.because)) == ("web", (), because)


@pytest.mark.parametrize(
    ("hangs_on", "state", "because", "told"),
    [
        ("app", "open", (Code.not_about_the_incident,), False),
        ("web", "open", (Code.incident_ended, Code.told_of_end), True),
        ("web", "waiting", (Code.incident_ended, Code.told_of_end), True),
        ("web", "resolved", (Code.incident_ended_unwaited,), False),
    ],
)
def test_its_end_is_told_where_the_matter_is_not_settled(asked: Telling, hangs_on, state, because, told):
    if state != "open":
        asked.answers(OPEN + MINUTE)
    if state == "resolved":
        asked.resolves(OPEN + MINUTE)
    asked.known = replace(asked.case, incident_id=hangs_on)
    decision = concerned(asked, OPEN + HOUR, ended=True)
    assert (codes(decision.because), len(decision.commands)) == (because, int(told))
    assert asked.case.incident_id == ("app" if hangs_on == "app" else "")


@pytest.mark.parametrize(("ended", "occasion"), [(None, "incident"), (OPEN + MINUTE, "closed")])
def test_a_message_is_told_of_the_incident_that_its_case_hangs_on_while_it_lasts_and_of_no_other(
    asked: Telling, ended, occasion
):
    during(asked)
    [web] = asked.account.incidents
    other = replace(web, incident_id="app", terms=("la app",))
    web = replace(web, ended_at=ended)
    asked.account = replace(asked.account, incidents=(other, web))
    asked.known = replace(asked.case, incident_id="web")
    command = only(Acknowledge, asked.writes("¿y mi pedido?", NIGHT).commands)
    assert (command.occasion, command.incident_id) == (occasion, "" if ended else "web")


@pytest.mark.parametrize(
    ("hangs_on", "of", "then"),
    [
        ("", ["web", "app"], "web"),
        ("app", ["web", "app"], "app"),
        ("gone", ["web", "app"], "web"),
        ("over", ["over", "app"], "app"),
        ("just over", ["just over", "app"], "just over"),
        ("", ["over"], ""),
    ],
)
def test_a_case_hangs_on_its_incident_while_that_lasts_and_then_on_the_next(wrote: Telling, hangs_on, of, then):
    ends = {"over": OPEN - HOUR, "just over": OPEN - MINUTE}
    incidents = tuple(incident(name.replace(" ", "-"), ended_at=ends.get(name)) for name in of)
    hangs_on, then = hangs_on.replace(" ", "-"), then.replace(" ", "-")
    account = replace(shop(), incidents=incidents)
    case = replace(wrote.case, incident_id=hangs_on)
    message = Message(id="9", channel="public", text="la web no va", at=OPEN)
    found = attached(case, message, account, OPEN).incident_id
    assert found == (then or hangs_on)


def test_who_hangs_on_one_that_is_over_is_told_of_that_and_then_of_the_next_that_has_begun(outage: Telling):
    outage.writes("la web no va", OPEN)
    over = replace(OUTAGE, ended_at=OPEN + MINUTE)
    outage.account = replace(shop(), incidents=(over, incident("again")))
    assert outage.writes("la web no va otra vez", OPEN + 2 * MINUTE).commands == ()
    assert outage.case.incident_id == "web", "the end of the first is still to be told"
    assert occasions(touched(outage, OPEN + 3 * MINUTE, ended=True, goes_on="again")) == ["incident_end"]
    assert outage.case.incident_id == "again"


def test_an_incident_that_is_over_when_its_beginning_is_told_attaches_nobody(story: Telling):
    story.writes("la web no va", OPEN)
    story.account = replace(shop(), incidents=(replace(OUTAGE, ended_at=OPEN + MINUTE),))
    assert occasions(touched(story, OPEN + 2 * MINUTE, ended=False, matches=False)) == []
    assert story.case.incident_id == ""


def test_who_wrote_of_it_in_a_pause_is_told_of_it_when_the_grace_ends_and_the_pause_is_over(outage: Telling):
    going = outage.account
    outage.account = replace(going, paused_at=OPEN - MINUTE, paused_by="sara")
    assert outage.writes("la web no va", OPEN).commands == ()
    outage.account = going
    assert occasions(outage.falls_due()) == ["incident"]
    assert outage.case.customer.told_incident == "web"
