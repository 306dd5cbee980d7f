"""Numbers and dollars as a reader's language writes them."""

from typing import Final

_POINT_AND_COMMA: Final = str.maketrans(",.", ".,")
_UNGROUPED_IN_SPANISH: Final = 10_000  # four digits stand together there


def written(value: float, decimals: int, language: str) -> str:
    """A number with so many decimals: 1,234.5 in English, 1234,5 in Spanish, 1.234,5 in Portuguese."""
    text = f"{value:,.{decimals}f}"
    if language not in {"es", "pt"}:
        return text
    if language == "es" and abs(value) < _UNGROUPED_IN_SPANISH:
        text = text.replace(",", "")
    return text.translate(_POINT_AND_COMMA)


def money(micro_dollars: float, language: str = "en", *, exactly: bool = True) -> str:
    """Dollars: $0.015, 0,015 US$ or US$ 0,015; with at least two decimals, and `exactly` with all that are there."""
    decimals = 2
    if exactly:
        whole = abs(round(micro_dollars)) % 1_000_000
        decimals = max(2, len(f"{whole:06}".rstrip("0")))
    sign = "-" if micro_dollars < 0 else ""
    number = written(abs(micro_dollars) / 1_000_000, decimals, language)
    match language:
        case "es":
            return f"{sign}{number} US$"
        case "pt":
            return f"{sign}US$ {number}"
        case _:
            return f"{sign}${number}"


def priced(text: str, language: str) -> str:
    """A price that was written in English ("$0.015"), as this language writes it; any other text as it is."""
    if not text.startswith("$"):
        return text
    return money(round(float(text[1:].replace(",", "")) * 1_000_000), language)
