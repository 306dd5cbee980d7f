"""Connecting an account in a real browser: from the desk, and from a terminal whose browser comes back to it."""

import threading
from collections.abc import Iterator
from queue import Queue
from typing import Any

import pytest
from tests.local.desk.conftest import Person
from tests.local.desk.looking import is_too_wide, violations
from tests.local.running import Running

_PATIENCE = 30.0  # seconds


@pytest.fixture
def sara(chromium: Any, x: Running) -> Iterator[Person]:
    """The supervisor."""
    person = Person(chromium, x, "Sara Vidal")
    yield person
    person.context.close()
    assert person.complaints == []


def allow(page: Any, answer: str = "Allow") -> None:
    """Press a button on the simulated X's page."""
    page.wait_for_selector("select[name=account]")
    assert "dm.read" in page.content()
    page.get_by_role("button", name=answer).click()


def test_a_supervisor_connects_the_account_on_xs_page_and_takes_it_back(x: Running, sara: Person):
    page = sara.page
    page.goto(f"{x.base}/desk/settings/{x.account_id}/connection")
    page.wait_for_selector("#connection[data-standing=none]")
    assert violations(page) == []
    page.get_by_role("button", name="Conectar con X").click()
    allow(page, "Cancel")
    page.wait_for_url("**/desk/connected?**")
    assert "code=" not in page.url
    page.goto(f"{x.base}/desk/settings/{x.account_id}/connection")
    page.get_by_role("button", name="Conectar con X").click()
    allow(page)
    page.wait_for_selector("#connection[data-standing=good] [role=status]")
    assert "dm.write" in page.locator("dl.facts").first.inner_text()
    assert page.locator("#connection li strong").count() == 0, "everything is subscribed"
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert not is_too_wide(page)
    assert violations(page) == []
    assert "renewed by itself" in x.centralita("doctor", "--calls")
    page.get_by_role("button", name="Desconectar").click()
    page.wait_for_selector("#connection[data-standing=none]")


def test_an_operator_connects_the_account_from_a_terminal(x: Running, sara: Person, monkeypatch: pytest.MonkeyPatch):
    shown: Queue[str] = Queue()
    told: list[str] = []
    monkeypatch.setattr("typer.launch", shown.put)
    command = ("connect", "tiendaluna", "--browser", "--port", "0")
    terminal = threading.Thread(target=lambda: told.append(x.centralita(*command)), daemon=True)
    terminal.start()
    page = sara.page
    page.goto(shown.get(timeout=_PATIENCE))
    allow(page)
    page.wait_for_url("http://127.0.0.1:*/connected?**")
    assert "close this page" in page.content()
    terminal.join(_PATIENCE)
    assert "The tokens are stored" in told[0]
    page.goto(f"{x.base}/desk/settings/{x.account_id}/connection")
    page.wait_for_selector("#connection[data-standing=good]")
    page.get_by_role("button", name="Desconectar").click()
    page.wait_for_selector("#connection[data-standing=none]")
