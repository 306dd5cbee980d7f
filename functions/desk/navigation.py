"""The menu: what a visitor may see, in the order of use."""

from typing import NamedTuple

from desk.labels import N_
from desk.requests import Visitor
from desk.route import Needs


class MenuLink(NamedTuple):
    """A link of the menu."""

    label: str
    path: str
    needs: Needs


MENU = (
    MenuLink(N_("Queue"), "/desk/cases", "agents"),
    MenuLink(N_("Search"), "/desk/search", "agents"),
    MenuLink(N_("Posts"), "/desk/posts", "agents"),
    MenuLink(N_("Steer"), "/desk/steer", "supervisors"),
    MenuLink(N_("Automatic messages"), "/desk/automatic", "supervisors"),
    MenuLink(N_("Settings"), "/desk/settings", "supervisors"),
    MenuLink(N_("Report"), "/desk/report", "supervisors"),
    MenuLink(N_("Health"), "/desk/health", "operators"),
    MenuLink(N_("Tokens"), "/desk/tokens", "operators"),
)


def menu(visitor: Visitor | None) -> list[MenuLink]:
    """The links that lead somewhere for this visitor."""
    if visitor is None:
        return []
    return [place for place in MENU if place.needs in {"anyone", "everybody"} or visitor.may(place.needs)]  # type: ignore[arg-type]
