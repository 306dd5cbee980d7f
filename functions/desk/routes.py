"""Every address of the desk, with the role that it needs: one table, walked whole by a test."""

from desk import acting, assets
from desk.pages import (
    api,
    case,
    decisions,
    health,
    incidents,
    queue,
    report,
    signing_in,
    spending,
    staff,
    steering,
    trail,
)
from desk.routing import Route

ROUTES: tuple[Route, ...] = (
    Route("GET", "/desk", "anyone", signing_in.start),
    Route("GET", "/desk/sign-in", "anyone", signing_in.show),
    Route("POST", "/desk/sign-in", "anyone", signing_in.choose),
    Route("GET", "/desk/signed-in", "anyone", signing_in.back),
    Route("POST", "/desk/sign-out", "everybody", signing_in.leave),
    Route("POST", "/desk/language", "everybody", signing_in.speak),
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
    Route("POST", "/desk/cases/{case}/do/{kind}", "agents", acting.do),
    Route("GET", "/desk/cases/{case}/became/{kind}/{action}", "agents", acting.became),
    # For supervisors
    Route("GET", "/desk/steer", "supervisors", steering.start),
    Route("GET", "/desk/steer/{account}/decisions", "supervisors", decisions.show),
    Route("GET", "/desk/steer/{account}/incidents", "supervisors", incidents.show),
    Route("POST", "/desk/steer/{account}/incidents", "supervisors", incidents.open_),
    Route("POST", "/desk/steer/{account}/incidents/{item}/change", "supervisors", incidents.change),
    Route("POST", "/desk/steer/{account}/incidents/{item}/end", "supervisors", incidents.end),
    Route("GET", "/desk/steer/{account}/budget", "supervisors", spending.show),
    Route("POST", "/desk/steer/{account}/budget", "supervisors", spending.set_limits),
    Route("GET", "/desk/steer/{account}/people", "supervisors", staff.show),
    Route("POST", "/desk/steer/{account}/people", "supervisors", staff.invite),
    Route("POST", "/desk/steer/{account}/people/access", "supervisors", staff.change),
    Route("GET", "/desk/steer/{account}/trail", "supervisors", trail.show),
    Route("GET", "/desk/report", "supervisors", report.show),
    Route("GET", "/desk/report/table/{name}", "supervisors", report.table),
    Route("POST", "/desk/report/{account}/add-up", "supervisors", report.add_up),
    # For operators
    Route("GET", "/desk/health", "operators", health.show),
    # For integrations
    Route("GET", "/desk/api/health", "operators", health.as_data),
    Route("GET", "/desk/api/openapi.json", "everybody", api.openapi),
    Route("GET", "/desk/api/accounts", "agents", api.accounts),
    Route("GET", "/desk/api/cases", "agents", api.cases),
    Route("GET", "/desk/api/cases/{case}", "agents", api.case),
    Route("POST", "/desk/api/cases/{case}/actions/{kind}", "agents", acting.api_do),
    Route("GET", "/desk/api/cases/{case}/actions/{action}", "agents", acting.api_became),
)
