"""The pictures of the README, taken of the local run that is up: `make run`, then `make pictures`."""

import json
import sys
from pathlib import Path

from infra import ROOT
from playwright.sync_api import Page, ViewportSize, sync_playwright
from tests.local.browser import launch
from tests.local.desk.moving import Frame, write

CUSTOMER = "Carla Méndez"  # of the demo: a broken lamp, with a picture
SIZE: ViewportSize = {"width": 1220, "height": 690}
LARGEST = 400_000  # bytes of a picture


def main() -> int:
    base = json.loads((ROOT / ".local" / "ready.json").read_text(encoding="utf-8"))["desk_url"].removesuffix("/desk")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        taken = []
        for scheme in ("light", "dark"):
            page = browser.new_context(viewport=SIZE, color_scheme=scheme, reduced_motion="reduce").new_page()
            page.goto(f"{base}/desk/sign-in")
            page.get_by_role("button", name="Sara Vidal").click()
            page.wait_for_selector("#queue .row")
            speak(page, "English")
            taken += light(page, base) if scheme == "light" else dark(page, base)
            speak(page, "Español")
        browser.close()
    for path in taken:
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")  # noqa: T201  for the terminal
    return int(any(path.stat().st_size > LARGEST for path in taken))


def light(page: Page, base: str) -> list[Path]:
    """The list, the report, and how a case is answered."""
    taken = [take(page, "queue")]
    page.goto(f"{base}/desk/report")
    page.wait_for_selector(".tiles")
    taken.append(take(page, "report"))
    page.goto(f"{base}/desk/cases")
    return [*taken, answered(page)]


def dark(page: Page, base: str) -> list[Path]:
    """A case beside its list."""
    page.goto(f"{base}/desk/cases")
    page.get_by_role("link", name=CUSTOMER).first.click()
    page.wait_for_selector("#beside .brief")
    page.evaluate("scrollTo(0, 0)")
    return [take(page, "case")]


def answered(page: Page) -> Path:
    """A saved reply is looked for, put in and sent: as a picture that moves. What was sent is taken back."""
    page.get_by_role("link", name=CUSTOMER).first.click()
    page.wait_for_selector("#beside .brief")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(500)
    frames = [Frame(page.screenshot(), 0, 0, 1600)]

    def shown(milliseconds: int) -> None:
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        box = page.locator(".answer").bounding_box()
        assert box is not None
        x, y = int(box["x"]), max(0, int(box["y"]) - 40)
        clip = {"x": x, "y": y, "width": int(box["width"]), "height": SIZE["height"] - y}
        frames.append(Frame(page.screenshot(clip=clip), x, y, milliseconds))  # type: ignore[arg-type]

    page.click(".inserts summary")
    shown(1100)
    page.fill(".inserts .filter", "roto")
    shown(1100)
    page.keyboard.press("Enter")
    page.wait_for_selector("#preview .counted")
    shown(1800)
    page.click("#send")
    page.wait_for_selector(".outcome.done [data-counts]")
    shown(1800)
    page.click(".outcome.done [data-counts]")
    page.wait_for_function("() => document.getElementById('text').value !== ''")  # it is given back
    page.fill("#text", "")
    path = ROOT / "docs" / "answering.png"
    write(path, frames)
    return path


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
