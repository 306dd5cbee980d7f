"""Who may call what, written down here and nowhere read from the product: two brands in one stack, every address."""

from collections.abc import Callable
from copy import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, SHOP
from tests.functions.desk.conftest import OTHER, PEOPLE, Desk

from care.model.person import Person
from care.tables.accounts import Accounts
from care.tables.people import People
from care.tables.sessions import Sessions

# Each address with who may call it for an account of theirs. A new address needs its line.
ADDRESSES = {
    "anyone": """
        GET /desk
        GET /desk/sign-in
        POST /desk/sign-in
        GET /desk/signed-in
        GET /desk/static/{digest}/{name}""",
    "everybody": """
        POST /desk/sign-out
        POST /desk/language
        GET /desk/me
        POST /desk/me
        GET /desk/paused
        GET /desk/api/openapi.json""",
    "agents": """
        GET /desk/cases
        GET /desk/cases/rows
        POST /desk/cases/bulk
        POST /desk/views
        POST /desk/here
        GET /desk/search
        GET /desk/cases/{case}
        GET /desk/cases/{case}/live
        GET /desk/cases/{case}/clocks
        POST /desk/cases/{case}/preview
        POST /desk/cases/{case}/answering
        POST /desk/cases/{case}/messages/{message}/reveal
        POST /desk/cases/{case}/media/{message}/{media}/again
        POST /desk/cases/{case}/do/{kind}
        GET /desk/cases/{case}/became/{kind}/{action}
        GET /desk/cases/{case}/gifts
        POST /desk/cases/{case}/gifts
        GET /desk/api/cases/{case}/gifts
        POST /desk/api/cases/{case}/gifts
        POST /desk/cases/{case}/around/{message}/look
        POST /desk/cases/{case}/around/{message}/above
        GET /desk/found
        GET /desk/found/{account}
        POST /desk/found/{account}
        GET /desk/api/accounts/{account}/searches
        GET /desk/api/accounts/{account}/found
        POST /desk/api/accounts/{account}/found
        GET /desk/posts
        GET /desk/posts/{account}
        POST /desk/posts/{account}
        GET /desk/posts/{account}/one/{item}
        GET /desk/posts/{account}/write
        GET /desk/posts/{account}/write/{item}
        POST /desk/posts/{account}/write/{item}
        POST /desk/posts/{account}/preview/{item}
        POST /desk/posts/{account}/card
        GET /desk/api/accounts/{account}/posts
        POST /desk/api/accounts/{account}/posts
        POST /desk/api/accounts/{account}/posts/preview
        POST /desk/api/accounts/{account}/posts/{item}/files
        GET /desk/api/accounts/{account}/posts/{item}/files/{media}
        POST /desk/api/accounts/{account}/posts/{item}/files/{media}/drop
        POST /desk/api/cases/{case}/files
        POST /desk/api/cases/{case}/files/{media}/drop
        GET /desk/api/accounts
        GET /desk/api/cases
        GET /desk/api/search
        GET /desk/api/replies
        GET /desk/api/tags
        GET /desk/api/cases/{case}
        GET /desk/wall/{account}
        GET /desk/api/accounts/{account}/wall
        GET /desk/api/cases/{case}/clocks
        POST /desk/api/cases/{case}/preview
        POST /desk/api/cases/{case}/messages/{message}/reveal
        GET /desk/api/cases/{case}/customer/picture
        GET /desk/api/cases/{case}/media/{message}/{media}
        GET /desk/api/cases/{case}/media/{message}/{media}/poster
        POST /desk/api/cases/{case}/media/{message}/{media}/again
        POST /desk/api/cases/{case}/around/{message}/look
        POST /desk/api/cases/{case}/around/{message}/above
        POST /desk/api/cases/{case}/actions/{kind}
        GET /desk/api/cases/{case}/actions/{action}""",
    "supervisors": """
        POST /desk/found/{account}/searches
        POST /desk/api/accounts/{account}/searches
        POST /desk/posts/{account}/rules
        GET /desk/automatic
        POST /desk/accounts/{account}/pause
        POST /desk/accounts/{account}/resume
        GET /desk/steer
        GET /desk/steer/{account}/board
        GET /desk/steer/{account}/board/live
        GET /desk/steer/{account}/decisions
        GET /desk/steer/{account}/incidents
        POST /desk/steer/{account}/incidents
        POST /desk/steer/{account}/incidents/{item}/change
        POST /desk/steer/{account}/incidents/{item}/end
        GET /desk/steer/{account}/budget
        POST /desk/steer/{account}/budget
        GET /desk/steer/{account}/gifts
        POST /desk/steer/{account}/gifts
        GET /desk/steer/{account}/gifts/table
        GET /desk/api/accounts/{account}/gifts
        POST /desk/api/accounts/{account}/gifts
        GET /desk/steer/{account}/people
        POST /desk/steer/{account}/people
        POST /desk/steer/{account}/people/access
        POST /desk/steer/{account}/people/sessions
        GET /desk/steer/{account}/tokens
        POST /desk/steer/{account}/tokens
        GET /desk/steer/{account}/customers
        POST /desk/steer/{account}/customers
        GET /desk/steer/{account}/subscribers
        POST /desk/steer/{account}/subscribers
        GET /desk/steer/{account}/trail
        GET /desk/setup
        POST /desk/setup
        GET /desk/setup/{account}
        GET /desk/setup/{account}/live
        POST /desk/setup/{account}/pass
        GET /desk/report
        GET /desk/report/table/{name}
        POST /desk/report/{account}/add-up
        GET /desk/settings
        GET /desk/settings/{account}/versions
        GET /desk/settings/{account}/learned
        POST /desk/settings/{account}/learned
        GET /desk/settings/{account}/profile
        POST /desk/settings/{account}/profile
        GET /desk/settings/{account}/connection
        POST /desk/settings/{account}/connection
        POST /desk/settings/{account}/connection/end
        GET /desk/connected
        POST /desk/settings/{account}/versions/{number}/back
        GET /desk/settings/{account}/{section}
        POST /desk/settings/{account}/{section}
        POST /desk/api/accounts/{account}/customers/export
        POST /desk/api/accounts/{account}/customers/erase
        GET /desk/api/accounts/{account}/erasures
        GET /desk/api/accounts/{account}/subscribers
        POST /desk/api/accounts/{account}/subscribers
        GET /desk/api/accounts/{account}/board
        GET /desk/api/accounts/{account}/decisions
        GET /desk/api/accounts/{account}/incidents
        POST /desk/api/accounts/{account}/incidents
        POST /desk/api/accounts/{account}/incidents/{item}/change
        POST /desk/api/accounts/{account}/incidents/{item}/end
        GET /desk/api/accounts/{account}/budget
        POST /desk/api/accounts/{account}/budget
        GET /desk/api/accounts/{account}/automatic
        POST /desk/api/accounts/{account}/automatic/pause
        POST /desk/api/accounts/{account}/automatic/resume
        GET /desk/api/accounts/{account}/people
        GET /desk/api/accounts/{account}/trail
        GET /desk/api/accounts/{account}/settings
        POST /desk/api/accounts/{account}/settings
        GET /desk/api/accounts/{account}/settings/versions
        POST /desk/api/accounts/{account}/profile
        GET /desk/api/accounts/{account}/report
        GET /desk/api/accounts/{account}/report/{name}""",
    "operators": """
        GET /desk/health
        GET /desk/tokens
        POST /desk/tokens
        GET /desk/api/health""",
}
# What each visitor gets at an address of the shop, by who may call it. At an address that names no account, who is that
# somewhere gets through.
ANSWERS = {
    #             anyone    everybody  agents    supervisors operators
    "nobody":     "reached  way-in     way-in    way-in      way-in",
    "removed":    "reached  way-in     way-in    way-in      way-in",
    "expired":    "reached  way-in     way-in    way-in      way-in",
    "agent":      "reached  reached    reached   refused     refused",
    "stranger":   "reached  reached    unknown   refused     refused",
    "rival":      "reached  reached    unknown   unknown     refused",
    "both":       "reached  reached    reached   refused     refused",
    "supervisor": "reached  reached    reached   reached     refused",
    "lead":       "reached  reached    reached   reached     refused",
    "operator":   "reached  reached    refused   refused     reached",
}  # fmt: skip
# Supervisor of the other brand and agent of the shop; supervisor of the shop alone; out of the list; session over.
MORE = {
    "both": Person(id="both@x.example", name="B", roles=("supervisors",), accounts=(SHOP, OTHER), supervises=(OTHER,)),
    "lead": Person(id="lead@shop.example", name="L", roles=("agents",), accounts=(SHOP,), supervises=(SHOP,)),
    "removed": Person(id="gone@shop.example", name="G", roles=("supervisors",), all_accounts=True),
    "expired": Person(id="late@shop.example", name="E", roles=("supervisors",), all_accounts=True),
}


