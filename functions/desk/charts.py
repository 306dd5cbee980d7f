"""Charts as SVG, made from values by pure functions. Their texts come in the reader's language and are escaped.

Each is an image with a title and a description, and is readable without colour: series differ in dashes and marks,
bars and cells carry their numbers. Colours come from the style sheet by class, so light and dark need nothing here.
"""

from collections.abc import Callable, Sequence
from math import ceil, floor, log10
from typing import NamedTuple

from markupsafe import Markup

_WIDE, _HIGH = 720, 250
_LEFT, _RIGHT, _TOP, _BELOW = 80, 12, 34, 28
_MARKS = (
    Markup('<circle cx="{x}" cy="{y}" r="3.5"/>'),
    Markup('<rect x="{left}" y="{up}" width="7" height="7"/>'),
    Markup('<path d="M{x} {up}l4 7h-8z"/>'),
    Markup('<path d="M{x} {up}l4 3.5l-4 3.5l-4 -3.5z"/>'),
)
_LEVELS = 5


class Series(NamedTuple):
    """One line; None where nothing can be told."""

    name: str
    values: Sequence[float | None]


class ReferenceLine(NamedTuple):
    """A value that others are held against."""

    value: float
    name: str


class Bar(NamedTuple):
    """One bar with its number as people read it."""

    name: str
    value: float
    said: str


class Span(NamedTuple):
    """A share (0 to 1) with its interval."""

    name: str
    value: float
    low: float
    high: float
    said: str


class Square(NamedTuple):
    """A cell of a map: how much of the most there is (0 to 1; None for nothing), and its number."""

    share: float | None
    said: str


def lines(
    title: str, told: str, labels: Sequence[str], series: Sequence[Series], said: Callable[[float], str],
    against: Sequence[ReferenceLine] = (), most: float | None = None, steps: Sequence[int] = (),
) -> Markup:  # fmt: skip
    """Lines over labels, with the values that they are held against drawn across; at most four series.

    The scale has four parts: of `most` where that is known, else of the smallest of `steps` that is enough.
    """
    known = [value for one in series for value in one.values if value is not None]
    top = most if most is not None else 4 * _step(max([*known, *(one.value for one in against)], default=1) / 4, steps)
    wide, high = _WIDE - _LEFT - _RIGHT, _HIGH - _TOP - _BELOW

    def x(place: int) -> float:
        return _LEFT + wide * (place + 0.5) / max(1, len(labels))

    def y(value: float) -> float:
        return _TOP + high * (1 - min(value, top) / top)

    parts = [_axis(y(top * step / 4), said(top * step / 4)) for step in range(5)]
    every = ceil(len(labels) / 16)
    parts += [
        Markup('<text class="c-label" x="{}" y="{}" text-anchor="middle">{}</text>').format(
            _n(x(place)), _HIGH - 8, label
        )
        for place, label in enumerate(labels)
        if place % every == 0
    ]
    for one in against:
        end = _WIDE - _RIGHT
        parts.append(Markup('<path class="c-against" d="M{} {}H{}"/>').format(_LEFT, _n(y(one.value)), end))
    for place, line in enumerate(series):
        parts.append(_drawn(place, [None if v is None else (x(i), y(v)) for i, v in enumerate(line.values)]))
    # Over the lines, on a ground of their own: what a value is held against can be read wherever the line goes.
    parts += [
        Markup('<text class="c-label c-strong" x="{}" y="{}">{}</text>').format(
            _LEFT + 4, _n(y(one.value) - 4), one.name
        )
        for one in against
    ]
    parts.append(_legend([one.name for one in series]))
    return _image(title, told, _WIDE, _HIGH, parts)


def bars(title: str, told: str, rows: Sequence[Bar]) -> Markup:
    """Bars one below the other, each with its name and its number."""
    most = max((row.value for row in rows), default=0) or 1
    parts = []
    for place, row in enumerate(rows):
        y, long = 8 + place * 28, max(1.0, 340 * row.value / most) if row.value > 0 else 0
        parts.append(
            Markup(
                '<text class="c-name" x="250" y="{}" text-anchor="end">{}</text>'
                '<rect class="c-bar" x="260" y="{}" width="{}" height="18" rx="2"/>'
                '<text class="c-number" x="{}" y="{}">{}</text>'
            ).format(y + 14, row.name, y, _n(long), _n(266 + long), y + 14, row.said)
        )
    return _image(title, told, _WIDE, 16 + 28 * len(rows), parts)


