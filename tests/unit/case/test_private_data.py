"""Personal data that stands in public is told to its customer at once, and goes on in private."""

from copy import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.case.conftest import MARTA, NIGHT, OPEN, SHOP, Telling, shop

from care.case.decide import Decision
from care.model.commands import Acknowledge
from care.model.events import IncidentTouched
from care.model.incident import Incident

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
    story.account = replace(shop(), incidents=(OUTAGE,))
    return story


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
