"""Cases are found at the desk by what was said in them, and by nothing that is masked, gone or another brand's."""

import json
import re
from copy import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from infra.command.deployed import Deployed
from infra.command.subcommands import cases
from tests.functions.conftest import ACCOUNT, SHOP
from tests.functions.desk.conftest import OTHER, Desk
from tests.functions.neighbour import others
from typer.testing import CliRunner

from care.desk.found_by import all_of
from care.model.actions import CustomerErased
from care.model.stored_message import StoredMessage
from care.model.x_events import MessageDeleted
from care.queues import send_all
from care.search import asked_of
from care.tables.search import PAGE, Search, Sought
from care.tables.search_index import MOST_OF_CASE, NotWritten, Place, SearchIndex

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def found(desk: Desk, question: str, who: str = "agent", **more: str) -> list[str]:
    told = desk.get(f"/desk/api/search?q={question}" + "".join(f"&{k}={v}" for k, v in more.items()), who).json()
    return [row["case_id"] for row in told["rows"]]


def rows_of(desk: Desk) -> list[dict[str, Any]]:
    items = others(desk.world.dynamodb.scan(TableName="conversations")["Items"])
    return [item for item in items if item["pk"]["S"].startswith("FIND#") or item["sk"]["S"] == "WORDS"]


def test_a_case_is_found_by_words_names_numbers_and_its_id(desk: Desk):
    case = desk.writes("@tiendaluna la lámpara del pedido ZQ-00098 llegó rota", name="Inés Muñoz")
    other = desk.writes("@tiendaluna la lámpara del pedido ZQ-00099 es preciosa", name="Marta")
    for question in ("lampara+rota", "munoz", "ZQ-00098", "lampara+zq00098", case.lower(), "rot"):
        assert found(desk, question) == [case], question
    assert set(found(desk, "lampara")) == {case, other}
    assert found(desk, "@marta+preciosa") == [other]
    assert found(desk, "lampara+verde") == []


def test_what_people_answered_and_noted_is_found_too(desk: Desk):
    case = desk.writes("@tiendaluna ¿y mi paquete?")
    desk.post(f"/desk/cases/{case}/do/note", "agent", text="Hablar con almacén de Getafe", action_id="a" * 32)
    desk.post(
        f"/desk/cases/{case}/do/reply", "agent", text="Sale mañana por mensajería", channel="public", action_id="b" * 32
    )
    desk.apply()
    assert found(desk, "getafe") == [case]
    assert found(desk, "mensajeria") == [case]


def test_what_is_masked_is_not_in_the_index(desk: Desk):
    case = desk.writes("Mi DNI es 12345678Z y mi correo marta.gil@correo.example", private=True)
    assert found(desk, "correo") == [case]
    assert found(desk, "12345678Z") == []
    assert not [row for row in rows_of(desk) if "12345678" in str(row) or "gil" in str(row)]


def test_nobody_finds_another_brands_cases(desk: Desk):
    mine = desk.writes("@tiendaluna zarzamora")
    theirs = desk.writes("@otra zarzamora", account=OTHER)
    assert found(desk, "zarzamora") == [mine]
    assert found(desk, "zarzamora", "stranger") == [theirs]
    assert set(found(desk, "zarzamora", "supervisor")) == {mine, theirs}
    assert found(desk, "zarzamora", "supervisor", account=OTHER) == [theirs]
    assert desk.get(f"/desk/api/search?q=zarzamora&account={OTHER}", "agent").status == 404


def test_filters_and_days_narrow_what_is_found(desk: Desk):
    case = desk.writes("@tiendaluna vergüenza, otra vez sin luz")
    today = desk.now()
    assert found(desk, "luz", state="open", language="es", channel="public") == [case]
    assert found(desk, "luz", state="resolved") == []
    assert found(desk, "luz", topic="praise") == []
    assert found(desk, "luz", since=str(today.date() - timedelta(1)), until=str(today.date() + timedelta(1))) == [case]
    assert found(desk, "luz", until=str(today.date() - timedelta(days=2))) == []


@pytest.mark.parametrize("wrong", ["since=ayer", "until=2026-13-01", "state=gone", "after=%23%23", "q=" + "a" * 201])
def test_what_cannot_be_looked_for_is_refused_with_its_field(desk: Desk, wrong: str):
    answer = desk.get(f"/desk/api/search?{wrong}", "agent")
    assert answer.status == 422
    assert answer.json()["problems"][0]["place"] == wrong.partition("=")[0]


