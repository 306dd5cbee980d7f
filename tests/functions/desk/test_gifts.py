"""Gifts at the desk: pools are made and loaded, a code goes by DM to one customer, and what became of it is told."""

import base64
import csv
import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from copy import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import boto3
import httpx
import pytest
from tests.functions.conftest import ACCOUNT, SHOP
from tests.functions.desk.conftest import OTHER, Desk
from tests.functions.test_acknowledge_and_publish import X

from care.model.account import BudgetSettings
from care.model.gift import Gift, Pool
from care.model.outcomes import Code
from care.tables.accounts import Accounts
from care.tables.audit import Audit
from care.tables.gift_pools import Pools
from care.tables.gifts import Gifts

HERE, API = f"/desk/steer/{SHOP}/gifts", f"/desk/api/accounts/{SHOP}/gifts"
CODES = ("LUNA-1111-AAAA", "LUNA-2222-BBBB", "LUNA-3333-CCCC")
MADE = {"do": "save", "name": "Bienvenida", "worth": "10 €", "per_customer": "0"}


def gifts(desk: Desk) -> Gifts:
    return Gifts(desk.world.dynamodb, "accounts")


def pool(desk: Desk) -> Pool:
    return Pools(desk.world.dynamodb, "accounts").all(SHOP)[0]


def made(desk: Desk, *codes: str, **words: Any) -> Pool:
    assert desk.post(HERE, "supervisor", **MADE | words).status == 303
    if codes:
        told = desk.post(HERE, "supervisor", do="load", pool_id=pool(desk).pool_id, codes="\r\n".join(codes))
        assert told.status == 303, told.body
    return pool(desk)


def give(desk: Desk, case_id: str, who: str = "agent", **form: str) -> Any:
    form = {"pool_id": pool(desk).pool_id, **form}
    return desk.post(f"/desk/cases/{case_id}/gifts", who, **form)


def given(desk: Desk, case_id: str, who: str = "agent", **form: str) -> Gift:
    answer = give(desk, case_id, who, **form)
    assert answer.status == 303, answer.body
    gift_id = answer.headers["location"].partition("?reply=")[2].removesuffix("#outcome")
    gift = gifts(desk).one(SHOP, gift_id)
    assert gift is not None
    return gift


def tick(desk: Desk, minutes: float = 1) -> None:
    desk.world.at(desk.now() + timedelta(minutes=minutes))
    desk.world.call("hours")
    desk.world.drain("sends", "publish")
    desk.world.drain("events", "cases")


def again(desk: Desk, gift: Gift) -> Gift:
    found = gifts(desk).one(SHOP, gift.gift_id)
    assert found is not None
    return found


def api(desk: Desk, who: str, path: str = API, /, **body: Any) -> Any:
    headers = {"content-type": "application/json", "x-csrf-token": desk.csrf(who), "origin": "https://desk.example"}
    return desk.call("POST", path, who, json.dumps(body), headers)


@contextmanager
def said_nothing(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG, "test")
    yield
    told = [str(vars(record)) for record in caplog.records if record.name == "test"]
    assert told
    assert "LUNA-" not in str(told)


def told_others(desk: Desk) -> list[dict[str, Any]]:
    return [json.loads(one["body"])["facts"][0] for one in desk.world.received("facts")]


