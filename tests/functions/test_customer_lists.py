"""Lists of influencers and leads: each customer once, bounded reads, and no formula in a spreadsheet."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.functions.conftest import SHOP, World

from care.model.formats import FORMAT
from care.queues import send_all
from care.spreadsheets import cell
from care.tables.attributes import attributes_of
from care.tables.customer_lists import COLUMNS, everybody, write
from care.tables.queue import Queue, Wanted
from care.x.delivery import read_delivery


@pytest.fixture
def listed(world: World, mention: Callable[..., dict[str, Any]]):
    def puts(number, text, author, **user):
        made = mention(str(number), text, author_id=author)
        users = [{"id": author, "username": f"u{author[-2:]}", **user}]
        made["data"]["includes"] = {"users": users}
        send_all(world.sqs, world.queues["events"], read_delivery(made).events)
        world.drain("events", "cases")

    return puts


def test_influencers_and_leads_are_listed_once_each(world: World, listed):
    listed(1, "@tiendaluna no funciona", "3000000000000000011", name="Ana", public_metrics={"followers_count": 50_000})
    listed(2, "@tiendaluna y sigue sin funcionar", "3000000000000000011", public_metrics={"followers_count": 50_000})
    listed(3, "@tiendaluna ¿qué precio tiene? quiero comprar", "3000000000000000012", name="=cmd|'/c calc'!A1")
    listed(4, "@tiendaluna hola, ¿abrís hoy?", "3000000000000000013")
    queue = Queue(world.dynamodb, "conversations")
    influencers, whole = everybody(queue, SHOP, "influencers")
    assert ([row.customer_id[-2:] for row in influencers], whole) == (["11"], True)
    leads, _ = everybody(queue, SHOP, "leads")
    assert [row.customer_id[-2:] for row in leads] == ["12"]
    to = io.StringIO()
    write(leads, to, ",")
    [names, values] = csv.reader(io.StringIO(to.getvalue()))
    assert tuple(names) == COLUMNS
    assert values[names.index("name")] == "'=cmd|'/c calc'!A1"


def test_a_case_of_a_newer_release_is_left_out_and_hides_no_other(world: World, listed):
    listed(1, "@tiendaluna no funciona", "3000000000000000011")
    listed(2, "@tiendaluna ¿dónde está mi pedido?", "3000000000000000012")
    queue, wanted = Queue(world.dynamodb, "conversations"), Wanted(SHOP, "open")
    assert [row.customer_id[-2:] for row in queue.page(wanted).rows] == ["11", "12"]
    items = world.dynamodb.scan(TableName="conversations")["Items"]
    [newer] = [one for one in items if "queue" in one and one["customer_id"]["S"].endswith("11")]
    world.dynamodb.update_item(
        TableName="conversations",
        Key={"pk": newer["pk"], "sk": newer["sk"]},
        UpdateExpression="SET #format = :newer, #row.unheard_of = :newer",
        ExpressionAttributeNames={"#format": "format", "#row": "row"},
        ExpressionAttributeValues=attributes_of({":newer": FORMAT + 1}),
    )
    assert [row.customer_id[-2:] for row in queue.page(wanted).rows] == ["12"]


@given(st.text(max_size=20))
def test_no_text_is_a_formula_and_none_is_lost(text):
    made = cell(text)
    assert made.removeprefix("'") == text.removeprefix("'") or made == text
    assert not made.lstrip(" \u00a0\ufeff\u200b").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_a_negative_number_of_ours_stays_a_number():
    assert (cell(-3), cell(None), cell("-3")) == ("-3", "", "'-3")
