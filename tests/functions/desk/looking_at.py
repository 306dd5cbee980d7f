"""Small pictures of the desk's main pages, as Chromium shows them, and how far one is from another.

A picture is an eighth of its page in each direction, in greys: letters of another font change it little, a pane that is
too wide, a page without its styles or a bar that is cut change it much. What the clock says is the same on each.

`python -m pytest tests/functions/desk/test_looks.py` compares; `LOOKS=write` before it stores the pictures anew, to be
looked at before they are committed.
"""

import base64
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tests.functions.desk.conftest import Desk

FOLDER = Path(__file__).parent / "looks"
MOST_FAR = 0.035  # of all cells together, 0 is the same and 1 is black for white
MOST_CELLS = 0.06  # the share of cells that are another shade
_SAME_CLOCK = """() => {
  for (const one of document.querySelectorAll("time, .due, .age, [data-counts]")) one.textContent = "9:00";
  for (const one of document.querySelectorAll("input[type=date], input[type=time]")) one.style.color = "transparent";
  document.activeElement?.blur();
}"""
_SMALL = """async (src) => {
  const picture = new Image(); picture.src = src; await picture.decode();
  const wide = Math.ceil(picture.width / 8), high = Math.ceil(picture.height / 8);
  const canvas = new OffscreenCanvas(wide, high), paper = canvas.getContext("2d");
  paper.filter = "grayscale(1)"; paper.imageSmoothingQuality = "high";
  paper.drawImage(picture, 0, 0, wide, high);
  const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}"""
_FAR = """async ([one, other]) => {
  const cells = async (data) => {
    const picture = new Image(); picture.src = "data:image/png;base64," + data; await picture.decode();
    const canvas = new OffscreenCanvas(picture.width, picture.height), paper = canvas.getContext("2d");
    paper.drawImage(picture, 0, 0);
    return [picture.width, picture.height, paper.getImageData(0, 0, picture.width, picture.height).data];
  };
  const [wide, high, left] = await cells(one), [wide2, high2, right] = await cells(other);
  if (wide !== wide2 || high !== high2) return [1, 1];
  let sum = 0, others = 0;
  for (let at = 0; at < left.length; at += 4) {
    const far = Math.abs(left[at] - right[at]) / 255;
    sum += far; others += far > 0.12;
  }
  return [sum / (wide * high), others / (wide * high)];
}"""


class Look(NamedTuple):
    """A page that is looked at: where it is, whose, how wide, and in which light."""

    name: str
    path: str
    who: str | None
    width: int
    scheme: str


def taken(page: Any, look: Look) -> str:
    """The small picture of a page, as base64 of a PNG."""
    page.emulate_media(color_scheme=look.scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": look.width, "height": 720})
    page.goto(f"https://desk.example{look.path}")
    page.evaluate(_SAME_CLOCK)
    return small(page)


def small(page: Any) -> str:
    """What a page shows at this moment, as `taken`."""
    shown = base64.b64encode(page.screenshot()).decode()
    picture: str = page.evaluate(_SMALL, f"data:image/png;base64,{shown}")
    return picture


def far(page: Any, one: str, other: str) -> tuple[float, float]:
    """How far two small pictures are from each other, and the share of their cells that are."""
    of_all, cells = page.evaluate(_FAR, [one, other])
    return of_all, cells


def serve(page: Any, desk: Desk, who: list[str | None]) -> None:
    """Have the function answer what the page asks for, as whoever is first in the list."""

    def answer(route: Any) -> None:
        parts = urlsplit(route.request.url)
        given = desk.get(f"{parts.path}?{parts.query}" if parts.query else parts.path, who[0])
        headers = {name: value for name, value in given.headers.items() if name != "content-security-policy"}
        route.fulfill(status=given.status, headers=headers, body=given.body)

    page.route("https://desk.example/**", answer)