@pytest.fixture
def two_brands(desk: Desk) -> Desk:
    other = replace(ACCOUNT, id=OTHER, username="otra", name="Otra", hours=ACCOUNT.hours)
    Accounts(desk.world.dynamodb, "accounts").put(other)
    people, sessions = People(desk.world.dynamodb, "accounts"), Sessions(desk.world.dynamodb, "accounts")
    for who, person in MORE.items():
        people.add(person)
        began = datetime.now(UTC) - (timedelta(hours=13) if who == "expired" else timedelta())
        desk.sessions[who] = sessions.begin(person.id, person.roles, began)
    people.remove(MORE["removed"].id)
    return desk


def walked(desk: Desk) -> tuple[list[Any], Callable[[], Any]]:
    """The desk's own routes and dispatch, each with a page that only says that it was reached."""
    desk.world.handler("desk")
    from desk.dispatch import resolver
    from desk.responses import page
    from desk.routes import ROUTES

    return list(ROUTES), lambda: resolver([replace(route, handler=lambda _: page("reached", 299)) for route in ROUTES])


def written() -> dict[tuple[str, str], str]:
    return {
        (line.split()[0], line.split()[1]): needs
        for needs, lines in ADDRESSES.items()
        for line in lines.strip().splitlines()
    }


def test_every_address_has_its_line_here(two_brands: Desk):
    routes, _ = walked(two_brands)
    assert {(route.method, route.pattern) for route in routes} == set(written())


