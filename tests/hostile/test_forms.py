"""Forms, addresses and pages of the desk against somebody hostile: refused with a 4xx, escaped, never a 5xx."""

import html
import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.functions.conftest import SHOP
from tests.hostile.texts import HALF, TEXTS

from care.tables.accounts import Accounts

WHOLE = {name: text for name, text in TEXTS.items() if HALF not in text}
FORMS = [
    *(f"/desk/settings/{SHOP}/{name}" for name in ("hours", "texts", "triage", "targets", "surveys", "courtesy")),
    *(f"/desk/settings/{SHOP}/{name}" for name in ("selfservice", "brand", "chats", "replies", "nonsense")),
    *(f"/desk/settings/{SHOP}/{name}" for name in ("learned", "profile")),
    f"/desk/steer/{SHOP}/incidents",
    f"/desk/steer/{SHOP}/budget",
    f"/desk/steer/{SHOP}/people",
    f"/desk/steer/{SHOP}/people/access",
    f"/desk/steer/{SHOP}/people/sessions",
    f"/desk/steer/{SHOP}/tokens",
    f"/desk/steer/{SHOP}/customers",
    f"/desk/settings/{SHOP}/versions/1/back",
    "/desk/language",
]
PAGES = ["/desk/cases", "/desk/report", f"/desk/steer/{SHOP}/trail", f"/desk/steer/{SHOP}/incidents", "/desk/sign-in"]
NAMES = ("view", "after", "of", "account", "language", "channel", "month", "by", "case", "before", "lang", "done", "q")


@pytest.mark.parametrize("path", FORMS)
def test_a_form_full_of_nonsense_is_refused_and_changes_no_setting(desk, path):
    before = Accounts(desk.world.dynamodb, "accounts").get(SHOP)
    fields = re.findall(r'name="([^"]+)"', desk.get(path, "supervisor").body) or ["language", "number"]
    for text in (*WHOLE.values(), "9" * 5_000, "x" * 20_000):
        form = dict.fromkeys([f for f in fields if f != "csrf"], text)
        answer = desk.post(path, "supervisor", **form)
        assert answer.status < 500, (path, text[:40])
    after = Accounts(desk.world.dynamodb, "accounts").fresh(SHOP)
    assert after.hours == before.hours
    assert after.privacy_url == before.privacy_url


BODIES = ["", "csrf", "a=b&" * 20_000, "%", "%zz=%zz", "csrf=%ff%fe", "\x00", "a=" + "b" * 300_000]
NOWHERE = ["cases/%00", "cases/" + "x" * 5_000, "../etc/passwd", "/cases", "static/x/../../handler.py"]


@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_is_no_form_is_refused(desk, body):
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": "https://desk.example"}
    answer = desk.call("POST", f"/desk/settings/{SHOP}/hours", "supervisor", body, headers)
    assert 400 <= answer.status < 500


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(PAGES),
    asked=st.dictionaries(
        st.sampled_from(NAMES), st.sampled_from(list(WHOLE.values())) | st.text(max_size=40), max_size=4
    ),
)
def test_any_address_of_a_page_is_answered(desk, path, asked):
    from urllib.parse import urlencode

    query = urlencode({name: text.encode("utf-8", "replace").decode() for name, text in asked.items()})
    assert desk.get(f"{path}?{query}", "supervisor").status < 500


@pytest.mark.parametrize("path", NOWHERE)
def test_an_address_that_leads_nowhere_is_not_found(desk, path):
    assert desk.get(f"/desk/{path}", "supervisor").status in {400, 403, 404}


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE.keys())
def test_what_a_customer_wrote_and_is_called_stands_escaped_on_every_page(desk, text):
    case_id = desk.writes(text or "hola", name=text[:50] or "Marta")
    for path in (f"/desk/cases/{case_id}", "/desk/cases"):
        page = desk.get(path, "agent")
        assert page.status == 200
        assert "<script>alert" not in page.body
        assert "<img src=x" not in page.body
        assert "onload=alert" not in re.sub(r"&lt;.*?&gt;", "", page.body)
    shown = html.unescape(desk.get(f"/desk/cases/{case_id}", "agent").body)
    if text.isprintable() and text.strip() and "@" not in text and "169" not in text:
        assert text.strip()[:20] in shown
    as_data = desk.call("GET", f"/desk/api/cases/{case_id}", "agent")
    json.loads(as_data.body)


@pytest.mark.parametrize("text", [TEXTS["a prompt"], TEXTS["a template"], TEXTS["a log line"]])
def test_what_reads_like_an_order_or_a_line_of_the_log_is_a_customers_text_and_nothing_else(desk, text, capsys):
    case_id = desk.writes(text)
    case = desk.world.conversations.case(case_id)
    assert case is not None
    assert case.state == "open"
    assert desk.world.outbox.of_case(SHOP, case_id) == []
    told = capsys.readouterr().out
    assert "forged" not in told
    assert "Ignore all previous" not in told
