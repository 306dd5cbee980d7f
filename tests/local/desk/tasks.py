"""Ten tasks of an agent at the run that is up (`make run`, then `make tasks`): presses and seconds of each.

A press is a click, a key or chord, or a choice in a list; a text that is typed is told apart. The seconds are of the
browser and the desk on this machine, from the first press to what shows that it is done: nobody thinks or reads.
"""
# ruff: noqa: T201  for the terminal

import json
import sys
import time
from collections.abc import Callable

import httpx
from infra import ROOT
from playwright.sync_api import Page, sync_playwright
from tests.local.browser import launch

SHOP = "2000000000000000001"
PICTURE = ROOT / "infra/local/past/pictures/lampara.png"


class Hand:
    """Does what a person does, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses, self.texts = page, 0, 0

    def click(self, what: str) -> None:
        self.presses += 1
        self.page.locator(what).first.click()

    def key(self, name: str) -> None:
        self.presses += 1
        self.page.keyboard.press(name)

    def write(self, text: str, where: str = "") -> None:
        self.texts += 1
        if where:
            self.page.locator(where).first.fill(text)
        else:
            self.page.keyboard.type(text)

    def choose(self, where: str, label: str) -> None:
        self.presses += 1
        self.page.locator(where).first.select_option(label=label)

    def sees(self, what: str) -> None:
        self.page.locator(what).first.wait_for()


def find(hand: Hand) -> None:
    hand.key("/")
    hand.write("marín factura nif")
    hand.key("Enter")
    hand.sees("#queue .row >> text=Lucía Marín")


def answer(hand: Hand) -> None:
    hand.key("r")
    hand.write("Sí, enviamos a Ceuta en cuatro días.")
    hand.key("Control+Enter")
    hand.sees(".outcome.done")


def saved_reply(hand: Hand) -> None:
    hand.key("i")
    hand.page.locator(".inserts .filter").first.focus()
    hand.write("roto")
    hand.key("Enter")
    hand.key("Control+Shift+Enter")
    hand.sees(".outcome.done")


def photo(hand: Hand) -> None:
    hand.click(".attaching summary")
    hand.presses += 1
    hand.page.locator("#attach").first.set_input_files(str(PICTURE))
    hand.write("Así queda montada.", "#text")
    hand.key("Control+Enter")
    hand.sees(".outcome.done")


def snooze(hand: Hand) -> None:
    hand.key("s")
    hand.click("#act-snooze button[value=next_opening]")
    hand.sees(".outcome.done")


def hand_over(hand: Hand) -> None:
    hand.key("g")
    hand.choose("#act-assign select", "Bruno Costa")
    hand.write("Pregunta por el almacén", "#act-assign textarea")
    hand.click("#act-assign form button:last-of-type")
    hand.sees(".outcome.done")


def merge(hand: Hand) -> None:
    hand.key("m")
    hand.click("#act-merge form button:last-of-type")
    hand.sees(".outcome.done")


def undo(hand: Hand) -> None:
    hand.click(".outcome.done [data-counts]")
    hand.page.wait_for_function("() => document.getElementById('text').value !== ''")


def eight(hand: Hand) -> None:
    for box in hand.page.locator(".choose").all()[:8]:
        hand.presses += 1
        box.check()
    hand.click("#bulk button[value=resolve]")
    hand.sees(".bulk-list")


def brand(hand: Hand) -> None:
    hand.write("casaclara", "input[name=username]")
    hand.write("https://nueva.example/privacidad", "input[name=privacy_url]")
    hand.click("button.primary")
    hand.sees(".setup-steps")


def whole_brand(hand: Hand) -> None:
    """On from where it was begun: connected, hours, texts, somebody beside oneself, and a first message."""
    page = hand.page
    setup = page.url
    hand.click("a.button[href$='/connection']")
    hand.click("#connection form button.primary")
    hand.choose("select[name=account]", page.locator("option", has_text="@casaclara").first.inner_text())
    hand.click("button:has-text('Allow')")
    hand.sees("#connection[data-standing=good]")
    hand.click(".settings-nav a[href^='/desk/setup/']")
    hand.click("a.button[href$='/hours']")
    hand.click("button.primary[value=save]")
    hand.sees(".saved")
    hand.click(".settings-nav a[href^='/desk/setup/']")
    hand.click("form:has(input[value=texts]) button")
    hand.click("a.button[href$='/people']")
    hand.write("berta@casaclara.example", "input[name=id]")
    hand.write("Berta Gil", "input[name=name]")
    hand.click("form.card button.primary")
    hand.sees(".told[role=status]")
    for _ in range(2):  # back over the answer and the form
        hand.presses += 1
        page.go_back()
    page.wait_for_url(setup)
    hand.texts += 1  # what somebody writes on X
    written = {"from": "maria", "text": "@casaclara ¿abrís hoy?"}
    httpx.post(f"{page.url.split('/desk')[0]}/x/simulate/post", json=written)
    hand.sees(".setup-steps li.done:nth-child(5)")


# What it is, where it begins (a page, or a case of somebody), and what is done.
TASKS: tuple[tuple[str, str, Callable[[Hand], None]], ...] = (
    ("find a customer by words", "/desk/cases", find),
    ("answer in public", "Nadia Benali", answer),
    ("take it back", "", undo),
    ("answer with a saved reply and resolve", "Tiago Moura", saved_reply),
    ("send a photo", "Félix Aranda", photo),
    ("snooze until the opening", "Clotilde Mora", snooze),
    ("hand over with a note", "Emma Whitcombe", hand_over),
    ("merge into another case", "Lucía Marín", merge),
    ("resolve eight at once", "/desk/cases?sort=age", eight),
    ("begin a new brand: found on X, its set-up begun", "/desk/setup", brand),
    ("the rest of its set-up: connected, hours, texts, people, a first message", "", whole_brand),
)


def main() -> int:
    base = json.loads((ROOT / ".local" / "ready.json").read_text(encoding="utf-8"))["desk_url"].removesuffix("/desk")
    failed = 0
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce").new_page()
        page.set_default_timeout(15_000)
        page.goto(f"{base}/desk/sign-in")
        page.get_by_role("button", name="Sara Vidal").click()
        page.wait_for_selector("#queue .row")
        print("| task | presses | texts | seconds |\n|---|---|---|---|")
        for name, where, does in TASKS:
            begin(page, base, where)
            hand, start = Hand(page), time.perf_counter()
            try:
                does(hand)
            except Exception as error:  # noqa: BLE001  the others are looked at all the same
                failed += 1
                print(f"| {name} | failed ({type(error).__name__}); begin with a fresh run | | |")
                continue
            print(f"| {name} | {hand.presses} | {hand.texts} | {time.perf_counter() - start:.1f} |")
        browser.close()
    return min(failed, 1)


def begin(page: Page, base: str, where: str) -> None:
    """The page of the task, or a case of a customer, with nothing in use."""
    if where.startswith("/"):
        page.goto(f"{base}{where}")
    elif where:
        page.goto(f"{base}/desk/search?account={SHOP}&q={where.split(' ')[1]}")
        page.get_by_role("link", name=where).first.click()
        page.wait_for_selector("#reply")
        page.wait_for_timeout(500)
    page.evaluate("document.activeElement?.blur()")


if __name__ == "__main__":
    sys.exit(main())
