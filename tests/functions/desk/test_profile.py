"""The profile on X as a customer meets it: looked at by a press, with what could stand there."""

from html import unescape
from types import SimpleNamespace

import pytest
from tests.functions.conftest import ACCOUNT, SHOP
from tests.functions.desk.conftest import ORIGIN, Desk

from care.desk.profile import Seen, checks

PAGE = f"/desk/settings/{SHOP}/profile"
HOURS = f"{ORIGIN}/hours/{ACCOUNT.username}"
GOOD = Seen("Tienda Luna", f"Atención al cliente. {HOURS}", "Madrid", ("https://tiendaluna.example",), protected=False)


def wrong(seen: Seen) -> set[str]:
    return {one.name for one in checks(ACCOUNT, seen, HOURS) if one.good is False}


def test_a_profile_that_says_all_of_it_lacks_nothing():
    assert wrong(GOOD) == set()


@pytest.mark.parametrize(
    ("seen", "lacks"),
    [
        (GOOD._replace(protected=True), {"open"}),
        (GOOD._replace(name="Zapatos"), {"name"}),
        (GOOD._replace(name="TIENDA LUNA · ayuda"), set()),
        (GOOD._replace(description="Lámparas desde 1970"), {"purpose", "hours"}),
        (GOOD._replace(description="Te damos soporte", links=(HOURS.upper(), "https://a.example")), set()),
        (GOOD._replace(links=()), {"site"}),
        (GOOD._replace(links=("http://[::1", "nada")), {"site"}),
        (GOOD._replace(location="  "), {"location"}),
        (Seen("", "", "", (), protected=None), {"name", "purpose", "hours", "site", "location"}),
    ],
)
def test_what_a_profile_lacks_is_named(seen: Seen, lacks: set[str]):
    assert wrong(seen) == lacks


def test_a_supervisor_looks_and_copies_what_could_stand_there(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    assert "✗" not in desk.get(PAGE, "supervisor").body, "X is asked where somebody presses"
    from desk import at_x

    told = SimpleNamespace(name="Luna", description="<b>x</b>", location="", links=(), protected=False)
    monkeypatch.setattr(at_x, "own_profile", lambda *_: told)
    page = unescape(desk.post(PAGE, "supervisor").body)
    assert page.count("✗") == 5
    assert f'value="Atención al cliente, aquí y por mensaje privado. Horario: {HOURS}"' in page
    assert "<b>x</b>" not in page


def test_an_x_that_does_not_answer_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    desk.get(PAGE, "supervisor")
    from desk import at_x

    monkeypatch.setattr(at_x, "own_profile", lambda *_: None)
    answer = desk.post(PAGE, "supervisor")
    assert answer.status == 200
    assert "X did not answer" in answer.body
