"""Settings pushed from a file: what others saved meanwhile is named and asked about, and no brand hides another."""

from copy import replace
from pathlib import Path

import boto3
import pytest
from infra.command.cli import app
from infra.settings_file import written_account
from moto import mock_aws
from tests.functions.conftest import ACCOUNT, NIGHT
from tests.infra.testing_account import deployed_with, use_testing_account
from tests.template_tables import make_table
from typer.testing import CliRunner, Result

from care.model.account import Account
from care.tables.account_reads import Saving
from care.tables.accounts import Accounts

LUNA = replace(ACCOUNT, name="Luna")
AT_THE_DESK = Saving("sara@shop.example", NIGHT, "texts")


@pytest.fixture
def store(monkeypatch):
    use_testing_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        dynamodb = boto3.client("dynamodb")
        for name in ("accounts", "conversations"):
            make_table(dynamodb, name)
        outputs = {"AccountsTable": "accounts", "ConversationsTable": "conversations"}
        deployed_with(outputs)
        yield Accounts(dynamodb, "accounts")


def run(*arguments: str | Path, typed: str = "") -> Result:
    return CliRunner().invoke(app, [*map(str, arguments), "--stage", "test"], input=typed)


def file_of(tmp_path: Path, account: Account = ACCOUNT) -> Path:
    """A file that does not say from which version it was made, as one written by hand."""
    path = tmp_path / "account.toml"
    path.write_text(written_account(account).partition("\n")[2])
    return path


def test_a_first_push_and_a_push_upon_ones_own_ask_nothing(store: Accounts, tmp_path):
    assert run("accounts", "push", file_of(tmp_path)).exit_code == 0
    again = run("accounts", "push", file_of(tmp_path, LUNA))
    assert (again.exit_code, "changes: name" in again.output) == (0, True)
    assert store.fresh(ACCOUNT.id).name == "Luna"


def test_what_was_saved_at_the_desk_since_is_named_and_replaced_only_on_a_word(store: Accounts, tmp_path):
    run("accounts", "push", file_of(tmp_path))
    store.put(replace(store.fresh(ACCOUNT.id), undo_seconds=33), AT_THE_DESK)
    refused = run("accounts", "push", file_of(tmp_path, LUNA), typed="n\n")
    assert refused.exit_code == 1
    assert "changes: name, undo_seconds" in refused.output
    assert "version 2: texts, saved by sara@shop.example" in refused.output
    assert store.fresh(ACCOUNT.id).undo_seconds == 33
    assert run("accounts", "push", file_of(tmp_path, LUNA), "--yes").exit_code == 0
    assert store.fresh(ACCOUNT.id).undo_seconds != 33


def test_a_file_that_was_pulled_after_it_knows_of_it(store: Accounts, tmp_path):
    run("accounts", "push", file_of(tmp_path))
    store.put(replace(store.fresh(ACCOUNT.id), undo_seconds=33), AT_THE_DESK)
    pulled = tmp_path / "pulled.toml"
    assert run("accounts", "pull", ACCOUNT.username, "--output", pulled).exit_code == 0
    pushed = run("accounts", "push", pulled)
    assert (pushed.exit_code, "changes: nothing" in pushed.output) == (0, True)
    assert store.fresh(ACCOUNT.id).undo_seconds == 33
    store.put(replace(store.fresh(ACCOUNT.id), undo_seconds=44), AT_THE_DESK)
    assert run("accounts", "push", pulled, typed="n\n").exit_code == 1
    assert store.fresh(ACCOUNT.id).undo_seconds == 44


def test_a_second_account_of_the_same_name_is_refused_before_it_hides_the_first(store: Accounts, tmp_path):
    run("accounts", "push", file_of(tmp_path))
    said = run("accounts", "push", file_of(tmp_path, replace(ACCOUNT, id="999", username="TiendaLuna")), "--yes")
    assert (said.exit_code, ACCOUNT.id in said.output, "999" in said.output) == (1, True, True)
    assert [one.id for one in store.all()] == [ACCOUNT.id]
