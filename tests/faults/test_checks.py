"""What was lost or said twice is told: the checks of `make faults` themselves, on what was made up to break them."""

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

import pytest
from tests.faults.checks import in_cases, sent_once

BRAND, ANA, BEA = "1", "20", "30"
ANSWER = "Hola, Ana: sale mañana."
BY_POST = {"100": ANA, "200": BEA}


def said(number: int, to: str, text: str) -> dict[str, Any]:
    post = {ANA: "100", BEA: "200"}[to]
    return {"id": str(number), "from": BRAND, "text": text, "in_reply_to": post}


def told(sent: list[dict[str, Any]], withdrawn: Collection[str] = ()) -> list[str]:
    load: Any = SimpleNamespace(answers={ANSWER: ANA}, ids={"ana": ANA, "bea": BEA})
    return list(sent_once(sent, BY_POST, load, set(withdrawn)))


def test_an_answer_and_an_acknowledgement_each_once_is_well():
    assert told([said(1, ANA, ANSWER), said(2, BEA, "Hemos recibido tu mensaje.")]) == []


@pytest.mark.parametrize(
    ("sent", "broken"),
    [
        ([said(1, ANA, ANSWER), said(2, ANA, ANSWER), said(3, BEA, "Recibido.")], "2 times to 20"),
        ([said(3, BEA, "Recibido.")], "a person's answer to 20 never went"),
        ([said(1, ANA, ANSWER)], "customer 30 was told nothing"),
        ([said(1, ANA, ANSWER), said(2, BEA, "Recibido."), said(3, BEA, "Lo miramos.")], "2 automatic words to 30"),
    ],
)
def test_what_is_missing_or_said_twice_is_told(sent: list[dict[str, Any]], broken: str):
    assert any(broken in one for one in told(sent))


def test_who_was_told_nothing_because_x_would_not_say_is_counted_elsewhere():
    assert told([said(1, ANA, ANSWER)], {BEA}) == []


@pytest.mark.parametrize(
    ("lies", "broken"),
    [
        ({"C1": [("7", "hola")]}, None),
        ({"C1": [("7", "@tiendaluna hola")]}, None),
        ({}, "lies in 0 cases"),
        ({"C1": [("7", "hola")], "C2": [("7", "hola")]}, "lies in 2 cases"),
        ({"C1": [("7", "adiós")]}, "was written 'hola'"),
        ({"C1": [("7", "hola"), ("8", "¿y?")]}, "X has none such"),
    ],
)
def test_a_message_lies_in_one_case_as_it_was_written(lies: dict[str, list[tuple[str, str]]], broken: str | None):
    stored = [(case, message, text) for case, messages in lies.items() for message, text in messages]
    found = list(in_cases([{"id": "7", "text": "hola"}], stored))
    assert [broken in one for one in found] == [True] if broken else found == []
