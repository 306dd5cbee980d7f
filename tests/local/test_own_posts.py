"""The account speaks: planned at the terminal, posted by the stack, answered by a customer, put right at X."""

from datetime import timedelta
from typing import Any

from tests.local.running import MADRID, Running

MONDAY = 0


def said(x: Running, text: str) -> list[dict[str, Any]]:
    return [one for one in x.timeline()["posts"] if one["from"] == x.account_id and one["text"] == text]


def test_a_planned_thread_goes_at_its_time_once_is_answered_hidden_corrected_and_deleted(x: Running):
    now = x.to_weekday(MONDAY, 10)
    at = (now + timedelta(minutes=20)).astimezone(MADRID).replace(tzinfo=None)
    first, second = f"Consejo {x.customer()}: guarda el ticket.", f"Y la caja, {x.customer()}."
    told = x.centralita(
        "posts", "write", "tiendaluna", f"{first}\n---\n{second}", "--at", at.strftime("%Y-%m-%dT%H:%M:%S")
    )
    post_id = told.splitlines()[-1].split()[0]
    x.move(now + timedelta(minutes=15))
    assert said(x, first) == []
    x.move(now + timedelta(minutes=40))
    [root] = said(x, first)
    [below] = said(x, second)
    assert below["in_reply_to"] == root["id"]
    assert f"{post_id}  sent" in x.centralita("posts", "list", "tiendaluna")
    answer = x.simulate(
        "post", **{"from": x.customer()}, text="¡Menudo timo, no me lo cambiasteis!", in_reply_to=root["id"]
    )
    x.settle()
    [case] = x.cases(answer["from"])
    assert case["topic"] == "complaint"
    assert case["case_id"] in x.centralita("cases", "find", root["id"])
    correction = f"Corrección {x.customer()}: también vale la factura."
    x.centralita("posts", "write", "tiendaluna", correction, "--below", below["id"], "--corrects")
    x.centralita("posts", "delete", "tiendaluna", root["id"])
    x.move(x.now() + timedelta(minutes=2))
    [corrected] = said(x, correction)
    assert corrected["in_reply_to"] == below["id"]
    assert said(x, first) == []


def test_an_answer_of_x_that_is_lost_sends_no_post_twice(x: Running):
    text = f"Hoy estrenamos escaparate, {x.customer()}."
    x.simulate("faults", path="/2/tweets", kind="lost", times=1)
    x.centralita("posts", "write", "tiendaluna", text)
    for _ in range(3):
        x.move(x.now() + timedelta(minutes=2))
    assert len(said(x, text)) == 1
    assert "sent: Hoy estrenamos" in x.centralita("posts", "list", "tiendaluna")


def test_a_post_whose_time_passed_in_a_pause_is_not_sent_late(x: Running):
    text = f"Solo esta mañana, {x.customer()}."
    at = (x.now() + timedelta(minutes=5)).astimezone(MADRID)
    x.centralita(
        "posts", "write", "tiendaluna", text, "--at", f"{at:%Y-%m-%dT%H:%M:%S}", "--late", "10", "--in-incidents"
    )
    x.centralita("pause", "tiendaluna")
    try:
        x.move(x.now() + timedelta(minutes=30))
    finally:
        x.centralita("resume", "tiendaluna")
    x.move(x.now() + timedelta(minutes=5))
    assert said(x, text) == []
    listed = x.centralita("posts", "list", "tiendaluna")
    [line] = [one for one in listed.splitlines() if text[:20] in one]
    assert " missed " in line
    x.centralita("posts", "drop", "tiendaluna", line.split()[0])