def test_a_code_goes_to_one_customer_by_dm_and_lies_nowhere_else(desk: Desk, caplog: pytest.LogCaptureFixture):
    x = X(desk.world)
    made(desk, *CODES, ends_on="2026-12-31")
    case_id = desk.writes("Hola", private=True)
    with said_nothing(caplog):
        offered = desk.get(f"/desk/cases/{case_id}/gifts", "agent")
        assert "Bienvenida" in offered.body
        assert not any(code in offered.body for code in CODES)
        gift = given(desk, case_id, text="Perdona la espera.")
        desk.apply()
        tick(desk)
        tick(desk)
    [body] = x.asked
    code = next(code for code in CODES if code in body["text"])
    assert body["text"].startswith("Perdona la espera.\n\nEsto es para ti: 10 €.")
    assert "31 de diciembre de 2026" in body["text"]
    settled = again(desk, gift)
    assert (settled.state, settled.code, settled.by) == ("given", "", "ana@shop.example")
    assert code not in str(desk.world.dynamodb.scan(TableName="accounts")["Items"])
    assert (pool(desk).free, pool(desk).open, pool(desk).given) == (2, 0, 1)
    assert code in desk.get(f"/desk/cases/{case_id}", "agent").body
    for page in (desk.get(HERE, "supervisor").body, desk.get(f"/desk/cases/{case_id}/gifts", "agent").body):
        assert not any(one in page for one in CODES)
        assert settled.shown in page
    table = base64.b64decode(desk.get(f"{HERE}/table", "supervisor").body).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [(row["pool"], row["by"], row["state"], row["code"]) for row in rows] == [
        ("Bienvenida", "ana@shop.example", "given", settled.shown)
    ]
    deeds = Audit(desk.world.dynamodb, "accounts").page(SHOP, f"{desk.now():%Y-%m}").deeds
    assert {"gift", "pool save", "pool load"} <= {one.what for one in deeds}


def test_a_press_twice_is_one_gift_and_of_two_agents_each_gives_their_own(desk: Desk):
    x = X(desk.world)
    made(desk, *CODES)
    case_id = desk.writes("Hola", private=True)
    twice = {"action_id": "0123456789ABCDEF0123"}
    assert given(desk, case_id, **twice) == given(desk, case_id, **twice)
    other = given(desk, case_id, "colleague")
    desk.apply()
    tick(desk)
    tick(desk)
    assert given(desk, case_id, **twice).state == "given"  # late, and it is told what became of it
    assert len(x.asked) == 2
    assert len({body["text"] for body in x.asked}) == 2
    assert again(desk, other).by == "luis@shop.example"
    assert pool(desk).free == 1


def test_in_a_case_without_a_dm_none_is_given_and_nothing_is_reserved(desk: Desk):
    made(desk, *CODES)
    case_id = desk.writes("Hola")
    refused = give(desk, case_id)
    assert refused.status == 409
    assert "Not given:" in refused.body
    assert "Not now:" in desk.get(f"/desk/cases/{case_id}/gifts", "agent").body
    assert (pool(desk).free, pool(desk).open) == (3, 0)
    assert desk.world.received("events") == []


@pytest.mark.parametrize(
    ("words", "presses", "why"),
    [
        ({"per_day": "1"}, 1, Code.gift_day_full),
        ({"per_customer": "1"}, 1, Code.gift_customer_full),
        ({"ends_on": "2020-01-01"}, 0, Code.gift_pool_over),
        ({}, 3, Code.gift_pool_empty),
    ],
)
def test_a_limit_refuses_visibly_and_to_programs_by_its_code(desk: Desk, words: Any, presses: int, why: Code):
    made(desk, *CODES, **words)
    case_id = desk.writes("Hola", private=True)
    for _ in range(presses):
        given(desk, case_id)
    assert give(desk, case_id).status == 409
    path = f"/desk/api/cases/{case_id}/gifts"
    refused = api(desk, "agent", path, pool_id=pool(desk).pool_id)
    assert (refused.status, refused.json()["code"]) == (400, why)
    [offer] = desk.get(path, "agent").json()["pools"]
    assert offer["why_not"]["code"] == why
    assert pool(desk).open == presses


def test_what_is_taken_back_before_it_goes_is_free_again(desk: Desk):
    made(desk, *CODES)
    case_id = desk.writes("Hola", private=True)
    gift = given(desk, case_id)
    desk.apply()
    desk.post(f"/desk/cases/{case_id}/do/cancel", "agent", item_id=gift.item_id)
    desk.apply()
    tick(desk)
    tick(desk)
    assert again(desk, gift).state == "back"
    assert (pool(desk).free, pool(desk).open) == (3, 0)


