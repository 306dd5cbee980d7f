"""What the commands print: text as it is. Brackets in a customer's words, a setting or an error are no markup."""

from typing import Final, Literal

from rich.console import Console
from rich.text import Text

DONE: Final = Text("✓", style="green")
MARKS: Final[dict[Literal["ok", "advice", "warning", "wrong"], Text]] = {
    "ok": DONE,
    "advice": Text("·", style="blue"),
    "warning": Text("!", style="yellow"),
    "wrong": Text("✗", style="red"),
}


def terminal(*, stderr: bool = False) -> Console:
    """The terminal, in which nothing is highlighted and nothing read as markup."""
    return Console(stderr=stderr, highlight=False, markup=False)
