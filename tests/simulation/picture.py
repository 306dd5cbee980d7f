"""The backlog's age over time, drawn as SVG without a library: two lines a stretch, in hours."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 1000, 130, 60, 26


def drawn(done: Sequence[Mapping[str, Any]]) -> str:
    """The year day by day (the oldest complaint and the oldest other of each day), the flood and other days closer."""
    weeks = [one for one in done if one["name"].startswith("week")]
    flooded = max(weeks, key=lambda one: one["messages"], default=None)
    near = [(one["name"], _near(one)) for one in done if not one["name"].startswith("week")]
    if flooded:
        near.insert(0, (f"{flooded['name']}, with 10,000 mentions in ten minutes", _near(flooded)))
        near.insert(0, ("The year: the oldest message that waits, by day, in hours", _by_day(weeks)))
    panels = [_panel(*one, place) for place, one in enumerate(near)]
    height = (_HEIGHT + 50) * len(panels) + 10
    style = "text{font:12px sans-serif;fill:#555}.c{stroke:#c0392b}.o{stroke:#2a6fb0}.c,.o{fill:none;stroke-width:1.5}"
    legend = "".join(
        f'<text x="{left}" y="14" style="fill:{color}">{word}</text>'
        for left, color, word in ((760, "#c0392b", "complaints"), (850, "#2a6fb0", "others"))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="Age of the oldest message that waits"><style>{style}</style>'
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>{legend}{"".join(panels)}</svg>\n'
    )


type _Line = list[tuple[float, float, float]]


def _by_day(weeks: Sequence[Mapping[str, Any]]) -> _Line:
    line: _Line = []
    for one in weeks:
        days: dict[int, tuple[float, float]] = {}
        for hours, complaints, others, _ in one["backlog"]:
            before = days.get(int(hours // 24), (0.0, 0.0))
            days[int(hours // 24)] = (max(before[0], complaints), max(before[1], others))
        line += [(one["start"] + day * 86_400, *ages) for day, ages in sorted(days.items())]
    return line


def _near(one: Mapping[str, Any]) -> _Line:
    return [(one["start"] + hours * 3600, complaints, others) for hours, complaints, others, _ in one["backlog"]]


def _panel(title: str, line: _Line, place: int) -> str:
    if not line:
        return ""
    top, first, last = 30 + place * (_HEIGHT + 50), line[0][0], line[-1][0]
    most = max(max(complaints, others) for _, complaints, others in line) or 1.0

    def points(which: int) -> str:
        return " ".join(
            f"{_LEFT + (at[0] - first) / max(last - first, 1) * (_WIDTH - _LEFT - 10):.1f},"
            f"{top + _HEIGHT - at[which] / most * (_HEIGHT - 10):.1f}"
            for at in line
        )

    shown = "%d %b" if last - first > 3 * 86_400 else "%a %H:%M"
    dates = "".join(
        f'<text x="{_LEFT + share * (_WIDTH - _LEFT - 60):.0f}" y="{top + _HEIGHT + 16}">'
        f"{datetime.fromtimestamp(first + share * (last - first), UTC):{shown}}</text>"
        for share in (0, 0.25, 0.5, 0.75, 1)
    )
    axis = f'<path d="M{_LEFT} {top}V{top + _HEIGHT}H{_WIDTH - 10}" stroke="#999" fill="none"/>'
    scale = f'<text x="8" y="{top + 14}">{most:.1f} h</text><text x="30" y="{top + _HEIGHT}">0</text>'
    lines = f'<polyline class="o" points="{points(2)}"/><polyline class="c" points="{points(1)}"/>'
    return f'<text x="{_LEFT}" y="{top - 6}">{title}</text>{axis}{scale}{dates}{lines}'