def test_what_x_refuses_goes_back_and_what_nobody_knows_is_given_to_nobody_else(desk: Desk):
    x = X(desk.world)
    made(desk, CODES[0])
    case_id = desk.writes("Hola", private=True)
    x.next = [(403, {"detail": "You cannot send messages to this user.", "status": 403}, {})]
    gift = given(desk, case_id)
    desk.apply()
    tick(desk)
    tick(desk)
    assert again(desk, gift).state == "back"
    x.next = [httpx.ReadTimeout("slow")]
    case_id = desk.writes("Hola", private=True)
    gift = given(desk, case_id)
    desk.apply()
    for minutes in (1, 1, 60, 60 * 24 * 3):
        tick(desk, minutes)
        assert again(desk, gift).state == "reserved"
        assert (pool(desk).free, pool(desk).open) == (0, 1)
    verdict = {"item_id": gift.item_id, "verdict": "dropped", "channel": "private"}
    assert desk.post(f"/desk/cases/{case_id}/do/decide", "supervisor", **verdict).status == 303
    desk.apply()
    for _ in range(16):
        tick(desk)
    assert again(desk, gift).state == "unclear"
    assert "Did the customer get it?" in desk.get(HERE, "supervisor").body
    assert f'href="{HERE}#unclear"' in desk.get(f"/desk/steer/{SHOP}/decisions", "supervisor").body
    assert api(desk, "supervisor", do="back", gift_id=gift.gift_id).status == 200
    tick(desk)
    settled = again(desk, gift)
    assert (settled.state, settled.settled_by) == ("back", "sara@shop.example")
    assert pool(desk).free == 1
    refused = api(desk, "supervisor", do="back", gift_id=gift.gift_id)
    assert refused.json()["code"] == Code.gift_not_unclear


def test_a_message_of_a_newer_release_holds_its_own_gift_and_no_other(desk: Desk):
    """A release was taken back: `hours` goes on with what it can read."""
    X(desk.world)
    made(desk, *CODES[:2])
    first = given(desk, desk.writes("Hola", private=True))
    desk.apply()
    second = given(desk, desk.writes("Hola", private=True, customer="3000000000000000002"))
    desk.apply()
    desk.world.at(desk.now() + timedelta(minutes=1))
    desk.world.drain("sends", "publish")
    table = boto3.resource("dynamodb", region_name="eu-west-1").Table("outbox")
    key = {"pk": f"{SHOP}#private", "sk": f"ITEM#{first.item_id}"}
    newer: Any = {"UpdateExpression": "SET #format = :newer", "ExpressionAttributeNames": {"#format": "format"}}
    table.update_item(Key=key, **newer, ExpressionAttributeValues={":newer": 99})
    desk.world.call("hours")
    assert [again(desk, one).state for one in (first, second)] == ["reserved", "given"]


def test_a_press_that_a_queue_lost_goes_back_after_a_day_and_can_never_follow(desk: Desk):
    x = X(desk.world)
    made(desk, CODES[0])
    case_id = desk.writes("Hola", private=True)
    gift = given(desk, case_id)
    late = desk.world.received("events")  # it lies aside, as in a dead-letter queue
    tick(desk)
    assert again(desk, gift).state == "reserved"
    tick(desk, 60 * 24)
    assert again(desk, gift).state == "back"
    desk.world.call("cases", {"Records": late})
    tick(desk)
    assert x.asked == []
    assert pool(desk).free == 1


def test_a_code_whose_message_went_with_an_erased_customer_is_free_for_nobody_else(desk: Desk):
    """The tables have forgotten the customer, and `erase` has not come to the gifts yet."""
    X(desk.world)
    made(desk, *CODES[:2])
    cases = [desk.writes("Hola", private=True, customer=one) for one in ("3000000000000000001", "3000000000000000002")]
    gift, other = (given(desk, case_id) for case_id in cases)
    desk.world.received("events")  # both presses are lost
    customer = desk.world.conversations.customer(SHOP, gift.customer_id)
    desk.world.conversations.erase(SHOP, customer.customer_id, gift.at + timedelta(minutes=1))
    tick(desk, 60 * 25)
    assert (again(desk, gift).state, again(desk, other).state) == ("unclear", "back")
    assert (pool(desk).free, pool(desk).open) == (1, 1)


