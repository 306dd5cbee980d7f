"""An operator saves, changes, pauses and removes searches of an account, and looks at what was found."""

from datetime import UTC, datetime

import boto3
import pytest
from infra.command.cli import app
from tests.functions.conftest import SHOP
from tests.infra.testing_account import stack_of_one_account
from typer.testing import CliRunner

from care.model.messages import Author, Message
from care.model.watch import Find
from care.tables.finds import Finds
from care.tables.searches import Searches


@pytest.fixture(autouse=True)
def stack(monkeypatch):
    """A stack `centralita-test` with one account."""
    with stack_of_one_account(monkeypatch):
        yield


def run(*arguments, fails=False) -> str:
    made = CliRunner().invoke(app, ["searches", *arguments, "--stage", "test"])
    assert made.exit_code == (1 if fails else 0), made.output
    return made.output


def test_a_search_is_priced_saved_changed_paused_and_removed():
    said = run("save", "tiendaluna", "Envíos", "#envíos", "--dollars", "2", "--yes")
    assert "at most $2.00 a month: 400 posts at $0.005" in said
    assert "X is asked: (#envíos) -@tiendaluna" in said
    search_id = said.splitlines()[-1].split()[0]
    assert "$0.00 of $2.00 this month; 0 new" in run("list", "tiendaluna")
    run("save", "tiendaluna", "Entregas", "#entregas", "--every", "240", "--change", search_id, "--yes")
    run("pause", "tiendaluna", search_id)
    [one] = Searches(boto3.client("dynamodb"), "accounts").all(SHOP)
    assert (one.search.name, one.search.every, one.search.paused, one.search.number) == ("Entregas", 240, True, 3)
    assert "paused" in run("list", "tiendaluna")
    run("resume", "tiendaluna", search_id)
    run("remove", "tiendaluna", search_id)
    assert "no search is saved" in run("list", "tiendaluna")


def test_what_is_wrong_is_said_and_not_kept():
    assert "cannot stand alone" in run("save", "tiendaluna", "x", "lang:es", "--yes", fails=True)
    assert "no search" in run("pause", "tiendaluna", "A" * 12, fails=True)
    assert run("save", "tiendaluna", "x", "luna", "--every", "7", "--yes", fails=True)
    assert Searches(boto3.client("dynamodb"), "accounts").all(SHOP) == []


def test_what_was_found_is_shown():
    search_id = run("save", "tiendaluna", "Envíos", "#envíos", "--yes").splitlines()[-1].split()[0]
    assert "nothing waits" in run("found", "tiendaluna", search_id)
    now = datetime.now(UTC)
    author, message = Author(id="7", username="marta"), Message(id="81", channel="public", text="Tarda\nmucho", at=now)
    find = Find(account_id=SHOP, search_id=search_id, author=author, message=message, found_at=now)
    Finds(boto3.client("dynamodb"), "conversations").add(find)
    assert "@marta: Tarda mucho" in run("found", "tiendaluna", search_id)
