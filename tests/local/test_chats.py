"""Encrypted chats on the whole stack: opened, acknowledged, answered and surveyed, as a customer's own keys read it."""

import base64
from datetime import timedelta
from pathlib import Path

from tests.local.running import Running
from tests.local.test_media import png

WEDNESDAY = 2


def chats_to(x: Running, user_id: str) -> list[str]:
    return [one["text"] for one in x.timeline()["chats"] if one["to"] == user_id and one["from"] == x.account_id]


def test_a_chat_is_opened_acknowledged_answered_with_pictures_and_surveyed(x: Running, tmp_path: Path):
    x.to_weekday(WEDNESDAY, 21, 30)
    asked = x.simulate("chat", **{"from": x.customer(), "text": "Hola, mi pedido LN-12345 no llega"})
    customer = asked["from"]
    x.settle()
    [case] = x.cases(customer)
    story = x.story(case["case_id"])
    assert "no llega" in str(story)
    [acknowledgement] = chats_to(x, customer)
    assert "automático" in acknowledgement
    assert x.dms_to(customer) == []
    x.to_weekday(WEDNESDAY + 1, 10)
    pictures = [tmp_path / f"{width}.png" for width in (20, 30)]
    for width, path in zip((20, 30), pictures, strict=True):
        path.write_bytes(base64.b64decode(png(width, 10)))
    shown = [part for path in pictures for part in ("--file", str(path))]
    x.centralita("cases", "reply", case["case_id"], "Sale hoy, disculpa", "--private", *shown)
    x.settle()
    assert chats_to(x, customer)[-1].startswith("Sale hoy")
    seen = next(one["media"] for one in x.timeline()["chats"] if one["to"] == customer and one.get("media"))
    assert [(one["type"], one["width"], one["height"]) for one in seen] == [("image", 20, 10), ("image", 30, 10)]
    assert [x.http.get(one["url"]).content for one in seen] == [path.read_bytes() for path in pictures]
    said = next(one for one in x.story(case["case_id"])["messages"] if one.get("purpose") == "reply")
    assert len(said["media"]) == 2
    x.centralita("cases", "resolve", case["case_id"])
    x.move(x.now() + timedelta(hours=4))
    x.settle()
    assert len(chats_to(x, customer)) == 3
    x.simulate("chat", **{"from": customer, "text": "5"})
    x.settle()
    [case] = x.cases(customer)
    assert case["survey"]["score"] == 5
    assert x.dead_letters("chats_dlq") == []


def test_a_lost_answer_of_x_sends_nothing_twice_and_leaves_nothing_unconfirmed(x: Running):
    x.to_weekday(WEDNESDAY, 21, 30)
    x.simulate("faults", path="/2/chat", method="POST", kind="lost", times=1)
    asked = x.simulate("chat", **{"from": x.customer(), "text": "Hola, quiero devolver unas botas"})
    x.settle()
    x.move(x.now() + timedelta(minutes=30))
    x.settle()
    assert len(chats_to(x, asked["from"])) == 1
    assert "unconfirmed" not in x.centralita("outbox", "list", "tiendaluna")


def test_what_a_person_writes_in_x_is_the_answer_and_an_edit_takes_its_texts_place(x: Running):
    x.to_weekday(WEDNESDAY, 10)
    asked = x.simulate("chat", **{"from": x.customer(), "text": "¿Abrís el sábado?"})
    x.settle()
    x.simulate("agent/chat", to=asked["from"], text="Sí, de diez a dos")
    x.settle()
    [case] = x.cases(asked["from"])
    assert case["state"] == "waiting"
    assert "de diez a dos" in str(x.story(case["case_id"]))
