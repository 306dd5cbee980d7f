"""An operator sees what waits to be sent and why, decides on what nobody knows, and leaves a trace of it."""

import json
from datetime import timedelta

from tests.local.running import Running

from care.tables.audit import Audit

TUESDAY = 1


def shown(x: Running, case_id: str) -> str:
    """The id of the only reply of a case."""
    items = [one for one in x.centralita("outbox", "list", "tiendaluna").split() if one.startswith(f"{case_id}:reply")]
    return items[0]


def test_a_send_of_which_nobody_knows_is_listed_and_decided_on(x: Running):
    x.to_weekday(TUESDAY, 9, 30)
    dm = x.simulate("dm", **{"from": x.customer(), "text": "hola, ¿tenéis botas en el 38?"})
    x.settle()
    [case] = x.cases(dm["from"])
    x.simulate("faults", path="/2/dm_conversations", kind="timeout", times=1)
    x.centralita("cases", "reply", case["case_id"], "Sí, y hasta el 41.", "--private", "--by", "Ana")
    x.settle()
    item_id = shown(x, case["case_id"])
    listed = x.centralita("outbox", "list", "tiendaluna")
    assert "DMs: nothing waits" in listed
    assert "unconfirmed" in listed
    assert "botas" not in listed
    assert "hasta el 41" not in x.centralita("outbox", "show", item_id)
    assert "hasta el 41" in x.centralita("outbox", "show", item_id, "--text")
    said = x.centralita("outbox", "decide", item_id, "dropped", "--by", "Otto")
    assert case["case_id"] in said
    x.move(x.now() + timedelta(minutes=1))
    assert json.loads(x.centralita("outbox", "show", item_id))["state"] == "withdrawn"
    assert item_id in x.centralita("outbox", "list", "tiendaluna", "--state", "withdrawn")
    month = f"{x.now():%Y-%m}"
    trail = Audit(x.aws("dynamodb"), x.ready["tables"]["accounts"]).page(x.account_id, month, case_id=case["case_id"])
    assert [(deed.by, deed.what) for deed in trail.deeds] == [("Otto", "decide"), ("Ana", "reply")]


def test_what_x_holds_back_waits_with_its_gate(x: Running):
    x.to_weekday(TUESDAY, 10, 30)
    post = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna ¿abrís el sábado?"})
    x.settle()
    [case] = x.cases(post["from"])
    x.simulate("faults", path="/2/tweets", kind="429", times=1)
    x.centralita("cases", "reply", case["case_id"], "Sí, de 10 a 14.", "--public")
    x.move(x.now() + timedelta(seconds=20))
    listed = x.centralita("outbox", "list", "tiendaluna")
    assert "posts: 1 reply; held until" in listed
    assert "released" in listed
    x.move(x.now() + timedelta(minutes=16))
    assert x.replies_to(post)[-1].endswith("Sí, de 10 a 14.")
    assert "posts: nothing waits" in x.centralita("outbox", "list", "tiendaluna")
