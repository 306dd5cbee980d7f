"""The order API of the demo's shop: what its look-ups ask in the local run (care.lookups.brand)."""

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

KEY = "Bearer luna"
"""The value of the header that the shop wants, as the run's secret has it."""

# The last figure of an order's number says how it stands, so that each way can be tried by hand.
_STATES = ("en preparación", "en camino", "en reparto", "entregado")


async def order_of(request: Request) -> Response:
    """An order LN-12345 as the shop tells it; 401 without the key, 404 for no such order, 503 where it ends in 9."""
    if request.headers.get("Authorization") != KEY:
        return JSONResponse({"error": "not allowed"}, 401)
    found = re.fullmatch(r"LN-\d{4}(\d)", str(request.path_params["order"]))
    if found is None or found[1] == "0":
        return JSONResponse({"error": "no such order"}, 404)
    last = int(found[1])
    if last == 9:
        return JSONResponse({"error": "the shop's computer is down"}, 503)
    state = _STATES[last % len(_STATES)]
    return JSONResponse({"order": {"status": state, "days": last, "paid": True, "parcels": [{"carrier": "Correos"}]}})
