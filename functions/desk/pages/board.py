"""The board of an account: who waits at this moment, how long, late, by topic and by person."""

from care.desk.board import board
from desk.dependencies import people, queue
from desk.pages.supervision import account_of, steered
from desk.renderer import render
from desk.requests import Request
from desk.responses import Response, fragment


def show(request: Request) -> Response:
    """The page."""
    return steered(request, "board", **_values(request))


def live(request: Request) -> Response:
    """What changes while the page is open."""
    account = account_of(request)
    html = render(request, "board_live.html", account=account, zone=account.hours.zone, **_values(request))
    return fragment(html, request.headers.get("if-none-match", ""))


def _values(request: Request) -> dict[str, object]:
    waiting, more = queue.waiting(account_of(request).id)
    return {
        "board": board(waiting, request.now),
        "more": more,
        "names": {person.id: person.name for person in people.all()},
    }