def test_a_case_that_was_merged_meanwhile_gives_the_code_back(desk: Desk):
    made(desk, CODES[0])
    first = desk.writes("Hola", private=True, customer="3000000000000000009")
    desk.post(f"/desk/cases/{first}/do/resolve", "agent")
    desk.apply()
    tick(desk, 60 * 24 * 30)
    second = desk.writes("Otra cosa: ¿cuándo abren?", private=True, customer="3000000000000000009")
    assert second != first
    # The merge is on its way when the code is given.
    desk.post(f"/desk/cases/{first}/do/merge", "agent", into=second)
    gift = given(desk, first)
    desk.apply()
    tick(desk)
    assert again(desk, gift).state == "back"
    assert give(desk, first).status == 409


def test_what_is_wrong_in_a_file_is_told_with_its_line_in_the_readers_language(desk: Desk):
    made(desk)
    bad = desk.post(HERE, "supervisor", do="load", pool_id=pool(desk).pool_id, codes="LUNA-1\n=LUNA\nLUNA-1")
    assert bad.status == 422
    assert "line 2" in bad.body
    assert "formula" in bad.body
    assert "line 3" in bad.body
    assert pool(desk).free == 0
    refused = api(desk, "supervisor", do="load", pool_id=pool(desk).pool_id, codes="LUNA-1\n=LUNA")
    assert refused.status == 422
    assert [(one["place"], one["code"]) for one in refused.json()["problems"]] == [("line.1", "code_formula")]
    assert "LUNA" not in refused.body


