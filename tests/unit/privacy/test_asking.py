"""An agent who asks for what is personal, where everybody would read the answer."""

import pytest

from care.privacy.asking import asked_for
from care.privacy.kinds import Kind


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Mándanos aquí tu DNI y lo miramos", {Kind.IDENTITY}),
        ("¿Nos puedes decir tu teléfono de contacto?", {Kind.PHONE}),
        ("Hola, Ana. Indícanos tu nombre completo y DNI, por favor", {Kind.IDENTITY}),
        ("Necesitamos la dirección de entrega", {Kind.ADDRESS}),
        ("¿Cuál es tu correo electrónico?", {Kind.EMAIL}),
        ("Facilítanos el número de tarjeta y el CVV", {Kind.CARD, Kind.SECRET}),
        ("Envie o seu CPF para verificarmos", {Kind.IDENTITY}),
        ("Pode informar o telefone, por favor?", {Kind.PHONE}),
        ("Qual é a sua morada?", {Kind.ADDRESS}),
        ("Precisamos do seu e-mail e do CPF", {Kind.EMAIL, Kind.IDENTITY}),
        ("Please send us your phone number and postcode", {Kind.PHONE, Kind.ADDRESS}),
        ("What's your date of birth?", {Kind.IDENTITY}),
        ("Could you confirm your email address?", {Kind.EMAIL}),
    ],
)
def test_a_request_for_what_is_personal_is_told_by_kind(text, kinds):
    assert set(asked_for(text)) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "Mándanos tu DNI por DM y lo miramos",
        "Escríbenos por mensaje privado con tu teléfono",
        "No nos mandes aquí tu DNI",
        "Nunca compartas tu contraseña",
        "Envie o seu CPF por mensagem privada",
        "Please send us your phone number in a direct message",
        "We will never ask what your password is",
        "Puedes escribirnos a nuestro correo",
        "Mándanos tu número de pedido",
        "Ya hemos confirmado el envío, llega mañana",
        "Confirmamos que la tarjeta regalo ya está activa",
        "Our address is on the web",
        "Gracias por avisar, lo revisamos ahora mismo",
        "",
    ],
)
def test_what_asks_for_nothing_or_elsewhere_is_no_such_request(text):
    assert asked_for(text) == []
