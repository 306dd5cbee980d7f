"""Tables of the report: as a page shows them, and as a file for a spreadsheet."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from markupsafe import Markup

from care import spreadsheets
from care.model.tallies import Tallies, total
from care.report.definitions import Unit
from care.report.measures import Figure, ReportPeriod
from care.report.words import said
from care.tables.spending import Spent

type Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the reader's language, its name in the file, and the unit of its numbers."""

    label: str
    name: str
    unit: Unit | None = None


class Chart(NamedTuple):
    """A chart with what stands above it."""

    title: str
    drawn: Markup


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with the charts that are made of it. `note` says what is counted and what is not."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    charts: tuple[Chart, ...] = field(default=())
    note: str = ""

    def shown(self, row: Sequence[Cell], language: str) -> list[str]:
        """A row as people read it in their language."""
        return [_shown(cell, column, language) for cell, column in zip(row, self.columns, strict=True)]

    def as_csv(self) -> str:
        """The table with numbers as they are: seconds, shares from 0 to 1, micro-dollars. A text is never a formula."""
        out = io.StringIO()
        spreadsheets.write(out, [column.name for column in self.columns], self.rows)
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class ReportData:
    """What the report is told of: `parts` are its days (or months) by their label, `days` all its days by their date.

    `spent` is what X charged in the months of the period, by purpose; None where that is not known for it. `names`
    are those of people.
    """

    parts: Mapping[str, Tallies]
    days: Mapping[str, Tallies]
    spent: Mapping[str, Spent] | None
    language: str
    t: Callable[[str], str]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def period(self) -> ReportPeriod:
        """All of it."""
        spent = {purpose: one.micro_dollars for purpose, one in (self.spent or {}).items()}
        return ReportPeriod(total(self.parts.values()), spent)


def value(figure: Figure | None) -> float | None:
    """A figure's value, or None."""
    return None if figure is None else figure.value


def _shown(cell: Cell, column: Column, language: str) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, str):
        return cell
    return said(Figure(float(cell), 0), column.unit or "cases", language)
