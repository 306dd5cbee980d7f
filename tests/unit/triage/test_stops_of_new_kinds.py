"""Requests to stop that name neither stopping nor messages as the lists know them; neighbours of what is no request.

No text here was learned from or tuned on. What is not obeyed is asked about once.
"""

import pytest
from infra.training.stops import requests

from care.triage.opt_out import may_want_out, wants_out

WANTED = (
    "unsubscirbe me please",
    "get me off whatever this is",
    "forget my number please",
    "I'd prefer not to receive any further reminders",
    "I never signed up for these texts, kindly discontinue them",
    "qítenme de sus mensajes",
    "sáquenme de esto",
    "preferiría no recibir más encuestas por privado",
    "no me hinchen con más mensajes",
    "olvídense de mi teléfono",
    "sai da minha dm com essas mensagens",
    "retirem o meu contato dos envios automáticos",
    "dispenso pesquisas futuras",
    "me tira disto",
)
NOT_WANTED = (
    "stop sending me to another desk",
    "stop transferring me",
    "take me off this tariff",
    "please stop charging my card",
    "cancel my contract today",
    "your texts are hard to read",
    "dejen de mandarme al buzón de voz",
    "dejen de cobrarme el seguro",
    "a mí no me llega nada de la comunidad",
    "sus mensajes no dicen nada",
    "quiero cancelar mi contrato",
    "desapunten a mi hijo del curso",
    "parem de me cobrar juros",
    "parem de me mandar pra agência",
    "não me chega mensagem nenhuma",
    "retirem a multa da minha fatura",
)


def test_none_of_these_was_learned_from():
    learned = {request.text.casefold() for request in requests()}
    assert [text for text in (*WANTED, *NOT_WANTED) if text.casefold() in learned] == []


@pytest.mark.parametrize("text", WANTED)
def test_it_is_obeyed_or_asked_about(text):
    assert wants_out(text) or may_want_out(text)


@pytest.mark.parametrize("text", NOT_WANTED)
def test_what_ends_something_else_is_neither(text):
    assert not wants_out(text)
    assert not may_want_out(text)
