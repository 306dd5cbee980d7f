"""What the pages for supervisors share: the account that they are about, and the links between them."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from care.model.account import Account
from desk.beginning import begin
from desk.dispatch import NotYours
from desk.labels import N_
from desk.places import supervised_by
from desk.renderer import render
from desk.requests import Request
from desk.responses import Response, page


class SupervisionPage(NamedTuple):
    """One of the pages of `/desk/steer/{account}`."""

    name: str
    label: str


PAGES = (
    SupervisionPage("board", N_("Board")),
    SupervisionPage("decisions", N_("Decisions")),
    SupervisionPage("incidents", N_("Incidents")),
    SupervisionPage("budget", N_("Budget")),
    SupervisionPage("gifts", N_("Gifts")),
    SupervisionPage("people", N_("People")),
    SupervisionPage("tokens", N_("Tokens")),
    SupervisionPage("customers", N_("Customers' data")),
    SupervisionPage("subscribers", N_("Notices")),
    SupervisionPage("trail", N_("Audit trail")),
)


def start(request: Request) -> Response:
    """`/desk/steer`: the page that was asked for (else the decisions) of the account that was (else the first)."""
    wanted = request.query.get("page", "")
    known = wanted if wanted in {one.name for one in PAGES} else "decisions"
    return begin(request, supervised_by(request), f"/desk/steer/{{account}}/{known}")


def account_of(request: Request) -> Account:
    """The account of a page under `/desk/steer/{account}`, which was checked to be the visitor's."""
    if request.account is None:
        raise NotYours
    return request.account


def href(request: Request, place: str, **query: str) -> str:
    """The address of a page of the same account."""
    given = {name: value for name, value in query.items() if value}
    return f"/desk/steer/{account_of(request).id}/{place}" + (f"?{urlencode(given)}" if given else "")


def steered(request: Request, place: str, status: int = 200, /, **values: Any) -> Response:
    """One of the pages, with what all of them show."""
    account = account_of(request)
    return page(
        render(
            request,
            f"steer_{place}.html",
            account=account,
            zone=account.hours.zone,
            yours=supervised_by(request),
            places=PAGES,
            place=place,
            **values,
        ),
        status,
    )
