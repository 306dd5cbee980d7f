"""How our pages look: one file of design tokens for the desk, the page of the hours and the simulated X."""

from functools import cache
from importlib import resources


@cache
def tokens() -> str:
    """The style sheet with the tokens; a page puts it before its own."""
    return resources.files(__name__).joinpath("tokens.css").read_text(encoding="utf-8")
