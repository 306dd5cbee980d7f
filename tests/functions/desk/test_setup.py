"""A brand is set up in the browser: by its @name, step by step, with what is done shown."""

import re
from types import SimpleNamespace

import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import PEOPLE, Desk

from care.model.outcomes import Code, outcome
from care.tables.account_reads import UnknownAccount
from care.tables.accounts import Accounts

NEW = "2000000000000000077"
FORM = {"username": "@casaluz", "privacy_url": "https://casaluz.example/p", "language": "pt", "country": "pt"}
FORM |= {"timezone": "Europe/Lisbon", "app": "main"}


@pytest.fixture
def at_x(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    desk.world.handler("desk")
    from desk import at_x

    known = {"casaluz": SimpleNamespace(id=NEW, username="CasaLuz", name="Casa <b>Luz</b>")}
    monkeypatch.setattr(at_x, "named", lambda username, _: known.get(username))
    monkeypatch.setattr(at_x, "has_token", lambda account: account.id == SHOP)
    return at_x


def done(page: str) -> list[bool]:
    return [found == "done" for found in re.findall(r'<li class="([\w-]*)"><span aria-hidden="true">', page)]


def test_a_brand_begins_by_its_name_and_its_steps_are_shown_as_they_are_done(desk: Desk, at_x):
    assert desk.post("/desk/setup", "supervisor", **FORM).headers["location"] == f"/desk/setup/{NEW}"
    account = Accounts(desk.world.dynamodb, "accounts").fresh(NEW)
    assert (account.username, account.language, account.countries, account.version) == ("CasaLuz", "pt", ("PT",), 1)
    begins = {one.id: one for one in account.desk.saved_replies}
    assert begins.keys() == {"complaint", "delay", "defect", "refund", "praise", "journalist"}
    assert "encomenda" in begins["delay"].texts["pt"], "as it is said in Portugal"
    page = desk.get(f"/desk/setup/{NEW}", "supervisor").body
    assert "Casa &lt;b&gt;Luz" in page
    assert done(page) == [False] * 5, "nobody else sees it but the operator"
    assert 'lang="pt"' in page, "the texts as a customer would get them"
    for step in ("texts", "people"):
        assert desk.post(f"/desk/setup/{NEW}/pass", "supervisor", step=step).status == 303
    assert desk.post(f"/desk/setup/{NEW}/pass", "supervisor", step="message").status == 400
    desk.writes("@casaluz olá, está alguém aí?", account=NEW)
    assert done(desk.get(f"/desk/setup/{NEW}", "supervisor").body) == [False, False, True, True, True]
    assert "3 of 5 steps" in desk.get(f"/desk/setup/{NEW}/live", "supervisor").body


def test_a_brand_that_is_there_already_stays_as_it_is(desk: Desk, at_x):
    for _ in range(2):
        assert desk.post("/desk/setup", "supervisor", **FORM).status == 303
    assert Accounts(desk.world.dynamodb, "accounts").fresh(NEW).version == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "nobody"),
        ("username", "not a name"),
        ("privacy_url", "javascript:alert(1)"),
        ("language", "fr"),
        ("country", "Spain"),
        ("timezone", "Europe/Atlantis"),
        ("app", "other"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(desk: Desk, at_x, field: str, value: str):
    answer = desk.post("/desk/setup", "supervisor", **{**FORM, field: value})
    assert answer.status == 422
    assert 'role="alert"' in answer.body
    assert "casaluz" in answer.body
    with pytest.raises(UnknownAccount):
        Accounts(desk.world.dynamodb, "accounts").fresh(NEW)


def test_where_x_is_silent_nothing_is_stored(desk: Desk, at_x, monkeypatch: pytest.MonkeyPatch):
    from desk.requests import BadRequest

    def silent(*_: object) -> None:
        raise BadRequest(outcome(Code.x_silent))

    monkeypatch.setattr(at_x, "named", silent)
    answer = desk.post("/desk/setup", "supervisor", **FORM)
    assert answer.status == 422
    assert "X did not answer" in answer.body


def test_only_who_supervises_all_brands_begins_one(desk: Desk, at_x):
    assert desk.post("/desk/setup", "rival", **FORM).status == 403
    assert "A new brand" not in desk.get("/desk/setup", "rival").body
    assert "A new brand" in desk.get("/desk/setup", "supervisor").body
    assert PEOPLE["rival"].supervises_every is False
    assert desk.get(f"/desk/setup/{SHOP}", "rival").status == 404
    assert done(desk.get(f"/desk/setup/{SHOP}", "supervisor").body)[0], "a token that an operator stored connects it"
