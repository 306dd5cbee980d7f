"""An agent reads one language: what the rules, X and the settings refuse is told in it, on pages and in the API."""

import ast
import json
import re
from copy import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from tests.functions.conftest import NIGHT, SHOP
from tests.functions.desk.conftest import PEOPLE, Desk

from care.desk.health import account_health, app_health, queue_health
from care.model.events import SendSettled
from care.model.outbox_item import Item, ItemState
from care.model.outcomes import Code, Outcome, outcome
from care.queues import send_all
from care.tables.accounts import Accounts
from care.tables.audit import Audit, Deed
from care.tables.kill_switch import OneWithheld, Withheld
from care.tables.people import People
from care.words import word
from desk.forms import FORMS
from desk.gift_labels import GIFTS
from desk.post_labels import POSTS
from desk.search_labels import SEARCHES
from desk.supervision_labels import SUPERVISION

FUNCTIONS = Path(__file__).parents[3] / "functions" / "desk"
ENGLISH = re.compile(
    r"\b(the|is|are|has|have|was|were|been|of|to|and|not|that|this|with|from|waits?|takes?|their|nobody|customer)\b"
)


@pytest.fixture(params=["es", "pt"])
def language(request: pytest.FixtureRequest, desk: Desk) -> str:
    """Everybody at the desk reads this language."""
    language: Any = request.param
    for person in PEOPLE.values():
        People(desk.world.dynamodb, "accounts").change(person.id, lambda one: replace(one, language=language))
    return str(language)


def read(html: str) -> str:
    """What a person reads of a page: no scripts, marks, codes, or what customers and shops wrote."""
    bare = re.sub(r"<(script|style|code|blockquote|time|option|textarea)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", bare)).split())


def english_in(html: str) -> list[str]:
    text = read(html).replace("Back to", "").replace("Centralita", "")
    return [text[max(0, m.start() - 40) : m.end() + 40] for m in ENGLISH.finditer(text)]


def sent(desk: Desk, case_id: str, state: ItemState, *why: Outcome, number: int = 1) -> None:
    case = desk.world.conversations.case(case_id)
    assert case is not None
    item = Item(
        item_id=f"{case_id}:reply:{number}",
        account_id=SHOP,
        customer_id=case.customer.customer_id,
        case_id=case_id,
        channel="public",
        purpose="reply",
        text="Ya va",
        created_at=NIGHT,
        in_reply_to="1",
    )
    assert desk.world.outbox.add(item)
    assert desk.world.outbox.settle(item, state, NIGHT, why=why)


def test_english_would_be_found_on_a_page_that_held_some(desk: Desk):
    case_id = desk.writes("@tiendaluna ¿y mi pedido?")
    assert len(english_in(desk.get(f"/desk/cases/{case_id}", "agent").body)) > 10
    assert english_in("<p>No enviado: the customer takes no DMs from the account</p>")
    assert english_in("<p>No enviado: cannot_dm</p>") == [], "a bare code is found by its own test below"


@pytest.mark.parametrize("code", [Code.cannot_dm, Code.no_answer_of_x, Code.gone, Code.same_text_at_x, Code.dead_link])
def test_why_a_reply_was_not_sent_is_told_in_the_case_in_the_agents_language(desk: Desk, language: str, code: Code):
    case_id = desk.writes("@tiendaluna ¿y mi pedido?")
    why = outcome(code, link="https://x.example") if code is Code.dead_link else outcome(code)
    sent(desk, case_id, "refused", why)
    page = desk.get(f"/desk/cases/{case_id}", "agent").body
    assert word(language, why) in unescape(page)
    assert word("en", why) not in unescape(page)
    assert english_in(page) == []


def test_an_item_that_an_earlier_release_settled_in_english_is_told_in_the_agents_language(desk: Desk, language: str):
    case_id = desk.writes("@tiendaluna ¿y mi pedido?")
    sent(desk, case_id, "refused", outcome(Code.cannot_dm))
    [row] = desk.world.outbox.of_case(SHOP, case_id)
    earlier = replace(row, reason="personal data may not go out in public: email", why=())
    assert desk.world.outbox.refit(earlier)
    page = unescape(desk.get(f"/desk/cases/{case_id}", "agent").body)
    assert word(language, outcome(Code.personal_data, kinds="email")) in page


def test_why_a_way_is_closed_is_told_before_anybody_types(desk: Desk, language: str):
    public = unescape(desk.get(f"/desk/cases/{desk.writes('@tiendaluna no funciona')}", "agent").body)
    assert word(language, outcome(Code.never_wrote_dm)) in public
    private = unescape(desk.get(f"/desk/cases/{desk.writes('hola', private=True)}", "agent").body)
    assert word(language, outcome(Code.never_wrote_in_public)) in private


