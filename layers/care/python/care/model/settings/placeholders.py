"""The grammar of a text with placeholders: `{word}` and nothing else, filled in one pass.

What is filled in is never read again, so a customer named `{return}` puts nothing in. Where a value is missing its
placeholder goes with the punctuation that held it: "¡Hola, {name}!" is "¡Hola!".
"""

import re
from collections.abc import Mapping

from care import late

PLACEHOLDER = late.pattern(r"\{([^{}]*)\}")

_PAIRS = (("(", ")"), ("[", "]"), ("«", "»"), ("“", "”"), ('"', '"'), ("¡", "!"), ("¿", "?"))


def placeholders(text: str) -> list[str]:
    """The names of the placeholders of a text, in order, each as often as it stands there."""
    return PLACEHOLDER.findall(text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled; those without a value, or with an empty one, are left out."""
    for name in dict.fromkeys(placeholders(text)):
        if not values.get(name):
            text = without(text, name)
    return PLACEHOLDER.sub(lambda found: values[found[1]], text)


def without(text: str, name: str) -> str:
    """The text as it reads with nothing for a placeholder; a sentence that began with it begins with a capital."""
    hole = re.escape(f"{{{name}}}")
    for first, last in _PAIRS:
        text = re.sub(rf"\s*{re.escape(first)}\s*{hole}\s*{re.escape(last)}", "", text)
    beginning = rf"(^\s*|[.!?…]\s+|\n\s*)([¡¿]?){hole}[,:;.!?…—–-]*\s*(\w?)"  # noqa: RUF001  dashes of any length
    text = re.sub(beginning, lambda found: found[1] + found[2] + found[3].upper(), text)
    return re.sub(rf"\s*[,—–]?\s*{hole}", "", text).strip()  # noqa: RUF001  as above
