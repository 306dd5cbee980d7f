"""Work in one place, in Chromium: the list beside the case, the next one after sending, search, several at once."""

from collections.abc import Callable
from datetime import timedelta

from tests.local.desk.conftest import Person
from tests.local.desk.looking import violations
from tests.local.desk.test_agents import arrives
from tests.local.running import Running


def test_an_agent_goes_through_the_list_beside_the_case_and_takes_a_text_back(
    x: Running, sign_in: Callable[..., Person]
):
    ana = sign_in(viewport={"width": 1440, "height": 900})
    page = ana.page
    _, _, first = arrives(x, "@tiendaluna mi pedido 4411 llegó roto, quiero una solución ya")
    _, _, second = arrives(x, "@tiendaluna mi pedido 4412 no llega y nadie responde")
    ana.open(first)
    page.wait_for_selector(f"#beside-{second}")
    assert page.get_attribute(f"#beside-{first}", "aria-current") == "true"
    assert violations(page) == []
    # Taken back, a text is there again.
    page.fill("#text", "Esto lo cambio antes de que salga.")
    page.click("#send")
    page.wait_for_selector(".outcome.done [data-counts]")
    page.click(".outcome.done [data-counts]")
    page.wait_for_selector(".outcome.done >> text=Deshecho")
    assert page.input_value("#text") == "Esto lo cambio antes de que salga."
    # The next case comes by itself where somebody wants that, and a reply resolves its case.
    page.check("[data-keeps]")
    page.fill("#text", "Te mandamos otro hoy mismo.")
    page.click(".more-sends summary")
    page.click("#send-resolve")
    page.wait_for_url(lambda url: first not in url)
    x.move(x.now() + timedelta(seconds=30))
    assert x.story(first)["case"]["state"] == "resolved"
    # Keys go on from there.
    here = page.url
    page.wait_for_selector("[aria-current=true].brief-link")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(",") if page.locator(".brief-link").first.get_attribute("aria-current") is None else (
        page.keyboard.press(".")
    )
    page.wait_for_url(lambda url: url != here)
    # Search.
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type("4411 roto")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#case-{first}")
    assert page.locator(f"#case-{second}").count() == 0
    assert violations(page) == []


def test_several_cases_are_chosen_by_keyboard_and_stay_chosen_while_the_list_changes(
    x: Running, sign_in: Callable[..., Person]
):
    ana = sign_in()
    page = ana.page
    _, _, first = arrives(x, "@tiendaluna pedido 5511 roto, qué vergüenza")
    page.wait_for_selector(f"#case-{first}")
    page.focus(f"#case-{first}")
    page.keyboard.press("x")
    _, _, second = arrives(x, "@tiendaluna pedido 5512 roto, qué vergüenza")
    page.wait_for_selector(f"#case-{second}")
    assert page.is_checked(f'[data-choose="{first}"]')
    page.focus(f"#case-{second}")
    page.keyboard.press("x")
    page.click("#bulk button[value=resolve]")
    page.wait_for_selector(".bulk-list")
    assert page.locator(".bulk-list .done").count() == 2
    x.settle()
    assert {x.story(one)["case"]["state"] for one in (first, second)} == {"resolved"}
