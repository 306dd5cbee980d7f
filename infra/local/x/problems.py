"""How X says no: problem+json bodies, and the v1.1 body that a 429 still has.

Refused: the call was understood and not granted
  built by invalid, forbidden, unauthorized, not_found
"""

from typing import Any

PROBLEMS = "https://api.x.com/2/problems/"


class ProblemAnswer(Exception):
    """A call that X answers with a problem: `status` and the JSON `body`."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(f"{status} {body.get('title', '')}")
        self.status = status
        self.body = body


def invalid(detail: str, **extra: Any) -> ProblemAnswer:
    """The request itself is wrong: `detail` says what and how to mend it."""
    body = {"title": "Invalid Request", "detail": detail, "type": f"{PROBLEMS}invalid-request", "status": 400}
    return ProblemAnswer(400, body | extra)


def forbidden(detail: str) -> ProblemAnswer:
    """The rules of X do not allow it; the reason is only in `detail`, an English sentence, as in X."""
    return ProblemAnswer(403, {"title": "Forbidden", "detail": detail, "type": "about:blank", "status": 403})


def unauthorized(detail: str = "Unauthorized") -> ProblemAnswer:
    """The caller is not who the endpoint needs."""
    return ProblemAnswer(401, {"title": "Unauthorized", "detail": detail, "type": "about:blank", "status": 401})


def missing(kind: str, parameter: str, value: str) -> dict[str, Any]:
    """The resource-not-found problem that also stands in the `errors` of a 200."""
    return {
        "value": value,
        "resource_id": value,
        "resource_type": kind,
        "parameter": parameter,
        "title": "Not Found Error",
        "detail": f"Could not find {kind} with {parameter}: [{value}].",
        "type": f"{PROBLEMS}resource-not-found",
    }


def not_found(kind: str, parameter: str, value: str) -> ProblemAnswer:
    """The thing that the path names does not exist."""
    return ProblemAnswer(404, missing(kind, parameter, value) | {"status": 404})


RATE_LIMITED = {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}