def test_that_x_may_refuse_a_reply_or_forbids_it_is_told_before_anybody_types(desk: Desk, language: str):
    implied = desk.writes("no tan buenos", addressed="implied")
    page = unescape(desk.get(f"/desk/cases/{implied}", "agent").body)
    assert word(language, outcome(Code.reply_may_be_refused)) in page
    assert 'data-answerable="unknown"' in page
    typed = unescape(desk.get(f"/desk/cases/{desk.writes('@tiendaluna hola', addressed='typed')}", "agent").body)
    assert 'data-answerable="yes"' in typed
    shut = unescape(desk.get(f"/desk/cases/{desk.writes('hola', addressed='restricted')}", "agent").body)
    assert word(language, outcome(Code.author_restricted)) in shut
    assert "https://x.com/intent/tweet?in_reply_to=" in shut
    told = json.loads(desk.get(f"/desk/api/cases/{implied}", "agent").body)
    assert [way["answerable"] for way in told["ways"]] == ["unknown", "no"]


def test_what_became_of_an_action_and_what_is_wrong_with_a_form_is_told(desk: Desk, language: str):
    case_id = desk.writes("@tiendaluna no funciona")
    for action, press in (("resolve", "press-0001"), ("resolve", "press-0002"), ("reopen", "press-0003")):
        desk.post(f"/desk/cases/{case_id}/do/{action}", "agent", action_id=press)
        desk.apply()
        told = desk.get(f"/desk/cases/{case_id}/became/{action}/{press}", "agent").body
        assert told
        assert english_in(told) == []
    forms: tuple[dict[str, Any], ...] = ({"until": "mañana"}, {})
    for form in forms:
        wrong = desk.post(f"/desk/cases/{case_id}/do/snooze", "agent", **form)
        assert wrong.status == 422
        assert english_in(wrong.body) == []
    assert english_in(desk.post(f"/desk/cases/{case_id}/do/explode", "agent").body.split("<code>")[0]) == []


def test_the_pages_of_supervisors_and_operators_hold_no_english(desk: Desk, language: str):
    case_id = desk.writes("@tiendaluna no funciona")
    sent(desk, case_id, "held", outcome(Code.words_to_approve, words="abogado"), outcome(Code.over_budget))
    case = desk.world.conversations.case(case_id)
    assert case is not None
    held = SendSettled(
        account_id=SHOP, customer_id=case.customer.customer_id, case_id=case_id, item_id=f"{case_id}:reply:1",
        purpose="reply", channel="public", outcome="held", at=NIGHT,
    )  # fmt: skip
    assert send_all(desk.world.sqs, desk.world.queues["events"], [held])
    desk.apply()
    desk.post(f"/desk/accounts/{SHOP}/pause", "supervisor")
    account = Accounts(desk.world.dynamodb, "accounts").get(SHOP)
    one = OneWithheld(key="k", purpose="survey", at=NIGHT + timedelta(hours=1), case_id=case_id)
    Withheld(desk.world.dynamodb, "outbox").record(account, one)
    pages = {
        f"/desk/steer/{SHOP}/decisions": word(language, outcome(Code.words_to_approve, words="abogado")),
        f"/desk/steer/{SHOP}/trail": "",
        f"/desk/steer/{SHOP}/incidents": "",
        f"/desk/steer/{SHOP}/people": "",
        "/desk/automatic": word(language, outcome(Code.withheld, purpose="survey")).split(":")[0],
    }
    for path, said in pages.items():
        page = desk.get(path, "supervisor")
        assert page.status == 200, path
        assert said in unescape(page.body), path
        assert english_in(page.body) == [], path
    assert english_in(desk.get("/desk/health", "operator").body) == []


def test_whatever_is_recorded_has_a_name_in_the_trail(desk: Desk, language: str):
    recorded = set(FORMS)
    for folder in (FUNCTIONS, FUNCTIONS.parents[1] / "infra" / "commands"):
        for file in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and len(node.args) > 2:
                    what = node.args[2]
                    recorded |= {str(what.value)} if isinstance(what, ast.Constant) else set()
    assert recorded > {"settings", "pause", "resume", "reveal"}
    assert {what for what in recorded if f"did {what}" not in {**SUPERVISION, **POSTS, **GIFTS, **SEARCHES}} == set()
    details = (outcome(Code.deed_settings, section="hours", version=4),)
    deed = Deed(account_id=SHOP, by="sara@shop.example", what="settings", at=NIGHT, about="hours", details=details)
    Audit(desk.world.dynamodb, "accounts").record(deed)
    old = replace(deed, details=(), about="hours, on version 3", at=NIGHT + timedelta(minutes=1))
    Audit(desk.world.dynamodb, "accounts").record(old)
    page = unescape(desk.get(f"/desk/steer/{SHOP}/trail?month={NIGHT:%Y-%m}", "supervisor").body)
    assert word(language, details[0]) in page
    assert "hours, on version 3" in page, "what an earlier release recorded is shown as it is"


