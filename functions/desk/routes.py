"""Every address of the desk, with the role that it needs: one table, walked whole by a test."""

from desk import acting, assets
from desk.pages import api, case, queue, settings, signing_in, versions
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
    # Settings
    Route("GET", "/desk/settings", "supervisors", settings.start),
    Route("GET", "/desk/settings/{account}/versions", "supervisors", versions.show),
    Route("POST", "/desk/settings/{account}/versions/{number}/back", "supervisors", versions.back),
    Route("GET", "/desk/settings/{account}/{section}", "supervisors", settings.show),
    Route("POST", "/desk/settings/{account}/{section}", "supervisors", settings.act),
    # For integrations
    Route("GET", "/desk/api/openapi.json", "everybody", api.openapi),
    Route("GET", "/desk/api/accounts", "agents", api.accounts),
    Route("GET", "/desk/api/cases", "agents", api.cases),
    Route("GET", "/desk/api/cases/{case}", "agents", api.case),
    Route("POST", "/desk/api/cases/{case}/actions/{kind}", "agents", acting.api_do),
    Route("GET", "/desk/api/cases/{case}/actions/{action}", "agents", acting.api_became),
)
