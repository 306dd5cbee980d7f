"""The page of the simulated X in a real browser: chats are written, read, answered by a button and deleted."""

import httpx
import pytest
from tests.local.browser import CHROMIUM, MISSING, launch


@pytest.fixture
def page(base):
    if not CHROMIUM:
        pytest.skip(MISSING)
    from playwright.sync_api import sync_playwright

    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        opened = browser.new_page()
        opened.set_default_timeout(30_000)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("console", lambda m: complaints.append(m.text) if "Content Security" in m.text else None)
        opened.goto(f"{base}/x/")
        yield opened
        browser.close()
    assert complaints == []


def test_a_chat_is_written_by_both_sides_and_read_as_its_keys_open_it(page, base):
    page.get_by_label("Encrypted chat", exact=True).check()
    page.get_by_label("Text", exact=True).fill("¿Cuándo llega mi pedido? <b>Ya</b>")
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator("#chats li", has_text="¿Cuándo llega mi pedido? <b>Ya</b>").wait_for()
    page.get_by_label("Agent (in the X app)").check()
    page.get_by_label("Text", exact=True).fill("Mañana")
    page.get_by_role("button", name="Send", exact=True).click()
    answer = page.locator("#chats li", has_text="Mañana")
    answer.get_by_role("button", name="React").click()
    answer.get_by_text("👍", exact=False).first.wait_for()
    page.locator("#chats li", has_text="👍").first.wait_for()
    page.get_by_role("button", name="Delete the chat message of @maria_lopez").click()
    page.locator("#chats li", has_text="¿Cuándo llega").wait_for(state="detached")
    timeline = httpx.get(f"{base}/x/simulate/timeline", trust_env=False).json()
    assert [(one["text"], one["reactions"]) for one in timeline["chats"]] == [("Mañana", ["👍"])]


def test_the_page_fits_a_phone(page):
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