def test_the_page_shows_what_was_found_and_what_to_do_where_nothing_was(desk: Desk):
    case = desk.writes("@tiendaluna <b>grosella</b>")
    page = desk.get("/desk/search?q=grosella", "agent").body
    assert f'href="/desk/cases/{case}"' in page
    assert "&lt;b&gt;grosella" in page
    assert "No case was found" in desk.get("/desk/search?q=arandano", "agent").body
    assert "nearly every message" in desk.get("/desk/search?q=de+la", "agent").body
    assert 'role="search"' in desk.get("/desk/cases", "agent").body


def test_what_is_deleted_or_erased_is_found_no_more(desk: Desk):
    case = desk.writes("@tiendaluna frambuesa", customer="3000000000000000091")
    kept = desk.writes("@tiendaluna frambuesa", customer="3000000000000000092")
    [message] = desk.world.conversations.messages(case)
    gone = MessageDeleted(account_id=SHOP, message_id=message.id, customer_id="3000000000000000091", at=NOW)
    assert send_all(desk.world.sqs, desk.world.queues["events"], [gone])
    desk.apply()
    assert found(desk, "frambuesa") == [kept]
    assert found(desk, case) == [case]
    erased = CustomerErased(
        account_id=SHOP, customer_id="3000000000000000091", at=desk.now(), action_id="c" * 32, by="ana"
    )
    assert send_all(desk.world.sqs, desk.world.queues["events"], [erased])
    desk.apply()
    assert found(desk, case) == []
    assert not [row for row in rows_of(desk) if case in str(row)]
    assert found(desk, "frambuesa") == [kept]


def test_who_serves_finds_nothing_by_the_words_of_an_answer_to_a_survey(desk: Desk):
    case = desk.writes("@tiendaluna hola")
    stored = desk.world.conversations.case(case)
    assert stored is not None

    answer = StoredMessage(
        id="9", channel="private", text="2, tardasteis muchísimo", at=NOW, by="customer", purpose="survey_answer"
    )
    assert not {"tardasteis", "muchisimo"} & all_of(stored, [answer], [], ACCOUNT)


class Counting:
    """DynamoDB's client that counts what is asked, and refuses parts of batches for a while."""

    def __init__(self, client: Any, refuses: int = 0) -> None:
        self._client, self.refuses = client, refuses
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        def called(**values: Any) -> Any:
            self.calls.append(name)
            if name == "batch_write_item" and self.refuses:
                self.refuses -= 1
                [(table, requests)] = values["RequestItems"].items()
                if requests[1:]:
                    self._client.batch_write_item(RequestItems={table: requests[1:]})
                return {"UnprocessedItems": {table: requests[:1]}}
            return getattr(self._client, name)(**values)

        return called


@pytest.fixture
def many(desk: Desk) -> list[str]:
    """Five hundred cases that say the same, each tenth with a rarer word."""
    first = desk.writes("@tiendaluna semilla")
    seed = desk.world.conversations.case(first)
    assert seed is not None
    item = desk.world.dynamodb.get_item(
        TableName="conversations", Key={"pk": {"S": f"CASE#{first}"}, "sk": {"S": "CASE"}}
    )["Item"]
    index = SearchIndex(desk.world.dynamodb, "conversations")
    ids = []
    for number in range(500):
        case_id = f"ZZZ{number:09}"
        row = {**item["row"]["M"], "case_id": {"S": case_id}}
        plain = {name: value for name, value in item.items() if name not in {"queue", "queue_key", "due_shard"}}
        desk.world.dynamodb.put_item(
            TableName="conversations", Item={**plain, "pk": {"S": f"CASE#{case_id}"}, "row": {"M": row}}
        )
        words = {"comun", *(["raro"] if number % 10 == 0 else [])}
        index.add(SHOP, Place.of(NOW + timedelta(minutes=number), case_id), words, NOW, is_new=True)
        ids.append(case_id)
    return ids


