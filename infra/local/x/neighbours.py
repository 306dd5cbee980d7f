"""Who may talk to the simulated X: programs on this machine, and no page of another site in the same browser."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

_HERE = {"127.0.0.1", "localhost"}


def refusal_of_stranger(request: Request, *, needs_json: bool) -> Response | None:
    """A refusal for a call that names another host, or that a form of another site could have made; else None.

    A Host header of another name is how DNS rebinding shows; a form cannot send application/json.
    """
    host = request.headers.get("host", "").rpartition(":")
    name = host[0] if host[1] else host[2]
    if name not in _HERE:
        return JSONResponse({"error": "Call the simulated X as 127.0.0.1 or localhost (Host header)."}, 403)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if needs_json and kind != "application/json":
        return JSONResponse({"error": "Send the body as JSON, with Content-Type: application/json."}, 415)
    return None
