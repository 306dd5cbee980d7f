"""Gifts in a case: of which pools a code may be given, the press that gives one, what this customer was given."""

from functools import partial
from typing import Any

from care.model.outcomes import Code, Outcome, outcome
from care.model.own_post import new_post_id
from desk.dependencies import gifts, people
from desk.dispatch import refuse
from desk.gift_acts import GiftWanted, as_data, day_in_words, give, offers
from desk.refusals import shown
from desk.renderer import notice, reader, render
from desk.requests import BadRequest, Request
from desk.responses import Response, as_json, page, see


def show(request: Request) -> Response:
    """What may be given here, as a part of the case's page or a page of its own."""
    return _page(request)


def _page(request: Request, status: int = 200, why: Outcome | None = None) -> Response:
    case, account = request.matter
    values = {
        "why": why,
        "day_of": partial(day_in_words, reader(request)),
        "case": case,
        "account": account,
        "zone": account.hours.zone,
        "offers": offers(request),
        "gifts": gifts.of_customer(account.id, case.customer.customer_id),
        "names": {one.id: one.name for one in people.all()},
        "gift_id": new_post_id(request.now),
    }
    template = "case_gifts.html" if request.is_fragment else "case_gifts_page.html"
    return page(render(request, template, **values), status)


def do(request: Request) -> Response:
    """Give a code, and show what becomes of its message."""
    case, _ = request.matter
    wanted = GiftWanted.model_validate(request.form)
    try:
        gift = give(request, wanted)
    except BadRequest as error:
        return _page(request, 409, error.why)
    if gift is None:
        return notice(request, 503)
    return see(f"/desk/cases/{case.case_id}?reply={gift.gift_id}#outcome")


def as_json_data(request: Request) -> Response:
    """Of which pools a code may be given in the case, why not of the others, and what its customer was given."""
    case, account = request.matter
    given = gifts.of_customer(account.id, case.customer.customer_id)
    offered = [_offer(request, one) for one in offers(request)]
    return as_json({"pools": offered, "gifts": [as_data(one) for one in given]})


def api_do(request: Request) -> Response:
    """Give a code to the customer of the case by a private message; 202 with the address that tells what became of it.

    The code stands in that message alone.
    """
    case, _ = request.matter
    gift = give(request, GiftWanted.model_validate(request.form))
    if gift is None:
        return refuse(request, 503, why=outcome(Code.queue_did_not_take))
    where = f"/desk/api/cases/{case.case_id}/actions/{gift.gift_id}"
    answer: dict[str, Any] = {"action_id": gift.gift_id, "state": "accepted", "href": where, "warned": []}
    return as_json(answer, 202, {"location": where})


def _offer(request: Request, one: Any) -> dict[str, Any]:
    words = one.pool.words
    told = {"pool_id": one.pool.pool_id, "name": words.name, "worth": words.worth, "left": one.pool.free}
    ends = words.ends_on.isoformat() if words.ends_on else None
    why = shown(reader(request), one.why).model_dump(mode="json") if one.why is not None else None
    return {**told, "ends_on": ends, "says": one.says, "why_not": why}
