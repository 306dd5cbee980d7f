"""The desk: the page where agents answer and supervisors steer, served under `/desk` by the HTTP API (payload 2.0).

How to add a page:

1. Write a function `def show(request: Request) -> Response` in `pages/<name>.py`. It calls `care` once, and gives
   `page(render(request, "<name>.html", …))`; a part of a page that is asked for again and again gives `fragment(…)`.
2. Give it a line in `routes.py`: method, path, the role it needs, the function. `{account}` and `{case}` in the path
   are loaded and checked against the visitor's accounts before the function is called: use `request.account` and
   `request.matter`. A POST is checked for the session's token: its form holds `{{ csrf() }}`.
3. Write `templates/<name>.html` with `{% extends "layout.html" %}`, `{% block title %}` and `{% block main %}`. Texts
   are English in `_("…")`; their Spanish and Portuguese stand in `catalogues/<es|pt>/<name>.po` (every file there is
   read). `{{ when(at, zone) }}` shows an instant, `{{ say(word) }}` a constant of `care` (`labels.py`).
4. A link in the menu: `navigation.py`. `static/desk.css` has the tokens and what all pages share; a style sheet or
   script of your own is named in `assets.STYLES` or `assets.SCRIPTS`.
5. An action is a POST: read the form by a pydantic model. What changes a case is a form of `forms.py` and goes by
   `events.fifo`; settings are written through `care.accounts`, and `acting.record` leaves a line in the audit trail.
   Send back `see("/desk/…")`.

`tests/functions/test_desk_routes.py` walks all routes as everybody who may and may not.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import BotoCoreError, ClientError

from care import clock
from desk.dispatching import answer, refuse
from desk.refusals import refusal
from desk.requests import BadRequest, Request, read_request
from desk.responses import Response, as_json
from desk.routes import ROUTES
from desk.world import logger, metrics, settings

__all__ = ["handle"]


@metrics.log_metrics
def handle(event: Mapping[str, Any], _context: Any) -> Response:
    """Answer one request of the HTTP API."""
    response = _read_and_answered(event)
    if not settings.local_people:
        response["headers"]["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    if event["requestContext"]["http"]["method"].upper() == "HEAD":
        response["body"] = ""
    name = "DeskFailed" if response["statusCode"] >= 500 else "DeskAnswered"
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=1)
    return response


def _read_and_answered(event: Mapping[str, Any]) -> Response:
    try:
        request = read_request(event, clock.now(settings.local_clock))
    except BadRequest as error:
        return as_json(refusal("en", 400, error.why).model_dump(mode="json"), 400)
    return _safely(request)


def _safely(request: Request) -> Response:
    try:
        return answer(request, ROUTES, datetime.now(UTC))
    except (BotoCoreError, ClientError) as error:
        # The message of an error of AWS names keys, and keys hold ids of people.
        logger.error("desk.aws_failed", error=type(error).__name__, path=request.path)
        return refuse(request, 503)
    except Exception:  # noqa: BLE001  whatever it is, the person gets a page that says so
        logger.exception("desk.failed", path=request.path)
        return refuse(request, 500)
