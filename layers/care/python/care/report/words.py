"""A figure of the report as people read it."""

from care.report.definitions import Unit
from care.report.measures import Figure

_UNKNOWN = "-"


def said(figure: Figure | None, unit: Unit) -> str:
    """A value with its unit: "1 h 05 min", "94.2 %", "$12.30", "8.7"; a dash where nothing can be told."""
    return _UNKNOWN if figure is None else _value(figure.value, unit)


def interval(figure: Figure | None, unit: Unit) -> str:
    """The 95 % interval of a figure, or "" where it has none."""
    if figure is None or figure.low is None or figure.high is None:
        return ""
    return f"{_value(figure.low, unit)} to {_value(figure.high, unit)}"


def _value(value: float, unit: Unit) -> str:
    match unit:
        case "seconds":
            return _duration(round(value))
        case "share":
            return f"{value * 100:.1f} %"
        case "points":
            return f"{value:.1f}"
        case "micro-dollars":
            return f"${value / 1_000_000:,.2f}"
        case _:
            return f"{value:,.0f}"


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min" if minutes else f"{rest} s"
