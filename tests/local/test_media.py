"""What a customer sends, an agent sees: pictures, edits, names and spread on the whole stack."""

import base64
import struct
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.local.running import Running

WEDNESDAY = 2


def png(width: int = 2, height: int = 1, *notes: bytes, level: int = -1) -> str:
    """A picture of our own making, with notes of where it was taken; level 0 packs nothing."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + b"\xc0\x20\x10" * width for _ in range(height))
    body = part(b"IHDR", header) + b"".join(part(b"tEXt", one) for one in notes)
    data = b"\x89PNG\r\n\x1a\n" + body + part(b"IDAT", zlib.compress(rows, level)) + part(b"IEND", b"")
    return base64.b64encode(data).decode()


@pytest.fixture
def agent(x: Running) -> Iterator[httpx.Client]:
    token = x.centralita("people", "token", "panel", "--role", "agents", "--all-accounts").split()[-1]
    headers = {"authorization": f"Bearer {token}"}
    with httpx.Client(base_url=x.base, headers=headers, trust_env=False, timeout=60) as client:
        yield client


def shown(x: Running, agent: httpx.Client, customer: str) -> list[dict[str, Any]]:
    [case] = x.cases(customer)
    return agent.get(f"/desk/api/cases/{case['case_id']}").json()["story"]


def test_a_picture_of_a_post_and_of_a_dm_is_seen_by_agents_and_by_nobody_else(x: Running, agent: httpx.Client):
    x.to_weekday(WEDNESDAY, 10)
    name = x.customer()
    posted = x.simulate(
        "post",
        **{"from": name, "text": "@tiendaluna llegó rota", "alt": ["Una lámpara rota"]},
        media=[png(2, 1, b"GPS\x0040.4")],
    )
    x.simulate("dm", **{"from": name}, media=[png(3, 3)])
    x.settle()
    customer = posted["from"]
    said = [entry for entry in shown(x, agent, customer) if entry["kind"] == "customer"]
    assert [entry["text"] for entry in said] == ["@tiendaluna llegó rota", ""]
    [picture], [private] = (entry["media"] for entry in said)
    assert (picture["type"], picture["alt"], picture["width"], picture["height"]) == ("photo", "Una lámpara rota", 2, 1)
    assert said[0]["link"] == f"https://x.com/i/web/status/{posted['id']}"
    answer = agent.get(picture["url"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert b"GPS" not in answer.content
    assert answer.content.endswith(b"IEND\xaeB`\x82")
    assert agent.get(private["url"]).status_code == 200
    assert httpx.get(f"{x.base}{picture['url']}", trust_env=False).status_code == 401
    x.simulate("delete", id=posted["id"])
    x.settle()
    assert agent.get(picture["url"]).status_code == 404
    x.centralita("customers", "erase", "tiendaluna", customer, "--yes")
    x.settle()
    assert agent.get(private["url"]).status_code == 404


def test_what_is_no_picture_is_shown_to_nobody_and_says_so(x: Running, agent: httpx.Client):
    x.to_weekday(WEDNESDAY, 10)
    page = base64.b64encode(b"<html><script>alert(1)</script></html>").decode()
    wide = png(100_000, 1)
    posted = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna mira"}, media=[page, wide])
    x.settle()
    [entry] = [one for one in shown(x, agent, posted["from"]) if one["kind"] == "customer"]
    assert [(one["state"], one["why"], one["url"]) for one in entry["media"]] == [
        ("refused", "not_media", ""),
        ("refused", "too_many_pixels", ""),
    ]


def test_an_edit_takes_the_place_of_the_text_and_brings_no_second_acknowledgement(x: Running, agent: httpx.Client):
    x.to_weekday(WEDNESDAY, 21, 30)
    name = x.customer()
    first = x.simulate("post", **{"from": name, "text": "@tiendaluna llamadme al 612 345 678, no llega"})
    x.settle()
    [acknowledgement] = x.replies_to(first)
    second = x.simulate("post", **{"from": name, "text": "@tiendaluna no llega mi pedido", "edits": first["id"]})
    x.settle()
    said = shown(x, agent, first["from"])
    [entry] = [one for one in said if one["kind"] == "customer"]
    assert (entry["text"], entry["edited"]) == ("@tiendaluna no llega mi pedido", True)
    assert "612" not in entry["versions"][0]["text"]
    assert entry["link"].endswith(second["id"])
    assert x.replies_to(first) == [acknowledgement]
    assert x.replies_to(second) == []


def test_who_is_not_named_by_an_event_is_looked_up(x: Running, agent: httpx.Client):
    x.to_weekday(WEDNESDAY, 10)
    asked = x.simulate("agent/post", text="Hoy abrimos a las diez")
    x.simulate("users", username="sin_nombre_77", id="1777777777")
    x.simulate("person", username="sin_nombre_77", name="Sin Nombre", followers=54_321)
    x.simulate("post", **{"from": "sin_nombre_77", "text": "no funciona la web", "in_reply_to": asked["id"]})
    x.settle()
    [case] = x.cases("1777777777")
    told = agent.get(f"/desk/api/cases/{case['case_id']}").json()["case"]
    assert (told["customer"]["username"], told["customer"]["followers"]) == ("sin_nombre_77", 54_321)
    assert told["influencer"] is True


def test_reposts_of_a_complaint_count_as_its_spread(x: Running, agent: httpx.Client):
    x.to_weekday(WEDNESDAY, 10)
    complained = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna una vergüenza, no funciona nada"})
    x.settle()
    [before] = x.cases(complained["from"])
    for number in range(2):
        x.simulate("post", **{"from": f"vecino_{number}", "text": "Mirad, @tiendaluna", "quotes": complained["id"]})
    x.settle()
    [case] = x.cases(complained["from"])
    told = agent.get(f"/desk/api/cases/{case['case_id']}").json()["case"]
    assert told["spread"]["shares"] == 2
    assert case["urgency"] >= before["urgency"]


def test_what_a_message_quotes_and_answers_stands_in_its_place(x: Running, agent: httpx.Client):
    x.to_weekday(WEDNESDAY, 10)
    first = x.simulate("post", **{"from": "vecina_uno", "text": "Mi lámpara, llamadme al 612 345 678"}, media=[png()])
    second = x.simulate("post", **{"from": "vecina_dos", "text": "La mía también"}, in_reply_to=first["id"])
    name = x.customer()
    posted = x.simulate(
        "post", **{"from": name, "text": "@tiendaluna ¿y la mía?"}, in_reply_to=second["id"], quotes=first["id"]
    )
    x.settle()
    [entry] = [one for one in shown(x, agent, posted["from"]) if one["kind"] == "customer"]
    [quoted] = entry["quotes"]
    assert (quoted["author"], quoted["state"], quoted["media"]) == ("vecina_uno", "shown", 1)
    assert "612" not in quoted["text"]
    assert (entry["answers"]["author"], entry["answers"]["more"]) == ("vecina_dos", True)
    assert entry["answers"]["text"].endswith("La mía también")
    x.simulate("includes", sent=False)
    alone = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna mirad"}, quotes=second["id"])
    x.simulate("includes", sent=True)
    x.settle()
    [entry] = [one for one in shown(x, agent, alone["from"]) if one["kind"] == "customer"]
    assert entry["quotes"][0]["author"] == "vecina_dos"


def test_a_picture_that_an_agent_adds_is_posted_once_with_its_description(x: Running, agent: httpx.Client):
    x.to_weekday(WEDNESDAY, 10)
    posted = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna ¿cómo se monta?"})
    x.settle()
    [case] = x.cases(posted["from"])
    place = f"/desk/api/cases/{case['case_id']}"
    large = base64.b64decode(png(2, 1)) + b"\0" * 3_100_000
    clean = agent.post(f"{place}/files", json={"data": base64.b64encode(large).decode()}).json()
    moves = b"\0\0\0\x18ftypisom" + b"\0" * 3_100_000
    video: dict[str, Any] = {}
    for at in (0, 1):
        part = moves[at * 3_000_000 : (at + 1) * 3_000_000]
        where = f"{place}/files?id={'ab' * 16}&piece={at}&of=2&size={len(moves)}"
        video = agent.post(where, content=part, headers={"content-type": "application/octet-stream"}).json()
    for text, file, alt in (("Así:", clean, "Un plano"), ("O así:", video, "Un vídeo")):
        body = {"channel": "public", "text": text, "files": [{"id": file["id"], "alt": alt}]}
        assert agent.post(f"{place}/actions/reply", json=body).status_code == 202
    x.settle()
    for seconds in range(15, 200, 30):
        x.move(x.now() + timedelta(seconds=seconds))
    replies = [one for one in x.timeline()["posts"] if one["in_reply_to"] == posted["id"]]
    assert [(one["text"], [shown["alt"] for shown in one["media"]]) for one in replies] == [
        ("Así:", ["Un plano"]),
        ("O así:", ["Un vídeo"]),
    ]
    mine = [entry for entry in shown(x, agent, posted["from"]) if entry["kind"] == "person"]
    assert [entry["media"][0]["type"] for entry in mine] == ["photo", "video"]
    assert agent.get(mine[0]["media"][0]["url"]).content == base64.b64decode(png(2, 1))


def test_a_picture_of_an_encrypted_chat_is_seen_as_any_other(x: Running, agent: httpx.Client):
    x.to_weekday(WEDNESDAY, 10)
    told = x.simulate("chat", **{"from": x.customer()}, media=[png(5, 4, b"GPS\x0040.4")])
    x.settle()
    [entry] = [one for one in shown(x, agent, told["from"]) if one["kind"] == "customer"]
    [picture] = entry["media"]
    assert (entry["text"], picture["state"], picture["width"], picture["height"]) == ("", "kept", 5, 4)
    assert agent.get(picture["url"]).content == base64.b64decode(png(5, 4))