def spans(title: str, told: str, rows: Sequence[Span]) -> Markup:
    """Shares from 0 to 100 % with their intervals as whiskers, each with its number."""
    left, wide, high = 250, 330, 30 + 30 * len(rows)
    parts = [
        Markup(
            '<path class="c-grid" d="M{x} 6V{low}"/>'
            '<text class="c-label" x="{x}" y="{under}" text-anchor="middle">{n} %</text>'
        ).format(x=left + wide * step // 4, low=high - 22, under=high - 6, n=step * 25)
        for step in range(5)
    ]
    for place, row in enumerate(rows):
        y = 22 + place * 30
        low, mid, far = (_n(left + wide * min(1.0, max(0.0, v))) for v in (row.low, row.value, row.high))
        parts.append(
            Markup(
                '<text class="c-name" x="{name_x}" y="{text_y}" text-anchor="end">{name}</text>'
                '<path class="c-whisker" d="M{low} {y}H{far}M{low} {up}V{down}M{far} {up}V{down}"/>'
                '<circle class="c-dot" cx="{mid}" cy="{y}" r="5"/>'
                '<text class="c-number" x="{said_x}" y="{text_y}">{said}</text>'
            ).format(
                name_x=left - 14, text_y=y + 4, name=row.name, low=low, far=far, y=y, up=y - 5, down=y + 5, mid=mid,
                said_x=left + wide + 14, said=row.said,
            )
        )  # fmt: skip
    return _image(title, told, _WIDE, high, parts)


def heat(
    title: str, told: str, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[Square]]
) -> Markup:
    """A map of rows and columns: the fuller a cell, the stronger its shade; its number stands in it."""
    left, size, tall = 50, (_WIDE - 54) / max(1, len(columns)), 26
    parts = [
        Markup('<text class="c-label" x="{}" y="12" text-anchor="middle">{}</text>').format(
            _n(left + size * (place + 0.5)), name
        )
        for place, name in enumerate(columns)
    ]
    for down, name in enumerate(rows):
        y = 18 + tall * down
        parts.append(
            Markup('<text class="c-label" x="{}" y="{}" text-anchor="end">{}</text>').format(left - 6, y + 17, name)
        )
        for place, cell in enumerate(cells[down]):
            level = 0 if cell.share is None else 1 + min(_LEVELS - 1, floor(max(0.0, cell.share) * _LEVELS))
            parts.append(
                Markup(
                    '<rect class="c-cell c-level-{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>'
                    '<text class="c-in c-in-{}" x="{}" y="{}" text-anchor="middle">{}</text>'
                ).format(
                    level, _n(left + size * place + 1), y + 1, _n(size - 2), tall - 2,
                    level, _n(left + size * (place + 0.5)), y + 17, cell.said,
                )
            )  # fmt: skip
    return _image(title, told, _WIDE, 22 + tall * len(rows), parts)


def _image(title: str, told: str, wide: int, high: int, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title><desc>{}</desc>{}</svg>'
    ).format(wide, high, f"{title}. {told}", title, told, Markup("").join(parts))


def _axis(y: float, said: str) -> Markup:
    return Markup(
        '<path class="c-grid" d="M{} {}H{}"/><text class="c-label" x="{}" y="{}" text-anchor="end">{}</text>'
    ).format(_LEFT, _n(y), _WIDE - _RIGHT, _LEFT - 6, _n(y + 4), said)


def _drawn(place: int, points: Sequence[tuple[float, float] | None]) -> Markup:
    """A line with a gap where nothing can be told, and a mark at each value."""
    path, pen = [], "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        path.append(f"{pen}{_n(point[0])} {_n(point[1])}")
        pen = "L"
    marks = Markup("").join(_mark(place, *point) for point in points if point is not None)
    return Markup('<g class="c-series c-series-{}"><path class="c-line" d="{}"/>{}</g>').format(
        place, "".join(path) or "M0 0", marks
    )


def _mark(place: int, x: float, y: float) -> Markup:
    return _MARKS[place % len(_MARKS)].format(x=_n(x), y=_n(y), left=_n(x - 3.5), up=_n(y - 3.5))


def _legend(names: Sequence[str]) -> Markup:
    parts, x = [], _LEFT + 6.0
    for place, name in enumerate(names):
        parts.append(
            Markup(
                '<g class="c-series c-series-{}"><path class="c-line" d="M{} 14h22"/>{}</g>'
                '<text class="c-name" x="{}" y="18">{}</text>'
            ).format(place, _n(x), _mark(place, x + 11, 14), _n(x + 28), name)
        )
        x += 48 + 6.6 * len(name)
    return Markup("").join(parts)


def _step(least: float, steps: Sequence[int]) -> float:
    """The first of `steps` that is no less; without one, 1, 2 or 5 times a power of ten, and a whole number."""
    if (found := next((step for step in steps if step >= least), None)) is not None:
        return found
    power = 10.0 ** max(0, floor(log10(max(1.0, least))))
    return next(step * power for step in (1, 2, 5, 10) if least <= step * power * (1 + 1e-9))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
