"""Spam at the desk in Chromium: it is seen, marked with a key, and taken back."""

from collections.abc import Callable

from tests.local.desk.conftest import Person
from tests.local.desk.looking import violations
from tests.local.desk.test_agents import arrives
from tests.local.running import Running


def test_an_agent_marks_spam_with_a_key_and_takes_it_back(x: Running, sign_in: Callable[..., Person]):
    ana = sign_in()
    _, _, case_id = arrives(x, "@tiendaluna AIRDROP live! Claim your free tokens https://sol-claim.example/go")
    ana.open(case_id)
    assert "Parece spam" in ana.page.locator("#spam").inner_text()
    assert violations(ana.page) == []
    ana.page.locator("#spam").get_by_role("button", name="Es spam", exact=True).click()
    ana.page.wait_for_selector("#spam >> text=Marcado como spam")
    ana.page.locator("#spam").get_by_role("button", name="No es spam").click()
    ana.page.wait_for_selector("#spam", state="detached")
    assert x.story(case_id)["case"]["state"] == "open"
    ana.page.locator("h1").click()
    ana.page.keyboard.press("b")
    ana.page.locator("#act-spam").get_by_role("button", name="Es spam").click()
    ana.page.wait_for_selector("#spam >> text=Marcado como spam")
