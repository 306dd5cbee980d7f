"""The desk of the local run in a real browser, one person a context."""

from collections.abc import Callable, Iterator

import pytest
from tests.local.browser import CHROMIUM, MISSING, launch
from tests.local.running import Running


@pytest.fixture(scope="module")
def chromium():
    if not CHROMIUM:
        pytest.skip(MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


class Person:
    """Somebody at the desk, in a browser of their own. What the browser complains about fails the test."""

    def __init__(self, browser, x: Running, name: str, **options):
        self.base = x.base
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda m: self.complaints.append(m.text) if "Content Security" in m.text else None)
        self.page.goto(f"{x.base}/desk")
        self.page.get_by_role("button", name=name).click()
        self.page.wait_for_url("**/desk/*")

    def open(self, case_id):
        self.page.goto(f"{self.base}/desk/cases/{case_id}")
        self.page.wait_for_selector("#reply")


@pytest.fixture
def sign_in(chromium, x: Running) -> Iterator[Callable[..., Person]]:
    people = []

    def made(name="Ana Ruiz", **options):
        people.append(Person(chromium, x, name, **options))
        return people[-1]

    yield made
    for person in people:
        person.context.close()
        assert person.complaints == []
