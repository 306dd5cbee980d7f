"""What axe says of a page, and whether it is wider than its screen."""

from pathlib import Path

import axe_playwright_python

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page):
    page.evaluate(AXE)
    found = page.evaluate(
        "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found["violations"]]


def is_too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def narrow_menus(page, widths=(320, 700, 800, 1024, 1249, 1280)):
    """Widths at which a part of the menu can be reached by scrolling alone, which nothing tells."""
    hidden = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("(menu => menu.scrollWidth > menu.clientWidth)(document.querySelector('.menu'))"):
            hidden.append(width)
    return hidden
