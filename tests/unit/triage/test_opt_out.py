"""One word ends automatic messages, and only when it is meant."""

import pytest

from care.triage import wants_out


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "stop.",
        "Stop!",
        "BAJA",
        "baja",
        "PARAR",
        "Sair",
        "@marca STOP",
        "  stop \n",
        "«stop»",
        "STOP 🙏",
        "stop please",
        "Baja, por favor",
        "quiero darme de baja de los mensajes",
        "No quiero más mensajes",
        "não quero mais mensagens",
        "unsubscribe",
        "#STOP",
        "sto\u200bp",
        "no me enviéis más mensajes",
    ],
)
def test_nothing_but_an_opt_out_is_one(text):
    assert wants_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "stop, it does not work",
        "Stop it",
        "quiero darme de baja",
        "la red se cae, baja mucho",
        "no para de sonar",
        "",
        "🙏",
        "@stop",
        "please",
        "quiero parar el pedido",
        "sair do plano",
        "don't stop",
        "no baja el precio",
        "non stop",
        "bajas",
        "https://x.com/stop",
        "gracias",
        "stop 1",
        "stop " * 50,
    ],
)
def test_anything_more_is_none(text):
    assert not wants_out(text)
