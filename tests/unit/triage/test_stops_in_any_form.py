"""Requests to stop by the forms of their verbs: wishes and orders stop, facts and other things do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.triage.opt_out import may_want_out, wants_out
from care.triage.stop_learned import asks_to_stop


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
        "sáquenme del listado de avisos",
        "elimínenme de su base de datos de promociones",
        "no sigáis mandando encuestas a este número",
        "nunca más me manden ninguna",
        "por favor no insistan con las encuestas",
        "olvidaos: quiero decir, olvídense de mí con sus sms",
        "prefiro não receber nada automático",
        "não voltem a escrever-me por aqui",
        "tira meu número daí e não manda mais promoção",
        "opt me out of these communications",
        "how do I get you to stop texting me these reminders?",
        "never send me another one of these texts",
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
        "bórrenme los mensajes de la bandeja",
        "no me hablen más de plazos",
        "olvidé los mensajes de ayer",
        "no sigan mandando técnicos",
        "não voltem a mandar o mesmo técnico",
        "it is another one of these messages with no answer",
        "ninguna me la mandaron",
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


@pytest.mark.parametrize(
    "text",
    [
        "mandadme al olvido en vuestros boletines y parad los mensajitos, majos",
        "ni se os ocurra mandarme más encuestas chorras",
        "stop the endless survey carousel",
    ],
)
def test_a_request_in_new_words_is_asked_about(text):
    assert may_want_out(text) or wants_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "el sms no me llegó nunca",
        "não recebi mais nenhuma mensagem",
        "three emails and finally done",
        "los mensajes llegan tarde siempre",
        "no entiendo vuestros mensajes",
        "¿ya no mandáis avisos?",
    ],
)
def test_what_is_told_of_messages_is_not_asked_about(text):
    assert not may_want_out(text)
    assert not wants_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "mirad, a mi edad yo ya no estoy para encuestas, os agradecería que no me llegasen más al móvil",
        "vê se tira o meu contato dessa propaganda toda que chega no direct",
        "honestly the surveys every other day are doing my head in, can you make them stop",
    ],
)
def test_what_no_list_knows_the_model_has_learned(text):
    assert asks_to_stop(text) > 0.5
    assert wants_out(text) or may_want_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "no dejéis de mandarme los avisos del pedido, me van bien",
        "please never stop texting me when it is out for delivery",
        "não parem de mandar as atualizações, por favor",
        "no me deja enviar mensajes desde ayer",
        "borrad los mensajes en que sale mi teléfono",
    ],
)
def test_what_must_not_end_and_what_the_customer_sends_is_no_stop(text):
    assert not wants_out(text)
    assert not may_want_out(text)


@given(st.text(max_size=300))
def test_any_text_has_a_probability(text):
    assert 0 <= asks_to_stop(text) <= 1