def test_what_very_many_cases_have_is_read_in_pages_and_a_rarer_word_beside_it_finds_all(desk: Desk, many: list[str]):
    client: Any = Counting(desk.world.dynamodb)
    search = Search(client, "conversations")
    got: list[str] = []
    sought = Sought(SHOP, asked_of("comun "))
    for _ in range(500 // PAGE):
        page = search.find(sought)
        got += [one.row.case_id for one in page.found]
        sought = replace(sought, after=page.after)
    assert got == many[::-1]
    client.calls.clear()
    both: list[str] = []
    sought = Sought(SHOP, asked_of("comun raro "))
    while True:
        page = search.find(sought)
        both += [one.row.case_id for one in page.found]
        if not page.after:
            break
        sought = replace(sought, after=page.after)
    assert both == many[::10][::-1]
    assert len(client.calls) <= 15


def test_a_batch_that_is_refused_in_part_is_written_whole_and_not_for_ever(desk: Desk):
    client: Any = Counting(desk.world.dynamodb, refuses=3)
    words = {f"palabra{number}" for number in range(60)}
    SearchIndex(client, "conversations").add(SHOP, Place.of(NOW, "AAAA"), words, NOW, is_new=True)
    assert len(rows_of(desk)) == 61
    stuck: Any = Counting(desk.world.dynamodb, refuses=99)
    with pytest.raises(NotWritten):
        SearchIndex(stuck, "conversations").add(SHOP, Place.of(NOW, "BBBB"), {"otra"}, NOW, is_new=True)


def test_a_case_has_so_many_words_and_no_more(desk: Desk):
    index = SearchIndex(desk.world.dynamodb, "conversations")
    place = Place.of(NOW, "AAAA")
    for part in range(4):
        index.add(SHOP, place, {f"w{part}x{number}" for number in range(500)}, NOW, is_new=part == 0)
    row = [one for one in rows_of(desk) if one["sk"]["S"] == "WORDS"]
    assert len(row[0]["words"]["L"]) == MOST_OF_CASE
    index.forget(SHOP, "AAAA")
    assert rows_of(desk) == []


def test_words_that_cannot_be_written_hold_up_no_message(desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys):
    desk.writes("@tiendaluna hola")
    stuck: Any = Counting(desk.world.dynamodb, refuses=99)
    cases = desk.world.handler("cases")
    monkeypatch.setattr(cases, "records", replace(cases.records, search=SearchIndex(stuck, "conversations")))
    case = desk.writes("@tiendaluna melocotón")
    assert [m.text for m in desk.world.conversations.messages(case)] == ["@tiendaluna melocotón"]
    said = capsys.readouterr().out
    assert "NotIndexed" in said
    assert not re.search("melocot", said)


def test_a_word_that_stands_in_very_many_cases_is_read_to_its_end_also_as_a_beginning(desk: Desk, many: list[str]):
    index = SearchIndex(desk.world.dynamodb, "conversations")
    index.add(SHOP, Place.of(NOW, many[0]), {"comunidad"}, NOW, is_new=False)
    search, got = Search(desk.world.dynamodb, "conversations"), list[str]()
    sought = Sought(SHOP, asked_of("comun"))
    for _ in range(500 // PAGE + 1):
        page = search.find(sought)
        got += [one.row.case_id for one in page.found]
        if not page.after:
            break
        sought = replace(sought, after=page.after)
    assert got == many[::-1]
    assert search.find(Sought(SHOP, asked_of("comun"))).partial, "longer words were not looked at yet"


def test_cases_of_an_earlier_release_are_found_once_they_were_indexed(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    case = desk.writes("@tiendaluna sandía")
    for row in rows_of(desk):
        desk.world.dynamodb.delete_item(TableName="conversations", Key={name: row[name] for name in ("pk", "sk")})
    assert found(desk, "sandia") == []
    outputs = {f"{name.title()}Table": name for name in ("conversations", "outbox", "accounts")}
    monkeypatch.setattr(cases, "stack_of", lambda _: Deployed(outputs, {"region_name": "eu-west-1"}))
    told = CliRunner().invoke(cases.app, ["index"])
    assert told.output == "1 cases are found by their words.\n"
    assert found(desk, "sandia") == [case]
    shown = CliRunner().invoke(cases.app, ["find", "sandía", "--json"])
    assert [row["case_id"] for row in json.loads(shown.output)] == [case]
    assert "rarer word" in CliRunner().invoke(cases.app, ["find", "de la"]).output
