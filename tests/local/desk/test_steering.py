"""A supervisor in Chromium: opens and ends an incident, approves a held reply, looks at budget, people and trail."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.local.desk.conftest import Person
from tests.local.desk.looking import is_too_wide, narrow_menus, violations
from tests.local.desk.test_agents import arrives
from tests.local.running import Running

STEER = "/desk/steer/2000000000000000001"
PAGES = ("decisions", "incidents", "budget", "people", "customers", "trail")


def test_an_incident_is_opened_customers_are_told_and_told_again_when_it_is_over(
    x: Running, sign_in: Callable[..., Person]
):
    sara = sign_in("Sara Vidal")
    page = sara.page
    page.goto(f"{x.base}{STEER}/incidents")
    page.fill("details.card input[name=incident_id]", "pagos")
    page.fill("details.card textarea[name=terms]", "no puedo pagar, pasarela de pago")
    page.fill("details.card textarea[name=text_es]", "Los pagos fallan ahora mismo; lo estamos arreglando.")
    page.fill("details.card textarea[name=end_es]", "Los pagos vuelven a funcionar.")
    page.get_by_role("button", name="Abrir y avisar").click()
    page.wait_for_selector(".told >> text=pagos abierta")
    x.move(x.now() + timedelta(minutes=2))
    _, post, case_id = arrives(x, "@tiendaluna no puedo pagar con la tarjeta")
    x.move(x.now() + timedelta(minutes=2))
    assert any("Los pagos fallan" in text for text in x.replies_to(post))
    page.goto(f"{x.base}/desk/cases?view=incident&incident=pagos")
    page.wait_for_selector(f"#case-{case_id}")
    page.goto(f"{x.base}{STEER}/incidents")
    page.get_by_text("Cerrar incidencia").click()
    page.get_by_role("button", name="Cerrar y avisar").click()
    page.wait_for_selector(".told >> text=pagos cerrada")
    x.move(x.now() + timedelta(minutes=3))
    assert any("Los pagos vuelven" in text for text in x.replies_to(post))


def test_a_held_reply_is_seen_with_why_and_goes_once_it_is_approved(x: Running, sign_in: Callable[..., Person]):
    _, post, case_id = arrives(x)
    ana = sign_in()
    ana.open(case_id)
    ana.page.fill("#text", "Lo vemos con nuestro abogado.")
    ana.page.wait_for_selector("#preview .warned")
    ana.page.click("#send")
    ana.page.wait_for_selector(".outcome.done")
    x.move(x.now() + timedelta(seconds=30))
    assert x.replies_to(post)[-1:] != ["Lo vemos con nuestro abogado."]
    sara = sign_in("Sara Vidal")
    page = sara.page
    page.goto(f"{x.base}{STEER}/decisions")
    card = page.locator(".card", has_text=case_id)
    assert "abogado" in card.inner_text()
    card.get_by_role("button", name="Aprobar").click()
    card.locator(".outcome.done").wait_for()
    x.move(x.now() + timedelta(seconds=30))
    assert x.replies_to(post)[-1] == "Lo vemos con nuestro abogado."
    page.goto(f"{x.base}{STEER}/trail?case={case_id}")
    assert "aprobó una respuesta" in page.content()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_on_a_supervisors_pages(x: Running, sign_in: Callable[..., Person], scheme, width):
    _, _, case_id = arrives(x)
    x.centralita("cases", "reply", case_id, "Lo vemos con nuestro abogado.", "--public", "--by", "ana@demo.example")
    x.move(x.now() + timedelta(seconds=30))
    sara = sign_in("Sara Vidal", color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    for name in PAGES:
        sara.page.goto(f"{x.base}{STEER}/{name}")
        if name == "customers":
            sara.page.fill("input[name=customer]", case_id)
            sara.page.get_by_role("button", name="Buscar", exact=True).click()
            sara.page.wait_for_selector("#found")
        sara.page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        assert violations(sara.page) == [], name
        assert not is_too_wide(sara.page), name
    assert narrow_menus(sara.page) == []
