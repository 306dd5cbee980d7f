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
   `events.fifo`; settings are written through `care.tables.accounts`, and `actions.record` leaves a line in
   the audit trail. Send back `see("/desk/…")`.
6. An address of the API stands in `api_routes.py` or `routes.py`, and what it takes and answers in `described.py`.

`tests/functions/desk/test_who_may.py` has a line for each route and walks it as everybody who may and may not.
"""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

import care.starting
from desk.dependencies import metrics, settings
from desk.dispatch import resolver
from desk.routes import ROUTES

__all__ = ["handle"]

app = resolver(ROUTES)


@metrics.log_metrics
def handle(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of the HTTP API."""
    # Routes are written with their whole path, whatever the stage is called.
    http = {**event["requestContext"], "stage": "$default"}
    response = app.resolve({**event, "requestContext": http}, context)
    if not settings.local_people:
        response["headers"]["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    if http["http"]["method"].upper() == "HEAD":
        response["body"] = ""
    name = "DeskFailed" if response["statusCode"] >= 500 else "DeskAnswered"
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=1)
    return response


care.starting.over()
