"""Every address of the desk, with the role that it needs: one table, walked whole by a test."""

from typing import TYPE_CHECKING

from desk import assets
from desk.api_routes import API_ROUTES
from desk.requests import Request
from desk.responses import Response, as_json
from desk.route import Late, Route

if TYPE_CHECKING:
    from desk import actions
    from desk.pages import (
        api,
        automatic,
        board,
        budget,
        bulk,
        case,
        connection,
        context,
        customers,
        decisions,
        files,
        found,
        gifts,
        giving,
        health,
        incidents,
        learned,
        me,
        media,
        pieces,
        portrait,
        post_writing,
        posts,
        profile,
        queue,
        report,
        search,
        settings,
        setup,
        sign_in,
        staff,
        subscribers,
        supervision,
        tokens,
        trail,
        versions,
    )
else:
    actions = Late("desk.actions")
    # The same: a page is imported by its first request.
    _PAGES = (
        "api automatic board budget bulk case connection context customers decisions files found "
        "gifts giving health incidents learned me media pieces portrait post_writing posts profile "
        "queue report search settings setup sign_in staff subscribers supervision tokens trail "
        "versions"
    )
    globals().update({name: Late(f"desk.pages.{name}") for name in _PAGES.split()})


def openapi(_request: Request) -> Response:
    """This API as an OpenAPI document."""
    from desk.openapi import document  # noqa: PLC0415  it names the forms of all pages

    return as_json(document(ROUTES))


