"""At the edges of what is personal: each text with what is found of it in ⟦marks⟧, and the rest passed over."""

import re

import pytest

from care.privacy.finder import find


def plain(text: str) -> str:
    return re.sub(r"⟦\w+\||⟧", "", text)


def marked(text: str) -> str:
    told, place = "", 0
    for one in find(text, ("ES",)):
        told += f"{text[place : one.start]}⟦{one.kind.value}|{text[one.start : one.end]}⟧"
        place = one.end
    return told + text[place:]


@pytest.mark.parametrize(
    "text",
    [
        "el código es ⟦secret|4821⟧",
        "el código es 482",
        "el PIN es ⟦secret|482⟧",
        "el PIN es 48",
        "mi clave: ⟦secret|1234 5678⟧",
        "senha: ⟦secret|9988 7766⟧ e não entra",
        "my password is ⟦secret|1234-5678-90⟧.",
        "el PIN: ⟦secret|4821 3372⟧, gracias",
        "mi clave: ⟦secret|1234⟧ 20€",
        "mi clave: ⟦secret|1234⟧ 20h",
        "mi clave: ⟦secret|1234⟧ 2 veces",
        "el código es ⟦secret|123456789012⟧",
        "el código es 1234567890123",
        "el código es ⟦secret|A1B2C3⟧",
        "el código es A1BCDE",
        "el código es (1B2C3",
        "el código 2019",
        "el código: ⟦secret|2019⟧",
        "el pin ⟦secret|2019⟧",
        "código VERANO20",
        "el código es VERANO20",
        "código ⟦secret|123 456⟧",
        "el código de error es 4821",
        "el código de descuento es VERANO20",
        "código postal 28013",
        "mi contraseña ⟦secret|PerroAzul9⟧",
        "mi contraseña 19",
        "mi contraseña a19",
        "mi contraseña ⟦secret|ab19⟧",
        "mi contraseña 2019",
        "mi contraseña es ⟦secret|perroazul⟧",
        "la contraseña es perroazul",
        "mi contraseña es perroazul y no entra",
        "mi contraseña del wifi es perroazul",
        "Contraseña: ⟦secret|perroazul⟧",
        "Contraseña: perroazul no entra",
        "mi contraseña: ⟦secret|perroazul⟧ no entra",
        "contraseña: mínimo ocho letras",
        'la contraseña "⟦secret|perroazul⟧" no entra',
        'contraseña: "⟦secret|perroazul⟧" no entra',
        "my password is ⟦secret|blueDog⟧",
        "my password is wrong",
        "my password is wrong!",
        "clave de acceso ⟦secret|77aX21⟧",
        "la clave nueva: ⟦secret|77aX21⟧",
        "⟦secret|4821aa⟧ es mi contraseña",
        "perro es mi contraseña",
        "el código del SMS es ⟦secret|4 8 2 1 9 3⟧",
        "el código del SMS 4 8 2",
        "me llegó un código, era 482193",
        "sms de 912345",
        "el SMS ⟦secret|482193⟧",
        "o código ⟦secret|61 08 44⟧",
        "código 61 08",
        "el código del pedido es ⟦reference|482193⟧",
        "el token que me dio es ⟦secret|2019⟧",
        "el código enviado ⟦secret|482-193⟧",
        "el código que llega es ⟦secret|G-492017⟧",
        "el código del pedido que llega es ⟦secret|G-492017⟧",
        "https://x.example/?token=⟦secret|abcd⟧",
        "https://x.example/?token=abc",
        "https://x.example/?q=abcd",
        "https://x.example/?reset_password=⟦secret|abcd⟧&x=1",
        "la contraseña es mala",
        "la contraseña es muy larga",
        "mi contraseña (⟦secret|perro9⟧)",
        "el PIN ⟦secret|4821⟧.",
        "contraseña: http://x.example",
    ],
)
def test_what_is_said_of_a_secret_is_told_from_the_secret(text: str):
    assert marked(plain(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "llámame al ⟦phone|612 345 678⟧",
        "llámame al ⟦phone|612 345 678⟧ 5B",
        "mi móvil ⟦phone|612345678⟧ ⟦phone|912345678⟧",
        "de 12 a 14 ⟦phone|612345678⟧",
        "tel ⟦phone|0034 612 345 678⟧",
        "⟦phone|+34 612 345 678⟧",
        "+34 900 123 456",
        "900 123 456",
        "902123456",
        "mi teléfono es ⟦phone|12345678⟧",
        "son 12345678 y nada más",
        "mi teléfono es ⟦phone|1234567⟧",
        "mi teléfono es 123456",
        "mi número es ⟦phone|111111111⟧",
        "⟦phone|34612345678⟧",
        "⟦phone|34 612 345 678⟧",
        "447911123456",
        "⟦phone|44 7911 123456⟧",
        "mi número es ⟦phone|447911123456⟧",
        "2019 2020 2021",
        "1.000.000.000",
        "mi teléfono es ⟦phone|612000000⟧",
        "⟦phone|seis uno dos tres cuatro cinco seis siete ocho⟧",
        "seis uno dos 345678",
        "seis uno 2345678",
        "seis uno dos tres cuatro cinco seis siete",
        "llámame al ⟦phone|612345678⟧b",
        "⟦phone|612345678⟧ 5",
        "⟦phone|612 345 678⟧/⟦phone|912 345 678⟧",
    ],
)
def test_a_telephone_is_told_from_other_numbers(text: str):
    assert marked(plain(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "envío ⟦reference|LX123456785DE⟧ hoy",
        "envío ⟦reference|LX123456784DE⟧ hoy",
        "envío ⟦reference|RR473124829ES⟧ hoy",
        "al ⟦phone|915 123 456⟧ no",
        "⟦reference|AL 915 123 456 NO⟧",
        "⟦reference|123-1234567-1234567⟧",
        "⟦reference|TBA123456789012⟧",
        "pedido ⟦reference|1234⟧",
        "pedido 123",
        "pedido 2019",
        "pedido nº ⟦reference|2019⟧",
        "pedido ⟦reference|AB 1234⟧",
        "pedido ab 1234",
        "pedido ⟦reference|1234 5678⟧",
        "reserva ⟦reference|ABC1DE⟧",
        "reserva abc1de",
        "pedido ABC1DE",
        "el pedido que hice el martes, ⟦reference|112-3344556⟧",
        "⟦reference|1Z999AA10123456784⟧",
        "hoy ⟦reference|LX123456785DE⟧",
        "hoy LX123456784DE",
        "hoy ⟦reference|LX100000025DE⟧",
        "hoy ⟦reference|LX100000140DE⟧",
        "hoy LX100000141DE",
        "hoy LX12345675DE",
        "hoy 1Z999AA10123456785",
    ],
)
def test_a_number_of_an_order_or_a_parcel_is_told_from_others(text: str):
    assert marked(plain(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "DNI ⟦identity|12345678Z⟧",
        "DNI ⟦identity|12345678A⟧",
        "⟦identity|12345678Z⟧",
        "12345678A",
        "12345678 a las 9",
        "12345678 z",
        "mi DNI es ⟦identity|1234567⟧",
        "mi pasaporte, que caduca pronto, es el ⟦identity|XDC112233⟧",
        "mi DNI va en el pedido ⟦reference|12345678⟧",
        "sort code ⟦iban|12-34-56⟧ account ⟦iban|12345678⟧",
        "account 12345678",
        "tarjeta terminada en ⟦card|1234⟧",
        "final 1234",
        "tarjeta final ⟦card|1234⟧",
        "tarjeta final 2019",
        "tarjeta terminada en ⟦card|2019⟧",
        "⟦card|**** 1234⟧",
        "nací el ⟦identity|3/4/1985⟧",
        "el 3/4/1985",
    ],
)
def test_an_identity_an_account_a_card_and_a_birth_are_known_by_check_or_word(text: str):
    assert marked(plain(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "⟦address|C/ Mayor 15⟧",
        "calle Mayor 2019",
        "⟦address|calle Mayor, 2019⟧",
        "calle Mayor 12345",
        "⟦address|Gran Vía 32⟧",
        "Gran Vía 3200",
        "⟦address|Gran Vía 320⟧",
        "⟦address|Diagonal 12⟧",
        "calle 15",
        "cuesta mucho 15",
        "⟦address|Cuesta Blanca 15⟧",
        "cuesta lote 15",
        "vivo en ⟦address|Juramento 2089⟧",
        "vivo en juramento 2089",
        "⟦address|Los Leones 1245, depto 802⟧",
        "⟦address|12 Baker Street⟧",
        "12 the Street",
        "⟦address|12 the Street, London NW1 6XE⟧",
        "12 my street",
        "⟦address|5 Green Park⟧",
        "5 green park",
        "⟦address|12 baker street london⟧",
        "my postcode is ⟦address|NW1 6XE⟧",
        "I live at ⟦address|NW1 6XE⟧",
        "NW1 6XE",
        "⟦address|calle Mayor 15, 28013 madrid⟧",
        "⟦address|calle Mayor 15 3º B⟧ Calafell",
        "⟦address|avenida de América 14⟧",
        "calle de 14",
        "⟦address|calle 25 de Mayo 14⟧",
        "plaza de España, 25 de abril",
        "carrera larga 15",
        "⟦address|Carrera Larga 15⟧",
        "⟦address|bairro alto casa 15⟧",
        "parque, 15",
        "⟦address|C/Mayor 15⟧",
        "km 12",
        "⟦address|10 Downing Street SW1A 2AA⟧",
        "10 years Street",
        "⟦address|Rose Cottage, 10 Mill Lane⟧",
    ],
)
def test_where_somebody_lives_is_told_from_a_place_and_a_year(text: str):
    assert marked(plain(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "⟦email|ana@gmail⟧",
        "⟦email|ana@gmail.com⟧",
        "@ana@gmail.com",
        "ana@",
        ".⟦email|ana@gmail.com⟧",
        "⟦email|ana arroba gmail punto com⟧",
        "⟦email|ana (at) gmail.com⟧",
        "⟦email|ana%40gmail.com⟧",
        "@ana",
        "⟦email|a@b.es⟧",
    ],
)
def test_a_mail_is_told_from_a_name(text: str):
    assert marked(plain(text)) == text
