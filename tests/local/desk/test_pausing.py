"""A supervisor stops what is automatic, everybody sees it, and what people write goes on; in Chromium."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.local.desk.conftest import Person
from tests.local.desk.looking import is_too_wide, violations
from tests.local.desk.test_agents import arrives
from tests.local.running import Running

MONDAY = 0


@pytest.fixture
def resumed(x: Running):
    """Whatever happens, what is automatic goes out again afterwards."""
    yield
    x.centralita("resume", "tiendaluna")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_paused_at_the_desk_nothing_automatic_goes_out_and_every_page_says_so(
    x: Running, sign_in: Callable[..., Person], resumed, scheme, width
):
    x.to_weekday(MONDAY, 3)
    looks = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"}
    sara = sign_in("Sara Vidal", **looks)
    page = sara.page
    page.goto(f"{x.base}/desk/automatic")
    assert violations(page) == []
    assert not is_too_wide(page)
    page.get_by_role("button", name="Pausar los mensajes automáticos").click()
    page.wait_for_selector(".banner.paused")
    x.move(x.now() + timedelta(minutes=1))
    _, post, case_id = arrives(x)
    x.move(x.now() + timedelta(minutes=2))
    assert x.replies_to(post) == []
    ana = sign_in(**looks)
    ana.open(case_id)
    ana.page.wait_for_selector(".banner.paused")
    assert violations(ana.page) == []
    assert not is_too_wide(ana.page)
    ana.page.fill("#text", "Te contesto yo misma.")
    ana.page.click("#send")
    ana.page.wait_for_selector(".outcome.done")
    x.move(x.now() + timedelta(seconds=30))
    assert x.replies_to(post) == ["Te contesto yo misma."]
    page.goto(f"{x.base}/desk/automatic")
    assert violations(page) == []
    page.locator("form[action$='/resume'] button").click()
    page.wait_for_selector("form[action$='/pause']")
    assert page.locator(".banner.paused").count() == 0
