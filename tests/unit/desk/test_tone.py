"""How a reply sounds, on sentences that were written before the rule was."""

import pytest

from care.desk.tone import tone
from care.model.outcomes import codes

FINE = [
    "Hola, Marta: tu pedido sale hoy y llega el jueves.",
    "Buenas tardes. Lo hemos cambiado ya.",
    "@marta ¡Hola! Te escribimos mañana antes de las 12.",
    "Olá, João! O reembolso cai até sexta-feira.",
    "Hi Grace, we'll call you today at 5 pm.",
    "Good morning! It is on its way.",
    "Sentimos lo ocurrido, Luis. El técnico va el 3 de diciembre.",
    "Obrigado por avisar! Já está resolvido.",
    "Hola, el IVA y el DNI van aparte.",
    "¡Muy buenas, Ana! Ya está cambiado.",
    "¿Qué tal, Marta? Tu pedido sale hoy.",
    "Viva, João. A encomenda sai hoje.",
    "Boa noite, Rita. Lamentamos a demora; chega na quinta-feira.",
    "Hola, si no te llega antes del jueves, dínoslo.",
    "Hola, es culpa nuestra y lo sentimos.",
    "Hi Tom, it's our fault and we're sorry.",
]
SAID = [
    ("Su paquete está en reparto.", "tone_no_greeting"),
    ("Estamos a verificar o seu pedido.", "tone_no_greeting"),
    ("Your parcel was delivered.", "tone_no_greeting"),
    ("Hola, LEA LAS CONDICIONES DE COMPRA POR FAVOR", "tone_shouts"),
    ("OLÁ, O PRAZO JÁ FOI INFORMADO", "tone_shouts"),
    ("Hola, como ya te dijimos, no se puede.", "tone_blames"),
    ("Hola. Debería haber leído las condiciones.", "tone_blames"),
    ("Olá, como já dissemos, não é possível.", "tone_blames"),
    ("Hi, that's your own fault, sorry.", "tone_blames"),
    ("Hello, you should have checked the size.", "tone_blames"),
    ("Hola, te llamaremos.", "tone_no_date"),
    ("Hola, lo miramos lo antes posible.", "tone_no_date"),
    ("Olá, entraremos em contato em breve.", "tone_no_date"),
    ("Hi, we will get back to you shortly.", "tone_no_date"),
    # A second list, written before the rule was widened
    ("Olá, a culpa é sua.", "tone_blames"),
    ("Olá, devia ter lido as condições.", "tone_blames"),
    ("Olá, como já lhe explicámos, não é possível.", "tone_blames"),
    ("Hola, eso es culpa tuya.", "tone_blames"),
    ("Hola, no es culpa nuestra, haberlo mirado antes.", "tone_blames"),
    ("Hola, tenías que haber leído las condiciones.", "tone_blames"),
    ("Hi, you should have read the terms.", "tone_blames"),
    ("Hello, that is not our fault.", "tone_blames"),
    ("Olá, entraremos em contacto brevemente.", "tone_no_date"),
    ("Olá, respondemos logo que possível.", "tone_no_date"),
    ("Hola, pronto te decimos algo.", "tone_no_date"),
    ("Hola, te llamamos enseguida.", "tone_no_date"),
    ("Hi, we'll be in touch.", "tone_no_date"),
    ("Hi, you will hear from us.", "tone_no_date"),
    ("Estamos mirando tu pedido. ^AM", "tone_no_greeting"),
]


@pytest.mark.parametrize("text", FINE)
def test_what_is_kind_is_left_alone(text: str):
    assert tone(text, first=True) == ()


@pytest.mark.parametrize(("text", "code"), SAID)
def test_what_had_better_be_said_in_another_way_is_said(text: str, code: str):
    assert [str(one) for one in codes(tone(text, first=True))] == [code]


def test_who_was_answered_before_needs_no_greeting():
    assert tone("Ya está.", first=False) == ()
    assert tone("   ", first=True) == ()


def test_an_abbreviation_shouts_at_nobody():
    assert tone("OK, IBAN y SEUR.", first=False) == ()
