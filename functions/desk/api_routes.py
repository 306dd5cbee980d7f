"""The API's addresses for what people do on pages, and the board for a wall, as rows of the table in `routes`."""

from typing import TYPE_CHECKING

from desk.route import Route, pages

if TYPE_CHECKING:
    from desk.pages import api_case, api_settings, api_steering, gifts, giving, wall
else:
    globals().update(pages())  # the same, each imported by its first request

_ACCOUNT = "/desk/api/accounts/{account}"
_CASE = "/desk/api/cases/{case}"

API_ROUTES: tuple[Route, ...] = (
    Route("GET", "/desk/wall/{account}", "agents", wall.show),
    Route("GET", f"{_CASE}/clocks", "agents", api_case.clocks),
    Route("POST", f"{_CASE}/preview", "agents", api_case.preview),
    Route("POST", f"{_CASE}/messages/{{message}}/reveal", "agents", api_case.reveal),
    Route("GET", f"{_CASE}/gifts", "agents", giving.as_json_data),
    Route("POST", f"{_CASE}/gifts", "agents", giving.api_do),
    Route("GET", f"{_ACCOUNT}/gifts", "supervisors", gifts.as_json_data),
    Route("POST", f"{_ACCOUNT}/gifts", "supervisors", gifts.api_act, "settings"),
    Route("GET", f"{_ACCOUNT}/board", "supervisors", api_steering.show_board),
    Route("GET", f"{_ACCOUNT}/wall", "agents", wall.as_data),
    Route("GET", f"{_ACCOUNT}/decisions", "supervisors", api_steering.show_decisions),
    Route("GET", f"{_ACCOUNT}/incidents", "supervisors", api_steering.show_incidents),
    Route("POST", f"{_ACCOUNT}/incidents", "supervisors", api_steering.open_incident, "settings"),
    Route("POST", f"{_ACCOUNT}/incidents/{{item}}/change", "supervisors", api_steering.change_incident, "settings"),
    Route("POST", f"{_ACCOUNT}/incidents/{{item}}/end", "supervisors", api_steering.end_incident, "settings"),
    Route("GET", f"{_ACCOUNT}/budget", "supervisors", api_steering.show_budget),
    Route("POST", f"{_ACCOUNT}/budget", "supervisors", api_steering.set_budget, "settings"),
    Route("GET", f"{_ACCOUNT}/automatic", "supervisors", api_steering.show_automatic),
    Route("POST", f"{_ACCOUNT}/automatic/pause", "supervisors", api_steering.pause),
    Route("POST", f"{_ACCOUNT}/automatic/resume", "supervisors", api_steering.resume),
    Route("GET", f"{_ACCOUNT}/people", "supervisors", api_steering.show_people),
    Route("GET", f"{_ACCOUNT}/trail", "supervisors", api_steering.show_trail),
    Route("GET", f"{_ACCOUNT}/settings", "supervisors", api_settings.show),
    Route("POST", f"{_ACCOUNT}/settings", "supervisors", api_settings.change, "settings"),
    Route("GET", f"{_ACCOUNT}/settings/versions", "supervisors", api_settings.versions),
    Route("POST", f"{_ACCOUNT}/profile", "supervisors", api_settings.profile, "settings"),
    Route("GET", f"{_ACCOUNT}/report", "supervisors", api_settings.report, "exports"),
    Route("GET", f"{_ACCOUNT}/report/{{name}}", "supervisors", api_settings.table, "exports"),
)
