"""One's own settings: the language, and of what the browser notifies."""

from copy import replace

from care.model.outcomes import Code, outcome
from care.model.person import NOTICES
from desk.dependencies import people
from desk.renderer import render
from desk.requests import BadRequest, Request
from desk.responses import Response, page, see


def show(request: Request) -> Response:
    """The page."""
    told = request.who.person.told
    values = {"told_of": NOTICES if told is None else told, "kept": "kept" in request.query}
    return page(render(request, "me.html", **values))


def keep(request: Request) -> Response:
    """Keep of what the person wants to be told."""
    chosen = tuple(one for one in NOTICES if request.form.get(f"told.{one}"))
    if people.change(request.who.person.id, lambda known: replace(known, told=chosen)) is None:
        raise BadRequest(outcome(Code.no_such_person))
    return see("/desk/me?kept=1")
