"""What an agent still sees of what was found."""

import pytest

from care.privacy.finder import find
from care.privacy.kinds import Found, Kind
from care.privacy.mask import redact


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Soy ana.sanz@gmail.com, hola", "Soy a…@gmail.com, hola"),
        ("ana arroba gmail punto com", "a…"),
        ("contraseña: ana@gmail.com!x9", "contraseña: •••"),
        ("la 4585 6408 3094 0928", "la •••• 0928"),
        ("ES87 2100 1713 4597 0357 0869 sí", "•••• 0869 sí"),
        ("llamad al 612 34 56 78.", "llamad al •••78."),
        ("6️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣ ya", "•••78 ya"),
        ("DNI 52601815X", "DNI •••5X"),
        ("pedido 123456789 no llega", "pedido •••789 no llega"),
        ("pedido 12345 no llega", "pedido ••• no llega"),
        ("mi contraseña es Marta1985", "mi contraseña es •••"),
        ("Vivo en C/ Mayor 15, 3º B", "Vivo en •••"),
        ("nada que ver", "nada que ver"),
        ("", ""),
    ],
)
def test_a_masked_text_shows_what_tells_one_from_another(text, masked):
    assert redact(text) == masked


def test_findings_already_known_are_masked_and_what_they_leave_too():
    text = "ana@gmail.com y 612345678"
    assert redact(text, find(text)[:1]) == "a…@gmail.com y •••"


@pytest.mark.parametrize("spans", [[(5, 20)], [(4, 6), (2, 3)], [(3, 3)], [(-1, 2)]])
def test_findings_of_another_text_are_refused(spans):
    with pytest.raises(ValueError, match="not of this text"):
        redact("nada más", [Found(Kind.PHONE, start, end) for start, end in spans])
