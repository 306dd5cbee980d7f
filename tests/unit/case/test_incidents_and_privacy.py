"""What is told at once: that there is an incident, and that personal data stands in public."""

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.case.conftest import MARTA, NIGHT, OPEN, SHOP, Telling, shop

from care.case.commands import Acknowledge
from care.case.decide import Decision
from care.events import IncidentTouched
from care.incidents import Incident
from care.outcomes import Code, codes

MINUTE = timedelta(minutes=1)
OUTAGE = Incident.model_validate(
    {
        "incident_id": "web",
        "terms": ["la web", "no carga"],
        "texts": {"es": "La web no funciona; trabajamos en ello."},
        "end_texts": {"es": "La web funciona de nuevo."},
        "started_at": OPEN - timedelta(hours=1),
    }
)


def occasions(decision: Decision) -> list[str]:
    return [c.occasion for c in decision.commands if isinstance(c, Acknowledge)]


def touched(story: Telling, now: Any, **values: Any) -> Decision:
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id, "incident_id": "web"}
    return story.tell(IncidentTouched(**whose, **values), now)


@pytest.fixture
def outage(story: Telling) -> Telling:
    story.account = shop().model_copy(update={"incidents": (OUTAGE,)})
    return story


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
    story.account = shop().model_copy(update={"incidents": (OUTAGE,)})
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
    ended = OUTAGE.model_copy(update={"ended_at": OPEN})
    outage.account = shop().model_copy(update={"incidents": (ended,)})
    assert occasions(outage.writes("la web no va", NIGHT)) == ["closed"]


def test_personal_data_in_public_asks_the_customer_once_to_go_on_in_private(story: Telling):
    assert occasions(story.writes("mi correo es marta@gmail.com", NIGHT)) == ["private_request"]
    assert story.case.asked_private_at == NIGHT
    assert occasions(story.writes("repito: marta@gmail.com", NIGHT + MINUTE)) == ["closed"]


def test_personal_data_in_a_dm_is_where_it_belongs(story: Telling):
    assert occasions(story.writes("mi correo es marta@gmail.com", NIGHT, channel="private")) == ["closed"]


def test_the_ids_of_all_that_is_sent_for_one_message_differ(outage: Telling):
    first = outage.writes("la web no va", OPEN).commands
    last = touched(outage, OPEN + timedelta(hours=2), ended=True).commands
    assert len({command.item_id for command in (*first, *last)}) == 2


def test_a_customer_with_two_cases_is_told_of_the_end_once(outage: Telling):
    outage.writes("la web no va", OPEN)
    first = outage.case
    assert touched(outage, OPEN + timedelta(hours=2), ended=True).commands
    outage.known = first.model_copy(update={"case_id": "OTHER", "customer": outage.case.customer})
    assert not touched(outage, OPEN + timedelta(hours=2), ended=True).commands
