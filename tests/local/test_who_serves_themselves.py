"""Self-service as a customer meets it: a DM to the demo's shop, its menu, its order API, and a person at a word."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.local.running import Running

WEDNESDAY = 2


@pytest.fixture
def served(x: Running) -> Iterator[Running]:
    """The run with the demo's self-service on, in open hours."""
    x.to_weekday(WEDNESDAY, 10)
    # An open case, by which the change of settings reaches `cases` at once.
    x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna ¿tenéis zapatos verdes?"})
    x.settle()
    _switch(x, "on")
    yield x
    _switch(x, "off")


def _switch(x: Running, to: str) -> None:
    assert f"is {to}" in x.centralita("selfservice", to, "tiendaluna")
    x.move(x.now() + timedelta(minutes=2))


def test_a_customer_asks_is_answered_and_says_thanks(served: Running):
    dm = served.simulate("dm", **{"from": served.customer(), "text": "menú"})
    served.settle()
    [menu] = served.dms_to(dm["from"])
    assert "1. ¿Dónde está mi pedido?" in menu
    assert "Mensaje automático" in menu
    for text, said in (("donde esta mi pedio", "número de tu pedido"), ("ln-12342", "LN-12342 está en reparto")):
        served.simulate("dm", **{"from": dm["from"], "text": text})
        served.settle()
        assert said in served.dms_to(dm["from"])[-1]
    served.simulate("dm", **{"from": dm["from"], "text": "¡gracias!"})
    served.settle()
    assert len(served.dms_to(dm["from"])) == 3
    [case] = served.cases(dm["from"])
    assert (case["state"], case.get("first_response_at")) == ("resolved", None)
    served.simulate("redeliver", last=50)
    served.settle()
    assert len(served.dms_to(dm["from"])) == 3
    month = f"{served.now():%Y-%m}"
    report = served.centralita("selfservice", "report", "tiendaluna", "--month", month, "--csv")
    assert "order,1,1,0,0" in report.splitlines()
    assert served.dead_letters("lookups_dlq") == []


def test_a_word_a_fault_and_stop_each_end_the_conversation(served: Running):
    dm = served.simulate("dm", **{"from": served.customer(), "text": "¿cuánto tarda el embío?"})
    served.settle()
    assert "De 24 a 48 horas" in served.dms_to(dm["from"])[-1]
    for text in ("agente", "¿hola?"):
        served.simulate("dm", **{"from": dm["from"], "text": text})
        served.settle()
    assert [("persona del equipo" in text) for text in served.dms_to(dm["from"])] == [False, True]
    fault = served.simulate("dm", **{"from": served.customer(), "text": "¿dónde está mi pedido LN-12349?"})
    served.settle()
    [told] = served.dms_to(fault["from"])
    assert "persona del equipo" in told
    stop = served.simulate("dm", **{"from": served.customer(), "text": "menú"})
    served.settle()
    for text in ("PARAR", "menú"):
        served.simulate("dm", **{"from": stop["from"], "text": text})
        served.settle()
    menu, confirmed = served.dms_to(stop["from"])
    assert "1. " in menu
    assert "Si quieres volver a recibirlos" in confirmed


def test_the_operator_sees_what_a_text_would_be_answered_and_what_agents_are_shown(served: Running):
    checked = served.centralita("selfservice", "check", "tiendaluna", "donde esta mi pedio")
    assert "order  claims it" in checked
    assert "then: matched" in checked
    suggested = served.centralita("articles", "suggest", "tiendaluna", "quiero devolver unos zapatos")
    assert "returns" in suggested
    assert "https://tiendaluna.example/devoluciones" in suggested
