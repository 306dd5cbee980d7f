"""An agent's day in Chromium: sign in, receive, answer, undo, resolve; with the keyboard, and with axe looking on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.local.desk.conftest import Person
from tests.local.desk.looking import violations
from tests.local.running import Running

# As the run begins by day, people answer before an acknowledgement does.
COMPLAINT = "@tiendaluna llevo dos días sin pedido y nadie contesta"


def arrives(x: Running, text=COMPLAINT, private=False):
    """A customer writes; the id of the case once `cases` has it."""
    name = x.customer()
    made = x.simulate("dm" if private else "post", **{"from": name, "text": text})
    x.settle()
    [case] = x.cases(made["from"])
    return name, made, case["case_id"]


def test_sign_in_receive_answer_and_resolve_without_reloading(x: Running, sign_in: Callable[..., Person]):
    ana = sign_in()
    page = ana.page
    name, post, case_id = arrives(x)
    # The queue shows it by itself.
    page.wait_for_selector(f"#case-{case_id}")
    page.click(f"#case-{case_id}")
    page.wait_for_selector("#reply")
    assert page.locator(".said-text").first.inner_text() == COMPLAINT
    page.fill("#text", "Lo estamos mirando, te decimos hoy.")
    page.wait_for_selector("#preview .counted")
    page.click("#send")
    page.wait_for_selector(".outcome.done")
    assert page.input_value("#text") == ""
    x.move(x.now() + timedelta(seconds=30))
    assert x.replies_to(post)[-1] == "Lo estamos mirando, te decimos hoy."
    page.keyboard.press("Escape")
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("e")
    page.wait_for_selector("#facts dd >> text=resuelto")
    assert x.story(case_id)["case"]["state"] == "resolved"
    assert name


def test_a_reply_is_taken_back_before_it_goes(x: Running, sign_in: Callable[..., Person]):
    ana = sign_in()
    _, post, case_id = arrives(x)
    ana.open(case_id)
    ana.page.fill("#text", "Esto no debía salir.")
    ana.page.keyboard.press("Control+Enter")
    ana.page.wait_for_selector(".outcome.done")
    ana.page.locator("h1").click()
    ana.page.evaluate("document.activeElement.blur()")
    ana.page.keyboard.press("z")
    ana.page.wait_for_selector(".outcome.done >> text=Deshecho")
    x.move(x.now() + timedelta(minutes=2))
    assert "Esto no debía salir." not in x.replies_to(post)


def test_two_people_at_one_case_see_each_other_and_only_one_answers(x: Running, sign_in: Callable[..., Person]):
    ana, bruno = sign_in(), sign_in("Bruno Costa")
    _, post, case_id = arrives(x)
    ana.open(case_id)
    bruno.open(case_id)
    ana.page.fill("#text", "La primera.")
    bruno.page.wait_for_selector("#other >> text=Ana Ruiz")
    # Bruno's page does not look again before he sends: the rule holds without it.
    bruno.page.evaluate("() => { window.htmx.remove(document.querySelector('#live')); }")
    bruno.page.fill("#text", "La segunda.")
    ana.page.click("#send")
    ana.page.wait_for_selector(".outcome.done")
    bruno.page.click("#send")
    bruno.page.wait_for_selector(".outcome.refused")
    assert bruno.page.input_value("#text") == "La segunda.", "what was written is not lost"
    bruno.page.click("#act-promise > summary")
    bruno.page.fill("#act-promise textarea", "Una lámpara nueva.")
    bruno.page.fill("#act-promise [name=due_at]", "2020-01-01T10:00")
    before = bruno.page.input_value("#act-promise [name=action_id]")
    bruno.page.click("#act-promise form > button")
    bruno.page.wait_for_function(
        "was => document.querySelector('#act-promise [name=action_id]').value !== was", arg=before
    )
    assert bruno.page.input_value("#act-promise textarea") == "Una lámpara nueva.", "nor in any other box"
    x.move(x.now() + timedelta(seconds=30))
    assert "La primera." in x.replies_to(post)
    assert "La segunda." not in x.replies_to(post)


def test_all_of_it_by_keyboard(x: Running, sign_in: Callable[..., Person]):
    ana = sign_in()
    page = ana.page
    _, _, case_id = arrives(x)
    page.wait_for_selector(f"#case-{case_id}")
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    page.keyboard.press("Escape")
    for _ in range(60):
        page.keyboard.press("j")
        if page.evaluate("document.activeElement.id") == f"case-{case_id}":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#reply")
    page.keyboard.press("n")
    page.wait_for_selector("#act-note textarea:focus")
    page.keyboard.type("llamar mañana")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".by-note >> text=llamar mañana")
    # The story may show it before the box knows: until then keys are letters.
    page.wait_for_selector("body:not(:has(textarea:focus))")
    page.keyboard.press("a")
    page.wait_for_selector("#facts dd >> text=Ana Ruiz")
    page.keyboard.press("r")
    page.wait_for_selector("#text:focus")
    page.keyboard.type("j y k son letras")
    assert page.input_value("#text") == "j y k son letras"
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.wait_for_url("**/desk/cases?*")
    page.goto(f"{ana.base}/desk/cases/{case_id}")
    assert page.input_value("#text") == "j y k son letras", "a text is kept until it is sent"


def test_sensitive_data_is_hidden_until_it_is_asked_for(x: Running, sign_in: Callable[..., Person]):
    ana = sign_in()
    _, _, case_id = arrives(x, "hola, mi correo es lucia.perez@gmail.com", private=True)
    ana.open(case_id)
    assert "lucia.perez" not in ana.page.content()
    ana.page.locator(".reveal button").first.click()
    ana.page.wait_for_selector("text=lucia.perez@gmail.com")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    x: Running, sign_in: Callable[..., Person], scheme, width
):
    _, _, case_id = arrives(x, "@tiendaluna la lavadora llegó rota, pedido 12345678, mi teléfono es 612345678")
    ana = sign_in(color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page = ana.page
    page.wait_for_selector(f"#case-{case_id}")
    assert violations(page) == []
    ana.open(case_id)
    page.fill("#text", "Palabra larga. " * 30)
    page.wait_for_selector("#preview blockquote")
    for summary in page.locator(".act > summary").all():
        summary.click()
    page.wait_for_selector("#clocks h3")
    # What is half under the bar that stays at the top is too small for axe while it is there.
    page.evaluate("scrollTo(0, 0)")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    page.goto(f"{ana.base}/desk/search?q=lavadora")
    page.wait_for_selector(f"#case-{case_id}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{ana.base}/desk/sign-in")
    assert violations(page) == []


def test_without_scripts_the_desk_still_works(x: Running, sign_in: Callable[..., Person]):
    _, post, case_id = arrives(x)
    ana = sign_in(java_script_enabled=False)
    ana.open(case_id)
    ana.page.fill("#text", "Sin script también.")
    ana.page.click("#send")
    ana.page.wait_for_url("**?reply=*")
    x.move(x.now() + timedelta(seconds=30))
    assert "Sin script también." in x.replies_to(post)
