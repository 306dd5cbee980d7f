"""A badge for other sites: that the account answers on X, and whether it is open now. No script, no cookie, no font."""

import unicodedata
from html import escape
from typing import Final

_HEIGHT: Final = 28  # pixels
_PADDING: Final = 10
_LETTER: Final = 6.6  # pixels of a usual letter in 12 px; wide ones (CJK) take twice that
_OPEN, _CLOSED = "#12663b", "#55616f"  # white on them has a contrast of more than 4.5


def svg(says: str, state: str, *, is_open: bool) -> bytes:
    """The badge as an SVG: what it says on the left, the state on the right. Both are text, for whoever reads aloud."""
    left, right = (2 * _PADDING + _wide(one) for one in (says, state))
    colour = _OPEN if is_open else _CLOSED
    label = escape(f"{says}: {state}", quote=True)
    text = 'font-family="system-ui, -apple-system, Segoe UI, Roboto, sans-serif" font-size="12" fill="#fff"'
    middle = _HEIGHT / 2 + 4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right:.0f}" height="{_HEIGHT}" role="img" '
        f'aria-label="{label}"><title>{label}</title>'
        f'<rect width="{left + right:.0f}" height="{_HEIGHT}" rx="6" fill="#16202b"/>'
        f'<path d="M{left:.0f} 0h{right - 6:.0f}a6 6 0 0 1 6 6v{_HEIGHT - 12}a6 6 0 0 1-6 6h-{right - 6:.0f}z" '
        f'fill="{colour}"/>'
        f'<text x="{_PADDING}" y="{middle:.0f}" {text}>{escape(says)}</text>'
        f'<text x="{left + _PADDING:.0f}" y="{middle:.0f}" {text} font-weight="600">{escape(state)}</text></svg>\n'
    ).encode()


def _wide(text: str) -> float:
    return sum(_LETTER * (2 if unicodedata.east_asian_width(one) in "WF" else 1) for one in text)
