"""All routes of the desk with their real pages; who may call which stands in test_who_may."""

import re

import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import OTHER, Desk
from tests.there import there

WALKERS = (None, "stranger", "agent", "supervisor", "operator")


def filled(pattern, case_id) -> str:
    known = {"case": case_id, "account": SHOP, "kind": "note", "action": "a" * 16, "digest": "x", "name": "all.css"}
    known |= {"section": "hours", "number": "1"}
    return re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], "1"), pattern)


def test_no_route_fails_whoever_asks(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    desk.world.handler("desk")
    from desk.routes import ROUTES

    for route in ROUTES:
        path = filled(route.pattern, case_id)
        if path == "/desk/sign-out":
            continue  # ends the walk: see test_signing_in
        for who in WALKERS:
            answer = desk.get(path, who) if route.method == "GET" else desk.post(path, who)
            assert answer.status < 500, f"{route.method} {path} as {who}: {answer.status} {answer.body[:200]}"
            assert answer.status != 405


def test_another_accounts_queue_is_not_there(desk: Desk):
    assert desk.get(f"/desk/cases?account={OTHER}", "agent").status == 404
    assert desk.get(f"/desk/api/cases?account={OTHER}", "agent").status == 404
    assert desk.get(f"/desk/cases?account={SHOP}", "agent").status == 200
    assert [one["id"] for one in desk.get("/desk/api/accounts", "agent").json()["accounts"]] == [SHOP]


def test_an_operator_without_agents_work_sees_no_cases(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    assert desk.get(f"/desk/cases/{case_id}", "operator").status == 403


def test_what_is_not_there_and_what_is_asked_in_a_wrong_way(desk: Desk):
    assert desk.get("/desk/nothing", "agent").status == 404
    assert desk.get("/desk/cases/NOSUCHCASE00", "agent").status == 404
    wrong = desk.post("/desk/cases", "agent")
    assert (wrong.status, wrong.headers["allow"]) == (405, "GET, HEAD")
    assert desk.call("DELETE", "/desk/cases", "agent").status == 405


def test_every_answer_carries_the_headers_that_keep_a_page_to_itself(desk: Desk):
    for path in ("/desk/cases", "/desk/sign-in", "/desk/nothing", "/desk/api/cases", "/desk/static/x/all.js"):
        headers = desk.get(path, "agent").headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["strict-transport-security"]
        if "static" not in path:
            assert headers["cache-control"] == "no-store"


def test_a_head_has_the_headers_of_its_get_and_no_body(desk: Desk):
    answer = desk.call("HEAD", "/desk/cases", "agent")
    assert (answer.status, answer.body) == (200, "")


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "/hours/x", "/desk\r\nx: y"]
)
def test_signing_in_leads_to_no_other_host(desk: Desk, to):
    desk.world.handler("desk")
    from desk.responses import local, see

    assert local(to) == "/desk/cases"
    assert see(to).headers["location"] == "/desk/cases"


def test_static_files_are_kept_for_good_under_their_own_address_and_have_a_tag(desk: Desk):
    html = desk.get("/desk/cases", "agent").body
    path = there(re.search(r'src="(/desk/static/[^"]+)"', html))[1]
    first = desk.get(path)
    assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert desk.call("GET", path, headers={"if-none-match": first.headers["etag"]}).status == 304
    old = desk.get(path.replace(path.split("/")[3], "0" * 16))
    assert old.headers["cache-control"] == "no-cache"
    for hostile in ("/desk/static/x/../handler.py", "/desk/static/x/%2e%2e", "/desk/static/x/desk.css.map"):
        assert desk.get(hostile).status == 404


def test_htmx_is_the_one_that_npm_has():
    import hashlib
    from pathlib import Path

    file = Path(__file__).parents[3] / "functions" / "desk" / "static" / "htmx-2.0.11.min.js"
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert digest == "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"