def told(status: int, location: str) -> str:
    if status == 299:
        return "reached"
    if status == 401 or (status == 303 and location.startswith("/desk/sign-in")):
        return "way-in"
    return {403: "refused", 404: "unknown"}.get(status, f"{status}")


def test_each_visitor_reaches_what_their_role_in_the_account_allows_and_nothing_else(
    two_brands: Desk, monkeypatch: pytest.MonkeyPatch
):
    desk = two_brands
    case_id = desk.writes("@tiendaluna no funciona")
    _, build = walked(desk)
    handler = desk.world.handler("desk")
    monkeypatch.setattr(handler, "app", build())
    given = {"case": case_id, "account": SHOP, "message": "1", "media": "m", "kind": "note", "action": "a" * 20}
    given |= {"item": "i", "digest": "d", "name": "x.css", "number": "1", "section": "hours"}
    wrong = {}
    for who, line in ANSWERS.items():
        answers = dict(zip(ADDRESSES, line.split(), strict=True))
        signed_in = who if who in PEOPLE or who in desk.sessions else None
        token = desk.csrf(who) if who not in {"nobody", "removed", "expired"} else ""
        for (method, pattern), needs in written().items():
            path = pattern.format(**given)
            about_shop = "{case}" in pattern or "{account}" in pattern
            headers = {"origin": "https://desk.example", "x-csrf-token": token, "content-type": "application/json"}
            answer = desk.call(method, path, signed_in, "{}" if method == "POST" else "", headers)
            expected = answers[needs]
            if not about_shop and expected == "unknown":
                expected = "reached"
            if not about_shop and who == "both" and needs == "supervisors":
                expected = "reached"
            got = told(answer.status, answer.headers.get("location", ""))
            if got != expected:
                wrong[who, method, pattern] = (got, expected)
    assert wrong == {}


