"""An operator writes, plans, approves and takes back posts of an account, and has a wrong one deleted."""

from datetime import UTC, datetime, timedelta

import boto3
import pytest
from infra.command.cli import app
from tests.functions.conftest import SHOP
from tests.infra.testing_account import stack_of_one_account
from typer.testing import CliRunner

from care.model.outbox_item import Item
from care.tables.outbox import Outbox
from care.tables.own_posts import OwnPosts


@pytest.fixture(autouse=True)
def stack(monkeypatch):
    """A stack `centralita-test` with one account."""
    with stack_of_one_account(monkeypatch):
        yield


def run(*arguments, fails=False) -> str:
    made = CliRunner().invoke(app, ["posts", *arguments, "--stage", "test"])
    assert made.exit_code == (1 if fails else 0), made.output
    return made.output


def test_what_is_written_is_priced_planned_listed_taken_back_and_dropped():
    day = (datetime.now(UTC) + timedelta(days=3)).date()
    said = run("write", "tiendaluna", "Uno.\\n---\\nDos.", "--at", f"{day}T10:30:00", "--late", "20")
    assert "$0.03" in said
    post_id = said.splitlines()[-1].split()[0]
    assert f"{post_id}  planned {day} 10:30: Uno. --- Dos." in run("list", "tiendaluna")
    assert "Uno." in run("calendar", "tiendaluna", "--month", f"{day:%Y-%m}")
    assert "draft" in run("back", "tiendaluna", post_id)
    assert "planned" in run("approve", "tiendaluna", post_id)
    assert "tip" in run("tip", "tiendaluna", post_id)
    run("drop", "tiendaluna", post_id)
    assert "nothing is written" in run("list", "tiendaluna")


def test_what_the_guard_refuses_is_not_kept_and_why_is_said():
    assert "https://" in run("write", "tiendaluna", "Mira http://shop.example", fails=True)
    assert "no post of @tiendaluna" in run("write", "tiendaluna", "Sigue.", "--below", "901", fails=True)
    assert "no post" in run("approve", "tiendaluna", "0" * 20, fails=True)
    assert "isn't a month" in run("calendar", "tiendaluna", "--month", "13", fails=True)
    assert OwnPosts(boto3.client("dynamodb"), "accounts").open(SHOP) == []


def test_a_post_that_centralita_sent_is_deleted_and_no_other():
    assert "no post of @tiendaluna" in run("delete", "tiendaluna", "901", fails=True)
    now = datetime.now(UTC)
    values = {"item_id": "account:greeting:2026-11-25", "account_id": SHOP, "customer_id": "", "case_id": ""}
    item = Item.model_validate(
        {**values, "channel": "public", "purpose": "courtesy", "text": "Hola", "created_at": now}
    )
    outbox = Outbox(boto3.client("dynamodb"), "outbox")
    outbox.add_unsaid(item)
    outbox.settle(item, "sent", now, x_id="901")
    run("delete", "tiendaluna", "901")
    [act] = OwnPosts(boto3.client("dynamodb"), "accounts").wanted(SHOP)
    assert (act.act, act.on) == ("delete", "901")


def test_articles_worth_a_post_are_listed_with_how_often_they_were_asked_for():
    assert "no articles" in run("suggest", "tiendaluna")
