"""Every address of the desk, with the role that it needs: one table, walked whole by a test."""

from desk import actions, assets
from desk.openapi import document
from desk.pages import (
    api,
    automatic,
    budget,
    case,
    connection,
    context,
    decisions,
    files,
    health,
    incidents,
    learned,
    media,
    queue,
    report,
    settings,
    sign_in,
    staff,
    supervision,
    tokens,
    trail,
    versions,
)
from desk.requests import Request
from desk.responses import Response, as_json
from desk.route import Route


def openapi(_request: Request) -> Response:
    """This API as an OpenAPI document."""
    return as_json(document(ROUTES))


ROUTES: tuple[Route, ...] = (
    Route("GET", "/desk", "anyone", sign_in.start),
    Route("GET", "/desk/sign-in", "anyone", sign_in.show),
    Route("POST", "/desk/sign-in", "anyone", sign_in.choose),
    Route("GET", "/desk/signed-in", "anyone", sign_in.back),
    Route("POST", "/desk/sign-out", "everybody", sign_in.leave),
    Route("POST", "/desk/language", "everybody", sign_in.speak),
    Route("GET", "/desk/static/{digest}/{name}", "anyone", assets.serve),
    # For agents
    Route("GET", "/desk/cases", "agents", queue.show),
    Route("GET", "/desk/cases/rows", "agents", queue.rows),
    Route("GET", "/desk/cases/{case}", "agents", case.show),
    Route("GET", "/desk/cases/{case}/live", "agents", case.live),
    Route("GET", "/desk/cases/{case}/clocks", "agents", case.clocks),
    Route("POST", "/desk/cases/{case}/preview", "agents", case.preview),
    Route("POST", "/desk/cases/{case}/answering", "agents", case.answer),
    Route("POST", "/desk/cases/{case}/messages/{message}/reveal", "agents", case.reveal),
    Route("POST", "/desk/cases/{case}/media/{message}/{media}/again", "agents", media.again, "fetches"),
    Route("POST", "/desk/cases/{case}/around/{message}/look", "agents", context.look, "fetches"),
    Route("POST", "/desk/cases/{case}/around/{message}/above", "agents", context.above, "fetches"),
    Route("POST", "/desk/cases/{case}/do/{kind}", "agents", actions.do),
    Route("GET", "/desk/cases/{case}/became/{kind}/{action}", "agents", actions.became),
    # For supervisors
    Route("GET", "/desk/paused", "everybody", automatic.banner),
    Route("GET", "/desk/automatic", "supervisors", automatic.show),
    Route("POST", "/desk/accounts/{account}/pause", "supervisors", automatic.pause),
    Route("POST", "/desk/accounts/{account}/resume", "supervisors", automatic.resume),
    Route("GET", "/desk/steer", "supervisors", supervision.start),
    Route("GET", "/desk/steer/{account}/decisions", "supervisors", decisions.show),
    Route("GET", "/desk/steer/{account}/incidents", "supervisors", incidents.show),
    Route("POST", "/desk/steer/{account}/incidents", "supervisors", incidents.open_),
    Route("POST", "/desk/steer/{account}/incidents/{item}/change", "supervisors", incidents.change),
    Route("POST", "/desk/steer/{account}/incidents/{item}/end", "supervisors", incidents.end),
    Route("GET", "/desk/steer/{account}/budget", "supervisors", budget.show),
    Route("POST", "/desk/steer/{account}/budget", "supervisors", budget.set_limits),
    Route("GET", "/desk/steer/{account}/people", "supervisors", staff.show),
    Route("POST", "/desk/steer/{account}/people", "supervisors", staff.invite),
    Route("POST", "/desk/steer/{account}/people/access", "supervisors", staff.change),
    Route("POST", "/desk/steer/{account}/people/sessions", "supervisors", staff.end_sessions),
    Route("GET", "/desk/steer/{account}/tokens", "supervisors", tokens.show),
    Route("POST", "/desk/steer/{account}/tokens", "supervisors", tokens.act),
    Route("GET", "/desk/steer/{account}/trail", "supervisors", trail.show),
    Route("GET", "/desk/report", "supervisors", report.show),
    Route("GET", "/desk/report/table/{name}", "supervisors", report.table, "exports"),
    Route("POST", "/desk/report/{account}/add-up", "supervisors", report.add_up, "exports"),
    # For operators
    Route("GET", "/desk/health", "operators", health.show),
    Route("GET", "/desk/tokens", "operators", tokens.show_all),
    Route("POST", "/desk/tokens", "operators", tokens.act_on_any),
    # Settings
    Route("GET", "/desk/settings", "supervisors", settings.start),
    Route("GET", "/desk/settings/{account}/versions", "supervisors", versions.show),
    Route("GET", "/desk/settings/{account}/learned", "supervisors", learned.show),
    Route("POST", "/desk/settings/{account}/learned", "supervisors", learned.act, "settings"),
    Route("GET", "/desk/settings/{account}/connection", "supervisors", connection.show),
    Route("POST", "/desk/settings/{account}/connection", "supervisors", connection.begin, "settings"),
    Route("POST", "/desk/settings/{account}/connection/end", "supervisors", connection.end),
    Route("GET", "/desk/connected", "supervisors", connection.back),
    Route("POST", "/desk/settings/{account}/versions/{number}/back", "supervisors", versions.back, "settings"),
    Route("GET", "/desk/settings/{account}/{section}", "supervisors", settings.show),
    Route("POST", "/desk/settings/{account}/{section}", "supervisors", settings.act, "settings"),
    # For integrations
    Route("GET", "/desk/api/health", "operators", health.as_data),
    Route("GET", "/desk/api/openapi.json", "everybody", openapi),
    Route("GET", "/desk/api/accounts", "agents", api.accounts),
    Route("GET", "/desk/api/cases", "agents", api.cases, "searches"),
    Route("GET", "/desk/api/cases/{case}", "agents", api.case),
    Route("POST", "/desk/api/cases/{case}/files", "agents", files.bring, "uploads"),
    Route("POST", "/desk/api/cases/{case}/files/{media}/drop", "agents", files.drop),
    Route("GET", "/desk/api/cases/{case}/media/{message}/{media}", "agents", media.show),
    Route("GET", "/desk/api/cases/{case}/media/{message}/{media}/poster", "agents", media.poster),
    Route("POST", "/desk/api/cases/{case}/actions/{kind}", "agents", actions.api_do),
    Route("GET", "/desk/api/cases/{case}/actions/{action}", "agents", actions.api_became),
)
