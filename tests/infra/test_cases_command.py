"""However many cases there are, the terminal lists each once, in the order of the queue."""

from copy import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from infra.command.subcommands.cases import every, listed, told_of
from rich.console import Console
from tests.functions.conftest import SHOP
from tests.simulation.dynamodb import DynamoDB
from tests.template_tables import indexes

from care.model.case import Case, LastMessage
from care.model.customer import Customer
from care.model.stored_message import StoredMessage
from care.tables.case_writes import CaseWrites
from care.tables.conversations import Conversations

NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)


def case_of(number: int) -> Case:
    at = NOW - timedelta(minutes=number)
    return Case(
        case_id=f"C{number:04}",
        account_id=SHOP,
        customer=Customer(account_id=SHOP, customer_id=str(10**12 + number), case_id=f"C{number:04}"),
        opened_at=at,
        urgency=number % 5,
        last_message=LastMessage(id=str(10**15 + number), channel="public", at=at),
        unanswered_since=at,
        respond_by=at + timedelta(hours=1),
    )


def test_more_cases_than_a_page_holds_are_all_listed_once_the_most_urgent_first():
    dynamodb = DynamoDB(indexes())
    store = Conversations(dynamodb.client, "conversations")
    for number in range(250):
        dynamodb.transact_write_items(TransactItems=list(CaseWrites("conversations").case(case_of(number), NOW)))
    found = [case.case_id for case in every(store, SHOP, "open")]
    assert len(found) == len(set(found)) == 250
    assert found[:100] == [case.case_id for case in store.queue(SHOP, "open")]
    assert list(every(store, SHOP, "waiting")) == []


def test_what_other_commands_are_given_is_whole_in_a_narrow_window():
    case = case_of(7)
    known = replace(case, customer=replace(case.customer, username="a_name_of_15_let"))
    window = StringIO()
    Console(width=80, file=window).print(
        listed([replace(one, case_id=f"9VK08MCJXD{place:02}") for place, one in enumerate([case, known])])
    )
    said = window.getvalue()
    assert "9VK08MCJXD00" in said
    assert "9VK08MCJXD01" in said
    assert "@a_nam" in said, "known by name, and by number where no name is known"


@pytest.mark.parametrize(
    ("kept", "says"),
    [
        ({}, None),
        ({"key_unverified": True}, "Ask for nothing secret"),
        ({"shut": "unverified", "encrypted": True}, "look in X before you trust it"),
    ],
)
def test_what_is_to_be_known_of_an_encrypted_message_is_said_in_words(kept, says):
    told = told_of(StoredMessage(id="1", channel="private", by="customer", at=NOW, text="hola", chat=True, **kept))
    assert ("told" in told) == (says is not None)
    assert (says or "") in told.get("told", "")