ROUTES: tuple[Route, ...] = (
    Route("GET", "/desk", "anyone", sign_in.start),
    Route("GET", "/desk/sign-in", "anyone", sign_in.show),
    Route("POST", "/desk/sign-in", "anyone", sign_in.choose),
    Route("GET", "/desk/signed-in", "anyone", sign_in.back),
    Route("POST", "/desk/sign-out", "everybody", sign_in.leave),
    Route("POST", "/desk/language", "everybody", sign_in.speak),
    Route("GET", "/desk/me", "everybody", me.show),
    Route("POST", "/desk/me", "everybody", me.keep),
    Route("GET", "/desk/static/{digest}/{name}", "anyone", assets.serve),
    # For agents
    Route("GET", "/desk/cases", "agents", queue.show),
    Route("GET", "/desk/cases/rows", "agents", queue.rows),
    Route("POST", "/desk/here", "agents", queue.be_here),
    Route("POST", "/desk/views", "agents", queue.keep),
    Route("POST", "/desk/cases/bulk", "agents", bulk.act),
    Route("GET", "/desk/search", "agents", search.show, "searches"),
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
    Route("GET", "/desk/cases/{case}/gifts", "agents", giving.show),
    Route("POST", "/desk/cases/{case}/gifts", "agents", giving.do),
    # Posts of the account's own: agents draft them, and their forms say what supervisors alone may do
    Route("GET", "/desk/posts", "agents", posts.start),
    Route("GET", "/desk/posts/{account}", "agents", posts.show),
    Route("POST", "/desk/posts/{account}", "agents", posts.do, "settings"),
    Route("GET", "/desk/posts/{account}/one/{item}", "agents", posts.one),
    Route("GET", "/desk/posts/{account}/write", "agents", post_writing.begin),
    Route("GET", "/desk/posts/{account}/write/{item}", "agents", post_writing.show),
    Route("POST", "/desk/posts/{account}/write/{item}", "agents", post_writing.keep, "settings"),
    Route("POST", "/desk/posts/{account}/preview/{item}", "agents", post_writing.preview),
    Route("POST", "/desk/posts/{account}/card", "agents", post_writing.card, "fetches"),
    Route("POST", "/desk/posts/{account}/rules", "supervisors", post_writing.rules, "settings"),
    # What saved searches found: agents look through it, supervisors say what X is asked
    Route("GET", "/desk/found", "agents", found.start),
    Route("GET", "/desk/found/{account}", "agents", found.show),
    Route("POST", "/desk/found/{account}", "agents", found.do),
    Route("POST", "/desk/found/{account}/searches", "supervisors", found.steer, "settings"),
    # For supervisors
    Route("GET", "/desk/paused", "everybody", automatic.banner),
    Route("GET", "/desk/automatic", "supervisors", automatic.show),
    Route("POST", "/desk/accounts/{account}/pause", "supervisors", automatic.pause),
    Route("POST", "/desk/accounts/{account}/resume", "supervisors", automatic.resume),
    Route("GET", "/desk/steer", "supervisors", supervision.start),
    Route("GET", "/desk/steer/{account}/board", "supervisors", board.show),
    Route("GET", "/desk/steer/{account}/board/live", "supervisors", board.live),
    Route("GET", "/desk/steer/{account}/decisions", "supervisors", decisions.show),
    Route("GET", "/desk/steer/{account}/incidents", "supervisors", incidents.show),
    Route("POST", "/desk/steer/{account}/incidents", "supervisors", incidents.open_),
    Route("POST", "/desk/steer/{account}/incidents/{item}/change", "supervisors", incidents.change),
    Route("POST", "/desk/steer/{account}/incidents/{item}/end", "supervisors", incidents.end),
    Route("GET", "/desk/steer/{account}/budget", "supervisors", budget.show),
    Route("POST", "/desk/steer/{account}/budget", "supervisors", budget.set_limits),
    Route("GET", "/desk/steer/{account}/gifts", "supervisors", gifts.show),
    Route("POST", "/desk/steer/{account}/gifts", "supervisors", gifts.act_on, "settings"),
    Route("GET", "/desk/steer/{account}/gifts/table", "supervisors", gifts.table, "exports"),
    Route("GET", "/desk/steer/{account}/people", "supervisors", staff.show),
    Route("POST", "/desk/steer/{account}/people", "supervisors", staff.invite),
    Route("POST", "/desk/steer/{account}/people/access", "supervisors", staff.change),
    Route("POST", "/desk/steer/{account}/people/sessions", "supervisors", staff.end_sessions),
    Route("GET", "/desk/steer/{account}/tokens", "supervisors", tokens.show),
    Route("POST", "/desk/steer/{account}/tokens", "supervisors", tokens.act),
    Route("GET", "/desk/steer/{account}/customers", "supervisors", customers.show),
    Route("POST", "/desk/steer/{account}/customers", "supervisors", customers.act, "exports"),
    Route("GET", "/desk/steer/{account}/subscribers", "supervisors", subscribers.show),
    Route("POST", "/desk/steer/{account}/subscribers", "supervisors", subscribers.act, "settings"),
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
    Route("GET", "/desk/settings/{account}/profile", "supervisors", profile.show),
    Route("POST", "/desk/settings/{account}/profile", "supervisors", profile.look, "settings"),
    Route("GET", "/desk/settings/{account}/connection", "supervisors", connection.show),
    Route("POST", "/desk/settings/{account}/connection", "supervisors", connection.begin, "settings"),
    Route("POST", "/desk/settings/{account}/connection/end", "supervisors", connection.end),
    Route("GET", "/desk/connected", "supervisors", connection.back),
    Route("POST", "/desk/settings/{account}/versions/{number}/back", "supervisors", versions.back, "settings"),
    Route("GET", "/desk/settings/{account}/{section}", "supervisors", settings.show),
    Route("POST", "/desk/settings/{account}/{section}", "supervisors", settings.act, "settings"),
    # For integrations
    Route("GET", "/desk/setup", "supervisors", setup.start),
    Route("POST", "/desk/setup", "supervisors", setup.add, "settings"),
    Route("GET", "/desk/setup/{account}", "supervisors", setup.show),
    Route("GET", "/desk/setup/{account}/live", "supervisors", setup.live),
    Route("POST", "/desk/setup/{account}/pass", "supervisors", setup.pass_by),
    Route("GET", "/desk/api/health", "operators", health.as_data),
    Route("GET", "/desk/api/openapi.json", "everybody", openapi),
    Route("GET", "/desk/api/accounts", "agents", api.accounts),
    Route("POST", "/desk/api/accounts/{account}/customers/export", "supervisors", customers.export, "exports"),
    Route("POST", "/desk/api/accounts/{account}/customers/erase", "supervisors", customers.erase, "exports"),
    Route("GET", "/desk/api/accounts/{account}/erasures", "supervisors", customers.receipts),
    Route("GET", "/desk/api/accounts/{account}/subscribers", "supervisors", subscribers.as_data),
    Route("POST", "/desk/api/accounts/{account}/subscribers", "supervisors", subscribers.api_act, "settings"),
    Route("GET", "/desk/api/accounts/{account}/posts", "agents", posts.as_data),
    Route("POST", "/desk/api/accounts/{account}/posts", "agents", posts.api_do, "settings"),
    Route("POST", "/desk/api/accounts/{account}/posts/preview", "agents", post_writing.api_preview),
    Route("POST", "/desk/api/accounts/{account}/posts/{item}/files", "agents", pieces.bring, "uploads"),
    Route("GET", "/desk/api/accounts/{account}/posts/{item}/files/{media}", "agents", posts.file),
    Route("POST", "/desk/api/accounts/{account}/posts/{item}/files/{media}/drop", "agents", posts.drop_file),
    Route("GET", "/desk/api/accounts/{account}/searches", "agents", found.as_data),
    Route("POST", "/desk/api/accounts/{account}/searches", "supervisors", found.api_steer, "settings"),
    Route("GET", "/desk/api/accounts/{account}/found", "agents", found.found_data),
    Route("POST", "/desk/api/accounts/{account}/found", "agents", found.api_do),
    Route("GET", "/desk/api/cases", "agents", api.cases, "searches"),
    Route("GET", "/desk/api/search", "agents", search.as_data, "searches"),
    Route("GET", "/desk/api/replies", "agents", api.replies),
    Route("GET", "/desk/api/tags", "agents", api.tags),
    Route("GET", "/desk/api/cases/{case}", "agents", api.case),
    Route("POST", "/desk/api/cases/{case}/files", "agents", pieces.bring, "uploads"),
    Route("POST", "/desk/api/cases/{case}/files/{media}/drop", "agents", files.drop),
    Route("GET", "/desk/api/cases/{case}/customer/picture", "agents", portrait.show),
    Route("GET", "/desk/api/cases/{case}/media/{message}/{media}", "agents", media.show),
    Route("GET", "/desk/api/cases/{case}/media/{message}/{media}/poster", "agents", media.poster),
    Route("POST", "/desk/api/cases/{case}/media/{message}/{media}/again", "agents", media.again, "fetches"),
    Route("POST", "/desk/api/cases/{case}/around/{message}/look", "agents", context.look, "fetches"),
    Route("POST", "/desk/api/cases/{case}/around/{message}/above", "agents", context.above, "fetches"),
    Route("POST", "/desk/api/cases/{case}/actions/{kind}", "agents", actions.api_do),
    Route("GET", "/desk/api/cases/{case}/actions/{action}", "agents", actions.api_became),
    *API_ROUTES,
)
