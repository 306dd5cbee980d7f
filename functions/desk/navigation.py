"""The menu: what a visitor may see, in the order of use."""

from typing import NamedTuple

from desk.labels import N_
from desk.requests import Visitor
from desk.routing import Needs


class Place(NamedTuple):
    """A link of the menu."""

    label: str
    path: str
    needs: Needs


PLACES = (
    Place(N_("Queue"), "/desk/cases", "agents"),
    Place(N_("Steer"), "/desk/steer", "supervisors"),
    Place(N_("Automatic messages"), "/desk/automatic", "supervisors"),
    Place(N_("Settings"), "/desk/settings", "supervisors"),
    Place(N_("Report"), "/desk/report", "supervisors"),
    Place(N_("Health"), "/desk/health", "operators"),
)


def menu(visitor: Visitor | None) -> list[Place]:
    """The links that lead somewhere for this visitor."""
    if visitor is None:
        return []
    return [place for place in PLACES if place.needs in {"anyone", "everybody"} or visitor.may(place.needs)]  # type: ignore[arg-type]
