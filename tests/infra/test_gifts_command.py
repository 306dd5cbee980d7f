"""An operator makes a pool of codes, loads it, sees who gave what, and decides on what is unclear."""

import boto3
import pytest
from infra.command.cli import app
from tests.functions.conftest import ACCOUNT, NIGHT, SHOP
from tests.functions.test_gift_store import case_of
from tests.infra.testing_account import stack_of_one_account
from typer.testing import CliRunner

from care.gifts.settling import Became
from care.model.gift import Gift
from care.tables.gift_pools import Pools
from care.tables.gifts import Gifts, Giving


@pytest.fixture(autouse=True)
def stack(monkeypatch):
    """A stack `centralita-test` with one account."""
    with stack_of_one_account(monkeypatch):
        yield


def run(*arguments, fails=False, given=None) -> str:
    made = CliRunner().invoke(app, ["gifts", *arguments, "--stage", "test"], input=given)
    assert made.exit_code == (1 if fails else 0), made.output
    return made.output


def unclear() -> Gift:
    dynamodb = boto3.client("dynamodb")
    [pool], gifts = Pools(dynamodb, "accounts").all(SHOP), Gifts(dynamodb, "accounts")
    gift = gifts.reserve(case_of(), ACCOUNT, Giving("A" * 20, pool.pool_id, "ana"), lambda *_: None, NIGHT)
    assert isinstance(gift, Gift)
    return gifts.settle(gift, Became("unclear"), NIGHT)


def test_a_pool_is_made_loaded_listed_and_closed(tmp_path):
    assert "there is no pool" in run("list", "tiendaluna")
    run("make", "tiendaluna", "Bienvenida", "10 €", "--ends", "2026-12-31", "--low-at", "2")
    file = tmp_path / "codes.csv"
    file.write_text("code\nLUNA-1111\nLUNA-2222\n")
    assert "2 new, 0 were there already" in run("load", "tiendaluna", "bienvenida", str(file))
    assert "1 new, 2 were there already" in run(
        "load", "tiendaluna", "Bienvenida", "-", given="LUNA-1111\nLUNA-2222\nLUNA-3333"
    )
    wrong = run("load", "tiendaluna", "Bienvenida", "-", given="LUNA-4444\n=LUNA", fails=True)
    assert "line 2: the code begins like a formula" in wrong
    assert "LUNA-" not in wrong
    assert "Bienvenida (10 €) until 2026-12-31: 3 left" in run("list", "tiendaluna")
    assert "closed" in run("close", "tiendaluna", "Bienvenida")
    assert "open" in run("close", "tiendaluna", "Bienvenida", "--reopen")
    assert "dropped" in run("close", "tiendaluna", "Bienvenida", "--drop")
    assert "there is no pool Bienvenida" in run("load", "tiendaluna", "Bienvenida", str(file), fails=True)


def test_who_gave_what_is_listed_without_codes_and_what_is_unclear_is_decided():
    run("make", "tiendaluna", "Bienvenida", "10 €")
    run("load", "tiendaluna", "Bienvenida", "-", given="LUNA-1111-AAAA")
    assert "nothing was given" in run("given", "tiendaluna")
    gift = unclear()
    told = run("given", "tiendaluna", "--unclear")
    assert (gift.gift_id in told, "••••AAA" in told, "LUNA" in told) == (True, True, False)
    assert "Bienvenida,10 €,ana," in run("given", "tiendaluna", "--csv", "--pool", "Bienvenida")
    assert "on their way" in run("close", "tiendaluna", "Bienvenida", "--drop", fails=True)
    assert "within a minute" in run("decide", "tiendaluna", gift.gift_id, "back")
    assert "no unclear gift" in run("decide", "tiendaluna", "B" * 20, "given", fails=True)
    assert "there is no pool" in run("given", "tiendaluna", "--pool", "Otra", fails=True)
