"""One's own settings: the language, of what the browser notifies, and how one signs."""

from copy import replace

from care.desk.signature import initials_of
from care.model.outcomes import Code, outcome
from care.model.person import MOST_INITIALS, NOTICES
from desk.dependencies import people
from desk.renderer import render
from desk.requests import BadRequest, Request
from desk.responses import Response, page, see


def show(request: Request) -> Response:
    """The page."""
    told = request.who.person.told
    values = {"told_of": NOTICES if told is None else told, "kept": "kept" in request.query}
    values["initials"] = initials_of(request.who.person)
    return page(render(request, "me.html", **values))


def keep(request: Request) -> Response:
    """Keep of what the person wants to be told, and their initials; those of the name need not be kept."""
    chosen = tuple(one for one in NOTICES if request.form.get(f"told.{one}"))
    initials = request.form.get("initials", "").strip()
    if initials and not (len(initials) <= MOST_INITIALS and initials.isalpha()):
        raise BadRequest(outcome(Code.initials_wrong, most=MOST_INITIALS))
    if people.change(request.who.person.id, lambda known: replace(known, told=chosen, initials=initials)) is None:
        raise BadRequest(outcome(Code.no_such_person))
    return see("/desk/me?kept=1")
