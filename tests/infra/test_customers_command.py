"""A request for somebody's data finds them by id, name or case, or says that it found nobody."""

import json
from copy import replace

import boto3
import pytest
from infra.command.cli import app
from moto import mock_aws
from tests.functions.conftest import ACCOUNT, SHOP
from tests.infra.test_cases_command import NOW, case_of
from tests.infra.testing_account import deployed_with, use_testing_account
from tests.template_tables import make_table
from typer.testing import CliRunner

from care.tables.accounts import Accounts
from care.tables.attributes import item_of, plain
from care.tables.case_writes import CaseWrites

CASE = case_of(1)
WHO = CASE.customer.customer_id


@pytest.fixture
def stack(monkeypatch):
    use_testing_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        dynamodb = boto3.client("dynamodb")
        for name in ("accounts", "conversations", "outbox"):
            make_table(dynamodb, name)
        Accounts(dynamodb, "accounts").put(ACCOUNT)
        for number, case in enumerate((CASE, case_of(2))):
            customer = replace(case.customer, username=f"Marta{number}", version=1)
            dynamodb.transact_write_items(
                TransactItems=list(CaseWrites("conversations").case(replace(case, customer=customer), NOW))
            )
            row = {**plain(customer), "pk": f"CUSTOMER#{SHOP}#{customer.customer_id}", "sk": "CUSTOMER"}
            dynamodb.put_item(TableName="conversations", Item=item_of(row))
        outputs = {"AccountsTable": "accounts", "ConversationsTable": "conversations", "OutboxTable": "outbox"}
        deployed_with(outputs)
        yield


def export(named: str) -> tuple[int, str]:
    made = CliRunner().invoke(app, ["customers", "export", ACCOUNT.username, named, "--stage", "test"])
    return made.exit_code, made.output


@pytest.mark.parametrize("named", [WHO, "marta0", "@Marta0", CASE.case_id, CASE.case_id.lower()])
def test_whoever_is_asked_for_by_id_name_or_case_is_found(stack, named):
    status, said = export(named)
    assert status == 0, said
    assert json.loads(said)["customer"]["customer_id"] == WHO


@pytest.mark.parametrize("named", ["s4", "@nobody", "999", "C9999", "", "@"])
def test_nobody_is_an_error_and_no_empty_dossier(stack, named):
    status, said = export(named)
    assert status == 1
    assert "nothing is kept of" in said