def test_a_file_of_ten_thousand_codes_is_uploaded_and_again_adds_nothing(desk: Desk):
    made(desk)
    rows = "\r\n".join(["code;worth", *(f"LUNA-{n:05}-{'X' * 60};10" for n in range(10_000))])
    for new, known in ((10_000, 0), (0, 10_000)):
        fields = {"csrf": desk.csrf("supervisor"), "do": "load", "pool_id": pool(desk).pool_id, "codes": ""}
        parts = [
            f'--b\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        head = b'--b\r\ncontent-disposition: form-data; name="file"; filename="c.csv"\r\n\r\n'
        body = b"".join(parts) + head + rows.encode() + b"\r\n--b--\r\n"
        headers = {"content-type": "multipart/form-data; boundary=b", "origin": "https://desk.example"}
        told = desk.call("POST", HERE, "supervisor", body, headers)
        assert told.status == 303, told.body[-500:]
        assert pool(desk).free == 10_000
        assert (f"new={new}" in told.headers["location"], f"known={known}" in told.headers["location"]) == (True, True)


def test_two_who_change_a_pool_at_once_are_told_and_a_pool_in_use_is_not_dropped(desk: Desk):
    found = made(desk, *CODES)
    assert desk.post(HERE, "supervisor", do="close", pool_id=found.pool_id, number=str(found.number)).status == 303
    late = desk.post(HERE, "supervisor", **MADE, pool_id=found.pool_id, number=str(found.number))
    assert late.status == 400
    assert api(desk, "supervisor", do="reopen", pool_id=found.pool_id).status == 200
    given(desk, desk.writes("Hola", private=True))
    assert api(desk, "supervisor", do="drop", pool_id=found.pool_id).json()["code"] == Code.gift_pool_used
    told = api(desk, "supervisor", do="save", pool_id=found.pool_id, worth="20 €", ends_on="2030-01-31").json()
    [now] = told["pools"]
    assert (now["worth"], now["name"], now["ends_on"], now["free"]) == ("20 €", "Bienvenida", "2030-01-31", 2)


def test_other_brands_see_and_do_nothing_and_agents_load_nothing(desk: Desk):
    Accounts(desk.world.dynamodb, "accounts").put(replace(ACCOUNT, id=OTHER, username="otra"))
    found = made(desk, *CODES)
    case_id = desk.writes("Hola", private=True)
    assert desk.get(HERE, "agent").status == 403
    assert api(desk, "agent", do="load", pool_id=found.pool_id, codes="LUNA-9999").status == 403
    assert desk.get(HERE, "rival").status == 404
    assert give(desk, case_id, "stranger").status == 404
    theirs = f"/desk/api/accounts/{OTHER}/gifts"
    assert desk.get(theirs, "rival").json() == {"pools": [], "gifts": []}
    assert api(desk, "rival", theirs, do="close", pool_id=found.pool_id).json()["code"] == Code.no_such_pool
    assert (
        api(desk, "rival", theirs, do="load", pool_id=found.pool_id, codes="X" * 9).json()["code"] == Code.no_such_pool
    )
    joan = desk.writes("Hola", private=True, account=OTHER)
    refused = api(desk, "stranger", f"/desk/api/cases/{joan}/gifts", pool_id=found.pool_id)
    assert refused.json()["code"] == Code.no_such_pool
    assert pool(desk).free == 3


def test_a_pool_that_empties_or_ends_is_told_of_once_and_anew_after_a_load(desk: Desk):
    made(desk, CODES[0], CODES[1], low_at="1", per_day="0")
    case_id = desk.writes("Hola", private=True)
    tick(desk)
    told_others(desk)
    given(desk, case_id)
    for _ in range(3):
        tick(desk)
    assert [(one["kind"], one["pool"], one["left"]) for one in told_others(desk) if "pool" in one] == [
        ("gifts.low", "Bienvenida", 1)
    ]
    given(desk, case_id)
    for _ in range(3):
        tick(desk)
    assert [one["kind"] for one in told_others(desk) if "pool" in one] == ["gifts.empty"]
    api(desk, "supervisor", do="load", pool_id=pool(desk).pool_id, codes=CODES[2])
    day = (desk.now() + timedelta(days=9)).date()
    api(desk, "supervisor", do="save", pool_id=pool(desk).pool_id, ends_on=day.isoformat())
    tick(desk)
    assert [one["kind"] for one in told_others(desk) if "pool" in one] == ["gifts.low"]
    tick(desk, 60 * 24 * 4)
    facts = [one for one in told_others(desk) if "pool" in one]
    assert [(one["kind"], one.get("ends_on")) for one in facts] == [("gifts.ending", day.isoformat())]
    assert "LUNA-" not in json.dumps(facts)


def test_a_message_that_the_spent_month_holds_keeps_its_code_until_a_supervisor_sends_it_back(desk: Desk):
    x = X(desk.world)
    Accounts(desk.world.dynamodb, "accounts").put(replace(ACCOUNT, budget=BudgetSettings(month_dollars=Decimal(0))))
    made(desk, CODES[0])
    case_id = desk.writes("Hola", private=True)
    gift = given(desk, case_id, text="Gracias por la paciencia.")
    desk.apply()
    for _ in range(3):
        tick(desk)
    assert x.asked == []
    assert again(desk, gift).state == "reserved"
    form = {"item_id": gift.item_id, "text": "Hoy no."}
    assert desk.post(f"/desk/cases/{case_id}/do/send_back", "supervisor", **form).status == 303
    desk.apply()
    tick(desk)
    tick(desk)
    assert again(desk, gift).state == "back"
    assert pool(desk).free == 1


def test_in_an_encrypted_chat_a_code_goes_as_every_private_reply_does(desk: Desk):
    made(desk, CODES[0])
    case_id = desk.writes("Hola", private=True, chat=True)
    gift = given(desk, case_id)
    desk.apply()
    [item] = [one for one in desk.world.outbox.of_case(SHOP, case_id) if one.purpose == "reply"]
    # By which way a private one goes is seen when it goes: `publish` seals it where the customer writes in a chat.
    assert (item.item_id, item.channel, CODES[0] in item.text) == (gift.item_id, "private", True)
