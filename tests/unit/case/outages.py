"""An incident of the shop's website, and what a story tells of it."""

from datetime import timedelta
from typing import Any

from tests.unit.case.conftest import MARTA, OPEN, SHOP, Telling

from care.case.decide import Decision
from care.model.commands import Acknowledge
from care.model.events import IncidentTouched
from care.model.incident import Incident

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
