"""Values that strangers chose, made safe for a spreadsheet (OWASP, CSV injection)."""

import csv
from collections.abc import Iterable, Sequence
from typing import TextIO

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  spreadsheets take both widths


def cell(value: object) -> str:
    """The value as text that no spreadsheet takes for a formula: an apostrophe stands before what would begin one.

    None is empty. Only texts are marked: a number of ours may be negative.
    """
    if value is None:
        return ""
    text = str(value)
    # Blanks in front do not stop a spreadsheet; a line break would begin a row for whoever splits by lines.
    beginning = text.lstrip(" \u00a0\ufeff\u200b")
    return f"'{text}" if isinstance(value, str) and beginning.startswith(_FORMULA) else text


def write(to: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str = ",") -> None:
    """A table with its names on top. No text in it is a formula; numbers stay numbers."""
    writer = csv.writer(to, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)
