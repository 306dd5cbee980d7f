"""An address as a QR code to print: black on white whatever the page's colours are, with the quiet border it needs."""

from io import BytesIO

import segno

_SCALE = 8  # pixels a module: printed at 72 to the inch, a telephone reads it from a metre away


def svg(address: str, title: str) -> bytes:
    """The QR code of an address as an SVG; a quarter of it may be dirty or torn (level Q)."""
    picture = BytesIO()
    segno.make(address, error="q", micro=False).save(
        picture, kind="svg", scale=_SCALE, border=4, dark="#000", light="#fff", title=title
    )
    return picture.getvalue()
