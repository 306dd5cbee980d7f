"""Requests to stop by the forms of their verbs: wishes and orders stop, facts and other things do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.triage.opt_out import wants_out


@pytest.mark.parametrize(
    "text",
    [
        "os rogaría que no me mandaseis más encuestas",
        "les pediría que no me contactaran más por aquí",
        "haga el favor de no escribirme más",
        "que no me saturéis la bandeja de entrada",
        "cortadla ya con los mensajes",
        "anulen los avisos automáticos",
        "borra mi correo de tu lista de contactos",
        "cero encuestas por favor",
        "pedia que não me contactassem mais",
        "não me encham a caixa de mensagens",
        "desativa essas notificações",
        "zero mensagens por favor",
        "delete my number from this list",
        "i want out of this list",
        "please make these texts stop",
        "i'd like to opt out",
        "unsub please",
        "no tenéis mi permiso para mandarme mensajes",
        "retiro mi consentimiento para estos mensajes",
        "i never gave permission to be contacted",
        "não autorizo mais contatos",
        "no me bombardeéis con encuestas",
        "párenle a las encuestas",
        "silenciad estos avisos",
        "do not contact this number again",
        "i don't want to hear from you again",
        "nada de encuestitas, no me mandéis más mensajillos",
        "me descadastra dessa lista",
    ],
)
def test_a_request_is_obeyed_in_whatever_form_its_verb_stands(text):
    assert wants_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "no me mandaron los mensajes",
        "no me enviaban avisos",
        "ya no me mandan mensajes",
        "no quiero publicidad en el buzón de mi casa",
        "el buzón de voz está lleno de mensajes",
        "anulen la entrega",
        "desactiven la tarjeta",
        "não me mandaram mensagem nenhuma",
        "não desativem a minha conta",
        "i'd like to opt out of the insurance",
        "unsubscribe me from the gold plan",
        "i want out of this contract",
        "delete my account number",
        "cero respuestas por favor",
        "no tenéis mi permiso para cobrarme",
        "retiro mi reclamación",
        "do not call this number again",
        "i don't want to hear that again",
        "estoy cansado de mandar mensajes",
        "no me metáis en más líos",
        "bloqueen mi tarjeta",
        "não autorizo mais cobranças",
        "llenen el depósito antes de mandar más mensajes",
        "não me chamem mais de cliente especial",
    ],
)
def test_a_fact_or_another_thing_is_no_request(text):
    assert not wants_out(text)


@given(
    st.sampled_from(["anulen", "eliminen", "quiten", "retirem", "desativem", "cancel", "stop", "cortad", "delete"]),
    st.sampled_from(["pedido", "cargo", "fatura", "contrato", "order", "charge", "visita", "assinatura premium"]),
    st.sampled_from(["", " por favor", " please", " ya", " de mi cuenta", " da minha conta"]),
)
def test_what_ends_something_else_never_ends_messages(verb, thing, tail):
    assert not wants_out(f"{verb} {thing}{tail}")
