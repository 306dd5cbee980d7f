"""The pictures of the README, taken of the local run that is up: `make run`, then `make pictures`."""

import json
import sys
from pathlib import Path

from infra import ROOT
from playwright.sync_api import Page, ViewportSize, sync_playwright
from tests.local.desk.conftest import CHROMIUM

CUSTOMER = "Marc Castell"  # of the demo day: in public and by DM, with a note and a promise
SIZE: ViewportSize = {"width": 1220, "height": 690}
LARGEST = 180_000  # bytes of a picture


def main() -> int:
    base = json.loads((ROOT / ".local" / "ready.json").read_text(encoding="utf-8"))["desk_url"].removesuffix("/desk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_context(viewport=SIZE, color_scheme="light", reduced_motion="reduce").new_page()
        page.goto(f"{base}/desk/sign-in")
        page.get_by_role("button", name="Ana Ruiz").click()
        page.wait_for_selector("#queue .row")
        speak(page, "English")
        taken = [take(page, "queue")]
        page.goto(f"{base}/desk/cases?view=waiting")
        page.get_by_role("link", name=CUSTOMER).first.click()
        page.wait_for_selector("#reply")
        page.fill("#text", "Hola, Marc: el banco acaba de confirmarlo, el segundo cargo está devuelto.")
        page.wait_for_selector("#preview .counted")
        page.wait_for_selector("#beside .brief")  # the list beside it
        page.evaluate("scrollTo(0, 0)")
        taken.append(take(page, "case"))
        page.fill("#text", "")
        speak(page, "Español")
        browser.close()
    for path in taken:
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")  # noqa: T201  for the terminal
    return int(any(path.stat().st_size > LARGEST for path in taken))


def speak(page: Page, language: str) -> None:
    page.locator(".menu-more > summary").click()
    page.get_by_role("button", name=language).click()
    page.wait_for_load_state()


def take(page: Page, name: str) -> Path:
    path = ROOT / "docs" / f"{name}.png"
    page.screenshot(path=str(path))
    return path


if __name__ == "__main__":
    sys.exit(main())
