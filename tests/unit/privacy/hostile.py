"""Texts that somebody sends to make us slow: each pattern is repeated to any length."""

PATTERNS = [
    *["a@", "a@a.", "a.", "@a", "a@b.es ", "(at)b", " at a dot a", "a arroba b punto ", "a%40b", "%40a.", "a.b/"],
    *["4", "1 1 1 ", "1-", "1.", "4 5 8 5 ", "4585640830940927 ", "4585640830940928 ", "1 000 000 000 ", "12 345 "],
    *["612345678 ", "+34612345678 ", "+999 ", "tel ", "tel 1234567 ", "612345678\n", "+(", "(", "("],
    *[
        "ES00 ",
        "ES00ES00 ",
        "ES87 2100 1713 4597 0357 0868 ",
        "iban ",
        "12345678A ",
        "52601815X ",
        "dni ",
        "dni 1",
        "dni nº es el: ",
    ],
    *["12ABC34501DE34 ", "ABCDEFGHIJKL12 ", "ABCD123456XYZ ", "dni 123456 ", "AB1 ", "a1"],
    *[
        "C/ ",
        "calle ",
        "calle mayor ",
        "calle mayor 1 ",
        "Rua das Flores ",
        "calle mayor 1, 3a, 3b, 3c, 3d, 3e, ",
        "cep ",
    ],
    *[
        "1 a ",
        "1 main main main main street ",
        "1 Abcdefghijklmnopqrst ",
        "po box ",
        "calle mayor 1 apto 1 bloque 2 3a ",
    ],
    *["pedido ", "pedido nº ", "pedido 12345 ", "clave ", "clave de a a ", "contraseña de acceso del wifi ", "pin: "],
    *["pin 1234 ", "ab1c es mi pin ", "?token=", "&token=abcd", "=", '"', ":"],
    *["http://", "www.", "#1", "#a", "#" + "1" * 200, "12/05/2026 ", "12:30 ", "$1 ", "1 mil ", "1.000."],
    *[
        " ",
        ".",
        "-",
        "_",
        "\n",
        "\x00",
        "\x01",
        "😀",
        "6️⃣",
        "\u200b",
        "6\u200b",
        "e\u0301",
        "٦١٢٣٤٥٦٧٨ ",
        "６１２",
        "•••78 ",
    ],
    *["flat 1 the Aa court ", "Aa kalea ", "C/ Aa 5, A, B, C, D, ", "1 Aa st, Bb Cc Dd ", "calle a 1 de madrid "],
    *["28001 cp court ", "1 aa court 28001 aa ", "Aa 1 piso 2 28001 bb "],
    *["vivo en Aaa ", "a guion bajo ", "el sms dice 1 2 ", "llamo al ", "pasaporte a ", "**** ", "agencia 1 conta "],
    "C/ Mayor 15, pedido 12345, a@b.es, 612345678, ES87 ",
    "".join(map(chr, range(0x100, 0x1400))),
]


def hostile(pattern, length):
    return (pattern * (length // len(pattern) + 1))[:length]
