"""A figure of the report as people read it."""

from care.numbers import money, written
from care.report.definitions import Unit
from care.report.measures import Figure

_UNKNOWN = "-"
_TO = {"es": "a", "pt": "a"}


def said(figure: Figure | None, unit: Unit, language: str = "en") -> str:
    """A value with its unit: "1 h 05 min", "94.2 %", "$12.30", "8.7"; a dash where nothing can be told."""
    return _UNKNOWN if figure is None else _value(figure.value, unit, language)


def interval(figure: Figure | None, unit: Unit, language: str = "en") -> str:
    """The 95 % interval of a figure, or "" where it has none."""
    if figure is None or figure.low is None or figure.high is None:
        return ""
    return f"{_value(figure.low, unit, language)} {_TO.get(language, 'to')} {_value(figure.high, unit, language)}"


def _value(value: float, unit: Unit, language: str) -> str:
    match unit:
        case "seconds":
            return _duration(round(value))
        case "share":
            return f"{written(value * 100, 1, language)} %"
        case "points":
            return written(value, 1, language)
        case "micro-dollars":
            return money(value, language, exactly=False)
        case _:
            return written(value, 0, language)


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min" if minutes else f"{rest} s"
