"""Requests to stop told by their frame: what is threatened, needless, spared, the last; and their neighbours.

No text here was learned from.
"""

import pytest
from infra.training.stops import requests

from care.triage.opt_out import may_want_out, wants_out

WANTED = (
    "si me volvéis a mandar una encuesta os bloqueo",
    "another survey and I'll report you",
    "se me mandarem outra pesquisa vou bloquear",
    "no hace falta que sigáis enviándome encuestas",
    "no need to send me any more surveys",
    "não é preciso mandarem mais inquéritos",
    "ahórrense sus encuestas",
    "poupem-me aos vossos inquéritos",
    "spare me your surveys",
    "que sea la última vez que me escribís",
    "that's the last time you text me",
    "ni una encuesta más, por favor",
    "harta de vuestros mensajitos, parad",
    "por que continuam a mandar mensagens? parem",
    "deja de pedirme que valore",
    "stop asking me to rate you",
    "me niego a recibir más encuestas",
    "I refuse to get any more surveys",
    "¿se pueden desactivar estos avisos?",
    "is there a way to turn these messages off?",
    "stop bot",
    "desinscrever me",
    "I'd rather you didn't text me",
)
NOT_WANTED = (
    "si no me contestáis el mensaje os denuncio",
    "si me cobran otra vez bloqueo la tarjeta",
    "if you don't reply to my message I'll report you",
    "no hace falta que mandéis otro técnico",
    "no need to send another parcel",
    "ahórrense la visita",
    "spare me the lecture",
    "es la última vez que os compro",
    "that's the last time I order",
    "ni un mensaje he visto",
    "harta de esperar un mensaje",
    "me niego a pagar ese recibo",
    "I refuse to pay that",
    "¿se puede desactivar el roaming?",
    "is there a way to turn off roaming?",
    "as mensagens foram parar ao spam",
    "don't make me write that again",
    "you didn't text me",
    "nadie me contesta, ni un mensaje",
)


def test_none_of_these_was_learned_from():
    learned = {request.text.casefold() for request in requests()}
    assert [text for text in (*WANTED, *NOT_WANTED) if text.casefold() in learned] == []


@pytest.mark.parametrize("text", WANTED)
def test_it_is_obeyed(text):
    assert wants_out(text)


@pytest.mark.parametrize("text", NOT_WANTED)
def test_what_is_threatened_or_needless_for_another_reason_is_neither_obeyed_nor_asked_about(text):
    assert not wants_out(text)
    assert not may_want_out(text)