# What a token holds; what the API answers for the shop's case, and for the health.
TOKENS: dict[str, tuple[dict[str, Any], int, int]] = {
    "agent of the shop": ({"roles": ("agents",), "accounts": (SHOP,), "supervises": ()}, 200, 403),
    "agent of the other": ({"roles": ("agents",), "accounts": (OTHER,), "supervises": ()}, 404, 403),
    "operator of the other": ({"roles": ("operators",), "accounts": (OTHER,)}, 403, 200),
    "as of an earlier release": ({"roles": ("supervisors",), "accounts": (SHOP,)}, 200, 403),
}


@pytest.mark.parametrize("which", TOKENS)
def test_a_token_opens_its_own_accounts_and_an_operators_token_of_one_brand_tells_nothing_of_another(
    two_brands: Desk, which: str
):
    from care.tables.sessions import Token

    desk = two_brands
    case_id = desk.writes("@tiendaluna no funciona")
    roles, of_case, of_health = TOKENS[which]
    token = Token.model_validate({"name": which, "until": datetime.now(UTC) + timedelta(days=1), **roles})
    bearer = {"authorization": f"Bearer {Sessions(desk.world.dynamodb, 'accounts').issue(token)}"}
    assert desk.call("GET", f"/desk/api/cases/{case_id}", headers=bearer).status == of_case
    health = desk.call("GET", "/desk/api/health", headers=bearer)
    assert health.status == of_health
    if of_health == 200:
        assert [one["account_id"] for one in health.json()["accounts"]] == [OTHER]


@pytest.mark.parametrize("path", ["/desk/report?account=", "/desk/settings?account=", "/desk/steer?account="])
def test_a_page_that_names_the_account_in_its_query_keeps_the_roles_apart_too(two_brands: Desk, path: str):
    assert two_brands.get(path + SHOP, "both").status == 404
    assert two_brands.get(path + OTHER, "both").status in {200, 303}
    assert two_brands.get(path + SHOP, "lead").status in {200, 303}


def test_the_kill_switch_is_shown_for_the_accounts_that_one_supervises(two_brands: Desk):
    page = two_brands.get("/desk/automatic", "both").body
    assert "@otra" in page
    assert "@tiendaluna" not in page


def test_an_action_of_supervisors_is_refused_to_who_is_a_supervisor_elsewhere(two_brands: Desk):
    case_id = two_brands.writes("@tiendaluna no funciona")
    form = {"item_id": f"{case_id}:reply:x", "action_id": "a" * 20}
    for kind in ("approve", "send_back", "decide"):
        assert two_brands.post(f"/desk/cases/{case_id}/do/{kind}", "both", **form).status == 403, kind
        assert two_brands.post(f"/desk/cases/{case_id}/do/{kind}", "lead", **form).status != 403, kind


def test_a_supervisor_of_one_brand_makes_nobody_a_supervisor_of_another(two_brands: Desk):
    desk, people = two_brands, People(two_brands.world.dynamodb, "accounts")
    eve = PEOPLE["rival"]
    change = f"/desk/steer/{SHOP}/people"
    assert desk.post(change, "lead", id=eve.id, name="Eve", act="give").status == 303
    known = people.get(eve.id)
    assert known is not None
    assert (known.role_in(SHOP), known.role_in(OTHER)) == ("agents", "supervisors")
    assert desk.post(f"{change}/access", "lead", person=eve.id, act="supervise").status == 303
    assert desk.get(f"/desk/steer/{SHOP}/people", "rival").status == 200
    assert desk.post(f"{change}/access", "lead", person=eve.id, act="serve").status == 303
    assert desk.get(f"/desk/steer/{SHOP}/people", "rival").status == 403, "at once, in the session that is open"
    assert desk.post(f"{change}/access", "lead", person=eve.id, act="remove").status == 403