def test_whatever_is_wrong_of_a_stack_has_a_name_on_the_page_of_its_health():
    from typing import get_args

    from care.desk.health import Wrong
    from desk.measure_labels import HEALTH

    assert {f"wrong {one}" for one in get_args(Wrong)} == set(HEALTH)
    assert queue_health("dlq", 1, 0, None).wrong
    assert app_health("main", None, None, NIGHT).wrong
    assert account_health("1", "a", "main", None, (), NIGHT).wrong == ()


@pytest.mark.parametrize(
    ("asked", "said"), [("es", "ya está resuelto"), ("pt-BR", "já está resolvido"), ("", "it is already resolved")]
)
def test_the_api_gives_each_outcome_as_code_parameters_and_message(desk: Desk, asked: str, said: str):
    case_id = desk.writes("@tiendaluna no funciona")
    headers = {"authorization": f"Bearer {desk.token('agents')}", "content-type": "application/json"}
    headers |= {"accept-language": asked} if asked else {}
    for press in ("press-0001", "press-0002"):
        where = f"/desk/api/cases/{case_id}/actions/resolve"
        desk.call("POST", where, body=json.dumps({"action_id": press}), headers=headers)
        desk.apply()
    told = desk.call("GET", f"/desk/api/cases/{case_id}/actions/press-0002", headers=headers).json()
    [one] = told["outcomes"]
    assert (told["state"], told["because"]) == ("refused", said)
    assert one == {"code": "resolved_already", "params": {}, "message": said}
    done = desk.call("GET", f"/desk/api/cases/{case_id}/actions/press-0001", headers=headers).json()
    assert (done["state"], done["outcomes"][0]["code"]) == ("applied", "resolved")


@pytest.mark.parametrize("asked", ["es", "pt", "en"])
def test_the_api_refuses_with_code_parameters_and_message_and_names_each_wrong_field(desk: Desk, asked: str):
    case_id = desk.writes("@tiendaluna no funciona")
    headers = {"authorization": f"Bearer {desk.token('agents')}", "content-type": "application/json"}
    headers["accept-language"] = asked
    body = json.dumps({"text": "x", "due_at": "nunca"})
    wrong = desk.call("POST", f"/desk/api/cases/{case_id}/actions/promise", body=body, headers=headers)
    told = wrong.json()
    assert (wrong.status, told["code"], told["params"]) == (422, "form_wrong", {})
    assert told["message"] == told["error"] == word(asked, outcome(Code.form_wrong))
    [problem] = told["problems"]
    assert (problem["place"], problem["code"]) == ("due_at", "datetime_from_date_parsing")
    assert problem["message"]
    gone = desk.call("GET", "/desk/api/cases/NOSUCH", headers=headers)
    assert (gone.status, gone.json()["code"]) == (404, "not_found")
    assert desk.call("GET", "/desk/api/cases").json()["code"] == "signed_out"
    form = {**headers, "content-type": "text/plain"}
    bad = desk.call("POST", f"/desk/api/cases/{case_id}/actions/promise", body="x", headers=form).json()
    assert bad["code"] == "form_expected"
    unknown = desk.call("POST", f"/desk/api/cases/{case_id}/actions/explode", body="{}", headers=headers).json()
    assert (unknown["code"], unknown["params"]["action"]) == ("no_such_action", "explode")


def test_a_case_of_the_api_tells_why_in_codes_with_their_words_and_the_document_describes_them(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    sent(desk, case_id, "refused", outcome(Code.part_of_thread, part=2, parts=3), outcome(Code.gone))
    headers = {"authorization": f"Bearer {desk.token('agents')}", "accept-language": "es"}
    told = desk.call("GET", f"/desk/api/cases/{case_id}", headers=headers).json()
    [reply] = [entry for entry in told["story"] if entry["id"] == f"{case_id}:reply:1"]
    assert reply["why"] == [
        {
            "code": "part_of_thread",
            "params": {"part": 2, "parts": 3},
            "message": "parte 2 de 3, las demás han salido",
        },
        {"code": "gone", "params": {}, "message": word("es", outcome(Code.gone))},
    ]
    closed = next(way for way in told["ways"] if not way["open"])
    assert closed["reason"]["message"] == word("es", outcome(Code[closed["reason"]["code"]]))
    document = desk.call("GET", "/desk/api/openapi.json", headers=headers).json()
    refused = document["components"]["schemas"]["Refusal"]["properties"]
    assert refused.keys() >= {"code", "params", "message", "error", "problems"}
    answers = document["paths"]["/desk/api/cases/{case}/actions/resolve"]["post"]["responses"]
    assert answers["4XX"]["content"]["application/json"]["schema"]["$ref"].endswith("/Refusal")
    became = document["paths"]["/desk/api/cases/{case}/actions/{action}"]["get"]["responses"]["200"]
    assert became["content"]["application/json"]["schema"]["$ref"].endswith("/Became")
